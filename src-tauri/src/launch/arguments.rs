//! The command line. The `--sandbox-…` options are aids for tests and demonstrations: they change the built-in sandbox
//! only, never how the desk treats a real server.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use super::opened_links::{SCHEME, is_link};

#[derive(Debug, Clone, clap::Parser)]
#[command(name = "provisioning-desk", version, about = "Provision smartcards and set-top boxes through CRM.COM")]
pub struct Arguments {
    /// Keep everything in this directory instead of the user's own; one window per directory
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Start without showing the window, until sending stops or the desk is started again
    #[arg(long)]
    pub hidden: bool,

    /// Page to open, by a link that the desk made, in the window that may be open already
    // Alone: a link that breaks out of its quotation marks brings no further arguments with it.
    #[arg(value_name = "LINK", exclusive = true, value_parser = link)]
    pub link: Option<String>,

    #[command(flatten)]
    pub sandbox: SandboxArguments,
}

fn link(text: &str) -> Result<String, String> {
    if is_link(text) { Ok(text.to_owned()) } else { Err(format!("a link begins with {SCHEME}")) }
}

/// Arguments, without the program, that open the same desk again. A link is opened once, and a window that was shown by
/// now is shown again.
pub fn to_open_again(given: impl Iterator<Item = OsString>, shown: bool) -> Vec<OsString> {
    let is_link = |word: &OsString| word.to_str().is_some_and(is_link);
    let mut words: Vec<OsString> = given.skip(1).collect();
    if words.len() == 1 && is_link(&words[0]) {
        words.clear();
    }
    words.retain(|word| !shown || word != "--hidden");
    words
}

#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Built-in sandbox")]
pub struct SandboxArguments {
    /// Release that it behaves like
    #[arg(long = "sandbox-release", value_name = "RELEASE", default_value = "R11")]
    pub release: String,

    /// Lifetime of its tokens, instead of the release's own
    #[arg(long = "sandbox-token-life", value_name = "SECONDS")]
    pub token_life: Option<u64>,

    /// Time between two of its processing runs
    #[arg(long = "sandbox-run-every", value_name = "MILLISECONDS")]
    pub run_every: Option<u64>,

    /// Number of further cards and boxes, with their households and hundreds of products, to try look-ups
    #[arg(long = "sandbox-items", value_name = "ITEMS", default_value_t = 0)]
    pub items: u32,

    /// Number of further requests of the last weeks, to try long lists
    #[arg(long = "sandbox-backlog", value_name = "REQUESTS", default_value_t = 0)]
    pub backlog: u32,

    /// Number of further rejected requests of the last weeks, to try their triage
    #[arg(long = "sandbox-rejected", value_name = "REQUESTS", default_value_t = 0)]
    pub rejected: u32,
}

impl TryFrom<SandboxArguments> for sandbox::Options {
    type Error = String;

    fn try_from(arguments: SandboxArguments) -> Result<Self, String> {
        let release = &arguments.release;
        let usual = Self::default();
        Ok(Self {
            release: release.parse().map_err(|error| format!("--sandbox-release {release}: {error}"))?,
            token_life: arguments.token_life.map(Duration::from_secs),
            run_every: arguments.run_every.map_or(usual.run_every, Duration::from_millis),
            items: arguments.items,
            backlog: arguments.backlog,
            rejected: arguments.rejected,
            ..usual
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn sandbox(words: &[&str]) -> Result<sandbox::Options, String> {
        Arguments::try_parse_from([&["provisioning-desk"], words].concat()).unwrap().sandbox.try_into()
    }

    #[test]
    fn the_sandbox_follows_its_options() {
        let release = ["--sandbox-release", "R13", "--sandbox-token-life", "30"];
        let more = ["--sandbox-run-every", "200", "--sandbox-backlog", "9", "--sandbox-rejected", "7"];
        let told = sandbox(&[&release[..], &more, &["--sandbox-items", "5"]].concat()).unwrap();
        assert_eq!(told.release.to_string(), "R13");
        assert_eq!(told.token_life, Some(Duration::from_secs(30)));
        assert_eq!(told.run_every, Duration::from_millis(200));
        assert_eq!((told.backlog, sandbox(&[]).unwrap().backlog), (9, 0));
        assert_eq!((told.rejected, sandbox(&[]).unwrap().rejected), (7, 0));
        assert_eq!((told.items, sandbox(&[]).unwrap().items), (5, 0));
        assert_eq!(sandbox(&[]).unwrap().release.to_string(), "R11");
    }

    #[test]
    fn a_link_comes_alone() {
        let parsed = |words: &[&str]| Arguments::try_parse_from([&["provisioning-desk"], words].concat());
        let link = "provisioning-desk://open#/home";
        assert_eq!(parsed(&[link]).unwrap().link.as_deref(), Some(link));
        assert!(parsed(&["--hidden"]).unwrap().hidden);
        for more in [["--data-dir", "/elsewhere"], ["--sandbox-release", "R9"], ["--hidden", "--hidden"]] {
            assert!(parsed(&[&[link], &more[..]].concat()).is_err(), "{more:?}");
            assert!(parsed(&[&more[..], &[link]].concat()).is_err(), "{more:?}");
        }
        for other in [&[link, link][..], &["/etc/passwd"], &["https://crm.example"]] {
            assert!(parsed(other).is_err(), "{other:?}");
        }
    }

    #[test]
    fn a_desk_is_opened_again_as_it_is_shown_and_without_its_link() {
        let again = |words: &[&str], shown| {
            let given = [&["provisioning-desk"], words].concat().into_iter().map(OsString::from);
            to_open_again(given, shown).into_iter().map(|word| word.into_string().unwrap()).collect::<Vec<_>>()
        };
        let profile = ["--data-dir", "/elsewhere", "--sandbox-items", "7"];
        assert_eq!(again(&profile, true), profile);
        assert_eq!(again(&[&["--hidden"], &profile[..]].concat(), true), profile, "its window was shown since");
        assert_eq!(again(&["--hidden"], false), ["--hidden"]);
        for shown in [true, false] {
            assert_eq!(again(&["provisioning-desk://open#/home"], shown), [""; 0]);
            assert_eq!(again(&["--data-dir", "provisioning-desk:a"], shown), ["--data-dir", "provisioning-desk:a"]);
        }
    }

    #[test]
    fn help_version_and_errors_have_texts_for_a_dialog() {
        let answer = |word: &str| Arguments::try_parse_from(["provisioning-desk", word]).unwrap_err();
        let version = answer("--version");
        assert!(version.to_string().contains(env!("CARGO_PKG_VERSION")));
        assert!(answer("--help").to_string().contains("--data-dir"));
        assert_eq!((version.use_stderr(), version.exit_code()), (false, 0));
        let wrong = answer("--no-such");
        assert!(wrong.to_string().contains("--no-such"), "it names what is wrong: {wrong}");
        assert_eq!((wrong.use_stderr(), wrong.exit_code()), (true, 2));
    }

    #[test]
    fn an_unknown_release_is_reported_at_the_start() {
        let error = sandbox(&["--sandbox-release", "R99"]).unwrap_err();
        assert!(error.contains("--sandbox-release R99"), "it names the argument: {error}");
    }
}
