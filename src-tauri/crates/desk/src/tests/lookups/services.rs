//! The list of services: unreadable rows hide no other row, and are reported.

use crmcom::Release;

use super::{of, resolve};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    requests::list_faults::SERVICES_LIST,
    tests::distorting_proxy::{DistortingProxy, Distortion},
    view::{ConnectionRules, EntityKind, IdentifierKind, Services, SignIn},
};

const LIST: &str = "products/list";

const READABLE_LIST: &str = r#"{"status":{"code":"OK"},"data":[
    {"id":"P1","code":"GOLD","type":{"classification":"SERVICES"}},
    {"id":"P2","code":"KIDS","type":{"classification":"SERVICES"}}]}"#;

/// The second row is unreadable, the third is no service, and the last is null.
const UNREADABLE_LIST: &str = r#"{"status":{"code":"OK"},"data":[
    {"id":"P1","code":"GOLD","type":{"classification":"SERVICES"}},
    {"description":"Kids","pin":"4711","type":"RESET_PIN"},
    {"id":"P9","code":"BOX","type":{"classification":"PHYSICALGOODS"}},
    {"id":"P3","code":"SPORT","type":{"classification":"SERVICES"}}, null]}"#;

async fn distorted_services(release: Release, answer: &'static str) -> (Bed, DistortingProxy, Desk, String) {
    let bed = Bed::with(release);
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    way.distort(answers(answer));
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), release).await;
    let rules = ConnectionRules { service_type: Some("TV".to_owned()), ..ConnectionRules::default() };
    desk.connections.save_rules(id.clone(), rules).await.unwrap();
    sign_in(&desk, &id, false).await;
    (bed, way, desk, id)
}

fn answers(answer: &'static str) -> Distortion {
    Distortion { answers: Some((LIST, answer)), ..Distortion::default() }
}

fn codes(services: &Services) -> Vec<&str> {
    services.services.iter().filter_map(|service| service.code.as_deref()).collect()
}

#[tokio::test]
async fn an_unreadable_row_is_counted_and_shown_and_hides_no_service() {
    for release in [Release::R11, Release::R13] {
        let (bed, way, desk, _) = distorted_services(release, UNREADABLE_LIST).await;
        let listed = desk.lookups.refresh_services().await.unwrap();
        assert_eq!(codes(&listed), ["GOLD", "SPORT"], "{release}");
        let fault = listed.fault.expect("it is said");
        assert_eq!((fault.list.as_str(), fault.as_of), (SERVICES_LIST, None));
        assert!(fault.unread >= 2.0, "{fault:?}");
        let rows = desk.requests.unread_rows(SERVICES_LIST.to_owned()).await.unwrap();
        assert!(rows[0].text.contains("Kids") && !rows[0].text.contains("4711"), "{rows:?}");
        assert_eq!(rows[1].text, "null");
        assert_eq!(desk.app.snapshot().await.unwrap().list_faults, [], "no page shows that list but the picker");

        // The same rows would be unreadable again, so the list is not read at each look.
        let asked = way.asked(LIST);
        bed.later_by(2 * 60);
        assert!(desk.lookups.services().await.unwrap().fault.is_some());
        assert_eq!(way.asked(LIST), asked, "{release}");
        way.distort(answers(READABLE_LIST));
        let listed = desk.lookups.refresh_services().await.unwrap();
        assert!(listed.as_of.is_some() && listed.fault.is_none(), "{listed:?}");
        assert_eq!(codes(&listed), ["GOLD", "KIDS"], "what the whole list leaves out is no service any more");
        assert_eq!(desk.requests.unread_rows(SERVICES_LIST.to_owned()).await.unwrap(), []);

        // Known services stay while the list cannot be read.
        way.distort(answers(r#"{"status":{"code":"OK"},"data":[{"id":"P1","code":"GOLD"},{"what":2}]}"#));
        let listed = desk.lookups.refresh_services().await.unwrap();
        assert_eq!(codes(&listed), ["GOLD", "KIDS"]);
        assert!(listed.fault.unwrap().as_of.is_some(), "since when");
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn reports_an_unreadable_list_also_in_the_background() {
    let (bed, way, desk, _) = distorted_services(Release::R11, READABLE_LIST).await;
    assert!(desk.lookups.refresh_services().await.unwrap().fault.is_none());
    way.distort(Distortion { fails: Some(LIST), ..Distortion::default() });
    bed.later_by(25 * 3_600);
    bed.control().set_token_life(Some(std::time::Duration::from_hours(72)));
    let id = desk.app.snapshot().await.unwrap().connection;
    sign_in(&desk, &id, false).await;
    when(&desk, "said", || async { desk.lookups.services().await.unwrap().fault.is_some() }).await;
    let services = desk.lookups.services().await.unwrap();
    let fault = services.fault.as_ref().unwrap();
    assert_eq!((fault.problem.code, fault.unread), (ProblemCode::NotJson, 0.0));
    assert_eq!((fault.as_of, codes(&services)), (services.as_of, vec!["GOLD", "KIDS"]), "what was known is there");
    assert!(services.as_of.is_some());
    for (answer, code) in [
        (r#"{"status":{"code":"OK"},"data":"none"}"#, ProblemCode::UnexpectedAnswer),
        (r#"{"status":{"code":"OK"},"data":[{"id":"P1","code":"GOLD"},"#, ProblemCode::TruncatedAnswer),
        (r#"{"status":{"code":"NO","message":"Not for you"},"data":""}"#, ProblemCode::Refused),
    ] {
        way.distort(answers(answer));
        let listed = desk.lookups.refresh_services().await.unwrap();
        assert_eq!(listed.problem.as_ref().map(|problem| problem.code), Some(code));
        assert_eq!(listed.fault.map(|fault| fault.problem), listed.problem, "{code:?}");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn stops_at_too_many_products_and_keeps_the_first() {
    let first = r#"{"code":"GOLD","type":{"classification":"SERVICES"}}"#;
    let boxes = (0..20_000).map(|id| format!(r#",{{"id":"{id}","type":{{"classification":"PHYSICALGOODS"}}}}"#));
    let answer = format!(r#"{{"data":[{first}{}],"status":{{"code":"OK"}}}}"#, boxes.collect::<String>());
    let (_bed, _way, desk, _) = distorted_services(Release::R11, answer.leak()).await;
    let listed = desk.lookups.refresh_services().await.unwrap();
    let problem = listed.problem.as_ref().expect("it is refused");
    assert_eq!((problem.code, problem.detail.as_deref()), (ProblemCode::AnswerTooLarge, Some("> 20000 products")));
    assert_eq!((codes(&listed), listed.as_of), (vec!["GOLD"], None));
    desk.shutdown().await;
}

#[tokio::test]
async fn unreadable_rows_are_shown_to_their_user_only() {
    let (_bed, _way, desk, connection) = distorted_services(Release::R11, UNREADABLE_LIST).await;
    assert!(desk.lookups.refresh_services().await.unwrap().fault.is_some());
    let key = sandbox::WEB_API_KEY.to_owned();
    desk.sessions.sign_in(SignIn::WebApiKey { connection, web_api_key: key, unit: None, keep: false }).await.unwrap();
    assert_eq!(desk.requests.unread_rows(SERVICES_LIST.to_owned()).await.unwrap(), []);
    desk.shutdown().await;
}

#[tokio::test]
async fn lists_services_once_their_type_is_known() {
    for release in [Release::R11, Release::R13] {
        let bed = Bed::with(release);
        let way = DistortingProxy::to(bed.sandbox.url()).await;
        let desk = bed.open().await;
        let id = own_connection_at(&desk, way.url(), release).await;
        sign_in(&desk, &id, false).await;
        when(&desk, "refused", || async { desk.lookups.services().await.unwrap().problem.is_some() }).await;
        let nothing = desk.lookups.services().await.unwrap();
        let problem = nothing.problem.unwrap();
        assert_eq!(problem.fields[0].field, "service_type");
        assert!(problem.message.contains("type_identifier"), "the server's words: {problem:?}");
        assert_eq!((nothing.fault, nothing.as_of), (None, None));
        bed.later_by(5 * 60);
        assert!(desk.lookups.services().await.unwrap().problem.is_some());
        assert_eq!(way.asked(LIST), 1, "it would be refused again");
        resolve(&desk, &of(EntityKind::Service, "GOLD", IdentifierKind::Code)).await;
        when(&desk, "read by itself", || async { desk.lookups.services().await.unwrap().as_of.is_some() }).await;
        let listed = desk.lookups.refresh_services().await.unwrap();
        assert_eq!(listed.problem, None);
        assert_eq!(codes(&listed), ["CINEMA", "GOLD", "KIDS", "SPORT"], "{release}");
        let as_of = listed.as_of.unwrap();
        bed.control().set_token_life(Some(std::time::Duration::from_hours(72)));
        bed.later_by(25 * 3_600);
        sign_in(&desk, &id, false).await;
        assert!(
            (desk.lookups.services().await.unwrap().as_of.unwrap() - as_of).abs() < f64::EPSILON,
            "at once as it was"
        );
        when(&desk, "read again", || async { desk.lookups.services().await.unwrap().as_of.unwrap() > as_of }).await;
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn the_sandbox_lists_its_services_from_the_beginning() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    when(&desk, "read by itself", || async { desk.lookups.services().await.unwrap().as_of.is_some() }).await;
    assert_eq!(codes(&desk.lookups.services().await.unwrap()), ["CINEMA", "GOLD", "KIDS", "SPORT"]);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_server_that_needs_no_type_lists_the_services_of_all_types() {
    let two_types = r#"{"status":{"code":"OK"},"data":[
        {"id":"P1","code":"GOLD","type":{"id":"T1","classification":"SERVICES"}},
        {"id":"P9","code":"BOX","type":{"id":"T9","classification":"PHYSICALGOODS"}},
        {"id":"P2","code":"RENTAL","type":{"id":"T2","classification":"SERVICES"}}]}"#;
    let untyped = r#"{"status":{"code":"OK"},"data":[{"id":"P1","code":"GOLD"}]}"#;
    for (answer, listed) in [(two_types, vec!["GOLD", "RENTAL"]), (untyped, vec!["GOLD"])] {
        let bed = Bed::with(Release::R11);
        let way = DistortingProxy::to(bed.sandbox.url()).await;
        way.distort(answers(answer));
        let desk = bed.open().await;
        let id = own_connection_at(&desk, way.url(), Release::R11).await;
        sign_in(&desk, &id, false).await;
        let services = desk.lookups.refresh_services().await.unwrap();
        assert_eq!((codes(&services), &services.problem, services.as_of.is_some()), (listed, &None, true));
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_list_without_services_is_not_taken_for_the_servers_list() {
    let bed = Bed::with(Release::R11);
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    way.distort(answers(r#"{"status":{"code":"OK"},"data":[]}"#));
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), Release::R11).await;
    sign_in(&desk, &id, false).await;
    let nothing = desk.lookups.refresh_services().await.unwrap();
    assert_eq!((nothing.problem.unwrap().fields[0].field.as_str(), nothing.as_of), ("service_type", None));
    way.distort(Distortion::default());
    resolve(&desk, &of(EntityKind::Service, "GOLD", IdentifierKind::Code)).await;
    when(&desk, "read by itself", || async { desk.lookups.services().await.unwrap().as_of.is_some() }).await;
    desk.shutdown().await;
}
