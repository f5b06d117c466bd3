//! The project's two commands: `cargo xtask run` and `cargo xtask test`.
//!
//! Both install what is missing first and say what. This crate links neither GTK nor a web engine
//! and runs without Node, because it is what installs them.

#![forbid(unsafe_code)]

mod interface;
mod packages;
mod run;
mod shell;
mod test;

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
    Test,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test => test::run(),
    };
    match outcome {
        Ok(code) => code,
        Err(reason) => {
            eprintln!("\ncargo xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
