//! Carries out each call once, however often it arrives.
//!
//! If a page is reloaded while a command runs, Tauri delivers the same message a second time (tauri-apps/tauri#14154),
//! and a caller without an answer asks again. So the caller makes an id, the idempotency key, before the call. A call
//! that makes a row is recognised by the row's key, which is that id, also after a restart. Any other call is
//! recognised by its answer, which is remembered here for a while.

use std::{
    any::Any,
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    core::guarded::Guarded,
    error::problem::{Problem, ProblemCode},
};

/// Number of answers remembered. A message is repeated at once or not at all.
const MAX_REMEMBERED_ANSWERS: usize = 256;
/// Longest time that an answer is remembered, in milliseconds.
const MAX_ANSWER_AGE_MS: i64 = 10 * 60_000;

/// Answers to the latest calls.
#[derive(Default)]
pub(crate) struct Once(Guarded<Calls>);

#[derive(Default)]
struct Calls {
    by_id: HashMap<Uuid, Call>,
    /// Ids in the order of arrival.
    order: VecDeque<Uuid>,
}

struct Call {
    command: &'static str,
    at: i64,
    /// Locked by the task that carries out the call; repeated calls wait for it.
    answer: CallSlot,
}

type CallSlot = Arc<Mutex<Option<RememberedAnswer>>>;
pub(crate) type RememberedAnswer = Box<dyn Any + Send>;

impl Once {
    /// The slot for the answer to a call. An id belongs to one command only.
    pub(super) fn place(&self, id: Uuid, command: &'static str, now: i64) -> Result<CallSlot, Problem> {
        let mut calls = self.0.lock();
        if let Some(call) = calls.by_id.get(&id) {
            let own = call.command == command;
            return own.then(|| Arc::clone(&call.answer)).ok_or_else(|| invalid("the id is another call's"));
        }
        calls.forget(now);
        let answer = CallSlot::default();
        calls.by_id.insert(id, Call { command, at: now, answer: Arc::clone(&answer) });
        calls.order.push_back(id);
        Ok(answer)
    }
}

impl Calls {
    /// Makes room for one more call. A call that is under way or waited for stays, as do the calls after it.
    fn forget(&mut self, now: i64) {
        while let Some(first) = self.order.front() {
            let call = self.by_id.get(first);
            let in_use = call.is_some_and(|call| Arc::strong_count(&call.answer) > 1);
            let old = self.order.len() >= MAX_REMEMBERED_ANSWERS
                || call.is_some_and(|call| now - call.at >= MAX_ANSWER_AGE_MS);
            if in_use || !old {
                return;
            }
            self.by_id.remove(first);
            self.order.pop_front();
        }
    }
}

/// Makes the key of a new row or batch, for callers without a page. A page makes its own keys.
pub fn new_key() -> String {
    Uuid::now_v7().to_string()
}

/// The key of a new row or batch in its canonical spelling, as it is in the journal.
pub(crate) fn key(text: &str) -> Result<String, Problem> {
    Ok(id(text)?.to_string())
}

pub(super) fn id(text: &str) -> Result<Uuid, Problem> {
    Uuid::parse_str(text).map_err(|error| invalid(&error.to_string()))
}

fn invalid(words: &str) -> Problem {
    Problem::new(ProblemCode::InvalidInput, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(once: &Once) -> usize {
        let calls = once.0.lock();
        assert_eq!(calls.by_id.len(), calls.order.len());
        calls.order.len()
    }

    fn new() -> Uuid {
        Uuid::now_v7()
    }

    #[test]
    fn remembered_answers_are_bounded_in_number_and_age() {
        let once = Once::default();
        for _ in 0..MAX_REMEMBERED_ANSWERS * 2 {
            once.place(new(), "mark", 0).unwrap();
        }
        assert_eq!(known(&once), MAX_REMEMBERED_ANSWERS);
        let last = new();
        once.place(last, "mark", MAX_ANSWER_AGE_MS - 1).unwrap();
        once.place(new(), "mark", MAX_ANSWER_AGE_MS).unwrap();
        assert_eq!(known(&once), 2, "what is older goes");
        let again = once.place(last, "mark", MAX_ANSWER_AGE_MS).unwrap();
        assert_eq!(Arc::strong_count(&again), 2, "it is the same place");
    }

    #[test]
    fn a_running_call_is_not_forgotten() {
        let once = Once::default();
        let first = new();
        let under_way = once.place(first, "mark", 0).unwrap();
        for _ in 0..MAX_REMEMBERED_ANSWERS * 2 {
            once.place(new(), "mark", MAX_ANSWER_AGE_MS * 2).unwrap();
        }
        assert!(Arc::ptr_eq(&under_way, &once.place(first, "mark", MAX_ANSWER_AGE_MS * 3).unwrap()));
    }

    #[test]
    fn an_id_belongs_to_one_command_and_is_validated() {
        let once = Once::default();
        let call = new();
        once.place(call, "mark", 0).unwrap();
        assert!(once.place(call, "wipe", 0).is_err());
        for text in ["", "1", "not-an-id", "'; DROP TABLE submission; --"] {
            assert_eq!(key(text).unwrap_err().code, ProblemCode::InvalidInput, "{text}");
        }
        let spelled = "0198A0B1-C2D3-7E4F-8A9B-0C1D2E3F4A5B";
        assert_eq!(key(spelled).unwrap(), key(&spelled.replace('-', "")).unwrap(), "one key has one spelling");
    }
}
