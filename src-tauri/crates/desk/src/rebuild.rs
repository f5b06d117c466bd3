//! A form for a request that was made before: this desk's own out of the journal, anybody else's out of what the server
//! tells of it.
//!
//! The server tells CA ids where the request was sent with identifiers, and does not tell a PIN at all. What cannot be
//! found out is asked for; nothing is guessed, because a guess would reach somebody else's card.

mod names;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use crmcom::{
    ProvisioningRequest,
    catalogue::{self, Field, Kind, Missing as NotOffered, Need, Operation, Thing},
};
use store::Submission;

pub(crate) use self::names::Names;
use self::names::{Found, Neutral};
use crate::{
    Desk,
    connections::{Known, wall},
    evidence::Name,
    problem::{Problem, ProblemCode},
    told,
    view::{FormDraft, KnownField, KnownFrom, MissingField, MissingWhy, Parameter, Rebuilt},
};

/// Forms that are remembered until they are sent, to say what was changed in them.
const REMEMBERED: usize = 50;

const RESYNC: &str = "provisioning.resync";

/// A request that a form is made for.
pub(crate) struct Parent {
    pub(crate) known: Known,
    pub(crate) provider: String,
    pub(crate) request_type: Option<String>,
    /// Its row in the journal, if this desk sent it.
    pub(crate) sent: Option<Submission>,
    /// As the server told it.
    pub(crate) request: Option<ProvisioningRequest>,
}

impl Desk {
    /// The form of a request. `operation` says which one it was, where that is not certain.
    pub async fn rebuild(&self, key: String, operation: Option<String>) -> Result<Rebuilt, Problem> {
        self.active();
        let parent = self.parent(&key).await?;
        let names = Names::new(self, parent.known.id(), true);
        let rebuilt = parent.rebuild(operation.as_deref(), &names, self.wall(&parent.known)).await?;
        let mut state = self.state();
        if state.rebuilt.len() >= REMEMBERED {
            state.rebuilt.clear();
        }
        state.rebuilt.insert(key, rebuilt.clone());
        drop(state);
        Ok(rebuilt)
    }

    /// The same from what is on this computer alone.
    pub(crate) async fn rebuild_unasked(&self, key: &str, operation: &str) -> Result<Rebuilt, Problem> {
        let parent = self.parent(key).await?;
        let names = Names::new(self, parent.known.id(), false);
        let several = parent.operations().len() > 1;
        parent.rebuild(several.then_some(operation), &names, self.wall(&parent.known)).await
    }

    /// A form that has the subscription of a request brought in line with the CA system.
    pub async fn rebuild_resync(&self, key: String) -> Result<Rebuilt, Problem> {
        self.active();
        let parent = self.parent(&key).await?;
        let operation = catalogue::find(RESYNC).ok_or_else(|| no_operation(RESYNC))?;
        let release = parent.known.release()?;
        if let Err(NotOffered::NotYet { from: limit } | NotOffered::NoLonger { until: limit }) =
            operation.offered_by(release)
        {
            return Err(Problem { detail: Some(limit.to_string()), ..Problem::new(ProblemCode::NotOffered, "") });
        }
        let names = Names::new(self, parent.known.id(), true);
        Ok(parent.resync(operation, &names).await)
    }

    /// The server's wall clock.
    pub(crate) fn wall(&self, known: &Known) -> NaiveDateTime {
        wall(self.inner.clock.now(), known.zone())
    }

    pub(crate) async fn parent(&self, key: &str) -> Result<Parent, Problem> {
        let (row, sent) = self.find(key).await?;
        let known = self.connection_of(sent.as_ref())?;
        let mut told = sent.as_ref().and_then(|sent| serde_json::from_str(sent.server.as_deref()?).ok());
        if told.is_none()
            && let Some(id) = row.server_id.clone()
        {
            let connection = known.id().to_owned();
            told = self.cache(move |cache| cache.mirrored(&connection, &id)).await?.map(|(_, told)| told);
        }
        Ok(Parent {
            known,
            provider: row.provider,
            request_type: row.request_type,
            sent,
            request: told.and_then(|told| serde_json::from_value(told).ok()),
        })
    }
}

impl Parent {
    /// Operations that it may have been; of this desk's own, it is certain.
    pub(crate) fn operations(&self) -> Vec<&'static Operation> {
        if let Some(sent) = &self.sent {
            return catalogue::find(&sent.operation).into_iter().collect();
        }
        let same = |operation: &&Operation| {
            Some(operation.request_type) == self.request_type.as_deref()
                && operation.provider.is_some_and(|provider| told::word_of(provider) == self.provider)
        };
        let mut possible: Vec<_> = catalogue::OPERATIONS.iter().filter(same).collect();
        // One method pairs and unpairs. A box that was told can only have been paired; one that was not told may
        // have been left out, or be empty in the answer.
        let names_box = self.request.as_ref().is_some_and(|request| request.parameter("stb_ca_id").is_some());
        if possible.len() > 1 && names_box {
            possible.retain(|operation| operation.field("stb_identifier").is_some());
        }
        possible
    }

    pub(crate) async fn rebuild(
        &self,
        wanted: Option<&str>,
        names: &Names,
        now: NaiveDateTime,
    ) -> Result<Rebuilt, Problem> {
        let possible = self.operations();
        let operation = match (wanted, possible.as_slice()) {
            (Some(id), all) => Some(*all.iter().find(|operation| operation.id == id).ok_or_else(|| no_operation(id))?),
            (None, [only]) => Some(*only),
            (None, _) => None,
        };
        let several = if possible.len() > 1 { possible } else { Vec::new() };
        let mut rebuilt = Rebuilt {
            draft: None,
            operations: several.into_iter().map(|operation| operation.id.to_owned()).collect(),
            known: Vec::new(),
            missing: Vec::new(),
            parameters: self.parameters(),
        };
        let Some(operation) = operation else { return Ok(rebuilt) };
        let mut form = Form { operation, values: BTreeMap::new(), known: Vec::new(), missing: Vec::new(), now };
        match (&self.sent, &self.request) {
            (Some(sent), _) => form.fill_from_journal(sent),
            (None, Some(request)) => form.fill_from_request(request, names).await,
            // The cache knows of it and has lost its object.
            (None, None) => form.nothing_told(),
        }
        rebuilt.draft = Some(FormDraft { operation: operation.id.to_owned(), values: form.values });
        (rebuilt.known, rebuilt.missing) = (form.known, form.missing);
        Ok(rebuilt)
    }

    async fn resync(&self, operation: &'static Operation, names: &Names) -> Rebuilt {
        let now = NaiveDateTime::MAX;
        let mut form = Form { operation, values: BTreeMap::new(), known: Vec::new(), missing: Vec::new(), now };
        let neutral = Neutral::of(self.request.clone().unwrap_or_default());
        for field in operation.fields {
            let found = match field.kind {
                Kind::Identifier { thing: Thing::Subscription, .. } => match self.own_subscription() {
                    Some(name) => Found::Is(name, KnownFrom::Journal),
                    None => neutral.subscription(names).await,
                },
                Kind::Identifier { by, .. } => neutral.provider(names, by).await,
                _ => continue,
            };
            form.put(field, found);
        }
        Rebuilt {
            draft: Some(FormDraft { operation: operation.id.to_owned(), values: form.values }),
            operations: Vec::new(),
            known: form.known,
            missing: form.missing,
            parameters: self.parameters(),
        }
    }

    fn own_subscription(&self) -> Option<Name> {
        let named = self.sent.as_ref()?.body.get("subscription_identifier")?.as_object()?;
        let (by, text) = named.iter().next()?;
        Some(Name { by: by.clone(), text: text.as_str()?.to_owned() })
    }

    fn parameters(&self) -> Vec<Parameter> {
        let told = self.request.iter().flat_map(|request| &request.parameters);
        told.map(|told| Parameter { name: told.name.clone(), value: told.value.clone() }).collect()
    }
}

/// A form that is being filled in.
struct Form {
    operation: &'static Operation,
    values: BTreeMap<String, String>,
    known: Vec<KnownField>,
    missing: Vec<MissingField>,
    /// The server's wall clock: what was to happen before now is not asked for again.
    now: NaiveDateTime,
}

impl Form {
    fn knows(&mut self, field: &Field, from: KnownFrom) {
        self.known.push(KnownField { field: field.name.to_owned(), from });
    }

    fn lacks(&mut self, field: &Field, why: MissingWhy) {
        self.missing.push(MissingField { field: field.name.to_owned(), why });
    }

    fn put(&mut self, field: &Field, found: Found) {
        match found {
            Found::Is(name, from) => {
                self.values.insert(field.name.to_owned(), name.text);
                self.values.insert(format!("{}.by", field.name), name.by);
                self.knows(field, from);
            }
            Found::IsNone if field.need == Need::Mandatory => self.lacks(field, MissingWhy::NotTold),
            Found::IsNone => {}
            Found::Lacks(why) => self.lacks(field, why),
        }
    }

    fn fill_from_journal(&mut self, sent: &Submission) {
        self.values.clone_from(&sent.values);
        for field in self.operation.fields {
            match field.kind {
                Kind::Pin => self.lacks(field, MissingWhy::Pin),
                Kind::DateTime if self.values.get(field.name).is_some_and(|at| self.is_past(at)) => {
                    self.values.remove(field.name);
                }
                _ => {
                    let inside = format!("{}.", field.name);
                    if self.values.keys().any(|input| input == field.name || input.starts_with(&inside)) {
                        self.knows(field, KnownFrom::Journal);
                    }
                }
            }
        }
    }

    fn is_past(&self, text: &str) -> bool {
        is_past(text, self.now)
    }

    fn nothing_told(&mut self) {
        for field in self.operation.fields.iter().filter(|field| field.need != Need::Option) {
            let why = if matches!(field.kind, Kind::Pin) { MissingWhy::Pin } else { MissingWhy::NotTold };
            self.lacks(field, why);
        }
    }

    async fn fill_from_request(&mut self, request: &ProvisioningRequest, names: &Names) {
        let neutral = Neutral::of(request.clone());
        for field in self.operation.fields {
            match field.kind {
                Kind::Identifier { thing: Thing::Subscription, .. } => {
                    let found = neutral.subscription(names).await;
                    self.put(field, found);
                }
                Kind::Identifier { thing, .. } => {
                    let found = neutral.thing(thing, self.operation, names).await;
                    self.put(field, found);
                }
                Kind::Set { member, .. } => self.put_set(field, member, request),
                Kind::Flag => {
                    if request.process_immediately == Some(true) {
                        self.values.insert(field.name.to_owned(), "true".to_owned());
                        self.knows(field, KnownFrom::Request);
                    }
                }
                // Both dates come back under one name.
                Kind::DateTime => {
                    if let Some(at) = request.scheduled_date.filter(|at| *at > self.now) {
                        self.values.insert(field.name.to_owned(), at.format("%Y-%m-%dT%H:%M:%S").to_string());
                        self.knows(field, KnownFrom::Request);
                    }
                }
                Kind::Choice { values } => match request.priority.as_deref() {
                    Some(told) if values.contains(&told) => {
                        self.values.insert(field.name.to_owned(), told.to_owned());
                        self.knows(field, KnownFrom::Request);
                    }
                    // A word that no form has.
                    Some(_) => self.lacks(field, MissingWhy::NotTold),
                    None => {}
                },
                Kind::Pin => self.lacks(field, MissingWhy::Pin),
            }
        }
        let one_of = self.operation.exactly_one_of;
        if !one_of.is_empty() && !self.known.iter().any(|known| one_of.contains(&known.field.as_str())) {
            let fields: Vec<&Field> = one_of.iter().filter_map(|name| self.operation.field(name)).collect();
            for field in fields {
                self.lacks(field, MissingWhy::NotTold);
            }
        }
    }

    /// The members of a set are CA ids, as the server tells them.
    fn put_set(&mut self, field: &Field, member: &str, request: &ProvisioningRequest) {
        let told = request.parameters.iter().filter(|parameter| parameter.name == member);
        let mut count = 0;
        for value in told.filter_map(|parameter| parameter.value.as_deref()) {
            self.values.insert(format!("{}.{count}.{member}", field.name), value.to_owned());
            count += 1;
        }
        match count {
            0 if field.need == Need::Mandatory => self.lacks(field, MissingWhy::NotTold),
            0 => {}
            _ => self.knows(field, KnownFrom::Request),
        }
    }
}

/// A date of a form that is over; the server would act on it at once, or refuse it.
pub(crate) fn is_past(text: &str, now: NaiveDateTime) -> bool {
    let at = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok());
    at.is_some_and(|at| at <= now)
}

fn no_operation(id: &str) -> Problem {
    Problem::new(ProblemCode::NotFound, format!("no operation {id}"))
}
