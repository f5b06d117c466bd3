//! The reason why a row of a sheet is left out: the user, its faults, an earlier row, or an earlier request.
//!
//! A row hangs together with the rows of the same content, and with those of the same cards. Whether a card is in an
//! earlier row depends on no other reason but the user's, so that one step finds all rows that a change concerns.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use super::{Finding, SameCard};
use crate::{
    Error,
    journal::{batches::LeftOut, outbox_table::json, transaction::Transaction},
};

/// Condition of rows of which an equal later row is a repetition.
pub(super) const COUNTS: &str = "coalesce(left_out, '') NOT IN ('missing', 'by-hand')";
/// Rows by their content. Without the name of the index, SQLite reads all rows of the batch.
pub(super) const BY_CONTENT: &str = "batch_row INDEXED BY batch_row_fingerprint";

/// A sheet whose rows are settled.
pub(super) struct Settling<'s> {
    journal: &'s Transaction<'s>,
    sheet: &'s str,
    connection: String,
    pub(super) again: bool,
    same_card: Option<SameCard>,
}

/// A row that is settled, as far as it does not depend on others.
pub(super) struct RowContent<'a> {
    pub(super) place: u32,
    pub(super) excluded: bool,
    /// Empty: it has faults.
    pub(super) fingerprint: &'a str,
    pub(super) cards: &'a [String],
    pub(super) done_after: Option<i64>,
}

/// The reason why a row is left out, with its finding if another row has its card.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) gap: Option<LeftOut>,
    pub(super) same_card: Option<(Finding, Value)>,
}

impl From<LeftOut> for Settled {
    fn from(gap: LeftOut) -> Self {
        Self { gap: Some(gap), same_card: None }
    }
}

impl Transaction<'_> {
    pub(super) fn settling<'s>(&'s self, sheet: &'s str) -> Result<Option<Settling<'s>>, Error> {
        let mut statement =
            self.connection().prepare_cached("SELECT connection, again, same_card FROM sheet WHERE id = ?1")?;
        let found = statement.query_row([sheet], |row| {
            let same_card = match row.get_ref("same_card")?.as_str_or_null()? {
                Some(_) => Some(json(row, "same_card")?),
                None => None,
            };
            Ok(Settling { journal: self, sheet, connection: row.get(0)?, again: row.get(1)?, same_card })
        });
        Ok(found.optional()?)
    }
}

impl Settling<'_> {
    /// The reason why a row is left out. All rows before it are settled.
    pub(super) fn settled(&self, row: &RowContent<'_>) -> Result<Settled, Error> {
        if row.excluded {
            return Ok(LeftOut::ByHand.into());
        }
        if row.fingerprint.is_empty() {
            return Ok(LeftOut::Missing.into());
        }
        if let Some(SameCard { kind, field, column, faults }) = &self.same_card
            && self.has_card_of_another(row)?
        {
            let (kind, field) = (kind.clone(), field.clone());
            let finding = Finding { place: row.place, column: *column, kind, field, now: None, proved: false };
            return Ok(Settled { same_card: Some((finding, faults.clone())), ..LeftOut::Missing.into() });
        }
        let earlier = format!(
            "SELECT EXISTS (SELECT 1 FROM {BY_CONTENT} WHERE batch = ?1 AND fingerprint = ?2 AND place < ?3 \
             AND request IS NULL AND {COUNTS})"
        );
        let params = params![self.sheet, row.fingerprint, row.place];
        if self.journal.connection().prepare_cached(&earlier)?.query_row(params, |row| row.get(0))? {
            return Ok(LeftOut::SameRow.into());
        }
        let gap = self.journal.sent_before(&self.connection, row.fingerprint, self.again, row.done_after)?;
        Ok(Settled { gap, same_card: None })
    }

    /// Whether the first row with one of the cards, among those that the user did not leave out, is another with other content.
    fn has_card_of_another(&self, row: &RowContent<'_>) -> Result<bool, Error> {
        let mut first = self.journal.connection().prepare_cached(
            "SELECT fingerprint FROM sheet_card AS mine CROSS JOIN batch_row ON batch = mine.sheet AND batch_row.place = mine.place \
             CROSS JOIN sheet_row ON sheet_row.sheet = mine.sheet AND sheet_row.place = mine.place \
             WHERE mine.sheet = ?1 AND card = ?2 AND mine.place < ?3 AND NOT excluded ORDER BY mine.place LIMIT 1",
        )?;
        for card in row.cards {
            let params = params![self.sheet, card, row.place];
            let content: Option<String> = first.query_row(params, |row| row.get(0)).optional()?;
            if content.is_some_and(|content| content != row.fingerprint) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Stores the cards of a row in place of those before, and returns those.
    pub(super) fn put_cards(&self, place: u32, cards: &[String]) -> Result<Vec<String>, Error> {
        if self.same_card.is_none() {
            return Ok(Vec::new());
        }
        let before = self.cards(place)?;
        let connection = self.journal.connection();
        connection
            .prepare_cached("DELETE FROM sheet_card WHERE sheet = ?1 AND place = ?2")?
            .execute(params![self.sheet, place])?;
        self.add_cards(place, cards)?;
        Ok(before)
    }

    pub(super) fn add_cards(&self, place: u32, cards: &[String]) -> Result<(), Error> {
        if self.same_card.is_none() {
            return Ok(());
        }
        let mut statement = self
            .journal
            .connection()
            .prepare_cached("INSERT OR IGNORE INTO sheet_card (sheet, card, place) VALUES (?1, ?2, ?3)")?;
        for card in cards {
            statement.execute(params![self.sheet, card, place])?;
        }
        Ok(())
    }

    pub(super) fn cards(&self, place: u32) -> Result<Vec<String>, Error> {
        let mut statement =
            self.journal.connection().prepare_cached("SELECT card FROM sheet_card WHERE sheet = ?1 AND place = ?2")?;
        Ok(statement.query_map(params![self.sheet, place], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Settles rows again, and those that hang together with them: rows with these contents or cards.
    pub(super) fn settle(
        &self,
        mut places: BTreeSet<u32>,
        mut contents: BTreeSet<String>,
        cards: BTreeSet<String>,
    ) -> Result<(), Error> {
        if !cards.is_empty() {
            let cards = Value::from_iter(cards).to_string();
            let mut statement = self.journal.connection().prepare_cached(
                "SELECT place FROM sheet_card WHERE sheet = ?1 AND card IN (SELECT value FROM json_each(?2))",
            )?;
            for place in statement.query_map([self.sheet, &cards], |row| row.get(0))? {
                let place = place?;
                places.insert(place);
                contents.extend(self.content(place)?);
            }
        }
        let mut same = self.journal.connection().prepare_cached(&format!(
            "SELECT place FROM {BY_CONTENT} WHERE batch = ?1 AND fingerprint = ?2 AND request IS NULL"
        ))?;
        for content in contents.iter().filter(|content| !content.is_empty()) {
            for place in same.query_map([self.sheet, content], |row| row.get(0))? {
                places.insert(place?);
            }
        }
        // In their order: whether a row repeats an earlier one depends on that one's reason.
        places.into_iter().try_for_each(|place| self.settle_row(place))
    }

    /// Fingerprint of a row that was checked.
    pub(super) fn content(&self, place: u32) -> Result<Option<String>, Error> {
        let sql = "SELECT fingerprint FROM batch_row WHERE batch = ?1 AND place = ?2";
        let mut statement = self.journal.connection().prepare_cached(sql)?;
        Ok(statement.query_row(params![self.sheet, place], |row| row.get(0)).optional()?)
    }

    fn settle_row(&self, place: u32) -> Result<(), Error> {
        let connection = self.journal.connection();
        let mut statement = connection.prepare_cached(
            "SELECT fingerprint, coalesce(excluded, 0), done_after FROM batch_row LEFT JOIN sheet_row ON sheet = batch \
             AND sheet_row.place = batch_row.place WHERE batch = ?1 AND batch_row.place = ?2 AND submission IS NULL",
        )?;
        let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?));
        let Some((fingerprint, excluded, done_after)) =
            statement.query_row(params![self.sheet, place], read).optional()?
        else {
            return Ok(());
        };
        let cards = if self.same_card.is_some() { self.cards(place)? } else { Vec::new() };
        let Settled { gap, same_card } =
            self.settled(&RowContent { place, excluded, fingerprint: &fingerprint, cards: &cards, done_after })?;
        connection
            .prepare_cached("UPDATE batch_row SET left_out = ?3 WHERE batch = ?1 AND place = ?2")?
            .execute(params![self.sheet, place, gap])?;
        // A row of no content has other faults, and keeps them.
        if let Some(rule) = self.same_card.as_ref().filter(|_| !fingerprint.is_empty()) {
            let faults = same_card.as_ref().map(|(_, faults)| faults.to_string());
            connection
                .prepare_cached("UPDATE batch_row SET missing = ?3 WHERE batch = ?1 AND place = ?2")?
                .execute(params![self.sheet, place, faults])?;
            connection
                .prepare_cached(
                    "DELETE FROM sheet_finding WHERE sheet = ?1 AND kind = ?2 AND field = ?3 AND place = ?4",
                )?
                .execute(params![self.sheet, rule.kind, rule.field, place])?;
            let findings: Vec<Finding> = same_card.into_iter().map(|(finding, _)| finding).collect();
            self.journal.add_findings(self.sheet, &findings)?;
        }
        Ok(())
    }
}
