//! The sheet that the user brings: read, kept in memory while it is reviewed, and read again with other settings.

use std::{fmt, path::PathBuf, sync::Arc};

use zeroize::Zeroizing;

use crate::field::import::{open_quote, plan, same, too_many};
use crate::{
    connections::registry::ResolvedConnection,
    core::idempotency,
    error::{
        from_lower,
        problem::{FieldProblem, Problem, ProblemCode},
    },
    field::Field,
    sheet::{
        self, Charset, FileKind, OFFERED_CHARSETS, Row, Separator, Split, kind_of,
        workbook::{self, Worksheet},
    },
    view::{ConnectionRules, JobList, SheetSource},
};

/// Largest text in bytes: a thousand jobs take a tenth of it.
const MAX_TEXT_BYTES: usize = 2 << 20;

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
    Bytes(Arc<Zeroizing<Vec<u8>>>),
    Text(Arc<Zeroizing<String>>),
    Workbook(Arc<Vec<Worksheet>>),
}

impl fmt::Debug for OpenSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenSheet").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Settings chosen by the user; an absent one is detected.
#[derive(Clone, Default)]
struct Chosen {
    encoding: Option<Charset>,
    separator: Option<Separator>,
    worksheet: Option<String>,
}

impl Field {
    /// Plans jobs from a typed or pasted list.
    pub async fn plan_jobs(&self, text: String) -> Result<JobList, Problem> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(too_large("2 MiB"));
        }
        let begun = self.memory.lock().sheet.closed;
        let content = SheetContent::Text(Arc::new(Zeroizing::new(sheet::clean(&text))));
        self.plan_sheet(idempotency::new_key(), content, Chosen::default(), Some(begun)).await
    }

    /// Plans jobs from a file.
    pub async fn plan_jobs_file(&self, path: impl Into<PathBuf>) -> Result<JobList, Problem> {
        let path = path.into();
        let begun = self.memory.lock().sheet.closed;
        let read = move || store::files::read_shared(&path).map_err(|error| from_lower::not_read(&error));
        let bytes = Arc::new(Zeroizing::new(self.core.blocking(read).await?));
        let content = match kind_of(&bytes) {
            FileKind::Other(kind) => return Err(refused(kind)),
            FileKind::Text if bytes.len() > MAX_TEXT_BYTES => return Err(too_large("2 MiB")),
            FileKind::Text => SheetContent::Bytes(bytes),
            FileKind::Workbook if bytes.len() > workbook::MAX_BYTES => return Err(too_large("16 MiB")),
            FileKind::Workbook => {
                let (reader, rules) =
                    (self.sheet_reader.clone(), self.connections.rules(self.connections.selected_connection()?.id()));
                let read = move || {
                    let mut worksheets = workbook::read(bytes, &reader).map_err(workbook::Fault::problem)?;
                    for worksheet in &mut worksheets {
                        sheet::hide_secrets(&mut worksheet.rows, &rules);
                    }
                    Ok(worksheets)
                };
                SheetContent::Workbook(Arc::new(self.core.blocking(read).await?))
            }
        };
        self.plan_sheet(idempotency::new_key(), content, Chosen::default(), Some(begun)).await
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
        let unknown = |field: &str| Problem::at_fields(vec![FieldProblem::new(field, "other")]);
        let chosen = Chosen {
            encoding: match encoding {
                Some(label) => Some(Charset::for_label(&label).ok_or_else(|| unknown("encoding"))?),
                None => None,
            },
            separator: match separator {
                Some(word) => Some(Separator::parse(&word).ok_or_else(|| unknown("separator"))?),
                None => None,
            },
            worksheet,
        };
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
        chosen: Chosen,
        begun: Option<u64>,
    ) -> Result<JobList, Problem> {
        let known = self.connections.selected_connection()?;
        let loaded =
            self.own_jobs(&known).await?.into_iter().map(|job| same(&crate::field::jobs::draft(job.line))).collect();
        let (rules, country) = (self.connections.rules(known.id()), country(&known));
        let open = OpenSheet { id: id.clone(), content: content.clone() };
        let planned = self.core.blocking(move || {
            let mut source = SheetSource { id, ..SheetSource::default() };
            let (rows, typed) = match content {
                SheetContent::Bytes(bytes) => {
                    let decoded = sheet::decode(&bytes, chosen.encoding, country);
                    if sheet::is_markup(&decoded.text) {
                        return Err(refused("isHtml"));
                    }
                    let others = OFFERED_CHARSETS.into_iter().filter(|offered| *offered != decoded.charset);
                    let names = std::iter::once(decoded.charset).chain(others);
                    source.encoding = Some(decoded.charset.name().to_owned());
                    source.encodings = names.map(|encoding| encoding.name().to_owned()).collect();
                    rows_of(&Zeroizing::new(decoded.text), &chosen, &rules, &mut source)?
                }
                SheetContent::Text(text) => rows_of(&text, &chosen, &rules, &mut source)?,
                SheetContent::Workbook(worksheets) => (worksheet(&worksheets, &chosen, &rules, &mut source)?, false),
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
    chosen: &Chosen,
    rules: &ConnectionRules,
    source: &mut SheetSource,
) -> Result<(Vec<Row>, bool), Problem> {
    let Split { rows, separator } = sheet::split(text, chosen.separator, rules).map_err(|open| open_quote(open.0))?;
    source.separator = Some(separator.word());
    Ok((rows, separator == Separator::Blanks))
}

/// The chosen worksheet; else the first with known headings, else the first with any row.
fn worksheet(
    all: &[Worksheet],
    chosen: &Chosen,
    rules: &ConnectionRules,
    source: &mut SheetSource,
) -> Result<Vec<Row>, Problem> {
    let wanted = |sheet: &&Worksheet| chosen.worksheet.as_ref() == Some(&sheet.name);
    let headed = |sheet: &&Worksheet| sheet::understand(sheet.rows.clone(), false, rules).headed;
    let filled = |sheet: &&Worksheet| !sheet.rows.is_empty();
    let best = all.iter().find(wanted).or_else(|| all.iter().find(headed)).or_else(|| all.iter().find(filled));
    let Some(best) = best else { return Ok(Vec::new()) };
    source.worksheet = Some(best.name.clone());
    let others = all.iter().filter(|other| filled(other) && other.name != best.name);
    source.other_worksheets = others.map(|other| other.name.clone()).collect();
    if best.cut { Err(too_many()) } else { Ok(best.rows.clone()) }
}

fn refused(fault: &str) -> Problem {
    Problem { fields: vec![FieldProblem::new("file", fault)], ..Problem::new(ProblemCode::ListNotRead, "") }
}

fn too_large(most: &str) -> Problem {
    let fields = vec![FieldProblem::new("file", "tooLarge").with("most", most)];
    Problem { fields, ..Problem::new(ProblemCode::ListNotRead, "") }
}

/// The country by which Greek is told from other languages: from the server's host name, else from its time zone.
fn country(known: &ResolvedConnection) -> Option<&'static str> {
    const COUNTRIES_BY_ZONE: [(&str, &str); 9] = [
        ("Europe/Athens", "gr"),
        ("Asia/Nicosia", "gr"),
        ("Asia/Famagusta", "gr"),
        ("Europe/Sofia", "bg"),
        ("Europe/Bucharest", "ro"),
        ("Europe/Istanbul", "tr"),
        ("Europe/Belgrade", "rs"),
        ("Europe/Skopje", "mk"),
        ("Asia/Jerusalem", "il"),
    ];
    let server = url::Url::parse(known.server_url()).ok();
    let host = server.as_ref().and_then(|server| server.host_str()).unwrap_or_default();
    if matches!(host.rsplit('.').next(), Some("gr" | "cy")) {
        return Some("gr");
    }
    let zone = known.zone();
    COUNTRIES_BY_ZONE.iter().find(|(name, _)| *name == zone.name()).map(|(_, country)| *country)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(id: &str) -> OpenSheet {
        OpenSheet { id: id.to_owned(), content: SheetContent::Text(Arc::new(Zeroizing::new(String::new()))) }
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
            let chosen = Chosen { worksheet: worksheet.map(str::to_owned), ..Chosen::default() };
            super::worksheet(&all, &chosen, &ConnectionRules::default(), &mut SheetSource::default())
        };
        assert_eq!(read(None).unwrap().len(), 1);
        assert_eq!(read(Some("Archive")).unwrap_err().fields[0].fault, "tooLarge");
    }
}
