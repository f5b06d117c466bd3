//! Requests that are made without a network, and their fate once there is one again.

use std::time::Duration;

use crmcom::Release;
use sandbox::LookUps;
use serde_json::json;
use store::FieldNote;

use super::bent::{Bend, Bent};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{DecideWhy, Decision, EntityKind, JobDraft, RequestState, ResolvedState::NotFound, Step, WaitsFor},
};

const CARDS: [&str; 3] = ["01900000001", "01900000002", "01900000003"];

/// A desk with a connection of its own to the sandbox, behind a gate that can be shut.
struct Van {
    bed: Bed,
    gate: Gate,
    desk: Desk,
    connection: String,
    way: Bent,
}

impl Van {
    async fn new() -> Self {
        Self::at(Release::R11).await
    }

    async fn at(release: Release) -> Self {
        Self::with(Bed::with(release), release).await
    }

    /// With a long time-out, so that calls can be made to hang.
    async fn patient() -> Self {
        let mut bed = Bed::new();
        bed.read_timeout = Duration::from_mins(5);
        Self::with(bed, Release::R11).await
    }

    async fn with(bed: Bed, release: Release) -> Self {
        let desk = bed.open().await;
        hold(&desk, 0).await;
        let way = Bent::to(bed.sandbox.url()).await;
        let gate = Gate::to(way.url()).await;
        let connection = own_connection_at(&desk, &gate.url, release).await;
        // A session of an hour must not end during a test.
        sign_in(&desk, &connection, true).await;
        desk.mirror.refresh_requests().await.unwrap();
        Self { bed, gate, desk, connection, way }
    }

    fn cut(&self) {
        self.gate.shut();
    }

    fn reconnect(&self) {
        self.gate.open();
        self.bed.later(&self.desk, 700);
    }

    async fn restart(&mut self) {
        self.desk.shutdown().await;
        self.desk = self.bed.open().await;
        self.desk.app.select_connection(self.connection.clone()).await.unwrap();
        sign_in(&self.desk, &self.connection, true).await;
    }

    async fn send(&self, card: &str) -> String {
        self.desk.field.send_in_field(reset_pin(card), None).await.unwrap().key
    }

    /// Sends while the server is unreachable, and waits until that is known.
    async fn queue(&self, card: &str) -> String {
        let key = self.send(card).await;
        when(&self.desk, "waits for the network", || async { self.waits_for(&key).await == Some(WaitsFor::Network) })
            .await;
        key
    }

    async fn waits_for(&self, key: &str) -> Option<WaitsFor> {
        self.desk.requests.row(key).await.unwrap().waits_for
    }

    async fn undecided(&self, key: &str) -> Decision {
        when(&self.desk, "waits for a decision", || async { self.waits_for(key).await == Some(WaitsFor::Decision) })
            .await;
        let decisions = self.desk.field.field_day().await.unwrap().decisions;
        decisions.into_iter().find(|decision| decision.row.key == key).unwrap()
    }

    async fn pending(&self, key: &str) {
        until(&self.desk, key, &[RequestState::Pending]).await;
    }

    async fn steps(&self, key: &str) -> Vec<Step> {
        self.desk.requests.request(key.to_owned()).await.unwrap().timeline.into_iter().map(|entry| entry.step).collect()
    }

    fn sent(&self) -> Vec<String> {
        self.bed.control().record().into_iter().flat_map(|made| made.cards).collect()
    }

    /// Sends a request for a card from another desk.
    async fn other_desk_sends(&self, card: &str) {
        let others = Bed::new();
        let other = others.open().await;
        hold(&other, 0).await;
        let connection = own_connection(&other, self.bed.sandbox.url()).await;
        sign_in(&other, &connection, false).await;
        let key = other.outbox.send(reset_pin(card)).await.unwrap().key;
        until(&other, &key, &[RequestState::Pending]).await;
        other.shutdown().await;
    }
}

#[tokio::test]
async fn three_that_were_made_offline_leave_in_order_when_the_network_is_back_and_are_checked_first() {
    let van = Van::new().await;
    let before = van.sent().len();
    van.cut();
    let mut keys = Vec::new();
    for card in CARDS {
        keys.push(van.queue(card).await);
    }
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!((day.waiting, day.away_since.is_some(), day.decisions.len()), (3, true, 0));
    van.bed.later(&van.desk, 600);
    let lists = van.bed.control().lists("PENDING");
    van.reconnect();
    for key in &keys {
        van.pending(key).await;
        let steps = van.steps(key).await;
        let checked = steps.iter().position(|step| *step == Step::Checked);
        let left = steps.iter().rposition(|step| *step == Step::Sending);
        assert!(checked.is_some() && checked < left, "{steps:?}");
    }
    assert_eq!(van.sent()[before..], CARDS, "in order, and each once");
    assert!(van.bed.control().lists("PENDING") > lists, "the lists were read first");
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!((day.waiting, day.away_since), (0, None));
    van.desk.shutdown().await;
}

#[tokio::test]
async fn what_never_waited_leaves_as_usual() {
    let van = Van::new().await;
    let key = van.send(CARD).await;
    van.pending(&key).await;
    assert_eq!(van.steps(&key).await, [Step::Queued, Step::Sending, Step::Accepted]);
    hold(&van.desk, 5).await;
    let held = van.send(CARDS[1]).await;
    assert_eq!(van.waits_for(&held).await, Some(WaitsFor::Hold), "the hold is the same as everywhere");
    van.bed.later(&van.desk, 6);
    van.pending(&held).await;
    assert!(!van.steps(&held).await.contains(&Step::Checked));
    van.desk.shutdown().await;
}

#[tokio::test]
async fn what_is_older_than_a_day_waits_for_a_decision_also_after_a_restart() {
    let mut van = Van::new().await;
    let before = van.sent().len();
    van.cut();
    let (first, second) = (van.queue(CARDS[0]).await, van.queue(CARDS[1]).await);
    van.bed.later(&van.desk, 24 * 3_600 + 60);
    van.reconnect();
    for key in [&first, &second] {
        assert!(matches!(van.undecided(key).await.why, DecideWhy::Expired { .. }));
        assert_eq!(van.steps(key).await.last(), Some(&Step::Decision));
    }
    van.restart().await;
    assert_eq!(van.desk.field.field_day().await.unwrap().decisions.len(), 2);
    assert_eq!(van.sent().len(), before, "nothing left");

    van.desk.outbox.decide(first.clone(), true).await.unwrap();
    van.pending(&first).await;
    let cancelled = van.desk.outbox.decide(second.clone(), false).await.unwrap();
    assert_eq!(cancelled.state, RequestState::Cancelled);
    for (key, send) in [(first, true), (second, true), ("none".to_owned(), false)] {
        let refused = van.desk.outbox.decide(key, send).await.unwrap_err().code;
        assert!(matches!(refused, ProblemCode::TooLate | ProblemCode::NotFound));
    }
    assert_eq!(van.sent()[before..], [CARDS[0]], "one was sent, once");
    assert!(van.desk.field.field_day().await.unwrap().decisions.is_empty());
    van.desk.shutdown().await;
}

#[tokio::test]
async fn what_somebody_else_did_meanwhile_is_put_before_somebody() {
    let van = Van::new().await;
    van.cut();
    let (changed, same) = (van.queue(CARDS[0]).await, van.queue(CARDS[1]).await);
    let behind = van.send(CARDS[0]).await;
    van.other_desk_sends(CARDS[0]).await;
    let before = van.sent().len();
    van.reconnect();
    van.pending(&same).await;
    let decision = van.undecided(&changed).await;
    let DecideWhy::Meanwhile { other } = decision.why else { panic!("{:?}", decision.why) };
    assert!(!other.mine && other.smartcard.as_deref() == Some(CARDS[0]), "{other:?}");
    assert_eq!(van.waits_for(&behind).await, Some(WaitsFor::Turn), "the card's next request waits behind");
    assert_eq!(van.sent()[before..], [CARDS[1]]);

    van.desk.outbox.decide(changed.clone(), true).await.unwrap();
    van.pending(&changed).await;
    let DecideWhy::Meanwhile { .. } = van.undecided(&behind).await.why else { panic!("it was made before it too") };
    van.desk.outbox.cancel(behind.clone()).await.unwrap();
    assert_eq!(van.sent()[before..], [CARDS[1], CARDS[0]]);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_card_of_which_the_server_tells_something_else_is_put_before_somebody() {
    let van = Van::new().await;
    van.cut();
    // The server does not know this card.
    let card = "01999999901";
    let key = van.queue(card).await;
    let baselines = json!([{
        "of": {"kind": "smartcard", "text": card, "by": "serial_number"},
        "was": {"state": "EFFECTIVE", "product": "CARD"}
    }]);
    let (id, now) = (key.clone(), van.desk.core.now());
    let mirror = Some(van.desk.core.cache.mark());
    let note =
        FieldNote { made: now, others_since: now, mirror, lists_excused: false, baselines, why: None, looked_at: None };
    van.desk.core.journal(move |journal| journal.keep_field_note(&id, &note)).await.unwrap();
    let posts = van.bed.control().all_posts();
    van.reconnect();
    let why = van.undecided(&key).await.why;
    let before = Some("CARD, EFFECTIVE".to_owned());
    assert_eq!(why, DecideWhy::Changed { text: card.to_owned(), before, after: None });
    let reset = |posts: &std::collections::BTreeMap<String, usize>| {
        posts.iter().filter(|(path, _)| path.contains("reset_pin")).map(|(_, count)| count).sum::<usize>()
    };
    assert_eq!(reset(&van.bed.control().all_posts()), reset(&posts), "nothing left");
    van.desk.outbox.send_now(key.clone()).await.unwrap();
    let ended = until(&van.desk, &key, &[RequestState::Pending, RequestState::Refused]).await;
    assert_eq!(reset(&van.bed.control().all_posts()), reset(&posts) + 1, "sending it now is a decision too: {ended:?}");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_look_that_cannot_be_made_leaves_everything_waiting() {
    let mut van = Van::new().await;
    let before = van.sent().len();
    van.cut();
    let key = van.queue(CARD).await;
    for _ in 0..3 {
        van.bed.later(&van.desk, 700);
        when(&van.desk, "tried", || async { van.desk.core.scheduler().next_change().is_some() }).await;
    }
    assert_eq!(van.waits_for(&key).await, Some(WaitsFor::Network));
    van.restart_offline().await;
    assert_eq!(van.sent().len(), before);
    van.reconnect();
    van.pending(&key).await;
    assert!(van.steps(&key).await.contains(&Step::Checked), "a restart is no check");
    assert_eq!(van.sent()[before..], [CARD]);
    van.desk.shutdown().await;
}

impl Van {
    /// Restarts without a network. The token is in the keyring, so no sign-in is needed.
    async fn restart_offline(&mut self) {
        self.desk.shutdown().await;
        self.desk = self.bed.open().await;
        self.desk.app.select_connection(self.connection.clone()).await.unwrap();
        when(&self.desk, "restored", || async { self.desk.sessions.memory().sessions.contains_key(&self.connection) })
            .await;
    }
}

#[tokio::test]
async fn an_edited_request_is_new_and_a_decision_can_be_an_edit() {
    let van = Van::new().await;
    van.cut();
    let key = van.queue(CARDS[0]).await;
    van.bed.later(&van.desk, 25 * 3_600);
    van.reconnect();
    van.undecided(&key).await;
    van.desk.outbox.edit(key.clone()).await.unwrap();
    assert!(van.desk.field.field_day().await.unwrap().decisions.is_empty());
    van.desk.outbox.send_now(key.clone()).await.unwrap();
    van.undecided(&key).await;
    van.desk.outbox.edit(key.clone()).await.unwrap();
    van.desk.outbox.replace(key.clone(), reset_pin(CARDS[1]), None).await.unwrap();
    van.pending(&key).await;
    assert_eq!(van.sent().last().map(String::as_str), Some(CARDS[1]));
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_pin_is_not_queued_offline_and_no_slip_has_it() {
    let van = Van::new().await;
    let sent = van.desk.field.send_in_field(set_pin(CARDS[0], "8351"), None).await.unwrap().key;
    van.pending(&sent).await;
    let slip = van.desk.field.slip(sent).await.unwrap();
    assert_eq!((slip.smartcards.as_slice(), slip.row.state), ([CARDS[0].to_owned()].as_slice(), RequestState::Pending));
    let text = serde_json::to_string(&slip).unwrap();
    // As a number of its own: random keys and times may have the same digits within.
    assert!(slip.qr.is_some() && text.split(|letter: char| !letter.is_alphanumeric()).all(|word| word != "8351"));

    van.cut();
    let key = van.desk.field.send_in_field(set_pin(CARDS[1], "8351"), None).await.unwrap().key;
    until(&van.desk, &key, &[RequestState::NotSent]).await;
    let problem = van.desk.requests.request(key.clone()).await.unwrap().problem.unwrap();
    assert_eq!(problem.code, ProblemCode::PinNotKept);
    assert_eq!(van.desk.field.field_day().await.unwrap().waiting, 0);
    van.reconnect();
    assert_eq!(van.desk.requests.row(&key).await.unwrap().state, RequestState::NotSent, "it is not sent later");
    assert!(files_with(&van.bed.data_dir(), "8351").is_empty());
    van.desk.shutdown().await;
}

#[tokio::test]
async fn what_may_have_arrived_is_a_decision_too() {
    let van = Van::new().await;
    let key = van.send("01900000408").await;
    until(&van.desk, &key, &[RequestState::Unknown]).await;
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!((day.decisions[0].row.key.as_str(), &day.decisions[0].why), (key.as_str(), &DecideWhy::Unknown));
    let refused = van.desk.outbox.decide(key, true).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::TooLate, "it has ways of its own");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_slip_is_of_the_chosen_connection_alone() {
    let van = Van::new().await;
    let key = van.send(CARD).await;
    van.pending(&key).await;
    van.bed.control().run_processing_now();
    van.desk.mirror.refresh_requests().await.unwrap();
    let slip = van.desk.field.slip(key.clone()).await.unwrap();
    assert_eq!((slip.connection.as_str(), slip.row.state), ("Test", RequestState::Completed));
    van.desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert_eq!(van.desk.field.slip(key).await.unwrap_err().code, ProblemCode::NotFound);
    van.desk.shutdown().await;
}

fn job(card: &str) -> JobDraft {
    JobDraft { smartcard: Some(card.to_owned()), ..JobDraft::default() }
}

#[tokio::test]
async fn jobs_are_kept_linked_closed_and_forgotten() {
    let mut van = Van::new().await;
    let empty = JobDraft { note: Some("lunch".to_owned()), ..JobDraft::default() };
    let day = van.desk.field.add_jobs(vec![job(CARDS[0]), empty, job(CARDS[1]), job(CARDS[0])]).await.unwrap();
    assert_eq!(day.jobs.iter().map(|job| job.place).collect::<Vec<_>>(), [1, 2], "without what is nothing or twice");
    let planned = van.desk.field.plan_jobs(format!("{}\n{}", CARDS[0], CARDS[2])).await.unwrap();
    assert_eq!(planned.jobs.iter().map(|job| job.verdicts.len()).collect::<Vec<_>>(), [1, 0], "it is loaded already");
    let ids: Vec<String> = day.jobs.into_iter().map(|job| job.id).collect();
    let row = van.desk.field.send_in_field(reset_pin(CARDS[0]), Some(ids[0].clone())).await.unwrap();
    van.pending(&row.key).await;
    van.restart().await;
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!(day.jobs[0].row.as_ref().map(|row| row.state), Some(RequestState::Pending));
    let day = van.desk.field.close_job(ids[1].clone(), true).await.unwrap();
    assert!(day.jobs[1].closed && !day.jobs[0].closed);
    assert_eq!(van.desk.field.clear_jobs(false).await.unwrap().jobs.len(), 1, "what is pending is not done");
    van.desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert!(van.desk.field.field_day().await.unwrap().jobs.is_empty(), "they are of one connection");
    assert_eq!(van.desk.field.close_job(ids[0].clone(), true).await.unwrap_err().code, ProblemCode::NotFound);
    van.desk.app.select_connection(van.connection.clone()).await.unwrap();
    van.bed.later(&van.desk, 31 * 24 * 3_600);
    van.desk.field.add_jobs(vec![job(CARDS[2])]).await.unwrap();
    let day = van.desk.field.field_day().await.unwrap();
    assert_eq!(day.jobs.iter().map(|job| job.draft.clone()).collect::<Vec<_>>(), [job(CARDS[2])], "old ones go");
    assert!(van.desk.field.clear_jobs(true).await.unwrap().jobs.is_empty());
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_file_of_jobs_is_understood_as_a_spreadsheet_wrote_it() {
    let van = Van::new().await;
    let path = van.bed.dir.path().join("jobs.csv");
    std::fs::write(&path, b"Zimmer;Card;Room\r\nx;01900000001;K\xfcche\r\n").unwrap();
    let list = van.desk.field.plan_jobs_file(path.to_string_lossy().into_owned()).await.unwrap();
    assert_eq!((list.headings.len(), list.ignored.as_slice()), (2, ["Zimmer".to_owned()].as_slice()));
    assert_eq!(list.jobs[0].draft, JobDraft { note: Some("Küche".to_owned()), ..job(CARD) });
    assert!(van.desk.field.field_day().await.unwrap().jobs.is_empty(), "nothing is kept yet");
    let missing = van.desk.field.plan_jobs_file("/no/such/jobs.csv".to_owned()).await.unwrap_err();
    assert_eq!(missing.code, ProblemCode::FileNotRead);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn jobs_are_looked_up_beforehand() {
    let van = Van::new().await;
    let whole = JobDraft {
        subscription: Some("S-nobody-has".to_owned()),
        smartcard: Some("card-nobody-has".to_owned()),
        set_top_box: Some("box-nobody-has".to_owned()),
        note: None,
    };
    van.desk.field.add_jobs(vec![whole, job("other-nobody-has")]).await.unwrap();
    van.desk.field.look_up_jobs().await.unwrap();
    let day = van.desk.field.field_day().await.unwrap();
    let progress = day.progress.unwrap();
    assert_eq!((progress.done, progress.total, progress.running, progress.problem), (2, 2, false, None));
    let told = |number: usize| {
        let parts = day.jobs[number].looked_up.iter();
        parts.map(|part| (part.kind, part.state, part.as_of.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(
        told(0),
        [
            (EntityKind::Smartcard, NotFound, true),
            (EntityKind::SetTopBox, NotFound, true),
            (EntityKind::Subscription, NotFound, true)
        ]
    );
    assert_eq!(told(1), [(EntityKind::Smartcard, NotFound, true)]);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn looking_up_jobs_stops_at_once_and_goes_on_where_it_stopped() {
    let van = Van::new().await;
    van.desk.field.add_jobs((0..5).map(|number| job(&format!("card-{number}"))).collect()).await.unwrap();
    let control = van.bed.control();
    let progress = async || van.desk.field.field_day().await.unwrap().progress.unwrap();
    let begin = || {
        let desk = van.desk.clone();
        tokio::spawn(async move { desk.field.look_up_jobs().await.unwrap() })
    };
    // The first look-ups begin, and hang.
    control.set_look_ups(LookUps { latency: Duration::from_hours(1), ..LookUps::default() });
    let run = begin();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(progress().await.running);
    van.desk.field.stop_looking_up().await.unwrap();
    run.await.unwrap();
    let stopped = progress().await;
    assert_eq!((stopped.done, stopped.total, stopped.running, stopped.problem), (0, 5, false, None));
    control.set_look_ups(LookUps::default());
    begin().await.unwrap();
    let after = progress().await;
    assert_eq!((after.done, after.total, after.running, after.problem), (5, 5, false, None));
    van.desk.shutdown().await;
}

impl Van {
    /// A waiting row with its work done by another desk meanwhile. Its re-check is under way and hangs.
    async fn done_and_looked_at(&self, hangs: &'static str) -> String {
        self.cut();
        let key = self.queue(CARD).await;
        self.other_desk_sends(CARD).await;
        self.looked_at(hangs).await;
        key
    }

    async fn looked_at(&self, hangs: &'static str) {
        let before = self.way.asked(hangs);
        self.way.bend(Bend { hangs: Some(hangs), ..Bend::default() });
        self.reconnect();
        self.way.asked_again(hangs, before).await;
    }

    /// The re-check was interrupted without a result.
    async fn still_unchecked(&self, key: &str) {
        when(&self.desk, "broken off", || async { self.desk.mirror.memory().sync.is_none() }).await;
        assert!(self.desk.core.scheduler().is_unchecked(key), "it was not looked at");
        assert_eq!(self.steps(key).await.iter().filter(|step| **step == Step::Checked).count(), 0);
    }

    async fn is_meanwhile(&self, key: &str) {
        self.way.bend(Bend::default());
        self.bed.later(&self.desk, 6);
        let why = self.undecided(key).await.why;
        assert!(matches!(why, DecideWhy::Meanwhile { .. }), "{why:?}");
    }
}

#[tokio::test]
async fn what_somebody_else_did_is_seen_although_the_clock_was_set_back() {
    let ahead = 3 * 3_600;
    // At once, and when the clock shows the former time again, which proves nothing then.
    for later in [0, ahead] {
        let van = Van::new().await;
        van.bed.later_by(ahead);
        van.cut();
        let key = van.queue(CARD).await;
        van.other_desk_sends(CARD).await;
        let before = van.sent().len();
        van.bed.later(&van.desk, later - ahead);
        van.reconnect();
        let why = van.undecided(&key).await.why;
        assert!(matches!(why, DecideWhy::Meanwhile { .. }), "{why:?}");
        assert_eq!(van.sent().len(), before, "nothing left");
        // The same counter says that a request already decided on is no obstacle any more.
        van.desk.outbox.decide(key.clone(), true).await.unwrap();
        van.pending(&key).await;
        van.desk.shutdown().await;
    }
}

impl Van {
    /// A computer with its clock so far ahead that no request of others is within the retention.
    async fn far_ahead() -> Self {
        let van = Self::new().await;
        van.bed.later_by(400 * 24 * 3_600);
        sign_in(&van.desk, &van.connection, true).await;
        van.desk.mirror.refresh_requests().await.unwrap();
        van.desk.retention.purge_others_requests().await.unwrap();
        van
    }

    async fn other_desk_completes(&self, card: &str) {
        self.other_desk_sends(card).await;
        self.bed.control().run_processing_now();
    }

    async fn completed(&self) -> u32 {
        self.desk.mirror.refresh_requests().await.unwrap();
        super::lists::total(&self.desk, &[RequestState::Completed]).await
    }
}

#[tokio::test]
async fn what_somebody_else_completed_is_seen_although_it_seems_too_old_to_be_kept() {
    let van = Van::far_ahead().await;
    van.cut();
    let key = van.queue(CARD).await;
    van.other_desk_completes(CARD).await;
    let before = van.sent().len();
    van.reconnect();
    let why = van.undecided(&key).await.why;
    let DecideWhy::Meanwhile { other } = why else { panic!("{why:?}") };
    assert_eq!(other.state, RequestState::Completed);
    assert_eq!(van.desk.retention.purge_others_requests().await.unwrap(), 0, "somebody has to see it");
    assert_eq!(van.sent().len(), before, "nothing left");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn what_seems_too_old_is_not_kept_where_nothing_waits() {
    let van = Van::far_ahead().await;
    van.other_desk_completes(CARD).await;
    assert_eq!(van.completed().await, 0);
    van.cut();
    let key = van.queue(CARD).await;
    van.other_desk_completes(CARD).await;
    van.reconnect();
    van.undecided(&key).await;
    assert!(van.completed().await > 0, "it waits");
    van.desk.outbox.decide(key, false).await.unwrap();
    assert!(van.desk.retention.purge_others_requests().await.unwrap() > 0);
    assert_eq!(van.completed().await, 0);
    van.desk.shutdown().await;
}

#[tokio::test]
async fn what_was_told_meanwhile_and_is_not_kept_is_for_somebody_to_decide() {
    let van = Van::new().await;
    let before = van.sent().len();
    van.cut();
    let key = van.queue(CARD).await;
    let told = serde_json::from_value(json!({
        "id": "x", "life_cycle_state": "COMPLETED", "log_information": {"created_date": "2026-01-15T12:00:00"}
    }));
    let told =
        crate::requests::from_server::mirrored(&told.unwrap(), crmcom::catalogue::Provider::Conax, chrono_tz::Tz::UTC);
    let (of, none) = (van.connection.clone(), store::Kept { completed_from: i64::MAX, rejected_from: i64::MAX });
    van.desk.core.cache(move |cache| cache.mirror_kept(&of, std::slice::from_ref(&told), none)).await.unwrap();
    van.reconnect();
    let why = van.undecided(&key).await.why;
    let DecideWhy::Unread { lists, problem: None } = why else { panic!("{why:?}") };
    assert_eq!(lists.iter().map(|list| list.list.as_str()).collect::<Vec<_>>(), ["COMPLETED", "REJECTED"]);
    assert_eq!(van.sent().len(), before, "nothing left");
    van.desk.outbox.decide(key.clone(), true).await.unwrap();
    van.pending(&key).await;
    van.desk.shutdown().await;
}

#[tokio::test]
async fn what_was_known_when_it_was_made_is_not_in_its_way() {
    for release in [Release::R11, Release::R13] {
        let van = Van::at(release).await;
        van.other_desk_sends(CARD).await;
        van.desk.mirror.refresh_requests().await.unwrap();
        van.cut();
        let key = van.queue(CARD).await;
        van.reconnect();
        van.pending(&key).await;
        assert!(van.steps(&key).await.contains(&Step::Checked));
        van.desk.shutdown().await;
    }
}

#[tokio::test]
async fn what_the_office_completed_a_minute_ago_is_seen_at_every_release() {
    for release in [Release::new(9, 0, 0), Release::R11, Release::R13] {
        let van = Van::at(release).await;
        van.cut();
        let key = van.queue(CARD).await;
        van.other_desk_sends(CARD).await;
        van.bed.control().run_processing_now();
        // Less than a quarter of an hour after the long list was read.
        van.gate.open();
        van.bed.later(&van.desk, 300);
        let why = van.undecided(&key).await.why;
        let DecideWhy::Meanwhile { other } = why else { panic!("{release}: {why:?}") };
        assert_eq!(other.state, RequestState::Completed);
        van.desk.shutdown().await;
    }
}

#[tokio::test]
async fn the_long_list_is_read_once_for_rows_that_are_looked_at_one_after_the_other() {
    let van = Van::new().await;
    van.cut();
    let keys = [van.queue(CARD).await, van.send(CARD).await, van.send(CARD).await];
    let before = van.way.asked("COMPLETED");
    van.reconnect();
    for key in &keys {
        van.pending(key).await;
        assert!(van.steps(key).await.contains(&Step::Checked));
    }
    assert_eq!(van.way.asked("COMPLETED") - before, 1, "each waited behind the one before");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_look_that_somebody_stops_leaves_the_row_unchecked_and_then_somebody_decides() {
    let van = Van::patient().await;
    let before = van.sent().len();
    van.cut();
    let key = van.queue(CARD).await;
    van.looked_at("COMPLETED").await;
    van.desk.mirror.stop_refresh().await.unwrap();
    van.still_unchecked(&key).await;
    // That re-check had no result: the next one also sees requests made only now.
    van.other_desk_sends(CARD).await;
    let asked = van.way.asked("COMPLETED");
    van.bed.later(&van.desk, 6);
    let why = van.undecided(&key).await.why;
    assert!(matches!(why, DecideWhy::Meanwhile { .. }), "{why:?}");
    van.desk.outbox.decide(key.clone(), true).await.unwrap();
    let why = van.undecided(&key).await.why;
    let DecideWhy::Unread { lists, problem } = why else { panic!("{why:?}") };
    assert_eq!((lists.len(), lists[0].list.as_str(), problem), (1, "COMPLETED", None));
    assert!(lists[0].as_of.is_some(), "when it was read before");
    assert_eq!(van.way.asked("COMPLETED"), asked, "it is not begun again behind whoever stopped it");
    assert_eq!(van.sent().len(), before + 1, "nothing of ours left");
    van.desk.outbox.decide(key.clone(), true).await.unwrap();
    van.pending(&key).await;
    assert_eq!(van.sent().len(), before + 2, "that was decided");
    van.desk.shutdown().await;
}

#[tokio::test]
async fn a_wipe_or_a_connection_that_is_forgotten_leaves_the_row_unchecked() {
    // While the lists are read, and afterwards, while the card is looked up.
    for (words, wiped) in [("COMPLETED", true), ("installed_items", true), ("installed_items", false)] {
        let van = Van::patient().await;
        let before = van.sent().len();
        let key = van.done_and_looked_at(words).await;
        if wiped {
            van.desk.app.wipe().await.unwrap();
        } else {
            let id = van.connection.clone();
            van.desk.mirror.shared.stop_reading.notify_waiters();
            van.desk.core.cache(move |cache| cache.forget_server(&id)).await.unwrap();
        }
        let read = van.way.asked("COMPLETED");
        van.way.bend(Bend { hangs: Some("COMPLETED"), ..Bend::default() });
        van.bed.later(&van.desk, 6);
        van.way.asked_again("COMPLETED", read).await;
        assert!(van.desk.core.scheduler().is_unchecked(&key), "{words}: it is looked at anew");
        assert_eq!(van.sent().len(), before + 1, "{words}: nothing of ours left");
        van.is_meanwhile(&key).await;
        van.desk.shutdown().await;
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_told_and_somebody_decides() {
    for release in [Release::R11, Release::R13] {
        let van = Van::at(release).await;
        let before = van.sent().len();
        van.cut();
        let key = van.queue(CARD).await;
        van.way.bend(Bend { fails: Some("REJECTED"), ..Bend::default() });
        van.reconnect();
        let why = van.undecided(&key).await.why;
        let DecideWhy::Unread { lists, problem } = why else { panic!("{why:?}") };
        let unread: Vec<_> = lists.iter().map(|list| list.list.as_str()).collect();
        assert_eq!(unread, ["REJECTED"], "{release}: the others were read");
        assert_eq!(problem.map(|problem| problem.code), Some(ProblemCode::NotJson));
        assert_eq!(van.sent().len(), before, "nothing left");
        van.desk.outbox.decide(key.clone(), true).await.unwrap();
        van.pending(&key).await;
        let timeline = van.desk.requests.request(key).await.unwrap().timeline;
        let checked = timeline.into_iter().find(|entry| entry.step == Step::Checked).unwrap();
        assert_eq!(checked.detail.as_deref(), Some("NotJson"), "the timeline says what was not looked at");
        van.desk.shutdown().await;
    }
}
