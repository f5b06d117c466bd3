//! The services that can be added or cancelled: the products of their types, read in the background and cached as
//! entities.

use std::sync::Arc;

use crmcom::{Product, ProductFilter, Release, UnreadRows};
use store::{
    cache::entities::{CachedEntity, CachedKind, DescriptionSource, Owner},
    words::place,
};

use crate::{
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    lookups::{
        Lookups, reported_service,
        service_types::{TypeSource, is_type_needed},
    },
    paging::{Bounds, End, Pager, Part},
    requests::list_faults::{SERVICES_LIST, services_stamp},
    time::millis,
    view::{Entity, EntityKind, EntityRef, Services},
};

/// Age at which the list is read again, in milliseconds.
const MAX_LIST_AGE_MS: i64 = 24 * 3_600_000;
const PAGE_ROWS: u32 = 200;
/// Names of the two ways to read the list, each of which is attempted on its own.
const LIST_BY_TYPE: &str = "";
const LIST_WITHOUT_TYPE: &str = "*";
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
        let source = self.type_source(&id).await?;
        if source == TypeSource::Unknown
            && let Some(refusal) = self.asking.refused_without_type(&self.sessions.owner(&id))
        {
            return Ok(Services { problem: services.as_of.is_none().then_some(refusal), ..services });
        }
        // An attempt blocks the next equal one for a while, and a first service may be learnt in a moment.
        let text = if source == TypeSource::Unknown { LIST_WITHOUT_TYPE } else { LIST_BY_TYPE };
        let of = EntityRef { kind: EntityKind::Service, text: text.to_owned(), by: None };
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
            Err(problem) if is_type_needed(problem) => {}
            Err(problem) => self.requests.list_failed(connection, SERVICES_LIST, problem, unread).await,
        }
        self.core.events.entities();
        read
    }

    async fn read_all_services(self: &Arc<Self>, connection: &str, unread: &mut UnreadRows) -> Result<(), Problem> {
        let (owner, now) = (self.sessions.owner(connection), self.core.now());
        if let Some(types) = self.service_types(connection).await? {
            for of_type in types {
                self.read_list(&owner, &ProductFilter::Type(of_type), now, unread).await?;
            }
        } else {
            self.read_without_type(&owner, now, unread).await?;
        }
        self.core.cache(move |cache| cache.set_stamp(&owner.connection, &services_stamp(&owner), now)).await
    }

    /// Reads the services among all products. A server may refuse that, or answer an empty list.
    async fn read_without_type(&self, owner: &Owner, now: i64, unread: &mut UnreadRows) -> Result<(), Problem> {
        match self.read_list(owner, &ProductFilter::All, now, unread).await {
            Err(refusal) if refusal.code == ProblemCode::Refused => {
                return Err(self.asking.type_needed(owner, Some(refusal)));
            }
            read => read?,
        }
        let of = owner.clone();
        let known = self.core.cache(move |cache| cache.entities_of_kind(&of, CachedKind::Service)).await?;
        if known.iter().any(|kept| kept.asked.is_some_and(|asked| asked >= now)) {
            return Ok(());
        }
        Err(self.asking.type_needed(owner, None))
    }

    async fn read_list(
        &self,
        owner: &Owner,
        filter: &ProductFilter,
        now: i64,
        unread: &mut UnreadRows,
    ) -> Result<(), Problem> {
        let release = self.connections.connection(&owner.connection)?.release()?;
        let mut pager = Pager::within(BOUNDS, (release >= Release::R13).then_some(PAGE_ROWS), 0);
        while let Some(part) = pager.ask() {
            self.read_some_services(owner, filter, part, now, &mut pager, unread).await?;
        }
        let end = pager.end();
        let Some(mut problem) = end.and_then(End::problem) else { return Ok(()) };
        if end == Some(End::TooLong) {
            problem.detail = Some(format!("> {} products", BOUNDS.rows));
        }
        Err(problem)
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
}

/// The identifier by which a row is recognised on another page.
fn name_of(product: &Product) -> &str {
    [&product.id, &product.code, &product.alternative_code].into_iter().flatten().next().map_or("", String::as_str)
}
