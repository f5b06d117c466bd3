//! The universal search: matches on this computer, and matches on the server.

use std::{collections::HashSet, sync::Arc};

use crmcom::{
    Delivery, InstalledItemIdentifier, ProductIdentifier, RequestIdentifier, SubscriptionIdentifier,
    catalogue::Provider,
};
use store::cache::{
    Cache,
    entities::{CachedKind, Fit, RequestNumber, fold},
    requests::RequestRecord,
};

use crate::{
    connections::identifier_rules,
    error::{from_lower, problem::Problem},
    lookups::{EntityPresenter, Lookup, Lookups, MIN_LOOKUP_CHARS, fits, kinds, related, reported_entity},
    requests::{from_server, row::view},
    view::{Entity, EntityKind, EntityRef, Hit, IdentifierKind, RequestRow, SearchResults, ServerSearchResult},
};

/// More than a user looks through.
const MAX_RESULTS: usize = 20;

/// A match from the disk; requests are not converted for the window yet.
enum Local {
    Entity { entity: Box<Entity>, by: IdentifierKind, fit: Fit },
    Request { row: Box<RequestRecord>, fit: Fit },
}

impl Local {
    fn fit(&self) -> Fit {
        match self {
            Self::Entity { fit, .. } | Self::Request { fit, .. } => *fit,
        }
    }
}

impl Lookups {
    /// Searches this computer. Does not ask the server.
    pub async fn search(&self, text: String) -> Result<SearchResults, Problem> {
        let id = self.sessions.not_left()?.id().to_owned();
        let showing = self.showing(&id);
        let text = crmcom::plain(&text).into_owned();
        let looks_like = identifier_rules::test(showing.rules(), &text).kind;
        let (searched, by) = (text.clone(), showing.clone());
        let local = self.core.cache(move |cache| local(cache, &by, &searched)).await?;
        let is_card = |found: &Local| {
            let Local::Entity { entity, fit: Fit::Whole, .. } = found else { return false };
            fits(EntityKind::Smartcard, entity.kind)
        };
        let eleven = first_eleven(&text).filter(|_| !local.iter().any(is_card));
        Ok(SearchResults { hits: self.hits(local, &id), eleven, looks_like })
    }

    /// Searches the server for everything the text may be, and caches the finds. One search at a time: it ends with an
    /// empty answer when the next one begins or [`Self::stop_search`] is called.
    pub async fn search_server(self: &Arc<Self>, text: String) -> Result<ServerSearchResult, Problem> {
        self.core.active();
        let given_up = &self.asking.given_up;
        // A hanging server would delay the next search until its time-out.
        given_up.notify_waiters();
        tokio::select! {
            () = given_up.notified() => Ok(ServerSearchResult { hits: Vec::new(), problem: None }),
            asked = self.ask_server(text) => asked,
        }
    }

    /// Ends the current search on the server.
    #[allow(clippy::unused_async)] // a command like the others
    pub async fn stop_search(&self) -> Result<(), Problem> {
        self.asking.given_up.notify_waiters();
        Ok(())
    }

    async fn ask_server(self: &Arc<Self>, text: String) -> Result<ServerSearchResult, Problem> {
        let id = self.connections.selected_connection()?.id().to_owned();
        let text = crmcom::plain(&text).into_owned();
        if text.chars().count() < MIN_LOOKUP_CHARS {
            return Ok(ServerSearchResult { hits: Vec::new(), problem: None });
        }
        let item = EntityRef { kind: EntityKind::Item, text: text.clone(), by: Some(IdentifierKind::CaId) };
        let mut asks = vec![
            Lookup::Item(InstalledItemIdentifier::SerialNumber(text.clone())),
            Lookup::Item(InstalledItemIdentifier::AlternativeCode(text.clone())),
            Lookup::Subscription(SubscriptionIdentifier::Number(text.clone())),
            Lookup::Product(ProductIdentifier::Code(text.clone())),
            Lookup::Product(ProductIdentifier::AlternativeCode(text.clone())),
        ];
        let by_ca_id = async {
            // Without a session, the other calls report the problem.
            let (more, _) = self.questions(&id, &item, None).await?;
            asks.extend(more);
            self.ask_all(&id, asks).await
        };
        let (entities, request) = tokio::join!(by_ca_id, self.ask_request(&id, &text));
        let (kept, problem) = entities?;
        let (row, why) = match request {
            Ok(row) => (row, None),
            Err(why) => (None, Some(why)),
        };
        let showing = self.showing(&id);
        let folded = fold(&text);
        let mut seen = HashSet::new();
        let mut hits = Vec::new();
        for (ask, kept) in kept {
            // One item may answer several calls.
            if seen.insert(kept.seq) {
                let by = asked_by(&ask);
                let exact = kept.reported.names.get(by).is_some_and(|name| fold(name) == folded);
                hits.push(Hit::Entity { entity: Box::new(showing.entity(&kept)), by, exact });
            }
        }
        hits.extend(row.map(|row| Hit::Request { row: Box::new(row), exact: true }));
        Ok(ServerSearchResult { hits, problem: problem.or(why) })
    }

    /// Completions of an input; for an empty one, recently used entities.
    pub async fn suggest(&self, of: EntityRef) -> Result<Vec<Hit>, Problem> {
        let id = self.sessions.not_left()?.id().to_owned();
        let showing = self.showing(&id);
        let local = self.core.cache(move |cache| suggestions(cache, &showing, &of)).await?;
        Ok(self.hits(local, &id))
    }

    fn hits(&self, local: Vec<Local>, connection: &str) -> Vec<Hit> {
        let waits = self.requests.waits();
        let hit = |found| match found {
            Local::Entity { entity, by, fit } => Hit::Entity { entity, by, exact: fit == Fit::Whole },
            Local::Request { row, fit } => {
                Hit::Request { row: Box::new(view(*row, connection, &waits)), exact: fit == Fit::Whole }
            }
        };
        local.into_iter().map(hit).collect()
    }

    /// Looks a request up by its number. From R11 the provider-neutral method finds Nagravision's requests too.
    async fn ask_request(&self, connection: &str, number: &str) -> Result<Option<RequestRow>, Problem> {
        let known = self.connections.connection(connection)?;
        let identifier = RequestIdentifier::Number(number.to_owned());
        for provider in [Provider::Conax, Provider::Nagravision] {
            let told = self
                .sessions
                .read(connection, |client, token| {
                    let identifier = identifier.clone();
                    async move { client.show_request(&token, provider, &identifier).await }
                })
                .await?;
            let request = match told {
                Ok(request) => request,
                // No such number, or no such method before R11.
                Err(error) if error.delivery() == Delivery::Refused => continue,
                Err(error) => return Err(from_lower::call(&error)),
            };
            let (of, id) = (connection.to_owned(), request.id.clone());
            let mirrored = from_server::mirrored(&request, provider, known.zone());
            let row = self
                .core
                .cache(move |cache| {
                    cache.mirror(&of, &[mirrored])?;
                    cache.requests_called(&of, &id, 1)
                })
                .await?;
            self.core.events.requests();
            let waits = self.requests.waits();
            return Ok(row.into_iter().next().map(|(row, _)| view(row, connection, &waits)));
        }
        Ok(None)
    }
}

fn asked_by(ask: &Lookup) -> IdentifierKind {
    match ask {
        Lookup::Item(InstalledItemIdentifier::Id(_))
        | Lookup::Subscription(SubscriptionIdentifier::Id(_))
        | Lookup::Product(ProductIdentifier::Id(_)) => IdentifierKind::Id,
        Lookup::Item(InstalledItemIdentifier::SerialNumber(_)) => IdentifierKind::SerialNumber,
        Lookup::Item(InstalledItemIdentifier::AlternativeCode(_))
        | Lookup::Product(ProductIdentifier::AlternativeCode(_)) => IdentifierKind::AlternativeCode,
        Lookup::CaId { .. } => IdentifierKind::CaId,
        Lookup::Subscription(SubscriptionIdentifier::Number(_)) => IdentifierKind::Number,
        Lookup::Product(ProductIdentifier::Code(_)) => IdentifierKind::Code,
    }
}

/// The first eleven of twelve digits: a Conax card is printed with a twelfth digit that is not part of its number
/// (field notes, section 3).
pub(crate) fn first_eleven(text: &str) -> Option<String> {
    let text = crmcom::plain(text);
    (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text[..11].to_owned())
}

/// Matches on the disk: whole identifiers before prefixes before parts; entities that were looked up before those known
/// only from requests.
fn local(cache: &Cache, showing: &EntityPresenter, text: &str) -> Result<Vec<Local>, store::Error> {
    let connection = &showing.owner.connection;
    let entities = cache.search_entities(&showing.owner, text, CachedKind::ALL, None, MAX_RESULTS)?;
    let most = u32::try_from(MAX_RESULTS).unwrap_or(u32::MAX);
    // Matches inside an identifier would come after all of these.
    let parts = entities.len() < MAX_RESULTS;
    let told = cache.search_requests(connection, text, most, parts)?;
    let mut found: Vec<Local> = entities
        .into_iter()
        .map(|hit| Local::Entity { entity: Box::new(showing.entity(&hit.entity)), by: hit.by, fit: hit.fit })
        .collect();
    let mut keys: HashSet<String> = told.requests.iter().map(|(row, _)| row.key.clone()).collect();
    for number in told.numbers.into_iter().take(MAX_RESULTS) {
        match reported_hit(cache, showing, &number)? {
            SearchedRow::New(hit) => found.push(hit),
            SearchedRow::Own if keys.insert(number.request.key.clone()) => {
                found.push(Local::Request { row: Box::new(number.request), fit: number.fit });
            }
            SearchedRow::Known | SearchedRow::Own => {}
        }
    }
    found.extend(told.requests.into_iter().map(|(row, fit)| Local::Request { row: Box::new(row), fit }));
    // Stable sort: within each source the best match stays first.
    found.sort_by_key(Local::fit);
    found.truncate(MAX_RESULTS);
    Ok(found)
}

/// Meaning of an identifier in a request for the search.
enum SearchedRow {
    /// The cache has an entity with it.
    Known,
    New(Local),
    /// It was typed on this desk, and its kind is not known: only the request can be shown.
    Own,
}

fn reported_hit(cache: &Cache, showing: &EntityPresenter, number: &RequestNumber) -> Result<SearchedRow, store::Error> {
    let known = cache.entities_called(&showing.owner, &number.text, None)?;
    if known.iter().any(|hit| related(showing.entity(&hit.entity).kind, number.kind.into())) {
        return Ok(SearchedRow::Known);
    }
    Ok(reported_entity(number).map_or(SearchedRow::Own, |entity| {
        let by = if entity.number.is_some() { IdentifierKind::Number } else { IdentifierKind::CaId };
        SearchedRow::New(Local::Entity { entity: Box::new(entity), by, fit: number.fit })
    }))
}

fn suggestions(cache: &Cache, showing: &EntityPresenter, of: &EntityRef) -> Result<Vec<Local>, store::Error> {
    let text = &*crmcom::plain(&of.text);
    // An entity completes an input only by the kind of identifier that the input takes.
    let takes = |entity: &Entity| fits(of.kind, entity.kind) && of.by.is_none_or(|by| entity.name(by).is_some());
    let mut found = Vec::new();
    if text.is_empty() {
        let (pinned, recent) = cache.recent_entities(&showing.owner, 200)?;
        for entity in pinned.iter().chain(&recent).map(|kept| showing.entity(kept)).filter(takes) {
            let by = of.by.or_else(|| entity.names().next()).unwrap_or(IdentifierKind::Id);
            found.push(Local::Entity { entity: Box::new(entity), by, fit: Fit::Part });
        }
        found.truncate(MAX_RESULTS);
        return Ok(found);
    }
    for hit in cache.search_entities(&showing.owner, text, kinds(of.kind), None, 5 * MAX_RESULTS)? {
        let entity = showing.entity(&hit.entity);
        if takes(&entity) {
            found.push(Local::Entity { entity: Box::new(entity), by: hit.by, fit: hit.fit });
        }
    }
    for number in
        cache.numbers_in_requests(&showing.owner.connection, text, kinds(of.kind))?.into_iter().take(MAX_RESULTS)
    {
        if let SearchedRow::New(Local::Entity { entity, by, fit }) = reported_hit(cache, showing, &number)?
            && takes(&entity)
        {
            found.push(Local::Entity { entity, by, fit });
        }
    }
    found.sort_by_key(Local::fit);
    found.truncate(MAX_RESULTS);
    Ok(found)
}

impl Entity {
    pub(crate) fn name(&self, by: IdentifierKind) -> Option<&str> {
        match by {
            IdentifierKind::SerialNumber => &self.serial_number,
            IdentifierKind::AlternativeCode => &self.alternative_code,
            IdentifierKind::Id => &self.id,
            IdentifierKind::Number => &self.number,
            IdentifierKind::Code => &self.code,
            IdentifierKind::CaId => &self.ca_id,
        }
        .as_deref()
    }

    /// The kinds of identifiers that the entity has, the best one first.
    pub(crate) fn names(&self) -> impl Iterator<Item = IdentifierKind> {
        let all = [
            IdentifierKind::SerialNumber,
            IdentifierKind::Number,
            IdentifierKind::Code,
            IdentifierKind::CaId,
            IdentifierKind::AlternativeCode,
            IdentifierKind::Id,
        ];
        all.into_iter().filter(|&by| self.name(by).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_twelve_digits_suggest_the_first_eleven() {
        for text in [" 019000000017 ", "٠١٩٠٠٠٠٠٠٠١٧", "\u{feff}0190\u{200b}00000017\u{a0}"] {
            assert_eq!(first_eleven(text).as_deref(), Some("01900000001"), "{text}");
        }
        for text in ["01900000001", "0190000000171", "01900000001x", ""] {
            assert_eq!(first_eleven(text), None, "{text}");
        }
    }
}
