//! The field mode: the jobs of a day, what waits for a decision, the slip.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    error::problem::Problem,
    view::{Decision, RequestRow, ResolvedState, ThingKind},
};

/// What is to be done at one place: a card and a box to pair, as far as they are known beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct JobDraft {
    pub subscription: Option<String>,
    /// Serial number, CA id or alternative code.
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    /// Such as the room, or the time of the visit.
    pub note: Option<String>,
}

/// A line of a list that is being loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlannedJob {
    /// Within the list: two lines may have the same number.
    pub id: u32,
    /// Of the file, the worksheet or the text, from 1.
    pub line: u32,
    /// As it stands there.
    pub draft: JobDraft,
    pub verdicts: Vec<JobVerdict>,
    /// What somebody can have instead.
    pub repairs: Vec<JobRepair>,
}

/// A number that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobRepair {
    /// A smartcard, a set-top box or a subscription.
    pub part: ThingKind,
    pub text: String,
    /// What is said no more once it is taken.
    pub ends: Vec<JobVerdict>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum JobVerdict {
    /// Nothing in it names a card, a box or a subscription: it is left out.
    Empty,
    /// The same line stands above, or is loaded already: it is left out.
    Twice,
    /// A spreadsheet wrote the number as `1.9E+10`: digits are lost, and it is left out until somebody takes it.
    Exponent,
    /// The same, with all digits there.
    WrittenShort,
    /// A spreadsheet may have taken zeros in front of it.
    LostZero,
    /// Twelve digits: the card's number may be the first eleven.
    TwelveDigits,
    /// A column that was taken for a card's holds what looks like a box, or the other way round.
    Swapped,
    /// `="019"` or `'019`: marks for a spreadsheet.
    Protected,
    /// Characters that nobody sees.
    Invisible,
    /// Letters or digits that look like others.
    LookAlike,
    /// Blanks, dots or hyphens within the number.
    Grouped,
    /// `1900000001.0`.
    Decimals,
    /// No digit is in it: a total's word, a line of hyphens.
    NoNumber,
    /// Two numbers or more in one cell.
    Several,
    /// Four digits, or those after a word for a PIN, were not read.
    PinLeftOut,
}

/// A list as it was understood; nothing is kept yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobList {
    pub jobs: Vec<PlannedJob>,
    /// The headings that were understood, in the order of the columns; empty: there were none, and each value was taken
    /// for what it looks like.
    pub headings: Vec<String>,
    /// Headings that nothing was taken from.
    pub ignored: Vec<String>,
    /// Headings, or letters, of columns that were not read, because a PIN or a password may stand there.
    pub secret: Vec<String>,
    /// It has columns; else each line is words that somebody typed.
    pub table: bool,
    /// Headings and first rows, without what is not read.
    pub sample: Vec<Vec<String>>,
    pub source: SheetSource,
}

/// How a list was read, so that somebody can have it read in another way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SheetSource {
    /// Under which it is kept in memory, until another one is read or it is closed.
    pub id: String,
    /// Such as `windows-1253`; absent, where it did not come as bytes.
    pub encoding: Option<String>,
    /// What can be chosen instead.
    pub encodings: Vec<String>,
    /// The character itself, a blank for typed words, empty for one cell a line; absent, where cells are not parted by characters.
    pub separator: Option<String>,
    /// Of a workbook, the worksheet that was read.
    pub worksheet: Option<String>,
    /// Its others.
    pub other_worksheets: Vec<String>,
}

/// A job of the day.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldJob {
    pub id: String,
    /// From 1, in the order of the list.
    pub place: u32,
    pub draft: JobDraft,
    pub looked_up: Vec<JobPart>,
    /// What was sent for it last.
    pub row: Option<Box<RequestRow>>,
    /// Somebody said that it is done, or is not to be done.
    pub closed: bool,
}

/// What became of looking up one number of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobPart {
    pub kind: ThingKind,
    pub text: String,
    pub state: ResolvedState,
    pub as_of: Option<f64>,
}

/// How far the looking up of the day's jobs is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobsProgress {
    pub done: u32,
    pub total: u32,
    pub running: bool,
    /// Why it stopped before the end.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldDay {
    pub jobs: Vec<FieldJob>,
    pub progress: Option<JobsProgress>,
    /// Requests of the field mode that have not left.
    pub waiting: u32,
    /// Since when the server has been away; absent: it is there.
    pub away_since: Option<f64>,
    pub decisions: Vec<Decision>,
}

/// What is handed over after the work: no PIN is on it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Slip {
    pub row: RequestRow,
    /// Name of the connection, its organisation and unit.
    pub connection: String,
    pub organisation: String,
    pub unit: Option<String>,
    pub time_zone: String,
    /// As many as the request named.
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    /// Names of the services known to be active on the card.
    pub services: Vec<String>,
    pub reference_number: Option<String>,
    /// A QR code of the request number, as an SVG document; absent while there is no number.
    pub qr: Option<String>,
    pub made: f64,
}
