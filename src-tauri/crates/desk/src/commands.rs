//! The commands of the window, one method each. Being wired: bodies move to their own files.

use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    view::{
        Checked, Connection, ConnectionDraft, FormDraft, Preferences, RequestDetail, RequestPage, RequestQuery,
        RequestRow, Session, SignIn, Snapshot, TestedHop,
    },
};

fn soon<T>() -> Result<T, Problem> {
    Err(Problem {
        code: ProblemCode::Internal,
        message: String::new(),
        detail: None,
        fields: Vec::new(),
        outcome: None,
    })
}

#[allow(clippy::unused_async)]
impl Desk {
    pub async fn snapshot(&self) -> Result<Snapshot, Problem> {
        soon()
    }
    pub async fn select_connection(&self, _id: String) -> Result<Snapshot, Problem> {
        soon()
    }
    pub async fn save_connection(&self, _draft: ConnectionDraft) -> Result<Connection, Problem> {
        soon()
    }
    pub async fn remove_connection(&self, _id: String) -> Result<(), Problem> {
        soon()
    }
    pub async fn test_connection(&self, _draft: ConnectionDraft) -> Result<Vec<TestedHop>, Problem> {
        soon()
    }
    pub async fn sign_in(&self, _request: SignIn) -> Result<Session, Problem> {
        soon()
    }
    pub async fn sign_out(&self) -> Result<(), Problem> {
        soon()
    }
    pub async fn save_preferences(&self, _preferences: Preferences) -> Result<Preferences, Problem> {
        soon()
    }
    pub async fn check_form(&self, _draft: FormDraft) -> Result<Checked, Problem> {
        soon()
    }
    pub async fn keep_form(&self, _draft: FormDraft) -> Result<(), Problem> {
        soon()
    }
    pub async fn kept_form(&self, _operation: String) -> Result<Option<FormDraft>, Problem> {
        soon()
    }
    pub async fn send(&self, _draft: FormDraft) -> Result<RequestRow, Problem> {
        soon()
    }
    pub async fn undo(&self, _key: String) -> Result<FormDraft, Problem> {
        soon()
    }
    pub async fn send_now(&self, _key: String) -> Result<RequestRow, Problem> {
        soon()
    }
    pub async fn cancel(&self, _key: String) -> Result<FormDraft, Problem> {
        soon()
    }
    pub async fn requests(&self, _query: RequestQuery) -> Result<RequestPage, Problem> {
        soon()
    }
    pub async fn request(&self, _key: String) -> Result<RequestDetail, Problem> {
        soon()
    }
    pub async fn refresh_requests(&self) -> Result<(), Problem> {
        soon()
    }
}
