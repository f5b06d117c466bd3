//! What the reconciler looks at: the server's lists, as far as anything in them can be what is searched for, and the
//! other names of cards and boxes.

use crmcom::{InstalledItemIdentifier, ListFilter, Page, ProvisioningRequest, Release, catalogue::Thing};

use crate::{
    Desk, errors,
    evidence::{Items, Named},
    problem::{Problem, ProblemCode},
    reconcile::Search,
};

/// Requests that are compared closely in one look. More of one user within minutes are not told apart anyway.
const MOST: usize = 500;
/// Names that the server is asked about in one look.
const MOST_NAMES: usize = 50;

const PAGE: u32 = 200;
/// A server that pages for ever is broken.
const MOST_PAGES: u32 = 5_000;

/// What one look saw.
pub(crate) struct Seen {
    pub(crate) lists: Vec<String>,
    pub(crate) compared: u32,
    /// Those that can be one of the rows at all.
    pub(crate) requests: Vec<ProvisioningRequest>,
    pub(crate) items: Items,
}

impl Desk {
    /// Reads the lists, and whatever else it takes to compare.
    pub(crate) async fn see(
        &self,
        connection: &str,
        request_type: &str,
        searches: &mut [Search],
    ) -> Result<Seen, Problem> {
        for search in searches.iter_mut() {
            for named in search.wanted.things() {
                self.learn(connection, named).await?;
            }
        }
        let mut seen = Seen { lists: Vec::new(), compared: 0, requests: Vec::new(), items: Items::new() };
        let by_type = ListFilter::Type(request_type.to_owned());
        let by_state = ["PENDING", "REJECTED"].map(|state| ListFilter::State(state.to_owned()));
        for filter in [by_type].into_iter().chain(by_state) {
            // The states are looked at for what the list of the type left out.
            if seen.requests.is_empty() {
                self.list(connection, filter, searches, &mut seen).await?;
            }
        }
        let mut names: Vec<String> = Vec::new();
        for search in searches.iter() {
            for request in seen.requests.iter().filter(|request| search.wanted.may_be(request)) {
                names.extend(search.wanted.to_resolve(request));
            }
        }
        names.sort();
        names.dedup();
        for name in names.into_iter().take(MOST_NAMES) {
            let item = self.item_of(connection, InstalledItemIdentifier::SerialNumber(name.clone())).await?;
            seen.items.insert(name, item);
        }
        Ok(seen)
    }

    async fn list(
        &self,
        connection: &str,
        filter: ListFilter,
        searches: &[Search],
        seen: &mut Seen,
    ) -> Result<(), Problem> {
        let paged = self.connection(connection)?.release()? >= Release::R13;
        seen.lists.push(match &filter {
            ListFilter::Type(word) | ListFilter::State(word) | ListFilter::ReferenceNumber(word) => word.clone(),
        });
        let mut first_of_last: Option<String> = None;
        let mut too_many = false;
        for page in 0..MOST_PAGES {
            let part = paged.then_some(Page { number_of_results: PAGE, offset: page * PAGE });
            let (mut first, mut listed) = (None, 0_u32);
            let kept = &mut seen.requests;
            self.stream(connection, &filter, part, |request| {
                first.get_or_insert_with(|| request.id.clone());
                listed += 1;
                let possible = searches.iter().any(|search| search.wanted.compare(&request, &seen.items).is_some());
                if possible && kept.iter().all(|known| known.id != request.id) {
                    too_many |= kept.len() == MOST;
                    kept.extend(Some(request).filter(|_| !too_many));
                }
            })
            .await?;
            if too_many {
                // One of those that are left out may be the one: that is not the same as finding none.
                return Err(Problem::new(ProblemCode::AnswerTooLarge, ""));
            }
            // A server that does not know pages sends the same rows again (reference section 10, 29).
            if first.is_none() || first == first_of_last {
                break;
            }
            seen.compared = seen.compared.saturating_add(listed);
            first_of_last = first;
            if part.is_none() || listed < PAGE {
                break;
            }
        }
        Ok(())
    }

    /// Hands over the requests of one answer as they come.
    async fn stream(
        &self,
        connection: &str,
        filter: &ListFilter,
        part: Option<Page>,
        mut take: impl FnMut(ProvisioningRequest),
    ) -> Result<(), Problem> {
        let mut listing = self
            .read(connection, |client, token| {
                let filter = filter.clone();
                async move { client.list_requests(&token, &filter, part).await }
            })
            .await?
            .map_err(|error| errors::call(&error))?;
        while let Some(batch) = listing.next().await.map_err(|error| errors::call(&error))? {
            batch.into_iter().for_each(&mut take);
        }
        Ok(())
    }

    /// What else a thing is called by: what the server told of it with other requests, and its item.
    async fn learn(&self, connection: &str, named: &mut Named) -> Result<(), Problem> {
        if !named.ca_ids.is_empty() {
            return Ok(());
        }
        let (of, typed, thing) = (connection.to_owned(), named.typed.clone(), named.thing);
        let told = self.read_journal(move |journal| journal.told_of(&of, &typed)).await?;
        for request in told.into_iter().filter_map(|told| serde_json::from_value::<ProvisioningRequest>(told).ok()) {
            let name = match thing {
                Thing::Smartcard => "smartcard_ca_id",
                Thing::Service => "service_ca_id",
                Thing::SetTopBox => "stb_ca_id",
                Thing::Subscription | Thing::Provider => continue,
            };
            let mut values = request.parameters.iter().filter(|parameter| parameter.name == name);
            // Of a set, nobody knows which is which.
            if let (Some(only), None) = (values.next(), values.next()) {
                named.ca_ids.extend(only.value.clone());
            }
        }
        let identifier = match (named.thing, named.by.as_str()) {
            (Thing::Service | Thing::Subscription | Thing::Provider, _) => None,
            (_, "serial_number") => Some(InstalledItemIdentifier::SerialNumber(named.typed.clone())),
            (_, "alternative_code") => Some(InstalledItemIdentifier::AlternativeCode(named.typed.clone())),
            (_, "id") => Some(InstalledItemIdentifier::Id(named.typed.clone())),
            _ => None,
        };
        if let Some(identifier) = identifier.filter(|_| named.ca_ids.is_empty()) {
            named.item = self.item_of(connection, identifier).await?;
        }
        Ok(())
    }

    /// Id of an item; none, where the server knows no such thing.
    async fn item_of(&self, connection: &str, identifier: InstalledItemIdentifier) -> Result<Option<String>, Problem> {
        let item = self
            .read(connection, |client, token| {
                let identifier = identifier.clone();
                async move { client.installed_item(&token, &identifier).await }
            })
            .await?;
        match item {
            Ok(item) => Ok(item.id),
            Err(error) if error.delivery() == crmcom::Delivery::Refused => Ok(None),
            Err(error) => Err(errors::call(&error)),
        }
    }
}
