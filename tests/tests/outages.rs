//! The real window during failures of the server, the computer and the disk.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::Write,
    time::{Duration, Instant},
};

use acceptance::{
    desktop::{Desktop, Disk, Launch, on_disk},
    drafts::{self, Household},
    paths,
    session::{Keyring, Session},
    steps::settings,
    window::key,
};
use crmcom::catalogue::{self, Operation};
use sandbox::{Chaos, Options, PASSWORD, Sandbox, USERNAME};
use serde_json::json;

const RUN_INTERVAL: Duration = Duration::from_millis(300);

fn options() -> Options {
    Options { run_every: RUN_INTERVAL, ..Options::default() }
}

async fn signed_in(test: &'static str, sandbox: &Sandbox, hold_seconds: u32, disk: Disk) -> Desktop {
    let mut launch = Launch::new(test);
    launch.settings = settings(sandbox.url(), "R11", hold_seconds);
    // The sandbox's time zone: the creation time of a request shows whether it can be the lost one.
    launch.settings["connections"][0]["time_zone"] = "UTC".into();
    launch.disk = disk;
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    desktop
}

fn reset_pin() -> &'static Operation {
    catalogue::find("conax.reset-pin").expect("it is declared")
}

/// Fills in the form of a PIN reset for a card and sends it.
async fn send_reset(desktop: &Desktop, card: &str) {
    let window = &desktop.window;
    window.visit("#/operations/conax.reset-pin").await;
    window.walk(&drafts::inputs_for_card(reset_pin(), Household(4), card)).await;
    window.send(None).await;
}

async fn sign_in_again(desktop: &Desktop) {
    let window = &desktop.window;
    window.see("dialog", "Sign in to continue").await;
    window.fill("password", PASSWORD).await;
    window.press(&[key::ENTER]).await;
    window.gone("dialog", "Sign in to continue").await;
}

fn port(sandbox: &Sandbox) -> u16 {
    sandbox.url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("it has a port")
}

#[tokio::test]
async fn requests_sent_during_an_outage_leave_once_afterwards() {
    let sandbox = Sandbox::start(options()).expect("the sandbox starts");
    let desktop = signed_in("server-down", &sandbox, 0, Disk::Usual).await;
    let port = port(&sandbox);
    drop(sandbox);
    send_reset(&desktop, "01900000004").await;
    desktop.window.read("Server not reached").await;
    desktop.window.state_of("01900000004", "Not sent").await;

    // A server that was started again knows none of the earlier tokens.
    let back = Sandbox::start(Options { port, seed: 2, ..options() }).expect("the server is back");
    sign_in_again(&desktop).await;
    desktop.window.state_of("01900000004", "Completed").await;
    let record = back.control().record();
    let made = record.iter().filter(|made| made.request_type == reset_pin().request_type);
    assert_eq!(made.filter(|made| made.cards == ["01900000004"]).count(), 1, "it was made once: {record:?}");
    desktop.close().await;
}

/// `cargo xtask test --packages` upgrades the installed desk between the two starts.
#[tokio::test]
async fn a_request_that_waits_over_a_restart_leaves_once() {
    let sandbox = Sandbox::start(options()).expect("the sandbox starts");
    let desktop = signed_in("waits-over-a-restart", &sandbox, 0, Disk::Usual).await;
    let port = port(&sandbox);
    drop(sandbox);
    send_reset(&desktop, "01900000004").await;
    desktop.window.state_of("01900000004", "Not sent").await;
    let desktop = desktop.restart().await;

    let back = Sandbox::start(Options { port, seed: 2, ..options() }).expect("the server is back");
    sign_in_again(&desktop).await;
    desktop.window.state_of("01900000004", "Completed").await;
    let record = back.control().record();
    let made = record.iter().filter(|made| made.request_type == reset_pin().request_type);
    assert_eq!(made.filter(|made| made.cards == ["01900000004"]).count(), 1, "it was made once: {record:?}");
    desktop.close().await;
}

#[tokio::test]
async fn a_lost_answer_is_found_and_nothing_is_sent_twice() {
    let sandbox = Sandbox::start(options()).expect("the sandbox starts");
    let desktop = signed_in("lost-answer", &sandbox, 0, Disk::Usual).await;
    sandbox.control().set_chaos(Chaos { truncate: 100, ..Chaos::default() });
    send_reset(&desktop, "01900000004").await;
    desktop.window.state_of("01900000004", "Unknown").await;
    sandbox.control().set_chaos(Chaos::default());
    desktop.window.state_of("01900000004", "Completed").await;
    assert_eq!(sandbox.control().posts(reset_pin().path), 1, "it was looked up, not sent again");
    desktop.close().await;
}

/// Loses the answer to an unpairing; returns its card.
async fn lost_unpairing(desktop: &Desktop, sandbox: &Sandbox, household: Household) -> String {
    let (window, unpair) = (&desktop.window, catalogue::find("nagra.unpair").expect("it is declared"));
    sandbox.control().set_chaos(Chaos { truncate: 100, ..Chaos::default() });
    let card = send_unpairing(desktop, unpair, household).await;
    window.state_of(&card, "Unknown").await;
    sandbox.control().set_chaos(Chaos::default());
    card
}

async fn send_unpairing(desktop: &Desktop, unpair: &Operation, household: Household) -> String {
    let window = &desktop.window;
    let inputs = drafts::inputs(unpair, household);
    let card = inputs[0].1.clone();
    window.visit(&format!("#/operations/{}", unpair.id)).await;
    window.see("form", unpair.wording.title).await;
    window.walk(&inputs).await;
    window.send(Some(&card)).await;
    card
}

/// Waits for the step of the timeline that names who decided, and takes pictures of it.
async fn decided(desktop: &Desktop, step: &str, name: &str) {
    let window = &desktop.window;
    window
        .until(&format!("the step “{step}” names who decided"), async |window| {
            let found = "const [step, who] = arguments; return [...document.querySelectorAll('li')]
                .some(one => one.textContent.includes(step) && one.textContent.includes(who))";
            let who = format!("Decided by {USERNAME}");
            (window.run(found, vec![step.into(), who.into()]).await == json!(true)).then_some(())
        })
        .await;
    for (width, height) in [(1024, 640), (1280, 800)] {
        window.resize(width, height).await;
        let script = "[...document.querySelectorAll('li')].find(one => one.textContent.includes('Decided by'))
            .scrollIntoView({ block: 'center' })";
        window.run(script, vec![]).await;
        window.save_picture(&paths::target().join(format!("screenshots/decided-{name}-{width}.png"))).await;
    }
}

#[tokio::test]
async fn the_timeline_of_a_lost_request_names_the_person_that_decided() {
    let sandbox = Sandbox::start(options()).expect("the sandbox starts");
    let desktop = signed_in("who-decided", &sandbox, 0, Disk::Usual).await;
    let window = &desktop.window;
    let lost = lost_unpairing(&desktop, &sandbox, Household(1)).await;
    let unpair = catalogue::find("nagra.unpair").expect("it is declared");
    let next = send_unpairing(&desktop, unpair, Household(2)).await;
    window.visit("#/requests?mine=true").await;
    let row = window.see("row", &format!("[0-9]{{5}}[^]*{next}")).await.text().await.expect("it has a text");
    let number = row.split(|one: char| !one.is_ascii_digit()).find(|one| one.len() == 5).expect("it has a number");
    let number: u32 = number.parse().expect("it is a number");
    window.click("cell", &lost).await;
    window.fill("number", &(number - 1).to_string()).await;
    window.press(&[key::ENTER]).await;
    window.click("button", "Choose this request").await;
    window.see("dialog", "this request").await;
    window.tab_to_role("button", "^Choose this request$").await;
    window.press(&[key::ENTER]).await;
    decided(&desktop, "Found on the server", "adopted").await;

    let lost = lost_unpairing(&desktop, &sandbox, Household(3)).await;
    window.click("cell", &lost).await;
    window.click("button", "^Send again").await;
    window.see("dialog", "Send it a second time").await;
    window.has_focus("button", "^Cancel").await;
    window.press(&[key::TAB]).await;
    window.press(&[key::ENTER]).await;
    decided(&desktop, "Sent again", "sent-again").await;
    desktop.close().await;
}

#[tokio::test]
async fn a_laptop_that_slept_beyond_its_session_sends_after_the_sign_in() {
    let sandbox = Sandbox::start(options()).expect("the sandbox starts");
    let desktop = signed_in("asleep", &sandbox, 6, Disk::Usual).await;
    send_reset(&desktop, "01900000004").await;
    desktop.window.see("button", "^Undo").await;
    // In the meantime the hold ends on this computer and the session ends on the server.
    sandbox.control().expire_tokens();
    desktop.sleep_for(Duration::from_secs(8)).await;
    assert_eq!(sandbox.control().posts(reset_pin().path), 0, "a computer that sleeps sends nothing");
    sign_in_again(&desktop).await;
    desktop.window.state_of("01900000004", "Completed").await;
    let before = sandbox.control().requests();
    desktop.sleep_for(Duration::from_secs(1)).await;
    desktop.window.state_of("01900000004", "Completed").await;
    assert_eq!(sandbox.control().requests(), before, "and nothing twice");
    desktop.close().await;
}

#[tokio::test]
async fn a_cache_of_garbage_is_rebuilt_and_reported_once() {
    let sandbox = Sandbox::start(options()).expect("the sandbox starts");
    let desktop = signed_in("garbage", &sandbox, 0, Disk::Usual).await;
    send_reset(&desktop, "01900000004").await;
    desktop.window.state_of("01900000004", "Completed").await;
    // Overwritten in place, as a broken disk does: the files stay open. The latest writes are in the write-ahead log.
    for file in ["cache.db", "cache.db-wal"].map(|name| desktop.data().join(name)) {
        let length = fs::metadata(&file).expect("it is there").len();
        let mut file = fs::OpenOptions::new().write(true).open(&file).expect("it can be written");
        file.write_all(&vec![0x5a; usize::try_from(length).expect("it fits")]).expect("it is overwritten");
    }
    let window = &desktop.window;
    window.press(&[key::CONTROL, 'r']).await;
    window.read("copy of the server").await;
    window.state_of("01900000004", "Completed").await;
    let kept = fs::read_dir(desktop.data()).expect("the directory").flatten();
    let kept = kept.filter(|entry| entry.file_name().to_string_lossy().starts_with("cache")).count();
    assert!(kept > 1, "the broken one is set aside");
    let desktop = desktop.restart().await;
    desktop.window.state_of("01900000004", "Completed").await;
    assert!(!desktop.window.page_text().await.contains("copy of the server"), "it is told once");
    desktop.close().await;
}

#[tokio::test]
async fn a_full_disk_stops_sending_and_keeps_the_form_until_there_is_room() {
    let sandbox = Sandbox::start(options()).expect("the sandbox starts");
    let desktop = signed_in("full-disk", &sandbox, 0, Disk::Small(48)).await;
    let window = &desktop.window;
    send_reset(&desktop, "01900000004").await;
    window.state_of("01900000004", "Completed").await;

    let filler = desktop.data_inside().join("filler");
    let mut file = fs::File::create(&filler).expect("the disk can be reached");
    let block = vec![0; 64 * 1024];
    while file.write_all(&block).is_ok() {}
    while file.write_all(&[0; 512]).is_ok() {}
    let before = sandbox.control().posts(reset_pin().path);
    let inputs = drafts::inputs_for_card(reset_pin(), Household(5), "01900000005");
    window.visit("#/operations/conax.reset-pin").await;
    window.walk(&inputs).await;
    window.send(None).await;
    window.read("Sending is stopped").await;
    for (input, typed) in &inputs {
        window.holds(input, typed).await;
    }
    assert_eq!(sandbox.control().posts(reset_pin().path), before, "nothing leaves that is not written down");

    drop(file);
    fs::remove_file(&filler).expect("there is room again");
    let open = "return document.querySelector('form [type=submit]')?.getAttribute('aria-disabled') === 'false'";
    window
        .until("the form can be sent again", async |window| (window.run(open, vec![]).await == true).then_some(()))
        .await;
    window.send(None).await;
    window.state_of("01900000005", "Completed").await;
    assert_eq!(sandbox.control().posts(reset_pin().path), before + 1);
    desktop.close().await;
}

#[tokio::test]
async fn a_read_only_disk_is_reported_in_words() {
    let mut session = Session::with_display(Keyring::NoProvider, (1280, 800)).expect("a desktop starts");
    fs::create_dir_all(session.path("data")).expect("the data directory is made");
    let mut command = session.command(on_disk(&session, Disk::ReadOnly).expect("the program is written"));
    command.arg("--data-dir").arg(session.path("data"));
    session.spawn(command).expect("it starts");
    let limit = Instant::now() + Duration::from_secs(20);
    loop {
        let said = fs::read_to_string(session.log()).unwrap_or_default();
        if said.contains("the data directory cannot be used") {
            break;
        }
        assert!(Instant::now() < limit, "it says what is wrong: {said}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_filter_responds_while_a_hundred_thousand_requests_arrive() {
    let sandbox = Sandbox::start(Options { backlog: 100_000, ..options() }).expect("the sandbox starts");
    let desktop = signed_in("hundred-thousand", &sandbox, 0, Disk::Usual).await;
    let window = &desktop.window;
    window.visit("#/requests").await;
    let mut narrowed = 0;
    for _ in 0..5 {
        // A card of the list: typed text appears at once, and the rows follow even while lists are being read.
        window.fill("text", "0190000000").await;
        window.see("row", "0190000000").await;
        window.fill("text", "nothing is called so").await;
        window.read("No request matches").await;
        narrowed += usize::from(window.page_text().await.contains("Reading "));
    }
    assert!(narrowed > 0, "it answered while the lists came");
    window.click("button", "Clear the search").await;
    let limit = Instant::now() + Duration::from_mins(5);
    // Together with the requests that were there before; the few of Nagravision are in no list.
    while !window.page_text().await.contains("100,0") {
        assert!(Instant::now() < limit, "the lists are read to their end");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    desktop.close().await;
}
