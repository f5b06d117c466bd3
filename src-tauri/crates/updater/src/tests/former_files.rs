//! Files of the old version that the new one lacks, and files that the user put beside the program.

use std::{fs, os::unix::fs::symlink};

use super::harness::{FORMER, PortableDesk, Publisher, sha256};
use crate::{Installed, shipped_files::LIST};

#[test]
fn files_that_the_new_version_lacks_are_deleted_and_the_users_own_stay() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    let [changed, elsewhere] = ["share/changed.txt", "share/linked/kept.txt"];
    let own = ["data/journal.db", "share/doc/provisioning-desk/notes.txt", "share/provisioning-desk/data/journal.db"];
    for file in own {
        desk.write(&format!("app/{file}"), "of the user\n");
    }
    // Shipped once, and changed or moved behind a link since; and paths that no archive has.
    desk.write(&format!("app/{changed}"), "of the user\n");
    desk.write("elsewhere/kept.txt", "of 1.0.0\n");
    symlink(desk.path("elsewhere"), desk.path("app/share/linked")).unwrap();
    let path = desk.path("app").join(LIST);
    let mut list = fs::read_to_string(&path).unwrap();
    let outside = desk.path("elsewhere/kept.txt");
    let listed = [changed, elsewhere, "../elsewhere/kept.txt", outside.to_str().unwrap(), "", "share/gone.txt"];
    list.extend(listed.map(|file| format!("{}  {file}\n", sha256(b"of 1.0.0\n"))));
    fs::write(&path, list + "no checksum\n").unwrap();
    let updater = desk.start(Some(&publisher.key));
    desk.fetch(&updater);
    assert_eq!(updater.install(true), Some(Installed::Replaced));
    desk.is_whole("1.1.0");
    assert!(!desk.path("app/share/former").exists(), "no empty folder stays");
    for file in own.into_iter().chain([changed]) {
        assert_eq!(fs::read_to_string(desk.path("app").join(file)).unwrap(), "of the user\n", "{file}");
    }
    assert!(outside.exists() && desk.path("app/share/linked").is_symlink());
}

#[test]
fn without_a_list_of_either_version_nothing_is_deleted() {
    for missing in ["app", "app/.update/ready"] {
        let desk = PortableDesk::new("/nowhere");
        desk.write("app/.update/ready/share/doc/provisioning-desk/copyright", "of 1.1.0\n");
        if missing == "app" {
            desk.write(&format!("app/.update/ready/{LIST}"), "");
            fs::remove_file(desk.path("app").join(LIST)).unwrap();
        }
        desk.start(None);
        assert!(FORMER.iter().all(|file| desk.path("app").join(file).exists()), "without the list in {missing}");
        assert!(!desk.path("app/.update/ready").exists());
    }
}
