//! A desk without a window: a second one on the same server, or one in a process that is killed.

use std::{path::Path, time::Duration};

use desk::{
    Desk, KeyringChoice, MemoryKeyring, Options,
    problem::Problem,
    view::{FormDraft, RequestFilter, RequestState, Session, SignIn},
};
use sandbox::{PASSWORD, Sandbox, USERNAME};
use tokio::time::{sleep, timeout};

use crate::steps;

/// Only ends a wait that would never end.
const WAIT_LIMIT: Duration = Duration::from_mins(3);
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Opens the desk of a directory with settings, and signs in.
pub async fn open(directory: &Path) -> Desk {
    let options = Options {
        keyring: KeyringChoice::Memory(MemoryKeyring::default()),
        read_timeout: Duration::from_secs(5),
        ..Options::new(directory.to_owned())
    };
    let desk = Desk::open(options).await.expect("it opens");
    sign_in(&desk, false).await.expect("it signs in");
    desk
}

async fn sign_in(desk: &Desk, keep: bool) -> Result<Session, Problem> {
    sign_in_as(desk, USERNAME, PASSWORD, keep).await
}

/// Signs in once.
pub async fn sign_in_as(desk: &Desk, username: &str, password: &str, keep: bool) -> Result<Session, Problem> {
    let request = SignIn::Password {
        connection: steps::CONNECTION.to_owned(),
        username: username.to_owned(),
        password: password.to_owned(),
        unit: None,
        keep,
    };
    desk.sessions.sign_in(request).await
}

/// Signs in, with repeated attempts, and keeps the password.
pub async fn sign_in_at_last(desk: &Desk) {
    while let Err(problem) = sign_in(desk, true).await {
        eprintln!("not signed in yet: {problem}");
        sleep(POLL_INTERVAL).await;
    }
}

/// Calls a command twice at once under one id, as a reloaded page does. It is carried out once, and both calls get the
/// same answer.
pub async fn twice<T, W>(desk: &Desk, command: &'static str, work: impl Fn(Desk) -> W) -> Result<T, Problem>
where
    T: Clone + Send + 'static,
    W: Future<Output = Result<T, Problem>> + Send + 'static,
{
    let call = desk::new_key();
    let (first, again) =
        tokio::join!(desk.once(&call, command, work(desk.clone())), desk.once(&call, command, work(desk.clone())),);
    // A failed call may be repeated, as the second one did.
    first.or(again)
}

/// Number of the desk's requests in `state`.
pub async fn count(desk: &Desk, state: RequestState) -> u32 {
    let filter = RequestFilter { states: vec![state], mine: true, ..RequestFilter::default() };
    desk.requests.request_counts(filter).await.expect("counts").total
}

/// Sends forms, all of which the CA systems reject, and waits for that.
pub async fn send_to_be_rejected(desk: &Desk, sandbox: &Sandbox, forms: Vec<FormDraft>) {
    let wanted = count(desk, RequestState::Rejected).await + u32::try_from(forms.len()).expect("few");
    for form in forms {
        desk.outbox.send(form).await.expect("it is taken");
    }
    let rejected = async {
        while count(desk, RequestState::Rejected).await < wanted {
            sandbox.control().run_processing_now();
            desk.mirror.refresh_requests().await.expect("lists");
            sleep(POLL_INTERVAL).await;
        }
    };
    timeout(WAIT_LIMIT, rejected).await.expect("each is rejected");
}

/// The pairing of a card and a box by their CA ids.
pub fn pairing(card: &str, set_top_box: &str) -> FormDraft {
    let values = [("smartcard_set.0.smartcard_ca_id", card), ("stb_set.0.stb_ca_id", set_top_box)];
    FormDraft {
        operation: "conax.create-pairing".to_owned(),
        values: values.map(|(input, text)| (input.to_owned(), text.to_owned())).into_iter().collect(),
    }
}

/// A pairing of one of twenty seeded cards, with another box every twenty.
pub fn pairing_number(number: usize) -> FormDraft {
    pairing(&format!("019000000{:02}", number % 20 + 1), &format!("stb-0000-{:04}", number / 20 + 1))
}
