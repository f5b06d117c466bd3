//! Understands a list of jobs: typed lines, or a table from a file. Nothing is kept and nothing is repaired.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use crate::{
    Desk,
    problem::{FieldProblem, Problem, ProblemCode},
    rules,
    view::{ConnectionRules, JobDraft, JobList, JobVerdict, PlannedJob, ThingKind},
};

/// More than anyone does in a day.
pub(super) const MOST_JOBS: usize = 1_000;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Smartcard,
    SetTopBox,
    Subscription,
    Note,
    /// A serial number of whatever it looks like.
    Serial,
}

/// Words of headings; a heading is for the first column of which it has a word, so that *Box serial* is a box.
const WORDS: &[(Column, &[&str])] = &[
    (Column::SetTopBox, &["box", "boxes", "stb", "decoder", "receiver", "settop", "set"]),
    (Column::Smartcard, &["card", "cards", "smartcard", "smartcards"]),
    (Column::Subscription, &["subscription", "subscriptions", "subscriber", "contract"]),
    (Column::Note, &["note", "notes", "room", "comment", "remark", "remarks", "time", "visit"]),
    (Column::Serial, &["serial"]),
];

/// As a spreadsheet writes long numbers.
static EXPONENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$").ok());

impl Desk {
    /// What a typed or pasted list of jobs says.
    pub async fn plan_jobs(&self, text: String) -> Result<JobList, Problem> {
        let known = self.selected()?;
        let loaded = self.own_jobs(&known).await?.into_iter().map(|job| same(&super::day::draft(job.line))).collect();
        plan(&text, &self.rules(known.id()), loaded)
    }

    /// What a file of jobs says: values between commas, semicolons or tabs.
    pub async fn plan_jobs_file(&self, path: impl Into<std::path::PathBuf>) -> Result<JobList, Problem> {
        let path = path.into();
        let text = self.blocking(move || super::reading::read(&path)).await?;
        self.plan_jobs(text).await
    }
}

/// `loaded`: what is there already, as [`same`] tells it.
fn plan(text: &str, rules: &ConnectionRules, mut loaded: HashSet<Same>) -> Result<JobList, Problem> {
    let mut rows = rows(text)?;
    let headed = rows.first().is_some_and(|(_, values)| are_headings(values, rules));
    let headings = if headed { rows.remove(0).1 } else { Vec::new() };
    if rows.len() > MOST_JOBS {
        return Err(too_many());
    }
    let (columns, understood, ignored) = columns(headings);
    let jobs = rows.into_iter().map(|(line, values)| {
        let mut reading = Reading::new(rules);
        if columns.is_empty() {
            reading.guess(values);
        } else {
            reading.take(values, &columns);
        }
        let Reading { draft, mut verdicts, .. } = reading;
        if is_empty(&draft) {
            verdicts = vec![JobVerdict::Empty];
        } else if !verdicts.contains(&JobVerdict::Exponent) && !loaded.insert(same(&draft)) {
            verdicts.push(JobVerdict::Twice);
        }
        PlannedJob { line, draft, verdicts }
    });
    Ok(JobList { jobs: jobs.collect(), headings: understood, ignored })
}

pub(super) fn too_many() -> Problem {
    Problem::at_fields(vec![FieldProblem::new("jobs", "tooLarge").with("most", MOST_JOBS)])
}

/// Two jobs with the same numbers are one; a room tells two of one subscription apart.
pub(super) type Same = [Option<String>; 4];

pub(super) fn same(draft: &JobDraft) -> Same {
    let plain = |text: &Option<String>| text.as_deref().map(store::fold);
    let numbers = [plain(&draft.subscription), plain(&draft.smartcard), plain(&draft.set_top_box)];
    let [subscription, smartcard, set_top_box] = numbers;
    let note = plain(&draft.note).filter(|_| smartcard.is_none() && set_top_box.is_none());
    [subscription, smartcard, set_top_box, note]
}

pub(super) fn is_empty(draft: &JobDraft) -> bool {
    [&draft.subscription, &draft.smartcard, &draft.set_top_box].into_iter().all(Option::is_none)
}

/// Values of each line with its number; blank lines are none.
fn rows(text: &str) -> Result<Vec<(u32, Vec<String>)>, Problem> {
    let delimiter = delimiter(text);
    let Some(delimiter) = delimiter else {
        let lines = (1..).zip(text.lines());
        let values = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        return Ok(lines.map(|(number, line)| (number, values(line))).filter(|(_, row)| !row.is_empty()).collect());
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Problem::new(ProblemCode::FileNotRead, error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().any(|value| !value.is_empty()) {
            rows.push((u32::try_from(line).unwrap_or(u32::MAX), record.iter().map(str::to_owned).collect()));
        }
        if rows.len() > MOST_JOBS + 1 {
            return Err(too_many());
        }
    }
    Ok(rows)
}

/// What parts the values of the first line that has any of it; none: blanks do.
fn delimiter(text: &str) -> Option<u8> {
    let (line, delimiter) = text.lines().find_map(|line| {
        let counted =
            [b'\t', b';', b','].map(|delimiter| (line.bytes().filter(|byte| *byte == delimiter).count(), delimiter));
        // Of equally many the first of the list: a comma also stands within numbers and notes.
        let most = counted.into_iter().rev().max_by_key(|(count, _)| *count);
        most.filter(|(count, _)| *count > 0).map(|(_, delimiter)| (line, delimiter))
    })?;
    let in_note = delimiter != b'\t' && line.split(char::from(delimiter)).next().is_some_and(begins_with_numbers);
    (!in_note).then_some(delimiter)
}

/// A number and a blank: such a line was typed, and what follows is no value of a table.
fn begins_with_numbers(value: &str) -> bool {
    const SHORTEST: usize = 4;
    let number = |word: &str| word.len() >= SHORTEST && word.bytes().any(|byte| byte.is_ascii_digit());
    value.trim().split_once(char::is_whitespace).is_some_and(|(word, _)| number(word))
}

/// A line that has words for columns and no number.
fn are_headings(values: &[String], rules: &ConnectionRules) -> bool {
    let number = |value: &String| rules::test(rules, value).kind != ThingKind::Item;
    values.iter().any(|value| column(value).is_some()) && !values.iter().any(number)
}

fn column(heading: &str) -> Option<Column> {
    let heading = heading.to_lowercase();
    let words: Vec<&str> = heading.split(|letter: char| !letter.is_alphanumeric()).collect();
    WORDS.iter().find(|(_, known)| words.iter().any(|word| known.contains(word))).map(|(column, _)| *column)
}

/// What each column is for, which headings were understood and which were not. Of two columns for the same number the
/// first counts.
fn columns(headings: Vec<String>) -> (Vec<Option<Column>>, Vec<String>, Vec<String>) {
    let (mut columns, mut understood, mut ignored) = (Vec::new(), Vec::new(), Vec::new());
    for heading in headings {
        let several = [Some(Column::Note), Some(Column::Serial)];
        let column =
            column(&heading).filter(|column| several.contains(&Some(*column)) || !columns.contains(&Some(*column)));
        columns.push(column);
        match column {
            Some(_) => understood.push(heading),
            None if heading.is_empty() => {}
            None => ignored.push(heading),
        }
    }
    (columns, understood, ignored)
}

/// One line, while it is read.
struct Reading<'a> {
    rules: &'a ConnectionRules,
    draft: JobDraft,
    verdicts: Vec<JobVerdict>,
}

impl<'a> Reading<'a> {
    fn new(rules: &'a ConnectionRules) -> Self {
        Self { rules, draft: JobDraft::default(), verdicts: Vec::new() }
    }

    fn take(&mut self, values: Vec<String>, columns: &[Option<Column>]) {
        for (value, column) in values.into_iter().zip(columns) {
            let Some(column) = column.filter(|_| !value.is_empty()) else { continue };
            let kind = self.kind(&value);
            match column {
                Column::Note => self.note(&value),
                Column::Subscription => self.subscription(value),
                Column::Smartcard => {
                    self.found(JobVerdict::Swapped, kind == ThingKind::SetTopBox);
                    self.smartcard(value);
                }
                Column::SetTopBox => {
                    self.found(JobVerdict::Swapped, kind == ThingKind::Smartcard);
                    self.set_top_box(value);
                }
                Column::Serial if kind == ThingKind::SetTopBox => self.set_top_box(value),
                Column::Serial => self.smartcard(value),
            }
        }
    }

    /// Without headings, each value is what it looks like; what looks like no card and no box is the subscription, or,
    /// where it has no digit or words came before it, the note.
    fn guess(&mut self, values: Vec<String>) {
        for value in values.into_iter().filter(|value| !value.is_empty()) {
            match self.kind(&value) {
                ThingKind::Smartcard if self.draft.smartcard.is_none() => self.smartcard(value),
                ThingKind::SetTopBox if self.draft.set_top_box.is_none() => self.set_top_box(value),
                _ if self.lost_zero(&value) && self.draft.smartcard.is_none() => self.smartcard(value),
                _ if self.draft.subscription.is_none() && self.draft.note.is_none() && is_number(&value) => {
                    self.subscription(value);
                }
                _ => self.note(&value),
            }
        }
    }

    fn kind(&self, value: &str) -> ThingKind {
        rules::test(self.rules, value).kind
    }

    fn lost_zero(&self, value: &str) -> bool {
        digits(value) == Some(10)
            && self.kind(value) != ThingKind::Smartcard
            && self.kind(&format!("0{value}")) == ThingKind::Smartcard
    }

    fn smartcard(&mut self, value: String) {
        let lost_zero = self.lost_zero(&value);
        self.found(JobVerdict::LostZero, lost_zero);
        let printed = digits(&value) == Some(12) && self.kind(&value[..11]) == ThingKind::Smartcard;
        self.found(JobVerdict::TwelveDigits, printed);
        self.number(&value);
        self.draft.smartcard.get_or_insert(value);
    }

    fn set_top_box(&mut self, value: String) {
        self.number(&value);
        self.draft.set_top_box.get_or_insert(value);
    }

    fn subscription(&mut self, value: String) {
        self.number(&value);
        self.draft.subscription.get_or_insert(value);
    }

    fn note(&mut self, value: &str) {
        match &mut self.draft.note {
            Some(note) => *note = format!("{note} {value}"),
            None => self.draft.note = Some(value.to_owned()),
        }
    }

    fn number(&mut self, value: &str) {
        self.found(JobVerdict::Exponent, EXPONENT.as_ref().is_some_and(|exponent| exponent.is_match(value)));
    }

    fn found(&mut self, verdict: JobVerdict, is: bool) {
        if is && !self.verdicts.contains(&verdict) {
            self.verdicts.push(verdict);
        }
    }
}

fn is_number(value: &str) -> bool {
    !value.contains(char::is_whitespace) && value.contains(|letter: char| letter.is_ascii_digit())
}

/// How many digits, if it is nothing else.
fn digits(value: &str) -> Option<usize> {
    value.bytes().all(|byte| byte.is_ascii_digit()).then_some(value.len())
}

#[cfg(test)]
mod tests;
