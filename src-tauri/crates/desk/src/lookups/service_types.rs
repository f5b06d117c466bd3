//! The product types by which the server lists services. It has no list of types: they are configured, or learnt from
//! services that are known.

use std::sync::Arc;

use crmcom::{NamedIdentifier, Product};
use store::cache::entities::{CachedEntity, CachedKind, Owner};

use crate::{
    error::problem::{FieldProblem, Problem, ProblemCode},
    lookups::{LookedUp, Lookups, fetch::LookupClient},
    view::{EntityKind, EntityRef, IdentifierKind},
};

const FIELD: &str = "service_type";

#[derive(Debug, PartialEq)]
pub(super) enum TypeSource {
    Types(Vec<NamedIdentifier>),
    /// A service that is known only from requests: looking it up tells a type.
    Service(EntityRef),
    Unknown,
}

impl Lookups {
    /// Source of the types: the rules of the connection, else services that were looked up, else a service in requests.
    pub(super) async fn type_source(&self, connection: &str) -> Result<TypeSource, Problem> {
        if let Some(code) = self.connections.rules(connection).service_type.filter(|code| !code.trim().is_empty()) {
            return Ok(TypeSource::Types(vec![NamedIdentifier::AlternativeCode(code.trim().to_owned())]));
        }
        let owner = self.sessions.owner(connection);
        let known = self.core.cache(move |cache| cache.entities_of_kind(&owner, CachedKind::Service)).await?;
        let mut types = Vec::new();
        for learnt in known.iter().filter_map(type_of) {
            if !types.contains(&learnt) {
                types.push(learnt);
            }
        }
        if !types.is_empty() {
            return Ok(TypeSource::Types(types));
        }
        let named = |by| known.iter().find_map(|kept| Some((kept.reported.names.get(by)?.to_owned(), by)));
        let any = [IdentifierKind::Code, IdentifierKind::AlternativeCode, IdentifierKind::Id];
        Ok(any.into_iter().find_map(named).map_or(TypeSource::Unknown, |(text, by)| {
            TypeSource::Service(EntityRef { kind: EntityKind::Service, text, by: Some(by) })
        }))
    }

    /// The types, or none if they are not known.
    pub(super) async fn service_types(
        self: &Arc<Self>,
        connection: &str,
    ) -> Result<Option<Vec<NamedIdentifier>>, Problem> {
        let mut source = self.type_source(connection).await?;
        if let TypeSource::Service(service) = &source {
            if let LookedUp::NotAsked(problem) = self.look_up(connection, service, None).await? {
                return Err(problem);
            }
            source = self.type_source(connection).await?;
        }
        Ok(if let TypeSource::Types(types) = source { Some(types) } else { None })
    }
}

impl LookupClient {
    /// The refusal of a list without a type in this run: it would be refused again.
    pub(super) fn refused_without_type(&self, owner: &Owner) -> Option<Problem> {
        self.without_type.lock().get(owner).cloned()
    }

    /// The problem that a type is needed, with the words in which the server refused a list without one.
    pub(super) fn type_needed(&self, owner: &Owner, refusal: Option<Problem>) -> Problem {
        let (message, detail) = refusal.map_or_else(Default::default, |refusal| (refusal.message, refusal.detail));
        let needed = Problem { message, detail, ..Problem::at_fields(vec![FieldProblem::new(FIELD, "required")]) };
        self.without_type.lock().insert(owner.clone(), needed.clone());
        needed
    }
}

/// Whether the list of services cannot be read until a type is known.
pub(super) fn is_type_needed(problem: &Problem) -> bool {
    problem.code == ProblemCode::InvalidInput && problem.fields.iter().any(|at| at.field == FIELD)
}

/// The type of a product that certainly is a service.
fn type_of(kept: &CachedEntity) -> Option<NamedIdentifier> {
    let product: Product = serde_json::from_str(kept.reported.server.as_deref()?).ok()?;
    product.is_service().filter(|service| *service)?;
    let kind = product.kind()?;
    let code = kind.alternative_code.clone().map(NamedIdentifier::AlternativeCode);
    kind.id.clone().map(NamedIdentifier::Id).or(code)
}
