//! Collects the reconciler's candidates: requests in the server's lists that may match, and other identifiers of their
//! cards and boxes.

use crmcom::{InstalledItemIdentifier, ListFilter, ProvisioningRequest, Release, catalogue::IdentifierTarget};
use store::Reach;

use crate::{
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    paging::{End, Pager, Part},
    reconcile::{Candidates, ReconcileTask, Reconciler},
    requests::identifiers::{ItemIds, NamedEntity, only_value},
};

/// Most requests compared closely in one look. More of one user within minutes could not be told apart anyway.
const MAX_COMPARED_REQUESTS: usize = 500;
/// Most identifiers that are looked up on the server in one look.
const MAX_LOOKED_UP_IDENTIFIERS: usize = 50;

const PAGE_ROWS: u32 = 200;

impl Reconciler {
    /// Reads the lists, and looks up everything needed to compare. Fails if a list was not surely read whole, because
    /// an unseen request may be the match.
    pub(crate) async fn collect_candidates(
        &self,
        connection: &str,
        request_type: &str,
        searches: &mut [ReconcileTask],
    ) -> Result<Candidates, Problem> {
        for search in searches.iter_mut() {
            for named in search.wanted.entities() {
                self.learn(connection, named).await?;
            }
            let (of, mark) = (connection.to_owned(), search.row.mirror_mark());
            let reach = self.core.cache(move |cache| cache.reach(&of, mark)).await?;
            // Then it is known which requests existed before, independent of clocks.
            search.wanted.of_any_time = reach == Reach::Whole;
        }
        let mut seen = Candidates { lists: Vec::new(), compared: 0, requests: Vec::new(), items: ItemIds::new() };
        let by_type = ListFilter::Type(request_type.to_owned());
        let by_state = ["PENDING", "REJECTED"].map(|state| ListFilter::State(state.to_owned()));
        for filter in [by_type].into_iter().chain(by_state) {
            // The lists by state are read for requests that the list by type left out.
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
        for name in names.into_iter().take(MAX_LOOKED_UP_IDENTIFIERS) {
            let item = self.item_of(connection, InstalledItemIdentifier::SerialNumber(name.clone())).await?;
            seen.items.insert(name, item);
        }
        Ok(seen)
    }

    async fn list(
        &self,
        connection: &str,
        filter: ListFilter,
        searches: &[ReconcileTask],
        seen: &mut Candidates,
    ) -> Result<(), Problem> {
        let size = (self.connections.connection(connection)?.release()? >= Release::R13).then_some(PAGE_ROWS);
        seen.lists.push(match &filter {
            ListFilter::Type(word) | ListFilter::State(word) | ListFilter::ReferenceNumber(word) => word.clone(),
        });
        let mut pager = Pager::new(size, 0);
        while let Some(part) = pager.ask() {
            self.page(connection, &filter, part, searches, &mut pager, seen).await?;
        }
        pager.end().and_then(End::problem).map_or(Ok(()), Err)
    }

    /// Keeps the possible matches of one answer.
    async fn page(
        &self,
        connection: &str,
        filter: &ListFilter,
        part: Part,
        searches: &[ReconcileTask],
        pager: &mut Pager,
        seen: &mut Candidates,
    ) -> Result<(), Problem> {
        let mut listing = self
            .sessions
            .read(connection, |client, token| {
                let filter = filter.clone();
                async move { client.list_requests(&token, &filter, part).await }
            })
            .await?
            .map_err(|error| from_lower::call(&error))?;
        while let Some(batch) = listing.next().await.map_err(|error| from_lower::call(&error))? {
            let mut possible = Vec::new();
            for request in batch {
                if pager.is_full() {
                    break;
                }
                if !pager.row(&request.id) {
                    continue;
                }
                seen.compared = seen.compared.saturating_add(1);
                let may_be = |search: &ReconcileTask| search.wanted.compare(&request, &seen.items).is_some();
                if searches.iter().any(may_be) && seen.requests.iter().all(|known| known.id != request.id) {
                    possible.push(request);
                }
            }
            self.drop_known(connection, searches, &mut possible).await?;
            if seen.requests.len() + possible.len() > MAX_COMPARED_REQUESTS {
                // One of the dropped requests may be the match, which differs from finding none.
                return Err(Problem::new(ProblemCode::AnswerTooLarge, ""));
            }
            seen.requests.extend(possible);
            if pager.is_full() {
                break;
            }
        }
        pager.page_over(listing.bytes(), listing.unread().count);
        Ok(())
    }

    /// Drops requests of other days that the server had reported before. There may be many of them.
    async fn drop_known(
        &self,
        connection: &str,
        searches: &[ReconcileTask],
        possible: &mut Vec<ProvisioningRequest>,
    ) -> Result<(), Problem> {
        let of_now =
            |request: &ProvisioningRequest| searches.iter().any(|search| search.wanted.is_of_its_time(request));
        let (mut kept, mut others): (Vec<_>, Vec<_>) = possible.drain(..).partition(of_now);
        // A request is dropped only if it is new to none of the rows: each row may have left at another time.
        for search in searches.iter().filter(|search| search.wanted.of_any_time) {
            let ids = others.iter().map(|request| request.id.clone()).collect::<Vec<_>>();
            if ids.is_empty() {
                break;
            }
            let (of, mark) = (connection.to_owned(), search.row.mirror_mark());
            let (_, known) = self.core.cache(move |cache| cache.known_by(&of, &ids, mark)).await?;
            let (old, new): (Vec<_>, Vec<_>) = others.into_iter().partition(|request| known.contains(&request.id));
            kept.extend(new);
            others = old;
        }
        *possible = kept;
        Ok(())
    }

    /// Learns other identifiers of an entity: from the server's answers to other requests, and from its item.
    async fn learn(&self, connection: &str, named: &mut NamedEntity) -> Result<(), Problem> {
        if !named.ca_ids.is_empty() {
            return Ok(());
        }
        let (of, typed, target) = (connection.to_owned(), named.typed.clone(), named.target);
        let told = self.core.read_journal(move |journal| journal.told_of(&of, &typed)).await?;
        for request in told.into_iter().filter_map(|told| serde_json::from_value::<ProvisioningRequest>(told).ok()) {
            let name = match target {
                IdentifierTarget::Smartcard => "smartcard_ca_id",
                IdentifierTarget::Service => "service_ca_id",
                IdentifierTarget::SetTopBox => "stb_ca_id",
                IdentifierTarget::Subscription | IdentifierTarget::Provider => continue,
            };
            named.ca_ids.extend(only_value(&request, name).map(str::to_owned));
        }
        let identifier = match (named.target, named.by.as_str()) {
            (IdentifierTarget::Service | IdentifierTarget::Subscription | IdentifierTarget::Provider, _) => None,
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

    /// The id of an item; `None` if the server does not know it.
    async fn item_of(&self, connection: &str, identifier: InstalledItemIdentifier) -> Result<Option<String>, Problem> {
        let item = self
            .sessions
            .read(connection, |client, token| {
                let identifier = identifier.clone();
                async move { client.installed_item(&token, &identifier).await }
            })
            .await?;
        match item {
            Ok(item) => Ok(item.id),
            Err(error) if error.delivery() == crmcom::Delivery::Refused => Ok(None),
            Err(error) => Err(from_lower::call(&error)),
        }
    }
}
