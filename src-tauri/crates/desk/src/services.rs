//! The services that can be added or cancelled: the products of one type, read behind the screen and kept as things.

use crmcom::{NamedIdentifier, Page, Product, ProductFilter, Release};
use store::{KeptThing, ThingKind as StoredKind, words::place};

use crate::{
    Desk, errors,
    problem::{FieldProblem, Problem},
    things::{LookedUp, Showing, service_told, stored_by},
    told::millis,
    view::{NameKind, Services, Thing, ThingKind, ThingRef},
};

/// How old the list may get before it is read again.
const OLD: i64 = 24 * 3_600_000;
const PAGE: u32 = 200;
/// A server that pages for ever is broken.
const MOST_PAGES: u32 = 500;

impl Desk {
    /// The services as they are known; they are read behind the screen where that was long ago.
    pub async fn services(&self) -> Result<Services, Problem> {
        let id = self.not_left()?.id().to_owned();
        let services = self.known_services(&id).await?;
        #[allow(clippy::cast_precision_loss)] // milliseconds since 1970 are far below 2^53
        let old = services.as_of.is_none_or(|at| at < (self.now() - OLD) as f64);
        if !old {
            return Ok(services);
        }
        // Not tried in vain: it would not be tried again soon, and the first service may be learnt in a moment.
        if matches!(self.type_source(&id).await?, Source::Nothing) {
            let problem = services.as_of.is_none().then(untold);
            return Ok(Services { problem, ..services });
        }
        let of = ThingRef { kind: ThingKind::Service, text: String::new(), by: None };
        let connection = id.clone();
        self.once_behind(&id, &of, |desk| async move {
            if let Err(problem) = desk.read_services(&connection).await {
                tracing::info!(connection, %problem, "the services cannot be read");
            }
        });
        Ok(services)
    }

    /// Reads them now.
    pub async fn refresh_services(&self) -> Result<Services, Problem> {
        self.active();
        let id = self.not_left()?.id().to_owned();
        let problem = self.read_services(&id).await.err();
        Ok(Services { problem, ..self.known_services(&id).await? })
    }

    async fn known_services(&self, connection: &str) -> Result<Services, Problem> {
        let showing = self.showing(connection);
        self.cache(move |cache| {
            let kept = cache.things_of_kind(&showing.owner, StoredKind::Service)?;
            let as_of = cache.stamp(&showing.owner.connection, &stamp(&showing))?;
            // What the last list left out is no service any more.
            let listed = |kept: &&KeptThing| as_of.is_none_or(|at| kept.asked.is_some_and(|asked| asked >= at));
            let mut services: Vec<Thing> = kept.iter().filter(listed).map(|kept| showing.thing(kept)).collect();
            services.sort_by_cached_key(|it| (place(it.name.as_deref()), place(it.code.as_deref()), it.key.clone()));
            Ok(Services { services, as_of: as_of.map(millis), problem: None })
        })
        .await
    }

    async fn read_services(&self, connection: &str) -> Result<(), Problem> {
        let filter = ProductFilter::Type(self.service_type(connection).await?);
        let owner = self.owner(connection);
        let paged = self.connection(connection)?.release()? >= Release::R13;
        let mut told = Vec::new();
        let mut first_of_last: Option<String> = None;
        for page in 0..MOST_PAGES {
            let part = paged.then_some(Page { number_of_results: PAGE, offset: page * PAGE });
            let products: Vec<Product> = self
                .read(connection, |client, token| {
                    let filter = filter.clone();
                    async move { client.products(&token, &filter, part).await }
                })
                .await?
                .map_err(|error| errors::call(&error))?;
            let first = products.first().and_then(|product| product.id.clone().or(product.code.clone()));
            // A server that does not know pages sends the same rows again (reference section 10, 29).
            if first.is_none() || first == first_of_last {
                break;
            }
            first_of_last = first;
            let full = products.len() >= PAGE as usize;
            told.extend(products.into_iter().filter_map(service_told));
            if !paged || !full {
                break;
            }
        }
        let (now, most, stamp) = (self.now(), self.preferences().look_ups_kept, stamp(&self.showing(connection)));
        self.cache(move |cache| {
            cache.keep_things(&owner, &told, store::By::Asking, now, most)?;
            cache.set_stamp(&owner.connection, &stamp, now)
        })
        .await?;
        self.inner.bell.things();
        Ok(())
    }

    /// What tells the product type of services: the rules of the connection, else a service that was looked up, else
    /// one that only requests tell of, if it is looked up for this.
    async fn type_source(&self, connection: &str) -> Result<Source, Problem> {
        if let Some(code) = self.rules(connection).service_type.filter(|code| !code.trim().is_empty()) {
            return Ok(Source::Known(NamedIdentifier::AlternativeCode(code.trim().to_owned())));
        }
        let owner = self.owner(connection);
        let known = self.cache(move |cache| cache.things_of_kind(&owner, StoredKind::Service)).await?;
        if let Some(learnt) = known.iter().find_map(type_of) {
            return Ok(Source::Known(learnt));
        }
        let named = |by| known.iter().find_map(|kept| Some((kept.told.names.get(stored_by(by))?.to_owned(), by)));
        let any = [NameKind::Code, NameKind::AlternativeCode, NameKind::Id];
        Ok(any.into_iter().find_map(named).map_or(Source::Nothing, |(text, by)| {
            Source::Service(ThingRef { kind: ThingKind::Service, text, by: Some(by) })
        }))
    }

    async fn service_type(&self, connection: &str) -> Result<NamedIdentifier, Problem> {
        let mut source = self.type_source(connection).await?;
        if let Source::Service(service) = &source {
            if let LookedUp::NotAsked(problem) = self.look_up(connection, service, None).await? {
                return Err(problem);
            }
            source = self.type_source(connection).await?;
        }
        if let Source::Known(known) = source { Ok(known) } else { Err(untold()) }
    }
}

enum Source {
    Known(NamedIdentifier),
    /// It can be found out from this one.
    Service(ThingRef),
    Nothing,
}

fn untold() -> Problem {
    Problem::at_fields(vec![FieldProblem::new("service_type", "required")])
}

/// By user: what one may see another may not.
fn stamp(showing: &Showing) -> String {
    format!("services of {}", showing.owner.user)
}

/// The type of a product that certainly is a service.
fn type_of(kept: &KeptThing) -> Option<NamedIdentifier> {
    let product: Product = serde_json::from_str(kept.told.server.as_deref()?).ok()?;
    product.is_service().filter(|service| *service)?;
    let kind = product.kind()?;
    let code = kind.alternative_code.clone().map(NamedIdentifier::AlternativeCode);
    kind.id.clone().map(NamedIdentifier::Id).or(code)
}
