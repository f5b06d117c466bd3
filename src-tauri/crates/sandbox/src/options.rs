//! What a sandbox can be told at the start.

use std::time::Duration;

use clap::ValueEnum;
use crmcom::release::Release;

use crate::clock::Clock;

/// `Options::default()` is the sandbox of the app: release R11, a free port, no trouble.
#[derive(Debug, Clone)]
pub struct Options {
    /// On 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Which CRM.COM release it behaves like.
    pub release: Release,
    /// Time between two processing runs; zero means only [`crate::Control::run_processing_now`] runs them.
    pub run_every: Duration,
    /// Every answer waits this long.
    pub latency: Duration,
    /// How long the CA system takes inside a call with `process_immediately`.
    pub ca_latency: Duration,
    /// Instead of the release's own token life (an hour idle, two hours fixed from R12).
    pub token_life: Option<Duration>,
    /// The same seed gives the same ids and the same chances.
    pub seed: u64,
    pub chaos: Chaos,
    pub look_ups: LookUps,
    pub lists: Lists,
    /// What `Retry-After` says where chaos or a sentinel value asks for a pause, in whole seconds.
    pub retry_after: Duration,
    /// So many more cards and boxes, in the households and the warehouse of an operator of some size.
    pub items: u32,
    /// So many more requests of the last weeks, of households that cannot be looked up.
    pub backlog: u32,
    /// So many more rejected ones, most of them of households that can be looked up.
    pub rejected: u32,
    /// Requests that set a PIN tell it in every answer, in many shapes.
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

/// How many calls of a hundred go wrong, by kind. Sign-in is spared: chaos is there to be lived with.
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
    /// Done, but the JSON of the answer ends early.
    pub truncate: u8,
    /// HTTP 429 with an HTML page and `Retry-After`; nothing was done.
    pub limit: u8,
    /// HTTP 503 with an HTML page and `Retry-After`; nothing was done.
    pub busy: u8,
    /// Done, but the answer comes one byte at a time.
    pub trickle: u8,
    /// Writes that are done, but something in between puts an HTTP 403 with an HTML page in place of the answer.
    pub forbid: u8,
    /// The same with HTTP 401.
    pub unauthorize: u8,
    /// Writes that are refused with HTTP 403 and the envelope of a missing permission.
    pub deny: u8,
    /// Writes that are refused with a code of the area SECURITY that nobody knows; the token lives.
    pub security: u8,
    /// Writes that are done, but answered with an older request that somebody has seen by its id since.
    pub repeat: u8,
    /// The same, and the write is not done.
    pub replay: u8,
    /// Requests that the CA system rejects (`SYSTEM_ERROR`), of a hundred that it would complete.
    pub reject: u8,
}

/// What a server makes of the pages of lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lists {
    /// No page is longer, whatever is asked.
    pub most: Option<usize>,
    pub paging: Paging,
}

/// What a server makes of `number_of_results` and `offset`, from R13.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Paging {
    #[default]
    Obeyed,
    /// Every page is the whole list.
    Ignored,
    /// Every page is the first one.
    First,
}

/// What happens to look-ups of items, subscriptions and products alone, while all other calls go well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LookUps {
    /// Each waits this long, on top of what every answer waits.
    pub latency: Duration,
    /// How many of a hundred get an HTTP 503 with an HTML page.
    pub unavailable: u8,
}
