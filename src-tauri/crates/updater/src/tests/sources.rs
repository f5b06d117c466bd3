//! Updates from a folder and from a server.

use std::fs;

use minisign::KeyPair;
use serde_json::json;

use super::harness::{PortableDesk, Publisher, Server, program};
use crate::{
    Installed, Updater,
    view::{Installation, UpdateFaultCode, UpdateStage, UpdateVerdict, UpdatesOff},
};

/// Runs a trial with a folder and with a server.
fn from_both(trial: impl Fn(&Publisher, &PortableDesk)) {
    let publisher = Publisher::new();
    trial(&publisher, &PortableDesk::new(publisher.dir.path().to_str().unwrap()));
    let publisher = Publisher::new();
    let server = Server::start(publisher.dir.path());
    trial(&publisher, &PortableDesk::new(&server.url));
}

fn fault(updater: &Updater) -> Option<UpdateFaultCode> {
    updater.view().fault.map(|fault| fault.code)
}

fn verdict(updater: &Updater) -> Option<UpdateVerdict> {
    updater.view().found.map(|found| found.verdict)
}

#[test]
fn a_good_version_is_found_downloaded_and_installed() {
    from_both(|publisher, desk| {
        publisher.publish("stable", "1.1.0");
        let updater = desk.start(Some(&publisher.key));
        desk.look(&updater);
        let view = updater.view();
        assert_eq!((view.installation, view.off, view.fault), (Installation::Portable, None, None));
        assert_eq!((verdict(&updater), view.stage), (Some(UpdateVerdict::Offered), UpdateStage::Idle));
        assert_eq!(updater.install(true), None, "nothing is installed before it is here");
        desk.fetch(&updater);
        assert_eq!(updater.view().stage, UpdateStage::Ready, "{:?}", updater.view().fault);
        assert!(!updater.installs_at_close(), "the policy leaves it to the user");
        assert_eq!(updater.install(true), Some(Installed::Replaced));
        desk.is_whole("1.1.0");
        let updater = desk.start(Some(&publisher.key));
        desk.look(&updater);
        assert_eq!((verdict(&updater), fault(&updater)), (Some(UpdateVerdict::UpToDate), None));
    });
}

#[test]
fn an_older_version_is_never_installed() {
    from_both(|publisher, desk| {
        publisher.publish("stable", "0.9.0");
        let updater = desk.start(Some(&publisher.key));
        desk.fetch(&updater);
        assert_eq!((verdict(&updater), updater.view().stage), (Some(UpdateVerdict::Older), UpdateStage::Idle));
        assert_eq!(updater.install(true), None);
        // The same by the administrator's own wish.
        publisher.publish("0.9.0", "0.9.0");
        let policy = json!({"updates": "install", "source": publisher.dir.path(), "version": "0.9.0"});
        desk.policy(&policy);
        desk.fetch(&updater);
        assert_eq!((verdict(&updater), updater.install(true)), (Some(UpdateVerdict::Older), None));
        desk.is_whole("1.0.0");
    });
}

#[test]
fn a_forged_manifest_or_package_is_refused() {
    from_both(|publisher, desk| {
        let package = publisher.publish("stable", "1.1.0");
        let updater = desk.start(Some(&KeyPair::generate_unencrypted_keypair().unwrap()));
        desk.fetch(&updater);
        assert_eq!((fault(&updater), verdict(&updater)), (Some(UpdateFaultCode::BadSignature), None), "another key");
        let updater = desk.start(Some(&publisher.key));
        let manifest = publisher.dir.path().join("stable/manifest.json");
        let signed = fs::read_to_string(&manifest).unwrap();
        fs::write(&manifest, signed.replace("1.1.0", "1.2.0")).unwrap();
        desk.fetch(&updater);
        assert_eq!(fault(&updater), Some(UpdateFaultCode::BadSignature), "a changed manifest");
        fs::write(&manifest, signed).unwrap();
        // As long as the real one.
        let mut bytes = fs::read(&package).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&package, bytes).unwrap();
        desk.fetch(&updater);
        assert_eq!((fault(&updater), updater.view().stage), (Some(UpdateFaultCode::PackageChanged), UpdateStage::Idle));
        desk.is_whole("1.0.0");
    });
}

#[test]
fn a_package_that_is_changed_after_its_download_is_not_installed() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    let updater = desk.start(Some(&publisher.key));
    desk.fetch(&updater);
    assert!(updater.is_ready());
    let staged = desk.path("app/.update").join(&desk.staged()[0]);
    let mut bytes = fs::read(&staged).unwrap();
    bytes[20] ^= 1;
    fs::write(&staged, bytes).unwrap();
    assert_eq!(updater.install(true), None);
    assert_eq!(desk.version(), "1.0.0");
    assert_eq!(
        fault(&desk.start(Some(&publisher.key))),
        Some(UpdateFaultCode::PackageChanged),
        "said after the restart"
    );
}

#[test]
fn a_cut_download_is_deleted_and_the_next_one_succeeds() {
    let publisher = Publisher::new();
    let package = publisher.publish("stable", "1.1.0");
    let server = Server::start(publisher.dir.path());
    let desk = PortableDesk::new(&server.url);
    let updater = desk.start(Some(&publisher.key));
    *server.cut.lock().unwrap() = Some(100);
    desk.fetch(&updater);
    assert_eq!((fault(&updater), desk.staged()), (Some(UpdateFaultCode::PackageCut), vec![]));
    *server.cut.lock().unwrap() = None;
    desk.fetch(&updater);
    assert_eq!((fault(&updater), updater.view().stage), (None, UpdateStage::Ready));
    // A file on a share that is still being copied, or that has grown.
    for bytes in [b"short".to_vec(), vec![0; 100_000]] {
        fs::write(&package, bytes).unwrap();
        let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
        let updater = desk.start(Some(&publisher.key));
        desk.fetch(&updater);
        assert_eq!((fault(&updater), desk.staged()), (Some(UpdateFaultCode::PackageCut), vec![]));
        desk.is_whole("1.0.0");
    }
}

#[test]
fn a_replayed_older_manifest_is_said() {
    from_both(|publisher, desk| {
        publisher.publish("stable", "1.2.0");
        let updater = desk.start(Some(&publisher.key));
        desk.look(&updater);
        assert_eq!(verdict(&updater), Some(UpdateVerdict::Offered));
        // Signed by the right key, newer than the desk, and older than the version that was there.
        publisher.publish("stable", "1.1.0");
        for updater in [updater, desk.start(Some(&publisher.key))] {
            desk.fetch(&updater);
            assert_eq!((fault(&updater), verdict(&updater)), (Some(UpdateFaultCode::Replayed), None));
        }
        publisher.publish("1.1.0", "1.1.0");
        desk.policy(&json!({"updates": "tell", "source": publisher.dir.path(), "version": "1.1.0"}));
        let updater = desk.start(Some(&publisher.key));
        desk.look(&updater);
        assert_eq!(verdict(&updater), Some(UpdateVerdict::Offered), "the administrator may ask for it by its number");
    });
}

#[test]
fn an_old_date_is_said_unless_the_version_is_pinned() {
    let publisher = Publisher::new();
    let source = publisher.dir.path().to_str().unwrap();
    let desk = PortableDesk::new(source);
    for folder in ["stable", "1.0.0"] {
        publisher.publish(folder, "1.0.0");
        publisher.change(folder, |manifest| manifest["date"] = json!("2025-10-01T12:00:00Z"));
    }
    let updater = desk.start(Some(&publisher.key));
    desk.look(&updater);
    assert_eq!((updater.view().stale_days, verdict(&updater)), (Some(151), Some(UpdateVerdict::UpToDate)));
    publisher.change("stable", |manifest| manifest["date"] = json!("2026-01-01T12:00:00Z"));
    desk.look(&updater);
    assert_eq!(updater.view().stale_days, None);
    desk.policy(&json!({"updates": "tell", "source": source, "version": "1.0.0"}));
    desk.look(&updater);
    assert_eq!(updater.view().stale_days, None);
}

#[test]
fn channel_and_pinned_version_are_those_of_the_policy() {
    let publisher = Publisher::new();
    let source = publisher.dir.path();
    let desk = PortableDesk::new(source.to_str().unwrap());
    publisher.publish("beta", "2.0.0");
    let updater = desk.start(Some(&publisher.key));
    let with = |policy: serde_json::Value| {
        desk.policy(&policy);
        desk.look(&updater);
        fault(&updater)
    };
    assert_eq!(with(json!({"updates": "tell", "source": source})), Some(UpdateFaultCode::NotInSource));
    let beta = json!({"updates": "tell", "source": source, "channel": "beta"});
    assert_eq!(with(beta.clone()), Some(UpdateFaultCode::OtherChannel), "its manifest says stable");
    publisher.change("beta", |manifest| manifest["channel"] = json!("beta"));
    assert_eq!((with(beta), verdict(&updater)), (None, Some(UpdateVerdict::Offered)));
    publisher.publish("1.1.0", "1.2.0");
    let pinned = json!({"updates": "tell", "source": source, "version": "1.1.0"});
    assert_eq!(with(pinned), Some(UpdateFaultCode::OtherVersion));
}

#[test]
fn a_roll_out_begins_with_the_desks_of_low_numbers() {
    let publisher = Publisher::new();
    let source = publisher.dir.path();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(source.to_str().unwrap());
    let updater = desk.start(Some(&publisher.key));
    let number = updater.view().desk_number;
    for (percentage, expected) in [
        (0, UpdateVerdict::Later),
        (number, UpdateVerdict::Later),
        (number + 1, UpdateVerdict::Offered),
        (100, UpdateVerdict::Offered),
    ] {
        desk.policy(&json!({"updates": "install", "source": source, "percentage": percentage}));
        desk.look(&updater);
        assert_eq!(verdict(&updater), Some(expected), "{percentage} %");
        assert_eq!(updater.downloads_by_itself(), expected == UpdateVerdict::Offered);
    }
    assert_eq!(desk.start(Some(&publisher.key)).view().desk_number, number);
}

#[test]
fn without_a_key_or_a_sound_policy_updates_are_off() {
    let publisher = Publisher::new();
    let source = publisher.dir.path().to_str().unwrap();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(source);
    let key = publisher.key.pk.to_base64();
    for key in [None, Some("not a key".to_owned())] {
        let updater = desk.start_with(key);
        desk.fetch(&updater);
        assert_eq!((updater.view().off, updater.view().found), (Some(UpdatesOff::NoKey), None));
    }
    assert!(!desk.path("profile/updates.json").exists());
    desk.policy(&json!({"updates": "install", "source": source, "key": key}));
    let updater = desk.start(Some(&publisher.key));
    desk.fetch(&updater);
    assert_eq!((updater.view().off, fault(&updater)), (Some(UpdatesOff::PolicyFault), Some(UpdateFaultCode::Policy)));
    desk.policy(&json!({"updates": "off"}));
    desk.fetch(&updater);
    assert_eq!((updater.view().off, updater.view().found), (Some(UpdatesOff::ByPolicy), None));
    fs::remove_file(desk.path("policy.json")).unwrap();
    desk.fetch(&updater);
    assert_eq!(updater.view().off, Some(UpdatesOff::NoPolicy));
    desk.is_whole("1.0.0");
}

#[test]
fn a_policy_that_changes_after_the_download_keeps_the_old_version() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    let updater = desk.start(Some(&publisher.key));
    desk.fetch(&updater);
    desk.policy(&json!({"updates": "off"}));
    assert_eq!((updater.is_ready(), updater.install(true)), (true, None));
    assert_eq!(desk.version(), "1.0.0");
}

#[test]
fn installed_packages_only_tell() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    desk.policy(&json!({"updates": "install", "source": publisher.dir.path()}));
    for (marker, installation) in [
        ("deb", Installation::Deb),
        ("rpm", Installation::Rpm),
        ("windows-all-users", Installation::WindowsAllUsers),
        ("", Installation::Source),
    ] {
        desk.write("app/share/provisioning-desk/installation", marker);
        let updater = desk.start(Some(&publisher.key));
        desk.fetch(&updater);
        let found = updater.view().found.unwrap();
        assert_eq!((updater.view().installation, found.verdict), (installation, UpdateVerdict::Offered));
        assert!(!found.by_itself && !updater.downloads_by_itself() && !updater.installs_at_close());
        assert_eq!((updater.view().stage, updater.install(true)), (UpdateStage::Idle, None));
    }
}

#[test]
fn an_installation_by_the_setup_that_fails_is_said_and_not_repeated_by_itself() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    desk.policy(&json!({"updates": "install", "source": publisher.dir.path()}));
    desk.write("app/share/provisioning-desk/installation", "windows-user");
    let updater = desk.start(Some(&publisher.key));
    desk.fetch(&updater);
    assert!(updater.installs_at_close());
    // The archive stands for a setup that does not run.
    assert_eq!(updater.install(true), None);
    let updater = desk.start(Some(&publisher.key));
    desk.fetch(&updater);
    assert!(updater.is_ready() && !updater.installs_at_close() && !updater.downloads_by_itself());
    let updater = desk.start(Some(&publisher.key));
    desk.look(&updater);
    assert_eq!((fault(&updater), updater.downloads_by_itself()), (Some(UpdateFaultCode::DoesNotStart), false));
}

#[test]
fn a_program_that_does_not_run_here_replaces_none() {
    for program in ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho provisioning-desk 9.9.9\n", "no program"] {
        let publisher = Publisher::new();
        publisher.publish_program("stable", "1.1.0", program);
        let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
        let updater = desk.start(Some(&publisher.key));
        desk.fetch(&updater);
        assert_eq!(updater.install(true), None);
        assert_eq!(fault(&desk.start(Some(&publisher.key))), Some(UpdateFaultCode::DoesNotStart), "{program}");
        assert_eq!(desk.version(), "1.0.0");
    }
}

#[test]
fn a_source_that_is_away_keeps_the_version_that_is_ready() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    let updater = desk.start(Some(&publisher.key));
    desk.fetch(&updater);
    fs::rename(publisher.dir.path(), desk.path("moved")).unwrap();
    desk.look(&updater);
    assert_eq!((fault(&updater), updater.is_ready()), (Some(UpdateFaultCode::SourceNotReached), true));
    assert_eq!(updater.install(false), Some(Installed::Replaced));
    fs::rename(desk.path("moved"), publisher.dir.path()).unwrap();
}

#[test]
fn redirections_and_closed_ports_are_said() {
    let publisher = Publisher::new();
    let server = Server::start(publisher.dir.path());
    for (source, words) in [
        (format!("{}/moved", server.url), "redirected to https://elsewhere.example"),
        ("http://127.0.0.1:1".into(), ""),
    ] {
        let desk = PortableDesk::new(&source);
        let updater = desk.start(Some(&publisher.key));
        desk.look(&updater);
        let fault = updater.view().fault.unwrap();
        assert_eq!(fault.code, UpdateFaultCode::SourceNotReached);
        assert!(fault.detail.contains(words), "{}", fault.detail);
    }
}

#[test]
fn files_of_a_source_have_a_limit() {
    let publisher = Publisher::new();
    publisher.publish("stable", "1.1.0");
    let desk = PortableDesk::new(publisher.dir.path().to_str().unwrap());
    let updater = desk.start(Some(&publisher.key));
    publisher.change("stable", |manifest| manifest["commit"] = json!("a".repeat(2 << 20)));
    desk.look(&updater);
    assert_eq!(fault(&updater), Some(UpdateFaultCode::ManifestUnreadable));
    publisher.publish("stable", "1.1.0");
    publisher.change("stable", |manifest| manifest["files"][0]["size"] = json!(1_u64 << 40));
    desk.look(&updater);
    assert_eq!(fault(&updater), Some(UpdateFaultCode::NoPackage));
    publisher.publish("stable", "1.1.0");
    publisher.change("stable", |manifest| manifest["files"][0]["name"] = json!("../../profile/journal.db"));
    desk.look(&updater);
    assert_eq!(fault(&updater), Some(UpdateFaultCode::ManifestUnreadable));
    assert_eq!(program("1.0.0"), fs::read_to_string(desk.path("app/bin/provisioning-desk")).unwrap());
}
