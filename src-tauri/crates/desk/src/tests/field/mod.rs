//! The field mode: jobs, late checks, decisions, slips.

mod decision;
mod jobs;
mod open_sheet;
mod pre_send_check;
mod slip;

use std::time::Duration;

use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    Desk,
    tests::distorting_proxy::{DistortingProxy, Distortion},
    view::{DecideWhy, Decision, JobDraft, RequestState, StepKind, WaitsFor},
};

const CARDS: [&str; 3] = ["01900000001", "01900000002", "01900000003"];

/// A desk with a connection of its own to the sandbox, behind a gate that can be shut.
struct FieldDesk {
    bed: Bed,
    gate: Gate,
    desk: Desk,
    connection: String,
    way: DistortingProxy,
}

impl FieldDesk {
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
        let way = DistortingProxy::to(bed.sandbox.url()).await;
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

    async fn steps(&self, key: &str) -> Vec<StepKind> {
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

impl FieldDesk {
    /// Restarts without a network. The token is in the keyring, so no sign-in is needed.
    async fn restart_offline(&mut self) {
        self.desk.shutdown().await;
        self.desk = self.bed.open().await;
        self.desk.app.select_connection(self.connection.clone()).await.unwrap();
        when(&self.desk, "restored", || async {
            self.desk.sessions.memory.lock().sessions.contains_key(&self.connection)
        })
        .await;
    }
}

fn job(card: &str) -> JobDraft {
    JobDraft { smartcard: Some(card.to_owned()), ..JobDraft::default() }
}

impl FieldDesk {
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
        self.way.distort(Distortion { hangs: Some(hangs), ..Distortion::default() });
        self.reconnect();
        self.way.asked_again(hangs, before).await;
    }

    /// The re-check was interrupted without a result.
    async fn still_unchecked(&self, key: &str) {
        when(&self.desk, "broken off", || async { self.desk.mirror.memory.lock().sync.is_none() }).await;
        assert!(self.desk.core.scheduler.lock().is_unchecked(key), "it was not looked at");
        assert_eq!(self.steps(key).await.iter().filter(|step| **step == StepKind::Checked).count(), 0);
    }

    async fn is_meanwhile(&self, key: &str) {
        self.way.distort(Distortion::default());
        self.bed.later(&self.desk, 6);
        let why = self.undecided(key).await.why;
        assert!(matches!(why, DecideWhy::Meanwhile { .. }), "{why:?}");
    }
}

impl FieldDesk {
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
        total(&self.desk, &[RequestState::Completed]).await
    }
}
