//! Lists that could not be read, or not whole: what is shown of them is not all that the server has, and says so.

use crmcom::UnreadRows;

use super::{completed, reading};
use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    told,
    view::{self, UnreadRow},
};

/// How a list failed.
#[derive(Debug, Clone)]
pub(crate) struct ListFault {
    list: &'static str,
    problem: Problem,
    /// When it was last read whole, if ever.
    as_of: Option<i64>,
    unread: UnreadRows,
}

impl ListFault {
    #[allow(clippy::cast_precision_loss)] // a list is far below 2^53 rows
    pub(crate) fn view(&self) -> view::ListFault {
        let Self { list, problem, as_of, unread } = self;
        view::ListFault {
            list: (*list).to_owned(),
            problem: problem.clone(),
            as_of: as_of.map(told::millis),
            unread: unread.count as f64,
        }
    }
}

impl Desk {
    /// Rows of the chosen connection's list that could not be read: the first of them.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn unread_rows(&self, list: String) -> Result<Vec<UnreadRow>, Problem> {
        let known = self.not_left()?;
        let state = self.state();
        let fault = state.list_faults.get(known.id()).and_then(|faults| faults.get(list.as_str()));
        let rows = fault.into_iter().flat_map(|fault| &fault.unread.rows);
        Ok(rows.map(|row| UnreadRow { reason: row.reason.to_owned(), text: row.text.clone() }).collect())
    }

    /// A list was read whole.
    pub(super) fn list_is_well(&self, connection: &str, list: &str) {
        if let Some(faults) = self.state().list_faults.get_mut(connection) {
            faults.remove(list);
        }
    }

    /// A list could not be read, or not whole. What concerns the session or the way is said elsewhere.
    pub(super) async fn list_failed(
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
        let fault = ListFault { list, problem: problem.clone(), as_of, unread };
        self.state().list_faults.entry(connection.to_owned()).or_default().insert(list, fault);
    }

    /// When a list was last read as far as it has to be. A cache that fails does not know.
    pub(super) async fn list_as_of(&self, connection: &str, list: &str) -> Option<i64> {
        let id = connection.to_owned();
        let stamp = if list == completed::COMPLETED { completed::READ } else { reading::SHORT };
        self.cache(move |cache| cache.stamp(&id, stamp)).await.ok().flatten()
    }
}

/// The answer was there and is at fault: other lists may be well.
pub(super) fn is_of_the_answer(problem: &Problem) -> bool {
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
