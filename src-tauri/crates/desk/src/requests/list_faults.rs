//! Faults of lists that could not be read, or not whole: the mirror then lacks rows that the server has, and the window
//! says so.

use std::collections::BTreeMap;

use crmcom::UnreadRows;
use store::Owner;

use crate::{
    error::problem::{Problem, ProblemCode},
    paging::End,
    requests::{ListFaultRecord, Requests},
    view::{self, UnreadRow},
};

pub(crate) const COMPLETED: &str = "COMPLETED";
/// Stamp: time of the last reading as far as it was needed.
pub(crate) const COMPLETED_READ_STAMP: &str = "completed-read";
/// Stamp: time of the last reading of COMPLETED from its beginning to its end.
pub(crate) const COMPLETED_WHOLE_STAMP: &str = "completed-whole";
/// Stamp: time at which the short lists were last read, surely to their ends.
pub(crate) const SHORT_LISTS_STAMP: &str = "short-whole";
/// Name of the list among the list faults.
pub(crate) const SERVICES_LIST: &str = "SERVICES";

impl Requests {
    /// The rows of a list of the selected connection that could not be read; only the first of them are kept.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn unread_rows(&self, list: String) -> Result<Vec<UnreadRow>, Problem> {
        let faults = self.faults_of(self.sessions.not_left()?.id());
        let rows = faults.into_iter().filter(|fault| fault.list == list).flat_map(|fault| fault.unread.rows);
        Ok(rows.map(|row| UnreadRow { reason: row.reason.to_owned(), text: row.text }).collect())
    }

    /// Faults met by the signed-in user, or by the last one without a session.
    fn faults_of(&self, connection: &str) -> Vec<ListFaultRecord> {
        let user = self.sessions.owner(connection).user;
        let state = self.memory();
        let faults = state.list_faults.get(connection).into_iter().flat_map(BTreeMap::values);
        faults.filter(|fault| fault.user == user).cloned().collect()
    }

    /// Faults in lists of requests, which every page shows in part.
    pub(crate) fn lists_at_fault(&self, connection: &str) -> Vec<view::ListFault> {
        self.faults_of(connection)
            .iter()
            .filter(|fault| fault.list != SERVICES_LIST)
            .map(ListFaultRecord::view)
            .collect()
    }

    pub(crate) fn list_fault(&self, connection: &str, list: &str) -> Option<view::ListFault> {
        self.faults_of(connection).iter().find(|fault| fault.list == list).map(ListFaultRecord::view)
    }

    /// Whether the list was read to its end within that time, except for unreadable rows.
    pub(crate) fn read_but_for_rows(&self, connection: &str, list: &str, within: i64) -> bool {
        let now = self.core.now();
        let of_rows = |fault: &ListFaultRecord| fault.unread.count > 0 && (now - within..=now).contains(&fault.at);
        self.faults_of(connection).iter().any(|fault| fault.list == list && of_rows(fault))
    }

    /// Clears the fault of a list after it was read whole.
    pub(crate) fn list_is_well(&self, connection: &str, list: &str) {
        if let Some(faults) = self.memory().list_faults.get_mut(connection) {
            faults.remove(list);
        }
    }

    /// Records the fault of a list. Problems of the session or of the connection to the server are shown elsewhere.
    pub(crate) async fn list_failed(
        &self,
        connection: &str,
        list: &'static str,
        problem: &Problem,
        unread: UnreadRows,
    ) {
        let is_gone = matches!(problem.code, ProblemCode::ConnectionMoved | ProblemCode::NotFound);
        if problem.is_about_session() || problem.is_of_the_way() || is_gone {
            return;
        }
        let as_of = self.list_as_of(connection, list).await;
        // If the list ended for another reason, more is missing than its unreadable rows.
        let unread = if End::LeftOut.problem().as_ref() == Some(problem) { unread } else { UnreadRows::default() };
        let (user, at) = (self.sessions.owner(connection).user, self.core.now());
        let fault = ListFaultRecord { list, user, at, problem: problem.clone(), as_of, unread };
        self.memory().list_faults.entry(connection.to_owned()).or_default().insert(list, fault);
    }

    /// Time at which a list was last read as far as needed; `None` also if the cache fails.
    pub(crate) async fn list_as_of(&self, connection: &str, list: &str) -> Option<i64> {
        let id = connection.to_owned();
        let stamp = match list {
            COMPLETED => COMPLETED_READ_STAMP.to_owned(),
            SERVICES_LIST => services_stamp(&self.sessions.owner(connection)),
            _ => SHORT_LISTS_STAMP.to_owned(),
        };
        self.core.cache(move |cache| cache.stamp(&id, &stamp)).await.ok().flatten()
    }
}

/// Whether an answer arrived and is at fault: other lists may still be readable.
pub(crate) fn is_of_the_answer(problem: &Problem) -> bool {
    matches!(
        problem.code,
        ProblemCode::NotJson
            | ProblemCode::EmptyAnswer
            | ProblemCode::TruncatedAnswer
            | ProblemCode::AnswerTooLarge
            | ProblemCode::UnexpectedAnswer
            | ProblemCode::Refused
    )
}

/// Name of the time stamp of the last whole reading. It is the user's own, because users may see different services.
pub(crate) fn services_stamp(owner: &Owner) -> String {
    format!("services of {}", owner.user)
}
