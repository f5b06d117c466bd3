//! The faults of the corpus over HTTP: the desk shows each of them as the corpus says.

use std::{collections::HashMap, fmt::Write, sync::LazyLock};

use serde_json::{Value, json};

use crate::tests::distorting_proxy::{DistortingProxy, Distortion, Says, answer};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{FormDraft, RejectedView, RequestState},
};

struct Fault {
    dialect: &'static str,
    group: &'static str,
    line: String,
    text: String,
}

/// The corpus of `store`, which is beside the rules that it tests.
static CORPUS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    let unseen =
        |text: &str| text.replace("⟦BOM⟧", "\u{feff}").replace("⟦NNBSP⟧", "\u{202f}").replace("⟦LRM⟧", "\u{200e}");
    let (_, entries) = include_str!("../../../../../store/src/cause/corpus.txt").split_once("\n==== ").unwrap();
    let faults = entries.split("\n==== ").map(|entry| {
        let (group, rest) = entry.split_once("\n> ").unwrap();
        let (line, text) = rest.split_once('\n').unwrap();
        let dialect = group.split(" · ").next().unwrap();
        Fault { dialect, group, line: unseen(line), text: unseen(text) }
    });
    faults.collect()
});

/// The content type that a server of that dialect declares.
fn content_type(dialect: &str) -> &'static str {
    match dialect {
        "soap 1.1" | "xml" => "text/xml; charset=utf-8",
        "soap 1.2" => "application/soap+xml; charset=utf-8",
        "json" => "application/json",
        "html" => "text/html; charset=UTF-8",
        _ => "text/plain; charset=utf-8",
    }
}

fn ok(data: &Value) -> String {
    json!({"status": {"code": "OK", "message": "", "description": ""}, "data": data}).to_string()
}

fn rejected(at: usize) -> Value {
    json!({
        "id": format!("F{at}"), "number": at.to_string(), "type": "ADD_SUBSCRIPTIONS", "life_cycle_state": "REJECTED",
        "error_code": "AxisFault", "error_description": CORPUS[at].text,
    })
}

fn list() -> String {
    ok(&(0..CORPUS.len()).map(rejected).collect())
}

/// Index of the fault to answer a write with, as encoded in its card.
fn asked_for(line: &str, body: &[u8]) -> Option<usize> {
    let body = String::from_utf8_lossy(body);
    let (_, card) = body.split_once("01900001").filter(|_| line.starts_with("POST"))?;
    card.get(..3)?.parse().ok()
}

fn card(at: usize) -> FormDraft {
    let card = format!("01900001{at:03}");
    let values =
        [("subscription_identifier", "S100"), ("smartcard_identifier", card.as_str()), ("service_identifier", "GOLD")];
    form("conax.add-service", &values)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

async fn told(says: Says) -> (Bed, Desk) {
    let bed = Bed::new();
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    way.distort(Distortion { says: Some(says), ..Distortion::default() });
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let id = own_connection(&desk, way.url()).await;
    sign_in(&desk, &id, false).await;
    (bed, desk)
}

async fn sent(desk: &Desk) -> Vec<String> {
    let mut keys = Vec::new();
    for at in 0..CORPUS.len() {
        keys.push(desk.outbox.send(card(at)).await.unwrap().key);
    }
    keys
}

/// Line and group of each rejected request, by its key.
async fn shown(desk: &Desk) -> HashMap<String, (Option<String>, String)> {
    let rows = desk.rejected.rejected_requests(RejectedView::default(), 0, 500).await.unwrap().rows;
    rows.into_iter().map(|row| (row.row.key, (row.row.error_text, row.row.group.unwrap_or_default()))).collect()
}

/// Asserts that each request shows its own line, and that the groups are exactly those of the corpus.
async fn must_be_the_corpus(desk: &Desk, keys: &[String]) {
    let shown = shown(desk).await;
    let (mut wrong, mut groups) = (String::new(), HashMap::new());
    for (fault, key) in CORPUS.iter().zip(keys) {
        let (line, group) = shown.get(key).unwrap_or_else(|| panic!("{} is not shown", fault.group));
        if line.as_deref() != Some(&fault.line) {
            writeln!(wrong, "{}: {line:?} instead of {:?}", fault.group, fault.line).unwrap();
        }
        let theirs = groups.entry(group.clone()).or_insert(fault.group);
        if *theirs != fault.group {
            writeln!(wrong, "{} is of one group with {theirs}", fault.group).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let expected: std::collections::BTreeSet<_> = CORPUS.iter().map(|fault| fault.group).collect();
    assert_eq!(groups.len(), expected.len(), "a group for each of the corpus");
}

#[tokio::test]
async fn shows_lines_and_groups_of_the_corpus_from_lists_in_any_encoding() {
    fn utf8(line: &str, _: &[u8]) -> Option<Vec<u8>> {
        line.contains("REJECTED").then(|| answer(200, "application/json;charset=UTF-8", list().as_bytes()))
    }
    fn utf16(line: &str, _: &[u8]) -> Option<Vec<u8>> {
        let bytes = || list().encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        line.contains("REJECTED").then(|| answer(200, "application/json", &bytes()))
    }
    let keys: Vec<String> = (0..CORPUS.len()).map(|at| format!("server-F{at}")).collect();
    for says in [utf8, utf16] {
        let (_bed, desk) = told(says).await;
        desk.mirror.refresh_requests().await.unwrap();
        must_be_the_corpus(&desk, &keys).await;
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn shows_lines_and_groups_of_the_corpus_from_rejected_writes() {
    fn says(line: &str, body: &[u8]) -> Option<Vec<u8>> {
        asked_for(line, body).map(|at| answer(200, "application/json", ok(&rejected(at)).as_bytes()))
    }
    let (_bed, desk) = told(says).await;
    let keys = sent(&desk).await;
    for key in &keys {
        until(&desk, key, &[RequestState::Rejected]).await;
    }
    must_be_the_corpus(&desk, &keys).await;
    desk.shutdown().await;
}

/// Without an envelope, another program may have answered after the server acted. The fault is shown, and nothing is
/// sent again.
#[tokio::test]
async fn a_fault_in_place_of_an_answer_proves_nothing_and_is_shown() {
    fn says(line: &str, body: &[u8]) -> Option<Vec<u8>> {
        let at = asked_for(line, body)?;
        let fault = &CORPUS[at];
        Some(answer(if at % 2 == 0 { 500 } else { 200 }, content_type(fault.dialect), fault.text.as_bytes()))
    }
    let (_bed, desk) = told(says).await;
    let keys = sent(&desk).await;
    let mut wrong = String::new();
    for (fault, key) in CORPUS.iter().zip(&keys) {
        until(&desk, key, &[RequestState::Unknown]).await;
        let problem = desk.requests.request(key.clone()).await.unwrap().problem.expect("why it is not known");
        // The text is shown as it came. If the line is composed of several members, all its words occur in the text. Of
        // truncated JSON only the truncation is reported.
        let said = words(&problem.message);
        let missing = words(&fault.line).into_iter().any(|word| !said.contains(&word));
        if missing && problem.code != ProblemCode::TruncatedAnswer {
            writeln!(wrong, "{}: {:?} instead of {:?}", fault.group, problem.message, fault.line).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(shown(&desk).await.keys().filter(|key| keys.contains(key)).count(), 0, "nothing was rejected");
    desk.shutdown().await;
}
