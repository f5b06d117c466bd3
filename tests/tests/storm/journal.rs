//! What stands in the journal of a profile.

use std::path::Path;

/// The journal's data for one form.
#[derive(Debug)]
pub struct Row {
    pub state: String,
    pub server_id: Option<String>,
    pub card: String,
    pub has_pin: bool,
    pub provider: String,
    pub evidence: serde_json::Value,
    pub user: String,
    /// Address of the server that the row was made for.
    pub origin: String,
}

impl Row {
    /// The server's number for the card: a Nagravision card's CA id is its serial number without the last two
    /// characters.
    pub fn ca_id(&self) -> &str {
        if self.provider == "nagravision" { &self.card[..10] } else { &self.card }
    }
}

pub fn rows(directory: &Path) -> Vec<Row> {
    let journal = rusqlite::Connection::open(directory.join("journal.db")).expect("it opens");
    let mut statement = journal
        .prepare(
            "SELECT state, server_id, smartcard, has_pin, provider, evidence, account, origin FROM submission \
             LEFT JOIN answer ON submission = seq JOIN tenant ON tenant.id = submission.tenant ORDER BY seq",
        )
        .expect("its tables");
    let row = |row: &rusqlite::Row<'_>| {
        let evidence: Option<String> = row.get(5)?;
        Ok(Row {
            state: row.get(0)?,
            server_id: row.get(1)?,
            card: row.get(2)?,
            has_pin: row.get(3)?,
            provider: row.get(4)?,
            evidence: evidence.map(|text| serde_json::from_str(&text).expect("JSON")).unwrap_or_default(),
            user: row.get(6)?,
            origin: row.get(7)?,
        })
    };
    statement.query_map([], row).expect("rows").collect::<Result<_, _>>().expect("rows")
}

/// How many requests were retried and how many were marked, each once.
pub fn retries_and_marks(directory: &Path) -> (usize, usize) {
    let journal = rusqlite::Connection::open(directory.join("journal.db")).expect("it opens");
    let number = |query: &str| {
        let number: u32 = journal.query_row(query, [], |row| row.get(0)).expect(query);
        number as usize
    };
    assert_eq!(number("SELECT count(*) - count(DISTINCT tenant || ' ' || request) FROM retry"), 0, "one retry each");
    assert_eq!(number("SELECT count(*) FROM mark_past"), 0, "a mark that came twice is written once");
    (number("SELECT count(*) FROM retry"), number("SELECT count(*) FROM mark"))
}
