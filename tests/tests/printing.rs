//! The page as a PDF file, from the real window. The page itself decides which of its parts are printed.
#![cfg(target_os = "linux")]

use std::fs;

use acceptance::{
    desktop::{Desktop, Launch},
    steps,
};
use sandbox::{PASSWORD, USERNAME};

/// Requests the file as the page does, with a key for each call; returns the error, if any.
async fn save(desktop: &Desktop, name: &str) -> Option<String> {
    let name = serde_json::to_string(name).expect("a name is text");
    let script = format!(
        "const done = arguments[arguments.length - 1]; \
         const call = (command, what) => window.__TAURI_INTERNALS__ \
             .invoke(command, {{ call: crypto.randomUUID(), ...what }}); \
         call('choose_file', {{ purpose: 'slip', name: {name} }}) \
             .then((file) => call('save_pdf', {{ file: file.handle }})) \
             .then(() => done('saved'), (problem) => done(problem.code + ': ' + problem.message));"
    );
    Some(desktop.window.ask(&script).await).filter(|answer| answer != "saved")
}

fn count(file: &[u8], words: &str) -> usize {
    file.windows(words.len()).filter(|window| *window == words.as_bytes()).count()
}

#[tokio::test]
async fn the_page_is_written_as_a_pdf_whole_or_not_at_all() {
    let mut launch = Launch::new("the_page_is_written_as_a_pdf_whole_or_not_at_all");
    launch.settings = steps::preferences("light", 5);
    let desktop = Desktop::start(launch).await;
    desktop.window.sign_in(USERNAME, PASSWORD).await;
    desktop.window.visit("#/requests").await;
    let exports = desktop.data().join("exports");
    let name = "slip für S100.pdf";
    let path = exports.join(name);
    for _ in 0..2 {
        // The second file replaces the first.
        assert_eq!(save(&desktop, name).await, None);
        let file = fs::read(&path).expect("the file is there");
        assert!(file.starts_with(b"%PDF-") && count(&file, "%%EOF") == 1, "it is a whole PDF");
        assert!(count(&file, "/Type /Page\n") + count(&file, "/Type /Page ") > 0, "it has a page");
        assert_eq!(fs::read_dir(&exports).expect("the directory is there").count(), 1, "and nothing lies beside it");
    }
    fs::create_dir(exports.join("a folder.pdf")).expect("there is room");
    let problem = save(&desktop, "a folder.pdf").await.expect("nothing can be written there");
    assert!(problem.starts_with("fileNotWritten: "), "{problem}");
    let above = "../../slip.pdf";
    assert_eq!(save(&desktop, above).await, None);
    assert!(exports.join("..-..-slip.pdf").exists(), "a name leads into no folder");
    assert!(desktop.window.find("heading", "^Requests$").await.is_some(), "the page stays as it is");
    if let Some(keep) = std::env::var_os("KEEP_PDF") {
        fs::copy(&path, keep).expect("somebody wants to look at it");
    }
    desktop.close().await;
}
