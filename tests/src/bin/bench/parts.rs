//! The parts of the benchmark, and the report that they write.

use std::{fs, path::PathBuf};

use acceptance::paths;

use crate::{
    bulk,
    figures::{self, Figures},
    grid, keys, lookups, machine, outbox,
    programs::Programs,
    queries, rejected,
    server::Result,
    startup, sync,
};

#[derive(clap::Parser)]
pub struct Arguments {
    /// Only these parts
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// Small sizes, to try the benchmark itself; no results are written
    #[arg(long)]
    quick: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Startup,
    Outbox,
    Sync,
    Queries,
    Rejected,
    Entities,
    Keys,
    Bulk,
    Grid,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Startup,
        Self::Outbox,
        Self::Sync,
        Self::Queries,
        Self::Rejected,
        Self::Entities,
        Self::Keys,
        Self::Bulk,
        Self::Grid,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Startup => "startup",
            Self::Outbox => "outbox",
            Self::Sync => "sync",
            Self::Queries => "queries",
            Self::Rejected => "rejected",
            Self::Entities => "entities",
            Self::Keys => "keys",
            Self::Bulk => "bulk",
            Self::Grid => "grid",
        }
    }
}

pub async fn run(arguments: Arguments) -> Result<()> {
    let programs = Programs::find()?;
    // On the disk of the build: on some machines, temporary directories are in memory.
    let scratch = paths::target().join("bench");
    fs::create_dir_all(&scratch)?;
    let parts = if arguments.only.is_empty() { Part::ALL.to_vec() } else { arguments.only };
    let mut failed = Vec::new();
    for part in parts {
        println!("\n── {}", part.name());
        let measured = match part {
            Part::Startup => startup::measure(&programs, arguments.quick).await,
            Part::Outbox => outbox::measure(&programs, &scratch, arguments.quick).await,
            Part::Sync => sync::measure(&programs, &scratch, arguments.quick).await,
            Part::Queries => queries::measure(&programs, &scratch, arguments.quick).await,
            Part::Rejected => rejected::measure(&programs, &scratch, arguments.quick).await,
            Part::Entities => lookups::measure(&programs, &scratch, arguments.quick).await,
            Part::Keys => keys::measure(&programs, arguments.quick).await,
            Part::Bulk => bulk::measure(&programs, &scratch, arguments.quick).await,
            Part::Grid => grid::measure(&programs, arguments.quick).await,
        };
        match measured {
            Ok(figures) => tell(part, &figures, arguments.quick)?,
            Err(error) => {
                eprintln!("{}: {error}", part.name());
                failed.push(part.name());
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("not measured: {}", failed.join(", ")).into()) }
}

fn tell(part: Part, figures: &Figures, quick: bool) -> Result<()> {
    let text = figures.text();
    println!("{text}");
    if quick {
        return Ok(());
    }
    let report = report();
    let before = fs::read_to_string(&report)?;
    let text = format!("{}\n\n{text}", machine::when());
    let after = figures::place(&before, "machine", &machine::description());
    fs::write(report, figures::place(&after, part.name(), &text))?;
    Ok(())
}

fn report() -> PathBuf {
    paths::root().join("tests/bench/RESULTS.md")
}
