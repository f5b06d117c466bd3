//! A publisher with a key, a desk of version 1.0.0 that was unpacked from an archive, and a server.

use std::{
    fs,
    io::{BufRead, BufReader, Cursor, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use chrono::{DateTime, Utc};
use flate2::{Compression, write::GzEncoder};
use minisign::KeyPair;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tar::{Builder, Header};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{Options, PolicyPlace, Updater, shipped_files::LIST, staging::digits};

/// Day of the tests.
pub(super) fn today() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// Files of a portable tree besides the program.
pub(super) const FILES: [&str; 3] =
    ["share/provisioning-desk/installation", "share/doc/provisioning-desk/copyright", "share/man/man1/desk.1"];

/// Files that version 1.0.0 alone has, the second one in a folder of its own.
pub(super) const FORMER: [&str; 2] = ["share/doc/provisioning-desk/former.txt", "share/former/pages/1.txt"];

pub(super) fn program(version: &str) -> String {
    format!("#!/bin/sh\necho provisioning-desk {version}\n")
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    digits(&Sha256::digest(bytes))
}

/// A publisher: its key, and the folder that it fills.
pub(super) struct Publisher {
    pub key: KeyPair,
    pub dir: TempDir,
}

impl Publisher {
    pub fn new() -> Self {
        Self { key: KeyPair::generate_unencrypted_keypair().unwrap(), dir: TempDir::new().unwrap() }
    }

    /// Publishes a version in a folder of the source.
    pub fn publish(&self, folder: &str, version: &str) -> PathBuf {
        self.publish_program(folder, version, &program(version))
    }

    pub fn publish_program(&self, folder: &str, version: &str, program: &str) -> PathBuf {
        let name = format!("provisioning-desk-{version}.tar.gz");
        let archive = archive(version, program);
        let dir = self.dir.path().join(folder);
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join(&name), &archive).unwrap();
        let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        let package = |kind: &str| {
            json!({"name": name, "size": archive.len(), "sha256": sha256(&archive),
                   "package": {"kind": kind, "platform": platform}, "contents": []})
        };
        let manifest = json!({
            "name": "provisioning-desk", "version": version, "date": "2026-02-20T09:00:00Z", "channel": "stable",
            "commit": "abc", "files": [package("portable"), package("windows-user"), {"name": "x.cdx.json", "size": 1,
            "sha256": "00"}], "later": "of a later version",
        });
        self.sign(folder, &manifest);
        dir.join(name)
    }

    /// Changes the manifest and signs it again.
    pub fn change(&self, folder: &str, change: impl FnOnce(&mut Value)) {
        let path = self.dir.path().join(folder).join("manifest.json");
        let mut manifest = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        change(&mut manifest);
        self.sign(folder, &manifest);
    }

    fn sign(&self, folder: &str, manifest: &Value) {
        let text = serde_json::to_string_pretty(manifest).unwrap();
        let dir = self.dir.path().join(folder);
        let signature = minisign::sign(None, &self.key.sk, Cursor::new(&text), Some("desk"), None).unwrap();
        fs::write(dir.join("manifest.json"), &text).unwrap();
        fs::write(dir.join("manifest.json.minisig"), signature.into_string()).unwrap();
    }
}

fn archive(version: &str, program: &str) -> Vec<u8> {
    let mut archive = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut add = |path: &str, mode, content: &[u8]| {
        let mut header = Header::new_ustar();
        header.set_mode(mode);
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, format!("desk-{version}/{path}"), content).unwrap();
    };
    add("bin/provisioning-desk", 0o755, program.as_bytes());
    for file in FILES {
        add(file, 0o644, content_of(file, version).as_bytes());
    }
    add(LIST, 0o644, list(version, program, &FILES).as_bytes());
    archive.into_inner().unwrap().finish().unwrap()
}

/// The list of a tree's own files.
pub(super) fn list<'a>(version: &str, program: &str, files: impl IntoIterator<Item = &'a &'a str>) -> String {
    let line = |file: &str, content: &str| format!("{}  {file}\n", sha256(content.as_bytes()));
    let rest = files.into_iter().map(|file| line(file, &content_of(file, version)));
    std::iter::once(line("bin/provisioning-desk", program)).chain(rest).collect()
}

pub(super) fn content_of(file: &str, version: &str) -> String {
    if file.ends_with("installation") { "portable\n".into() } else { format!("of {version}\n") }
}

/// A desk of version 1.0.0 and its profile.
pub(super) struct PortableDesk {
    dir: PathBuf,
    /// Deleted at the end, unless the folder is another process's.
    _own: Option<TempDir>,
    runtime: Runtime,
}

impl PortableDesk {
    pub fn new(source: &str) -> Self {
        let own = TempDir::new().unwrap();
        let desk = Self { dir: own.path().to_owned(), _own: Some(own), runtime: Runtime::new().unwrap() };
        desk.write("app/bin/provisioning-desk", &program("1.0.0"));
        for file in FILES.iter().chain(&FORMER) {
            desk.write(&format!("app/{file}"), &content_of(file, "1.0.0"));
        }
        desk.write(&format!("app/{LIST}"), &list("1.0.0", &program("1.0.0"), FILES.iter().chain(&FORMER)));
        fs::create_dir_all(desk.path("profile")).unwrap();
        desk.policy(&json!({"updates": "tell", "source": source}));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let program = desk.path("app/bin/provisioning-desk");
            fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        desk
    }

    /// The desk in a folder.
    pub fn at(dir: &str) -> Self {
        Self { dir: dir.into(), _own: None, runtime: Runtime::new().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes the policy.
    pub fn policy(&self, policy: &Value) {
        self.write("policy.json", &policy.to_string());
    }

    /// Starts the desk's updates, as each start of the desk does.
    pub fn start(&self, key: Option<&KeyPair>) -> Updater {
        self.start_with(key.map(|key| key.pk.to_base64()))
    }

    pub fn start_with(&self, key: Option<String>) -> Updater {
        Updater::open(Options {
            version: self.version(),
            key,
            policy: PolicyPlace::File(self.path("policy.json")),
            profile: self.path("profile"),
            program: self.path("app/bin/provisioning-desk"),
            clock: today,
            changed: Box::new(|| ()),
        })
    }

    /// Looks at the source, and downloads the version that is offered.
    pub fn fetch(&self, updater: &Updater) {
        let _inside = self.runtime.enter();
        updater.look();
        updater.download();
    }

    pub fn look(&self, updater: &Updater) {
        let _inside = self.runtime.enter();
        updater.look();
    }

    /// The version that the installed program says.
    pub fn version(&self) -> String {
        let said = Command::new(self.path("app/bin/provisioning-desk")).arg("--version").output().unwrap();
        assert!(said.status.success(), "the program starts: {said:?}");
        String::from_utf8(said.stdout).unwrap().split_whitespace().last().unwrap().to_owned()
    }

    /// Fails unless all files are those of the version, and nothing of an update is left.
    pub fn is_whole(&self, version: &str) {
        assert_eq!(self.version(), version);
        for file in FILES {
            let content = fs::read_to_string(self.path("app").join(file)).unwrap();
            assert_eq!(content, content_of(file, version), "{file}");
        }
        for file in FORMER {
            assert_eq!(self.path("app").join(file).exists(), version == "1.0.0", "{file} in {version}");
        }
        assert_eq!(self.staged(), Vec::<String>::new());
    }

    /// Names in the staging folder, without the lock.
    pub fn staged(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("app/.update")).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != "lock").collect()
    }
}

/// A server for the files of a folder.
pub(super) struct Server {
    pub url: String,
    /// Ends each answer with a package after this number of its bytes.
    pub cut: Arc<Mutex<Option<usize>>>,
}

impl Server {
    pub fn start(dir: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let cut = Arc::new(Mutex::new(None));
        let (dir, cuts) = (dir.to_owned(), Arc::clone(&cut));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let cut = *cuts.lock().unwrap();
                // A client that is gone is none of the server's concerns.
                let _ = answer(&dir, &mut stream.unwrap(), cut);
            }
        });
        Self { url, cut }
    }
}

fn answer(dir: &Path, stream: &mut TcpStream, cut: Option<usize>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or(Ok(String::new()))?;
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let path = request.split_whitespace().nth(1).unwrap_or_default().trim_start_matches('/');
    if path.starts_with("moved") {
        return stream
            .write_all(b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\n\r\n");
    }
    let Ok(bytes) = fs::read(dir.join(path)) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    // As some servers say of archives: they are not to be unpacked on the way.
    let is_archive = Path::new(path).extension().is_some_and(|ending| ending == "gz");
    let encoding = if is_archive { "Content-Encoding: gzip\r\n" } else { "" };
    let length = bytes.len();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{encoding}Connection: close\r\n\r\n")?;
    let sent = cut.filter(|_| is_archive).map_or(length, |cut| cut.min(length));
    stream.write_all(&bytes[..sent])
}
