//! `cargo xtask run`: opens the window, starting from a fresh checkout.

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    interface, packages,
    shell::{self, Result, cargo, command, step, target},
};

#[derive(clap::Args)]
pub struct RunArguments {
    /// Build it as it is shipped: slower to build, faster to run
    #[arg(long)]
    release: bool,
    /// Make the tour in a virtual display even if there is a screen
    #[arg(long)]
    tour: bool,
    /// Passed to the desk, for example `-- --data-dir DIR`
    #[arg(last = true)]
    desk: Vec<String>,
}

pub fn run(arguments: &RunArguments) -> Result<ExitCode> {
    let tour = arguments.tour || !has_display();
    if tour && !arguments.tour {
        println!("There is no display here. Instead of opening a window, the desk makes a tour in a virtual one.");
    }
    packages::provide(if tour { packages::Need::DrivenWindow } else { packages::Need::Window })?;
    interface::install()?;
    interface::build()?;
    // A tour drives the window; a window that the user opens cannot be driven.
    let desk = build_desk(arguments.release, if tour { Driven::Yes } else { Driven::No })?;
    if tour {
        return make_tour(&desk);
    }
    println!(
        "\nOpening the desk. Choose the connection “Sandbox”; its user name and password are on the sign-in page."
    );
    step("provisioning-desk", command(desk).args(with_a_full_sandbox(&arguments.desk)))?;
    Ok(ExitCode::SUCCESS)
}

/// Options of the desk's sandbox: rejected requests, so that the supervisors' page has content, and an operator's cards
/// and boxes to look up.
const SANDBOX_OPTIONS: [(&str, &str); 2] = [("--sandbox-rejected", "2000"), ("--sandbox-items", "20000")];

/// The desk's arguments, extended by the options in [`SANDBOX_OPTIONS`] that they do not contain.
fn with_a_full_sandbox(told: &[String]) -> Vec<String> {
    let mut all = told.to_vec();
    for (name, how_many) in SANDBOX_OPTIONS {
        if !told.iter().any(|argument| argument == name || argument.starts_with(&format!("{name}="))) {
            all.extend([name, how_many].map(str::to_owned));
        }
    }
    all
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Path of the built application.
pub fn desk_binary(release: bool) -> PathBuf {
    let profile = if release { "release" } else { "debug" };
    target().join(profile).join(format!("provisioning-desk{}", env::consts::EXE_SUFFIX))
}

/// Whether a release build accepts WebDriver; a debug build always does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Driven {
    Yes,
    No,
}

/// Builds the application and returns its path.
pub fn build_desk(release: bool, driven: Driven) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--package", "provisioning-desk"]);
    if release {
        build.arg("--release");
        if driven == Driven::Yes {
            build.args(["--features", "webdriver"]);
        }
    }
    step("cargo build", &mut build)?;
    Ok(desk_binary(release))
}

/// Installs tauri-driver, which connects WebDriver to the window, into `target/tools`.
pub fn provide_tauri_driver() -> Result<PathBuf> {
    let tools = target().join("tools");
    let driver = tools.join("bin").join(format!("tauri-driver{}", env::consts::EXE_SUFFIX));
    if !driver.exists() {
        println!("Installing a cargo tool into target/tools: tauri-driver");
        let mut install = cargo();
        install.args(["install", "tauri-driver", "--version", "^2", "--locked", "--root"]).arg(&tools);
        step("cargo install tauri-driver", &mut install)?;
    }
    Ok(driver)
}

fn make_tour(desk: &Path) -> Result<ExitCode> {
    let driver = provide_tauri_driver()?;
    let pictures = target().join("tour");
    let mut tour = cargo();
    tour.args(["run", "--quiet", "--package", "acceptance", "--bin", "tour", "--"])
        .arg(&pictures)
        .env("DESK_BINARY", desk)
        .env("TAURI_DRIVER", driver);
    step("tour", &mut tour)?;
    let shown = pictures.strip_prefix(shell::root()).unwrap_or(&pictures);
    println!("\nThe tour's screenshots are in {}", shown.display());
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_is_filled_unless_options_say_otherwise() {
        let with = |told: &[&str]| with_a_full_sandbox(&told.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(with(&[]), ["--sandbox-rejected", "2000", "--sandbox-items", "20000"]);
        assert_eq!(
            with(&["--data-dir", "d", "--sandbox-items", "9"]),
            ["--data-dir", "d", "--sandbox-items", "9", "--sandbox-rejected", "2000"]
        );
        let told = ["--sandbox-rejected=7", "--sandbox-items=0"];
        assert_eq!(with(&told), told);
    }
}
