#![forbid(unsafe_code)]
// Prevents an additional console window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    // Before any window code: this process reads one workbook and ends.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == desk::SheetReader::ARGUMENT) {
        return desk::read_workbook();
    }
    provisioning_desk::run()
}
