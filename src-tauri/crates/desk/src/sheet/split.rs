//! Text to rows: line ends of any kind, quotes, and the separator that fits the rows best.

use std::{borrow::Cow, iter::Peekable, ops::ControlFlow, str::CharIndices};

use super::row::{self, Row, Widths, usual};

const MAX_COLUMNS: usize = row::MAX_COLUMNS as usize;
/// Rows on which a separator is tried.
const TRIED_ROWS: usize = 200;
/// The separators that spreadsheets write, most likely first: a comma also occurs within numbers and notes.
const SEPARATORS: [char; 4] = ['\t', ';', ',', '|'];

/// The separator between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    At(char),
    /// Typed words, separated by blanks.
    Blanks,
    /// Each line is one cell.
    Nothing,
}

impl Separator {
    /// Parses the window's notation: the character itself, a blank, or an empty text for `Nothing`.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let mut letters = word.chars();
        match (letters.next(), letters.next()) {
            (None, _) => Some(Self::Nothing),
            (Some(' '), None) => Some(Self::Blanks),
            (Some(letter), None) if is_separator(letter) => Some(Self::At(letter)),
            _ => None,
        }
    }

    pub(crate) fn word(self) -> String {
        match self {
            Self::At(letter) => letter.to_string(),
            Self::Blanks => " ".to_owned(),
            Self::Nothing => String::new(),
        }
    }
}

/// The error of a quotation mark that is never closed, with the number of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenQuote(pub(crate) u32);

pub(crate) struct Split {
    pub(crate) rows: Vec<Row>,
    pub(crate) separator: Separator,
}

/// A text whose separator is known, to be read row by row.
pub(crate) struct SplitText<'a> {
    text: Cow<'a, str>,
    pub(crate) separator: Separator,
    /// The first line is no row.
    hinted: bool,
}

/// Knowledge of cells, by which separators are compared.
pub(crate) trait Judge {
    /// Whether the whole cell is a number, as cards and boxes have them.
    fn is_number(&self, cell: &str) -> bool;
    /// The number of cells that are known headings.
    fn headings(&self, cells: &[String]) -> usize;
}

/// Finds the separator of a text: the chosen one, else that of a `sep=` line, else the best one of a trial.
pub(crate) fn prepare<'a>(text: &'a str, chosen: Option<Separator>, judge: &impl Judge) -> SplitText<'a> {
    let unwrapped = if chosen.is_none() { unwrapped(text) } else { None };
    let text = unwrapped.map_or(Cow::Borrowed(text), Cow::Owned);
    let hint = hint(&text);
    let told = hint.as_ref().map(|hint| Separator::At(hint.separator)).filter(|told| parts(&text, *told));
    let separator = chosen.or(told).unwrap_or_else(|| best(&text, judge));
    SplitText { text, separator, hinted: hint.is_some() }
}

/// Splits a text into its filled rows.
pub(crate) fn split(text: &str, chosen: Option<Separator>, judge: &impl Judge) -> Result<Split, OpenQuote> {
    let text = prepare(text, chosen, judge);
    let mut rows = Vec::new();
    text.each(|row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(Split { rows, separator: text.separator })
}

impl SplitText<'_> {
    /// Calls `on` with each filled row, until it breaks.
    pub(crate) fn each(&self, mut on: impl FnMut(Row) -> ControlFlow<()>) -> Result<(), OpenQuote> {
        let mut reader = Reader::new(&self.text, self.separator);
        let mut widths = Widths::default();
        while let Some(row) = reader.row()? {
            if row.cells.iter().all(String::is_empty) {
                continue;
            }
            widths.add(row.cells.len());
            if !(self.hinted && row.line == 1) && on(row).is_break() {
                return Ok(());
            }
        }
        reader.swallowed(&widths).map_or(Ok(()), |line| Err(OpenQuote(line)))
    }
}

/// Removes quotes around whole rows, which a sheet of one column has when it is saved again; `None` if there are none.
fn unwrapped(text: &str) -> Option<String> {
    let inner = |line: &str| {
        let inner = line.trim().strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\u{0}");
        (!inner.contains('"')).then(|| inner.replace('\u{0}', "\""))
    };
    let lines: Option<Vec<String>> =
        text.lines().map(|line| if line.trim().is_empty() { Some(String::new()) } else { inner(line) }).collect();
    let parted = |line: &String| SEPARATORS.iter().any(|separator| line.contains(*separator));
    lines.filter(|lines| lines.iter().filter(|line| !line.is_empty()).all(parted)).map(|lines| lines.join("\n"))
}

struct Hint {
    separator: char,
}

/// Reads `sep=;`, a first line that tells spreadsheets the separator.
fn hint(text: &str) -> Option<Hint> {
    let line = text.split(['\r', '\n', '\u{2028}']).next()?.trim_matches([' ', '"']);
    let (word, rest) = line.split_at_checked(4)?;
    let mut rest = rest.chars();
    let separator = rest.next().filter(|letter| is_separator(*letter))?;
    // A spreadsheet that saved the file again appends separators.
    let more = rest.all(|letter| letter == '"' || is_separator(letter));
    (word.eq_ignore_ascii_case("sep=") && more).then_some(Hint { separator })
}

fn is_separator(letter: char) -> bool {
    letter == '\t' || letter.is_ascii_punctuation() && !matches!(letter, '"' | '\'' | '.' | '-' | '_' | '=')
}

/// Whether the separator splits any line but the first.
fn parts(text: &str, separator: Separator) -> bool {
    parse(text, separator, TRIED_ROWS).rows.iter().any(|row| row.line > 1 && row.cells.len() > 1)
}

fn best(text: &str, judge: &impl Judge) -> Separator {
    let typed = |rows: &[Row]| {
        let begin = rows.iter().filter(|row| begins_with_numbers(&row.cells[0]) && !judge.is_number(&row.cells[0]));
        begin.count() * 2 > rows.len()
    };
    let mut scores: Vec<(Score, Separator)> = Vec::new();
    for separator in SEPARATORS.map(Separator::At) {
        let rows = tried(text, separator);
        let parted = rows.iter().any(|row| row.cells.len() > 1);
        // Lines that begin with a number and a blank were typed, so their parts are not cells.
        if parted && (separator == Separator::At('\t') || !typed(&rows)) {
            scores.push((score(&rows, judge), separator));
        }
    }
    // Typed words have no headings above them.
    if !scores.iter().any(|((_, headings, _), _)| *headings > 1) {
        scores.push((score(&tried(text, Separator::Blanks), judge), Separator::Blanks));
    }
    let lines = parse(text, Separator::Nothing, TRIED_ROWS).rows;
    let alone = |row: &Row| row.cells.iter().all(|cell| !cell.contains(char::is_whitespace) || judge.is_number(cell));
    let parted = |row: &Row| row.cells.iter().any(|cell| SEPARATORS.iter().any(|separator| cell.contains(*separator)));
    let headed = lines.len() > 1
        && lines.first().is_some_and(|row| {
            judge.headings(&row.cells) == 1 && !row.cells[0].bytes().any(|byte| byte.is_ascii_digit())
        });
    // With one heading above one column each line is one cell, even if more words could be made of it.
    if headed && lines.iter().skip(1).all(alone) && !lines.iter().any(parted) {
        return Separator::Nothing;
    }
    let best = scores.iter().map(|(score, _)| *score).max();
    scores.into_iter().find(|(score, _)| Some(*score) == best).map_or(Separator::Blanks, |(_, separator)| separator)
}

/// Number of whole numbers, of known headings, and of rows as wide as most, compared in this order.
type Score = (usize, usize, usize);

fn score(rows: &[Row], judge: &impl Judge) -> Score {
    let numbers = rows.iter().flat_map(|row| &row.cells).filter(|cell| judge.is_number(cell)).count();
    let headings = rows.iter().take(super::headings::MAX_HEADING_ROWS).map(|row| judge.headings(&row.cells)).max();
    let width = usual(rows.iter().map(|row| row.cells.len())).filter(|width| *width > 1);
    let even = width.map_or(0, |width| rows.iter().filter(|row| row.cells.len() == width).count());
    (numbers, headings.unwrap_or_default(), even)
}

fn begins_with_numbers(cell: &str) -> bool {
    const MIN_NUMBER_BYTES: usize = 4;
    let number = |word: &str| word.len() >= MIN_NUMBER_BYTES && word.bytes().any(|byte| byte.is_ascii_digit());
    cell.trim().split_once(char::is_whitespace).is_some_and(|(word, _)| number(word))
}

struct Parsed {
    rows: Vec<Row>,
    /// Line of a quotation mark that is never closed.
    open: Option<u32>,
}

/// Like [`parse`], for comparison: if a mark is never closed, all marks count as text.
fn tried(text: &str, separator: Separator) -> Vec<Row> {
    match parse(text, separator, TRIED_ROWS) {
        Parsed { rows, open: None } => rows,
        Parsed { .. } => parse_with(Reader { quotes: false, ..Reader::new(text, separator) }, TRIED_ROWS).rows,
    }
}

fn parse(text: &str, separator: Separator, most: usize) -> Parsed {
    parse_with(Reader::new(text, separator), most)
}

fn parse_with(mut reader: Reader<'_>, most: usize) -> Parsed {
    let mut parsed = Parsed { rows: Vec::new(), open: None };
    let mut widths = Widths::default();
    while parsed.rows.len() < most {
        match reader.row() {
            Ok(Some(row)) if row.cells.iter().all(String::is_empty) => {}
            Ok(Some(row)) => {
                widths.add(row.cells.len());
                parsed.rows.push(row);
            }
            Ok(None) => break,
            Err(OpenQuote(line)) => {
                parsed.open = Some(line);
                break;
            }
        }
    }
    if parsed.open.is_none() {
        parsed.open = reader.swallowed(&widths);
    }
    parsed
}

struct Reader<'a> {
    text: &'a str,
    letters: Peekable<CharIndices<'a>>,
    separator: Separator,
    quotes: bool,
    /// U+2028 and similar characters end a line only where nothing else does; otherwise they are part of a value.
    plain_ends: bool,
    line: u32,
    /// Quoted values over several lines, each with the line of its opening mark.
    long: Vec<(u32, String)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, separator: Separator) -> Self {
        let plain_ends = text.contains(['\r', '\n']);
        Self {
            text,
            letters: text.char_indices().peekable(),
            separator,
            quotes: true,
            plain_ends,
            line: 1,
            long: Vec::new(),
        }
    }

    fn row(&mut self) -> Result<Option<Row>, OpenQuote> {
        while let Some((_, letter)) = self.letters.next_if(|(_, letter)| matches!(letter, '\r' | '\n')) {
            self.end(letter);
        }
        if self.letters.peek().is_none() {
            return Ok(None);
        }
        if self.separator == Separator::Blanks {
            return Ok(Some(self.words()));
        }
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            let (cell, last) = self.cell()?;
            if cells.len() < MAX_COLUMNS {
                cells.push(cell);
            }
            if last {
                return Ok(Some(Row { line, cells }));
            }
        }
    }

    fn words(&mut self) -> Row {
        let line = self.line;
        let from = self.at();
        let mut to = from;
        while let Some((at, letter)) = self.letters.next() {
            to = at;
            if self.end(letter) {
                break;
            }
            to = self.at();
        }
        let words = self.text[from..to].split_whitespace().take(MAX_COLUMNS);
        Row { line, cells: words.map(str::to_owned).collect() }
    }

    fn at(&mut self) -> usize {
        self.letters.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    /// The next cell, and whether it is the last of its row.
    fn cell(&mut self) -> Result<(String, bool), OpenQuote> {
        let mut cell = String::new();
        // Only once: text after the closing mark is taken literally.
        let mut quoted = false;
        while let Some((_, letter)) = self.letters.next() {
            if letter == '"' && self.quotes && !quoted && cell.trim().is_empty() {
                quoted = true;
                cell.clear();
                self.quoted(&mut cell)?;
            } else if Separator::At(letter) == self.separator {
                return Ok((cell.trim().to_owned(), false));
            } else if self.end(letter) {
                return Ok((cell.trim().to_owned(), true));
            } else {
                cell.push(letter);
            }
        }
        Ok((cell.trim().to_owned(), true))
    }

    fn quoted(&mut self, cell: &mut String) -> Result<(), OpenQuote> {
        let opened = self.line;
        while let Some((_, letter)) = self.letters.next() {
            if letter == '"' {
                if self.letters.next_if(|(_, next)| *next == '"').is_none() {
                    if self.line > opened {
                        self.closed_late(opened, cell)?;
                    }
                    return Ok(());
                }
                cell.push('"');
            } else if self.end(letter) {
                cell.push('\n');
            } else {
                cell.push(letter);
            }
        }
        Err(OpenQuote(opened))
    }

    /// Checks a quoted value over several lines: the mark that closes it may be the one that opens another value.
    fn closed_late(&mut self, opened: u32, cell: &str) -> Result<(), OpenQuote> {
        let mut behind = self.text[self.at()..].chars().skip_while(|letter| *letter == ' ');
        let ends = behind
            .next()
            .is_none_or(|letter| Separator::At(letter) == self.separator || letter == '\r' || self.ends(letter));
        if !ends {
            return Err(OpenQuote(opened));
        }
        self.long.push((opened, cell.to_owned()));
        Ok(())
    }

    /// The line of a mark that was left open and then closed by a mark of another row: its value contains whole rows.
    fn swallowed(&self, widths: &Widths) -> Option<u32> {
        let Separator::At(separator) = self.separator else { return None };
        let width = widths.usual().filter(|width| *width > 1)?;
        let number = |cell: &str| cell.chars().filter(char::is_ascii_digit).count() >= 6;
        let is_row = |line: &str| line.split(separator).count() >= width && line.split(separator).any(number);
        // The first line of the value is the rest of its own row.
        self.long.iter().find(|(_, value)| value.lines().skip(1).any(is_row)).map(|(line, _)| *line)
    }

    /// Takes the rest of a line end and counts the line. False: the character ends no line.
    fn end(&mut self, letter: char) -> bool {
        if letter == '\r' {
            // Copying a file in text mode turns one line end into two carriage returns and a line feed.
            let mut ahead = self.letters.clone();
            // No further: in a file of carriage returns alone, each of them would search to the end of the file.
            let _ = ahead.next_if(|(_, next)| *next == '\r').and_then(|_| ahead.next_if(|(_, next)| *next == '\r'));
            if ahead.next_if(|(_, next)| *next == '\n').is_some() {
                self.letters = ahead;
            }
        } else if !self.ends(letter) {
            return false;
        }
        self.line += 1;
        true
    }

    fn ends(&self, letter: char) -> bool {
        letter == '\n' || !self.plain_ends && matches!(letter, '\u{85}' | '\u{2028}' | '\u{2029}')
    }
}

#[cfg(test)]
mod tests;
