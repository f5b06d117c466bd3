//! A list that a user loads: a text, the bytes of a text, or a workbook, with the settings by which it is read.

use std::{ops::ControlFlow, path::Path, sync::Arc};

use zeroize::Zeroizing;

use super::{
    CellRange, Charset, FileKind, OFFERED_CHARSETS, Row, RulesJudge, Separator, Understood, clean, decode, is_markup,
    kind_of, split, understand,
    workbook::{self, ChildLine, Oddities, Wish, Worksheet},
};
use crate::{
    connections::registry::ResolvedConnection,
    core::options::SheetReader,
    error::{
        from_lower,
        problem::{FieldProblem, Problem, ProblemCode},
    },
    view::ConnectionRules,
};

/// Kept in memory only: columns that are not read may hold PINs.
#[derive(Clone)]
pub(crate) enum Document {
    Text(Arc<Zeroizing<String>>),
    Bytes(Arc<Zeroizing<Vec<u8>>>),
    Workbook(Arc<Zeroizing<Vec<u8>>>),
}

/// Settings chosen by the user; an absent one is detected.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadingChoice {
    pub(crate) encoding: Option<Charset>,
    pub(crate) separator: Option<Separator>,
    pub(crate) worksheet: Option<String>,
    /// The part whose oddities count; the rows are limited by the caller.
    pub(crate) part: CellRange,
}

impl ReadingChoice {
    pub(crate) fn parse(
        encoding: Option<String>,
        separator: Option<String>,
        worksheet: Option<String>,
    ) -> Result<Self, Problem> {
        let unknown = |field: &str| Problem::at_fields(vec![FieldProblem::new(field, "other")]);
        Ok(Self {
            encoding: match encoding {
                Some(label) => Some(Charset::for_label(&label).ok_or_else(|| unknown("encoding"))?),
                None => None,
            },
            separator: match separator {
                Some(word) => Some(Separator::parse(&word).ok_or_else(|| unknown("separator"))?),
                None => None,
            },
            worksheet,
            part: CellRange::default(),
        })
    }
}

/// A text in its encoding.
pub(crate) struct DecodedText {
    pub(crate) text: Zeroizing<String>,
    /// The encoding, and the others that a user may choose.
    pub(crate) encodings: Vec<String>,
}

/// The settings by which a list was read, as they were found or chosen.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadWith {
    /// The encoding, and the others that a user may choose.
    pub(crate) encodings: Vec<String>,
    pub(crate) separator: Option<Separator>,
    pub(crate) worksheet: Option<String>,
    pub(crate) other_worksheets: Vec<String>,
    pub(crate) oddities: Oddities,
}

/// Rows above the greatest number that are read: titles and headings.
const TITLE_ROWS: usize = 100;

/// Limits of a list that is read row by row. The caller counts the rows below the headings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowLimits {
    pub(crate) rows: usize,
    /// Of a format that has to be in memory as a whole.
    pub(crate) rows_in_memory: usize,
    pub(crate) output: usize,
}

impl Document {
    pub(crate) fn of_text(text: &str) -> Self {
        Self::Text(Arc::new(Zeroizing::new(clean(text))))
    }

    /// Opens a file; `most_text` is the greatest size of a text in bytes.
    pub(crate) fn open(path: &Path, most_text: usize) -> Result<Self, Problem> {
        // Spreadsheets put such a file beside one that they have open.
        let lock = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        if lock {
            return Err(refused("isLockFile"));
        }
        let bytes = store::files::read_shared(path).map_err(|error| from_lower::not_read(&error))?;
        let bytes = Arc::new(Zeroizing::new(bytes));
        match kind_of(&bytes) {
            FileKind::Other(kind) => Err(refused(kind)),
            FileKind::Text if bytes.len() > most_text => Err(too_large(most_text)),
            FileKind::Text => Ok(Self::Bytes(bytes)),
            FileKind::Workbook if bytes.len() > workbook::MAX_BYTES => Err(too_large(workbook::MAX_BYTES)),
            FileKind::Workbook => Ok(Self::Workbook(bytes)),
        }
    }

    /// The text in the chosen encoding, or in the one that it seems to have.
    pub(crate) fn decoded(
        bytes: &[u8],
        chosen: Option<Charset>,
        country: Option<&str>,
    ) -> Result<DecodedText, Problem> {
        let decoded = decode(bytes, chosen, country);
        let text = Zeroizing::new(decoded.text);
        if is_markup(&text) {
            return Err(refused("isHtml"));
        }
        let others = OFFERED_CHARSETS.into_iter().filter(|offered| *offered != decoded.charset);
        let names = std::iter::once(decoded.charset).chain(others);
        Ok(DecodedText { text, encodings: names.map(|charset| charset.name().to_owned()).collect() })
    }

    /// Calls `on` with each filled row, until it breaks. Blocks; memory holds no more than the document and a row.
    pub(crate) fn each_row(
        &self,
        chosen: &ReadingChoice,
        rules: &ConnectionRules,
        country: Option<&str>,
        reader: &SheetReader,
        limits: RowLimits,
        mut on: impl FnMut(Row) -> ControlFlow<()>,
    ) -> Result<ReadWith, Problem> {
        match self {
            Self::Text(text) => each_line(text, chosen, rules, limits, on),
            Self::Bytes(bytes) => {
                let DecodedText { text, encodings } = Self::decoded(bytes, chosen.encoding, country)?;
                Ok(ReadWith { encodings, ..each_line(&text, chosen, rules, limits, on)? })
            }
            Self::Workbook(bytes) => {
                // Rows in which headings are looked for.
                const HEAD_ROWS: usize = 60;
                let heads = workbook::read(Arc::clone(bytes), &Wish::of_all(HEAD_ROWS), reader);
                let heads = heads.map_err(workbook::Fault::problem)?;
                let Some(picked) = pick(&heads, chosen, rules) else { return Ok(ReadWith::default()) };
                let most = if super::is_open_document(bytes) { limits.rows_in_memory } else { limits.rows };
                let mut read = ReadWith {
                    worksheet: Some(picked.name.clone()),
                    other_worksheets: other_names(&heads, picked),
                    ..ReadWith::default()
                };
                let wish = Wish {
                    rows: most + TITLE_ROWS,
                    output: limits.output,
                    worksheet: read.worksheet.clone(),
                    oddities: Some(chosen.part),
                };
                let (mut broken, mut more) = (false, false);
                workbook::stream(Arc::clone(bytes), &wish, reader, |line| {
                    match line {
                        ChildLine::Row(line, cells) if !broken => broken = on(Row { line, cells }).is_break(),
                        ChildLine::Oddities(oddities) => read.oddities = oddities,
                        ChildLine::MoreRows => more = true,
                        _ => {}
                    }
                    Ok(())
                })
                .map_err(workbook::Fault::problem)?;
                if more && !broken { Err(too_many(most)) } else { Ok(read) }
            }
        }
    }
}

fn each_line(
    text: &str,
    chosen: &ReadingChoice,
    rules: &ConnectionRules,
    limits: RowLimits,
    mut on: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<ReadWith, Problem> {
    let text = split::prepare(text, chosen.separator, &RulesJudge(rules));
    let mut rows = 0;
    let read = text.each(|row| {
        rows += 1;
        if rows > limits.rows + TITLE_ROWS { ControlFlow::Break(()) } else { on(row) }
    });
    read.map_err(|open| open_quote(open.0))?;
    if rows > limits.rows + TITLE_ROWS {
        return Err(too_many(limits.rows));
    }
    Ok(ReadWith { separator: Some(text.separator), ..ReadWith::default() })
}

/// The chosen worksheet; else the first with known headings, else the first with any row.
pub(crate) fn pick<'a>(all: &'a [Worksheet], chosen: &ReadingChoice, rules: &ConnectionRules) -> Option<&'a Worksheet> {
    let wanted = |sheet: &&Worksheet| chosen.worksheet.as_ref() == Some(&sheet.name);
    let headed = |sheet: &&Worksheet| {
        let Understood { headed, .. } = understand(sheet.rows.clone(), false, rules);
        headed
    };
    all.iter().find(wanted).or_else(|| all.iter().find(headed)).or_else(|| all.iter().find(|sheet| is_filled(sheet)))
}

/// Names of the other worksheets with any row.
pub(crate) fn other_names(all: &[Worksheet], picked: &Worksheet) -> Vec<String> {
    let others = all.iter().filter(|other| is_filled(other) && other.name != picked.name);
    others.map(|other| other.name.clone()).collect()
}

fn is_filled(sheet: &Worksheet) -> bool {
    !sheet.rows.is_empty()
}

/// Problem of a file of a kind that is not read.
pub(crate) fn refused(fault: &str) -> Problem {
    Problem { fields: vec![FieldProblem::new("file", fault)], ..Problem::new(ProblemCode::ListNotRead, "") }
}

pub(crate) fn too_large(most: usize) -> Problem {
    let fields = vec![FieldProblem::new("file", "tooLarge").with("most", format!("{} MiB", most >> 20))];
    Problem { fields, ..Problem::new(ProblemCode::ListNotRead, "") }
}

pub(crate) fn too_many(most: usize) -> Problem {
    let fields = vec![FieldProblem::new("file", "tooManyListRows").with("most", most)];
    Problem { fields, ..Problem::new(ProblemCode::ListNotRead, "") }
}

/// Problem of an unclosed quotation mark, with its line.
pub(crate) fn open_quote(line: u32) -> Problem {
    let at = FieldProblem::new("file", "openQuote").with("line", line);
    Problem { fields: vec![at], ..Problem::new(ProblemCode::ListNotRead, "") }
}

/// The country by which Greek is told from other languages: from the server's host name, else from its time zone.
pub(crate) fn country(known: &ResolvedConnection) -> Option<&'static str> {
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
