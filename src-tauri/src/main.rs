#![forbid(unsafe_code)]
// A console window would open beside ours.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    provisioning_desk::run()
}
