//! Joins and splits groups of rejections, and takes both back.

use store::cache::Cache;

use crate::{
    error::problem::{Problem, ProblemCode},
    rejected::Rejected,
    view::{DeskEvent, GroupShape, SplitBy},
};

impl Rejected {
    /// The parts and the split that make up a group.
    pub async fn group_shape(&self, group: String) -> Result<GroupShape, Problem> {
        self.stored_shape(&group).await
    }

    /// Joins groups. Returns the id of the joined group, which is the first one's.
    pub async fn join_groups(&self, groups: Vec<String>) -> Result<String, Problem> {
        self.core.active();
        let mut several: Vec<String> = Vec::new();
        for group in groups {
            if !several.contains(&group) {
                // A group that was already joined or split does not exist any more, and must not be joined again.
                self.stored_shape(&group).await?;
                several.push(group);
            }
        }
        let Some(joined) = several.first().filter(|_| several.len() > 1).cloned() else {
            return Err(Problem::new(ProblemCode::NotFound, "only one group"));
        };
        let connection = self.connections.selected_connection()?.id().to_owned();
        self.core.journal(move |journal| journal.join_groups(&connection, &several)).await?;
        self.regroup().await?;
        Ok(joined)
    }

    pub async fn split_group(&self, group: String, by: SplitBy) -> Result<(), Problem> {
        self.core.active();
        self.stored_shape(&group).await?;
        let connection = self.connections.selected_connection()?.id().to_owned();
        self.core.journal(move |journal| journal.split_group(&connection, &group, by)).await?;
        self.regroup().await
    }

    /// Takes back the last join of a group, or else the split that it is a part of.
    pub async fn restore_group(&self, group: String) -> Result<(), Problem> {
        self.core.active();
        let connection = self.connections.selected_connection()?.id().to_owned();
        // The change may concern the group that this one was before.
        let mut ids = vec![group.clone()];
        ids.extend(self.older_groups().await.leading_to(&group));
        let changed = self
            .core
            .journal(move |journal| {
                for id in &ids {
                    if journal.restore_group(&connection, id)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            })
            .await?;
        if changed { self.regroup().await } else { Ok(()) }
    }

    async fn stored_shape(&self, group: &str) -> Result<GroupShape, Problem> {
        let (connection, group) = (self.sessions.not_left()?.id().to_owned(), group.to_owned());
        let shape = self.core.cache(move |cache| cache.group_shape(&connection, &group)).await?;
        if shape.parts.is_empty() { Err(Problem::new(ProblemCode::NotFound, "")) } else { Ok(shape) }
    }

    async fn regroup(&self) -> Result<(), Problem> {
        self.core.cache(Cache::regroup).await?;
        self.core.events.emit(DeskEvent::Rejected);
        Ok(())
    }
}
