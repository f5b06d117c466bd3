//! The project's commands: `cargo xtask run`, `cargo xtask test`, `cargo xtask bench` and `cargo xtask sbom`.
//!
//! Each installs what is missing first and says what. This crate links neither GTK nor a web engine
//! and runs without Node, because it is what installs them.

#![forbid(unsafe_code)]

/// `cargo xtask bench`.
mod bench;
/// `cargo xtask sbom`.
mod bill_of_materials;
/// Installing and building the interface.
mod interface;
/// Packages of the operating system that are missing.
mod packages;
/// `cargo xtask run`.
mod run;
/// Starting other programs.
mod shell;
/// Licences, sources and bans of what the desk is made of.
mod supply_chain;
/// Counting checks and tests.
mod tally;
/// `cargo xtask test`.
mod test;
/// `cargo xtask test --windows`.
mod windows;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, opens and tests Provisioning Desk")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, and open the desk; without a display, make a tour in screenshots
    Run(run::Arguments),
    /// Install what tests need and run everything; ends in a line `N passed, N failed`
    Test(test::Arguments),
    /// Install what it needs, build as it is shipped, and measure; writes `tests/bench/RESULTS.md`
    Bench(bench::Arguments),
    /// Write down what the desk is made of, as CycloneDX: `target/provisioning-desk.cdx.json`
    Sbom,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Sbom => bill_of_materials::run(),
    };
    match outcome {
        Ok(code) => code,
        Err(reason) => {
            eprintln!("\ncargo xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
