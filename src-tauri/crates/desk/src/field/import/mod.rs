//! Plans jobs from a list: typed lines, or a sheet from a file. Stores nothing and repairs nothing.

mod line;

use std::collections::HashSet;

use store::cache::entities::fold;

use self::line::TypedLine;
use crate::{
    error::problem::{FieldProblem, Problem},
    sheet::{self, Row, Understood, Use},
    view::{ConnectionRules, JobDraft, JobList, JobVerdict, PlannedJob, SheetSource},
};

/// More than an installer does in a day.
pub(super) const MAX_JOBS: usize = 1_000;
/// Rows of a sample, and characters of each of its cells.
const SAMPLE_ROWS: usize = 4;
const SAMPLE_CELL_CHARS: usize = 40;

/// Plans the jobs of a list. `typed`: the cells are typed words; `loaded`: the jobs that are there already, as compared
/// by [`same`].
pub(super) fn plan(
    rows: Vec<Row>,
    typed: bool,
    rules: &ConnectionRules,
    mut loaded: HashSet<JobIdentity>,
) -> Result<JobList, Problem> {
    let Understood { rows, columns, headed, headings, ignored, secret } = sheet::understand(rows, typed, rules);
    if rows.len() > MAX_JOBS {
        return Err(too_many());
    }
    let sample = sample(&rows, typed, &columns, headed, &headings);
    let jobs = (0..).zip(rows).map(|(id, Row { line: number, cells })| {
        let mut line = TypedLine::new(rules);
        // A missing word shifts all words after it into other columns.
        if headed && (!typed || cells.len() == columns.len()) {
            line.take(cells, &columns);
        } else if headed && columns.contains(&Use::Secret) {
            line.guess_beside_secret(&cells, &columns);
        } else {
            line.guess(cells, if typed { &[] } else { &columns });
        }
        line.end();
        let TypedLine { draft, meant, mut verdicts, repairs, .. } = line;
        if is_empty(&draft) {
            verdicts.retain(|verdict| *verdict == JobVerdict::PinLeftOut);
            verdicts.insert(0, JobVerdict::Empty);
        } else if !verdicts.contains(&JobVerdict::Exponent) && !loaded.insert(same(&meant)) {
            verdicts.push(JobVerdict::Twice);
        }
        PlannedJob { id, line: number, draft, verdicts, repairs }
    });
    let jobs = jobs.collect();
    let source = SheetSource::default();
    Ok(JobList { jobs, headings, ignored, secret, table: !typed, sample, source })
}

pub(super) fn too_many() -> Problem {
    Problem::at_fields(vec![FieldProblem::new("jobs", "tooLarge").with("most", MAX_JOBS)])
}

/// Two jobs with the same numbers are one; a room tells two jobs of one subscription apart.
pub(super) type JobIdentity = [Option<String>; 4];

pub(super) fn same(draft: &JobDraft) -> JobIdentity {
    let plain = |text: &Option<String>| text.as_deref().map(|text| fold(&crmcom::plain(text)));
    let numbers = [plain(&draft.subscription), plain(&draft.smartcard), plain(&draft.set_top_box)];
    let [subscription, smartcard, set_top_box] = numbers;
    let note = plain(&draft.note).filter(|_| smartcard.is_none() && set_top_box.is_none());
    [subscription, smartcard, set_top_box, note]
}

pub(super) fn is_empty(draft: &JobDraft) -> bool {
    [&draft.subscription, &draft.smartcard, &draft.set_top_box].into_iter().all(Option::is_none)
}

/// Headings and first rows of the columns that are read, from which the user sees whether the encoding is right.
fn sample(rows: &[Row], typed: bool, columns: &[Use], headed: bool, headings: &[String]) -> Vec<Vec<String>> {
    let read = |at: usize| matches!(columns.get(at), Some(Use::As(_)));
    let shown = |cell: &String| {
        let cell = if sheet::is_four_digits(cell) { "••••".to_owned() } else { cell.clone() };
        sheet::without_pins(&cell).unwrap_or(cell).chars().take(SAMPLE_CELL_CHARS).collect::<String>()
    };
    let row =
        |row: &Row| row.cells.iter().enumerate().filter(|(at, _)| read(*at)).map(|(_, cell)| shown(cell)).collect();
    // If words are missing, it is not known which of a row's words is the secret.
    let misplaced = |row: &&Row| typed && columns.contains(&Use::Secret) && row.cells.len() != columns.len();
    let above = headed.then(|| headings.iter().map(shown).collect());
    above.into_iter().chain(rows.iter().filter(|row| !misplaced(row)).map(row)).take(SAMPLE_ROWS).collect()
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
