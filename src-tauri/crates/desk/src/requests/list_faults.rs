//! Lists that could not be read, or not whole: what is shown of them is not all that the server has, and says so.

use std::collections::BTreeMap;

use crmcom::UnreadRows;
use store::Owner;

use crate::{
    error::problem::{Problem, ProblemCode},
    paging::End,
    requests::{ListFault, Requests},
    view::{self, UnreadRow},
};

pub(crate) const COMPLETED: &str = "COMPLETED";
/// Stamp: when it was last read as far as it had to be.
pub(crate) const READ: &str = "completed-read";
/// Stamp: when the short lists were last read, surely to their ends.
pub(crate) const SHORT: &str = "short-whole";
/// The list, among those that could not be read.
pub(crate) const SERVICES: &str = "SERVICES";

impl Requests {
    /// Rows of the chosen connection's list that could not be read: the first of them.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn unread_rows(&self, list: String) -> Result<Vec<UnreadRow>, Problem> {
        let faults = self.faults_of(self.sessions.not_left()?.id());
        let rows = faults.into_iter().filter(|fault| fault.list == list).flat_map(|fault| fault.unread.rows);
        Ok(rows.map(|row| UnreadRow { reason: row.reason.to_owned(), text: row.text }).collect())
    }

    /// Of whoever is signed in there, or was last.
    fn faults_of(&self, connection: &str) -> Vec<ListFault> {
        let user = self.sessions.owner(connection).user;
        let state = self.memory();
        let faults = state.list_faults.get(connection).into_iter().flat_map(BTreeMap::values);
        faults.filter(|fault| fault.user == user).cloned().collect()
    }

    /// Lists of requests, which every page shows something of.
    pub(crate) fn lists_at_fault(&self, connection: &str) -> Vec<view::ListFault> {
        self.faults_of(connection).iter().filter(|fault| fault.list != SERVICES).map(ListFault::view).collect()
    }

    pub(crate) fn list_fault(&self, connection: &str, list: &str) -> Option<view::ListFault> {
        self.faults_of(connection).iter().find(|fault| fault.list == list).map(ListFault::view)
    }

    /// A list was read to its end within that time, but for rows of it that could not be read.
    pub(crate) fn read_but_for_rows(&self, connection: &str, list: &str, within: i64) -> bool {
        let now = self.core.now();
        let of_rows = |fault: &ListFault| fault.unread.count > 0 && (now - within..=now).contains(&fault.at);
        self.faults_of(connection).iter().any(|fault| fault.list == list && of_rows(fault))
    }

    /// A list was read whole.
    pub(crate) fn list_is_well(&self, connection: &str, list: &str) {
        if let Some(faults) = self.memory().list_faults.get_mut(connection) {
            faults.remove(list);
        }
    }

    /// A list could not be read, or not whole. What concerns the session or the way is said elsewhere.
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
        // Of a list that ended otherwise, more is missing than its bad rows.
        let unread = if End::LeftOut.problem().as_ref() == Some(problem) { unread } else { UnreadRows::default() };
        let (user, at) = (self.sessions.owner(connection).user, self.core.now());
        let fault = ListFault { list, user, at, problem: problem.clone(), as_of, unread };
        self.memory().list_faults.entry(connection.to_owned()).or_default().insert(list, fault);
    }

    /// When a list was last read as far as it has to be. A cache that fails does not know.
    pub(crate) async fn list_as_of(&self, connection: &str, list: &str) -> Option<i64> {
        let id = connection.to_owned();
        let stamp = match list {
            COMPLETED => READ.to_owned(),
            SERVICES => services_stamp(&self.sessions.owner(connection)),
            _ => SHORT.to_owned(),
        };
        self.core.cache(move |cache| cache.stamp(&id, &stamp)).await.ok().flatten()
    }
}

/// The answer was there and is at fault: other lists may be well.
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

/// When the list was last read whole. By user: what one may see another may not.
pub(crate) fn services_stamp(owner: &Owner) -> String {
    format!("services of {}", owner.user)
}
