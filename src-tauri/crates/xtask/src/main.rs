//! The project's commands: `cargo xtask run`, `cargo xtask test`, `cargo xtask bench`,
//! `cargo xtask package`, `cargo xtask verify` and `cargo xtask sbom`.
//!
//! Each first installs missing tools and prints their names. This crate links neither GTK nor a web engine and runs
//! without Node, because it installs them.

#![forbid(unsafe_code)]

/// `cargo xtask bench`.
mod bench;
/// `cargo xtask sbom`.
mod bill_of_materials;
/// Installing and building the interface.
mod interface;
/// The ways to install the desk.
mod kind;
/// `cargo xtask package`.
mod package;
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
/// `cargo xtask verify`.
mod verify;
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
    /// Install missing tools, build, and open the desk; without a display, make a tour in screenshots
    Run(run::RunArguments),
    /// Install the tools for tests and run everything; ends in a line `N passed, N failed`
    Test(test::TestArguments),
    /// Install the required tools, build as it is shipped, and measure; writes `tests/bench/RESULTS.md`
    Bench(bench::BenchArguments),
    /// Make the packages that are shipped (on Debian), with checksums, licences and a bill of materials
    Package(package::PackageArguments),
    /// Check packages against their manifest, and who signed it
    Verify(verify::VerifyArguments),
    /// Write the desk's bill of materials in CycloneDX format, `target/provisioning-desk.cdx.json`, and the window's list
    /// of libraries and licences
    Sbom,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Package(arguments) => package::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
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
