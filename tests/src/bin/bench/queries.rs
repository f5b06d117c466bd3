//! Queries of the requests page on many mirrored requests, compared with the same SQL on a bare connection.

use std::{hint::black_box, path::Path, time::Instant};

use desk::{
    Desk,
    view::{RequestColumn, RequestFilter, RequestQuery, RequestState},
};
use rusqlite::{Connection, params_from_iter, types::Value};
use store::{Column, Filter, Query};

use crate::{
    figures::{Figures, Goal, median},
    programs::Programs,
    server::{self, Result, Server},
    sync::{QUICK_REQUESTS, REQUESTS},
};

/// A screenful of rows, with some above and below it.
const PAGE_ROWS: u32 = 100;
const ROUNDS: usize = 30;

/// A query in the window's form and in the store's.
struct Question {
    name: &'static str,
    asked: RequestFilter,
    stored: Filter,
    sort: (RequestColumn, Column),
    offset: u32,
}

impl Question {
    fn new(name: &'static str) -> Self {
        let sort = (RequestColumn::Created, Column::Created);
        Self { name, asked: RequestFilter::default(), stored: Filter::default(), sort, offset: 0 }
    }

    fn text(mut self, words: &str) -> Self {
        self.asked.text = Some(words.to_owned());
        self.stored.text = Some(words.to_owned());
        self
    }

    fn rejected(mut self) -> Self {
        self.asked.states.push(RequestState::Rejected);
        self.stored.states.push(RequestState::Rejected);
        self
    }

    fn kind(mut self, kind: &str) -> Self {
        self.asked.types.push(kind.to_owned());
        self.stored.types.push(kind.to_owned());
        self
    }

    fn sorted(mut self, asked: RequestColumn, stored: Column) -> Self {
        self.sort = (asked, stored);
        self
    }

    fn from(mut self, offset: u32) -> Self {
        self.offset = offset;
        self
    }
}

fn questions(requests: u32) -> Vec<Question> {
    vec![
        Question::new("the newest"),
        Question::new("far down").from(requests / 2),
        Question::new("by card").sorted(RequestColumn::Smartcard, Column::Smartcard),
        Question::new("by error").sorted(RequestColumn::Error, Column::Error),
        Question::new("rejected").rejected(),
        Question::new("rejected pairings by user")
            .rejected()
            .kind("CREATE_PAIRING")
            .sorted(RequestColumn::User, Column::User),
        Question::new("a card's number").text("01900000007"),
        Question::new("a common part of numbers").text("0190000"),
        Question::new("two letters").text("01"),
        Question::new("words of an error").text("client identifier").rejected(),
    ]
}

pub async fn measure(programs: &Programs, scratch: &Path, quick: bool) -> Result<Figures> {
    let requests = if quick { QUICK_REQUESTS } else { REQUESTS };
    let backlog = requests.to_string();
    let server = Server::start(programs, &["--run-every-ms", "0", "--backlog", &backlog])?;
    let dir = tempfile::Builder::new().prefix("queries-").tempdir_in(scratch)?;
    let (desk, connection) = server::desk(&server.url, "R11", dir.path(), 4).await?;
    server::sign_in(&desk, connection.clone()).await?;
    server::synced(&desk).await?;
    // Without the server, no data is added to the tables meanwhile.
    drop(server);
    let bare = Connection::open(dir.path().join("cache.db"))?;
    store::words::register(&bare)?;
    let mut figures = Figures::default();
    for question in questions(requests) {
        let query = Query {
            connection: connection.clone(),
            filter: question.stored.clone(),
            sort: question.sort.1,
            ascending: false,
            limit: PAGE_ROWS,
            offset: question.offset,
        };
        let page = query.page_sql();
        let counts = Query::counts_sql(&connection, &question.stored);
        let (mut pages, mut bare_pages) = (Vec::new(), Vec::new());
        let (mut counted, mut bare_counted) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            pages.push(asked(&desk, &question).await?);
            bare_pages.push(run(&bare, &page.text, &page.params)?);
            counted.push(counted_by(&desk, &question).await?);
            bare_counted.push(run(&bare, &counts.text, &counts.params)?);
        }
        let name = question.name;
        figures.row(&format!("page: {name}, ms"), median(&pages), ("bare SQL", median(&bare_pages)), Goal::AtMost(2.0));
        let beside = ("bare SQL", median(&bare_counted));
        figures.row(&format!("counts: {name}, ms"), median(&counted), beside, Goal::AtMost(2.0));
    }
    desk.shutdown().await;
    Ok(figures)
}

async fn asked(desk: &Desk, question: &Question) -> Result<f64> {
    let query = RequestQuery {
        filter: question.asked.clone(),
        sort: question.sort.0,
        ascending: false,
        limit: PAGE_ROWS,
        offset: question.offset,
    };
    let started = Instant::now();
    black_box(desk.requests.request_page(query).await?);
    Ok(millis(started))
}

async fn counted_by(desk: &Desk, question: &Question) -> Result<f64> {
    let started = Instant::now();
    black_box(desk.requests.request_counts(question.asked.clone()).await?);
    Ok(millis(started))
}

/// Reads all values of all rows.
fn run(connection: &Connection, sql: &str, params: &[Value]) -> Result<f64> {
    let started = Instant::now();
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(params))?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            black_box(row.get::<_, Value>(column)?);
        }
    }
    Ok(millis(started))
}

fn millis(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1_000.0
}
