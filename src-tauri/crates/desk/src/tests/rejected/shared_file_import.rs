//! Imports of other desks' files: previewed, taken in chunks and undone, without delaying requests that are sent
//! meanwhile.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::journal::{
    Journal,
    knowledge::KnowledgeRow,
    triage::{Mark, MarkField},
};

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{
        DeskEvent, DismissedBy, ImportSummary, ImportUndone, KnowledgeDraft, LeftOutOfFile, Merged, NotTaken,
        RequestState,
    },
};

const MARKED_AT: &str = "2020-01-15T10:00:00.000Z";

fn marks_file(bed: &Bed, marks: &[Value]) -> PathBuf {
    let document = json!({
        "format": "provisioning-desk-marks", "version": 1, "server": format!("{}/", bed.sandbox.url()),
        "organisation": sandbox::ORGANISATION, "marks": marks,
    });
    written(bed, &document)
}

fn knowledge_file(bed: &Bed, knowledge: &[Value]) -> PathBuf {
    written(bed, &json!({"format": "provisioning-desk-knowledge", "version": 1, "knowledge": knowledge}))
}

fn written(bed: &Bed, document: &Value) -> PathBuf {
    let path = bed.dir.path().join("of another.json");
    std::fs::write(&path, document.to_string()).unwrap();
    path
}

async fn all_marks(desk: &Desk) -> Vec<Mark> {
    let connection = desk.connections.selected_connection().unwrap().id().to_owned();
    desk.core.read_journal(move |journal| journal.marks(&connection)).await.unwrap()
}

async fn all_knowledge(desk: &Desk) -> (Vec<KnowledgeRow>, Vec<KnowledgeRow>) {
    let read = |journal: &Journal| Ok::<_, store::Error>((journal.knowledge()?, journal.past_knowledge()?));
    desk.core.read_journal(read).await.unwrap()
}

async fn mark(desk: &Desk, request: &'static str, field: MarkField, value: Option<&'static str>) {
    let (connection, now) = (desk.connections.selected_connection().unwrap().id().to_owned(), desk.core.now());
    desk.core.journal(move |journal| journal.mark(&connection, request, field, value, now, "ann")).await.unwrap();
}

fn later(bed: &Bed, desk: &Desk) -> String {
    bed.later_by(60);
    chrono::DateTime::from_timestamp_millis(desk.core.now()).unwrap().to_rfc3339()
}

fn many(count: usize) -> Vec<Value> {
    (0..count)
        .map(|it| json!({"request": format!("R{it}"), "field": "dismissal", "value": "known", "at": MARKED_AT, "by": "bob"}))
        .collect()
}

#[tokio::test]
async fn an_import_matches_its_summary() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    mark(&desk, "A1", MarkField::Note, Some("ours")).await;
    mark(&desk, "A2", MarkField::Note, Some("ours")).await;
    mark(&desk, "A3", MarkField::Note, Some("both say so")).await;
    let at = later(&bed, &desk);
    let path = marks_file(
        &bed,
        &[
            json!({"request": "A1", "field": "note", "value": "theirs", "at": at, "by": "bob"}),
            json!({"request": "A2", "field": "note", "value": "theirs", "at": MARKED_AT, "by": "bob"}),
            json!({"request": "A3", "field": "note", "value": "both say so", "at": at, "by": "bob"}),
            json!({"request": "A4", "field": "dismissal", "value": "known", "at": at, "by": "bob"}),
            json!({"request": "A5", "field": "dismissal", "value": "known", "at": at, "by": "bob"}),
            json!({"request": "A5", "field": "dismissal", "value": "known", "at": at, "by": "bob"}),
            json!({"request": "A6", "field": "dismissal", "at": at, "by": "zoe"}),
            json!({"request": "A7", "field": "dismissal", "value": "known", "at": at}),
            json!({"request": "A8", "field": "note", "value": "x", "at": "9999-12-31T00:00:00Z"}),
            json!({"request": "A8", "field": "note", "value": "x".repeat(4_001), "at": MARKED_AT}),
            json!({"request": "A8", "field": "colour", "value": "x", "at": MARKED_AT}),
        ],
    );
    let before = all_marks(&desk).await;
    let summary = desk.rejected.preview_triage_import(path.as_path()).await.unwrap();
    assert_eq!(all_marks(&desk).await, before, "a look takes nothing");
    let ImportSummary { id, new, changed, older, same, dismissals, left_out } = summary;
    assert_eq!((new, changed, older, same), (4, 1, 1, 2));
    let by = |by: &str, count| DismissedBy { by: by.to_owned(), count };
    assert_eq!(dismissals, [by("bob", 2), by("", 1)], "one that is taken back dismisses nothing");
    let why = |why| LeftOutOfFile { why, count: 1 };
    assert_eq!(left_out, [why(NotTaken::Future), why(NotTaken::TooLong), why(NotTaken::Meaningless)]);
    let merged = desk.rejected.take_import(id.clone()).await.unwrap();
    assert_eq!(merged, Merged { taken: new + changed, kept: older, conflicts: changed + older, left: 0 });
    assert_eq!(desk.rejected.take_import(id).await.unwrap_err().code, ProblemCode::NotFound, "once");
    desk.shutdown().await;
}

#[tokio::test]
async fn undo_restores_imported_marks_and_keeps_later_changes() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    mark(&desk, "A1", MarkField::Note, Some("first")).await;
    mark(&desk, "A1", MarkField::Note, Some("second")).await;
    mark(&desk, "A2", MarkField::Note, Some("ours")).await;
    let before = all_marks(&desk).await;
    let at = later(&bed, &desk);
    let note = |request: &str, value: &str, at: &str| json!({"request": request, "field": "note", "value": value, "at": at, "by": "bob"});
    // Two entries for one key, older ones, and a new one.
    let entries = [
        note("A1", "theirs", &at),
        note("A1", "older", MARKED_AT),
        note("A2", "older", MARKED_AT),
        note("A3", "new", MARKED_AT),
    ];
    let path = marks_file(&bed, &entries);
    let id = desk.rejected.preview_triage_import(path.as_path()).await.unwrap().id;
    desk.rejected.take_import(id).await.unwrap();
    assert_ne!(all_marks(&desk).await, before);
    assert_eq!(desk.rejected.undo_import().await.unwrap(), ImportUndone { restored: 3, changed_since: 0 });
    assert_eq!(all_marks(&desk).await, before, "every value, also those that counted once");
    assert_eq!(desk.rejected.undo_import().await.unwrap_err().code, ProblemCode::NotFound, "once");

    let id = desk.rejected.preview_triage_import(path.as_path()).await.unwrap().id;
    desk.rejected.take_import(id).await.unwrap();
    bed.later_by(60);
    mark(&desk, "A3", MarkField::Note, Some("mine since")).await;
    assert_eq!(desk.rejected.undo_import().await.unwrap(), ImportUndone { restored: 2, changed_since: 1 });
    let (of_a3, others): (Vec<_>, Vec<_>) = all_marks(&desk).await.into_iter().partition(|mark| mark.request == "A3");
    assert_eq!(others, before);
    assert!(of_a3.iter().any(|mark| mark.current && mark.value.as_deref() == Some("mine since")), "{of_a3:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn undo_restores_imported_knowledge() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let draft = |title: &str| KnowledgeDraft {
        title: title.to_owned(),
        cause: String::new(),
        owner: None,
        next_step: String::new(),
        advice: None,
    };
    desk.rejected.save_knowledge(vec!["f1".to_owned()], draft("first")).await.unwrap();
    desk.rejected.save_knowledge(vec!["f1".to_owned()], draft("second")).await.unwrap();
    let before = all_knowledge(&desk).await;
    let at = later(&bed, &desk);
    let entries = [
        json!({"group": "f1", "title": "theirs", "at": at}),
        json!({"group": "f2", "title": "new", "at": MARKED_AT}),
        json!({"group": "f1", "title": "older", "at": MARKED_AT}),
    ];
    let path = knowledge_file(&bed, &entries);
    let summary = desk.rejected.preview_knowledge_import(path.as_path()).await.unwrap();
    assert_eq!((summary.new, summary.changed, summary.older, summary.same), (1, 1, 1, 0));
    let merged = desk.rejected.take_import(summary.id).await.unwrap();
    assert_eq!(merged, Merged { taken: 2, kept: 1, conflicts: 2, left: 0 });
    assert_eq!(desk.rejected.undo_import().await.unwrap(), ImportUndone { restored: 2, changed_since: 0 });
    assert_eq!(all_knowledge(&desk).await, before);
    desk.shutdown().await;
}

/// Sending goes on: each request is answered before the import ends.
#[tokio::test]
async fn imports_ten_thousand_marks_while_requests_are_sent() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    hold(&desk, 0).await;
    let path = marks_file(&bed, &many(10_000));
    let summary = desk.rejected.preview_triage_import(path.as_path()).await.unwrap();
    assert_eq!((summary.new, summary.dismissals[0].count), (10_000, 10_000));
    let mut events = desk.events();
    let taking = tokio::spawn({
        let desk = desk.clone();
        async move { desk.rejected.take_import(summary.id).await.unwrap() }
    });
    let begun = |event: &DeskEvent| matches!(event, DeskEvent::Import { .. });
    heard(&mut events, "that it has begun", begun).await;
    for _ in 0..3 {
        let key = desk.outbox.send(reset_pin("01900000001")).await.unwrap().key;
        assert!(!taking.is_finished(), "a send does not wait for all of it");
        let accepted = [RequestState::Pending, RequestState::Completed];
        until(&desk, &key, &accepted).await;
    }
    assert_eq!(taking.await.unwrap(), Merged { taken: 10_000, ..Merged::default() });
    assert_eq!(desk.rejected.undo_import().await.unwrap(), ImportUndone { restored: 10_000, changed_since: 0 });
    assert!(all_marks(&desk).await.is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_stopped_import_can_be_undone() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let path = marks_file(&bed, &many(3_000));
    let id = desk.rejected.preview_triage_import(path.as_path()).await.unwrap().id;
    let mut events = desk.events();
    let taking = tokio::spawn({
        let desk = desk.clone();
        async move { desk.rejected.take_import(id).await.unwrap() }
    });
    heard(&mut events, "that it has begun", |event| matches!(event, DeskEvent::Import { .. })).await;
    desk.rejected.stop_import().await.unwrap();
    let merged = taking.await.unwrap();
    assert!(merged.left > 0 && merged.taken + merged.left == 3_000, "{merged:?}");
    assert_eq!(all_marks(&desk).await.len(), merged.taken as usize);
    assert_eq!(desk.rejected.undo_import().await.unwrap().restored, merged.taken);
    assert!(all_marks(&desk).await.is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_refused_import_changes_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let path = marks_file(&bed, &many(10_001));
    let problem = desk.rejected.preview_triage_import(path.as_path()).await.unwrap_err();
    let fault = &problem.fields[0];
    assert_eq!((fault.fault.as_str(), fault.params["most"].as_str()), ("tooManyEntries", "10000"));
    assert_eq!(desk.rejected.take_import("made up".to_owned()).await.unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(desk.rejected.undo_import().await.unwrap_err().code, ProblemCode::NotFound);

    // A cancelled import takes nothing, nor does one with another file previewed since.
    let path = marks_file(&bed, &many(3));
    let first = desk.rejected.preview_triage_import(path.as_path()).await.unwrap().id;
    let second = desk.rejected.preview_triage_import(Path::new(&path)).await.unwrap().id;
    assert_eq!(desk.rejected.take_import(first).await.unwrap_err().code, ProblemCode::NotFound);
    desk.rejected.stop_import().await.unwrap();
    assert_eq!(desk.rejected.take_import(second).await.unwrap_err().code, ProblemCode::NotFound);

    // A wipe removes the preview too.
    let id = desk.rejected.preview_triage_import(path.as_path()).await.unwrap().id;
    assert!(all_marks(&desk).await.is_empty());
    desk.app.wipe().await.unwrap();
    assert_eq!(desk.rejected.take_import(id).await.unwrap_err().code, ProblemCode::NotFound, "nothing is kept of it");
    desk.shutdown().await;
}
