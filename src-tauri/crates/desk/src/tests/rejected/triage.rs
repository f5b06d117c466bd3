//! Triage of rejected requests.

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{DeskEvent, MarkField, RejectedSelection, RejectedView, TriageAction},
};

/// Sends requests that the CA system rejects.
async fn rejected(bed: &Bed, desk: &Desk, cards: &[&str]) -> Vec<String> {
    rejected_of(bed, desk, cards.iter().map(|card| reset_pin(card)).collect()).await
}

fn only(keys: &[String]) -> RejectedSelection {
    RejectedSelection { all: false, keys: keys.to_vec(), view: RejectedView::default() }
}

fn assign(to: &str) -> TriageAction {
    TriageAction::Assign { to: Some(to.to_owned()) }
}

#[tokio::test]
async fn marks_keep_their_earlier_values() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, &[CARD, "01900000002"]).await;
    let mut events = desk.events();
    assert_eq!(desk.rejected.mark(only(&keys), assign(" eleni ")).await.unwrap(), 2);
    heard(&mut events, "marks changed", |event| matches!(event, DeskEvent::Rejected)).await;
    desk.rejected.mark(only(&keys[..1]), assign("ann")).await.unwrap();
    let until = crate::time::millis(desk.core.now() + 60_000);
    desk.rejected.mark(only(&keys[..1]), TriageAction::Snooze { until }).await.unwrap();
    desk.rejected.mark(only(&keys[..1]), TriageAction::Reopen).await.unwrap();

    let history = desk.rejected.mark_history(keys[0].clone()).await.unwrap();
    let of = |field: MarkField| {
        let versions = history.iter().filter(move |version| version.field == field);
        versions.map(|version| (version.value.clone(), version.current)).collect::<Vec<_>>()
    };
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(of(MarkField::Assignee), [(named("ann"), true), (named("eleni"), false)]);
    assert_eq!(of(MarkField::Snooze)[0], (None, true), "taken back");
    assert!(of(MarkField::Dismissal).is_empty(), "there was nothing to take back");
    assert!(history.iter().all(|version| version.by == sandbox::USERNAME));
    assert_eq!(desk.rejected.mark_history(keys[1].clone()).await.unwrap().len(), 1);
    desk.shutdown().await;
}

#[tokio::test]
async fn marks_a_whole_view_except_deselected_requests() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, &[CARD, "01900000002", "01900000003"]).await;
    let selection =
        |keys: &[String]| RejectedSelection { all: true, keys: keys.to_vec(), view: RejectedView::default() };
    let all = desk.rejected.mark(selection(&[]), assign("ann")).await.unwrap();
    assert!(all >= 3);
    let dismiss = TriageAction::Dismiss { reason: "test card".to_owned() };
    assert_eq!(desk.rejected.mark(selection(&keys[..1]), dismiss).await.unwrap(), all - 1);
    let history = desk.rejected.mark_history(keys[0].clone()).await.unwrap();
    assert!(history.iter().all(|version| version.field == MarkField::Assignee), "it was left out: {history:?}");
    assert_eq!(desk.rejected.mark(selection(&[]), assign("bob")).await.unwrap(), 1, "the others are dismissed");
    desk.shutdown().await;
}

#[tokio::test]
async fn invalid_triage_actions_are_refused() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, &[CARD]).await;
    for (change, field) in [
        (TriageAction::Dismiss { reason: "  ".to_owned() }, "reason"),
        (TriageAction::Snooze { until: crate::time::millis(desk.core.now() - 1) }, "until"),
    ] {
        let problem = desk.rejected.mark(only(&keys), change).await.unwrap_err();
        assert_eq!((problem.code, problem.fields[0].field.as_str()), (ProblemCode::InvalidInput, field));
    }
    assert!(desk.rejected.mark_history(keys[0].clone()).await.unwrap().is_empty());
    let pending = desk.outbox.send(reset_pin("01900000004")).await.unwrap().key;
    assert_eq!(
        desk.rejected.mark(only(&[pending]), assign("ann")).await.unwrap(),
        0,
        "only what is rejected is reviewed"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn marks_of_the_sandbox_end_with_it() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let keys = rejected(&bed, &desk, &[CARD]).await;
    desk.rejected.mark(only(&keys), assign("ann")).await.unwrap();
    desk.shutdown().await;
    let desk = bed.open().await;
    assert!(desk.rejected.mark_history(keys[0].clone()).await.unwrap().is_empty(), "its ids begin anew");
    desk.shutdown().await;
}
