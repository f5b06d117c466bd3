use std::path::Path;

use minisign::KeyPair;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::kind::Kind;
use crate::package::{
    manifest::Content, portable, release::Release, signature::SigningKey, third_party::title, tree::Installed,
};

const PROGRAM: &[u8] = b"/crates/tokio-1.0.0/src/lib.rs";

/// A folder with an archive, a bill, licences and a signed manifest.
struct Made {
    dir: TempDir,
    key: PublicKey,
}

fn made() -> Made {
    made_with(|_| {})
}

/// `changed` changes the archive's files after the manifest has named them.
fn made_with(changed: impl Fn(&mut Vec<Installed>)) -> Made {
    let dir = TempDir::new().unwrap();
    let release = Release {
        version: "1.2.3".into(),
        commit: "abc".into(),
        time: 1,
        date: "1970-01-01T00:00:01Z".into(),
        channel: "stable".into(),
    };
    let installed = |path: &str, mode, content: &[u8]| Installed { path: path.into(), mode, content: content.into() };
    let files =
        vec![installed("usr/bin/provisioning-desk", 0o755, PROGRAM), installed("usr/share/readme", 0o644, b"read me")];
    let (name, contents) = portable::make(&files, &release, dir.path()).unwrap();
    let mut packed = contents.clone();
    changed(&mut packed);
    portable::write_archive(&packed, &release, dir.path()).unwrap();
    let mut manifest = Manifest::new(&release);
    manifest.add_package(&dir.path().join(name), Kind::Portable, &contents).unwrap();
    let library = json!({ "name": "tokio", "version": "1.0.0", "hashes": [] });
    let bill = json!({ "metadata": { "component": { "version": "1.2.3" } }, "components": [library] });
    for (name, text) in [(release.bill_name(), bill.to_string()), (release.licences_name(), title("tokio", "1.0.0"))] {
        fs::write(dir.path().join(&name), text).unwrap();
        manifest.add(&dir.path().join(name)).unwrap();
    }
    manifest.write(dir.path()).unwrap();
    let key = signing_key();
    key.sign(&dir.path().join(MANIFEST), &release.signed_comment()).unwrap();
    Made { dir, key: key.public().unwrap() }
}

fn signing_key() -> SigningKey {
    SigningKey::new(KeyPair::generate_unencrypted_keypair().unwrap().sk)
}

impl Made {
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn archive(&self) -> PathBuf {
        let manifest = Manifest::read(self.dir.path()).unwrap();
        self.path(&manifest.files[0].name)
    }

    fn findings(&self) -> Vec<String> {
        self.findings_with(&self.key)
    }

    fn findings_with(&self, key: &PublicKey) -> Vec<String> {
        findings(self.dir.path(), &Manifest::read(self.dir.path()).unwrap(), Some(key))
    }

    /// Rewrites the manifest and signs it again, as its maker could.
    fn signed_again(mut self, changed: impl Fn(&mut Manifest)) -> Self {
        let mut manifest = Manifest::read(self.dir.path()).unwrap();
        changed(&mut manifest);
        manifest.write(self.dir.path()).unwrap();
        let key = signing_key();
        let comment = signed_comment(&manifest.version, &manifest.commit);
        key.sign(&self.path(MANIFEST), &comment).unwrap();
        self.key = key.public().unwrap();
        self
    }
}

fn only(findings: &[String], word: &str) {
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains(word), "{findings:?} should name {word}");
}

#[test]
fn unchanged_packages_pass() {
    let made = made();
    assert_eq!(made.findings(), [""; 0]);
    assert_eq!(report(made.dir.path(), Some(&made.key)), Ok(ExitCode::SUCCESS));
    assert_eq!(report(made.dir.path(), None), Ok(ExitCode::SUCCESS));
}

#[test]
fn one_changed_byte_is_found() {
    let made = made();
    let mut bytes = fs::read(made.archive()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(made.archive(), bytes).unwrap();
    only(&made.findings(), "another checksum");
    assert!(report(made.dir.path(), None).is_err());
}

#[test]
fn a_missing_and_an_extra_file_are_found() {
    let made = made();
    fs::remove_file(made.archive()).unwrap();
    only(&made.findings(), "is missing");
    let extra = self::made();
    fs::write(extra.path("provisioning-desk-setup.exe"), "").unwrap();
    only(&extra.findings(), "provisioning-desk-setup.exe is not in the manifest");
}

#[test]
fn another_key_and_a_changed_manifest_are_refused() {
    let made = made();
    only(&made.findings_with(&signing_key().public().unwrap()), "signature");
    let text = fs::read_to_string(made.path(MANIFEST)).unwrap();
    fs::write(made.path(MANIFEST), text.replace("\"abc\"", "\"abd\"")).unwrap();
    only(&made.findings(), "signature");
    fs::remove_file(made.path("manifest.json.minisig")).unwrap();
    only(&made.findings(), "manifest.json.minisig");
}

#[test]
fn a_signature_of_another_version_is_refused() {
    let made = made();
    let key = signing_key();
    key.sign(&made.path(MANIFEST), &signed_comment("1.2.2", "abc")).unwrap();
    only(&made.findings_with(&key.public().unwrap()), "not for “provisioning-desk 1.2.3 abc”");
}

#[test]
fn an_archive_contains_exactly_the_named_files() {
    only(&made_with(|files| files[3].content = b"other".into()).findings(), "share/readme is another file");
    only(&made_with(|files| files[0].mode = 0o4755).findings(), "bin/provisioning-desk is another file");
    only(&made_with(|files| files.truncate(3)).findings(), "share/readme is missing");
    let extra = |files: &mut Vec<Installed>| {
        files.push(Installed { path: "desk/share/extra".into(), mode: 0o644, content: Vec::new() });
    };
    only(&made_with(extra).findings(), "share/extra is not in the manifest");
    let twice = |files: &mut Vec<Installed>| files.push(files[3].clone());
    only(&made_with(twice).findings(), "twice");
}

#[test]
fn the_bill_of_materials_covers_the_program() {
    let other = |files: &mut Vec<Installed>| files[0].content = b"/crates/hidden-2.0.0/src/lib.rs".into();
    let made = made_with(other).signed_again(|manifest| {
        let program = &mut manifest.files[0].contents[0];
        *program = Content::new(&program.path, 0o755, b"/crates/hidden-2.0.0/src/lib.rs");
    });
    assert!(made.findings().iter().any(|finding| finding.contains("hidden-2.0.0 is in the program")));
}

#[test]
fn a_library_without_a_licence_is_found() {
    let made = made();
    let name = "provisioning-desk-1.2.3.licences.txt";
    fs::write(made.path(name), "nothing").unwrap();
    let path = made.path(name);
    let made = made.signed_again(|manifest| {
        manifest.files.retain(|shipped| shipped.name != name);
        manifest.add(&path).unwrap();
    });
    only(&made.findings(), "tokio 1.0.0 has no licence");
}

#[test]
fn a_package_that_tells_the_desk_another_way_of_installation_is_found() {
    let made = made().signed_again(|manifest| manifest.files[0].package.as_mut().unwrap().kind = Kind::Deb);
    only(&made.findings(), "does not tell its desk that it is installed as deb");
}

#[test]
fn a_portable_archive_lists_exactly_its_own_files() {
    let made = made();
    let list = read_list(&made);
    assert!(list.contains("  bin/provisioning-desk\n") && !list.contains(portable::LIST), "{list}");
    let without = |files: &mut Vec<Installed>| files.retain(|file| !file.path.ends_with(portable::LIST));
    let made = made_with(without).signed_again(|manifest| {
        manifest.files[0].contents.retain(|content| !content.path.ends_with(portable::LIST));
    });
    only(&made.findings(), "does not list its own files");
    // A list that names less, or more, than the archive has.
    for list in [&list[..list.rfind('\n').unwrap() - 8], &format!("{list}{}  share/data\n", sha256(b""))] {
        let made = made_with(|files| files[1].content = list.into()).signed_again(|manifest| {
            let content = &mut manifest.files[0].contents[1];
            *content = Content::new(&content.path, 0o644, list.as_bytes());
        });
        only(&made.findings(), "does not list its own files");
    }
}

/// The list in the archive.
fn read_list(made: &Made) -> String {
    let archive = flate2::read::GzDecoder::new(fs::File::open(made.archive()).unwrap());
    let mut archive = tar::Archive::new(archive);
    let mut entries = archive.entries().unwrap().map(|entry| entry.unwrap());
    let list = entries.find(|entry| entry.path().unwrap().ends_with(portable::LIST)).unwrap();
    std::io::read_to_string(list).unwrap()
}

#[test]
fn a_path_out_of_the_folder_is_refused() {
    let made = made().signed_again(|manifest| manifest.files[0].name = "../provisioning-desk.tar.gz".into());
    assert!(made.findings().iter().any(|finding| finding.contains("not a file of this folder")));
}

/// The desk reads the manifest with code of its own, because this crate is built without the desk's libraries.
#[test]
fn a_desk_finds_its_update_in_these_packages() {
    use updater::view::{Installation, UpdateVerdict};

    let (made, place) = (made(), TempDir::new().unwrap());
    let path = |name: &str| place.path().join(name);
    for folder in ["profile", "app/bin", "app/share/provisioning-desk", "source"] {
        fs::create_dir_all(path(folder)).unwrap();
    }
    fs::rename(made.dir.path(), path("source/stable")).unwrap();
    fs::create_dir(made.dir.path()).unwrap();
    fs::write(path("app").join(tree::marker(Kind::Portable).path.trim_start_matches("usr/")), "portable\n").unwrap();
    fs::write(path("app/bin/provisioning-desk"), "").unwrap();
    let policy = json!({ "updates": "tell", "source": path("source") });
    fs::write(path("policy.json"), policy.to_string()).unwrap();
    let updater = updater::Updater::open(updater::Options {
        version: "1.2.2".into(),
        key: Some(made.key.to_base64()),
        policy: updater::PolicyPlace::File(path("policy.json")),
        profile: path("profile"),
        program: path("app/bin/provisioning-desk"),
        clock: chrono::Utc::now,
        changed: Box::new(|| ()),
    });
    updater.look();
    let view = updater.view();
    assert_eq!((view.installation, view.fault), (Installation::Portable, None));
    let found = view.found.unwrap();
    assert_eq!((found.version.as_str(), found.verdict), ("1.2.3", UpdateVerdict::Offered));
    updater.download();
    assert!(updater.is_ready(), "{:?}", updater.view().fault);
}

#[test]
fn packages_of_one_commit_have_equal_bytes() {
    let (one, other) = (made(), made());
    assert_eq!(fs::read(one.archive()).unwrap(), fs::read(other.archive()).unwrap());
    let manifest = |made: &Made| fs::read(made.path(MANIFEST)).unwrap();
    assert_eq!(manifest(&one), manifest(&other));
    assert!(Path::new(&one.archive()).ends_with(other.archive().file_name().unwrap()));
}
