//! Tests of the setup under Wine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use crate::{
    kind::Kind,
    shell::{Result, command, output, step},
    tally::Tally,
    windows::{
        machine::{Machine, WINE},
        setup::{Compression, PROGRAM, collect, make},
    },
};

/// Exit code of a setup that finds the desk running.
const RUNNING: i32 = 3;
/// Without a blank: Wine would put quotation marks around the argument, which NSIS does not take.
const FOLDER: &str = r"C:\desk";
/// The desk waits for a workbook on its standard input and needs no window for that.
const WAITING: &str = "--read-workbook";
const CLASS_KEY: &str = r"Software\Classes\provisioning-desk\shell\open\command";
const RUN_KEY: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run";
/// Name of the value by which a session starts the desk.
const START: &str = "Provisioning Desk";
const UNINSTALL_KEY: &str = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\provisioning-desk";

/// Makes setups of the debug build and tests them.
pub fn test(machine: &Machine, tally: &mut Tally) -> Result<()> {
    let dir = machine.dir.join("setup");
    let files = dir.join("files");
    collect(machine, "debug", "As long a list as the real one is of no use here.", &files)?;
    let version = env!("CARGO_PKG_VERSION");
    let next = format!("{version}9");
    let made = |version: &str, kind| make(&files, version, kind, Compression::Fast, &dir);
    let (first, second) = (made(version, Kind::WindowsUser)?, made(&next, Kind::WindowsUser)?);
    let for_all = made(version, Kind::WindowsAllUsers)?;
    let wine = Wine { machine };
    tally.check(wine.installs(&first, version));
    tally.check(wine.refuses_while_running(&first));
    tally.check(wine.upgrades(&second, &next));
    tally.check(wine.updates_once_the_desk_has_ended(&first, version));
    tally.check(wine.removes());
    tally.check(wine.installs_for_all_users(&for_all));
    Ok(())
}

struct Wine<'a> {
    machine: &'a Machine,
}

impl Wine<'_> {
    fn installs(&self, setup: &Path, version: &str) -> Result<()> {
        let profile = self.profile();
        fs::create_dir_all(&profile).map_err(|error| format!("{}: {error}", profile.display()))?;
        fs::write(profile.join("journal.db"), "kept").map_err(|error| format!("{}: {error}", profile.display()))?;
        expect("a silent installation ends with", &self.run(setup, &["/S", &format!("/D={FOLDER}")])?, &0)?;
        expect("the program is installed", &self.program().exists(), &true)?;
        let marker = fs::read_to_string(self.drive("desk/installation")).unwrap_or_default();
        expect("the marker of the installation", &marker.as_str(), &Kind::WindowsUser.name())?;
        let opens = format!(r#""{FOLDER}\{PROGRAM}" "%1""#);
        expect("what opens a link", &self.value(&format!(r"HKCU\{CLASS_KEY}"), None)?, &Some(opens))?;
        expect("the installed version", &self.version("HKCU")?, &Some(version.to_owned()))
    }

    fn refuses_while_running(&self, setup: &Path) -> Result<()> {
        let mut desk = self.start_waiting()?;
        let refused = self.refused(setup);
        // The end of its standard input ends it.
        drop(desk.stdin.take());
        desk.wait().map_err(|error| format!("{WINE}: {error}"))?;
        refused
    }

    fn refused(&self, setup: &Path) -> Result<()> {
        expect("a setup while the desk runs ends with", &self.run(setup, &["/S"])?, &RUNNING)?;
        expect("a removal while the desk runs ends with", &self.remove()?, &RUNNING)?;
        expect("the program stays", &self.program().exists(), &true)
    }

    fn upgrades(&self, setup: &Path, version: &str) -> Result<()> {
        expect("an upgrade ends with", &self.run(setup, &["/S"])?, &0)?;
        expect("the upgraded version", &self.version("HKCU")?, &Some(version.to_owned()))?;
        expect("the upgrade makes a second folder", &self.local().join("Programs").exists(), &false)?;
        expect("no second program is left", &self.drive("desk/provisioning-desk.exe.new").exists(), &false)
    }

    /// As the desk starts its own update, before it ends.
    fn updates_once_the_desk_has_ended(&self, setup: &Path, version: &str) -> Result<()> {
        let mut desk = self.start_waiting()?;
        let mut wine = command(WINE);
        let update = self.machine.apply(wine.arg(setup).args(["/S", "/UPDATE"])).spawn();
        let mut update = update.map_err(|error| format!("{WINE}: {error}"))?;
        thread::sleep(Duration::from_secs(3));
        let waiting = update.try_wait().map_err(|error| format!("{WINE}: {error}"))?.is_none();
        drop(desk.stdin.take());
        let ended = desk.wait().and_then(|_| update.wait()).map_err(|error| format!("{WINE}: {error}"))?;
        expect("an update while the desk runs waits", &waiting, &true)?;
        expect("an update ends with", &ended.code(), &Some(0))?;
        expect("the updated version", &self.version("HKCU")?, &Some(version.to_owned()))
    }

    fn removes(&self) -> Result<()> {
        // As the desk writes it.
        let mut start = command(WINE);
        start.args(["reg", "add", RUN_KEY, "/v", START, "/f", "/d"]);
        start.arg(format!(r#""{FOLDER}\{PROGRAM}" --hidden"#));
        step("reg", self.machine.apply(&mut start))?;
        expect("a removal ends with", &self.remove()?, &0)?;
        expect("the program is there", &self.program().exists(), &false)?;
        expect("the version after the removal", &self.version("HKCU")?, &None)?;
        expect("what opens a link", &self.value(&format!(r"HKCU\{CLASS_KEY}"), None)?, &None)?;
        expect("what the session starts", &self.value(RUN_KEY, Some(START))?, &None)?;
        let journal = fs::read_to_string(self.profile().join("journal.db")).unwrap_or_default();
        expect("the profile's journal", &journal, &"kept".to_owned())
    }

    fn installs_for_all_users(&self, setup: &Path) -> Result<()> {
        let folder = self.drive("Program Files/Provisioning Desk");
        // Of an earlier run.
        let _ = fs::remove_dir_all(&folder);
        expect("an installation for all users ends with", &self.run(setup, &["/S"])?, &0)?;
        expect("the program is installed", &folder.join(PROGRAM).exists(), &true)?;
        expect("the version for all users", &self.version("HKLM")?.is_some(), &true)
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> Result<i32> {
        let mut wine = command(WINE);
        let ended = self.machine.apply(wine.arg(program).args(arguments)).status();
        let code = ended.map_err(|error| format!("{WINE}: {error}"))?.code();
        code.ok_or_else(|| format!("{} was killed", program.display()))
    }

    /// Runs the uninstaller in its place: otherwise a copy of it goes on after it has ended.
    fn remove(&self) -> Result<i32> {
        self.run(&self.drive("desk/uninstall.exe"), &["/S", &format!("_?={FOLDER}")])
    }

    fn start_waiting(&self) -> Result<Child> {
        let mut wine = command(WINE);
        let desk = self.machine.apply(wine.arg(self.program()).arg(WAITING)).stdin(Stdio::piped()).spawn();
        let desk = desk.map_err(|error| format!("{WINE}: {error}"))?;
        // Wine has to load the program.
        thread::sleep(Duration::from_secs(5));
        Ok(desk)
    }

    /// Version among the installed programs, if the desk is one.
    fn version(&self, hive: &str) -> Result<Option<String>> {
        self.value(&format!(r"{hive}\{UNINSTALL_KEY}"), Some("DisplayVersion"))
    }

    /// A text of the registry; of a key itself without a name.
    fn value(&self, key: &str, name: Option<&str>) -> Result<Option<String>> {
        let mut query = command(WINE);
        query.args(["reg", "query", key, "/reg:64"]);
        match name {
            Some(name) => query.args(["/v", name]),
            None => query.arg("/ve"),
        };
        let output = self.machine.apply(&mut query).output().map_err(|error| format!("{WINE}: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text.lines().find_map(|line| Some(line.split_once("REG_SZ")?.1.trim().to_owned())))
    }

    fn drive(&self, path: &str) -> PathBuf {
        self.machine.prefix.join("drive_c").join(path)
    }

    /// Folder for the local data of this user, whose name Wine takes from the system.
    fn local(&self) -> PathBuf {
        let user = output(command("id").arg("-un")).unwrap_or_default();
        self.drive(&format!("users/{user}/AppData/Local"))
    }

    fn program(&self) -> PathBuf {
        self.drive("desk").join(PROGRAM)
    }

    /// Folder of the user's data, which no setup touches.
    fn profile(&self) -> PathBuf {
        self.local().join("app.provisioning-desk")
    }
}

fn expect<T: PartialEq + std::fmt::Debug>(name: &str, found: &T, wanted: &T) -> Result<()> {
    if found == wanted { Ok(()) } else { Err(format!("the setup: {name} {found:?} instead of {wanted:?}")) }
}
