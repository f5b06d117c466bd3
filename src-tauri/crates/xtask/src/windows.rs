//! `cargo xtask test --windows`: compiles the desk for Windows on Debian, and runs its tests without a window under
//! Wine.
//!
//! The compiler is Debian's own, because rustup's has no standard library for Windows here; `-Zbuild-std` builds one.
//! Wine is not Windows: a pass is a good sign and no proof. Variables are set for the started programs only, and all
//! output is in `target/windows`.

/// The compiler and the prefix of Wine.
pub mod machine;
pub mod setup;
mod setup_test;
/// The standard library that is built with the desk.
pub mod standard_library;

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use crate::{
    interface, packages,
    shell::{Result, step},
    tally::{Tally, rust_tests},
    windows::machine::{Machine, RUSTC},
};

/// Compiler version for which warnings are errors. A security update of Debian may bring another one, which must not
/// block development.
const TESTED_RUSTC: &str = "1.96.";

/// Tests that Wine 8 cannot run; libtest skips each test with a name that contains one of these.
const WINE_LIMITS: &[(&str, &str)] = &[
    ("trust::a_407_is", "Wine 8 refuses the certificate engine of Windows 8 that an extra CA file needs"),
    ("trust::a_certificate", "the same"),
    ("trust::a_probe_tests", "the same"),
    ("trust::a_self_signed", "the same"),
];

/// Tests that drive the window need one, and these commands are tested elsewhere. All targets at once: building the
/// application alone would select other library features and build them all twice.
const TESTED_TARGETS: &[&str] =
    &["--workspace", "--exclude", "acceptance", "--exclude", "xtask", "--lib", "--bins", "--tests", "--locked"];

pub fn test() -> Result<ExitCode> {
    if !Path::new("/etc/debian_version").exists() {
        return Err("the tests for Windows run on Debian alone: elsewhere `cargo xtask test` is all there is".into());
    }
    packages::provide(packages::Need::Wine)?;
    interface::install()?;
    // The application embeds it.
    interface::build()?;
    let strict = is_tried_compiler()?;
    let machine = Machine::provide(strict)?;

    let mut tally = Tally::default();
    let compiles =
        step("cargo test --no-run for Windows", machine.cargo().args(["test", "--no-run"]).args(TESTED_TARGETS));
    let can_run = compiles.is_ok();
    tally.check(compiles);
    if can_run {
        let mut tests = machine.cargo();
        tests.args(["test", "--no-fail-fast", "--quiet"]).args(TESTED_TARGETS).arg("--");
        tests.args(WINE_LIMITS.iter().flat_map(|(name, _)| ["--skip", name]));
        rust_tests(&mut tally, "cargo test under Wine", &mut tests);
    }
    if can_run {
        setup_test::test(&machine, &mut tally)?;
    }
    machine.stop();
    println!("\nLeft out under Wine:");
    for (name, reason) in WINE_LIMITS {
        println!("  {name}…: {reason}");
    }
    Ok(tally.end())
}

/// Whether warnings are errors.
fn is_tried_compiler() -> Result<bool> {
    let output = Command::new(RUSTC).arg("--version").output().map_err(|error| format!("{RUSTC}: {error}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let tried = version.strip_prefix("rustc ").is_some_and(|number| number.starts_with(TESTED_RUSTC));
    if !tried {
        println!(
            "\n{version} is not the compiler that was tried ({TESTED_RUSTC}x): its warnings are told and fail nothing."
        );
    }
    Ok(tried)
}
