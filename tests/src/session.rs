//! A desktop of its own for one test: virtual display, private D-Bus, keyring, home directory.
//!
//! Everything runs in one process group with a leader that waits on a pipe held by the test. When the test ends in any
//! way, even killed, the pipe closes and the leader ends the group.

use std::{
    ffi::OsString,
    fs,
    io::{self, BufRead, BufReader, Write},
    net::TcpListener,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// The provider of `org.freedesktop.secrets`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    Unlocked,
    /// A bus without a provider.
    NoProvider,
    /// No session bus at all.
    NoBus,
}

pub struct Session {
    leader: Child,
    children: Vec<Child>,
    environment: Vec<(&'static str, OsString)>,
    directory: TempDir,
    /// The address of the private bus, or of a missing one.
    pub bus: String,
}

impl Session {
    /// Starts a session without a display, for tests of the keyring alone.
    pub fn start(keyring: Keyring) -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("desk-session-").tempdir()?;
        let leader = Command::new("sh")
            .args(["-c", "cat >/dev/null; kill -KILL 0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let mut session = Self { leader, children: Vec::new(), environment: Vec::new(), directory, bus: String::new() };
        for (name, place) in [
            ("HOME", "home"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_STATE_HOME", "home/.local/state"),
        ] {
            let path = session.path(place);
            fs::create_dir_all(&path)?;
            // The bus and the keyring refuse a runtime directory that others can read.
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
            session.environment.push((name, path.into()));
        }
        session.environment.extend(SILENT.map(|(name, value)| (name, value.into())));
        session.environment.push(("LC_ALL", "C.UTF-8".into()));
        session.start_bus(keyring)?;
        if keyring == Keyring::Unlocked {
            session.start_keyring()?;
        }
        Ok(session)
    }

    /// Starts the bus of accessibility, by which the window reports itself to a screen reader.
    pub fn start_accessibility(&mut self) -> io::Result<()> {
        self.environment.retain(|(name, _)| !SILENT.iter().any(|(silent, _)| silent == name));
        let launcher = LAUNCHERS.into_iter().find(|path| Path::new(path).exists());
        let mut launcher = self.command(launcher.ok_or_else(|| io::Error::other("at-spi-bus-launcher is missing"))?);
        launcher.args(["--launch-immediately", "--screen-reader=1"]);
        self.spawn(launcher)?;
        self.wait_for_name("org.a11y.Bus")
    }

    /// Starts a session with a virtual display of `size` pixels.
    pub fn with_display(keyring: Keyring, (width, height): (u32, u32)) -> io::Result<Self> {
        let mut session = Self::start(keyring)?;
        let mut server = session.command("Xvfb");
        let screen = format!("{width}x{height}x24");
        // Without `-noreset` it restarts when its last window closes, and refuses new windows meanwhile.
        server.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset"]);
        let display = session.spawn_and_read_line(server)?;
        session.environment.push(("DISPLAY", format!(":{display}").into()));
        // A Wayland socket of the machine's own desktop must not attract the window.
        session.environment.push(("WAYLAND_DISPLAY", OsString::new()));
        session.environment.push(("GDK_BACKEND", "x11".into()));
        Ok(session)
    }

    /// The X display's name, such as `:99`; empty without one.
    pub fn display(&self) -> String {
        let display = self.environment.iter().find(|(name, _)| *name == "DISPLAY");
        display.map(|(_, value)| value.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Directory that contains all files of the session's programs.
    pub fn root(&self) -> &Path {
        self.directory.path()
    }

    pub fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.directory.path().join(below)
    }

    /// Output of the session's programs.
    pub fn log(&self) -> PathBuf {
        self.path("session.log")
    }

    /// A command with this session's display, bus and home.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    /// Starts a program that lives as long as the session and prints into its log.
    pub fn spawn(&mut self, mut command: Command) -> io::Result<()> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        command.stdout(log.try_clone()?).stderr(log);
        self.spawn_in_group(command).map(|_| ())
    }

    fn spawn_in_group(&mut self, mut command: Command) -> io::Result<&mut Child> {
        // A process id fits: the kernel's own type for it is a signed 32 bit number.
        let group = i32::try_from(self.leader.id()).map_err(io::Error::other)?;
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .process_group(group)
            .spawn()
            .map_err(|error| io::Error::new(error.kind(), format!("{program} does not start: {error}")))?;
        self.children.push(child);
        Ok(self.children.last_mut().expect("just pushed"))
    }

    fn spawn_and_read_line(&mut self, mut command: Command) -> io::Result<String> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        command.stdout(Stdio::piped()).stderr(log);
        let program = command.get_program().to_string_lossy().into_owned();
        let child = self.spawn_in_group(command)?;
        let mut line = String::new();
        if let Some(output) = &mut child.stdout {
            BufReader::new(output).read_line(&mut line)?;
        }
        if line.trim().is_empty() {
            return Err(io::Error::other(format!("{program} ended at once")));
        }
        Ok(line.trim().to_owned())
    }

    fn start_bus(&mut self, keyring: Keyring) -> io::Result<()> {
        self.bus = match keyring {
            Keyring::NoBus => format!("unix:path={}", self.path("no-bus").display()),
            Keyring::Unlocked | Keyring::NoProvider => {
                // The system's own configuration would start a second keyring by activation.
                let configuration = self.path("bus.conf");
                fs::write(&configuration, BUS_CONFIGURATION)?;
                let mut bus = self.command("dbus-daemon");
                bus.arg("--nofork").arg("--nopidfile").arg("--print-address");
                bus.arg(format!("--config-file={}", configuration.display()));
                self.spawn_and_read_line(bus)?
            }
        };
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", self.bus.clone().into()));
        Ok(())
    }

    fn start_keyring(&mut self) -> io::Result<()> {
        let mut daemon = self.command("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let log = fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        daemon.stdout(log.try_clone()?).stderr(log);
        let child = self.spawn_in_group(daemon)?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(PASSWORD)?;
        }
        self.wait_for_name(SECRET_SERVICE)?;
        // The name appears a moment before the collection does.
        let limit = Instant::now() + Duration::from_secs(10);
        while !self.keyring_call("ReadAlias", "login").is_ok_and(|answer| answer.contains("/collection/login")) {
            if Instant::now() > limit {
                return Err(io::Error::other("gnome-keyring-daemon made no collection"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn wait_for_name(&self, name: &str) -> io::Result<()> {
        let waited = self.command("gdbus").args(["wait", "--session", "--timeout", "10", name]).output()?;
        if !waited.status.success() {
            return Err(io::Error::other(format!("{name} does not appear on the bus")));
        }
        Ok(())
    }

    /// Locks the collection with the tokens.
    pub fn lock_keyring(&self) -> io::Result<()> {
        self.keyring_call("Lock", "['/org/freedesktop/secrets/collection/login']").map(|_| ())
    }

    /// Paths of the keyring's items that a program stored under its name.
    pub fn secrets_of(&self, service: &str) -> io::Result<Vec<String>> {
        let answer = self.keyring_call("SearchItems", &format!("{{'service': '{service}'}}"))?;
        Ok(answer.split('\'').filter(|part| part.starts_with("/org/")).map(str::to_owned).collect())
    }

    fn keyring_call(&self, method: &str, argument: &str) -> io::Result<String> {
        let output = self
            .command("gdbus")
            .args(["call", "--session", "--timeout", "10", "--dest", SECRET_SERVICE])
            .args(["--object-path", "/org/freedesktop/secrets", "--method"])
            .arg(format!("org.freedesktop.Secret.Service.{method}"))
            .arg(argument)
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.leader.stdin.take());
        for child in std::iter::once(&mut self.leader).chain(&mut self.children) {
            // Fails only if it was waited for already.
            let _ = child.wait();
        }
    }
}

/// Two ports that were free a moment ago.
pub fn free_ports() -> io::Result<(u16, u16)> {
    let (one, two) = (TcpListener::bind(("127.0.0.1", 0))?, TcpListener::bind(("127.0.0.1", 0))?);
    Ok((one.local_addr()?.port(), two.local_addr()?.port()))
}

/// The keyring's own password.
pub const PASSWORD: &[u8] = b"the keyring's own password";

/// Where systems keep the program that starts the bus of accessibility.
const LAUNCHERS: [&str; 2] = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi-bus-launcher"];

/// Keeps the toolkit from reporting to screen readers, for the tests that have none.
const SILENT: [(&str, &str); 2] = [("NO_AT_BRIDGE", "1"), ("GTK_A11Y", "none")];

const SECRET_SERVICE: &str = "org.freedesktop.secrets";

/// A session bus that does not start services.
const BUS_CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
