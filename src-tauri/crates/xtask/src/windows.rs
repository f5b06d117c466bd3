//! `cargo xtask test --windows`: compiles the desk for Windows on Debian, and runs its tests without a window under
//! Wine.
//!
//! The compiler is Debian's own, because rustup's has no standard library for Windows here; `-Zbuild-std` builds one.
//! Wine is not Windows: a pass is a good sign and no proof. Variables are set for the started programs only, and all
//! output is in `target/windows`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use crate::{
    interface, packages,
    shell::{Result, command, root, step, target},
    tally::{Tally, rust_tests},
};

const TARGET: &str = "x86_64-pc-windows-gnu";
const C_COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Full paths, because rustup's programs come first in the search path.
const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const RUSTDOC: &str = "/usr/bin/rustdoc";
const WINE: &str = "/usr/lib/wine/wine64";
const WINE_SERVER: &str = "/usr/lib/wine/wineserver64";

/// Compiler version for which warnings are errors. A security update of Debian may bring another one, which must not
/// block development.
const TESTED_RUSTC: &str = "1.96.";

/// Tests that Wine 8 cannot run; libtest skips each test with a name that contains one of these.
const WINE_LIMITS: &[(&str, &str)] = &[
    ("trust::a_407_is", "Wine 8 refuses the certificate engine of Windows 8 that an extra CA file needs"),
    ("trust::a_certificate", "the same"),
    ("trust::a_probe_tests", "the same"),
    ("trust::a_self_signed", "the same"),
];

/// Tests that drive the window need one, and these commands are tested elsewhere. All targets at once: building the
/// application alone would select other library features and build them all twice.
const TESTED_TARGETS: &[&str] =
    &["--workspace", "--exclude", "acceptance", "--exclude", "xtask", "--lib", "--bins", "--tests", "--locked"];

pub fn test() -> Result<ExitCode> {
    if !Path::new("/etc/debian_version").exists() {
        return Err("the tests for Windows run on Debian alone: elsewhere `cargo xtask test` is all there is".into());
    }
    packages::provide(packages::Need::Wine)?;
    interface::install()?;
    // The application embeds it.
    interface::build()?;
    let strict = is_tried_compiler()?;
    let machine = Machine::provide(strict)?;

    let mut tally = Tally::default();
    let compiles =
        step("cargo test --no-run for Windows", machine.cargo().args(["test", "--no-run"]).args(TESTED_TARGETS));
    let can_run = compiles.is_ok();
    tally.check(compiles);
    if can_run {
        let mut tests = machine.cargo();
        tests.args(["test", "--no-fail-fast", "--quiet"]).args(TESTED_TARGETS).arg("--");
        tests.args(WINE_LIMITS.iter().flat_map(|(name, _)| ["--skip", name]));
        rust_tests(&mut tally, "cargo test under Wine", &mut tests);
    }
    machine.stop();
    println!("\nLeft out under Wine:");
    for (name, reason) in WINE_LIMITS {
        println!("  {name}…: {reason}");
    }
    Ok(tally.end())
}

/// Whether warnings are errors.
fn is_tried_compiler() -> Result<bool> {
    let output = Command::new(RUSTC).arg("--version").output().map_err(|error| format!("{RUSTC}: {error}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let tried = version.strip_prefix("rustc ").is_some_and(|number| number.starts_with(TESTED_RUSTC));
    if !tried {
        println!(
            "\n{version} is not the compiler that was tried ({TESTED_RUSTC}x): its warnings are told and fail nothing."
        );
    }
    Ok(tried)
}

/// Environment of all programs that are started here.
struct Machine {
    dir: PathBuf,
    prefix: PathBuf,
    strict: bool,
}

impl Machine {
    fn provide(strict: bool) -> Result<Self> {
        let dir = target().join("windows");
        fs::create_dir_all(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        let machine = Self { prefix: dir.join("wine"), dir, strict };
        machine.make_prefix()?;
        Ok(machine)
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

    fn cargo(&self) -> Command {
        let mut cargo = command(CARGO);
        self.apply(&mut cargo);
        cargo
    }

    fn apply<'command>(&self, command: &'command mut Command) -> &'command mut Command {
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
    fn stop(&self) {
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
