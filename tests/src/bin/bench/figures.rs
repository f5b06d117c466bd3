//! Figures of one part of the benchmark, and their report.

use std::fmt::Write;

/// Goal for a ratio.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
    /// Goal for the figure itself, not the ratio.
    FigureAtMost(f64),
}

struct Row {
    what: String,
    ours: f64,
    beside: Option<(String, f64)>,
    goal: Goal,
}

struct Raw {
    what: String,
    unit: &'static str,
    values: Vec<f64>,
}

/// Measurements of one part of the benchmark.
#[derive(Default)]
pub struct Figures {
    rows: Vec<Row>,
    raw: Vec<Raw>,
    notes: Vec<String>,
}

impl Figures {
    /// Adds the desk's figure with another one for comparison.
    pub fn row(&mut self, what: &str, ours: f64, (name, theirs): (&str, f64), goal: Goal) {
        self.rows.push(Row { what: what.to_owned(), ours, beside: Some((name.to_owned(), theirs)), goal });
    }

    /// Adds the desk's figure alone.
    pub fn alone(&mut self, what: &str, ours: f64, most: f64) {
        self.rows.push(Row { what: what.to_owned(), ours, beside: None, goal: Goal::FigureAtMost(most) });
    }

    pub fn raw(&mut self, what: impl Into<String>, unit: &'static str, values: &[f64]) {
        self.raw.push(Raw { what: what.into(), unit, values: values.to_vec() });
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The report as Markdown.
    pub fn text(&self) -> String {
        let mut text =
            "| what | desk | beside it | ratio | goal | reached |\n| --- | --: | --: | --: | --: | --- |\n".to_owned();
        for row in &self.rows {
            let (beside, ratio) = match &row.beside {
                Some((name, theirs)) => (format!("{name} {}", number(*theirs)), row.ours / theirs),
                None => ("–".to_owned(), row.ours),
            };
            let (goal, reached) = match row.goal {
                Goal::AtMost(most) => (format!("≤ {most}"), ratio <= most),
                Goal::AtLeast(least) => (format!("≥ {least}"), ratio >= least),
                Goal::FigureAtMost(most) => (format!("≤ {most}"), row.ours <= most),
            };
            let ratio =
                if row.beside.is_some() { format!("**{ratio:.2}**") } else { format!("**{}**", number(row.ours)) };
            let reached = if reached { "yes" } else { "no" };
            let (what, ours) = (&row.what, number(row.ours));
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "| {what} | {ours} | {beside} | {ratio} | {goal} | {reached} |");
        }
        text.push('\n');
        for raw in &self.raw {
            let values: Vec<_> = raw.values.iter().map(|value| number(*value)).collect();
            let _ = writeln!(text, "- {}, {}: {}", raw.what, raw.unit, values.join(" · "));
        }
        for note in &self.notes {
            let _ = writeln!(text, "- {note}");
        }
        text
    }
}

/// The median; of an even number of values, the mean of the middle two.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        even if even % 2 == 0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    }
}

fn number(value: f64) -> String {
    if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// Replaces the text of a part in a report and leaves all else unchanged.
pub fn place(report: &str, part: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- {part} -->"), format!("<!-- end of {part} -->"));
    let filled = format!("{open}\n{}\n{close}", text.trim_end());
    match (report.find(&open), report.find(&close)) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{filled}{}", &report[..start], &report[end + close.len()..])
        }
        _ => format!("{}\n\n{filled}\n", report.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_compared_with_its_goal() {
        let mut figures = Figures::default();
        figures.row("start", 130.0, ("empty", 100.0), Goal::AtMost(1.3));
        figures.row("rate", 70.0, ("bare", 100.0), Goal::AtLeast(0.8));
        figures.alone("key to paint, ms", 51.0, 50.0);
        let text = figures.text();
        assert!(text.contains("| start | 130 | empty 100 | **1.30** | ≤ 1.3 | yes |"), "{text}");
        assert!(text.contains("| rate | 70.0 | bare 100 | **0.70** | ≥ 0.8 | no |"), "{text}");
        assert!(text.contains("| key to paint, ms | 51.0 | – | **51.0** | ≤ 50 | no |"), "{text}");
    }

    #[test]
    fn the_median_is_not_the_mean() {
        assert!((median(&[9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(&[1.0, 2.0, 4.0, 90.0]) - 3.0).abs() < f64::EPSILON);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn a_part_replaces_its_own_section() {
        let report = "# Results\n<!-- sync -->\nold\n<!-- end of sync -->\nWhat was tried.\n";
        let report = place(report, "sync", "new\n");
        assert_eq!(report, "# Results\n<!-- sync -->\nnew\n<!-- end of sync -->\nWhat was tried.\n");
        let report = place(&report, "outbox", "rows");
        assert!(report.ends_with("What was tried.\n\n<!-- outbox -->\nrows\n<!-- end of outbox -->\n"), "{report}");
    }
}
