//! Sign-in by password and by Web API key.

use crate::tests::harness::*;
use crate::{error::problem::ProblemCode, view::SignIn};

#[tokio::test]
async fn wrong_credentials_are_reported_at_the_field() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let problem = desk.sessions.sign_in(password("sandbox", "wrong", false)).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::WrongCredentials);
    assert_eq!(problem.fields[0].field, "password");
    assert_eq!(problem.message, "", "the server's sentence contains the word that was typed");
    assert!(problem.detail.as_ref().is_some_and(|code| code.contains("CREDENTIALS")), "{problem:?}");
    let problem = desk.sessions.sign_in(password("sandbox", "guess", false)).await.unwrap_err();
    assert_eq!(problem.message, "The user name, password or organisation is wrong.", "other words are the server's");
    let problem = desk.sessions.sign_in(password("sandbox", "", false)).await.unwrap_err();
    assert_eq!((problem.code, problem.fields[0].field.as_str()), (ProblemCode::InvalidInput, "password"));
    assert!(desk.app.snapshot().await.unwrap().session.is_none());
    assert_eq!(desk.outbox.send(reset_pin(CARD)).await.unwrap_err().code, ProblemCode::NotSignedIn);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_web_api_key_signs_in() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let key = |key: &str| SignIn::WebApiKey {
        connection: "sandbox".to_owned(),
        web_api_key: key.to_owned(),
        unit: None,
        keep: false,
    };
    let session = desk.sessions.sign_in(key(" SANDBOX-KEY-1\n")).await.unwrap();
    assert!(!session.user.contains("SANDBOX-KEY"), "the key is not a name");
    assert_eq!(desk.sessions.sign_in(key("wrong")).await.unwrap_err().fields[0].field, "web_api_key");
    desk.shutdown().await;
}

#[tokio::test]
async fn the_connections_organisation_is_required_for_a_sign_in() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let id = own_connection(&desk, bed.sandbox.url()).await;
    assert_eq!(sign_in(&desk, &id, false).await.organisation, sandbox::ORGANISATION);
    desk.sessions.sign_out().await.unwrap();
    // As in a settings file written by hand.
    desk.core.settings.lock().change(|settings| settings.connections[0].organisation = " ".to_owned()).unwrap();
    let by_key = SignIn::WebApiKey {
        connection: id.clone(),
        web_api_key: sandbox::WEB_API_KEY.to_owned(),
        unit: None,
        keep: false,
    };
    for request in [password(&id, sandbox::PASSWORD, false), by_key] {
        assert_eq!(desk.sessions.sign_in(request).await.unwrap_err().code, ProblemCode::NoOrganisation);
    }
    let snapshot = desk.app.snapshot().await.unwrap();
    let told = snapshot.connections.iter().find(|connection| connection.id == id).unwrap().problem.clone().unwrap();
    assert_eq!((told.code, told.fields[0].field.as_str()), (ProblemCode::NoOrganisation, "organisation"));
    desk.shutdown().await;
}
