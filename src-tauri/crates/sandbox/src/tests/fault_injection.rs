//! Answers of a gateway between server and desk, and answers of the server that prove little.

use super::*;
use crate::{Chaos, Lists, Paging, code as codes};

/// Status, `Retry-After` and body of the answer to a pairing, and the number of requests that it created.
async fn paired(desk: &Desk, card: &str) -> (u16, Option<String>, String, usize) {
    let before = desk.sandbox.control().requests();
    let mut body = pairing(card, "stb-0000-0001");
    body["token"] = json!(desk.token);
    let url = format!("{}{API_ROOT}{PAIR}", desk.sandbox.url());
    let response = desk.http.post(url).body(body.to_string()).send().await.expect("an answer");
    let pause = response.headers().get("retry-after").map(|value| value.to_str().expect("it is text").to_owned());
    let (status, body) = (response.status().as_u16(), response.text().await.expect("it is whole"));
    (status, pause, body, desk.sandbox.control().requests() - before)
}

const CARD: &str = "01900000001";

#[tokio::test]
async fn html_pages_replace_answers_by_chance_and_by_sentinel() {
    let desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    control.set_retry_after(Duration::from_secs(7));
    let none = Chaos::default();
    for (chaos, ending, status, asks_for_a_pause, made) in [
        (Chaos { forbid: 100, ..none }, Some("1403"), 403, false, 1),
        (Chaos { unauthorize: 100, ..none }, Some("1401"), 401, false, 1),
        (Chaos { limit: 100, ..none }, Some("0429"), 429, true, 0),
        (Chaos { busy: 100, ..none }, None, 503, true, 0),
    ] {
        let expected = (status, asks_for_a_pause.then(|| "7".to_owned()), made);
        control.set_chaos(chaos);
        let (status, pause, body, made) = paired(&desk, CARD).await;
        assert!(body.starts_with("<html"), "{chaos:?}: {body}");
        assert_eq!((status, pause, made), expected, "{chaos:?}");
        control.set_chaos(none);
        if let Some(ending) = ending {
            let (status, pause, body, made) = paired(&desk, &format!("0190000{ending}")).await;
            assert!(body.starts_with("<html"), "{ending}: {body}");
            assert_eq!((status, pause, made), expected, "{ending}");
        }
    }
}

#[tokio::test]
async fn a_read_is_limited_too_but_not_forbidden() {
    let desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    let path = format!("{LIST}?token={}&life_cycle_state=PENDING", desk.token);
    let status = async || desk.send(Method::GET, &path, None).await.unwrap().status;
    control.set_chaos(Chaos { forbid: 100, unauthorize: 100, deny: 100, security: 100, ..Chaos::default() });
    assert_eq!(status().await, 200);
    control.set_chaos(Chaos { limit: 100, ..Chaos::default() });
    assert_eq!(status().await, 429);
    let credentials = credentials().to_string();
    let signed_in = desk.send(Method::POST, "authentication/token", Some(credentials)).await.unwrap();
    assert_eq!(signed_in.status, 200, "sign-in is spared");
}

#[tokio::test]
async fn a_trickling_answer_was_carried_out_and_comes_byte_by_byte() {
    let desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    for (trickle, card) in [(100, CARD), (0, "01900001408")] {
        control.set_chaos(Chaos { trickle, ..Chaos::default() });
        let before = control.requests();
        let mut body = pairing(card, "stb-0000-0001");
        body["token"] = json!(desk.token);
        let url = format!("{}{API_ROOT}{PAIR}", desk.sandbox.url());
        let mut response = desk.http.post(url).body(body.to_string()).send().await.expect("it begins");
        for byte in [b"{", b"\""] {
            assert_eq!(response.chunk().await.expect("more").as_deref(), Some(byte.as_slice()));
        }
        assert_eq!(control.requests() - before, 1);
    }
}

#[tokio::test]
async fn a_permission_is_refused_with_http_403_and_in_the_envelope() {
    let desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    let denied = async |card: &str| {
        let (status, _, body, made) = paired(&desk, card).await;
        let envelope = envelope(&Raw { status, body });
        (status, code(&envelope).to_owned(), made)
    };
    let expected = (403, codes::ACCESS_DENIED.to_owned(), 0);
    control.deny("operator", "conax.create-pairing");
    assert_eq!(denied(CARD).await, expected);
    control.permit_all();
    control.deny("supervisor", "conax.create-pairing");
    control.deny("operator", "conax.add-to-pairing");
    assert_eq!(denied(CARD).await, (200, "OK".to_owned(), 1), "another user, another operation");
    assert_eq!(denied("01900000403").await, expected, "by what is typed");
    control.set_chaos(Chaos { deny: 100, ..Chaos::default() });
    assert_eq!(denied(CARD).await, expected, "by chance");
    let listed = desk.get(LIST, "life_cycle_state=PENDING").await;
    assert_eq!(code(&listed), "OK", "the token lives");
}

#[tokio::test]
async fn a_security_code_may_be_unknown() {
    let desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    for (chaos, card) in [(100, CARD), (0, "01900000498")] {
        control.set_chaos(Chaos { security: chaos, ..Chaos::default() });
        let (status, _, body, made) = paired(&desk, card).await;
        assert_eq!((code(&envelope(&Raw { status, body })), made), (codes::NO_USER_CONTEXT, 0));
    }
    control.set_chaos(Chaos::default());
    let alive = desk.get(LIST, "life_cycle_state=PENDING").await;
    assert_eq!(code(&alive), "OK", "it was not about the token");
    control.refuse_dead_tokens_as(Some(codes::NO_USER_CONTEXT));
    control.expire_tokens();
    let (status, _, body, made) = paired(&desk, CARD).await;
    assert_eq!((code(&envelope(&Raw { status, body })), made), (codes::NO_USER_CONTEXT, 0), "and now it is");
    assert_eq!(code(&desk.get(LIST, "life_cycle_state=PENDING").await), codes::NO_USER_CONTEXT);
    control.refuse_dead_tokens_as(None);
    assert_eq!(code(&desk.get(LIST, "life_cycle_state=PENDING").await), codes::INVALID_TOKEN);
}

#[tokio::test]
async fn an_id_is_answered_twice() {
    let desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    let none = Chaos::default();
    let paired = async |chaos| {
        control.set_chaos(chaos);
        let before = control.requests();
        let id = desk.pair("01900000002", "stb-0000-0002").await["id"].clone();
        (id, control.requests() - before)
    };
    let (first, _) = paired(none).await;
    let (second, made) = paired(Chaos { repeat: 100, replay: 100, ..none }).await;
    assert_eq!((second != first, made), (true, 1), "nobody can tell an id that nobody has seen");
    desk.shown(&first).await;
    assert_eq!(paired(Chaos { repeat: 100, ..none }).await, (first.clone(), 1), "made, and answered with another");
    assert_eq!(paired(Chaos { replay: 100, ..none }).await, (first.clone(), 0), "not even made");
    let (third, made) = paired(none).await;
    assert_eq!((third != first, made), (true, 1));
}

#[tokio::test]
async fn pages_may_be_shorter_than_asked_or_ignored() {
    let desk = Desk::at(Release::R13).await;
    let control = desk.sandbox.control();
    let page = async |offset: usize| -> Vec<String> {
        let query = format!("life_cycle_state=COMPLETED&number_of_results=5&offset={offset}");
        let rows = desk.get(LIST, &query).await["data"].as_array().expect("a list").clone();
        rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
    };
    let (first, second) = (page(0).await, page(5).await);
    assert_eq!((first.len(), second.len()), (5, 5));
    control.set_lists(Lists { most: Some(2), paging: Paging::Obeyed });
    assert_eq!((page(0).await, page(5).await), (first[..2].to_vec(), second[..2].to_vec()));
    control.set_lists(Lists { most: None, paging: Paging::First });
    assert_eq!(page(5).await, first);
    control.set_lists(Lists { most: None, paging: Paging::Ignored });
    let all = page(5).await;
    assert!(all.len() > 10 && all.starts_with(&first), "always the whole list");
}
