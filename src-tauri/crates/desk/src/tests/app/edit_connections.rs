use std::fs;

use store::SecretError;

use crate::{
    Desk,
    connections::Making,
    error::problem::{Problem, ProblemCode},
    tests::harness::*,
    view::{
        ConnectionDraft, ConnectionKind, EntityKind, EntityRef, Hop, KeyringState, RequestQuery, RequestState,
        ResolvedState,
    },
};

fn draft() -> ConnectionDraft {
    ConnectionDraft {
        id: None,
        name: "Live".to_owned(),
        server_url: "https://crm.example".to_owned(),
        organisation: "DEMO".to_owned(),
        unit: None,
        release: "R11".to_owned(),
        time_zone: "Europe/Athens".to_owned(),
        kind: ConnectionKind::Live,
        ca_file: None,
        proxy: None,
    }
}

fn faults(problem: &Problem) -> Vec<(&str, &str)> {
    problem.fields.iter().map(|field| (field.field.as_str(), field.fault.as_str())).collect()
}

#[tokio::test]
async fn a_connection_is_added_changed_and_removed() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let added = desk.app.save_connection(draft()).await.unwrap();
    assert!(!added.read_only && added.problem.is_none());
    let changed = ConnectionDraft { id: Some(added.id.clone()), name: "LIVE".to_owned(), ..draft() };
    assert_eq!(desk.app.save_connection(changed).await.unwrap().id, added.id);
    let names: Vec<_> = desk.app.snapshot().await.unwrap().connections.into_iter().map(|known| known.name).collect();
    assert_eq!(names, ["LIVE", "Sandbox"]);
    desk.app.select_connection(added.id.clone()).await.unwrap();
    desk.app.remove_connection(added.id.clone()).await.unwrap();
    assert_eq!(desk.app.snapshot().await.unwrap().connection, "sandbox", "another one is chosen");
    assert_eq!(desk.app.remove_connection(added.id).await.unwrap_err().code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn each_bad_field_is_told_at_the_field() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let bad = ConnectionDraft {
        name: " ".to_owned(),
        server_url: "http://crm.example".to_owned(),
        organisation: String::new(),
        release: "R99".to_owned(),
        time_zone: "Mars/Olympus".to_owned(),
        ca_file: Some("/nowhere/ca.pem".to_owned()),
        proxy: Some("gopher://me:secret@proxy:3128".to_owned()),
        ..draft()
    };
    let checked = desk.app.check_connection(bad.clone()).await.unwrap();
    let problem = desk.app.save_connection(bad).await.unwrap_err();
    assert_eq!(checked, problem.fields);
    assert_eq!(desk.app.check_connection(draft()).await.unwrap(), []);
    assert_eq!(desk.app.snapshot().await.unwrap().connections.len(), 1, "to check is not to save");
    assert_eq!(problem.code, ProblemCode::InvalidInput);
    assert_eq!(
        faults(&problem),
        [
            ("name", "required"),
            ("organisation", "required"),
            ("server_url", "notHttps"),
            ("time_zone", "unknownTimeZone"),
            ("proxy", "badProxy"),
            ("release", "unknownRelease"),
            ("ca_file", "caFileUnreadable"),
        ]
    );
    for (draft, code) in [
        (ConnectionDraft { release: "R3".to_owned(), ..draft() }, ProblemCode::UnknownRelease),
        (ConnectionDraft { ca_file: Some("/nowhere/ca.pem".to_owned()), ..draft() }, ProblemCode::CaFileUnreadable),
        (ConnectionDraft { server_url: "crm".to_owned(), ..draft() }, ProblemCode::InvalidInput),
        (ConnectionDraft { name: "Sandbox".to_owned(), ..draft() }, ProblemCode::InvalidInput),
    ] {
        assert_eq!(desk.app.save_connection(draft).await.unwrap_err().code, code);
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn the_password_of_a_proxy_is_in_the_keyring_and_in_no_file() {
    let bed = Bed::new();
    let desk = bed.open().await;
    when(&desk, "asked", || async { desk.app.snapshot().await.unwrap().keyring.state == KeyringState::Ready }).await;
    let by = |proxy: &str, id: Option<&str>| ConnectionDraft {
        id: id.map(str::to_owned),
        proxy: Some(proxy.to_owned()),
        ..draft()
    };
    let whole = async |id: &str| {
        desk.connections.whole_proxy(&desk.connections.connection(id).unwrap()).await.unwrap().unwrap()
    };
    let saved = desk.app.save_connection(by("me:hunter%2022@proxy.example:3128", None)).await.unwrap();
    assert_eq!(saved.proxy.as_deref(), Some("http://me@proxy.example:3128"), "shown without it");
    assert_eq!(whole(&saved.id).await, "http://me:hunter%2022@proxy.example:3128/", "and used with it");
    assert!(files_with(&bed.data_dir(), "hunter").is_empty());
    assert_eq!(bed.keyring.accounts(), [format!("{}/proxy", saved.id)]);

    let again = desk.app.save_connection(by("http://me@proxy.example:3128", Some(&saved.id))).await.unwrap();
    assert!(whole(&again.id).await.contains("hunter"), "it stays with its address");
    for other in
        ["http://me@elsewhere.example:3128", "http://she@proxy.example:3128", "socks5h://me@proxy.example:3128"]
    {
        desk.app.save_connection(by(other, Some(&saved.id))).await.unwrap();
        assert_eq!(whole(&saved.id).await, other, "and is shown to no other proxy");
        assert_eq!(bed.keyring.accounts(), Vec::<String>::new(), "for {other} it is of no use");
    }
    desk.app.save_connection(by("http://me:hunter22@proxy.example", Some(&saved.id))).await.unwrap();
    desk.app.save_connection(ConnectionDraft { proxy: None, ..by("", Some(&saved.id)) }).await.unwrap();
    assert_eq!(bed.keyring.accounts(), Vec::<String>::new(), "without a proxy it is of no use");

    let no = || "no".to_owned();
    for (error, code, fault) in [
        (SecretError::Missing(no()), ProblemCode::KeyringMissing, "proxyKeyringMissing"),
        (SecretError::Locked(no()), ProblemCode::KeyringLocked, "proxyKeyringLocked"),
        (SecretError::TooLong(no()), ProblemCode::KeyringTooLong, "proxyPasswordTooLong"),
        (SecretError::Failed(no()), ProblemCode::KeyringFailed, "passwordInProxy"),
    ] {
        bed.keyring.refuse(Some(error));
        let refused =
            desk.app.save_connection(by("http://me:hunter22@proxy.example", Some(&saved.id))).await.unwrap_err();
        assert_eq!((refused.code, faults(&refused)), (code, vec![("proxy", fault)]), "it is kept nowhere else");
        assert!(!format!("{refused:?}").contains("hunter"));
    }
    bed.keyring.refuse(None);
    desk.app.save_connection(by("http://me:hunter22@proxy.example", Some(&saved.id))).await.unwrap();
    desk.app.remove_connection(saved.id).await.unwrap();
    assert_eq!(bed.keyring.accounts(), Vec::<String>::new(), "nor without its connection");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_proxy_is_saved_as_it_was_read() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let by = |proxy: &str| ConnectionDraft { name: proxy.to_owned(), proxy: Some(proxy.to_owned()), ..draft() };
    for (typed, saved) in [
        ("Proxy.example:3128/", "http://proxy.example:3128"),
        ("http://:hunter22@proxy.example:3128", "http://@proxy.example:3128"),
        ("http://@proxy.example:3128", "http://@proxy.example:3128"),
    ] {
        let draft = ConnectionDraft { name: typed.len().to_string(), ..by(typed) };
        let known = desk.app.save_connection(draft).await.unwrap();
        assert_eq!(known.proxy.as_deref(), Some(saved));
        let whole =
            desk.connections.whole_proxy(&desk.connections.connection(&known.id).unwrap()).await.unwrap().unwrap();
        assert_eq!(whole.contains("hunter22"), typed.contains("hunter22"), "a password needs no name: {typed}");
    }
    for typed in [r"CORP\eleni:hunter22@proxy:3128", "me:12#hunter22@proxy", "me:12/hunter22@proxy"] {
        let refused = desk.app.save_connection(by(typed)).await.unwrap_err();
        assert_eq!(faults(&refused), [("proxy", "badProxy")]);
        assert!(!format!("{refused:?}").contains("hunter"));
    }
    assert!(files_with(&bed.data_dir(), "hunter").is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_password_that_is_written_by_hand_never_comes_to_the_page() {
    let bed = Bed::new();
    let path = bed.dir.path().join("connections.json");
    fs::write(
        &path,
        r#"{"version":1,"connections":[{"id":"hq","name":"Head office","server_url":"https://crm.example",
            "organisation":"DEMO","release":"R11","time_zone":"UTC","kind":"live",
            "proxy":"http://me:hunter22@proxy.example"}]}"#,
    )
    .unwrap();
    let desk = Desk::open(crate::Options { administrator_file: Some(path), ..bed.options() }).await.unwrap();
    let own = desk.app.save_connection(ConnectionDraft { proxy: Some("proxy".to_owned()), ..draft() }).await.unwrap();
    let write = |proxy: &str| {
        let proxy = Some(proxy.to_owned());
        desk.core.settings().change(|settings| settings.connections[0].proxy = proxy).unwrap();
    };
    let shown = async |id: &str| {
        let snapshot = desk.app.snapshot().await.unwrap();
        assert!(!format!("{snapshot:?}").contains("hunter"));
        snapshot.connections.into_iter().find(|known| known.id == id).unwrap()
    };
    let whole = async |id: &str| {
        desk.connections.whole_proxy(&desk.connections.connection(id).unwrap()).await.unwrap().unwrap()
    };
    assert_eq!(shown("hq").await.proxy.as_deref(), Some("http://me@proxy.example"));
    assert!(whole("hq").await.contains("hunter22"), "it is used all the same");

    write(r"CORP\eleni:hunter22@proxy:3128");
    let bad = shown(&own.id).await;
    assert_eq!((bad.proxy, faults(&bad.problem.unwrap())), (None, vec![("proxy", "badProxy")]));

    write("me:hunter22@proxy.example");
    let known = shown(&own.id).await;
    assert_eq!((known.proxy.as_deref(), known.problem), (Some("http://me@proxy.example"), None));
    let again = ConnectionDraft { id: Some(own.id.clone()), proxy: known.proxy, ..draft() };
    desk.app.save_connection(again).await.unwrap();
    assert!(files_with(&bed.data_dir(), "hunter").is_empty(), "it moved");
    assert_eq!(bed.keyring.accounts(), [format!("{}/proxy", own.id)]);
    assert!(whole(&own.id).await.contains("hunter22"));
    desk.shutdown().await;
}

#[tokio::test]
async fn no_client_stays_without_its_proxys_password_or_with_an_old_one() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let keyring = || async { desk.app.snapshot().await.unwrap().keyring.state };
    when(&desk, "asked", || async { keyring().await == KeyringState::Ready }).await;
    let by = |proxy: &str| ConnectionDraft { proxy: Some(proxy.to_owned()), ..draft() };
    let id = desk.app.save_connection(by("http://me:hunter22@proxy.example")).await.unwrap().id;
    let known = desk.connections.connection(&id).unwrap();
    let stays =
        || matches!(desk.connections.memory().ways.get(&id), Some(way) if matches!(way.client, Making::Done(_)));
    for error in [SecretError::Failed("no".to_owned()), SecretError::Locked("no answer".to_owned())] {
        bed.keyring.refuse(Some(error));
        desk.connections.client_of(&known).await.unwrap();
        assert!(!stays(), "nobody knew its password");
    }
    assert_eq!(keyring().await, KeyringState::Locked, "and it is said");
    bed.keyring.refuse(None);
    desk.connections.client_of(&known).await.unwrap();
    assert!(stays());

    desk.connections.memory().ways.clear();
    let newer = crmcom::Secret::new("http://me:hunter33@proxy.example/");
    let (made, kept) = tokio::join!(desk.connections.client_of(&known), desk.connections.keep_proxy(&id, Some(&newer)));
    assert!(made.is_ok() && kept.is_ok());
    assert!(!stays(), "it was made with the old one");

    assert_eq!(keyring().await, KeyringState::Locked);
    desk.app.remove_connection(id).await.unwrap();
    when(&desk, "forgotten once it is open", || async { bed.keyring.accounts().is_empty() }).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_time_zone_is_saved_by_its_name_and_one_that_nobody_knows_is_said() {
    let bed = Bed::new();
    let desk = bed.open().await;
    for (typed, saved) in
        [("europe/athens", "Europe/Athens"), ("US/Eastern", "US/Eastern"), (" Etc/GMT+2", "Etc/GMT+2")]
    {
        let draft = ConnectionDraft { name: typed.to_owned(), time_zone: typed.to_owned(), ..draft() };
        assert_eq!(desk.app.save_connection(draft).await.unwrap().time_zone, saved);
    }
    let id = desk.app.snapshot().await.unwrap().connections[0].id.clone();
    desk.core.settings().change(|settings| settings.connections[0].time_zone = "Mars/Olympus".to_owned()).unwrap();
    let snapshot = desk.app.select_connection(id).await.unwrap();
    let problem = snapshot.connections[0].problem.clone().unwrap();
    assert_eq!(faults(&problem), [("time_zone", "unknownTimeZone")]);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_connection_with_an_unknown_release_stays_listed_and_says_so() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = desk.app.save_connection(draft()).await.unwrap().id;
    desk.core.settings().change(|settings| settings.connections[0].release = "R42".to_owned()).unwrap();
    let snapshot = desk.app.select_connection(id.clone()).await.unwrap();
    let known = snapshot.connections.iter().find(|known| known.id == id).unwrap();
    assert_eq!(known.problem.as_ref().unwrap().code, ProblemCode::UnknownRelease);
    assert_eq!(desk.sessions.sign_in(password(&id, "x", false)).await.unwrap_err().code, ProblemCode::UnknownRelease);
    desk.shutdown().await;
}

#[tokio::test]
async fn what_is_built_in_or_the_administrators_cannot_be_changed() {
    let bed = Bed::new();
    let path = bed.dir.path().join("connections.json");
    fs::write(
        &path,
        r#"{"version":1,"connections":[{"id":"hq","name":"Head office","server_url":"https://crm.example",
            "organisation":"DEMO","release":"R11","time_zone":"UTC","kind":"live"}]}"#,
    )
    .unwrap();
    let desk = Desk::open(crate::Options { administrator_file: Some(path), ..bed.options() }).await.unwrap();
    let snapshot = desk.app.snapshot().await.unwrap();
    assert_eq!(snapshot.connections.iter().map(|known| known.id.as_str()).collect::<Vec<_>>(), ["hq", "sandbox"]);
    assert!(snapshot.connections.iter().all(|known| known.read_only));
    assert!(snapshot.connections[1].demo.is_some(), "the sandbox's credentials are shown");
    for id in ["hq", "sandbox"] {
        let changed = ConnectionDraft { id: Some(id.to_owned()), ..draft() };
        assert_eq!(desk.app.save_connection(changed).await.unwrap_err().code, ProblemCode::ConnectionReadOnly);
        assert_eq!(desk.app.remove_connection(id.to_owned()).await.unwrap_err().code, ProblemCode::ConnectionReadOnly);
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_connection_with_waiting_requests_is_not_removed() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    hold(&desk, 60).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    let problem = desk.app.remove_connection(id.clone()).await.unwrap_err();
    assert_eq!(faults(&problem), [("connection", "requestsWaiting")]);
    desk.outbox.undo(key.clone()).await.unwrap();
    desk.app.remove_connection(id).await.unwrap();
    assert!(desk.requests.request(key).await.is_ok(), "what was done stays in the journal");
    desk.shutdown().await;
}

#[tokio::test]
async fn what_one_server_told_is_not_shown_as_anothers() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    hold(&desk, 0).await;
    let key = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    let listed = || async { desk.requests.request_page(RequestQuery::default()).await.unwrap() };
    when(&desk, "read", || async { listed().await.synced.is_some() && listed().await.rows.len() > 1 }).await;
    let card = EntityRef { kind: EntityKind::Smartcard, text: CARD.to_owned(), by: None };
    let found = || async { desk.lookups.resolve(card.clone(), None).await.unwrap() };
    assert_eq!(found().await.state, ResolvedState::Found);

    let same = ConnectionDraft { id: Some(id.clone()), server_url: bed.sandbox.url().to_owned(), ..draft() };
    let renamed = ConnectionDraft { organisation: sandbox::ORGANISATION.to_owned(), ..same };
    desk.app.save_connection(renamed.clone()).await.unwrap();
    assert!(listed().await.rows.len() > 1, "another name is the same server");
    assert!(found().await.entity.is_some());

    desk.app
        .save_connection(ConnectionDraft { server_url: "https://crm.example".to_owned(), ..renamed })
        .await
        .unwrap();
    let left = listed().await;
    assert_eq!(left.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), [key], "what this desk sent stays");
    assert!(left.synced.is_none());
    assert!(found().await.entity.is_none(), "{:?}", found().await);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_test_names_the_hop_that_fails() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let good = ConnectionDraft { server_url: bed.sandbox.url().to_owned(), ..draft() };
    let hops = desk.app.test_connection(good).await.unwrap();
    assert!(hops.iter().all(|hop| hop.problem.is_none()), "{hops:?}");
    assert_eq!(hops.last().unwrap().hop, Hop::Crm);
    let gone = ConnectionDraft { server_url: "http://127.0.0.1:1".to_owned(), name: String::new(), ..draft() };
    let hops = desk.app.test_connection(gone).await.unwrap();
    let last = hops.last().unwrap();
    assert_eq!((last.hop, last.problem.as_ref().unwrap().code), (Hop::Server, ProblemCode::ServerUnreachable));
    desk.shutdown().await;
}

#[tokio::test]
async fn the_sandbox_listens_only_when_it_is_chosen() {
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
async fn a_sandbox_that_could_not_listen_says_so_and_is_tried_again() {
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
    desk.core.memory.try_lock().is_ok()
        && desk.connections.shared.memory.try_lock().is_ok()
        && desk.sessions.shared.memory.try_lock().is_ok()
        && desk.requests.shared.memory.try_lock().is_ok()
        && desk.mirror.shared.memory.try_lock().is_ok()
        && desk.outbox.shared.memory.try_lock().is_ok()
}

#[tokio::test]
async fn the_system_is_not_asked_for_its_proxies_with_the_state_in_hand() {
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
