//! The clipboard, for the page: web views refuse it theirs without a key that was just pressed.
//!
//! Nothing is called copied before it was read back. On Linux by GTK, which the window has anyway and which speaks
//! Wayland as well; the page gets no permission of its own and cannot read what is there.

use std::time::Duration;

use desk::problem::{Problem, ProblemCode};
use tauri::{Runtime, WebviewWindow};

/// For a program that holds the clipboard and does not answer.
const LIMIT: Duration = Duration::from_secs(5);

/// Answers when the text is there.
pub async fn copy<R: Runtime>(window: &WebviewWindow<R>, text: String) -> Result<(), Problem> {
    // No program takes a text further than to this character.
    let text = text.replace('\0', "");
    let held = tokio::time::timeout(LIMIT, system::exchange(window, text.clone())).await;
    match held {
        Ok(Ok(held)) if held == text => Ok(()),
        Ok(Ok(_)) => Err(failed("Another program took the clipboard at once.")),
        Ok(Err(words)) => Err(failed(&words)),
        Err(_) => Err(failed("The clipboard did not answer.")),
    }
}

fn failed(words: &str) -> Problem {
    Problem::new(ProblemCode::Internal, words)
}

#[cfg(target_os = "linux")]
mod system {
    use gtk::{Clipboard, gdk::SELECTION_CLIPBOARD};
    use tauri::{Runtime, WebviewWindow};
    use tokio::sync::oneshot;

    /// What the clipboard holds after the text was put there.
    pub(super) async fn exchange<R: Runtime>(window: &WebviewWindow<R>, text: String) -> Result<String, String> {
        let (told, answer) = oneshot::channel();
        let put = move || {
            let clipboard = Clipboard::get(&SELECTION_CLIPBOARD);
            clipboard.set_text(&text);
            clipboard.request_text(move |_, held| {
                // Whoever asked may have given up.
                let _ = told.send(held.unwrap_or_default().to_owned());
            });
        };
        window.run_on_main_thread(put).map_err(|error| error.to_string())?;
        answer.await.map_err(|error| error.to_string())
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use tauri::{Runtime, WebviewWindow, async_runtime::spawn_blocking};

    pub(super) async fn exchange<R: Runtime>(_: &WebviewWindow<R>, text: String) -> Result<String, String> {
        let exchange = move || {
            let mut clipboard = arboard::Clipboard::new()?;
            clipboard.set_text(&text)?;
            // Systems call an empty clipboard one without a text.
            if text.is_empty() { Ok(text) } else { clipboard.get_text() }
        };
        let held = spawn_blocking(exchange).await.map_err(|error| error.to_string())?;
        held.map_err(|error: arboard::Error| error.to_string())
    }
}
