//! The count of what passed and failed, of checks and of the tests of other programs.

use std::process::{Command, ExitCode};

use crate::shell::{Result, step_watched};

#[derive(Default)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub reasons: Vec<String>,
}

impl Tally {
    pub fn check(&mut self, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => self.fail(1, reason),
        }
    }

    pub fn fail(&mut self, count: u64, reason: String) {
        self.failed += count;
        self.reasons.push(reason);
    }

    pub fn end(self) -> ExitCode {
        for reason in &self.reasons {
            eprintln!("failed: {reason}");
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 && self.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Runs `cargo test` and counts the results in its output.
pub fn rust_tests(tally: &mut Tally, title: &str, tests: &mut Command) {
    let (mut passed, mut failed) = (0, 0);
    let outcome = step_watched(title, tests, |line| {
        if let Some((ok, bad)) = counted(line) {
            passed += ok;
            failed += bad;
        }
    });
    tally.passed += passed;
    if let Err(reason) = outcome {
        tally.fail(failed.max(1), reason);
    }
}

/// Parses `test result: ok. 12 passed; 0 failed; …`.
fn counted(line: &str) -> Option<(u64, u64)> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let number = |word: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(word)).and_then(|digits| digits.trim().parse().ok())
    };
    Some((number("passed")?, number("failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_counts_of_cargo() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.0s";
        assert_eq!(counted(line), Some((12, 3)));
        assert_eq!(counted("running 15 tests"), None);
    }

    #[test]
    fn a_run_without_tests_fails() {
        assert_eq!(Tally::default().end(), ExitCode::FAILURE);
        assert_eq!(Tally { passed: 1, ..Tally::default() }.end(), ExitCode::SUCCESS);
    }
}
