//! Finds the numbers of cards, boxes, subscriptions and services in requests, and requests by their own numbers.
//!
//! It needs no copy of the data: the indexes of the requests are walked from one number to the next.

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    entity::CachedKind,
    search::{Fit, after, fold},
    trigram::{self, Rows},
};
use crate::{
    Error,
    cache::{
        database::Cache,
        requests::record::{ROW_COLUMNS, RequestRecord, listed},
    },
    words,
};

/// Maximum number of values that are read from each column.
const MAX_NUMBERS_PER_COLUMN: usize = 8;
/// Maximum number of requests, newest first, that are read when the text may be anywhere in them.
const MAX_ROWS_WITH_TEXT: u32 = 200;

/// A column of requests that identifies an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NumberKind {
    kind: CachedKind,
    column: &'static str,
}

impl NumberKind {
    const ALL: [Self; 4] = [
        Self { kind: CachedKind::Smartcard, column: "smartcard" },
        Self { kind: CachedKind::SetTopBox, column: "set_top_box" },
        Self { kind: CachedKind::Subscription, column: "subscription" },
        Self { kind: CachedKind::Service, column: "service" },
    ];
}

/// A number that occurs in requests, with the newest of them.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestNumber {
    pub kind: CachedKind,
    pub text: String,
    pub fit: Fit,
    pub request: RequestRecord,
}

/// Matches of a text in requests, each list best first.
#[derive(Debug, Default)]
pub struct RequestMatches {
    /// Numbers of cards, boxes, subscriptions and services.
    pub numbers: Vec<RequestNumber>,
    /// Requests by their own number or id.
    pub requests: Vec<(RequestRecord, Fit)>,
}

impl Cache {
    /// Finds numbers in the requests of this desk and of others that match a text, and at most `most` requests with a
    /// matching number or id. With `parts`, also finds the text inside a number.
    pub fn search_requests(
        &self,
        connection: &str,
        text: &str,
        most: u32,
        parts: bool,
    ) -> Result<RequestMatches, Error> {
        let text = fold(text);
        if text.is_empty() {
            return Ok(RequestMatches::default());
        }
        self.read(|cache| {
            let mut numbers = numbers_begun(cache, connection, &text, CachedKind::ALL)?;
            let mut requests = requests_begun(cache, connection, &text, most)?;
            let few = requests.len() < most as usize;
            if parts && (few || !enough(&numbers)) {
                let held = holding(cache, connection, &text)?;
                if !enough(&numbers) {
                    take_numbers(&mut numbers, &held, &text, CachedKind::ALL);
                }
                if few {
                    for request in held {
                        take_request(&mut requests, request, &text);
                    }
                }
            }
            Ok(RequestMatches { numbers: numbers_ranked(numbers), requests: requests_ranked(requests, most) })
        })
    }

    /// Finds only the numbers of some kinds.
    pub fn numbers_in_requests(
        &self,
        connection: &str,
        text: &str,
        kinds: &[CachedKind],
    ) -> Result<Vec<RequestNumber>, Error> {
        let text = fold(text);
        if text.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|cache| {
            let mut numbers = numbers_begun(cache, connection, &text, kinds)?;
            if !enough(&numbers) {
                take_numbers(&mut numbers, &holding(cache, connection, &text)?, &text, kinds);
            }
            Ok(numbers_ranked(numbers))
        })
    }

    /// Requests with a number or id that equals the text or starts with it.
    pub fn requests_called(&self, connection: &str, text: &str, most: u32) -> Result<Vec<(RequestRecord, Fit)>, Error> {
        let text = fold(text);
        if text.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|cache| Ok(requests_ranked(requests_begun(cache, connection, &text, most)?, most)))
    }

    /// Id of the newest request of a provider that the server knows.
    pub fn last_request_of(&self, connection: &str, provider: &str) -> Result<Option<String>, Error> {
        self.read(|cache| {
            cache
                .prepare_cached(
                    "SELECT server_id FROM request WHERE connection = ?1 AND provider = ?2 AND server_id IS NOT NULL \
                     ORDER BY created DESC LIMIT 1",
                )?
                .query_row([connection, provider], |row| row.get(0))
                .optional()
        })
    }
}

/// Spellings to search: the columns and their indexes are case-sensitive, and users and servers write one of these two.
fn spellings(text: &str) -> Vec<String> {
    let mut spellings = vec![text.to_owned(), text.to_uppercase()];
    spellings.dedup();
    spellings
}

fn numbers_begun(
    cache: &Connection,
    connection: &str,
    text: &str,
    kinds: &[CachedKind],
) -> rusqlite::Result<Vec<RequestNumber>> {
    let mut found = Vec::new();
    for column in NumberKind::ALL.into_iter().filter(|column| kinds.contains(&column.kind)) {
        for written in spellings(text) {
            begun(cache, connection, column, &written, text, &mut found)?;
        }
    }
    Ok(found)
}

/// Whether a search for parts can be skipped: a whole number matched, or enough numbers start with the text.
fn enough(numbers: &[RequestNumber]) -> bool {
    numbers.len() >= MAX_NUMBERS_PER_COLUMN || numbers.iter().any(|number| number.fit == Fit::Whole)
}

fn take_numbers(found: &mut Vec<RequestNumber>, held: &[RequestRecord], text: &str, kinds: &[CachedKind]) {
    for request in held {
        for &kind in kinds {
            take(found, kind, of(request, kind), text, request);
        }
    }
}

fn numbers_ranked(mut found: Vec<RequestNumber>) -> Vec<RequestNumber> {
    found.sort_by(|a, b| (a.fit, b.request.created).cmp(&(b.fit, a.request.created)));
    found
}

fn requests_begun(
    cache: &Connection,
    connection: &str,
    text: &str,
    most: u32,
) -> rusqlite::Result<Vec<(RequestRecord, Fit)>> {
    let mut found = Vec::new();
    for column in ["number", "server_id"] {
        for written in spellings(text) {
            let sql = format!(
                "SELECT {ROW_COLUMNS} FROM request WHERE connection = ?1 AND {column} >= ?2 AND {column} < ?3 \
                 ORDER BY {column} LIMIT ?4"
            );
            cache
                .prepare_cached(&sql)?
                .query_map(params![connection, written, after(&written), most], listed)?
                .try_for_each(|request| request.map(|request| take_request(&mut found, request, text)))?;
        }
    }
    Ok(found)
}

fn take_request(found: &mut Vec<(RequestRecord, Fit)>, request: RequestRecord, text: &str) {
    let names = [request.number.as_deref(), request.server_id.as_deref()];
    let fit = names.into_iter().flatten().filter_map(|name| Fit::near(name, text)).min();
    if let Some(fit) = fit.filter(|_| found.iter().all(|(known, _)| known.key != request.key)) {
        found.push((request, fit));
    }
}

fn requests_ranked(mut found: Vec<(RequestRecord, Fit)>, most: u32) -> Vec<(RequestRecord, Fit)> {
    found.sort_by(|(a, fit_a), (b, fit_b)| (fit_a, b.created).cmp(&(fit_b, a.created)));
    found.truncate(most as usize);
    found
}

/// Finds the values of a column that start with the text, each with its newest request.
fn begun(
    cache: &Connection,
    connection: &str,
    NumberKind { kind, column }: NumberKind,
    written: &str,
    text: &str,
    found: &mut Vec<RequestNumber>,
) -> rusqlite::Result<()> {
    let mut next = cache.prepare_cached(&format!(
        "SELECT {column} FROM request WHERE connection = ?1 AND {column} > ?2 AND {column} < ?3 \
         ORDER BY {column} LIMIT 1"
    ))?;
    let mut newest = cache.prepare_cached(&format!(
        "SELECT {ROW_COLUMNS} FROM request WHERE connection = ?1 AND {column} = ?2 ORDER BY created DESC LIMIT 1"
    ))?;
    let (end, mut last) = (after(written), written.to_owned());
    for turn in 0..=MAX_NUMBERS_PER_COLUMN {
        // The text itself comes first: the range query excludes its own start.
        let value = if turn == 0 {
            last.clone()
        } else {
            let Some(value) = next.query_row(params![connection, last, end], |row| row.get(0)).optional()? else {
                break;
            };
            value
        };
        if let Some(request) = newest.query_row(params![connection, value], listed).optional()? {
            take(found, kind, Some(&value), text, &request);
        }
        last = value;
    }
    Ok(())
}

/// The newest requests that contain a text in a number, an id, a card and so on.
fn holding(cache: &Connection, connection: &str, text: &str) -> rusqlite::Result<Vec<RequestRecord>> {
    let mut select =
        cache.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM request WHERE seq = ?1 AND connection = ?2"))?;
    let mut seqs = Vec::new();
    for spelling in words::spellings(text) {
        seqs.extend(trigram::holding(cache, Rows::Requests, &spelling, (0, i64::MAX), MAX_ROWS_WITH_TEXT)?);
    }
    let found: rusqlite::Result<Vec<Option<RequestRecord>>> =
        seqs.into_iter().map(|seq| select.query_row(params![seq, connection], listed).optional()).collect();
    Ok(found?.into_iter().flatten().collect())
}

fn of(request: &RequestRecord, kind: CachedKind) -> Option<&str> {
    match kind {
        CachedKind::Smartcard => request.smartcard.as_deref(),
        CachedKind::SetTopBox => request.set_top_box.as_deref(),
        CachedKind::Subscription => request.subscription.as_deref(),
        CachedKind::Service => request.service.as_deref(),
        CachedKind::Item => None,
    }
}

/// Takes the matching numbers of a column value: a pairing may hold several, separated by commas.
fn take(found: &mut Vec<RequestNumber>, kind: CachedKind, value: Option<&str>, text: &str, request: &RequestRecord) {
    for number in value.into_iter().flat_map(|value| value.split(", ")) {
        let folded = fold(number);
        let Some(fit) = Fit::near(number, text) else { continue };
        match found.iter_mut().find(|known| known.kind == kind && fold(&known.text) == folded) {
            Some(known) if known.request.created < request.created => known.request = request.clone(),
            Some(_) => {}
            None => found.push(RequestNumber { kind, text: number.to_owned(), fit, request: request.clone() }),
        }
    }
}
