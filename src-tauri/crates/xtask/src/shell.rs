//! Starts other programs and prints each step.

use std::{
    env,
    ffi::OsStr,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

/// The error is a reason that the user at the terminal can act on.
pub type Result<T> = std::result::Result<T, String>;

/// The workspace's root folder.
pub fn root() -> PathBuf {
    // This crate is three folders below it.
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A command for `program` in the workspace's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

pub fn cargo() -> Command {
    let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Variables that `cargo run` sets for this program must not reach the cargo that it starts: build scripts that
    // watch these variables would run again.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(name);
        }
    }
    cargo
}

pub fn npm() -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(root().join("ui"));
    npm
}

/// Prints the step, runs it, and fails with its title if it fails.
pub fn step(title: &str, command: &mut Command) -> Result<()> {
    println!("\n── {title}");
    let ended = command.status();
    outcome(title, command, ended)
}

/// Does [`step`] and also passes each printed line to `seen`.
pub fn step_watched(title: &str, command: &mut Command, mut seen: impl FnMut(&str)) -> Result<()> {
    println!("\n── {title}");
    let ended = command.stdout(Stdio::piped()).spawn().and_then(|mut child| {
        each_line(child.stdout.take(), |text| {
            println!("{text}");
            seen(text);
        });
        child.wait()
    });
    outcome(title, command, ended)
}

/// Does [`step`] and returns what the command wrote as errors, which is also printed.
pub fn step_with_errors(title: &str, command: &mut Command) -> (Result<()>, String) {
    println!("\n── {title}");
    let mut errors = String::new();
    let ended = command.stderr(Stdio::piped()).spawn().and_then(|mut child| {
        each_line(child.stderr.take(), |text| {
            eprintln!("{text}");
            errors.push_str(text);
            errors.push('\n');
        });
        child.wait()
    });
    (outcome(title, command, ended), errors)
}

fn each_line(output: Option<impl Read>, mut seen: impl FnMut(&str)) {
    for text in output.into_iter().flat_map(|output| BufReader::new(output).lines()).map_while(io::Result::ok) {
        seen(&text);
    }
}

fn outcome(title: &str, command: &Command, ended: io::Result<ExitStatus>) -> Result<()> {
    let status = ended.map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("“{title}” failed ({status}): {}", line(command))) }
}

/// Runs the command and returns its output without blanks around it.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(format!("{}: {}", line(command), String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether the command runs and succeeds; prints nothing.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn not_started(command: &Command, error: &io::Error) -> String {
    format!("{} could not be started: {error}", command.get_program().display())
}

fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().display().to_string()];
    words.extend(command.get_args().map(|word| word.display().to_string()));
    words.join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn errors_of_a_step_are_kept_whether_it_fails_or_not() {
        let run = |script: &str| step_with_errors("a step", command("sh").args(["-c", script]));
        assert_eq!(run("echo one >&2; echo two >&2"), (Ok(()), "one\ntwo\n".to_owned()));
        let (outcome, errors) = run("echo reason >&2; exit 1");
        assert!(outcome.is_err_and(|reason| reason.starts_with("“a step” failed")));
        assert_eq!(errors, "reason\n");
    }
}
