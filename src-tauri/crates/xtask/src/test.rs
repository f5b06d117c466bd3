//! `cargo xtask test`: runs all checks of CI in one command, except [`crate::windows`].
//!
//! A failing step does not stop the others unless they need it, so that one run reports all failures. The last line
//! counts tests, and each check (format, lints, types) as one test.

use std::{fs, process::ExitCode};

use serde_json::Value;

use crate::{
    bill_of_materials, interface, package, packages, run,
    shell::{Result, cargo, npm, step, step_with_errors, target},
    supply_chain,
    tally::{Tally, rust_tests},
    windows,
};

#[derive(clap::Args)]
pub struct TestArguments {
    /// Instead, compile for Windows and run the tests that need no window under Wine (on Debian)
    #[arg(long)]
    windows: bool,
    /// Instead, make the packages from a debug build, check them, and install, open, upgrade and remove the Debian package
    /// in a clean system (on Debian, as root)
    #[arg(long, conflicts_with = "windows")]
    packages: bool,
}

pub fn run(arguments: &TestArguments) -> Result<ExitCode> {
    match (arguments.windows, arguments.packages) {
        (true, _) => windows::test(),
        (_, true) => package::test(),
        _ => here(),
    }
}

fn here() -> Result<ExitCode> {
    packages::provide(packages::Need::DrivenWindow)?;
    packages::provide(packages::Need::Readers)?;
    interface::install()?;
    let mut tally = Tally::default();
    tally.check(step("types and lints of the interface", npm().args(["run", "check"])));
    interface_tests(&mut tally);
    tally.check(supply_chain::check());
    tally.check(bill_of_materials::check());
    tally.check(step("cargo fmt", cargo().args(["fmt", "--all", "--check"])));

    // The application embeds the built interface, so the following steps depend on it.
    interface::build()?;
    let driver = run::provide_tauri_driver()?;
    let lints = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    tally.check(step("cargo clippy", cargo().args(lints)));
    // All targets at once: building the application alone would select other library features and build them all twice.
    step("cargo build", cargo().args(["build", "--workspace", "--all-targets"]))?;
    let desk = run::desk_binary(false);
    let mut tests = cargo();
    // Two end-to-end tests at a time: each has a window, a web engine and a display of its own.
    tests
        .args(["test", "--workspace", "--no-fail-fast", "--quiet", "--", "--test-threads=2"])
        .env("DESK_BINARY", desk)
        .env("TAURI_DRIVER", driver);
    rust_tests(&mut tally, "cargo test", &mut tests);
    Ok(tally.end())
}

fn interface_tests(tally: &mut Tally) {
    let report = target().join("vitest.json");
    // A report of an earlier run must not be counted if this one makes none.
    let _ = fs::remove_file(&report);
    let mut vitest = npm();
    vitest.args(["run", "test", "--", "--reporter=default", "--reporter=json"]);
    vitest.arg(format!("--outputFile.json={}", report.display()));
    let (outcome, errors) = step_with_errors("tests of the interface", &mut vitest);
    let counts = fs::read(&report).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let count = |name: &str| counts.as_ref().and_then(|counts| counts[name].as_u64()).unwrap_or(0);
    tally.passed += count("numPassedTests");
    if let Err(reason) = outcome {
        let failed = counts.iter().flat_map(failed_tests).map(|test| format!("\n  {test}")).collect::<String>();
        // An error outside of all tests fails the run, and stands in no report but this output.
        tally.fail(count("numFailedTests").max(1), reason + &failed, errors);
    }
}

/// Each failed test of Vitest's report: its file, its name, and the first line of what was wrong. A file that could not
/// be run has no tests.
fn failed_tests(report: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let first_line = |value: &Value| value.as_str().unwrap_or_default().lines().next().unwrap_or_default().to_owned();
    let mut failed = Vec::new();
    for file in list(&report["testResults"]) {
        let path = file["name"].as_str().unwrap_or_default();
        let name = path.rsplit_once("/src/").map_or(path, |(_, name)| name);
        let tests = list(&file["assertionResults"]);
        if tests.is_empty() && file["status"] == "failed" {
            failed.push(format!("{name}: {}", first_line(&file["message"])));
        }
        for test in tests.iter().filter(|test| test["status"] == "failed") {
            let title = test["fullName"].as_str().unwrap_or_default();
            failed.push(format!("{name}: {title}: {}", first_line(&test["failureMessages"][0])));
        }
    }
    failed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn failed_tests_of_the_interface_are_named_with_their_reason() {
        let report = json!({ "testResults": [
            { "name": "/a/src/state/zoom.test.ts", "status": "failed", "assertionResults": [
                { "status": "passed", "fullName": "zoom grows", "failureMessages": [] },
                { "status": "failed", "fullName": "zoom ends", "failureMessages": ["Error: 2 is not 3\n    at zoom.ts"] },
            ] },
            { "name": "/a/src/api/events.test.ts", "status": "failed", "message": "Cannot find module\n", "assertionResults": [] },
        ] });
        let failed = ["state/zoom.test.ts: zoom ends: Error: 2 is not 3", "api/events.test.ts: Cannot find module"];
        assert_eq!(failed_tests(&report), failed);
        assert_eq!(failed_tests(&json!({})), Vec::<String>::new());
    }
}
