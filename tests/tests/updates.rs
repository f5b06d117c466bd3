//! A portable desk updates itself in the real window, from a folder, as its administrator's policy says.
#![cfg(target_os = "linux")]

use std::{
    fmt::Write as _,
    fs,
    io::Cursor,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use acceptance::{
    desktop::start_driver,
    paths, second_desk,
    session::{Keyring, Session},
    steps,
    window::Window,
};
use flate2::{Compression, write::GzEncoder};
use minisign::KeyPair;
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};
use serde_json::json;
use sha2::{Digest, Sha256};
use tar::{Builder, Header};
use tempfile::TempDir;

const WAIT_LIMIT: Duration = Duration::from_secs(40);

/// An unpacked desk, the source of its updates, and the folder of system settings that it sees.
struct Place {
    dir: TempDir,
    key: KeyPair,
}

impl Place {
    fn new() -> Self {
        let key = KeyPair::generate_unencrypted_keypair().expect("a key is made");
        let place = Self { dir: TempDir::new().expect("there is room"), key };
        place.write("app/share/provisioning-desk/installation", b"portable\n");
        fs::create_dir_all(place.path("app/bin")).expect("there is room");
        fs::copy(paths::desk_binary(), place.program()).expect("the desk is unpacked");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn program(&self) -> PathBuf {
        self.path("app/bin/provisioning-desk")
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("there is room");
        fs::write(path, bytes).expect("there is room");
    }

    /// Publishes version 0.2.0. Its program writes its process and its arguments, and becomes the desk.
    fn publish(&self) {
        let program = format!(
            "#!/bin/sh\n[ \"$1\" = --version ] && exec echo provisioning-desk 0.2.0\n\
             echo $$ \"$@\" > {started}.part; mv {started}.part {started}\nexec {desk} \"$@\"\n",
            started = self.path("started").display(),
            desk = paths::desk_binary().display(),
        );
        let mut archive = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, mode, content) in [
            ("bin/provisioning-desk", 0o755, program.as_bytes()),
            ("share/provisioning-desk/installation", 0o644, b"portable\n"),
        ] {
            let mut header = Header::new_ustar();
            header.set_mode(mode);
            header.set_size(content.len() as u64);
            archive.append_data(&mut header, format!("desk/{path}"), content).expect("it is packed");
        }
        let archive = archive.into_inner().and_then(GzEncoder::finish).expect("it is packed");
        let sha256 = Sha256::digest(&archive).iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        let manifest = json!({
            "name": "provisioning-desk", "version": "0.2.0", "date": chrono::Utc::now(), "channel": "stable",
            "files": [{"name": "desk.tar.gz", "size": archive.len(), "sha256": sha256,
                       "package": {"kind": "portable", "platform": platform}}],
        })
        .to_string();
        let signature = minisign::sign(None, &self.key.sk, Cursor::new(&manifest), None, None).expect("it is signed");
        self.write("source/stable/desk.tar.gz", &archive);
        self.write("source/stable/manifest.json", manifest.as_bytes());
        self.write("source/stable/manifest.json.minisig", signature.into_string().as_bytes());
    }

    /// A program that starts the desk where its administrator has made a policy. Only this desk sees it.
    fn governed(&self) -> PathBuf {
        let etc = self.path("etc");
        // Some files may be root's alone; the desk needs none of them.
        let _ = Command::new("cp").arg("-a").arg("/etc").arg(&etc).output();
        let policy = json!({"updates": "tell", "source": self.path("source"), "percentage": 100});
        self.write("etc/provisioning-desk/policy.json", policy.to_string().as_bytes());
        for (path, mode) in [("etc/provisioning-desk", 0o755), ("etc/provisioning-desk/policy.json", 0o644)] {
            fs::set_permissions(self.path(path), fs::Permissions::from_mode(mode)).expect("it is the test's");
        }
        let inside = format!("set -e; mount --bind {} /etc; exec \"$0\" \"$@\"", etc.display());
        let text = format!(
            "#!/bin/sh\nexport PROVISIONING_DESK_UPDATE_KEY={}\n\
             exec unshare --map-root-user --mount sh -c '{inside}' {} \"$@\"\n",
            self.key.pk.to_base64(),
            self.program().display()
        );
        self.write("start", text.as_bytes());
        fs::set_permissions(self.path("start"), fs::Permissions::from_mode(0o755)).expect("it is the test's");
        self.path("start")
    }

    /// Process and arguments of the new version, once it was started.
    async fn started(&self) -> String {
        let limit = Instant::now() + WAIT_LIMIT;
        loop {
            match fs::read_to_string(self.path("started")) {
                Ok(started) => return started,
                Err(_) if Instant::now() < limit => tokio::time::sleep(Duration::from_millis(50)).await,
                Err(error) => panic!("the new version is not started: {error}"),
            }
        }
    }
}

fn is_open(data: &Path) -> bool {
    fs::File::open(data.join("lock")).is_ok_and(|lock| lock.try_lock().is_err())
}

/// Starts the desk as the user's session does. A request that waits for a sign-in shows its window.
async fn open_hidden(session: &mut Session, sandbox: &Sandbox, program: &Path) -> Window {
    let data = session.path("data");
    fs::create_dir_all(&data).expect("there is room");
    let settings = steps::settings(sandbox.url(), "R11", 60);
    fs::write(data.join("settings.json"), settings.to_string()).expect("the settings are written");
    let desk = second_desk::open(&data).await;
    desk.outbox.send(second_desk::pairing("01900000001", "02300000001")).await.expect("it waits");
    desk.shutdown().await;
    drop(desk);
    let port = start_driver(session).await.expect("tauri-driver starts");
    let arguments = ["--data-dir".to_owned(), data.to_string_lossy().into_owned(), "--hidden".to_owned()];
    let opened = Window::open(port, &program.to_string_lossy(), &arguments, "updates").await;
    let window = opened.unwrap_or_else(|error| panic!("{error}"));
    window
        .until("the window is shown", async |window| {
            (window.run("return document.visibilityState", vec![]).await == "visible").then_some(())
        })
        .await;
    window
}

#[tokio::test]
async fn a_portable_desk_installs_a_new_version_and_opens_again_as_it_was() {
    let place = Place::new();
    let sandbox = Sandbox::start(Options::default()).expect("the sandbox starts");
    let mut session = Session::with_display(Keyring::Unlocked, (1400, 900)).expect("a desktop starts");
    let window = &open_hidden(&mut session, &sandbox, &place.governed()).await;
    window.sign_in(USERNAME, PASSWORD).await;
    window.visit("#/settings").await;
    window.see("region", "Updates").await;
    let picture = |name: &str| paths::target().join(format!("screenshots/updates{name}.png"));
    window.resize(1024, 640).await;
    window.click("button", "Switch to dark").await;
    window.click("button", "Look now").await;
    window.read("If it stays so").await;
    window.save_picture(&picture("-fault-dark-1024x640")).await;
    place.publish();
    window.click("button", "Look now").await;
    window.read("There is a new version: 0.2.0").await;
    window.save_picture(&picture("-dark-1024x640")).await;
    window.click("button", "Switch to light").await;
    window.resize(1280, 800).await;
    window.click("button", "Version 0.2.0").await;
    window.read("You are told of new versions, and decide when to install them.").await;
    window.save_picture(&picture("")).await;
    let violations = window.violations().await;
    assert!(violations.is_empty(), "{violations:?}");
    window.click("button", "Install and restart").await;

    let started = place.started().await;
    let data = session.path("data");
    let arguments = started.trim_end().split_once(' ').map(|(_process, arguments)| arguments);
    let expected = format!("--data-dir {}", data.display());
    assert_eq!(arguments, Some(expected.as_str()), "the same profile, and a window that is shown");
    let limit = Instant::now() + WAIT_LIMIT;
    while !is_open(&data) {
        assert!(Instant::now() < limit, "the new version does not open the profile");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let left: Vec<_> = fs::read_dir(place.path("app/.update")).into_iter().flatten().flatten().collect();
    assert!(left.iter().all(|entry| entry.file_name() == "lock"), "nothing of the update is left: {left:?}");
    let process = started.split_whitespace().next().expect("it says its process").to_owned();
    let told = Command::new("kill").args(["-TERM", &process]).status();
    assert!(told.is_ok_and(|status| status.success()), "the new version ends");
}
