//! How the desk is started from outside: its command line, links, a second start, and the start of the user's session.

/// The command line.
mod arguments;
/// Starting with the session, hidden until sending stops.
mod hidden_start;
/// Writes the manual page of the packages.
#[cfg(test)]
mod man_page;
/// Links that other programs open in the desk.
mod opened_links;

use clap::Parser;
use tauri::{AppHandle, Runtime};

pub use self::{
    arguments::{Arguments, to_open_again},
    hidden_start::{SessionStart, set_start_with_session, show_when_stopped, starts_with_session},
    opened_links::{OpenedLink, receive, take_link},
};
use crate::window;

/// A second start of the desk, with its command line: shows the window, with the page of a link.
pub fn start_again<R: Runtime>(app: &AppHandle<R>, words: Vec<String>) {
    // The second process has refused wrong arguments itself.
    let Ok(arguments) = Arguments::try_parse_from(words) else { return };
    if let Some(link) = arguments.link {
        receive(app, &link);
    }
    // The session starts a desk that the user was faster to start.
    if !arguments.hidden {
        window::raise(app);
    }
}
