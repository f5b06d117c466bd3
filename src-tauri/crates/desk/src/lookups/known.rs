//! What the cache knows of many numbers at once. Does not ask the server.

use std::collections::{HashMap, HashSet};

use crate::{error::problem::Problem, lookups::Lookups};

impl Lookups {
    /// Those of the numbers that are identifiers of known entities.
    pub(crate) async fn known_numbers(
        &self,
        connection: &str,
        numbers: Vec<String>,
    ) -> Result<HashSet<String>, Problem> {
        let owner = self.sessions.owner(connection);
        self.core
            .cache(move |cache| {
                let mut known = HashSet::new();
                for number in numbers {
                    if !cache.entities_called(&owner, &number, None)?.is_empty() {
                        known.insert(number);
                    }
                }
                Ok(known)
            })
            .await
    }

    /// The subscriptions of cards or boxes, where one alone is known.
    pub(crate) async fn subscriptions_of(
        &self,
        connection: &str,
        numbers: HashSet<String>,
    ) -> Result<HashMap<String, String>, Problem> {
        let owner = self.sessions.owner(connection);
        self.core
            .cache(move |cache| {
                let mut known = HashMap::new();
                for number in numbers {
                    let hits = cache.entities_called(&owner, &number, None)?;
                    let mut named: Vec<&String> =
                        hits.iter().filter_map(|hit| hit.entity.reported.subscription.as_ref()).collect();
                    named.sort_unstable();
                    named.dedup();
                    if let [subscription] = named[..] {
                        known.insert(number, subscription.clone());
                    }
                }
                Ok(known)
            })
            .await
    }
}
