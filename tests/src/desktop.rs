//! The application in its window, on a desktop of its own.

use std::{
    fs, io,
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    paths,
    session::{Keyring, Session, free_ports},
    window::Window,
};

/// Options of a start.
pub struct Launch {
    pub test: &'static str,
    pub keyring: Keyring,
    /// `settings.json` at the first start.
    pub settings: Value,
    /// Further arguments of the application.
    pub arguments: Vec<String>,
    /// The disk of the data directory.
    pub disk: Disk,
    /// The user's settings of GTK, one a line.
    pub toolkit: &'static str,
    /// The window reports itself to a screen reader.
    pub screen_reader: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// The disk of the test.
    Usual,
    /// A disk of its own of this size in megabytes, visible to the application only.
    Small(u32),
    /// A read-only disk.
    ReadOnly,
}

impl Launch {
    pub fn new(test: &'static str) -> Self {
        Self {
            test,
            keyring: Keyring::Unlocked,
            settings: Value::Null,
            arguments: Vec::new(),
            disk: Disk::Usual,
            toolkit: "",
            screen_reader: false,
        }
    }
}

pub struct Desktop {
    pub session: Session,
    pub window: Window,
    port: u16,
    launch: Launch,
}

impl Desktop {
    pub async fn start(launch: Launch) -> Self {
        // A desktop larger than the window, so that the window can be resized to all of its sizes.
        let mut session = Session::with_display(launch.keyring, (2600, 1500)).expect("a desktop starts");
        if launch.screen_reader {
            session.start_accessibility().expect("the bus of accessibility starts");
        }
        let data = session.path("data");
        fs::create_dir_all(&data).expect("the data directory is made");
        if !launch.settings.is_null() {
            fs::write(data.join("settings.json"), launch.settings.to_string()).expect("the settings are written");
        }
        if !launch.toolkit.is_empty() {
            let toolkit = session.path("home/.config/gtk-3.0");
            fs::create_dir_all(&toolkit).expect("the toolkit's settings have a directory");
            let settings = format!("[Settings]\n{}\n", launch.toolkit);
            fs::write(toolkit.join("settings.ini"), settings).expect("the toolkit's settings are written");
        }
        let port = start_driver(&mut session).await.expect("tauri-driver starts");
        let window = open(&session, port, &launch).await;
        Self { session, window, port, launch }
    }

    /// The application's data directory.
    pub fn data(&self) -> PathBuf {
        self.session.path("data")
    }

    /// The data directory in the application's mount namespace.
    pub fn data_inside(&self) -> PathBuf {
        let process = self.processes().into_iter().next().expect("the application runs");
        let below = self.data();
        PathBuf::from(format!("/proc/{process}/root")).join(below.strip_prefix("/").unwrap_or(&below))
    }

    fn processes(&self) -> Vec<u32> {
        processes_with(&self.data().to_string_lossy())
    }

    /// Stops the application and the processes of its web view for a while, as a sleeping laptop does.
    pub async fn sleep_for(&self, time: Duration) {
        let ours = self.processes();
        let all: Vec<u32> = ours.iter().copied().chain(ours.iter().flat_map(|process| children_of(*process))).collect();
        for signal in ["-STOP", "-CONT"] {
            for process in &all {
                let told = Command::new("kill").arg(signal).arg(process.to_string()).status();
                assert!(told.is_ok_and(|status| status.success()), "{process} is told {signal}");
            }
            if signal == "-STOP" {
                tokio::time::sleep(time).await;
            }
        }
    }

    /// Kills the process that draws the page, as a crash does.
    pub fn kill_page(&self) {
        let draws = |process: &u32| {
            fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|name| name.starts_with("WebKitWebProces"))
        };
        let pages: Vec<u32> = self.processes().into_iter().flat_map(children_of).filter(draws).collect();
        assert!(!pages.is_empty(), "a page is drawn");
        for page in pages {
            let told = Command::new("kill").arg("-KILL").arg(page.to_string()).status();
            assert!(told.is_ok_and(|status| status.success()), "{page} is killed");
        }
    }

    /// Closes the application and opens it again on the same desktop.
    pub async fn restart(self) -> Self {
        self.restart_after(|_| ()).await
    }

    /// Does [`Self::restart`] and calls `meanwhile` with the data directory in between.
    pub async fn restart_after(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { session, window, port, launch } = self;
        leave(&session).await;
        window.close().await;
        meanwhile(&session.path("data"));
        let window = open(&session, port, &launch).await;
        Self { session, window, port, launch }
    }

    /// Kills the application, as a power cut does, and opens it again on the same desktop.
    pub async fn restart_killed(self) -> Self {
        let Self { session, window, port, launch } = self;
        for process in processes_with(&session.path("data").to_string_lossy()) {
            let told = Command::new("kill").arg("-KILL").arg(process.to_string()).status();
            assert!(told.is_ok_and(|status| status.success()), "{process} is killed");
        }
        ended(&session).await;
        window.close().await;
        let window = open(&session, port, &launch).await;
        Self { session, window, port, launch }
    }

    /// Closes the application; the desktop stays, to inspect its files.
    pub async fn close(self) -> Session {
        leave(&self.session).await;
        self.window.close().await;
        self.session
    }
}

/// Ends the application as the end of a user's session does, and waits until it has written everything. WebDriver would
/// kill it.
async fn leave(session: &Session) {
    let data = session.path("data");
    for process in processes_with(&data.to_string_lossy()) {
        let told = Command::new("kill").arg("-TERM").arg(process.to_string()).status();
        assert!(told.is_ok_and(|status| status.success()), "the application is told to end");
    }
    ended(session).await;
}

/// Waits until the application holds its data directory no longer.
async fn ended(session: &Session) {
    let Ok(lock) = fs::File::open(session.path("data").join("lock")) else { return };
    let limit = Instant::now() + Duration::from_secs(20);
    while lock.try_lock().is_err() {
        assert!(Instant::now() < limit, "the application does not end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Ids of the processes with this argument in their command line: of this test's application alone, because its data
/// directory is its own.
fn processes_with(argument: &str) -> Vec<u32> {
    let has = |id: &u32| {
        let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        let mut arguments = arguments.split(|byte| *byte == 0);
        let program = arguments.next().unwrap_or_default();
        program.ends_with(paths::desk_binary().as_os_str().as_encoded_bytes())
            && arguments.any(|known| known == argument.as_bytes())
    };
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(has).collect()
}

/// The descendants of a process.
fn children_of(process: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|line| line.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect();
    children.iter().flat_map(|child| [vec![*child], children_of(*child)].concat()).collect()
}

/// A program that prepares the disk, copies the data directory to it, and becomes the application.
pub fn on_disk(session: &Session, disk: Disk) -> io::Result<PathBuf> {
    let application = paths::desk_binary();
    let (script, data) = (session.path("start"), session.path("data").display().to_string());
    let made = match disk {
        Disk::Usual => return Ok(application),
        Disk::Small(megabytes) => format!(
            "cp -a {data} {data}.before; mount -t tmpfs -o size={megabytes}m none {data}; cp -a {data}.before/. {data}"
        ),
        Disk::ReadOnly => format!("mount --bind {data} {data}; mount -o remount,ro,bind {data}"),
    };
    let inside = format!("set -e; {made}; exec \"$0\" \"$@\"");
    let text =
        format!("#!/bin/sh\nexec unshare --map-root-user --mount sh -c '{inside}' {} \"$@\"\n", application.display());
    fs::write(&script, text)?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    Ok(script)
}

async fn open(session: &Session, port: u16, launch: &Launch) -> Window {
    let mut arguments = vec!["--data-dir".to_owned(), session.path("data").to_string_lossy().into_owned()];
    arguments.extend(launch.arguments.iter().cloned());
    let application = on_disk(session, launch.disk).expect("the program is written");
    match Window::open(port, &application.to_string_lossy(), &arguments, launch.test).await {
        Ok(window) => window,
        Err(error) => panic!("{error}\n{}", fs::read_to_string(session.log()).unwrap_or_default()),
    }
}

pub async fn start_driver(session: &mut Session) -> io::Result<u16> {
    let (port, native) = free_ports()?;
    let mut driver = session.command(paths::tauri_driver());
    driver.arg("--port").arg(port.to_string()).arg("--native-port").arg(native.to_string());
    session.spawn(driver)?;
    // The driver answers before the native one behind it does.
    for port in [port, native] {
        let limit = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > limit {
                return Err(io::Error::other(fs::read_to_string(session.log()).unwrap_or_default()));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    Ok(port)
}
