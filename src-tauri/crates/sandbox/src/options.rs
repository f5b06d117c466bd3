//! Options of a sandbox.

use std::time::Duration;

use clap::ValueEnum;
use crmcom::release::Release;

use crate::clock::Clock;

/// `Options::default()` is the sandbox of the application: release R11, a free port, no faults.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// CRM.COM release to behave like.
    pub release: Release,
    /// Time between two processing runs; zero means only [`crate::Control::run_processing_now`] runs them.
    pub run_every: Duration,
    /// Latency of every answer.
    pub latency: Duration,
    /// Duration of the CA system's work in a call with `process_immediately`.
    pub ca_latency: Duration,
    /// Lifetime of tokens, instead of the release's own (an hour idle, two hours fixed from R12).
    pub token_life: Option<Duration>,
    /// The same seed gives the same ids and the same chances.
    pub seed: u64,
    pub chaos: Chaos,
    pub look_ups: LookUps,
    pub lists: Lists,
    /// Pause in `Retry-After` of chaos and sentinel values, in whole seconds.
    pub retry_after: Duration,
    /// Number of further cards and boxes, in the households and the warehouse of a larger operator.
    pub items: u32,
    /// Number of further requests of the last weeks, of households that cannot be looked up.
    pub backlog: u32,
    /// Number of further rejected requests, most of them of households that can be looked up.
    pub rejected: u32,
    /// Repeats the PIN of requests that set one in every answer, in many formats.
    pub repeat_pins: bool,
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            release: Release::R11,
            run_every: Duration::from_secs(4),
            latency: Duration::ZERO,
            ca_latency: Duration::ZERO,
            token_life: None,
            seed: 1,
            chaos: Chaos::default(),
            look_ups: LookUps::default(),
            lists: Lists::default(),
            retry_after: Duration::from_secs(1),
            items: 0,
            backlog: 0,
            rejected: 0,
            repeat_pins: false,
            clock: Clock::system(),
        }
    }
}

/// Percentages of calls that fail, by kind. Sign-in is exempt, so that the desk stays usable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chaos {
    /// HTTP 503 with an HTML page; nothing was done.
    pub unavailable: u8,
    /// Done, but the answer never comes.
    pub hang: u8,
    /// The connection is cut; nothing was done.
    pub cut: u8,
    /// Done, but the connection is cut before the answer.
    pub lose: u8,
    /// Done, but the JSON of the answer is truncated.
    pub truncate: u8,
    /// HTTP 429 with an HTML page and `Retry-After`; nothing was done.
    pub limit: u8,
    /// HTTP 503 with an HTML page and `Retry-After`; nothing was done.
    pub busy: u8,
    /// Done, but the answer comes one byte at a time.
    pub trickle: u8,
    /// Writes that are done, but a gateway replaces the answer by an HTTP 403 with an HTML page.
    pub forbid: u8,
    /// Writes that are done, but a gateway replaces the answer by an HTTP 401 with an HTML page.
    pub unauthorize: u8,
    /// Writes that are refused with HTTP 403 and the envelope of a missing permission.
    pub deny: u8,
    /// Writes that are refused with an unknown code of the area SECURITY; the token stays valid.
    pub security: u8,
    /// Writes that are done, but answered with an older request that was shown by its id since.
    pub repeat: u8,
    /// Writes that are not done, and answered with an older request that was shown by its id since.
    pub replay: u8,
    /// Requests that the CA system rejects (`SYSTEM_ERROR`), as a percentage of those that it would complete.
    pub reject: u8,
}

/// Behaviour of lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lists {
    /// Maximum length of a page, even if a longer one is requested.
    pub most: Option<usize>,
    pub paging: Paging,
}

/// Interpretation of `number_of_results` and `offset`, from R13.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Paging {
    #[default]
    Obeyed,
    /// Every page is the whole list.
    Ignored,
    /// Every page is the first one.
    First,
}

/// Faults of look-ups of items, subscriptions and products alone; other calls are unaffected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LookUps {
    /// Latency of each, in addition to that of every answer.
    pub latency: Duration,
    /// Percentage that gets an HTTP 503 with an HTML page.
    pub unavailable: u8,
}
