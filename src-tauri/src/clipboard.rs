//! Copies text to the clipboard for the page: web views refuse access without a recent key press.
//!
//! Success is only reported after the text was read back. On Linux this uses GTK, which the window has loaded anyway
//! and which supports Wayland as well. The page gets no clipboard permission of its own and cannot read the content.

use std::time::Duration;

use desk::problem::{Problem, ProblemCode};
use tauri::{Runtime, WebviewWindow};

/// Time-out for a program that owns the clipboard and does not answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// Returns when the text is in the clipboard.
pub async fn copy<R: Runtime>(window: &WebviewWindow<R>, text: String) -> Result<(), Problem> {
    // Programs read a text up to this character only.
    let text = text.replace('\0', "");
    let put =
        tokio::time::timeout(ANSWER_TIMEOUT, until_there(&text, || system::exchange(window, text.clone()), pause))
            .await;
    match put {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Miss::Taken)) => Err(failed("Another program took the clipboard at once.")),
        Ok(Err(Miss::Failed(words))) => Err(failed(&words)),
        Err(_) => Err(failed("The clipboard did not answer.")),
    }
}

/// Maximum number of attempts. On Windows only one program at a time has the clipboard open, and clipboard histories
/// open it for a moment after each change.
const MAX_TRIES: u32 = 6;
/// Pause before the second attempt; the pause grows with each further one.
const RETRY_DELAY: Duration = Duration::from_millis(30);

async fn pause(tries: u32) {
    tokio::time::sleep(RETRY_DELAY * tries).await;
}

#[derive(Debug, PartialEq, Eq)]
enum Miss {
    Taken,
    Failed(String),
}

/// Writes the text and reads it back until both match, a limited number of times.
async fn until_there<E: Future<Output = Result<String, String>>, P: Future<Output = ()>>(
    text: &str,
    exchange: impl Fn() -> E,
    pause: impl Fn(u32) -> P,
) -> Result<(), Miss> {
    let mut tries = 1;
    loop {
        let miss = match exchange().await {
            Ok(held) if held == text => return Ok(()),
            Ok(_) => Miss::Taken,
            Err(words) => Miss::Failed(words),
        };
        if tries == MAX_TRIES {
            return Err(miss);
        }
        pause(tries).await;
        tries += 1;
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

    /// Writes the text, then returns the clipboard's content.
    pub(super) async fn exchange<R: Runtime>(window: &WebviewWindow<R>, text: String) -> Result<String, String> {
        let (told, answer) = oneshot::channel();
        let put = move || {
            let clipboard = Clipboard::get(&SELECTION_CLIPBOARD);
            clipboard.set_text(&text);
            clipboard.request_text(move |_, held| {
                // The caller may have timed out.
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
            // Systems report an empty text as no text.
            if text.is_empty() { Ok(text) } else { clipboard.get_text() }
        };
        let held = spawn_blocking(exchange).await.map_err(|error| error.to_string())?;
        held.map_err(|error: arboard::Error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, future::ready};

    use super::*;

    /// The result, the number of attempts, and the pauses.
    async fn tried(answers: &[Result<&str, &str>]) -> (Result<(), Miss>, usize, Vec<u32>) {
        let (asked, paused) = (RefCell::new(0), RefCell::new(Vec::new()));
        let exchange = || {
            let answer = answers[(*asked.borrow()).min(answers.len() - 1)];
            *asked.borrow_mut() += 1;
            ready(answer.map(str::to_owned).map_err(str::to_owned))
        };
        let pause = |tries| {
            paused.borrow_mut().push(tries);
            ready(())
        };
        let put = until_there("x", exchange, pause).await;
        (put, asked.into_inner(), paused.into_inner())
    }

    #[tokio::test]
    async fn retries_a_clipboard_that_another_program_holds() {
        assert_eq!(tried(&[Ok("x")]).await, (Ok(()), 1, vec![]), "at once, where nobody holds it");
        assert_eq!(tried(&[Err("held"), Err("held"), Ok("x")]).await, (Ok(()), 3, vec![1, 2]));
        assert_eq!(tried(&[Ok("of another"), Ok("x")]).await, (Ok(()), 2, vec![1]));
    }

    #[tokio::test]
    async fn reports_copied_only_after_reading_back() {
        assert_eq!(tried(&[Ok("of another")]).await, (Err(Miss::Taken), 6, vec![1, 2, 3, 4, 5]));
        assert_eq!(tried(&[Err("held")]).await.0, Err(Miss::Failed("held".to_owned())));
        let waits: u32 = (1..MAX_TRIES).sum();
        assert!(
            RETRY_DELAY * waits < ANSWER_TIMEOUT / 2,
            "the time for a program that does not answer is not used up by pauses"
        );
    }
}
