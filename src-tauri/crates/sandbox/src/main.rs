//! Runs the sandbox alone: `cargo run -p sandbox -- --port 8080`.

#![forbid(unsafe_code)]

use std::{
    io::{self, IsTerminal},
    time::Duration,
};

use clap::Parser;
use crmcom::release::Release;
use sandbox::{Chaos, Lists, LookUps, ORGANISATION, Options, PASSWORD, Paging, Sandbox, USERNAME, WEB_API_KEY};

/// A CRM.COM-compatible server to try the desk on. Everything is in memory and gone when it stops.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// CRM.COM release to behave like, R4 to R18.
    #[arg(long, default_value_t = Release::R11)]
    release: Release,
    /// Milliseconds between two processing runs; 0 means none.
    #[arg(long, default_value_t = 4000)]
    run_every_ms: u64,
    /// Milliseconds that every answer waits.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
    /// Milliseconds that the CA system takes inside a call with `process_immediately`.
    #[arg(long, default_value_t = 0)]
    ca_latency_ms: u64,
    /// Seconds that a token lives, instead of the release's own.
    #[arg(long)]
    token_life_s: Option<u64>,
    /// The same seed gives the same ids and chances.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of further cards and boxes, with their households and hundreds of products, to try look-ups.
    #[arg(long, default_value_t = 0, value_name = "ITEMS")]
    items: u32,
    /// Milliseconds that every look-up of an item, a subscription or products waits.
    #[arg(long, default_value_t = 0)]
    lookup_latency_ms: u64,
    /// Look-ups of a hundred that get a 503 page.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    lookup_unavailable: u8,
    /// Number of further requests of the last weeks, to try long lists.
    #[arg(long, default_value_t = 0, value_name = "REQUESTS")]
    backlog: u32,
    /// Number of further rejected requests of the last weeks, in bursts and in a trickle, to try their triage.
    #[arg(long, default_value_t = 0, value_name = "REQUESTS")]
    rejected: u32,
    /// Repeats the PIN of requests that set one in every answer, in many formats, to try the masking of a client.
    #[arg(long)]
    repeat_pins: bool,
    /// Calls of a hundred that get a 503 page; nothing was done.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_unavailable: u8,
    /// Calls of a hundred that are done but never answered.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_hang: u8,
    /// Calls of a hundred that are cut off; nothing was done.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_cut: u8,
    /// Calls of a hundred that are done but cut off before the answer.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_lose: u8,
    /// Calls of a hundred that are done but get a truncated answer.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_truncate: u8,
    /// Calls of a hundred that get a 429 page with Retry-After; nothing was done.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_limit: u8,
    /// Calls of a hundred that get a 503 page with Retry-After; nothing was done.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_busy: u8,
    /// Calls of a hundred that are done but get their answer one byte at a time.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_trickle: u8,
    /// Writes of a hundred that are done but get a 403 page.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_forbid: u8,
    /// Writes of a hundred that are done but get a 401 page.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_unauthorize: u8,
    /// Writes of a hundred that are refused for a missing permission, with HTTP 403.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_deny: u8,
    /// Writes of a hundred that are refused with an unknown code of the area SECURITY.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_security: u8,
    /// Writes of a hundred that are done but answered with an older request.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_repeat: u8,
    /// Writes of a hundred that are not done but answered with an older request.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_replay: u8,
    /// Seconds in Retry-After.
    #[arg(long, default_value_t = 1)]
    retry_after_s: u64,
    /// Maximum number of rows in a page of a list.
    #[arg(long, value_name = "ROWS")]
    list_most: Option<usize>,
    /// How requested pages are answered, from R13.
    #[arg(long, value_enum, default_value_t)]
    list_paging: Paging,
    /// Requests of a hundred that the CA system rejects.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
    chaos_reject: u8,
}

impl From<Arguments> for Options {
    fn from(arguments: Arguments) -> Self {
        Self {
            port: arguments.port,
            release: arguments.release,
            run_every: Duration::from_millis(arguments.run_every_ms),
            latency: Duration::from_millis(arguments.latency_ms),
            ca_latency: Duration::from_millis(arguments.ca_latency_ms),
            token_life: arguments.token_life_s.map(Duration::from_secs),
            seed: arguments.seed,
            look_ups: LookUps {
                latency: Duration::from_millis(arguments.lookup_latency_ms),
                unavailable: arguments.lookup_unavailable,
            },
            lists: Lists { most: arguments.list_most, paging: arguments.list_paging },
            retry_after: Duration::from_secs(arguments.retry_after_s),
            items: arguments.items,
            backlog: arguments.backlog,
            rejected: arguments.rejected,
            repeat_pins: arguments.repeat_pins,
            chaos: Chaos {
                unavailable: arguments.chaos_unavailable,
                hang: arguments.chaos_hang,
                cut: arguments.chaos_cut,
                lose: arguments.chaos_lose,
                truncate: arguments.chaos_truncate,
                limit: arguments.chaos_limit,
                busy: arguments.chaos_busy,
                trickle: arguments.chaos_trickle,
                forbid: arguments.chaos_forbid,
                unauthorize: arguments.chaos_unauthorize,
                deny: arguments.chaos_deny,
                security: arguments.chaos_security,
                repeat: arguments.chaos_repeat,
                replay: arguments.chaos_replay,
                reject: arguments.chaos_reject,
            },
            ..Self::default()
        }
    }
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).with_target(false).init();
    let release = arguments.release;
    let sandbox = Sandbox::start(arguments.into())?;
    println!("CRM.COM sandbox, release {release}, on {}", sandbox.url());
    println!(
        "sign in: user {USERNAME}, password {PASSWORD}, organisation {ORGANISATION}; or Web API key {WEB_API_KEY}"
    );
    println!("stop with Ctrl+C");
    tokio::signal::ctrl_c().await
}
