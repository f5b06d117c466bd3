//! A start that cannot be: why there will be no window.

use std::{
    io::{IsTerminal, stderr},
    process::exit,
};

/// In the terminal, and in a dialog where nobody reads one.
pub fn show_and_exit(reason: &str) -> ! {
    eprintln!("provisioning-desk: {reason}");
    if has_display() && !stderr().is_terminal() {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title("Provisioning Desk")
            .set_description(reason)
            .show();
    }
    exit(1)
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
