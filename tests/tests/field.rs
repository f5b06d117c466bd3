//! The field mode in the real window, with scanner and keyboard: two scans pair a card and a box, with and without a
//! network.
#![cfg(target_os = "linux")]

use std::{fs, time::Duration};

use acceptance::{
    desktop::Desktop,
    paths,
    recording_proxy::Wire,
    second_desk,
    steps::{settings, wired},
    window::{Window, key},
};
use sandbox::{Options, Sandbox};

const RUN_INTERVAL: Duration = Duration::from_millis(300);
const PAIRING: &str = "conax_web_services/provisioning_requests/create_pairing";
/// Screen size of an installer's laptop.
const LAPTOP_SIZE: (u32, u32) = (1024, 640);

struct Van {
    desktop: Desktop,
    sandbox: Sandbox,
    wire: Wire,
    /// Requests that the sandbox starts with.
    seeded: usize,
}

impl Van {
    /// A desk in the field mode, with a network that the test can cut.
    async fn new(test: &'static str) -> Self {
        let (desktop, sandbox, wire) = wired(test, Options { run_every: RUN_INTERVAL, ..Options::default() }).await;
        desktop.window.resize(LAPTOP_SIZE.0, LAPTOP_SIZE.1).await;
        let seeded = sandbox.control().record().len();
        Self { desktop, sandbox, wire, seeded }
    }

    fn window(&self) -> &Window {
        &self.desktop.window
    }

    /// How often the server was told to pair this card in this test.
    fn paired(&self, card: &str) -> usize {
        self.made().iter().filter(|cards| cards.iter().any(|it| it == card)).count()
    }

    /// Cards of the pairings made in this test, in the order in which they were made.
    fn made(&self) -> Vec<Vec<String>> {
        let record = self.sandbox.control().record();
        let made = record.iter().skip(self.seeded).filter(|made| made.request_type.ends_with("PAIRING"));
        made.map(|made| made.cards.clone()).collect()
    }

    async fn open_field(&self) {
        self.window().visit("#/field").await;
        self.window().see("heading", "^Field mode$").await;
    }
}

/// Scans both and presses Enter once more.
async fn scan_scan_enter(window: &Window, card: &str, set_top_box: &str) {
    window.scan(set_top_box).await;
    window.read(set_top_box).await;
    window.scan(card).await;
    window.read(card).await;
    window
        .until("both were scanned", async |window| (!window.page_text().await.contains("not scanned")).then_some(()))
        .await;
    window
        .until("the button that sends has the focus and can be pressed", async |window| {
            let focused = "const one = document.activeElement;
                return one.getAttribute('aria-keyshortcuts') === 'Enter' && !one.hasAttribute('aria-disabled')";
            (window.run(focused, vec![]).await == true).then_some(())
        })
        .await;
    // An Enter that comes sooner than 500 ms after a scan is taken for its end.
    tokio::time::sleep(Duration::from_millis(600)).await;
    window.press(&[key::ENTER]).await;
}

#[tokio::test]
async fn two_scans_and_enter_pair_a_card_and_a_box() {
    let van = Van::new("field-pair").await;
    let window = van.window();
    window.press(&[key::ALT, '6']).await;
    window.see("heading", "Field mode").await;
    scan_scan_enter(window, "01900000006", "stb-0000-0006").await;
    window.read("Completed").await;
    assert_eq!(
        (van.sandbox.control().posts(PAIRING), van.paired("01900000006")),
        (1, 1),
        "sent once, by the last Enter"
    );
    window.read("Check the picture before you leave").await;
    assert!(window.find("timer", "").await.is_none(), "nothing is counted down after the outcome");
    van.desktop.close().await;
}

#[tokio::test]
async fn offline_pairings_wait_and_leave_once_when_the_network_returns() {
    let mut van = Van::new("field-offline").await;
    van.open_field().await;
    scan_scan_enter(van.window(), "01900000011", "stb-0000-0011").await;
    van.window().read("Completed").await;
    van.wire.cut().await;
    for number in [3, 4, 5] {
        scan_scan_enter(van.window(), &format!("0190000000{number}"), &format!("stb-0000-000{number}")).await;
        van.window().read(&format!("{} waiting for the server", number - 2)).await;
    }
    assert_eq!(van.sandbox.control().posts(PAIRING), 1, "nothing gets through");
    van.wire.mend().await.expect("the network is back");
    van.window()
        .until("all three have been carried out", async |_| {
            [3, 4, 5].iter().all(|number| van.paired(&format!("0190000000{number}")) == 1).then_some(())
        })
        .await;
    van.window().gone("button", "waiting").await;
    let cards: Vec<_> = [3, 4, 5].map(|number| van.paired(&format!("0190000000{number}"))).into();
    assert_eq!(cards, [1, 1, 1], "each once: {:?}", van.made());
    van.desktop.close().await;
}

#[tokio::test]
async fn jobs_are_loaded_beforehand_and_done_offline() {
    let mut van = Van::new("field-day").await;
    let window = van.window();
    let list = van.desktop.data_inside().join("exports");
    fs::create_dir_all(&list).expect("the directory is made");
    let lines = [7, 8, 9]
        .map(|number| format!("S10{},0190000000{number},stb-0000-000{number},room {number}\r\n", number - 1))
        .concat();
    fs::write(list.join("to-open.csv"), format!("\u{feff}Subscription,Card,Box,Note\r\n{lines}"))
        .expect("it is written");
    window.visit("#/field/jobs").await;
    window.click("button", "Choose a file").await;
    window.click("button", "Add 3 jobs").await;
    window.read("room 9").await;
    window
        .until("all numbers are looked up", async |window| {
            let text = window.page_text().await.to_lowercase();
            (text.matches("found").count() >= 6 && !text.contains("looking up")).then_some(())
        })
        .await;

    van.wire.cut().await;
    for number in [7, 8, 9] {
        let window = van.window();
        window.visit("#/field/jobs").await;
        window.click("link", &format!("room {number}")).await;
        window.read(&format!("Job {} of 3", number - 6)).await;
        window.read(&format!("room {number}")).await;
        scan_scan_enter(window, &format!("0190000000{number}"), &format!("stb-0000-000{number}")).await;
        window.read(&format!("{} waiting for the server", number - 6)).await;
    }
    van.wire.mend().await.expect("the network is back");
    let window = van.window();
    window
        .until("all three have been carried out", async |_| {
            [7, 8, 9].iter().all(|number| van.paired(&format!("0190000000{number}")) == 1).then_some(())
        })
        .await;
    window.visit("#/field/jobs").await;
    window.read("3 of 3 done").await;
    van.desktop.close().await;
}

#[tokio::test]
async fn a_list_shows_its_settings_and_an_unclosed_quote_is_refused_with_its_line() {
    let van = Van::new("field-sheet").await;
    let window = van.window();
    window.resize(1280, 800).await;
    let directory = van.desktop.data_inside().join("exports");
    fs::create_dir_all(&directory).expect("the directory is made");
    let write = |bytes: &[u8]| fs::write(directory.join("to-open.csv"), bytes).expect("it is written");
    // As a Greek spreadsheet writes it: a title line, Windows-1253, a PIN column, and a card number protected as a
    // formula.
    let list = "Δρομολόγιο;;;\r\n\r\nΔωμάτιο;Αρ. κάρτας;Κωδικός PIN;Δέκτης\r\n\
        Κουζίνα;=\"01900000007\";4711;stb-0000-0007\r\nΧωλ;1900000008;0815;stb-0000-0008\r\n";
    let (greek, _, unmappable) = encoding_rs::WINDOWS_1253.encode(list);
    assert!(!unmappable);
    write(&greek);
    window.visit("#/field/jobs").await;
    window.click("button", "Choose a file").await;
    window.see("combobox", "^Encoding$").await;
    window.read("Κουζίνα").await;
    let chosen = "return [...document.querySelectorAll('select')].map((it) => it.selectedOptions[0].textContent)";
    let chosen = window.run(chosen, vec![]).await.to_string();
    assert!(chosen.contains("Greek (Windows-1253)") && chosen.contains("Semicolon"), "{chosen}");
    window.read("Not read, because these columns may hold a PIN or a password: Κωδικός PIN").await;
    let text = window.page_text().await;
    assert!(!text.contains("4711") && !text.contains("0815"), "{text}");
    window.save_picture(&paths::target().join("screenshots").join("field-sheet-light-1280x800.png")).await;
    window.click("button", "^Use 01900000007$").await;
    window.click("button", "^Use 01900000008$").await;
    window.click("button", "Add 2 jobs").await;
    window.read("01900000008").await;

    write(b"Card;Box;Note\r\n01900000003;stb-0000-0003;Hall\r\n01900000004;stb-0000-0004;\"Upstairs\r\n01900000005;stb-0000-0005;x\r\n");
    window.click("button", "Add jobs").await;
    window.click("button", "Choose a file").await;
    window.read("The quotation mark in line 3 is not closed").await;
    window.save_picture(&paths::target().join("screenshots").join("field-sheet-refused-light-1280x800.png")).await;
    window.gone("button", "^Add [0-9]").await;
    van.desktop.close().await;
}

#[tokio::test]
async fn a_request_of_another_desk_meanwhile_requires_a_decision() {
    let mut van = Van::new("field-decision").await;
    van.open_field().await;
    scan_scan_enter(van.window(), "01900000011", "stb-0000-0011").await;
    van.window().read("Completed").await;
    van.wire.cut().await;
    scan_scan_enter(van.window(), "01900000002", "stb-0000-0002").await;
    van.window().read("1 waiting for the server").await;
    // The office pairs the same card in the meantime.
    let directory = van.desktop.session.path("office");
    fs::create_dir_all(&directory).expect("it is made");
    fs::write(directory.join("settings.json"), settings(van.sandbox.url(), "R11", 0).to_string())
        .expect("it is written");
    let office = second_desk::open(&directory).await;
    office.outbox.send(second_desk::pairing("01900000002", "stb-0000-0012")).await.expect("it is taken");
    van.window().until("the office has paired it", async |_| (van.paired("01900000002") == 1).then_some(())).await;
    office.shutdown().await;
    // Longer than a short interruption of the network, so the pairing is checked before it is sent.
    van.desktop.sleep_for(Duration::from_secs(65)).await;
    van.wire.mend().await.expect("the network is back");
    let window = van.window();
    window.see("dialog", "Needs a decision").await;
    window.read("Meanwhile").await;
    assert_eq!(van.paired("01900000002"), 1, "it waits for somebody");
    window.tab_to_role("button", "Cancel request").await;
    window.press(&[key::ENTER]).await;
    window.gone("button", "Cancel request").await;
    window.press(&[key::ESCAPE]).await;
    assert_eq!(van.paired("01900000002"), 1, "what was taken back never leaves");
    van.desktop.close().await;
}

#[tokio::test]
async fn the_slip_is_saved_as_a_pdf_without_a_pin() {
    let van = Van::new("field-slip").await;
    let window = van.window();
    van.open_field().await;
    scan_scan_enter(window, "01900000010", "stb-0000-0010").await;
    window.read("Completed").await;
    window.click("link", "Print slip").await;
    window.see("article", "slip").await;
    window.see("img", "QR code").await;
    window.click("button", "Save as PDF").await;
    window.read("Slip saved").await;
    let saved: Vec<_> = fs::read_dir(van.desktop.data_inside().join("exports"))
        .expect("it was made")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    assert_eq!(saved.len(), 1, "{saved:?}");
    let pdf = fs::read(&saved[0]).expect("it can be read");
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000, "{} bytes", pdf.len());
    van.desktop.close().await;
}
