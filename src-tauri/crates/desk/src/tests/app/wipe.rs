//! A wipe removes customer data from this computer.

use crate::tests::harness::*;
use crate::{
    error::problem::ProblemCode,
    tests::lookups::{entities, listed, of, resolve},
    view::{EntityKind, IdentifierKind},
};

#[tokio::test]
async fn look_ups_are_separate_by_user_and_a_wipe_removes_all() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    resolve(&desk, &of(EntityKind::Smartcard, "01900000005", IdentifierKind::SerialNumber)).await;
    let key = crate::view::SignIn::WebApiKey {
        connection: "sandbox".to_owned(),
        web_api_key: sandbox::WEB_API_KEY.to_owned(),
        unit: None,
        keep: false,
    };
    desk.sessions.sign_in(key).await.unwrap();
    assert!(
        entities(&desk.lookups.search("01900000005".to_owned()).await.unwrap().hits).iter().all(|it| it.id.is_none())
    );
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 0);
    sign_in(&desk, "sandbox", false).await;
    listed(&desk).await;
    assert_eq!(entities(&desk.lookups.search("CARD-5".to_owned()).await.unwrap().hits).len(), 1);
    let job = crate::view::JobDraft {
        note: Some("Smith, 2nd floor".to_owned()),
        smartcard: Some("5".to_owned()),
        ..Default::default()
    };
    assert_eq!(desk.field.add_jobs(vec![job]).await.unwrap().jobs.len(), 1);
    desk.sessions.sign_out().await.unwrap();
    assert_eq!(desk.lookups.search("CARD-5".to_owned()).await.unwrap_err().code, ProblemCode::NotSignedIn);
    assert_eq!(desk.lookups.recents().await.unwrap_err().code, ProblemCode::NotSignedIn);
    session_over(&desk, "sandbox");
    assert_eq!(entities(&desk.lookups.search("CARD-5".to_owned()).await.unwrap().hits).len(), 1, "it is still his");
    let copy = bed.data_dir().join("journal.before-9.db");
    std::fs::copy(bed.data_dir().join("journal.db"), &copy).unwrap();
    let wiped = desk.app.wipe().await.unwrap();
    assert!(wiped.entities >= 1 && wiped.requests >= 1 && wiped.searched > 3, "{wiped:?}");
    assert_eq!((wiped.left, wiped.jobs), (0, 1));
    assert!(!copy.exists(), "the jobs are in it too");
    let cache_files = |text| files_with(&bed.data_dir(), text);
    assert!(cache_files("CARD-5").is_empty(), "{:?}", cache_files("CARD-5"));
    assert!(entities(&desk.lookups.search("CARD-5".to_owned()).await.unwrap().hits).is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn after_a_wipe_a_page_asks_the_server_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let card = || of(EntityKind::Smartcard, "01900000005", IdentifierKind::SerialNumber);
    let told =
        || async { desk.entities.entity_page(card()).await.unwrap().entity.source == crate::view::Source::LookUp };
    when(&desk, "looked up", told).await;
    desk.app.wipe().await.unwrap();
    when(&desk, "looked up anew", told).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_wipe_removes_logs_set_aside_files_and_users() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    desk.sessions.sign_out().await.unwrap();
    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    let logs = bed.data_dir().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    for file in ["logs/desk.2026-01-01.log", "logs/desk.2026-01-02.log", "settings.set-aside-1.json"] {
        std::fs::write(bed.data_dir().join(file), "SENTINEL-NAME").unwrap();
    }
    assert_eq!(desk.core.settings().get().last_sign_in.len(), 2);
    desk.app.wipe().await.unwrap();
    assert!(files_with(&bed.data_dir(), "SENTINEL-NAME").is_empty());
    let left: Vec<String> = desk.core.settings().get().last_sign_in.keys().cloned().collect();
    assert_eq!(left, ["sandbox"], "whoever is signed in goes on");
    assert!(desk.app.snapshot().await.unwrap().session.is_some());
    desk.shutdown().await;
}
