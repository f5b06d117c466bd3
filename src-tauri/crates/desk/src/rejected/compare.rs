//! Compares a request with one that was completed.

use std::collections::BTreeMap;

use crmcom::ProvisioningRequest;
use store::RequestRecord;

use crate::{
    error::problem::Problem,
    rejected::Rejected,
    requests::row::view,
    view::{Compared, Comparison, Swapped},
};

/// Most requests of the card that are shown.
const MAX_CARD_REQUESTS: u32 = 100;

impl Rejected {
    /// Compares a request with the last completed one of its type and card, and adds the other requests of the card and
    /// the retries.
    pub async fn compare(&self, key: String) -> Result<Comparison, Problem> {
        let (row, sent) = self.requests.find(&key).await?;
        let connection = self.requests.connection_of(sent.as_ref())?.id().to_owned();
        let now = self.told_of(&connection, &row).await?;
        let (row, of) = (row.clone(), connection.clone());
        let (row, worked, card, chain) = self
            .core
            .cache(move |cache| {
                let worked = cache.last_worked(&of, &row)?;
                let card = match &row.smartcard {
                    Some(cards) => cache.of_cards(&of, cards, MAX_CARD_REQUESTS)?,
                    None => Vec::new(),
                };
                let chain = cache.chain(&of, &row.key)?;
                Ok((row, worked, card, chain))
            })
            .await?;
        let then = match &worked {
            Some(worked) => Some(self.told_of(&connection, worked).await?),
            None => None,
        };
        let now = members(&now, &row);
        let then = worked.as_ref().zip(then.as_ref()).map(|(row, told)| members(told, row));
        let rows = compared(then.as_ref(), &now);
        let waits = self.requests.waits();
        let view = |row| view(row, &connection, &waits);
        Ok(Comparison {
            swapped: swapped(&rows),
            rows,
            worked: worked.map(view),
            card: card.into_iter().map(view).collect(),
            retries: chain.retries.into_iter().map(view).collect(),
            parent: chain.parent.map(view),
        })
    }

    /// The server's object of a request, as far as it is known.
    async fn told_of(&self, connection: &str, row: &RequestRecord) -> Result<ProvisioningRequest, Problem> {
        let sent = if row.mine {
            let key = row.key.clone();
            self.core.read_journal(move |journal| journal.get(&key)).await?
        } else {
            None
        };
        let told = self.requests.server_object(connection, sent.as_ref(), row.server_id.clone()).await?;
        Ok(told.and_then(|told| serde_json::from_value(told).ok()).unwrap_or_default())
    }
}

/// Members of a request. Parameters come in no defined order; all values of one name, as in a set, are joined.
#[derive(Debug, Default, PartialEq, Eq)]
struct Members {
    parameters: BTreeMap<String, String>,
    others: Vec<(&'static str, Option<String>)>,
}

fn members(told: &ProvisioningRequest, row: &RequestRecord) -> Members {
    let mut values = BTreeMap::<&str, Vec<&str>>::new();
    for parameter in &told.parameters {
        values.entry(&parameter.name).or_default().extend(parameter.value.as_deref());
    }
    if values.is_empty() {
        // The server returned no parameters: the columns of the list are all that is known.
        let shown =
            [("smartcard_ca_id", &row.smartcard), ("stb_ca_id", &row.set_top_box), ("service_ca_id", &row.service)];
        values.extend(shown.into_iter().filter_map(|(name, value)| Some((name, vec![value.as_deref()?]))));
    }
    let parameters = values.into_iter().map(|(name, mut values)| {
        values.sort_unstable();
        (name.to_owned(), values.join(", "))
    });
    Members {
        parameters: parameters.collect(),
        others: vec![
            ("priority", told.priority.clone().or_else(|| row.priority.clone())),
            ("process_immediately", told.process_immediately.map(|flag| flag.to_string())),
            ("process_name", told.process_name.clone()),
        ],
    }
}

/// Parameters first, then processing options. Without a completed request nothing counts as different.
fn compared(then: Option<&Members>, now: &Members) -> Vec<Compared> {
    let row = |name: &str, worked: Option<&String>, now: Option<&String>| Compared {
        name: name.to_owned(),
        worked: worked.cloned().filter(|value| !value.is_empty()),
        now: now.cloned().filter(|value| !value.is_empty()),
        differs: then.is_some() && worked.filter(|it| !it.is_empty()) != now.filter(|it| !it.is_empty()),
    };
    let nothing = BTreeMap::new();
    let before = then.map_or(&nothing, |then| &then.parameters);
    let mut names: Vec<&String> = before.keys().chain(now.parameters.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let parameters = names.into_iter().map(|name| row(name, before.get(name), now.parameters.get(name)));
    let others = now.others.iter().enumerate().map(|(place, (name, value))| {
        let worked = then.and_then(|then| then.others[place].1.as_ref());
        row(name, worked, value.as_ref())
    });
    parameters.chain(others.filter(|row| row.worked.is_some() || row.now.is_some())).collect()
}

/// The two digits that were swapped, if no other parameter differs. Processing options do not count.
fn swapped(rows: &[Compared]) -> Option<Swapped> {
    let carried_out = ["priority", "process_immediately", "process_name"];
    let mut different = rows.iter().filter(|row| row.differs && !carried_out.contains(&row.name.as_str()));
    let (row, None) = (different.next()?, different.next()) else { return None };
    let (worked, now) = row.worked.as_deref().zip(row.now.as_deref())?;
    digits_changed_place(worked, now).then(|| Swapped {
        name: row.name.clone(),
        worked: worked.to_owned(),
        now: now.to_owned(),
    })
}

fn digits_changed_place(one: &str, other: &str) -> bool {
    if one.chars().count() != other.chars().count() {
        return false;
    }
    let different: Vec<(char, char)> = one.chars().zip(other.chars()).filter(|(one, other)| one != other).collect();
    let [first, second] = different[..] else { return false };
    first.0 == second.1 && first.1 == second.0 && first.0.is_ascii_digit() && first.1.is_ascii_digit()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn of(parameters: &[(&str, &str)], priority: &str) -> Members {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Members { parameters: parameters.collect(), others: vec![("priority", Some(priority.to_owned()))] }
    }

    fn differing(rows: &[Compared]) -> Vec<&str> {
        rows.iter().filter(|row| row.differs).map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn reports_differences_and_members_of_only_one_request() {
        let then = of(&[("smartcard_ca_id", "01"), ("service_ca_id", "2041"), ("gone", "x")], "EXPRESS");
        let now = of(&[("smartcard_ca_id", "01"), ("service_ca_id", "2042"), ("new", "y")], "REGULAR");
        let rows = compared(Some(&then), &now);
        assert_eq!(differing(&rows), ["gone", "new", "service_ca_id", "priority"]);
        assert_eq!(rows.len(), 5);
        assert_eq!(swapped(&rows), None);
        let alone = compared(None, &now);
        assert_eq!((alone.len(), differing(&alone).len()), (4, 0), "beside nothing, nothing differs");
    }

    #[test]
    fn reports_two_swapped_digits_if_nothing_else_differs() {
        let then = of(&[("smartcard_ca_id", "01906547402"), ("service_ca_id", "2041")], "EXPRESS");
        for (card, service, told) in [
            ("01906574402", "2041", true),
            ("01906447502", "2041", true),
            ("01906574402", "2042", false),
            ("01906547403", "2041", false),
            ("01906547402", "2041", false),
            ("1906547402", "2041", false),
        ] {
            let now = of(&[("smartcard_ca_id", card), ("service_ca_id", service)], "REGULAR");
            let found = swapped(&compared(Some(&then), &now));
            assert_eq!(found.is_some(), told, "{card} {service}");
            if let Some(found) = found {
                assert_eq!((found.worked.as_str(), found.now.as_str()), ("01906547402", card));
            }
        }
        assert!(!digits_changed_place("ab", "ba"), "letters are no digits");
    }

    #[test]
    fn a_request_without_parameters_is_compared_by_its_list_columns() {
        let told = ProvisioningRequest {
            parameters: vec![
                crmcom::Parameter { name: "smartcard_ca_id".to_owned(), value: Some("02".to_owned()), id: None },
                crmcom::Parameter { name: "smartcard_ca_id".to_owned(), value: Some("01".to_owned()), id: None },
            ],
            ..ProvisioningRequest::default()
        };
        let row = listed();
        assert_eq!(members(&told, &row).parameters["smartcard_ca_id"], "01, 02", "in no order that means anything");
        assert_eq!(members(&ProvisioningRequest::default(), &row).parameters["smartcard_ca_id"], "07");
    }

    pub(crate) fn listed() -> RequestRecord {
        RequestRecord {
            key: "k".to_owned(),
            mine: true,
            server_id: None,
            number: None,
            state: store::RequestState::Rejected,
            state_text: None,
            operation: None,
            request_type: None,
            provider: "conax".to_owned(),
            smartcard: Some("07".to_owned()),
            set_top_box: None,
            service: None,
            subscription: None,
            created: None,
            updated: None,
            user: None,
            unit: None,
            priority: None,
            error_code: None,
            error_text: None,
            held_until: None,
            next_try: None,
            next_look: None,
            not_before: None,
            waits_since: None,
            unwatched: false,
            closed: false,
        }
    }
}
