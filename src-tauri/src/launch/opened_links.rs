//! Links that other programs open in the desk: `provisioning-desk://…`.
//!
//! They come as an argument, of this start or of a second one that hands it over, or on macOS as an event. A link waits here
//! until the page takes it: the page alone reads it, with the parser for pasted links, and nothing else acts on it.

use std::sync::{Mutex, PoisonError};

use desk::{problem::Problem, view::DeskEvent};
use tauri::{AppHandle, Emitter, Manager, Runtime, WebviewWindow};

pub const SCHEME: &str = "provisioning-desk:";

/// Characters that the page gets of a link. It refuses links that are shorter than this.
const MAX_CHARS: usize = 4_096;

/// The link that was opened last. Managed by Tauri.
#[derive(Default)]
pub struct OpenedLink(Mutex<Option<String>>);

impl OpenedLink {
    fn put(&self, link: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(link.chars().take(MAX_CHARS).collect());
    }

    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Whether a text is a link for the desk. Its page says what is wrong with it otherwise.
pub fn is_link(text: &str) -> bool {
    text.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

/// Keeps a link for the page, in place of one that it has not taken.
pub fn receive<R: Runtime>(app: &AppHandle<R>, link: &str) {
    app.state::<OpenedLink>().put(link);
    tracing::info!("another program opened a link");
    if let Err(error) = app.emit("desk", DeskEvent::LinkOpened) {
        tracing::warn!(%error, "an event did not reach the window");
    }
}

/// Hands the link to the page, once.
#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn take_link<R: Runtime>(window: &WebviewWindow<R>) -> Result<Option<String>, Problem> {
    Ok(window.state::<OpenedLink>().take())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_taken_once_and_cut_to_a_bound() {
        let opened = OpenedLink::default();
        opened.put("provisioning-desk://open#/home");
        opened.put(&"ä".repeat(10_000));
        assert_eq!(opened.take().map(|link| link.chars().count()), Some(MAX_CHARS), "the newest alone");
        assert_eq!(opened.take(), None);
    }

    #[test]
    fn only_the_own_scheme_is_a_link() {
        assert!(is_link("provisioning-desk://open#/home") && is_link("Provisioning-Desk:x"));
        for other in ["", "https://crm.example", "provisioning-desk", "--data-dir", "provisioning-desks://", "ä€ä€ä€ä€"]
        {
            assert!(!is_link(other), "{other}");
        }
    }
}
