//! The supervisors' workbench in the real window, by keyboard: from the page to the cause, until the case is closed.
#![cfg(target_os = "linux")]

use std::{fs, path::Path, time::Duration};

use acceptance::{
    desktop::{Desktop, Launch},
    paths,
    second_desk::{self, pairing, pairing_number, send_to_be_rejected},
    steps::settings,
    window::{Window, key},
};
use desk::Desk;
use sandbox::{Chaos, Options, PASSWORD, Sandbox, USERNAME};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

/// Ends a wait that would otherwise never end.
const WAIT_LIMIT: Duration = Duration::from_mins(2);
/// A card that is always rejected, however often it is sent.
const BAD_CARD: &str = "01900000666";
const CONAX_PAIR: &str = "conax_web_services/provisioning_requests/create_pairing";

fn sandbox(run_every: Duration) -> Sandbox {
    Sandbox::start(Options { run_every, ..Options::default() }).expect("the sandbox starts")
}

async fn signed_in(test: &'static str, sandbox: &Sandbox, theme: &str) -> Desktop {
    let mut launch = Launch::new(test);
    launch.settings = settings(sandbox.url(), "R11", 0);
    launch.settings["preferences"]["theme"] = theme.into();
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    desktop
}

/// A second desk, on another computer.
async fn colleague(directory: &Path, sandbox: &Sandbox) -> Desk {
    let settings = settings(sandbox.url(), "R11", 0).to_string();
    fs::write(directory.join("settings.json"), settings).expect("it is written");
    second_desk::open(directory).await
}

async fn picture(window: &Window, name: &str) {
    window.save_picture(&paths::target().join("screenshots").join(format!("rejected-{name}.png"))).await;
}

/// Moves the focus to the element with this role and name, and presses Enter.
async fn enter(window: &Window, role: &str, name: &str) {
    window.tab_to_role(role, name).await;
    window.press(&[key::ENTER]).await;
}

#[tokio::test]
async fn retries_two_hundred_after_a_canary_of_three() {
    let sandbox = sandbox(Duration::ZERO);
    let other = TempDir::new().expect("a directory");
    let desk = colleague(other.path(), &sandbox).await;
    let bad = ["stb-0000-0001", "stb-0000-0002"].map(|set_top_box| pairing(BAD_CARD, set_top_box));
    send_to_be_rejected(&desk, &sandbox, bad.into()).await;
    // The server reports times in whole seconds. Requests that are rejected later come first in the list and form the
    // canary.
    sandbox.control().advance(Duration::from_secs(5));
    sandbox.control().set_chaos(Chaos { reject: 100, ..Chaos::default() });
    send_to_be_rejected(&desk, &sandbox, (0..198).map(pairing_number).collect()).await;
    desk.shutdown().await;
    sandbox.control().set_chaos(Chaos::default());
    let before = sandbox.control().posts(CONAX_PAIR);

    let desktop = signed_in("rejected-bulk", &sandbox, "dark").await;
    let window = &desktop.window;
    window.resize(1024, 640).await;
    window.press(&[key::ALT, '3']).await;
    window.see("heading", "^Rejected$").await;
    // The largest group comes first, is selected, and its details are shown.
    window.see("option", "198").await;
    window.read("Next step").await;
    picture(window, "biggest-1024-dark").await;

    // Two causes are joined by hand, with all of their jobs.
    enter(window, "button", "^Why grouped$").await;
    window.see("dialog", "^Why these have one cause$").await;
    window.tab_to_role("combobox", "^Join with$").await;
    window.type_keys("logged CRM.COM out").await;
    window.see("option", "out · Conax · \\d+ jobs? \\(").await;
    window.press(&[key::DOWN]).await;
    window.press(&[key::ENTER]).await;
    picture(window, "why-1024-dark").await;
    enter(window, "button", "^Join$").await;
    window.gone("dialog", "^Why these have one cause$").await;
    enter(window, "button", "^Create pairing 201$").await;

    // A dry run first shows which requests can be sent; nothing is sent meanwhile.
    enter(window, "button", "^Retry all 201").await;
    window.read("201 of 201 can be sent").await;
    picture(window, "dry-run-1024-dark").await;
    assert_eq!(sandbox.control().posts(CONAX_PAIR), before, "looking through sends nothing");
    enter(window, "button", "^Send 201$").await;
    window.read("Waiting for the CA system to answer").await;
    picture(window, "canary-1024-dark").await;
    window.until("three are sent", async |_| (sandbox.control().posts(CONAX_PAIR) == before + 3).then_some(())).await;
    let processing = async {
        loop {
            sandbox.control().run_processing_now();
            sleep(Duration::from_millis(100)).await;
        }
    };
    let ended = async {
        let said = async || window.page_text().await.contains("201 sent: 199 completed, 2 rejected again");
        while !said().await {
            sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::select! {
        () = processing => {}
        ended = timeout(WAIT_LIMIT, ended) => if ended.is_err() { window.fail("all have an outcome").await },
    }
    picture(window, "done-1024-dark").await;
    assert_eq!(sandbox.control().posts(CONAX_PAIR), before + 201, "each is sent once");
    window.press(&[key::ESCAPE]).await;
    window.read("201 retried").await;
    window.read("199 completed").await;
    window.read("2 rejected again with the same error").await;
    window.read("199 cleared today").await;
    window.gone("group", "Create pairing .*Completed").await;
    picture(window, "helped-1024-dark").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    desktop.close().await;
}

#[tokio::test]
async fn one_answer_for_each_service_sends_all_that_lack_it() {
    const ADD: &str = "conax_web_services/provisioning_requests/add_subscriptions";
    const SERVICES: [(&str, &str); 4] = [("2041", "gold"), ("2042", "sport"), ("2043", "KIDS"), ("2044", "cinema")];
    let sandbox =
        Sandbox::start(Options { run_every: Duration::from_millis(300), rejected: 300, ..Options::default() })
            .expect("the sandbox starts");
    let desktop = signed_in("rejected-questions", &sandbox, "light").await;
    let window = &desktop.window;
    window.resize(1280, 800).await;
    window.press(&[key::ALT, '3']).await;
    enter(window, "listbox", "^Causes$").await;
    window.see("option", "Conax logged CRM.COM out").await;
    enter(window, "button", "^Retry all").await;
    window.read("Missing values").await;
    picture(window, "questions-1280-light").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    let before = sandbox.control().posts(ADD);
    let mut ready = sendable(window).await;
    for _ in SERVICES {
        let asked = window
            .until("a question has the focus", async |window| {
                let focused = window.focused().await;
                SERVICES.into_iter().find(|(ca_id, _)| focused == *ca_id)
            })
            .await;
        window.type_keys(asked.1).await;
        window.press(&[key::ENTER]).await;
        ready = window
            .until("more can be sent", async |window| {
                let now = sendable(window).await;
                (now > ready).then_some(now)
            })
            .await;
    }
    picture(window, "answered-1280-light").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    assert_eq!(sandbox.control().posts(ADD), before, "answers send nothing");
    window.see("button", &format!("^Send {ready}$")).await;
    window
        .until("the focus is on Send", async |window| {
            let focused = window.run("return document.activeElement?.textContent ?? ''", vec![]).await;
            (focused == format!("Send {ready}")).then_some(())
        })
        .await;
    window.press(&[key::ENTER]).await;
    window.read(&format!("{ready} sent")).await;
    assert!(sandbox.control().posts(ADD) > before, "the services are added");
    window.press(&[key::ESCAPE]).await;
    window.press(&[key::CONTROL, ',']).await;
    window.see("list", "^CA ids$").await;
    window.see("button", "^Remove the answer for 2042$").await;
    picture(window, "mappings-1280-light").await;
    desktop.close().await;
}

/// Number of requests that the dry run would send.
async fn sendable(window: &Window) -> u32 {
    window
        .until("the dry run says how many can be sent", async |window| {
            let text = window.page_text().await;
            let (before, _) = text.split_once(" can be sent.")?;
            let counts = before.rsplit('\n').next()?;
            counts.split(' ').next()?.replace(',', "").parse().ok()
        })
        .await
}

#[tokio::test]
async fn corrects_one_request_dismisses_another_and_hands_the_shift_over() {
    a_shift("rejected-one", "light", (1280, 800)).await;
}

#[tokio::test]
async fn triage_in_a_small_dark_window() {
    a_shift("rejected-small", "dark", (1024, 640)).await;
}

async fn a_shift(test: &'static str, theme: &str, (width, height): (u32, u32)) {
    let sandbox = sandbox(Duration::from_millis(300));
    let desktop = signed_in(test, &sandbox, theme).await;
    let window = &desktop.window;
    window.resize(width, height).await;
    let picture = async |name: &str| picture(window, &format!("{name}-{width}-{theme}")).await;
    window.visit("#/operations/conax.create-pairing").await;
    window.see("form", "^Pair cards and boxes$").await;
    let inputs = [("smartcard_set.0.smartcard_ca_id", "01900000003"), ("stb_set.0.stb_ca_id", "stb-9999-0001")];
    window.walk(&inputs.map(|(input, typed)| (input.to_owned(), typed.to_owned()))).await;
    window.send(None).await;
    window.state_of("01900000003", "Rejected").await;

    // The request is found by its card and corrected: its form opens, and the right box is entered.
    window.press(&[key::ALT, '3']).await;
    window.see("heading", "^Rejected$").await;
    window.fill("text", "stb-9999-0001").await;
    window.read("1 request").await;
    enter(window, "listbox", "^Causes$").await;
    window.see("option", "Card or box not known to Conax").await;
    window.tab_to_role("row", "01900000003").await;
    window.press(&[key::ENTER]).await;
    window.read("Answer of Conax").await;
    window.read("stb-9999-0001").await;
    picture("pane").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    enter(window, "button", "^Retry with changes$").await;
    window.see("form", "^Pair cards and boxes$").await;
    window.read("Retry of").await;
    window.holds("smartcard_set.0.smartcard_ca_id", "01900000003").await;
    window.fill("stb_set.0.stb_ca_id", "stb-0000-0003").await;
    picture("changes").await;
    window.send(None).await;
    window.state_of("01900000003", "Completed").await;
    window.press(&[key::ALT, '3']).await;
    window.read("1 cleared today").await;

    // Snoozed until tomorrow, and found again.
    let open = window.see("option", "").await.text().await.expect("it has words");
    enter(window, "button", "^Snooze$").await;
    window.see("dialog", "^Snooze$").await;
    picture("snooze").await;
    enter(window, "button", "^Tomorrow morning").await;
    window.read("snoozed until").await;
    window.see("radio", "^Snoozed [1-9]").await;
    window.tab_to_role("radio", "^Open$").await;
    window.press(&[key::RIGHT]).await;
    let name = open.lines().nth(1).unwrap_or_default().to_owned();
    window.see("option", &name).await;
    picture("snoozed").await;
    enter(window, "button", "^Reopen$").await;
    window.read("reopened").await;

    // The shift ends.
    enter(window, "button", "^Shift handover$").await;
    window.see("heading", "^Shift handover$").await;
    window.read("Rejected and open, by cause").await;
    picture("handover").await;
    enter(window, "button", "^Save as HTML$").await;
    window.read("Handover saved").await;
    enter(window, "button", "^Save as CSV$").await;
    let exports = desktop.data().join("exports");
    let saved = window
        .until("both files are there", async |_| {
            let files = fs::read_dir(&exports).ok()?.flatten().map(|file| file.path());
            // A file that is being written has no extension yet.
            let files: Vec<_> = files.filter(|file| file.extension().is_some()).collect();
            (files.len() == 2).then_some(files)
        })
        .await;
    for file in saved {
        let report = fs::read_to_string(&file).expect("it is text");
        assert!(report.contains("CLIENT_NOT_FOUND"), "{} tells the causes", file.display());
        assert!(!report.contains("<script") && !report.contains(PASSWORD), "{} is only a report", file.display());
    }
    desktop.close().await;
}
