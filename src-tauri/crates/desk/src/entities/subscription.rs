//! The subscription of a card or box: from its look-up, from requests, else from the server.

use crmcom::{Release, RequestIdentifier};
use store::{
    cache::entities::{CachedKind, DescriptionSource, Identifiers, ReportedEntity},
    request_state::RequestState,
};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        describe::entries_naming,
        request_history::{RequestHistory, source_of},
    },
    error::{from_lower, problem::Problem},
    requests::identifiers::{Identifier, reported_subscription},
    view::{Entity, EntityKind, EntityRef, Source},
};

/// The subscription of a card or box, with its source: the look-up, this desk's own completed requests, or a request as
/// the server shows it.
pub(super) fn subscription_of(entity: &Entity, history: &RequestHistory) -> Option<(Identifier, Source)> {
    if matches!(entity.kind, EntityKind::Subscription | EntityKind::Service | EntityKind::Request) {
        return None;
    }
    let by_number = |number: &str| Identifier { by: "number".to_owned(), text: number.to_owned() };
    if let Some(number) = &entity.subscription {
        return Some((by_number(number), entity.source));
    }
    entries_naming(entity, history).into_iter().find_map(|entry| {
        let request = entry.request.as_ref()?;
        let own = entry.sent.as_ref().and_then(|sent| Some((reported_subscription(sent, request)?.1, Source::Journal)));
        let neutral = || request.subscription_number().map(|number| (by_number(number), source_of(&entry.row)));
        own.or_else(neutral)
    })
}

impl Entities {
    /// Asks the server for the subscription of a card or box, if nothing on this computer has it: the lists do not
    /// contain it, but from R11 the last completed request does when it is shown by itself. A rejected one proves
    /// nothing. The answer is cached with the entity.
    pub(super) async fn look_up_subscription(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
    ) -> Result<(), Problem> {
        let about = self.about(connection, of).await?;
        let entity = &about.entity;
        let kind = match entity.kind {
            EntityKind::Smartcard => CachedKind::Smartcard,
            EntityKind::SetTopBox => CachedKind::SetTopBox,
            EntityKind::Item => CachedKind::Item,
            EntityKind::Subscription | EntityKind::Service | EntityKind::Request => return Ok(()),
        };
        if about.subscription.is_some() || connection.release()? < Release::R11 {
            return Ok(());
        }
        let mut completed = entries_naming(entity, &about.history)
            .into_iter()
            .filter(|entry| entry.row.state == RequestState::Completed)
            .filter_map(|entry| Some((entry.row.server_id.clone()?, entry.row.updated.or(entry.row.created)?)));
        let Some((request, at)) = completed.next() else { return Ok(()) };
        let owner = self.sessions.owner(connection.id());
        let shown = self.sessions.read(connection.id(), |client, token| {
            let request = RequestIdentifier::Id(request.clone());
            async move { client.show_neutral_request(&token, &request).await }
        });
        let shown = shown.await?.map_err(|error| from_lower::call(&error))?;
        let Some(number) = shown.subscription_number().map(str::to_owned) else { return Ok(()) };
        if self.sessions.owner(connection.id()) != owner {
            // Another user signed in meanwhile: the answer is not cached for that user.
            return Ok(());
        }
        let names = Identifiers {
            serial_number: entity.serial_number.clone(),
            alternative_code: entity.alternative_code.clone(),
            id: entity.id.clone(),
            ca_id: entity.ca_id.clone(),
            ..Identifiers::default()
        };
        let told = ReportedEntity {
            provider: entity.provider.clone(),
            subscription: Some(number),
            ..ReportedEntity::new(kind, names)
        };
        let most = self.core.preferences().look_ups_kept;
        self.core
            .cache(move |cache| cache.keep_entities(&owner, &[told], DescriptionSource::Requests, at, most).map(drop))
            .await
    }
}
