//! Finds rows that contain a text, through the trigram indexes.
//!
//! For a phrase query SQLite walks the rows of each of its trigrams, and numbers of one range have most trigrams in
//! common: all of two hundred thousand cards contain `019`. If one trigram is in few rows, these rows are compared
//! directly instead.

use rusqlite::{Connection, params};

use crate::cache::requests::table::TRIGRAM_CHARS;

/// Up to this number of rows, comparing them directly is faster than a phrase query.
const RARE_TRIGRAM_ROWS: u32 = 4_000;

/// A table with a trigram index on its column `text`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rows {
    Entities,
    Requests,
}

impl Rows {
    fn table(self) -> &'static str {
        match self {
            Self::Entities => "thing",
            Self::Requests => "request",
        }
    }
}

/// The newest rows in a range of row numbers that contain a text. `text` has to be folded.
pub(super) fn holding(
    cache: &Connection,
    rows: Rows,
    text: &str,
    between: (i64, i64),
    most: u32,
) -> rusqlite::Result<Vec<i64>> {
    found(cache, rows, text, between, most, RARE_TRIGRAM_ROWS)
}

/// `few`: a trigram is rare if it is in fewer rows than this.
fn found(
    cache: &Connection,
    rows: Rows,
    text: &str,
    (first, last): (i64, i64),
    most: u32,
    few: u32,
) -> rusqlite::Result<Vec<i64>> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < TRIGRAM_CHARS {
        return Ok(Vec::new());
    }
    let table = rows.table();
    let between = format!("{table}_text MATCH ?1 AND {table}_text.rowid BETWEEN ?2 AND ?3");
    // SQLite's `lower` converts ASCII letters only.
    if text.is_ascii() && letters.len() > TRIGRAM_CHARS {
        let mut count = cache
            .prepare_cached(&format!("SELECT count(*) FROM (SELECT 1 FROM {table}_text WHERE {between} LIMIT ?4)"))?;
        // From the end: the end of a number is more selective than its beginning.
        for trigram in letters.windows(TRIGRAM_CHARS).rev() {
            let trigram = phrase(trigram.iter());
            let held: u32 = count.query_row(params![trigram, first, last, few], |row| row.get(0))?;
            if held < few {
                return cache
                    .prepare_cached(&format!(
                        "SELECT seq FROM {table}_text CROSS JOIN {table} ON seq = {table}_text.rowid \
                         WHERE {between} AND instr(lower({table}.text), ?4) \
                         ORDER BY {table}_text.rowid DESC LIMIT ?5"
                    ))?
                    .query_map(params![trigram, first, last, text, most], |row| row.get(0))?
                    .collect();
            }
        }
    }
    cache
        .prepare_cached(&format!("SELECT rowid FROM {table}_text WHERE {between} ORDER BY rowid DESC LIMIT ?4"))?
        .query_map(params![phrase(letters.iter()), first, last, most], |row| row.get(0))?
        .collect()
}

fn phrase<'a>(letters: impl Iterator<Item = &'a char>) -> String {
    format!("\"{}\"", letters.collect::<String>().replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::schema;

    fn entities(texts: &[&str]) -> Connection {
        let mut cache = Connection::open_in_memory().unwrap();
        crate::words::register(&cache).unwrap();
        schema::migrations().to_latest(&mut cache).unwrap();
        for (seq, text) in (1_i64..).zip(texts) {
            cache
                .execute(
                    "INSERT INTO thing (seq, owner, kind, fresh, text) VALUES (?1, 0, 'item', 0, ?2)",
                    params![seq, text],
                )
                .unwrap();
        }
        cache
    }

    #[test]
    fn trigram_search_finds_the_same_as_phrase_search() {
        let cache = entities(&["01900000017", "card-0017\n01900100017", "0190 0017", "größe-17\n01900000018"]);
        for (text, expected) in [
            ("000017", vec![1]),
            ("0017", vec![3, 2, 1]),
            ("0190000001", vec![4, 1]),
            ("rd-00", vec![2]),
            ("größe", vec![4]),
            ("0\"17", vec![]),
            ("9999", vec![]),
            ("17", vec![]),
        ] {
            for few in [0, 3, RARE_TRIGRAM_ROWS] {
                let seqs = found(&cache, Rows::Entities, text, (0, i64::MAX), 9, few).unwrap();
                assert_eq!(seqs, expected, "{text}, {few}");
            }
        }
    }

    #[test]
    fn finds_only_own_rows_up_to_the_limit() {
        let cache = entities(&["01900000017"; 5]);
        for few in [0, RARE_TRIGRAM_ROWS] {
            assert_eq!(found(&cache, Rows::Entities, "0017", (2, 4), 2, few).unwrap(), [4, 3], "{few}");
        }
    }

    #[test]
    fn finds_requests_in_any_case() {
        let cache = entities(&[]);
        cache
            .execute(
                "INSERT INTO request (seq, connection, key, mine, provider, state, subject, smartcard) \
                 VALUES (7, 'test', 'server-7', 0, 'conax', 'COMPLETED', '', 'AB-0017')",
                [],
            )
            .unwrap();
        for few in [0, RARE_TRIGRAM_ROWS] {
            assert_eq!(found(&cache, Rows::Requests, "b-0017", (0, i64::MAX), 2, few).unwrap(), [7], "{few}");
        }
    }
}
