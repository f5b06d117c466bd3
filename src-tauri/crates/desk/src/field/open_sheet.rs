//! The sheet that the user brings: read, kept in memory while it is reviewed, and read again with other settings.

use std::{fmt, path::PathBuf, sync::Arc};

use crate::{
    core::idempotency,
    error::problem::{Problem, ProblemCode},
    field::{
        Field,
        import::{plan, same, too_many},
    },
    sheet::{
        self, DecodedText, Document, ReadingChoice, Row, Separator, Split, open_quote, other_names, pick,
        workbook::{self, Wish, Worksheet},
    },
    view::{ConnectionRules, JobList, SheetSource},
};

/// Largest text in bytes: a thousand jobs take a tenth of it.
const MAX_TEXT_BYTES: usize = 2 << 20;
/// Most rows of a worksheet: more than can be planned, so that the excess is reported.
const MAX_ROWS: usize = 1_200;

/// Kept in memory only: columns that are not read may hold PINs.
pub(crate) struct OpenSheet {
    id: String,
    content: SheetContent,
}

/// The sheet under review; at most one.
#[derive(Debug, Default)]
pub(crate) struct OpenSheets {
    open: Option<OpenSheet>,
    /// Number of times a sheet was closed. A sheet that was still being read at that time is not kept.
    closed: u64,
}

impl OpenSheets {
    pub(crate) fn close(&mut self) {
        self.open = None;
        self.closed += 1;
    }

    /// Keeps a new sheet, unless one was closed since `begun`. A sheet that is read again (`None`) is kept if it is
    /// still open.
    fn keep(&mut self, sheet: OpenSheet, begun: Option<u64>) {
        let wanted = begun.map_or_else(|| self.get(&sheet.id).is_some(), |begun| begun == self.closed);
        if wanted {
            self.open = Some(sheet);
        }
    }

    fn get(&self, id: &str) -> Option<&SheetContent> {
        self.open.as_ref().filter(|open| open.id == id).map(|open| &open.content)
    }
}

#[derive(Clone)]
enum SheetContent {
    Document(Document),
    Worksheets(Arc<Vec<Worksheet>>),
}

impl fmt::Debug for OpenSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenSheet").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Field {
    /// Plans jobs from a typed or pasted list.
    pub async fn plan_jobs(&self, text: String) -> Result<JobList, Problem> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(sheet::too_large(MAX_TEXT_BYTES));
        }
        let begun = self.memory.lock().sheet.closed;
        let content = SheetContent::Document(Document::of_text(&text));
        self.plan_sheet(idempotency::new_key(), content, ReadingChoice::default(), Some(begun)).await
    }

    /// Plans jobs from a file.
    pub async fn plan_jobs_file(&self, path: impl Into<PathBuf>) -> Result<JobList, Problem> {
        let path = path.into();
        let begun = self.memory.lock().sheet.closed;
        let (reader, rules) =
            (self.sheet_reader.clone(), self.connections.rules(self.connections.selected_connection()?.id()));
        let open = move || {
            let document = match Document::open(&path, MAX_TEXT_BYTES)? {
                Document::Workbook(bytes) => {
                    let worksheets = workbook::read(bytes, &Wish::of_all(MAX_ROWS), &reader);
                    let mut worksheets = worksheets.map_err(workbook::Fault::problem)?;
                    for worksheet in &mut worksheets {
                        sheet::hide_secrets(&mut worksheet.rows, &rules);
                    }
                    return Ok(SheetContent::Worksheets(Arc::new(worksheets)));
                }
                document => document,
            };
            Ok(SheetContent::Document(document))
        };
        let content = self.core.blocking(open).await?;
        self.plan_sheet(idempotency::new_key(), content, ReadingChoice::default(), Some(begun)).await
    }

    /// Reads the open sheet again, with another encoding, separator or worksheet.
    pub async fn read_sheet_again(
        &self,
        id: String,
        encoding: Option<String>,
        separator: Option<String>,
        worksheet: Option<String>,
    ) -> Result<JobList, Problem> {
        let content = self.memory.lock().sheet.get(&id).cloned();
        let content = content.ok_or_else(|| Problem::new(ProblemCode::NotFound, ""))?;
        let chosen = ReadingChoice::parse(encoding, separator, worksheet)?;
        self.plan_sheet(id, content, chosen, None).await
    }

    /// Ends the review of the sheet.
    #[allow(clippy::unused_async)] // a command like the others
    pub async fn close_sheet(&self, id: String) -> Result<(), Problem> {
        let mut state = self.memory.lock();
        if state.sheet.get(&id).is_some() {
            state.sheet.close();
        }
        Ok(())
    }

    async fn plan_sheet(
        &self,
        id: String,
        content: SheetContent,
        chosen: ReadingChoice,
        begun: Option<u64>,
    ) -> Result<JobList, Problem> {
        let known = self.connections.selected_connection()?;
        let loaded =
            self.own_jobs(&known).await?.into_iter().map(|job| same(&crate::field::jobs::draft(job.line))).collect();
        let (rules, country) = (self.connections.rules(known.id()), sheet::country(&known));
        let open = OpenSheet { id: id.clone(), content: content.clone() };
        let planned = self.core.blocking(move || {
            let mut source = SheetSource { id, ..SheetSource::default() };
            let (rows, typed) = match content {
                SheetContent::Document(Document::Text(text)) => rows_of(&text, &chosen, &rules, &mut source)?,
                SheetContent::Document(Document::Bytes(bytes) | Document::Workbook(bytes)) => {
                    let DecodedText { text, encodings } = Document::decoded(&bytes, chosen.encoding, country)?;
                    source.encoding = encodings.first().cloned();
                    source.encodings = encodings;
                    rows_of(&text, &chosen, &rules, &mut source)?
                }
                SheetContent::Worksheets(worksheets) => (worksheet(&worksheets, &chosen, &rules, &mut source)?, false),
            };
            let list = plan(rows, typed, &rules, loaded)?;
            Ok(JobList { source, ..list })
        });
        let planned = planned.await;
        // Kept after a refusal too: with another separator it may be readable.
        self.memory.lock().sheet.keep(open, begun);
        planned
    }
}

/// The rows of a text, and whether they are typed words.
fn rows_of(
    text: &str,
    chosen: &ReadingChoice,
    rules: &ConnectionRules,
    source: &mut SheetSource,
) -> Result<(Vec<Row>, bool), Problem> {
    let Split { rows, separator } = sheet::split(text, chosen.separator, rules).map_err(|open| open_quote(open.0))?;
    source.separator = Some(separator.word());
    Ok((rows, separator == Separator::Blanks))
}

fn worksheet(
    all: &[Worksheet],
    chosen: &ReadingChoice,
    rules: &ConnectionRules,
    source: &mut SheetSource,
) -> Result<Vec<Row>, Problem> {
    let Some(picked) = pick(all, chosen, rules) else { return Ok(Vec::new()) };
    source.worksheet = Some(picked.name.clone());
    source.other_worksheets = other_names(all, picked);
    if picked.cut { Err(too_many()) } else { Ok(picked.rows.clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(id: &str) -> OpenSheet {
        OpenSheet { id: id.to_owned(), content: SheetContent::Document(Document::of_text("")) }
    }

    #[test]
    fn a_sheet_closed_during_reading_does_not_reopen() {
        let mut sheets = OpenSheets::default();
        sheets.keep(sheet("a"), Some(0));
        sheets.keep(sheet("a"), None);
        assert!(sheets.get("a").is_some(), "read again while it is open");
        let begun = sheets.closed;
        sheets.close();
        sheets.keep(sheet("a"), None);
        sheets.keep(sheet("b"), Some(begun));
        assert!(sheets.open.is_none());
        sheets.keep(sheet("c"), Some(sheets.closed));
        sheets.keep(sheet("a"), None);
        assert!(sheets.get("c").is_some() && sheets.get("a").is_none(), "another one is open");
    }

    #[test]
    fn a_truncated_worksheet_is_refused_only_if_selected() {
        let of = |name: &str, cut: bool| {
            let rows = vec![Row { line: 1, cells: vec!["01900000001".to_owned()] }];
            Worksheet { name: name.to_owned(), rows, cut }
        };
        let all = [of("Day", false), of("Archive", true)];
        let read = |worksheet: Option<&str>| {
            let chosen = ReadingChoice { worksheet: worksheet.map(str::to_owned), ..ReadingChoice::default() };
            super::worksheet(&all, &chosen, &ConnectionRules::default(), &mut SheetSource::default())
        };
        assert_eq!(read(None).unwrap().len(), 1);
        assert_eq!(read(Some("Archive")).unwrap_err().fields[0].fault, "tooLarge");
    }
}
