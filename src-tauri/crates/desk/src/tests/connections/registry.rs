//! Clients of connections: the built-in sandbox, the proxies of the system.

use super::draft;
use crate::tests::harness::*;
use crate::{Desk, error::problem::ProblemCode, view::ConnectionDraft};

#[tokio::test]
async fn the_sandbox_listens_only_when_it_is_used() {
    let bed = Bed::new();
    let reserved = sandbox::Sandbox::reserve(sandbox::Options::default()).unwrap();
    let gate = reserved.gate();
    let listens = || std::net::TcpStream::connect(reserved.url().trim_start_matches("http://")).is_ok();
    let mut options = bed.options();
    options.sandbox.as_mut().unwrap().url = reserved.url().to_owned();
    options.sandbox.as_mut().unwrap().open = crate::OpenSandbox::new(move || gate.open());
    let desk = Desk::open(options).await.unwrap();
    let own = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &own, false).await;
    assert!(!listens(), "another connection is used");
    let tested = ConnectionDraft { id: Some("sandbox".to_owned()), ..draft() };
    let hops = desk.app.test_connection(tested).await.unwrap();
    assert!(hops.iter().all(|hop| hop.problem.is_none()), "whoever tests it asks something of it: {hops:?}");
    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    sign_in(&desk, "sandbox", false).await;
    assert!(listens());
}

#[tokio::test]
async fn a_sandbox_that_cannot_listen_is_reported_and_retried() {
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    let bed = Bed::new();
    let mut options = bed.options();
    let fails = std::sync::Arc::new(AtomicBool::new(true));
    let failing = fails.clone();
    options.sandbox.as_mut().unwrap().open = crate::OpenSandbox::new(move || {
        if failing.load(SeqCst) { Err(std::io::Error::other("no port is free")) } else { Ok(()) }
    });
    let desk = Desk::open(options).await.unwrap();
    for _ in 0..2 {
        let problem = desk.sessions.sign_in(password("sandbox", sandbox::PASSWORD, false)).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::ServerUnreachable);
        assert!(problem.message.contains("no port is free"), "{}", problem.message);
    }
    fails.store(false, SeqCst);
    sign_in(&desk, "sandbox", false).await;
    desk.shutdown().await;
}

/// Nobody holds what a domain remembers.
fn unlocked(desk: &Desk) -> bool {
    desk.core.memory.is_free()
        && desk.connections.memory.is_free()
        && desk.sessions.memory.is_free()
        && desk.requests.memory.is_free()
        && desk.mirror.memory.is_free()
        && desk.outbox.memory.is_free()
}

#[tokio::test]
async fn reads_the_systems_proxies_without_holding_a_lock() {
    use std::sync::{Arc, Mutex, OnceLock};
    let bed = Bed::new();
    let (asked, opened) = (Arc::new(Mutex::new(Vec::new())), Arc::new(OnceLock::<Desk>::new()));
    let (asking, desk) = (asked.clone(), opened.clone());
    let usual_proxy = crate::UsualProxy::new(move |_| {
        // Other tasks hold the lock for a moment; a caller that holds it while it asks would never release it.
        let begun = std::time::Instant::now();
        let free = || desk.get().is_none_or(unlocked);
        while !free() && begun.elapsed().as_secs() < 20 {
            std::thread::yield_now();
        }
        asking.lock().unwrap().push(free() || begun.elapsed().as_secs() < 20);
        Some("proxy.example:3128, from this computer's settings".to_owned())
    });
    let desk = Desk::open(crate::Options { usual_proxy, ..bed.options() }).await.unwrap();
    let _ = opened.set(desk.clone());
    desk.app.save_connection(draft()).await.unwrap();
    let snapshot = desk.app.snapshot().await.unwrap();
    assert!(snapshot.connections.iter().all(|known| known.usual_proxy.as_ref().is_some_and(|text| !text.is_empty())));
    let asked = asked.lock().unwrap().clone();
    assert!(asked.len() >= 3 && asked.iter().all(|free| *free), "{asked:?}");
    desk.shutdown().await;
}
