//! Joins and splits causes of rejections, and takes both back.

use store::cache::Cache;

use crate::{
    error::problem::{Problem, ProblemCode},
    rejected::Rejected,
    view::{CauseShape, DeskEvent, GroupPart, SplitBy},
};

impl Rejected {
    /// The texts, joins and splits that make up a cause.
    pub async fn cause_shape(&self, groups: Vec<String>) -> Result<CauseShape, Problem> {
        let connection = self.sessions.not_left()?.id().to_owned();
        let shapes = self
            .core
            .cache(move |cache| {
                groups.iter().map(|group| cache.group_shape(&connection, group)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let joined = shapes.iter().any(|shape| shape.parts.len() > 1);
        let split = shapes.iter().find(|shape| shape.split_by.is_some());
        let (split_by, split_value) = split.map_or((None, None), |it| (it.split_by, it.split_value.clone()));
        let mut parts: Vec<GroupPart> = shapes.into_iter().flat_map(|shape| shape.parts).collect();
        if parts.is_empty() {
            return Err(Problem::new(ProblemCode::NotFound, ""));
        }
        parts.sort_by(|one, other| (other.count, &one.fingerprint).cmp(&(one.count, &other.fingerprint)));
        Ok(CauseShape { parts, joined, split_by, split_value })
    }

    /// Joins groups. Returns the id of the joined group, which is the first one's.
    pub async fn join_groups(&self, groups: Vec<String>) -> Result<String, Problem> {
        self.core.active();
        let mut several: Vec<String> = Vec::new();
        for group in groups {
            if !several.contains(&group) {
                // A group that was already joined or split does not exist any more, and must not be joined again.
                self.must_exist(&group).await?;
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

    /// Splits each group of a cause.
    pub async fn split_groups(&self, groups: Vec<String>, by: SplitBy) -> Result<(), Problem> {
        self.core.active();
        for group in &groups {
            self.must_exist(group).await?;
        }
        let connection = self.connections.selected_connection()?.id().to_owned();
        self.core
            .journal(move |journal| groups.iter().try_for_each(|group| journal.split_group(&connection, group, by)))
            .await?;
        self.regroup().await
    }

    /// Takes back the last join of each group, or else the split that it is a part of.
    pub async fn restore_groups(&self, groups: Vec<String>) -> Result<(), Problem> {
        self.core.active();
        let connection = self.connections.selected_connection()?.id().to_owned();
        let older = self.older_groups().await;
        let changed = self
            .core
            .journal(move |journal| {
                let mut changed = false;
                for group in groups {
                    // The change may concern the group that this one was before.
                    for id in std::iter::once(group.clone()).chain(older.leading_to(&group)) {
                        if journal.restore_group(&connection, &id)? {
                            changed = true;
                            break;
                        }
                    }
                }
                Ok(changed)
            })
            .await?;
        if changed { self.regroup().await } else { Ok(()) }
    }

    /// A group with at least one request.
    async fn must_exist(&self, group: &str) -> Result<(), Problem> {
        self.cause_shape(vec![group.to_owned()]).await.map(|_| ())
    }

    async fn regroup(&self) -> Result<(), Problem> {
        self.core.cache(Cache::regroup).await?;
        self.core.events.emit(DeskEvent::Rejected);
        Ok(())
    }
}
