//! Dialogs over a page, the state that they leave behind, and the messages shown next to them.

use std::fs;

use acceptance::{
    desktop::{Desktop, Launch},
    steps,
    window::{Window, key},
};
use serde_json::{Value, json};

use super::inspection::{Look, SIZES};

fn launch(test: &'static str, theme: &str) -> Launch {
    let mut launch = Launch::new(test);
    // No server answers at this address.
    launch.settings = steps::settings("https://127.0.0.1:9", "R11", 0);
    launch.settings["preferences"]["theme"] = theme.into();
    launch.settings["preferences"]["scanner"] = steps::slow_scanner();
    launch.arguments = ["--sandbox-run-every", "300", "--sandbox-rejected", "60"].map(str::to_owned).into();
    launch
}

/// Writes the file that the file dialog returns in a test, in which no user can choose one.
fn to_open(desktop: &Desktop, ending: &str, content: &[u8]) {
    let folder = desktop.data().join("exports");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("to-open.{ending}")), content).expect("the file is written");
}

async fn close(window: &Window, dialog: &str) {
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", dialog).await;
}

/// No message covers a button of a dialog.
async fn uncovered(window: &Window) {
    let covered = "
        const buttons = [...document.querySelectorAll('[aria-modal=true] button')];
        const covered = buttons.filter(button => {
            const { x, y, width, height } = button.getBoundingClientRect();
            return !button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        });
        return covered.map(button => button.textContent).join(', ');";
    assert_eq!(window.run(covered, vec![]).await, "", "covered");
}

/// Scrolls to the section below a heading, on a page that is longer than the window.
async fn scroll_to(window: &Window, heading: &str) {
    window.see("heading", heading).await;
    let shown = "const name = new RegExp(arguments[0], 'i');
        [...document.querySelectorAll('main h2')].find(one => name.test(one.textContent)).scrollIntoView()";
    window.run(shown, vec![heading.into()]).await;
}

async fn connection(desktop: &Desktop, look: &mut Look<'_>) {
    let window = look.window;
    window.tab_to_role("button", "^Add connection$").await;
    window.press(&[key::ENTER]).await;
    window.see("dialog", "Add a connection").await;
    window.until("the name has the focus", async |window| (window.focused().await == "name").then_some(())).await;
    look.at("connection").await;
    to_open(desktop, "pem", b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
    window.click("button", "^Choose$").await;
    window.holds("ca_file", "to-open.pem").await;
    window.fill("server_url", "http://crm.example.com").await;
    window.fill("time_zone", "Europe/Athen").await;
    window.fill("release", "R99").await;
    window.fill("proxy", "proxy.example.com/8080").await;
    window.take_a_breath().await;
    window.press(&[key::ENTER]).await;
    for (input, words) in [
        ("name", "Fill in “Name”"),
        ("server_url", "https://"),
        ("release", "R4 to R18"),
        ("time_zone", "Europe/Athens"),
        ("organisation", "Fill in “Organisation”"),
        ("ca_file", "No certificate can be read"),
        ("proxy", "Enter the proxy like"),
    ] {
        window.invalid(input, words).await;
    }
    window.until("the first has the focus", async |window| (window.focused().await == "name").then_some(())).await;
    look.at("connection-faults").await;

    let made = rcgen::generate_simple_self_signed(["crm.example.com".to_owned()]).expect("a certificate");
    to_open(desktop, "pem", made.cert.pem().as_bytes());
    window.click("button", "^Choose$").await;
    for (input, typed) in [
        ("name", "Training"),
        ("server_url", "https://127.0.0.1:9"),
        ("release", "R11"),
        ("time_zone", "Europe/Athens"),
        ("organisation", "DEMO"),
        ("proxy", "socks5h://ines:geheim@127.0.0.1:9"),
    ] {
        window.fill(input, typed).await;
    }
    window.resize(SIZES[1].0, SIZES[1].1).await;
    // The page below has a button with the same name.
    window.press(&[key::TAB]).await;
    window.has_focus("button", "^Test connection$").await;
    window.press(&[key::ENTER]).await;
    window.read("Connection test").await;
    window.save_picture(&acceptance::paths::target().join("screenshots/small.png")).await;
    look.at("connection-tested").await;
    window.tab_to("organisation").await;
    window.take_a_breath().await;
    window.press(&[key::ENTER]).await;
    window.gone("dialog", "").await;
    window.see("radio", "Training").await;
    window.see("heading", "Sign in to Training").await;

    window.tab_to_role("button", "^Edit Training$").await;
    look.at("connections-focus").await;
    window.press(&[key::ENTER]).await;
    window.see("dialog", "Edit connection").await;
    window.read("is kept in the keyring").await;
    look.at("connection-edit").await;
    window.tab_to_role("button", "^Remove$").await;
    window.press(&[key::ENTER]).await;
    window.see("dialog", "Remove Training").await;
    window.has_focus("button", "^Keep connection$").await;
    look.at("connection-remove").await;
    close(window, "").await;
    window.has_focus("button", "^Edit Training$").await;
}

/// Files from other desks: previewed, imported, and undone.
async fn files(desktop: &Desktop, look: &mut Look<'_>) {
    let window = look.window;
    window.visit("#/rejected").await;
    window.see("option", "Conax logged CRM.COM out").await;
    let choose = async |item: &str| {
        window.click("button", "^Files$").await;
        window.click("menuitem", item).await;
    };
    window.click("button", "^Files$").await;
    window.see("menuitem", "^Old causes").await;
    look.at("files-menu").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("menu", "").await;

    choose("^Export triage").await;
    let exported = desktop.data().join("exports/triage.json");
    let mut marks = window
        .until("marks are exported", async |_| serde_json::from_slice::<Value>(&fs::read(&exported).ok()?).ok())
        .await;
    let mark = |request: &str, field: &str, value: &str, by: &str, at: &str| json!({ "request": request, "field": field, "value": value, "by": by, "at": at });
    let mut entries: Vec<Value> = (0..7)
        .map(|number| mark(&format!("R{number}"), "dismissal", "Known since the move", "zoe", "2026-03-01T08:00:00Z"))
        .collect();
    entries.push(mark("R9", "note", "Ask the warehouse", "ines", "2026-03-02T08:00:00Z"));
    entries.push(mark("R10", "note", "Not yet", "ines", "2099-03-02T08:00:00Z"));
    entries.push(mark("R11", "colour", "red", "ines", "2026-03-02T08:00:00Z"));
    marks["marks"] = entries.into();
    to_open(desktop, "json", marks.to_string().as_bytes());
    choose("^Import triage").await;
    window.see("dialog", "").await;
    window.read("7 requests are dismissed by zoe").await;
    window.has_focus("button", "^Cancel$").await;
    look.at("import-marks").await;
    window.click("button", "^Import$").await;
    window.gone("dialog", "").await;
    window.see("button", "^Undo$").await;
    look.at("imported").await;
    window.click("button", "^Undo$").await;
    window.read("restored").await;
    look.at("import-undone").await;

    let old = |group: &str, title: &str| {
        json!({ "group": group, "title": title, "cause": "The warehouse registers cards a day late.", "nextStep": "Ask \
            for the delivery note, and wait a day.", "owner": "stock", "advice": "afterFix", "by": "ines",
            "at": "2025-11-03T08:00:00Z" })
    };
    let long = "The card was registered in the stock of another unit, whose name stands on the delivery note";
    let knowledge = json!({ "format": "provisioning-desk-knowledge", "version": 1,
        "knowledge": [old("92af00", "Card not in stock yet"), old("b23f00", long)] });
    to_open(desktop, "json", knowledge.to_string().as_bytes());
    choose("^Import causes").await;
    window.read("2 new").await;
    look.at("import-knowledge").await;
    window.click("button", "^Import$").await;
    window.gone("dialog", "").await;
    choose("^Old causes").await;
    window.see("dialog", "Old causes").await;
    window.see("button", "^Delete Card not in stock yet$").await;
    look.at("old-causes").await;
    uncovered(window).await;
    window.tab_to_role("button", "^Delete Card not in stock yet$").await;
    window.press(&[key::ENTER]).await;
    window.gone("button", "^Delete Card not in stock yet$").await;
    look.at("old-causes-one").await;
    window.tab_to_role("button", "^Delete The card was").await;
    window.press(&[key::ENTER]).await;
    window.read("No old causes").await;
    look.at("old-causes-none").await;
    close(window, "").await;
    window.has_focus("button", "^Files$").await;

    to_open(desktop, "json", br#"{ "format": "provisioning-desk-knowledge", "version": 99 }"#);
    choose("^Import causes").await;
    window.read("Update this one first").await;
    look.at("import-refused").await;
}

async fn told(look: &mut Look<'_>) {
    let window = look.window;
    window.visit("#/home").await;
    window.see("heading", "^Home$").await;
    // The keys that a scanner sends when the keyboard has a different layout. WebDriver's keyboard has no Caps Lock.
    let scan = "
        for (const key of [...arguments[0], 'Enter']) {
            const code = /^\\d$/.test(key) ? `Digit${key}` : /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key === ']' ? 'BracketRight' : key === 'Enter' ? key : 'Minus';
            const control = key === '|';
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: control ? ']' : key, bubbles: true,
                cancelable: true, code: control ? 'BracketRight' : code, ctrlKey: control, modifierCapsLock: arguments[1] }));
        }";
    window.run(scan, vec!["stb-0000-0001".into(), true.into()]).await;
    window.read("Caps Lock is on").await;
    // A box opens the form that pairs it with a card.
    window.see("form", "").await;
    window.run(scan, vec!["]d2010950600013435210LOT7|21XYZ".into(), false.into()]).await;
    window.read("This code has several numbers").await;
    look.at("scanner-told").await;

    // As if another program held the clipboard.
    let refused = "
        const { fetch } = window;
        const why = { code: 'internal', message: 'Another program took the clipboard at once.', detail: null, fields: [], outcome: null };
        const headers = { 'Tauri-Response': 'error', 'content-type': 'application/json' };
        window.fetch = (url, ...rest) => String(url).endsWith('/copy')
            ? Promise.resolve(new Response(JSON.stringify(why), { headers })) : fetch(url, ...rest);";
    window.run(refused, vec![]).await;
    window.tab_to_role("button", "^Copy").await;
    window.press(&[key::ENTER]).await;
    window.see("dialog", "").await;
    window.read("The clipboard could not be written").await;
    window.has_focus("textbox", "^Text to copy$").await;
    look.at("not-copied").await;
    uncovered(window).await;
    close(window, "").await;
    window.has_focus("button", "^Copy").await;
}

async fn settings(look: &mut Look<'_>) {
    let window = look.window;
    window.visit("#/settings").await;
    scroll_to(window, "^Data on this computer").await;
    look.at("settings-data").await;
    window.click("button", "^Wipe").await;
    window.see("dialog", "").await;
    look.at("wipe-question").await;
    uncovered(window).await;
    window.press(&[key::TAB]).await;
    window.press(&[key::ENTER]).await;
    window.gone("dialog", "").await;
    window.read("Searched the files for").await;
    look.at("wiped").await;
}

/// A list of the day's jobs, as a spreadsheet program of a Greek office saves it.
async fn list(desktop: &Desktop, look: &mut Look<'_>) {
    let window = look.window;
    let text = "Ημερήσιες επισκέψεις;;;;\r\nΚάρτα;Αποκωδικοποιητής;Συνδρομή;PIN;Σχόλια\r\n\
        01900000006;stb-0000-0006;S105;4711;Κουζίνα, 2ος όροφος\r\n1900000007;stb-0000-0007;S106;4712;Σαλόνι\r\n\
        1,9E+10;stb-0000-0009;S107;4713;\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1253.encode(text);
    to_open(desktop, "csv", &bytes);
    window.visit("#/field/jobs").await;
    window.click("button", "^Choose a").await;
    window.see("region", "^How it was read").await;
    window.read("Κουζίνα").await;
    look.at("read-as").await;
    window.see("button", "^Add \\d").await;
    let down = "document.querySelector('main [aria-label=\"Add jobs\"] button:last-of-type').scrollIntoView()";
    window.run(down, vec![]).await;
    look.at("read-as-lines").await;
}

async fn dialogs(theme: &'static str, test: &'static str) {
    let desktop = Desktop::start(launch(test, theme)).await;
    let window = &desktop.window;
    let mut look = Look::new(window, theme, &SIZES);
    window.see("button", "^Sign in").await;
    connection(&desktop, &mut look).await;
    window.click("radio", "Sandbox").await;
    window.see("heading", "Sign in to Sandbox").await;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    files(&desktop, &mut look).await;
    told(&mut look).await;
    list(&desktop, &mut look).await;
    settings(&mut look).await;
    look.must_find_nothing().await;
    desktop.close().await;
}

/// At a start with a locked keyring, and with a time zone that this window does not know.
async fn at_a_start(theme: &'static str, test: &'static str) {
    let mut launch = launch(test, theme);
    launch.settings["connections"][0]["time_zone"] = "America/Coyhaique".into();
    let desktop = Desktop::start(launch).await;
    desktop.window.see("button", "^Sign in").await;
    desktop.session.lock_keyring().expect("it can be locked");
    let desktop = desktop.restart().await;
    let window = &desktop.window;
    let mut look = Look::new(window, theme, &SIZES);
    window.read("does not know the time zone").await;
    look.at("zone-notice").await;
    window.click("radio", "Sandbox").await;
    window.see("button", "^Try the keyring again").await;
    look.at("keyring-locked").await;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    look.at("keyring-locked-home").await;
    window.visit("#/settings").await;
    scroll_to(window, "^Data on this computer").await;
    look.at("keyring-locked-settings").await;
    look.must_find_nothing().await;
    desktop.close().await;
}

#[tokio::test]
async fn dialogs_in_light() {
    dialogs("light", "dialogs-light").await;
}

#[tokio::test]
async fn dialogs_in_dark() {
    dialogs("dark", "dialogs-dark").await;
}

#[tokio::test]
async fn start_notices_in_light() {
    at_a_start("light", "start-light").await;
}

#[tokio::test]
async fn start_notices_in_dark() {
    at_a_start("dark", "start-dark").await;
}
