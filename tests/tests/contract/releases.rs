//! Differences between the releases of the server.

use acceptance::drafts::{self, Household};
use crmcom::{
    Credentials, Error, ListFilter, Page, Release, RequestIdentifier, Secret,
    catalogue::{Fault, OPERATIONS, Provider},
};

use crate::{Desk, READ_TIMEOUT, client, submission, telling};

#[tokio::test]
async fn a_release_offers_exactly_its_operations() {
    for release in [Release::R4, Release::new(9, 0, 0), Release::R11, Release::R13] {
        let desk = Desk::open(release).await;
        for (operation, household) in OPERATIONS.iter().zip(1..) {
            // Filled in for a release that has the operation; the form reports fields that an older one lacks.
            let sent = submission(operation, household, operation.until.unwrap_or(Release::R11), None);
            let before = desk.sandbox.control().posts(operation.path);
            let answer = desk.client.submit(&desk.token, &sent).await;
            if operation.offered_by(release).is_ok() {
                assert!(answer.is_ok(), "{} on {release}: {answer:?}", operation.id);
            } else {
                assert!(matches!(answer, Err(Error::NotOffered { .. })), "{} on {release}: {answer:?}", operation.id);
                assert_eq!(desk.sandbox.control().posts(operation.path), before, "{}: nothing is sent", operation.id);
                // If the desk assumes another release, the server's answer reports it.
                let believes = client(&desk.sandbox, operation.until.unwrap_or(operation.from), READ_TIMEOUT);
                let error = believes.submit(&desk.token, &sent).await.expect_err(operation.id);
                assert!(matches!(error, Error::Refused(_) | Error::NotJson { .. }), "{}: {error:?}", operation.id);
            }
        }
    }
}

#[tokio::test]
async fn a_field_that_the_release_lacks_is_a_fault() {
    for operation in OPERATIONS {
        for field in operation.fields.iter().filter(|field| field.from > operation.from) {
            let mut inputs = drafts::inputs(operation, Household(1));
            inputs.push((field.name.to_owned(), "2031-05-04T10:30".to_owned()));
            let checked = drafts::draft(operation, inputs).check(operation.from).expect("it is declared");
            let told = checked.faults.iter().any(|fault| matches!(fault.fault, Fault::NotInRelease { .. }));
            assert!(told, "{}: {} on {}", operation.id, field.name, operation.from);
        }
    }
}

/// Nagravision's requests can be shown from R11 on only.
#[tokio::test]
async fn requests_that_the_release_cannot_show_are_reported() {
    let desk = Desk::open(Release::new(9, 0, 0)).await;
    for operation in telling() {
        if operation.offered_by(Release::new(9, 0, 0)).is_err() {
            continue;
        }
        let accepted = desk.submit(&submission(operation, 1, Release::new(9, 0, 0), None)).await.expect(operation.id);
        let provider = operation.provider.expect("it tells of its request");
        let shown = desk.client.show_request(&desk.token, provider, &RequestIdentifier::Id(accepted.id)).await;
        match provider {
            Provider::Conax => assert!(shown.is_ok(), "{}: {shown:?}", operation.id),
            Provider::Nagravision => {
                assert!(matches!(shown, Err(Error::NotOffered { .. })), "{}: {shown:?}", operation.id);
            }
        }
    }
}

#[tokio::test]
async fn lists_come_in_pages_from_r13() {
    let filter = ListFilter::Type("CREATE_PAIRING".to_owned());
    let part = Some(Page { number_of_results: 2, offset: 0 });
    for (release, paged) in [(Release::R11, false), (Release::R13, true)] {
        let desk = Desk::open(release).await;
        let operation = crmcom::catalogue::find("conax.create-pairing").expect("it is declared");
        for household in 1..=5 {
            desk.submit(&submission(operation, household, release, None)).await.expect("accepted");
        }
        let mut rows = Vec::new();
        let mut listing = desk.client.list_requests(&desk.token, &filter, part).await.expect("a list");
        while let Some(batch) = listing.next().await.expect("a list") {
            rows.extend(batch);
        }
        if paged {
            assert_eq!(rows.len(), 2, "{release}: a page has what was asked for");
        } else {
            assert!(rows.len() >= 5, "{release}: without pages everything comes");
        }
    }
}

#[tokio::test]
async fn a_web_api_key_signs_in_from_r10() {
    let key = || Credentials::WebApiKey { key: Secret::new(sandbox::WEB_API_KEY), unit: None };
    for (release, offered) in [(Release::new(9, 0, 0), false), (Release::R11, true), (Release::R13, true)] {
        let desk = Desk::open(release).await;
        let session = desk.client.sign_in(&key()).await;
        assert_eq!(session.is_ok(), offered, "{release}: {session:?}");
        if let Ok(session) = session {
            let sent = submission(&OPERATIONS[0], 1, release, None);
            assert!(desk.client.submit(&session.token, &sent).await.is_ok(), "{release}: the token is good");
            assert!(!format!("{session:?}").contains(session.token.expose()), "a token is never printed");
        }
    }
}
