use crate::tests::harness::*;
use crate::{
    Desk,
    view::{
        Handover, KnowledgeDraft, RejectedQuery, RejectedSelection, RejectedView, RequestQuery, RequestState,
        TriageAction,
    },
};

const DAY_MS: i64 = 24 * 60 * 60_000;

#[allow(clippy::cast_precision_loss)]
async fn since(desk: &Desk, ago: i64) -> Handover {
    desk.rejected.handover((desk.core.now() - ago) as f64).await.unwrap()
}

#[tokio::test]
async fn a_handover_lists_open_requests_with_owner_and_next_step() {
    let bed = Bed::with_rejected(300);
    let desk = bed.signed_in().await;
    when(&desk, "read", || async {
        desk.requests.request_page(RequestQuery::default()).await.unwrap().synced.is_some()
            && desk.app.snapshot().await.unwrap().sync.is_none()
    })
    .await;
    let page = desk.rejected.rejected_page(RejectedQuery::default()).await.unwrap();
    let biggest = page.groups[0].clone();
    let of_group = RejectedView { groups: biggest.groups.clone(), ..RejectedView::default() };
    let selection = RejectedSelection { all: true, keys: Vec::new(), view: of_group };
    let marked = desk.rejected.mark(selection, TriageAction::Assign { to: Some("ruth".to_owned()) }).await.unwrap();
    assert_eq!(marked, biggest.count);
    let known = KnowledgeDraft {
        title: "Known by hand".to_owned(),
        cause: String::new(),
        owner: None,
        next_step: "Ask Ruth".to_owned(),
        advice: None,
    };
    desk.rejected.save_knowledge(biggest.groups.clone(), known).await.unwrap();
    // Within the period, and without an answer.
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let lost = desk.outbox.send(form("nagra.unpair", &[("smartcard_identifier", "200000000154")])).await.unwrap().key;
    until(&desk, &lost, &[RequestState::Unknown]).await;
    bed.control().set_chaos(sandbox::Chaos::default());

    let all = since(&desk, 400 * DAY_MS).await;
    assert_eq!((all.connection.as_str(), all.user.as_deref()), ("Sandbox", Some(sandbox::USERNAME)));
    assert_eq!(all.causes.iter().map(|cause| cause.open).sum::<u32>(), page.open, "every open one has its cause");
    assert!(all.causes.iter().all(|cause| cause.fresh == cause.open), "all of them were rejected in such a time");
    assert_eq!((all.rejected >= page.open, all.completed > 0, all.cleared), (true, true, 0));
    let first = &all.causes[0];
    assert_eq!((first.title.as_deref(), first.next_step.as_deref()), (Some("Known by hand"), Some("Ask Ruth")));
    assert_eq!((first.open, first.oldest), (biggest.count, biggest.oldest));
    assert!(
        all.causes[1..].iter().any(|cause| cause.title.is_some() && cause.next_step.is_some()),
        "what is documented"
    );

    let owners: Vec<_> = all.owners.iter().map(|owner| (owner.assignee.as_deref(), owner.open)).collect();
    assert_eq!(owners, [(Some("ruth"), biggest.count), (None, page.open - biggest.count)], "nobody is last");
    assert_eq!(all.owners[0].oldest, biggest.oldest);
    assert_eq!(all.oldest.len(), 20);
    let at: Vec<_> = all.oldest.iter().map(|row| row.row.updated).collect();
    assert!(at.is_sorted() && at[0].is_some(), "the oldest first: {at:?}");
    let oldest = all.owners.iter().filter_map(|owner| owner.oldest).reduce(f64::min);
    assert_eq!(at[0], oldest, "and none is older");
    assert_eq!(all.unknown.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), [lost.as_str()]);

    let shift = since(&desk, DAY_MS).await;
    assert_eq!(shift.causes.iter().map(|cause| cause.open).sum::<u32>(), page.open, "what is open is of any time");
    assert!(shift.rejected < all.rejected && shift.causes.iter().any(|cause| cause.fresh < cause.open));
    desk.reconcile.close_unknown(lost, true).await.unwrap();
    assert!(since(&desk, DAY_MS).await.unknown.is_empty(), "somebody left it so");
    desk.shutdown().await;
}
