//! Figures, not assertions: `cargo test --release -p desk -- --ignored measured --nocapture`.

use std::{fs, time::Instant};

use crmcom::Release;

use super::bed::*;
use crate::view::{RequestFilter, RequestState as State};

const REQUESTS: u32 = 100_000;

/// Memory of this process in MiB: now, or at its highest.
fn memory(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() >> 10
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; for its figures"]
async fn measured() {
    for release in [Release::R11, Release::R13] {
        let bed = Bed::with_backlog(release, REQUESTS);
        let desk = bed.signed_in().await;
        let idle = memory("VmRSS");
        let started = Instant::now();
        let read = tokio::spawn({
            let desk = desk.clone();
            async move { desk.refresh_requests().await }
        });
        let mut peak = idle;
        let mut slowest = std::time::Duration::ZERO;
        while !read.is_finished() {
            peak = peak.max(memory("VmRSS"));
            let asked = Instant::now();
            let filter = RequestFilter { states: vec![State::Rejected], ..RequestFilter::default() };
            desk.request_counts(filter).await.unwrap();
            slowest = slowest.max(asked.elapsed());
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        read.await.unwrap().unwrap();
        let took = started.elapsed();
        let total = desk.request_counts(RequestFilter::default()).await.unwrap().total;
        println!(
            "{release}: {total} requests in {took:.1?}, {} MB over idle ({idle} MB), slowest counts {slowest:.1?}",
            peak - idle
        );
        let again = Instant::now();
        desk.refresh_requests().await.unwrap();
        println!("{release}: the same again in {:.1?}", again.elapsed());
        desk.shutdown().await;
    }
}
