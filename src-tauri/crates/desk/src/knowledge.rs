//! What is known of the causes of rejections.

use crate::view::{Knowledge, KnowledgeSource};

/// What is known of a group's cause.
pub(crate) fn of(_group: &store::GroupRow) -> Knowledge {
    Knowledge {
        title: None,
        cause: None,
        owner: None,
        next_step: None,
        advice: None,
        source: KnowledgeSource::Nothing,
        at: None,
        by: None,
    }
}
