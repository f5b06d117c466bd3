//! A profile that was put back or copied sends nothing by itself.

use store::{journal::Journal, secrets::Secrets};

use super::{CARDS, RESET, doubt, signed_in_and_kept};
use crate::tests::harness::*;
use crate::{
    Desk, Options,
    error::problem::ProblemCode,
    view::{DoubtView, RequestState, WaitsFor},
};

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// A desk with a request scheduled for later, shut down until that time has passed.
async fn waits_over_a_restart(bed: &Bed, machine: &str) -> String {
    let desk = open_on(bed, machine).await;
    signed_in_and_kept(bed, &desk).await;
    let at = crate::time::millis(desk.core.now() + 60_000);
    let key = desk.outbox.send_later(reset_pin(CARD), at).await.unwrap().key;
    desk.shutdown().await;
    drop(desk);
    bed.later_by(120);
    key
}

async fn open_on(bed: &Bed, machine: &str) -> Desk {
    Desk::open(Options { machine: Some(machine.to_owned()), ..bed.options() }).await.unwrap()
}

#[tokio::test]
async fn a_restored_profile_sends_nothing_again() {
    let bed = Bed::new();
    let key = waits_over_a_restart(&bed, "here").await;
    let backup = bed.dir.path().join("backup");
    copy(&bed.data_dir(), &backup);
    let posts = || bed.control().posts(RESET);
    let desk = open_on(&bed, "here").await;
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
    drop(desk);
    assert_eq!(posts(), 1, "a restart alone puts nothing before anybody");

    std::fs::remove_dir_all(bed.data_dir()).unwrap();
    copy(&backup, &bed.data_dir());
    let desk = open_on(&bed, "here").await;
    when(&desk, "put before somebody", || async {
        desk.requests.row(&key).await.unwrap().waits_for == Some(WaitsFor::Decision)
    })
    .await;
    assert_eq!(doubt(&desk, &key).await, Some(DoubtView::PutBack));
    let notices = desk.app.snapshot().await.unwrap().notices;
    assert!(notices.iter().any(|notice| notice.code == ProblemCode::ProfilePutBack), "{notices:?}");
    when(&desk, "signed in", || async { !desk.sessions.memory.lock().sessions.is_empty() }).await;
    assert_eq!(posts(), 1, "it was sent before");
    desk.outbox.decide(key.clone(), false).await.unwrap();
    desk.shutdown().await;
}

#[tokio::test]
async fn changes_made_by_a_start_do_not_hide_a_restored_profile() {
    let bed = Bed::new();
    let desk = bed.open().await;
    hold(&desk, 60).await;
    sign_in(&desk, "sandbox", false).await;
    let mut keys = Vec::new();
    for card in CARDS {
        keys.push(desk.outbox.send(reset_pin(card)).await.unwrap().key);
    }
    let (profile, change) =
        (desk.sessions.profile.id.clone(), desk.core.read_journal(Journal::last_change).await.unwrap());
    desk.shutdown().await;
    drop(desk);
    // One more request was made since, and the profile put back. A start holds each of these rows anew.
    let secrets = Secrets::memory(bed.keyring.clone());
    secrets.set(&format!("profile/{profile}"), &(change + 1).to_string()).await.unwrap();
    let desk = bed.open().await;
    when(&desk, "checked", || async { desk.sessions.memory.lock().profile_checked }).await;
    for key in &keys {
        assert_eq!(doubt(&desk, key).await, Some(DoubtView::PutBack));
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_profile_from_another_computer_sends_nothing_by_itself() {
    let bed = Bed::new();
    let key = waits_over_a_restart(&bed, "here").await;
    let desk = open_on(&bed, "there").await;
    let row = desk.requests.row(&key).await.unwrap();
    assert_eq!((row.waits_for, doubt(&desk, &key).await), (Some(WaitsFor::Decision), Some(DoubtView::OtherComputer)));
    desk.shutdown().await;
    drop(desk);
    let desk = open_on(&bed, "there").await;
    assert_eq!(doubt(&desk, &key).await, Some(DoubtView::OtherComputer), "a start decides nothing");
    desk.shutdown().await;
}

#[tokio::test]
async fn without_a_keyring_the_unchecked_profile_is_reported() {
    let bed = Bed::new();
    waits_over_a_restart(&bed, "here").await;
    let options = Options { keyring: crate::KeyringChoice::None, ..bed.options() };
    let desk = Desk::open(options).await.unwrap();
    when(&desk, "checked", || async { desk.sessions.memory.lock().profile_checked }).await;
    let notices = desk.app.snapshot().await.unwrap().notices;
    assert!(notices.iter().any(|notice| notice.code == ProblemCode::ProfileUnchecked), "{notices:?}");
    desk.shutdown().await;
}
