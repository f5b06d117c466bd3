//! A request in the shape of lists: of the journal or of the mirror, with what it waits for.

use store::{
    cache::requests::RequestRecord,
    journal::{Doubt, InSequence, OutboxRow},
    request_state::RequestState,
};

use crate::{
    requests::Requests,
    time::millis,
    view::{DoubtView, RequestRow, WaitsFor},
};

impl Requests {
    /// The reason why a row has not left yet; `None` if it is about to leave, is on the wire, or is not in the queue.
    pub(crate) fn waits_for(&self, key: &str) -> Option<WaitsFor> {
        let fails = self.core.memory.lock().journal_failed.is_some();
        let scheduler = self.core.scheduler.lock();
        match scheduler.waits_for(key, |connection, identity| self.sessions.can_send(connection, identity)) {
            by_itself @ Some(
                WaitsFor::Hold | WaitsFor::Time | WaitsFor::Edit | WaitsFor::Decision | WaitsFor::RequestBefore,
            ) => by_itself,
            _ if fails && scheduler.is_waiting(key) => Some(WaitsFor::Journal),
            other => other,
        }
    }

    /// The end of the pause that the row's server asked for, in Unix milliseconds; `None` unless the row waits for that
    /// pause.
    pub(crate) fn pause_of(&self, waits_for: Option<WaitsFor>, connection: &str) -> Option<i64> {
        self.core.scheduler.lock().paused_until(connection).filter(|_| waits_for == Some(WaitsFor::Server))
    }

    /// Converts an outbox row into the row that the window's lists show.
    pub(crate) fn journal_row(&self, row: OutboxRow) -> RequestRow {
        let waits_for = self.waits_for(&row.key);
        let doubt = row.doubt.filter(|_| row.undecided).map(|doubt| self.doubt_of(&row, doubt));
        let doubt = doubt.or_else(|| halted(&row));
        let pause = self.pause_of(waits_for, &row.connection);
        let looked_at = matches!(row.state, RequestState::Pending | RequestState::Other | RequestState::Unknown);
        RequestRow {
            connection: row.connection,
            mine: true,
            id: row.server_id,
            number: row.server_number,
            state: row.state,
            state_text: row.server_state,
            operation: Some(row.operation),
            request_type: Some(row.request_type),
            provider: row.provider,
            smartcard: row.smartcard,
            set_top_box: row.set_top_box,
            service: row.service,
            subscription: row.subscription,
            created: Some(millis(row.created)),
            updated: Some(millis(row.updated)),
            user: Some(row.user),
            unit: row.identity.unit.clone(),
            priority: row.priority,
            error_code: row.error_code,
            error_text: row.error_text,
            group: None,
            waits_since: row.waits_since.filter(|_| waits_for.is_some()).map(millis),
            waits_for,
            leaves_at: row.not_before.filter(|_| is_unsent(row.state)).map(millis),
            held_until: row.held_until.map(millis),
            next_try: pause.or(if looked_at { row.next_look } else { row.next_try }).map(millis),
            unwatched: row.unwatched,
            closed: row.closed,
            doubt,
            key: row.key,
        }
    }

    pub(crate) fn doubt_of(&self, row: &OutboxRow, doubt: Doubt) -> DoubtView {
        match doubt {
            Doubt::Moved => {
                let to = self.connections.connection(&row.connection).map(|known| known.tenant().to_string());
                DoubtView::Moved { from: row.identity.tenant.to_string(), to: to.unwrap_or_default() }
            }
            Doubt::TokenRefused => DoubtView::TokenRefused,
            Doubt::PutBack => DoubtView::PutBack,
            Doubt::OtherComputer => DoubtView::OtherComputer,
            Doubt::Unproven => DoubtView::Unproven,
        }
    }

    pub(crate) fn waits(&self) -> Waits<'_> {
        Waits(self)
    }
}

/// A row that its sequence keeps back until the user decides.
fn halted(row: &OutboxRow) -> Option<DoubtView> {
    let before = row.after.clone().filter(|_| row.in_sequence == Some(InSequence::Halted) && is_unsent(row.state))?;
    Some(DoubtView::Halted { before })
}

fn is_unsent(state: RequestState) -> bool {
    matches!(state, RequestState::Held | RequestState::Queued | RequestState::NotSent)
}

/// Access to the reasons for which rows wait.
pub(crate) struct Waits<'a>(&'a Requests);

pub(crate) fn view(row: RequestRecord, connection: &str, waits: &Waits<'_>) -> RequestRow {
    let waits_for = waits.0.waits_for(&row.key);
    let pause = waits.0.pause_of(waits_for, connection);
    let next =
        if matches!(row.state, RequestState::Pending | RequestState::Other) { row.next_look } else { row.next_try };
    RequestRow {
        waits_for,
        next_try: pause.or(next).map(millis),
        key: row.key,
        connection: connection.to_owned(),
        updated: row.updated.map(millis),
        unit: row.unit,
        waits_since: row.waits_since.filter(|_| waits_for.is_some()).map(millis),
        leaves_at: row.not_before.filter(|_| waits_for.is_some()).map(millis),
        closed: row.closed,
        doubt: None,
        mine: row.mine,
        id: row.server_id,
        number: row.number,
        state: row.state,
        state_text: row.state_text,
        operation: row.operation,
        request_type: row.request_type,
        provider: row.provider,
        smartcard: row.smartcard,
        set_top_box: row.set_top_box,
        service: row.service,
        subscription: row.subscription,
        created: row.created.map(millis),
        user: row.user,
        priority: row.priority,
        error_code: row.error_code,
        error_text: row.error_text,
        group: row.grp,
        held_until: row.held_until.map(millis),
        unwatched: row.unwatched,
    }
}
