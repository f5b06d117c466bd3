use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    package::{
        files::{clear, read, write},
        tree::{Installed, write_all},
    },
    shell::{Result, cargo, command, output, step},
    tally::{Tally, rust_tests},
};

/// Tests of the window that the installed desk passes: a sign-in and a pairing that a screen reader hears, and an upgrade
/// while a request waits.
const HEARD: &str = "each_step_of_a_request_is_announced_once";
const UPGRADED: &str = "a_request_that_waits_over_a_restart_leaves_once";

/// A newly installed Debian in a folder.
pub struct CleanSystem {
    dir: PathBuf,
    root: PathBuf,
}

impl CleanSystem {
    /// Installs the release of this machine from its own package source. The basic system is kept for the next run.
    pub fn provide(dir: PathBuf) -> Result<Self> {
        if output(command("id").arg("-u"))? != "0" {
            return Err("installing in a clean system needs root".into());
        }
        let basic = dir.join("basic");
        let (release, source) = (release()?, source()?);
        if !basic.join("complete").exists() {
            clear(&basic)?;
            let mut bootstrap = command("debootstrap");
            bootstrap.args(["--variant=minbase", &release]).arg(&basic).arg(source);
            step("debootstrap", &mut bootstrap)?;
            write(&basic.join("complete"), b"")?;
        }
        let root = dir.join("root");
        clear(&root)?;
        step("a copy of the clean system", command("cp").arg("--archive").arg(basic.join(".")).arg(&root))?;
        // The basic system lacks security updates, which are where this machine has its own.
        let sources = root.join("etc/apt/sources.list.d");
        clear(&sources)?;
        for path in ["/etc/apt/sources.list", "/etc/apt/sources.list.d/."] {
            if Path::new(path).exists() {
                let copied = if path.ends_with('.') { sources.clone() } else { root.join("etc/apt") };
                step("package sources", command("cp").arg("--recursive").arg(path).arg(copied))?;
            }
        }
        Ok(Self { dir, root })
    }

    /// Installs the package, drives its window, upgrades it while a request waits, and removes it.
    pub fn test(&self, tally: &mut Tally, package: &Path, driver: &Path) -> Result<()> {
        let upgrade = self.upgrade_of(package)?;
        let inside = |package: &Path| format!("/srv/{}", package.file_name().unwrap_or_default().display());
        for package in [package, &upgrade] {
            let copy = self.root.join(inside(package).trim_start_matches('/'));
            fs::copy(package, &copy).map_err(|error| format!("{}: {error}", copy.display()))?;
        }
        step("apt-get update in the clean system", &mut self.apt(&["update", "--quiet=2"]))?;
        step("apt-get install", &mut self.apt(&["install", "--no-install-recommends", &inside(package)]))?;
        let first = self.version()?;
        for (name, upgrade) in [(HEARD, None), (UPGRADED, Some(inside(&upgrade)))] {
            let desk = self.starter(upgrade.as_deref())?;
            let mut tests = cargo();
            // All targets, as they were built: one alone would select other library features and build them all twice.
            tests.args(["test", "--workspace", "--tests", "--quiet", "--", "--exact", name]);
            tests.env("DESK_BINARY", desk).env("TAURI_DRIVER", driver);
            rust_tests(tally, name, &mut tests);
        }
        let second = self.version()?;
        let upgraded = if second == format!("{first}+upgrade") { Ok(()) } else { Err(format!("no upgrade: {second}")) };
        tally.check(upgraded);
        tally.check(step("apt-get remove", &mut self.apt(&["remove", "--purge", "provisioning-desk"])));
        tally.check(self.is_gone(package));
        Ok(())
    }

    fn apt(&self, words: &[&str]) -> std::process::Command {
        let mut apt = command("chroot");
        apt.arg(&self.root).args(["apt-get", "--yes", "--option=Dpkg::Use-Pty=0"]).args(words);
        apt.env("DEBIAN_FRONTEND", "noninteractive").env("LC_ALL", "C.UTF-8");
        apt
    }

    fn version(&self) -> Result<String> {
        output(command("chroot").arg(&self.root).args([
            "dpkg-query",
            "--show",
            "--showformat=${Version}",
            "provisioning-desk",
        ]))
    }

    /// The same package with a higher version.
    fn upgrade_of(&self, package: &Path) -> Result<PathBuf> {
        let (unpacked, upgrade) = (self.dir.join("upgrade"), self.dir.join("upgrade.deb"));
        clear(&unpacked)?;
        step("the next version", command("dpkg-deb").arg("--raw-extract").arg(package).arg(&unpacked))?;
        let control = String::from_utf8_lossy(&read(&unpacked.join("DEBIAN/control"))?).into_owned();
        let raised =
            |line: &str| if line.starts_with("Version: ") { format!("{line}+upgrade\n") } else { format!("{line}\n") };
        write(&unpacked.join("DEBIAN/control"), control.lines().map(raised).collect::<String>().as_bytes())?;
        step(
            "dpkg-deb",
            command("dpkg-deb").args(["--root-owner-group", "-Zgzip", "--build"]).arg(&unpacked).arg(&upgrade),
        )?;
        Ok(upgrade)
    }

    /// A program that starts the installed desk as the tests start a built one: with its own path as the first word, by
    /// which they find the process. With an upgrade it installs that before the second start.
    fn starter(&self, upgrade: Option<&str>) -> Result<PathBuf> {
        let (root, dir) = (self.root.display(), self.dir.display());
        let upgrading = upgrade.map_or_else(String::new, |package| {
            format!(
                "if [ -e {dir}/started ]; then chroot {root} apt-get --yes install {package} >&2; fi; touch {dir}/started; "
            )
        });
        let text = format!(
            "#!/bin/sh\nexec unshare --mount sh -c 'set -e; {upgrading}mount --bind /dev {root}/dev; \
             mount --bind /proc {root}/proc; mount --bind /tmp {root}/tmp; \
             exec chroot {root} bash -c \"exec -a \\\"\\$0\\\" /usr/bin/provisioning-desk \\\"\\$@\\\"\" \"$0\" \"$@\"' \"$0\" \"$@\"\n"
        );
        let _ = fs::remove_file(self.dir.join("started"));
        let file = Installed { path: "provisioning-desk".into(), mode: 0o755, content: text.into() };
        write_all(&self.dir, &[file])?;
        Ok(self.dir.join("provisioning-desk"))
    }

    /// Whether no file of the package is left.
    fn is_gone(&self, package: &Path) -> Result<()> {
        let listed = output(command("dpkg-deb").arg("--contents").arg(package))?;
        let paths = listed.lines().filter_map(|line| line.rsplit(' ').next()).filter(|path| !path.ends_with('/'));
        let left: Vec<_> = paths.filter(|path| self.root.join(path.trim_start_matches("./")).exists()).collect();
        if left.is_empty() { Ok(()) } else { Err(format!("apt-get left {}", left.join(", "))) }
    }
}

/// Name of this machine's release.
fn release() -> Result<String> {
    let system = String::from_utf8_lossy(&read(Path::new("/etc/os-release"))?).into_owned();
    let name = system.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    name.map(str::to_owned).ok_or_else(|| "this Debian has no codename".into())
}

/// The first package source of this machine.
fn source() -> Result<String> {
    let sources = output(command("apt-get").args(["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]))?;
    sources.lines().next().map(str::to_owned).ok_or_else(|| "apt-get has no package source".into())
}
