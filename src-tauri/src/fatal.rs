//! Reports errors that prevent the application from starting.

use std::{
    io::{IsTerminal, stderr},
    process::exit,
};

/// Prints the reason, and shows it in a dialog if there is no terminal.
pub fn show_and_exit(reason: &str) -> ! {
    eprintln!("provisioning-desk: {reason}");
    if has_display() && !stderr().is_terminal() {
        show(rfd::MessageLevel::Error, reason);
    }
    exit(1)
}

/// Prints the answer to the command line: help, the version, or an error. On Windows a program with windows has no
/// terminal, even if it was started from one; there the answer is shown in a dialog, unless the output is a pipe.
pub fn answer_and_exit(answer: &clap::Error) -> ! {
    if has_output() {
        answer.exit();
    }
    let level = if answer.use_stderr() { rfd::MessageLevel::Error } else { rfd::MessageLevel::Info };
    show(level, &answer.to_string());
    exit(answer.exit_code())
}

fn show(level: rfd::MessageLevel, words: &str) {
    rfd::MessageDialog::new().set_level(level).set_title("Provisioning Desk").set_description(words).show();
}

/// Whether printed output goes anywhere.
fn has_output() -> bool {
    #[cfg(windows)]
    return !std::os::windows::io::AsRawHandle::as_raw_handle(&std::io::stdout()).is_null();
    #[cfg(not(windows))]
    true
}

/// Prints the reason only.
pub fn tell_and_exit(reason: &str) -> ! {
    eprintln!("provisioning-desk: {reason}");
    exit(1)
}

/// Only Linux has sessions without a display.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
