use std::path::Path;

use serde_json::{Value, json};
use store::{
    cache::Cache,
    journal::{Journal, Transaction, grouping::SplitBy, triage::MarkField},
};

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::{Problem, ProblemCode},
    view::{
        Advice, DeskEvent, FixOwner, ImportSummary, KnowledgeDraft, KnowledgeSource, LeftOutOfFile, Merged, NotTaken,
    },
};

fn draft(title: &str) -> KnowledgeDraft {
    KnowledgeDraft {
        title: title.to_owned(),
        cause: "Card records were keyed in again.".to_owned(),
        owner: Some(FixOwner::Stock),
        next_step: "Correct the card.".to_owned(),
        advice: Some(Advice::AfterFix),
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

async fn taken(desk: &Desk, looked: Result<ImportSummary, Problem>) -> Merged {
    desk.rejected.take_import(looked.unwrap().id).await.unwrap()
}

async fn note(desk: &Desk, request: &'static str, value: &'static str) {
    let (connection, now) = (desk.connections.selected_connection().unwrap().id().to_owned(), desk.core.now());
    let noted = move |journal: &Transaction<'_>| {
        journal.mark(&connection, request, MarkField::Note, Some(value), now, "operator")
    };
    desk.core.journal(noted).await.unwrap();
}

async fn notes(desk: &Desk) -> Vec<(String, Option<String>, bool)> {
    let connection = desk.connections.selected_connection().unwrap().id().to_owned();
    let marks = desk.core.read_journal(move |journal| journal.marks(&connection)).await.unwrap();
    marks.into_iter().map(|mark| (mark.request, mark.value, mark.current)).collect()
}

#[tokio::test]
async fn knowledge_is_saved_shared_and_deleted() {
    let (ours, theirs) = (Bed::new(), Bed::new());
    let desk = ours.signed_in().await;
    let mut events = desk.events();
    let saved = desk.rejected.save_knowledge(vec!["f1".to_owned()], draft(" Card keyed in wrongly ")).await.unwrap();
    assert_eq!((saved.title.as_deref(), saved.source), (Some("Card keyed in wrongly"), KnowledgeSource::Written));
    assert_eq!((saved.by.as_deref(), saved.at.is_some()), (Some(sandbox::USERNAME), true));
    heard(&mut events, "that it is known", |event| matches!(event, DeskEvent::Rejected)).await;
    let problem = desk.rejected.save_knowledge(vec!["f1".to_owned()], draft("")).await.unwrap_err();
    assert_eq!((problem.code, problem.fields[0].field.as_str()), (ProblemCode::InvalidInput, "title"));

    let path = ours.dir.path().join("knowledge.json");
    assert_eq!(desk.rejected.export_knowledge(text(&path)).await.unwrap(), 1);
    let document: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(document["format"], "provisioning-desk-knowledge");
    let entry = &document["knowledge"][0];
    assert_eq!(
        (&entry["group"], &entry["title"], &entry["owner"]),
        (&json!("f1"), &json!("Card keyed in wrongly"), &json!("stock"))
    );

    let other = theirs.signed_in().await;
    let merged = taken(&other, other.rejected.preview_knowledge_import(text(&path)).await).await;
    assert_eq!(merged, Merged { taken: 1, ..Merged::default() });
    assert_eq!(
        taken(&other, other.rejected.preview_knowledge_import(text(&path)).await).await,
        Merged::default(),
        "twice is once"
    );
    theirs.later_by(60);
    other.rejected.save_knowledge(vec!["f1".to_owned()], draft("Known better")).await.unwrap();
    other.rejected.forget_knowledge(vec!["f2".to_owned()]).await.unwrap();
    other.rejected.export_knowledge(text(&path)).await.unwrap();
    let merged = taken(&desk, desk.rejected.preview_knowledge_import(text(&path)).await).await;
    assert_eq!(
        merged,
        Merged { taken: 1, conflicts: 1, ..Merged::default() },
        "theirs is newer, ours is kept beside it"
    );

    assert_eq!(desk.rejected.forget_knowledge(vec!["f1".to_owned()]).await.unwrap().source, KnowledgeSource::Nothing);
    assert_eq!(desk.rejected.export_knowledge(text(&path)).await.unwrap(), 0);
    desk.shutdown().await;
    other.shutdown().await;
}

/// The keys are those that an earlier version wrote into its files: of the sandbox's answer about an unknown card, and
/// of a cause that occurs nowhere here.
#[tokio::test]
async fn knowledge_of_an_earlier_version_moves_to_todays_causes() {
    let bed = Bed::with_rejected(200);
    let desk = bed.signed_in().await;
    let not_found = || async {
        let page = desk.rejected.rejected_page(crate::view::RejectedQuery::default()).await.unwrap();
        page.groups.into_iter().flat_map(|cause| cause.parts).find(|group| {
            group.request_type.as_deref() == Some("CREATE_PAIRING")
                && group.error_code.as_deref() == Some("CLIENT_NOT_FOUND")
        })
    };
    when(&desk, "read", || async { not_found().await.is_some() }).await;
    let path = bed.dir.path().join("knowledge.json");
    let entry = |group, title| json!({"group": group, "title": title, "at": "2026-01-15T10:00:00Z", "by": "ann"});
    let document = json!({"format": "provisioning-desk-knowledge", "version": 1, "knowledge": [
        entry("bd22f6179d6608af", "Never delivered"), entry("0011223344556677", "Long gone")]});
    std::fs::write(&path, document.to_string()).unwrap();
    assert_eq!(
        taken(&desk, desk.rejected.preview_knowledge_import(text(&path)).await).await,
        Merged { taken: 2, ..Merged::default() }
    );
    let group = not_found().await.unwrap();
    let title = |group: &crate::view::RejectedGroup| group.knowledge.title.clone();
    assert_eq!(title(&group).as_deref(), Some("Never delivered"), "{group:?}");
    let old = |causes: Vec<crate::view::OldCause>| causes.into_iter().map(|it| it.knowledge.title).collect::<Vec<_>>();
    assert_eq!(old(desk.rejected.old_causes().await.unwrap()), [Some("Long gone".to_owned())], "it stays listed");

    // A new entry wins; taking it back also removes the entry it replaced.
    desk.rejected.save_knowledge(group.groups.clone(), draft("Known better")).await.unwrap();
    assert_eq!(title(&not_found().await.unwrap()).as_deref(), Some("Known better"));
    assert_eq!(desk.rejected.export_knowledge(text(&path)).await.unwrap(), 3, "nothing is lost");
    desk.rejected.forget_knowledge(group.groups.clone()).await.unwrap();
    assert_eq!(not_found().await.unwrap().knowledge.source, KnowledgeSource::Seeded);
    assert_eq!(old(desk.rejected.old_causes().await.unwrap()), [Some("Long gone".to_owned())]);
    desk.rejected.forget_knowledge(vec!["0011223344556677".to_owned()]).await.unwrap();
    assert!(desk.rejected.old_causes().await.unwrap().is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn lists_groups_of_an_earlier_version_without_requests() {
    let bed = Bed::with_rejected(200);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let (gone, also, known) = ("0011223344556677", "0011223344556688", "0011223344556699");
    let here = "bd22f6179d6608af";
    desk.core
        .journal(move |journal| {
            let text = |group: &str| group.to_owned();
            journal.join_groups("sandbox", &[text(here), text(gone)])?;
            journal.split_group("sandbox", also, SplitBy::User)?;
            journal.split_group("sandbox", known, SplitBy::Words)?;
            // This one leads to present requests.
            journal.split_group("sandbox", here, SplitBy::Service)
        })
        .await
        .unwrap();
    desk.core.cache(Cache::read_causes).await.unwrap();
    desk.rejected.save_knowledge(vec![known.to_owned()], draft("Known")).await.unwrap();
    let listed = || async {
        let old = desk.rejected.old_causes().await.unwrap();
        old.into_iter().map(|it| (it.group, it.knowledge.title.unwrap())).collect::<Vec<_>>()
    };
    let all = [(known, "Known".to_owned()), (gone, format!("{gone} + {here}")), (also, format!("{also} / user"))];
    assert_eq!(listed().await, all.map(|(group, title)| (group.to_owned(), title)));
    for (left, group) in [(2, gone), (1, known), (0, also)] {
        desk.rejected.forget_knowledge(vec![group.to_owned()]).await.unwrap();
        assert_eq!(listed().await.len(), left, "{group} went, with what was known of it");
    }
    let left = desk.core.read_journal(|journal| journal.groupings("sandbox")).await.unwrap();
    assert_eq!(left.into_iter().map(|it| it.group).collect::<Vec<_>>(), [here]);
    desk.shutdown().await;
}

#[tokio::test]
async fn marks_of_two_desks_converge_and_other_servers_marks_are_skipped() {
    let (here, there) = (Bed::new(), Bed::new());
    let (desk, other) = (here.signed_in().await, there.open().await);
    // The same server, and another one.
    hold(&other, 0).await;
    own_connection(&desk, here.sandbox.url()).await;
    own_connection(&other, &format!("{}/", here.sandbox.url())).await;
    note(&desk, "A1", "told the stock team").await;
    note(&desk, "A2", "done").await;
    there.later_by(60);
    note(&other, "A1", "they correct it today").await;
    let (ours, theirs) = (here.dir.path().join("ours.json"), here.dir.path().join("theirs.json"));
    assert_eq!(desk.rejected.export_triage(text(&ours)).await.unwrap(), 2);
    assert_eq!(other.rejected.export_triage(text(&theirs)).await.unwrap(), 1);
    let merged = taken(&desk, desk.rejected.preview_triage_import(text(&theirs)).await).await;
    assert_eq!(merged, Merged { taken: 1, conflicts: 1, ..Merged::default() });
    let merged = taken(&other, other.rejected.preview_triage_import(text(&ours)).await).await;
    assert_eq!(merged, Merged { taken: 1, kept: 1, conflicts: 1, ..Merged::default() });
    assert_eq!(notes(&desk).await, notes(&other).await, "both end with the same");
    assert_eq!(notes(&desk).await.len(), 3, "and nothing is lost");
    assert_eq!(
        taken(&desk, desk.rejected.preview_triage_import(text(&theirs)).await).await,
        Merged::default(),
        "twice is once"
    );

    other.app.select_connection("sandbox".to_owned()).await.unwrap();
    let foreign = other.rejected.preview_triage_import(text(&ours)).await.unwrap();
    assert_eq!(foreign.left_out, [LeftOutOfFile { why: NotTaken::Elsewhere, count: 2 }]);
    assert_eq!(taken(&other, Ok(foreign)).await, Merged::default());
    assert!(notes(&other).await.is_empty(), "their ids mean nothing here");
    desk.shutdown().await;
    other.shutdown().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_changes_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let path = bed.dir.path().join("file.json");
    let half = json!({"format": "provisioning-desk-knowledge", "version": 1,
        "knowledge": [{"group": "a", "title": "right"}, {"group": "b"}]});
    std::fs::write(&path, half.to_string()).unwrap();
    let problem = desk.rejected.preview_knowledge_import(text(&path)).await.unwrap_err();
    assert_eq!((problem.code, problem.fields[0].fault.as_str()), (ProblemCode::FileNotRead, "brokenFile"));
    assert_eq!(problem.detail, Some(text(&path)), "which file");
    assert!(problem.message.contains("title"), "where: {}", problem.message);
    assert!(desk.core.read_journal(Journal::knowledge).await.unwrap().is_empty(), "nothing half-taken");
    let problem = desk.rejected.preview_triage_import(text(&path)).await.unwrap_err();
    assert_eq!(problem.fields[0].fault, "noMarksFile");
    let problem = desk.rejected.preview_triage_import(text(&path.join("none"))).await.unwrap_err();
    assert_eq!((problem.code, problem.fields.len()), (ProblemCode::FileNotRead, 0));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_report_is_written_whole_or_fails_with_a_reason() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let path = bed.dir.path().join("handover.html");
    std::fs::write(&path, "an older one").unwrap();
    desk.rejected.save_report(text(&path), "<p>Übergabe</p>".to_owned()).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "<p>Übergabe</p>");
    let sheet = bed.dir.path().join("handover.csv");
    let rows = [vec!["Shift handover"], vec![""], vec!["00058226", "+1, not found", "=HYPERLINK(1)", "\"x\""]];
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    desk.rejected.save_table(text(&sheet), rows.clone()).await.unwrap();
    let written = std::fs::read_to_string(&sheet).unwrap();
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(lines[0], "Shift handover");
    assert_eq!(lines[2], "00058226,\"'+1, not found\",'=HYPERLINK(1),\"\"\"x\"\"\"");
    let below = path.join("handover.csv");
    for problem in [
        desk.rejected.save_table(text(&below), rows).await.unwrap_err(),
        desk.rejected.save_report(text(&below), String::new()).await.unwrap_err(),
        desk.rejected.export_knowledge(text(&below)).await.unwrap_err(),
        desk.rejected.export_triage(text(&below)).await.unwrap_err(),
    ] {
        assert_eq!((problem.code, problem.detail), (ProblemCode::FileNotWritten, Some(text(&below))));
        assert!(!problem.message.is_empty(), "in the system's words");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "<p>Übergabe</p>", "what was there still is");
    desk.shutdown().await;
}
