//! `cargo xtask bench`: measures the desk, and the same work without it for comparison.
//!
//! This module only builds and starts the programs; the measurements are in `tests/src/bin/bench`.

use std::{env, fs, path::PathBuf, process::ExitCode};

use crate::{
    interface, packages, run,
    shell::{Result, cargo, command, root, step, target},
};

#[derive(clap::Args)]
pub struct BenchArguments {
    /// Only these parts, separated by commas: startup, outbox, sync, queries, rejected, entities, keys, bulk
    #[arg(long)]
    only: Option<String>,
    /// Small sizes, to try the benchmark itself; no results are written
    #[arg(long)]
    quick: bool,
}

/// A window with an empty page, outside of the workspace.
const EMPTY_WINDOW: &str = "tests/bench/empty-window";

pub fn run(arguments: &BenchArguments) -> Result<ExitCode> {
    packages::provide(packages::Need::DrivenWindow)?;
    interface::install()?;
    interface::build()?;
    let driver = run::provide_tauri_driver()?;
    let desk = run::build_desk(true, run::Driven::Yes)?;
    let own =
        ["build", "--release", "--package", "sandbox", "--package", "acceptance", "--bin", "sandbox", "--bin", "bench"];
    step("cargo build of the sandbox and the benchmark", cargo().args(own))?;
    let empty_window = build_empty_window()?;
    if !on_the_path("chromium") {
        println!(
            "\nChromium is not installed here, so nothing is compared with it. On Debian: apt-get install chromium"
        );
    }
    let mut bench = command(released("bench"));
    if let Some(parts) = &arguments.only {
        bench.args(["--only", parts]);
    }
    if arguments.quick {
        bench.arg("--quick");
    }
    bench
        .env("DESK_BINARY", desk)
        .env("EMPTY_WINDOW", empty_window)
        .env("SANDBOX", released("sandbox"))
        .env("TAURI_DRIVER", driver);
    step("bench", &mut bench)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds it with the desk's profile and the versions of its lock file.
fn build_empty_window() -> Result<PathBuf> {
    let project = root().join(EMPTY_WINDOW);
    let lock = project.join("Cargo.lock");
    fs::copy(root().join("Cargo.lock"), &lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let mut build = cargo();
    build.current_dir(&project).args(["build", "--release"]).env("CARGO_TARGET_DIR", target());
    step("cargo build of the empty window", &mut build)?;
    Ok(released("empty-window"))
}

fn released(program: &str) -> PathBuf {
    target().join("release").join(format!("{program}{}", env::consts::EXE_SUFFIX))
}

fn on_the_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_window_is_built_like_the_desk() {
        let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
        let (desk, empty) = (read("Cargo.toml"), read(&format!("{EMPTY_WINDOW}/Cargo.toml")));
        let profile = |text: &str| text.split("[profile.release]").nth(1).unwrap().trim().to_owned();
        assert_eq!(profile(&empty), profile(&desk), "another profile would make another window");
        let tauri = |text: &str| text.lines().find(|line| line.starts_with("tauri = ")).unwrap().to_owned();
        assert_eq!(tauri(&empty), tauri(&desk), "other features would make another window");
    }
}
