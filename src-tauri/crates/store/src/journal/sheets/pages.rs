//! The rows of a sheet with their plans and requests, by page, and their numbers.

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::{
    PlannedRow, SheetCounts, SheetFilter, dry_run, read_row,
    settling::{BY_CONTENT, COUNTS},
};
use crate::{
    Error,
    journal::{
        batches::{BatchPart, LeftOut},
        database::Journal,
        outbox_table::json,
    },
};

impl Journal {
    /// Rows of a sheet that are left out, by reason, and rows with repairs.
    pub fn sheet_counts(&self, sheet: &str) -> Result<SheetCounts, Error> {
        let guard = self.read();
        let mut counts = SheetCounts::default();
        let mut statement = guard.prepare_cached(
            "SELECT left_out, count(*) FROM batch_row WHERE batch = ?1 AND left_out IS NOT NULL GROUP BY left_out",
        )?;
        for row in statement.query_map([sheet], |row| Ok((row.get::<_, LeftOut>(0)?, row.get(1)?)))? {
            let (gap, rows): (_, u32) = row?;
            match gap {
                LeftOut::SameRow => counts.same_row = rows,
                LeftOut::AlreadySent => counts.already_sent = rows,
                LeftOut::UnderWay => counts.under_way = rows,
                LeftOut::ByHand => counts.by_hand = rows,
                _ => counts.faulty += rows,
            }
        }
        let repaired = "SELECT count(DISTINCT place) FROM sheet_repair WHERE sheet = ?1";
        counts.repaired = guard.prepare_cached(repaired)?.query_row([sheet], |row| row.get(0))?;
        Ok(counts)
    }

    /// One page of a sheet's rows, and the number of rows that meet the filter.
    pub fn planned_rows(
        &self,
        sheet: &str,
        filter: &SheetFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<PlannedRow>, u32), Error> {
        let places = places(filter);
        let mut params = of(&sheet, filter);
        let all = *filter == SheetFilter::Part(BatchPart::All);
        let (total, rows) = {
            let guard = self.read();
            let total = if all {
                guard
                    .prepare_cached("SELECT rows FROM sheet WHERE id = ?1")?
                    .query_row([sheet], |row| row.get(0))
                    .optional()?
                    .unwrap_or_default()
            } else {
                let sql = format!("SELECT count(*) FROM ({places})");
                guard.prepare_cached(&sql)?.query_row(&*params, |row| row.get(0))?
            };
            // The places of all rows have no gaps, so that a far page costs no more than a near one.
            let page = if all {
                "AND place >= :offset ORDER BY place LIMIT :limit"
            } else {
                "ORDER BY place LIMIT :limit OFFSET :offset"
            };
            params.extend([(":limit", &limit as &dyn ToSql), (":offset", &offset as &dyn ToSql)]);
            let mut statement = guard.prepare_cached(&format!(
                "SELECT page.place, line, cells, left_out, missing, batch_row.submission, fingerprint, form \
                 FROM ({places} {page}) AS page \
                 CROSS JOIN sheet_row ON sheet_row.sheet = :sheet AND sheet_row.place = page.place \
                 LEFT JOIN batch_row ON batch_row.batch = :sheet AND batch_row.place = page.place ORDER BY page.place"
            ))?;
            let rows = statement.query_map(&*params, read_planned)?.collect::<Result<Vec<_>, _>>()?;
            (total, rows)
        };
        let rows = rows.into_iter().map(|row| self.with_details(sheet, row)).collect::<Result<_, Error>>()?;
        Ok((rows, total))
    }

    /// The places of all rows that meet the filter.
    pub fn places(&self, sheet: &str, filter: &SheetFilter) -> Result<Vec<u32>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!("{} ORDER BY place", places(filter)))?;
        Ok(statement.query_map(&*of(&sheet, filter), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn with_details(&self, sheet: &str, (row, key, fingerprint): Planned) -> Result<PlannedRow, Error> {
        let sent = key.as_deref().map(|key| self.get(key)).transpose()?.flatten();
        let guard = self.read();
        let same_as = if row.left_out == Some(LeftOut::SameRow) {
            guard
                .prepare_cached(&format!(
                    "SELECT line FROM {BY_CONTENT} JOIN sheet_row ON sheet = batch AND sheet_row.place = batch_row.place \
                     WHERE batch = ?1 AND fingerprint = ?2 AND request IS NULL AND {COUNTS} ORDER BY batch_row.place LIMIT 1"
                ))?
                .query_row(params![sheet, fingerprint], |row| row.get(0))
                .optional()?
        } else {
            None
        };
        // Of a cell that was repaired twice, the text as it was read.
        let mut statement = guard.prepare_cached(
            "SELECT column, was, min(repair) FROM sheet_repair WHERE sheet = ?1 AND place = ?2 GROUP BY column",
        )?;
        let repaired = statement.query_map(params![sheet, row.place], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let repaired = repaired.collect::<Result<_, _>>()?;
        let mut statement =
            guard.prepare_cached("SELECT kind, column FROM sheet_finding WHERE sheet = ?1 AND place = ?2")?;
        let found = statement.query_map(params![sheet, row.place], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found = found.collect::<Result<_, _>>()?;
        Ok(PlannedRow { same_as, sent, repaired, found, ..row })
    }
}

/// A row with the key of its request and its fingerprint.
type Planned = (PlannedRow, Option<String>, Option<String>);

/// Parameters of [`places`].
fn of<'a>(sheet: &'a &str, filter: &'a SheetFilter) -> Vec<(&'static str, &'a dyn ToSql)> {
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":sheet", sheet)];
    if let SheetFilter::Finding { kind, field } | SheetFilter::DryRun { kind, field } = filter {
        params.extend([(":kind", kind as &dyn ToSql), (":field", field as &dyn ToSql)]);
    }
    params
}

/// Statement for the places of the rows that meet a filter.
fn places(filter: &SheetFilter) -> &'static str {
    match filter {
        SheetFilter::Part(BatchPart::All) => "SELECT place FROM sheet_row WHERE sheet = :sheet",
        SheetFilter::Part(BatchPart::Ready) => "SELECT place FROM batch_row WHERE batch = :sheet AND left_out IS NULL",
        SheetFilter::Part(BatchPart::LeftOut) => {
            "SELECT place FROM batch_row WHERE batch = :sheet AND left_out IS NOT NULL"
        }
        SheetFilter::Part(BatchPart::Failed) => {
            "SELECT place FROM batch_row JOIN submission ON submission.key = batch_row.submission WHERE batch = :sheet \
             AND (state IN ('rejected', 'unknown', 'refused', 'cancelled') OR (state = 'not-sent' AND next_try IS NULL))"
        }
        SheetFilter::Finding { .. } => {
            "SELECT DISTINCT place FROM sheet_finding WHERE sheet = :sheet AND kind = :kind AND field = :field"
        }
        SheetFilter::DryRun { .. } => dry_run::PLACES,
        SheetFilter::Repaired => "SELECT DISTINCT place FROM sheet_repair WHERE sheet = :sheet",
    }
}

fn read_planned(row: &Row<'_>) -> rusqlite::Result<Planned> {
    let value = |column: &str| match row.get_ref(column)?.as_str_or_null()? {
        Some(_) => json(row, column).map(Some),
        None => Ok(None),
    };
    let planned = PlannedRow {
        place: row.get(0)?,
        row: read_row(row)?,
        left_out: row.get(3)?,
        form: value("form")?,
        faults: value("missing")?,
        same_as: None,
        sent: None,
        repaired: Vec::new(),
        found: Vec::new(),
    };
    Ok((planned, row.get(5)?, row.get(6)?))
}
