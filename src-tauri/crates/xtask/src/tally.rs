//! The count of what passed and failed, of checks and of the tests of other programs.

use std::{
    fs,
    process::{Command, ExitCode},
};

use crate::shell::{Result, step_watched, target};

#[derive(Default)]
pub struct Tally {
    pub passed: u64,
    failed: u64,
    reasons: Vec<String>,
    /// Output of each failed test.
    details: Vec<String>,
}

impl Tally {
    pub fn check(&mut self, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => self.fail(1, reason, String::new()),
        }
    }

    /// Counts failed tests; `details` is what they printed.
    pub fn fail(&mut self, count: u64, reason: String, details: String) {
        self.failed += count;
        self.reasons.push(reason);
        if !details.is_empty() {
            self.details.push(details);
        }
    }

    /// Prints the counts, and before them the failures, which a long run has scrolled away. Also writes the failures
    /// to `target/failures.txt`, from where CI prints them after all runs.
    pub fn end(self) -> ExitCode {
        let failures = self.failures();
        let file = target().join("failures.txt");
        if failures.is_empty() {
            let _ = fs::remove_file(file);
        } else {
            eprintln!("\n{failures}");
            let _ = fs::write(file, failures);
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
        if self.succeeded() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn failures(&self) -> String {
        let reasons = self.reasons.iter().map(|reason| format!("failed: {reason}\n"));
        self.details.iter().map(|details| format!("{details}\n")).chain(reasons).collect()
    }

    /// Whether there were tests and none failed.
    fn succeeded(&self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

/// Runs `cargo test` and counts the results in its output.
pub fn rust_tests(tally: &mut Tally, title: &str, tests: &mut Command) {
    let mut results = Results::default();
    let outcome = step_watched(title, tests, |line| results.read(line));
    tally.passed += results.passed;
    if let Err(reason) = outcome {
        tally.fail(results.failed.max(1), reason, results.failures);
    }
}

/// Results in the output of `cargo test`.
#[derive(Default)]
struct Results {
    passed: u64,
    failed: u64,
    /// The sections *failures* of all test programs.
    failures: String,
    in_failures: bool,
}

impl Results {
    fn read(&mut self, line: &str) {
        if let Some((passed, failed)) = counted(line) {
            self.passed += passed;
            self.failed += failed;
            self.in_failures = false;
        }
        self.in_failures |= line == "failures:";
        if self.in_failures {
            self.failures.push_str(line);
            self.failures.push('\n');
        }
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
        assert!(!Tally::default().succeeded());
        assert!(Tally { passed: 1, ..Tally::default() }.succeeded());
    }

    #[test]
    fn failures_are_repeated_with_their_output() {
        let output = "running 2 tests\n.F\nfailures:\n\n---- a stdout ----\nleft: 1\n\nfailures:\n    a\n\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored\nrunning 1 test\n.\n\
            test result: ok. 1 passed; 0 failed; 0 ignored\n";
        let mut results = Results::default();
        output.lines().for_each(|line| results.read(line));
        assert_eq!((results.passed, results.failed), (2, 1));
        assert_eq!(results.failures, "failures:\n\n---- a stdout ----\nleft: 1\n\nfailures:\n    a\n\n");

        let mut tally = Tally { passed: 2, ..Tally::default() };
        tally.fail(1, "“cargo test” failed".into(), results.failures);
        assert!(tally.failures().contains("left: 1"));
        assert!(tally.failures().ends_with("failed: “cargo test” failed\n"));
    }
}
