//! The services that can be added or cancelled: the products of one type, read in the background and cached as
//! entities.

use std::sync::Arc;

use crmcom::{NamedIdentifier, Product, ProductFilter, Release, UnreadRows};
use store::{
    cache::entities::{CachedEntity, CachedKind, DescriptionSource, Owner},
    words::place,
};

use crate::{
    error::{
        from_lower,
        problem::{FieldProblem, Problem, ProblemCode},
    },
    lookups::{LookedUp, Lookups, reported_service},
    paging::{Bounds, End, Pager, Part},
    requests::list_faults::{SERVICES_LIST, services_stamp},
    time::millis,
    view::{Entity, EntityKind, EntityRef, IdentifierKind, Services},
};

/// Age at which the list is read again, in milliseconds.
const MAX_LIST_AGE_MS: i64 = 24 * 3_600_000;
const PAGE_ROWS: u32 = 200;
/// Limits of one reading. An operator has hundreds of services; a server that never ends its list is broken.
const BOUNDS: Bounds = Bounds { pages: 1_000, rows: 20_000, bytes: 256 << 20 };

impl Lookups {
    /// The services in the cache. An old list is read again in the background.
    pub async fn services(self: &Arc<Self>) -> Result<Services, Problem> {
        let id = self.sessions.not_left()?.id().to_owned();
        let services = self.known_services(&id).await?;
        #[allow(clippy::cast_precision_loss)] // milliseconds since 1970 are far below 2^53
        let old = services.as_of.is_none_or(|at| at < (self.core.now() - MAX_LIST_AGE_MS) as f64);
        // If only bad rows kept the list from being whole, the next reading would find the same ones.
        if !old || self.requests.read_but_for_rows(&id, SERVICES_LIST, MAX_LIST_AGE_MS) {
            return Ok(services);
        }
        // Not attempted without a product type: an attempt blocks the next one for a while, and the first service may
        // be learnt in a moment.
        if matches!(self.type_source(&id).await?, ServicesSource::Nothing) {
            let problem = services.as_of.is_none().then(untold);
            return Ok(Services { problem, ..services });
        }
        let of = EntityRef { kind: EntityKind::Service, text: String::new(), by: None };
        let connection = id.clone();
        self.once_in_background(&id, &of, |this| async move {
            if let Err(problem) = this.read_services(&connection).await {
                tracing::info!(connection, %problem, "the services cannot be read");
            }
        });
        Ok(services)
    }

    /// Reads the services now.
    pub async fn refresh_services(self: &Arc<Self>) -> Result<Services, Problem> {
        self.core.active();
        let id = self.sessions.not_left()?.id().to_owned();
        let problem = self.read_services(&id).await.err();
        Ok(Services { problem, ..self.known_services(&id).await? })
    }

    async fn known_services(&self, connection: &str) -> Result<Services, Problem> {
        let showing = self.showing(connection);
        let fault = self.requests.list_fault(connection, SERVICES_LIST);
        self.core
            .cache(move |cache| {
                let kept = cache.entities_of_kind(&showing.owner, CachedKind::Service)?;
                let as_of = cache.stamp(&showing.owner.connection, &services_stamp(&showing.owner))?;
                // A service that the last list did not contain is offered no longer.
                let listed = |kept: &&CachedEntity| as_of.is_none_or(|at| kept.asked.is_some_and(|asked| asked >= at));
                let mut services: Vec<Entity> = kept.iter().filter(listed).map(|kept| showing.entity(kept)).collect();
                services
                    .sort_by_cached_key(|it| (place(it.name.as_deref()), place(it.code.as_deref()), it.key.clone()));
                Ok(Services { services, as_of: as_of.map(millis), fault, problem: None })
            })
            .await
    }

    /// Reads the services. A list that was not surely read whole is reported as a fault; the services in it are cached
    /// all the same, and those known before stay.
    pub(super) async fn read_services(self: &Arc<Self>, connection: &str) -> Result<(), Problem> {
        let mut unread = UnreadRows::default();
        let read = self.read_all_services(connection, &mut unread).await;
        match &read {
            Ok(()) => self.requests.list_is_well(connection, SERVICES_LIST),
            // An unknown product type is no fault of the list: the form asks for it.
            Err(problem) if problem.code == ProblemCode::InvalidInput => {}
            Err(problem) => self.requests.list_failed(connection, SERVICES_LIST, problem, unread).await,
        }
        self.core.events.entities();
        read
    }

    async fn read_all_services(self: &Arc<Self>, connection: &str, unread: &mut UnreadRows) -> Result<(), Problem> {
        let filter = ProductFilter::Type(self.service_type(connection).await?);
        let owner = self.sessions.owner(connection);
        let size = (self.connections.connection(connection)?.release()? >= Release::R13).then_some(PAGE_ROWS);
        let (mut pager, now) = (Pager::within(BOUNDS, size, 0), self.core.now());
        while let Some(part) = pager.ask() {
            self.read_some_services(&owner, &filter, part, now, &mut pager, unread).await?;
        }
        if let Some(end) = pager.end()
            && let Some(mut problem) = end.problem()
        {
            if end == End::TooLong {
                problem.detail = Some(format!("> {} products", BOUNDS.rows));
            }
            return Err(problem);
        }
        self.core.cache(move |cache| cache.set_stamp(&owner.connection, &services_stamp(&owner), now)).await
    }

    /// Reads one answer. Each batch is written before the next one is taken.
    async fn read_some_services(
        &self,
        owner: &Owner,
        filter: &ProductFilter,
        part: Part,
        now: i64,
        pager: &mut Pager,
        unread: &mut UnreadRows,
    ) -> Result<(), Problem> {
        let begun = self.sessions.read(&owner.connection, |client, token| {
            let filter = filter.clone();
            async move {
                let mut listing = client.products(&token, &filter, part).await?;
                // A refused token is reported before the first row.
                Ok((listing.next().await?, listing))
            }
        });
        let (mut batch, mut listing) = begun.await?.map_err(|error| from_lower::call(&error))?;
        let most = self.core.preferences().look_ups_kept;
        while let Some(products) = batch {
            let wanted = products.into_iter().take_while(|product| {
                let wanted = !pager.is_full();
                if wanted {
                    pager.row(name_of(product));
                }
                wanted
            });
            let (told, owner): (Vec<_>, _) = (wanted.filter_map(reported_service).collect(), owner.clone());
            self.core
                .cache(move |cache| cache.keep_entities(&owner, &told, DescriptionSource::Lookup, now, most))
                .await?;
            if pager.is_full() {
                break;
            }
            batch = listing.next().await.map_err(|error| from_lower::call(&error))?;
        }
        let more = listing.unread();
        pager.page_over(listing.bytes(), more.count);
        unread.append(more);
        Ok(())
    }

    /// Source of the services' product type: the rules of the connection, else a service that was looked up, else a
    /// service known only from requests, which must be looked up first.
    async fn type_source(&self, connection: &str) -> Result<ServicesSource, Problem> {
        if let Some(code) = self.connections.rules(connection).service_type.filter(|code| !code.trim().is_empty()) {
            return Ok(ServicesSource::Known(NamedIdentifier::AlternativeCode(code.trim().to_owned())));
        }
        let owner = self.sessions.owner(connection);
        let known = self.core.cache(move |cache| cache.entities_of_kind(&owner, CachedKind::Service)).await?;
        if let Some(learnt) = known.iter().find_map(type_of) {
            return Ok(ServicesSource::Known(learnt));
        }
        let named = |by| known.iter().find_map(|kept| Some((kept.reported.names.get(by)?.to_owned(), by)));
        let any = [IdentifierKind::Code, IdentifierKind::AlternativeCode, IdentifierKind::Id];
        Ok(any.into_iter().find_map(named).map_or(ServicesSource::Nothing, |(text, by)| {
            ServicesSource::Service(EntityRef { kind: EntityKind::Service, text, by: Some(by) })
        }))
    }

    async fn service_type(self: &Arc<Self>, connection: &str) -> Result<NamedIdentifier, Problem> {
        let mut source = self.type_source(connection).await?;
        if let ServicesSource::Service(service) = &source {
            if let LookedUp::NotAsked(problem) = self.look_up(connection, service, None).await? {
                return Err(problem);
            }
            source = self.type_source(connection).await?;
        }
        if let ServicesSource::Known(known) = source { Ok(known) } else { Err(untold()) }
    }
}

enum ServicesSource {
    Known(NamedIdentifier),
    /// Looking up this service tells the type.
    Service(EntityRef),
    Nothing,
}

fn untold() -> Problem {
    Problem::at_fields(vec![FieldProblem::new("service_type", "required")])
}

/// The identifier by which a row is recognised on another page.
fn name_of(product: &Product) -> &str {
    [&product.id, &product.code, &product.alternative_code].into_iter().flatten().next().map_or("", String::as_str)
}

/// The type of a product that certainly is a service.
fn type_of(kept: &CachedEntity) -> Option<NamedIdentifier> {
    let product: Product = serde_json::from_str(kept.reported.server.as_deref()?).ok()?;
    product.is_service().filter(|service| *service)?;
    let kind = product.kind()?;
    let code = kind.alternative_code.clone().map(NamedIdentifier::AlternativeCode);
    kind.id.clone().map(NamedIdentifier::Id).or(code)
}
