//! The entries of a shared file, and what is remembered of a file that was looked at or taken.

use crate::{connections::registry::ResolvedConnection, core::guarded::Guarded, view::NotTaken};

use std::{
    collections::HashMap,
    sync::{Arc, atomic::AtomicBool},
};

use store::journal::{
    Transaction,
    knowledge::KnowledgeRow,
    triage::{Mark, MarkField},
    versioned::Merge,
};
use tokio::sync::Mutex;

/// Longest name or id in characters.
pub(crate) const MAX_NAME_CHARS: usize = 200;

/// Tolerance for the clocks of other computers, in milliseconds. An entry made later than this from now has no usable
/// time.
pub(super) const MAX_CLOCK_LEAD_MS: i64 = 86_400_000;

/// The file under preview, and the last import.
#[derive(Default)]
pub(crate) struct Imports {
    pub(super) running: Mutex<()>,
    pub(super) stopped: AtomicBool,
    pub(super) planned: Guarded<Option<PlannedImport>>,
    pub(super) applied: Arc<Guarded<Option<AppliedImport>>>,
}

pub(super) struct PlannedImport {
    pub(super) id: String,
    pub(super) of: FileScope,
    pub(super) items: Vec<Item>,
}

pub(super) struct AppliedImport {
    pub(super) of: FileScope,
    pub(super) changes: HashMap<ImportKey, ImportChange>,
}

#[derive(Clone)]
pub(super) struct ImportChange {
    pub(super) before: State,
    pub(super) after: State,
}

/// Scope of a file: ids of one server mean nothing to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileScope {
    AnyServer,
    OneServer { connection: String, server: String, organisation: String },
}

impl FileScope {
    pub(crate) fn of(known: &ResolvedConnection) -> Self {
        Self::OneServer {
            connection: known.id().to_owned(),
            server: server(known),
            organisation: known.stored.organisation.clone(),
        }
    }

    pub(super) fn connection(&self) -> &str {
        match self {
            Self::AnyServer => "",
            Self::OneServer { connection, .. } => connection,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Item {
    Mark(Mark),
    Knowledge(KnowledgeRow),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum ImportKey {
    Mark(String, MarkField),
    Group(String),
}

/// Everything that the journal has under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    Marks(Vec<Mark>),
    Knowledge(Option<KnowledgeRow>, Vec<KnowledgeRow>),
}

impl Item {
    pub(super) fn key(&self) -> ImportKey {
        match self {
            Self::Mark(mark) => ImportKey::Mark(mark.request.clone(), mark.field),
            Self::Knowledge(row) => ImportKey::Group(row.grp.clone()),
        }
    }

    pub(super) fn merge(&self, journal: &Transaction<'_>, connection: &str) -> Result<Merge, store::Error> {
        match self {
            Self::Mark(it) => journal.merge_mark(connection, &it.request, it.field, it.value.as_deref(), it.at, &it.by),
            Self::Knowledge(row) => journal.merge_knowledge(row),
        }
    }
}

impl State {
    pub(super) fn read(journal: &Transaction<'_>, connection: &str, key: &ImportKey) -> Result<Self, store::Error> {
        Ok(match key {
            ImportKey::Mark(request, field) => Self::Marks(journal.marks_of(connection, request, *field)?),
            ImportKey::Group(grp) => {
                let (current, past) = journal.knowledge_of(grp)?;
                Self::Knowledge(current, past)
            }
        })
    }

    pub(super) fn restore(
        &self,
        journal: &Transaction<'_>,
        connection: &str,
        key: &ImportKey,
    ) -> Result<(), store::Error> {
        match (self, key) {
            (Self::Marks(marks), ImportKey::Mark(request, field)) => {
                journal.restore_marks(connection, request, *field, marks)
            }
            (Self::Knowledge(current, past), ImportKey::Group(grp)) => {
                journal.restore_knowledge(grp, current.as_ref(), past)
            }
            // Cannot happen: a key is read as its own kind.
            _ => Ok(()),
        }
    }
}

impl Imports {
    /// Drops all data of files from memory.
    pub(crate) fn forget(&self) {
        *self.planned.lock() = None;
        *self.applied.lock() = None;
    }
}

/// Checks that a text of a file is not longer than allowed here.
pub(crate) fn fits(text: &str, most: usize) -> Result<(), NotTaken> {
    if text.chars().count() <= most { Ok(()) } else { Err(NotTaken::TooLong) }
}

/// Checks the time of an entry: one far in the future would win for ever.
pub(crate) fn made_by(at: i64, now: i64) -> Result<(), NotTaken> {
    if at <= now.saturating_add(MAX_CLOCK_LEAD_MS) { Ok(()) } else { Err(NotTaken::Future) }
}

/// The server's normalised address.
pub(crate) fn server(known: &ResolvedConnection) -> String {
    let typed = &known.stored.server_url;
    crmcom::server_url(typed).map_or_else(|_| typed.clone(), |url| url.to_string())
}
