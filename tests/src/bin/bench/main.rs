//! The program behind `cargo xtask bench`: measures the desk, and the same work without it for comparison.
//!
//! Each part measures the desk and its reference in the same run, alternately, because figures of another day or
//! another machine cannot be compared. The report is `tests/bench/RESULTS.md`.

#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
mod browser;
#[cfg(target_os = "linux")]
mod bulk;
#[cfg(target_os = "linux")]
mod figures;
#[cfg(target_os = "linux")]
mod grid;
#[cfg(target_os = "linux")]
mod keys;
#[cfg(target_os = "linux")]
mod lookups;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod outbox;
#[cfg(target_os = "linux")]
mod parts;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod programs;
#[cfg(target_os = "linux")]
mod queries;
#[cfg(target_os = "linux")]
mod rates;
#[cfg(target_os = "linux")]
mod rejected;
#[cfg(target_os = "linux")]
mod screen;
#[cfg(target_os = "linux")]
mod server;
#[cfg(target_os = "linux")]
mod sheets;
#[cfg(target_os = "linux")]
mod startup;
#[cfg(target_os = "linux")]
mod sync;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.split_first() {
        // The desk starts its own program to read a workbook, and this is the program that it runs in.
        Some((word, _)) if word == desk::SheetReader::ARGUMENT => return desk::read_workbook(),
        Some((word, arguments)) if word == sync::CHILD_ARGUMENT => sync::child(arguments).await,
        Some((word, arguments)) if word == bulk::CHILD_ARGUMENT => bulk::child(arguments).await,
        _ => parts::run(clap::Parser::parse()).await,
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The benchmark needs a virtual display and /proc, which only Linux has.");
}
