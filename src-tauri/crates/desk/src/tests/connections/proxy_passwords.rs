//! The password of a proxy is in the keyring and in no file.

use std::fs;

use store::secrets::SecretError;

use super::{draft, faults};
use crate::tests::harness::*;
use crate::{
    Desk,
    connections::Making,
    error::problem::ProblemCode,
    view::{ConnectionDraft, KeyringState},
};

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
async fn a_proxy_is_saved_in_its_normal_form() {
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
async fn a_proxy_password_in_a_settings_file_is_not_shown() {
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
        desk.core.settings.lock().change(|settings| settings.connections[0].proxy = proxy).unwrap();
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
async fn a_client_with_a_missing_or_old_proxy_password_is_not_cached() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let keyring = || async { desk.app.snapshot().await.unwrap().keyring.state };
    when(&desk, "asked", || async { keyring().await == KeyringState::Ready }).await;
    let by = |proxy: &str| ConnectionDraft { proxy: Some(proxy.to_owned()), ..draft() };
    let id = desk.app.save_connection(by("http://me:hunter22@proxy.example")).await.unwrap().id;
    let known = desk.connections.connection(&id).unwrap();
    let stays =
        || matches!(desk.connections.memory.lock().ways.get(&id), Some(way) if matches!(way.client, Making::Done(_)));
    for error in [SecretError::Failed("no".to_owned()), SecretError::Locked("no answer".to_owned())] {
        bed.keyring.refuse(Some(error));
        desk.connections.client_of(&known).await.unwrap();
        assert!(!stays(), "nobody knew its password");
    }
    assert_eq!(keyring().await, KeyringState::Locked, "and it is said");
    bed.keyring.refuse(None);
    desk.connections.client_of(&known).await.unwrap();
    assert!(stays());

    desk.connections.memory.lock().ways.clear();
    let newer = crmcom::Secret::new("http://me:hunter33@proxy.example/");
    let (made, kept) = tokio::join!(desk.connections.client_of(&known), desk.connections.keep_proxy(&id, Some(&newer)));
    assert!(made.is_ok() && kept.is_ok());
    assert!(!stays(), "it was made with the old one");

    assert_eq!(keyring().await, KeyringState::Locked);
    desk.app.remove_connection(id).await.unwrap();
    when(&desk, "forgotten once it is open", || async { bed.keyring.accounts().is_empty() }).await;
    desk.shutdown().await;
}
