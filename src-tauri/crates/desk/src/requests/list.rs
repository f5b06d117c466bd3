//! Lists and details of requests, read from the disk.

use std::sync::Arc;

use crmcom::ProvisioningRequest;
use serde_json::Value;
use store::{
    cache::requests::{Filter, Query, RequestRecord},
    journal::{OutboxRow, sheets::SheetLine, timeline::TimelineStep},
    settings::StoredConnection,
};

use crate::{
    connections::registry::ResolvedConnection,
    error::problem::{Problem, ProblemCode},
    requests::{Requests, row::view},
    time::{millis, wall_millis},
    view::{
        DoubtView, FormDraft, Parameter, RequestCounts, RequestDetail, RequestFacets, RequestFilter, RequestPage,
        RequestQuery, RequestRow, SheetRowRef, StateCount, TimelineEntry, ValueCount,
    },
};

/// Name of the stamp with the time at which the lists were read.
pub(crate) const LISTS_STAMP: &str = "requests";

/// More rows than a user looks at; the window asks for the next page.
pub(crate) const MAX_PAGE_ROWS: u32 = 500;
pub(crate) const DEFAULT_PAGE_ROWS: u32 = 50;

impl Requests {
    /// A page of the selected connection's requests.
    pub async fn request_page(&self, query: RequestQuery) -> Result<RequestPage, Problem> {
        let connection = self.sessions.not_left()?.id().to_owned();
        let query = Query {
            connection: connection.clone(),
            filter: stored_filter(query.filter),
            sort: query.sort,
            ascending: query.ascending,
            limit: if query.limit == 0 { DEFAULT_PAGE_ROWS } else { query.limit.min(MAX_PAGE_ROWS) },
            offset: query.offset,
        };
        let (rows, synced) = {
            let connection = connection.clone();
            self.core.cache(move |cache| Ok((cache.requests(&query)?, cache.stamp(&connection, LISTS_STAMP)?))).await?
        };
        let waits = self.waits();
        Ok(RequestPage {
            rows: rows.into_iter().map(|row| view(row, &connection, &waits)).collect(),
            synced: synced.map(millis),
        })
    }

    /// The number of a filter's requests, in total and by state.
    pub async fn request_counts(&self, filter: RequestFilter) -> Result<RequestCounts, Problem> {
        let connection = self.sessions.not_left()?.id().to_owned();
        let wanted = filter.states.clone();
        let filter = stored_filter(filter);
        let counts = self.core.cache(move |cache| cache.counts(&connection, &filter)).await?;
        let states: Vec<StateCount> = counts.into_iter().map(|(state, count)| StateCount { state, count }).collect();
        let asked_for = |counted: &&StateCount| wanted.is_empty() || wanted.contains(&counted.state);
        Ok(RequestCounts { total: states.iter().filter(asked_for).map(|counted| counted.count).sum(), states })
    }

    /// The values that occur, for the menus of the filters.
    pub async fn request_facets(&self) -> Result<RequestFacets, Problem> {
        let connection = self.sessions.not_left()?.id().to_owned();
        let facets = self.core.cache(move |cache| cache.facets(&connection)).await?;
        let values = |values: Vec<(String, u32)>| {
            values.into_iter().map(|(value, count)| ValueCount { value, count }).collect::<Vec<_>>()
        };
        Ok(RequestFacets {
            providers: values(facets.providers),
            types: values(facets.types),
            users: values(facets.users),
            units: values(facets.units),
            priorities: values(facets.priorities),
        })
    }

    /// All details of a request.
    pub async fn request(&self, key: String) -> Result<RequestDetail, Problem> {
        let (row, sent) = self.find(&key).await?;
        let known = self.connection_of(sent.as_ref())?;
        let told = self.server_object(known.id(), sent.as_ref(), row.server_id.clone()).await?;
        let (steps, sheet) = match &sent {
            Some(_) => {
                let key = row.key.clone();
                self.core.read_journal(move |journal| Ok((journal.steps(&key)?, journal.sheet_line(&key)?))).await?
            }
            None => (Vec::new(), None),
        };
        let request = told.clone().and_then(|told| serde_json::from_value(told).ok());
        let doubt = self.shown_doubt(sent.as_ref());
        let waits = self.waits();
        let row = RequestRow { doubt, ..view(row, known.id(), &waits) };
        let mut detail = self::detail(row, sent, request, &known, steps);
        detail.raw = told;
        detail.sheet = sheet.map(|SheetLine { sheet, name, line }| SheetRowRef { sheet, name, line });
        Ok(detail)
    }

    /// The server's object of a request as it was last read: with this desk's own row, or in the lists.
    pub(crate) async fn server_object(
        &self,
        connection: &str,
        sent: Option<&OutboxRow>,
        id: Option<String>,
    ) -> Result<Option<Value>, Problem> {
        let told = sent.and_then(|sent| serde_json::from_str(sent.server.as_deref()?).ok());
        if told.is_some() {
            return Ok(told);
        }
        let Some(id) = id else { return Ok(None) };
        let connection = connection.to_owned();
        Ok(self.core.cache(move |cache| cache.mirrored(&connection, &id)).await?.map(|(_, told)| told))
    }

    /// A request as lists show it, of any connection.
    pub(crate) async fn row(&self, key: &str) -> Result<RequestRow, Problem> {
        let (row, sent) = self.find(key).await?;
        let known = self.connection_of(sent.as_ref())?;
        let doubt = self.shown_doubt(sent.as_ref());
        let waits = self.waits();
        Ok(RequestRow { doubt, ..view(row, known.id(), &waits) })
    }

    fn shown_doubt(&self, sent: Option<&OutboxRow>) -> Option<DoubtView> {
        let (sent, doubt) = sent.filter(|sent| sent.undecided).and_then(|sent| Some((sent, sent.doubt?)))?;
        Some(self.doubt_of(sent, doubt))
    }

    /// Finds a request by its key, or by `server-<id>` also where this desk sent it: links between desks have that id.
    pub(crate) async fn find(&self, key: &str) -> Result<(RequestRecord, Option<OutboxRow>), Problem> {
        let own = match key.strip_prefix("server-") {
            Some(id) => {
                let (connection, id) = (self.connection_of(None)?.id().to_owned(), id.to_owned());
                self.core.cache(move |cache| cache.key_of(&connection, &id)).await?
            }
            None => None,
        };
        let key = own.as_deref().unwrap_or(key);
        let id = key.to_owned();
        // Without a journal, others' requests can still be shown.
        let sent = if key.starts_with("server-") {
            None
        } else {
            self.core.read_journal(move |journal| journal.get(&id)).await?
        };
        let connection = self.connection_of(sent.as_ref())?.id().to_owned();
        let id = key.to_owned();
        let row = self.core.cache(move |cache| cache.request(&connection, &id)).await?;
        let row = row.ok_or_else(|| Problem::new(ProblemCode::NotFound, ""))?;
        Ok((row, sent))
    }

    pub(crate) fn connection_of(&self, sent: Option<&OutboxRow>) -> Result<ResolvedConnection, Problem> {
        match sent {
            // The rows of a removed connection stay, and their times are read as UTC.
            Some(sent) => Ok(self.connections.connection(&sent.connection).unwrap_or_else(|_| ResolvedConnection {
                stored: StoredConnection { id: sent.connection.clone(), ..Default::default() },
                read_only: true,
                demo: None,
            })),
            None => self.sessions.not_left(),
        }
    }
}

fn detail(
    row: RequestRow,
    sent: Option<OutboxRow>,
    request: Option<ProvisioningRequest>,
    known: &ResolvedConnection,
    steps: Vec<TimelineStep>,
) -> RequestDetail {
    let zone = known.zone();
    let request = request.unwrap_or_default();
    let log = request.log_information.clone().unwrap_or_default();
    let parameters = request.parameters.iter();
    RequestDetail {
        parameters: parameters
            .map(|parameter| Parameter { name: parameter.name.clone(), value: parameter.value.clone() })
            .collect(),
        error_description: request.failure_description().map(str::to_owned),
        scheduled: wall_millis(request.scheduled_date, zone),
        executed: wall_millis(request.executed_date, zone),
        created_by: log.created_by_user.and_then(|user| user.person_name.or(user.username)),
        created_unit: log.created_by_unit.and_then(|unit| unit.name),
        updated: wall_millis(log.updated_date, zone),
        updated_by: log.updated_by_user.and_then(|user| user.person_name.or(user.username)),
        process_immediately: request.process_immediately,
        process_name: request.process_name,
        request: request.request,
        response: request.response,
        reference_number: request.reference_number,
        problem: sent
            .as_ref()
            .and_then(|sent| sent.problem.clone())
            .and_then(|problem| serde_json::from_value(problem).ok()),
        timeline: steps
            .into_iter()
            .map(|step| TimelineEntry { at: millis(step.at), step: step.step, detail: step.detail, by: step.by })
            .collect(),
        body: sent.as_ref().map(|sent| (*sent.body).clone().into()),
        path: sent.as_ref().map(|sent| sent.path.clone()),
        raw: None,
        sheet: None,
        evidence: sent
            .as_ref()
            .and_then(|sent| sent.evidence.clone())
            .and_then(|evidence| serde_json::from_value(evidence).ok()),
        draft: sent.map(|sent| FormDraft { operation: sent.operation, values: Arc::unwrap_or_clone(sent.values) }),
        row,
    }
}

/// Converts the window's number to milliseconds.
#[allow(clippy::cast_possible_truncation)] // a float beyond i64 is clamped, which is what is meant
pub(crate) fn instant_of(at: f64) -> i64 {
    at as i64
}

/// Converts the window's filter to the cache's.
pub(crate) fn stored_filter(filter: RequestFilter) -> Filter {
    Filter {
        text: filter.text,
        states: filter.states.into_iter().collect(),
        providers: filter.providers,
        types: filter.types,
        users: filter.users,
        units: filter.units,
        priorities: filter.priorities,
        from: filter.from.map(instant_of),
        to: filter.to.map(instant_of),
        mine: filter.mine,
        single: filter.single,
        has_error: filter.has_error,
        keys: Vec::new(),
    }
}
