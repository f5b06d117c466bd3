//! Bulk in the real window: a sheet is brought, matched, repaired and sent, and its report is saved.
#![cfg(target_os = "linux")]

use std::{collections::BTreeSet, fs, path::Path, process::Command, time::Duration};

use acceptance::{
    desktop::{Desktop, Launch},
    file_drop::drop_file,
    paths,
    steps::{settings, wired},
    window::{Window, key},
};
use sandbox::{Chaos, Options, PASSWORD, Sandbox, USERNAME};
use serde_json::json;

const RESET: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";
const PAIRING: &str = "conax_web_services/provisioning_requests/create_pairing";
const RUN_INTERVAL: Duration = Duration::from_millis(300);

/// Chooses an option of a native select, as its popup does.
async fn choose(window: &Window, name: &str, value: &str) {
    let script = "const select = document.querySelector(`select[name='${arguments[0]}']`);
        Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, arguments[1]);
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    window.run(script, vec![json!(name), json!(value)]).await;
}

async fn picture(window: &Window, name: &str) {
    window.save_picture(&paths::target().join(format!("screenshots/bulk-{name}.png"))).await;
}

/// Brings a report again: all of its rows are done.
async fn bring_again(window: &Window, exports: &Path, report: &[u8]) {
    fs::write(exports.join("to-open.csv"), report).expect("the report is brought again");
    window.visit("#/bulk").await;
    window.click("button", "Choose a file").await;
    window.see("grid", "Rows of the sheet").await;
    choose(window, "job", "conax.reset-pin").await;
    window.click("button", "Check the rows").await;
    window.read("9 rows were completed before").await;
    window.read("0 requests are ready").await;
}

/// The report as a workbook of LibreOffice.
fn saved_by_libreoffice(exports: &Path, report: &Path) -> Vec<u8> {
    let saved = exports.join("saved");
    // Each column is text (2), as a person chooses it for numbers.
    let columns = (1..=8).map(|column| format!("{column}/2")).collect::<Vec<_>>().join("/");
    let done = Command::new("soffice")
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"])
        .arg(format!("--infilter=Text - txt - csv (StarCalc):44,34,76,1,{columns}"))
        .arg(format!("-env:UserInstallation=file://{}", exports.join("office").display()))
        .arg("--outdir")
        .args([&saved, report])
        .output()
        .expect("LibreOffice is installed");
    assert!(done.status.success(), "{done:?}");
    fs::read(saved.join("to-open report.xlsx")).expect("LibreOffice saved the report")
}

/// Tabs to the element and presses Enter there.
async fn enter(window: &Window, role: &str, name: &str) {
    window.tab_to_role(role, name).await;
    window.press(&[key::ENTER]).await;
}

#[tokio::test]
async fn a_live_sheet_is_sent_by_the_keyboard_and_survives_a_kill() {
    // No run of the processing comes by itself.
    let options = Options { run_every: Duration::from_hours(10), ..Options::default() };
    let sandbox = Sandbox::start(options).expect("the sandbox starts");
    let before = sandbox.control().record().len();
    let mut launch = Launch::new("bulk-live");
    launch.settings = settings(sandbox.url(), "R11", 0);
    launch.settings["connections"][0]["kind"] = "live".into();
    launch.settings["preferences"]["theme"] = "dark".into();
    let desktop = Desktop::start(launch).await;
    let exports = desktop.data().join("exports");
    fs::create_dir_all(&exports).expect("a folder of files");
    let row = |card: u32| format!("019000000{card:02},S{}", 99 + card);
    let rows = (1..=20).map(row).collect::<Vec<_>>().join("\n");
    fs::write(exports.join("to-open.csv"), format!("Card,Subscription\n{rows}\n")).expect("the sheet is written");
    let window = &desktop.window;
    window.sign_in(USERNAME, PASSWORD).await;
    window.press(&[key::ALT, '7']).await;
    window.has_focus("button", "Choose a file").await;
    window.press(&[key::ENTER]).await;
    window.see("grid", "Rows of the sheet").await;
    choose(window, "job", "conax.reset-pin").await;
    enter(window, "button", "Check the rows").await;
    window.read("20 requests are ready").await;

    // A row is left out by its grid.
    window.tab_to_role("row", "^5, ").await;
    window.press(&[' ']).await;
    enter(window, "button", "^Leave out$").await;
    window.read("19 requests are ready").await;
    picture(window, "live").await;
    window.fill("mostOpen", "6").await;
    for (typed, width, height) in [("20", 1280, 800), ("21", 1024, 640)] {
        window.resize(width, height).await;
        window.fill("count", typed).await;
        window.press(&[key::ENTER]).await;
        window.invalid("count", "19").await;
        fault_is_in_view(window).await;
        picture(window, &format!("live-wrong-count-{width}")).await;
    }
    window.resize(1280, 800).await;
    assert_eq!(sandbox.control().posts(RESET), 0, "nothing is sent for a wrong count");
    window.fill("count", "19").await;
    window.press(&[key::ENTER]).await;
    window.read("First rows sent").await;
    window.read("Following the row being sent").await;
    until_sent(window, &sandbox, 3).await;
    sandbox.control().run_processing_now();
    window.read("3 completed").await;
    until_sent(window, &sandbox, 9).await;
    enter(window, "button", "^Pause$").await;
    window.read("Paused").await;
    picture(window, "paused").await;
    enter(window, "button", "^Continue$").await;
    window.see("button", "^Pause$").await;

    let desktop = desktop.restart_killed().await;
    let window = &desktop.window;
    window.see("heading", "^Home$").await;
    window.press(&[key::ALT, '7']).await;
    window.see("heading", "^Bulk$").await;
    enter(window, "link", "^to-open.csv$").await;
    window.see("button", "^Continue$").await;
    picture(window, "killed").await;
    assert_eq!(sandbox.control().posts(RESET), 9, "nothing continues by itself");
    enter(window, "button", "^Continue$").await;
    window.see("button", "^Pause$").await;
    sandbox.control().set_chaos(Chaos { reject: 100, ..Chaos::default() });
    sandbox.control().run_processing_now();
    window.read("Paused automatically").await;
    window.gone("button", "^Stop following$").await;
    enter(window, "button", "^Stop…$").await;
    window.see("dialog", "Stop sending this sheet").await;
    enter(window, "button", "^Stop$").await;
    window.read("Stopped").await;
    enter(window, "link", "Conax|advice").await;
    window.see("heading", "^Rejected$").await;
    picture(window, "cause").await;
    window.press(&[key::ALT, key::LEFT]).await;
    window.see("grid", "Rows of the sheet").await;
    picture(window, "stopped").await;
    let sent = sandbox.control().record().split_off(before);
    let cards: BTreeSet<_> = sent.iter().flat_map(|one| &one.cards).collect();
    assert_eq!(cards.len(), sent.len(), "no row is sent twice");
    assert_eq!(window.violations().await, Vec::<String>::new());
    desktop.close().await;
}

/// Waits until the words below the count are inside the visible part of their panel.
async fn fault_is_in_view(window: &Window) {
    let script = "const count = document.querySelector('input[name=count]');
        const inside = (one, other) => one.top >= other.top && one.bottom <= other.bottom;
        const side = count.closest('aside').getBoundingClientRect();
        return count.getAttribute('aria-describedby').split(' ')
            .every(id => inside(document.getElementById(id).getBoundingClientRect(), side));";
    window
        .until("the fault is seen", async |window| (window.run(script, vec![]).await == json!(true)).then_some(()))
        .await;
}

async fn until_sent(window: &Window, sandbox: &Sandbox, count: usize) {
    window
        .until(&format!("{count} requests are sent"), async |_| (sandbox.control().posts(RESET) == count).then_some(()))
        .await;
}

#[tokio::test]
async fn a_sheet_is_brought_repaired_sent_and_reported() {
    let (desktop, sandbox, _wire) = wired("bulk", Options { run_every: RUN_INTERVAL, ..Options::default() }).await;
    let window = &desktop.window;
    let exports = desktop.data().join("exports");
    fs::create_dir_all(&exports).expect("a folder of files");
    let row = |card: u32| format!("190000000{card};S{};{}", 99 + card, 4711 + card);
    let rows = (1..=9).map(row).collect::<Vec<_>>().join("\r\n");
    fs::write(exports.join("to-open.csv"), format!("Cards of March;;\r\nCard;Subscription;PIN\r\n{rows}"))
        .expect("the sheet is written");

    window.press(&[key::ALT, '7']).await;
    window.see("heading", "^Bulk$").await;
    window.see("button", "Choose a file").await;
    picture(window, "bring").await;
    window.press(&[key::ENTER]).await;
    window.see("grid", "Rows of the sheet").await;
    window.read("Not read, because it may hold PINs: PIN").await;
    // A job of many fields: all of them can be seen where there is little room.
    choose(window, "job", "conax.add-service").await;
    for (width, height) in [(1024, 640), (1280, 800)] {
        window.resize(width, height).await;
        window.see("group", "Other values").await;
        let cut = "return [...document.querySelectorAll('[role=group]')].filter(it => it.scrollWidth > it.clientWidth).length";
        assert_eq!(window.run(cut, vec![]).await, json!(0), "nothing is cut at the side");
        picture(window, &format!("match-many-{width}")).await;
    }
    choose(window, "job", "conax.reset-pin").await;
    window.see("button", "Check the rows").await;
    picture(window, "match").await;
    window.click("button", "Check the rows").await;
    window.read("Lost its first zero").await;
    picture(window, "findings").await;
    assert_eq!(sandbox.control().posts(RESET), 0, "checking sends nothing");
    window.click("button", "^Repair all 9").await;
    window.see("button", "Send 9 requests").await;
    // The zero that was put back is marked.
    window
        .until("the zeros are marked", async |window| {
            let marks = window
                .run("return [...document.querySelectorAll('[data-grid] mark')].map(mark => mark.textContent)", vec![]);
            (marks.await == json!(vec!["0"; 9])).then_some(())
        })
        .await;
    // The steps in the head lead to their panels.
    enter(window, "button", "^Columns +done").await;
    window.has_focus("combobox", "^Job$").await;
    window.click("button", "^Fold$").await;
    enter(window, "button", "^File +done").await;
    window.has_focus("combobox", "^Encoding$").await;
    picture(window, "ready").await;
    for (width, height) in [(1024, 640), (1920, 1080)] {
        window.resize(width, height).await;
        picture(window, &format!("ready-{width}")).await;
    }
    window.resize(1280, 800).await;
    window.click("button", "Ask about 9 rows").await;
    window.read("Asked about 9 of 9 rows").await;
    window.read("The server keeps no record of what this job changes").await;
    assert_eq!(sandbox.control().posts(RESET), 0, "a dry run sends nothing");
    window.click("button", "Send 9 requests").await;
    window.read("9 completed").await;
    picture(window, "done").await;
    assert_eq!(sandbox.control().posts(RESET), 9);
    // The file and the findings can still be read.
    enter(window, "button", "^Check +done").await;
    window.see("region", "^Findings$").await;
    window.gone("button", "^Undo: ").await;
    enter(window, "button", "^File +done").await;
    window.see("region", "^As it was read$").await;
    picture(window, "done-file").await;
    window.resize(1024, 640).await;
    picture(window, "done-file-1024").await;
    window.resize(1280, 800).await;
    assert_eq!(window.violations().await, Vec::<String>::new());

    window.click("button", "All rows .CSV").await;
    let report = exports.join("to-open report.csv");
    let written = window
        .until("the report is written", async |_| fs::read_to_string(&report).ok().filter(|text| text.contains("S107")))
        .await;
    assert!(written.contains("01900000001,S100,,Completed,"), "{written}");
    bring_again(window, &exports, written.as_bytes()).await;
    picture(window, "again").await;
    // Another program may change the file on its way back.
    bring_again(window, &exports, &saved_by_libreoffice(&exports, &report)).await;
    assert_eq!(sandbox.control().posts(RESET), 9, "nothing is sent twice");
    desktop.close().await;
}

#[tokio::test]
async fn a_dry_run_finds_existing_pairings_and_leaves_their_rows_out() {
    let (desktop, sandbox, _wire) = wired("dry-run", Options::default()).await;
    let window = &desktop.window;
    let exports = desktop.data().join("exports");
    fs::create_dir_all(&exports).expect("a folder of files");
    // The server's list of completed requests has pairings of some of these.
    let row = |card: u32| format!("019000000{card:02};stb-0000-00{card:02}\r\n");
    let rows = (1..=20).map(row).collect::<String>();
    fs::write(exports.join("to-open.csv"), format!("Card;Box\r\n{rows}01900099999;stb-0000-0099\r\n"))
        .expect("the sheet is written");
    window.visit("#/bulk").await;
    window.click("button", "Choose a file").await;
    window.see("grid", "Rows of the sheet").await;
    choose(window, "job", "conax.create-pairing").await;
    window.click("button", "Check the rows").await;
    window.see("button", "Send 21 requests").await;
    window.read("At most 42 calls").await;
    picture(window, "dry-run-before").await;
    window.click("button", "Ask about 21 rows").await;
    window.read("Asked about 21 of 21 rows").await;
    window.see("button", "^Leave out .*Paired like this already").await;
    picture(window, "dry-run").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    window.click("button", "^Show the rows: .*Not on the server").await;
    window.tab_to_role("row", "^22, ").await;
    window.press(&[key::ENTER]).await;
    window.see("region", "What the records say").await;
    picture(window, "dry-run-row").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "Line 22").await;
    window.click("button", "^Leave out .*Paired like this already").await;
    window.see("button", "^Take in .*Paired like this already").await;
    window.gone("button", "Send 21 requests").await;
    picture(window, "dry-run-left-out").await;
    assert_eq!(sandbox.control().posts(PAIRING), 0);
    desktop.close().await;
}

#[tokio::test]
async fn the_findings_of_a_large_sheet_are_seen_before_its_check_ends_also_after_a_return_and_a_reload() {
    let (desktop, _sandbox, _wire) = wired("large", Options::default()).await;
    let window = &desktop.window;
    let exports = desktop.data().join("exports");
    fs::create_dir_all(&exports).expect("a folder of files");
    let row = |row: u32| format!("19{row:08};S{row}\n");
    fs::write(exports.join("to-open.csv"), format!("Card;Subscription\n{}", (1..=80_000).map(row).collect::<String>()))
        .expect("the sheet is written");
    window.visit("#/bulk").await;
    window.click("button", "Choose a file").await;
    window.see("grid", "Rows of the sheet").await;
    choose(window, "job", "conax.reset-pin").await;
    window.click("button", "Check the rows").await;
    window.read("of 80,000 rows checked").await;
    window.read("Lost its first zero").await;
    picture(window, "checking").await;
    window.mark().await;
    window.run("window.location.reload()", vec![]).await;
    window.is_back().await;
    window.read("of 80,000 rows checked").await;
    picture(window, "checking-again").await;
    let sheet = window.route().await;
    window.visit("#/home").await;
    window.see("heading", "^Home$").await;
    window.visit(&sheet).await;
    window.read("Checking:").await;
    window.see("button", "^Repair all 80,000").await;
    window.gone("button", "Check the rows").await;
    desktop.close().await;
}

#[tokio::test]
async fn a_file_dropped_on_the_window_is_brought_and_elsewhere_changes_nothing() {
    let (desktop, _sandbox, _wire) = wired("drop", Options::default()).await;
    let window = &desktop.window;
    let display = desktop.session.display();
    let file = desktop.data().join("Κάρτες of March.csv");
    fs::write(&file, "Card;Subscription\n01900000001;S100\n").expect("the sheet is written");

    window.visit("#/requests").await;
    window.mark().await;
    drop_file(&display, &file).expect("the window takes the file");
    window.press(&[key::ALT, '7']).await;
    window.see("button", "Choose a file").await;
    assert!(window.is_marked().await, "the page is not left for the file");
    drop_file(&display, &file).expect("the window takes the file");
    window.see("grid", "Rows of the sheet").await;
    window.see("heading", "Κάρτες of March.csv").await;
    window.read("01900000001").await;
    desktop.close().await;
}

/// Sends a sheet of pairings, or only checks it.
async fn pair_by_sheet(window: &Window, exports: &Path, rows: &str, sends: Option<&str>) {
    fs::write(exports.join("to-open.csv"), format!("Card;Box\r\n{rows}")).expect("the sheet is written");
    window.visit("#/bulk").await;
    window.click("button", "Choose a file").await;
    window.see("grid", "Rows of the sheet").await;
    choose(window, "job", "conax.create-pairing").await;
    window.click("button", "Check the rows").await;
    if let Some(count) = sends {
        window.click("button", &format!("Send {count} request")).await;
        window.read(&format!("{count} completed")).await;
    }
}

#[tokio::test]
async fn a_pairing_that_was_perhaps_replaced_or_undone_is_asked_about() {
    let (desktop, sandbox, _wire) = wired("replaced", Options { run_every: RUN_INTERVAL, ..Options::default() }).await;
    let window = &desktop.window;
    let exports = desktop.data().join("exports");
    fs::create_dir_all(&exports).expect("a folder of files");
    let rows = "01900000017;stb-0000-0017\r\n01900000018;stb-0000-0018";
    pair_by_sheet(window, &exports, rows, Some("2")).await;
    pair_by_sheet(window, &exports, "01900000017;stb-0000-0019", Some("1")).await;
    // As after a retention that deleted requests of others until an hour from now.
    let cache = rusqlite::Connection::open(desktop.data().join("cache.db")).expect("the cache can be opened");
    let stamp = "INSERT INTO stamp SELECT id, 'not-kept', (unixepoch() + 3600) * 1000 FROM
        (SELECT DISTINCT connection AS id FROM request)";
    cache.execute(stamp, []).expect("it is written");
    drop(cache);
    pair_by_sheet(window, &exports, rows, None).await;
    window.read("perhaps replaced since by another pairing").await;
    window.read("later requests may have been deleted").await;
    window.read("0 requests are ready").await;
    for (width, height) in [(1280, 800), (1024, 640)] {
        window.resize(width, height).await;
        window.tab_to_role("button", "^Send them all the same").await;
        picture(window, &format!("replaced-{width}")).await;
    }
    assert_eq!(window.violations().await, Vec::<String>::new());
    assert_eq!(sandbox.control().posts(PAIRING), 3);
    window.press(&[key::ENTER]).await;
    window.see("button", "Send 1 request").await;
    desktop.close().await;
}
