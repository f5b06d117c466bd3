use std::{env, fs, path::PathBuf, process::Command};

use crate::shell::{Result, command, root, step, target};

pub const TARGET: &str = "x86_64-pc-windows-gnu";
const C_COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Full paths, because rustup's programs come first in the search path.
const CARGO: &str = "/usr/bin/cargo";
pub const RUSTC: &str = "/usr/bin/rustc";
const RUSTDOC: &str = "/usr/bin/rustdoc";
pub const WINE: &str = "/usr/lib/wine/wine64";
const WINE_SERVER: &str = "/usr/lib/wine/wineserver64";

/// Environment of all programs that are started here.
pub struct Machine {
    pub dir: PathBuf,
    pub prefix: PathBuf,
    strict: bool,
}

impl Machine {
    pub fn provide(strict: bool) -> Result<Self> {
        let machine = Self::for_building(strict)?;
        machine.make_prefix()?;
        Ok(machine)
    }

    /// Without Wine.
    pub fn for_building(strict: bool) -> Result<Self> {
        let dir = target().join("windows");
        fs::create_dir_all(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        Ok(Self { prefix: dir.join("wine"), dir, strict })
    }

    fn make_prefix(&self) -> Result<()> {
        let system = self.prefix.join("drive_c/windows/system32");
        let shim = system.join("bcryptprimitives.dll");
        if shim.exists() {
            return Ok(());
        }
        step("a Windows of its own for Wine", self.apply(command(WINE).args(["wineboot", "--init"])))?;
        step("which is written down", self.apply(command(WINE_SERVER).arg("--wait")))?;
        let source = root().join("src-tauri/crates/xtask/src/windows/bcryptprimitives.c");
        let made = self.dir.join("bcryptprimitives.dll");
        let mut compile = command(C_COMPILER);
        compile.args(["-O2", "-shared", "-o"]).arg(&made).arg(source).arg("-ladvapi32");
        step("the library that Wine lacks", &mut compile)?;
        // Last, and atomically: this file marks the prefix as complete.
        let place = |error| format!("{}: {error}", shim.display());
        fs::copy(&made, shim.with_extension("new")).map_err(place)?;
        fs::rename(shim.with_extension("new"), &shim).map_err(place)
    }

    pub fn cargo(&self) -> Command {
        let mut cargo = command(CARGO);
        self.apply(&mut cargo);
        cargo
    }

    pub fn apply<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        // Variables that rustup and `cargo run` set for this program belong to another toolchain.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(belongs_to_another_toolchain) {
                command.env_remove(name);
            }
        }
        command
            .env("CARGO", CARGO)
            .env("RUSTC", RUSTC)
            .env("RUSTDOC", RUSTDOC)
            // Building the standard library is unstable, and Debian's compiler is a stable one.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort,panic_unwind")
            .env("CARGO_BUILD_TARGET", TARGET)
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", C_COMPILER)
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", WINE)
            .env("CARGO_TARGET_DIR", &self.dir)
            // Debug information is not used here and is a third of the output.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0")
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            // Prevents questions about downloads, and entries in this user's menus.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=")
            // Tauri's build puts WebView2Loader.dll there.
            .env("WINEPATH", self.wine_path());
        if self.strict {
            command.env("CARGO_UNSTABLE_WARNINGS", "true").env("CARGO_BUILD_WARNINGS", "deny");
        }
        command
    }

    fn wine_path(&self) -> String {
        format!("Z:{}", self.dir.join(TARGET).join("debug").display()).replace('/', "\\")
    }

    /// Stops the Wine server of this prefix, which would keep running for a while and hold its files open.
    pub fn stop(&self) {
        let _ = self.apply(command(WINE_SERVER).arg("--kill")).status();
    }
}

fn belongs_to_another_toolchain(name: &str) -> bool {
    const KEPT_VARIABLES: [&str; 2] = ["CARGO_HOME", "CARGO_NET_"];
    let others = name.starts_with("CARGO") && !KEPT_VARIABLES.iter().any(|ours| name.starts_with(ours))
        || name.starts_with("RUST") && !["RUST_BACKTRACE", "RUST_LOG", "RUST_MIN_STACK"].contains(&name);
    others || name == "LD_LIBRARY_PATH"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_another_toolchain_are_not_inherited() {
        for name in ["CARGO", "CARGO_MANIFEST_DIR", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "RUSTC_WRAPPER", "LD_LIBRARY_PATH"]
        {
            assert!(belongs_to_another_toolchain(name), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_NET_OFFLINE", "PATH", "HOME", "RUST_BACKTRACE"] {
            assert!(!belongs_to_another_toolchain(name), "{name}");
        }
    }

    #[test]
    fn wine_finds_the_libraries_beside_the_program() {
        let machine = Machine { dir: "/a/target/windows".into(), prefix: "/p".into(), strict: true };
        assert_eq!(machine.wine_path(), r"Z:\a\target\windows\x86_64-pc-windows-gnu\debug");
    }
}
