//! The entries of a shared file, and what is remembered of a file that was looked at or taken.

use crate::{connections::registry::Known, view::NotTaken};

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
};

use store::{KnowledgeRow, Mark, MarkField, Merge, Writing};

/// Characters of a name or an id.
pub(crate) const LONGEST_NAME: usize = 200;

/// Clocks differ. What is made later than so many milliseconds from now is no time.
pub(super) const AHEAD: i64 = 86_400_000;

/// What was looked at, and what was taken last.
#[derive(Default)]
pub(crate) struct Imports {
    pub(super) turn: tokio::sync::Mutex<()>,
    pub(super) stopped: AtomicBool,
    pub(super) looked: Mutex<Option<Looked>>,
    pub(super) taken: Arc<Mutex<Option<Taken>>>,
}

pub(super) struct Looked {
    pub(super) id: String,
    pub(super) of: Whose,
    pub(super) items: Vec<Item>,
}

pub(super) struct Taken {
    pub(super) of: Whose,
    pub(super) changes: HashMap<Key, Change>,
}

#[derive(Clone)]
pub(super) struct Change {
    pub(super) before: State,
    pub(super) after: State,
}

/// What a file is about: ids of one server mean nothing to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    Everybodys,
    Of { connection: String, server: String, organisation: String },
}

impl Whose {
    pub(crate) fn of(known: &Known) -> Self {
        Self::Of {
            connection: known.id().to_owned(),
            server: server(known),
            organisation: known.stored.organisation.clone(),
        }
    }

    pub(super) fn connection(&self) -> &str {
        match self {
            Self::Everybodys => "",
            Self::Of { connection, .. } => connection,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Item {
    Mark(Mark),
    Knowledge(KnowledgeRow),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Mark(String, MarkField),
    Group(String),
}

/// All that is known under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    Marks(Vec<Mark>),
    Knowledge(Option<KnowledgeRow>, Vec<KnowledgeRow>),
}

impl Item {
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Mark(mark) => Key::Mark(mark.request.clone(), mark.field),
            Self::Knowledge(row) => Key::Group(row.grp.clone()),
        }
    }

    pub(super) fn merge(&self, journal: &Writing<'_>, connection: &str) -> Result<Merge, store::Error> {
        match self {
            Self::Mark(it) => journal.merge_mark(connection, &it.request, it.field, it.value.as_deref(), it.at, &it.by),
            Self::Knowledge(row) => journal.merge_knowledge(row),
        }
    }
}

impl State {
    pub(super) fn read(journal: &Writing<'_>, connection: &str, key: &Key) -> Result<Self, store::Error> {
        Ok(match key {
            Key::Mark(request, field) => Self::Marks(journal.marks_of(connection, request, *field)?),
            Key::Group(grp) => {
                let (current, past) = journal.knowledge_of(grp)?;
                Self::Knowledge(current, past)
            }
        })
    }

    pub(super) fn restore(&self, journal: &Writing<'_>, connection: &str, key: &Key) -> Result<(), store::Error> {
        match (self, key) {
            (Self::Marks(marks), Key::Mark(request, field)) => {
                journal.restore_marks(connection, request, *field, marks)
            }
            (Self::Knowledge(current, past), Key::Group(grp)) => journal.restore_knowledge(grp, current.as_ref(), past),
            // A key is read as what it is.
            _ => Ok(()),
        }
    }
}

impl Imports {
    /// Nothing of a file is kept in memory any more.
    pub(crate) fn forget(&self) {
        *lock(&self.looked) = None;
        *lock(&self.taken) = None;
    }
}

/// A text of a file, if it is no longer than it can be here.
pub(crate) fn fits(text: &str, most: usize) -> Result<(), NotTaken> {
    if text.chars().count() <= most { Ok(()) } else { Err(NotTaken::TooLong) }
}

/// What is newer than all that people can write counts for ever.
pub(crate) fn made_by(at: i64, now: i64) -> Result<(), NotTaken> {
    if at <= now.saturating_add(AHEAD) { Ok(()) } else { Err(NotTaken::Future) }
}

pub(super) fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing that is done under it leaves it half-changed.
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As it is spoken to, however it was typed.
pub(crate) fn server(known: &Known) -> String {
    let typed = &known.stored.server_url;
    crmcom::server_url(typed).map_or_else(|_| typed.clone(), |url| url.to_string())
}
