//! A start that cannot be: why there will be no window.

use std::{
    io::{IsTerminal, stderr},
    process::exit,
};

/// In the terminal, and in a dialog where nobody reads one.
pub fn show_and_exit(reason: &str) -> ! {
    eprintln!("provisioning-desk: {reason}");
    if has_display() && !stderr().is_terminal() {
        show(rfd::MessageLevel::Error, reason);
    }
    exit(1)
}

/// What the command line is answered with: help, the version, or what is wrong with it. A program with windows has no
/// terminal on Windows, also when it was started from one; there it is shown, unless somebody reads it out of a pipe.
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

/// Whether what is printed goes anywhere.
fn has_output() -> bool {
    #[cfg(windows)]
    return !std::os::windows::io::AsRawHandle::as_raw_handle(&std::io::stdout()).is_null();
    #[cfg(not(windows))]
    true
}

/// In the terminal only.
pub fn tell_and_exit(reason: &str) -> ! {
    eprintln!("provisioning-desk: {reason}");
    exit(1)
}

/// Only Linux has sessions without one.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
