//! Installations that are killed, and disks that fill up.

use std::{
    env, fs,
    process::{Command, Stdio},
    thread,
    time::Instant,
};

use super::harness::{FILES, FORMER, PortableDesk, Publisher, content_of, list, program};
use crate::{
    shipped_files::LIST,
    view::{UpdateFaultCode, UpdateStage},
};

/// Tells a child process its folder and public key.
const FOLDER: &str = "UPDATER_TEST_FOLDER";

/// Number of installations that are killed.
const KILLS: u32 = 40;

/// Installs the version of the folder; run as a process of its own, and killed.
#[test]
#[ignore = "run by the test that kills it"]
fn a_child_that_installs() {
    let dir = env::var(FOLDER).unwrap();
    let desk = PortableDesk::at(&dir);
    let updater = desk.start_with(Some(fs::read_to_string(desk.path("key")).unwrap()));
    desk.fetch(&updater);
    assert!(updater.is_ready(), "{:?}", updater.view().fault);
    updater.install(true).unwrap();
}

fn child(desk: &PortableDesk) -> Command {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", "--ignored", "--nocapture", "tests::interrupted::a_child_that_installs"]);
    child.env(FOLDER, desk.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    child
}

#[test]
fn a_kill_at_any_instant_leaves_a_program_that_starts() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = || {
        let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
        desk.write("key", &publisher.key.pk.to_base64());
        desk
    };
    let whole = desk();
    let began = Instant::now();
    assert!(child(&whole).status().unwrap().success());
    let duration = began.elapsed();
    whole.is_whole("1.1.0");
    for kill in 1..=KILLS {
        let desk = desk();
        let mut child = child(&desk).spawn().unwrap();
        thread::sleep(duration * kill / KILLS);
        child.kill().unwrap();
        child.wait().unwrap();
        // The next start: the program itself says which version it is, and finishes or discards the update.
        let before = desk.version();
        assert!(["1.0.0", "1.1.0"].contains(&before.as_str()), "{before}, killed at {kill} of {KILLS}");
        let updater = desk.start(Some(&publisher.key));
        let version = desk.version();
        for file in FILES.iter().filter(|file| !file.ends_with("installation")) {
            let content = fs::read_to_string(desk.path("app").join(file)).unwrap();
            assert_eq!(content, format!("of {version}\n"), "{file}, killed at {kill} of {KILLS}");
        }
        for file in FORMER {
            let is_there = desk.path("app").join(file).exists();
            assert_eq!(is_there, version == "1.0.0", "{file}, killed at {kill} of {KILLS}");
        }
        // And it goes on from there.
        desk.fetch(&updater);
        updater.install(true);
        desk.is_whole("1.1.0");
    }
}

#[test]
fn a_start_finishes_a_replaced_program_and_discards_an_unreplaced_one() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let ready = |desk: &PortableDesk| {
        for file in FILES {
            desk.write(&format!("app/.update/ready/{file}"), &content_of(file, "1.1.0"));
        }
        desk.write(&format!("app/.update/ready/{LIST}"), &list("1.1.0", &program("1.1.0"), &FILES));
    };
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    ready(&desk);
    desk.write("app/.update/ready/bin/provisioning-desk", "new");
    desk.write("app/.update/unpacking/bin/provisioning-desk", "half of the ne");
    desk.start(Some(&publisher.key));
    desk.is_whole("1.0.0");
    // As after the rename of the program.
    ready(&desk);
    fs::write(desk.path("app/bin/provisioning-desk"), program("1.1.0")).unwrap();
    for done in ["app/share/man/man1/desk.1", &format!("app/{}", FORMER[1])] {
        fs::remove_file(desk.path(done)).unwrap();
    }
    desk.start(Some(&publisher.key));
    desk.is_whole("1.1.0");
}

#[test]
fn one_desk_of_a_program_at_a_time_updates_it() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    let updater = desk.start(Some(&publisher.key));
    let other = crate::staging::Staging::hold(&desk.path("app/.update")).unwrap();
    desk.fetch(&updater);
    assert_eq!(updater.view().fault.unwrap().code, UpdateFaultCode::Busy);
    drop(other);
    desk.fetch(&updater);
    assert_eq!((updater.view().fault, updater.view().stage), (None, UpdateStage::Ready));
}

/// A disk of its own for one process, of this size.
fn on_small_disk(desk: &PortableDesk, kilobytes: u32) -> Command {
    let app = desk.path("app");
    let (app, kept) = (app.display(), desk.path("kept"));
    let script = format!(
        "set -e; cp -a {app} {0}; mount -t tmpfs -o size={kilobytes}k none {app}; cp -a {0}/. {app}; exec \"$@\"",
        kept.display()
    );
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", &script, "sh"]);
    command
}

/// Fetches on a disk without room; run as a process of its own.
#[test]
#[ignore = "run on a small disk by the test of full disks"]
fn a_child_on_a_full_disk() {
    let desk = PortableDesk::at(&env::var(FOLDER).unwrap());
    let updater = desk.start_with(Some(fs::read_to_string(desk.path("key")).unwrap()));
    desk.fetch(&updater);
    let fault = updater.view().fault.map(|fault| fault.code);
    assert_eq!((fault, updater.is_ready()), (Some(UpdateFaultCode::DiskFull), false));
    desk.is_whole("1.0.0");
}

/// Fills the disk after the download, and installs; run as a process of its own.
#[test]
#[ignore = "run on a small disk by the test of full disks"]
fn a_child_on_a_disk_that_fills_up() {
    let desk = PortableDesk::at(&env::var(FOLDER).unwrap());
    let key = || Some(fs::read_to_string(desk.path("key")).unwrap());
    let updater = desk.start_with(key());
    desk.fetch(&updater);
    assert!(updater.is_ready(), "{:?}", updater.view().fault);
    let filled = fs::write(desk.path("app/of another program"), vec![0; 64 << 20]);
    assert_eq!(filled.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    assert_eq!(updater.install(true), None);
    let updater = desk.start_with(key());
    assert_eq!(updater.view().fault.unwrap().code, UpdateFaultCode::DiskFull, "said after the restart");
    assert_eq!(desk.version(), "1.0.0");
    fs::remove_file(desk.path("app/of another program")).unwrap();
    desk.fetch(&updater);
    updater.install(true).unwrap();
    desk.is_whole("1.1.0");
}

#[test]
fn a_full_disk_is_said_and_leaves_the_old_program() {
    for (test, kilobytes) in [("a_child_on_a_full_disk", 400), ("a_child_on_a_disk_that_fills_up", 8_000)] {
        let publisher = Publisher::new();
        // Larger than the free space of the first disk, as files that cannot be compressed are.
        let program = format!("{}# {}\n", program("1.1.0"), noise(300_000));
        publisher.publish_program("stable", "1.1.0", &program);
        let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
        desk.write("key", &publisher.key.pk.to_base64());
        let mut child = on_small_disk(&desk, kilobytes);
        child.arg(env::current_exe().unwrap()).args(["--exact", "--ignored", "--nocapture"]);
        child.arg(format!("tests::interrupted::{test}")).env(FOLDER, desk.path(""));
        let ended = child.output().unwrap();
        let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success() && said.contains("1 passed"), "{test}: {said}");
    }
}

/// Digits in no order.
fn noise(length: usize) -> String {
    let next = |state: u64| state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let states = std::iter::successors(Some(1_u64), |state| Some(next(*state)));
    states.take(length).map(|state| char::from(b'!' + u8::try_from((state >> 33) % 90).unwrap())).collect()
}
