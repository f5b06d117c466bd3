//! Field mode: the jobs of a day, decisions that wait for the user, and the slip.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    error::problem::Problem,
    view::{Decision, EntityKind, RequestRow, ResolvedState},
};

/// The work at one place: a card and a box to pair, as far as they are known beforehand.
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

/// A line of a job list that is being loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlannedJob {
    /// Unique within the list; two lines may have the same line number.
    pub id: u32,
    /// Number of the line or row in the file, the worksheet or the text, from 1.
    pub line: u32,
    /// The values exactly as the list has them.
    pub draft: JobDraft,
    pub verdicts: Vec<JobVerdict>,
    /// Values that the user can take instead.
    pub repairs: Vec<JobRepair>,
}

/// A number that was possibly meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobRepair {
    /// A smartcard, a set-top box or a subscription.
    pub part: EntityKind,
    pub text: String,
    /// Verdicts that no longer apply once it is taken.
    pub ends: Vec<JobVerdict>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum JobVerdict {
    /// Without a card, a box or a subscription; left out.
    Empty,
    /// A repetition of an earlier line or of a job that is loaded already; left out.
    Twice,
    /// The number was written by a spreadsheet as `1.9E+10`: digits are lost. Left out until the user takes it.
    Exponent,
    /// The number was written with an exponent, but all digits are there.
    WrittenShort,
    /// A spreadsheet may have removed leading zeros.
    LostZero,
    /// Twelve digits: the card's number may be the first eleven.
    TwelveDigits,
    /// A column taken for cards holds a value that looks like a box, or the other way round.
    Swapped,
    /// The number is marked as text for a spreadsheet: `="019"` or `'019`.
    Protected,
    /// The number contains invisible characters.
    Invisible,
    /// The number contains letters or digits that look like others.
    LookAlike,
    /// Blanks, dots or hyphens within the number.
    Grouped,
    /// The number has decimals, as in `1900000001.0`.
    Decimals,
    /// The number has no digit, for example the word for a total or a line of hyphens.
    NoNumber,
    /// Two numbers or more in one cell.
    Several,
    /// Four digits, or digits after a word for a PIN, were not read.
    PinLeftOut,
}

/// A job list as it was understood. Nothing is kept yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobList {
    pub jobs: Vec<PlannedJob>,
    /// The headings that were understood, in the order of the columns. Empty: there were none, and each value was
    /// classified by its look.
    pub headings: Vec<String>,
    /// Headings of columns that are not used.
    pub ignored: Vec<String>,
    /// Headings, or letters, of columns that were not read because they may hold a PIN or a password.
    pub secret: Vec<String>,
    /// The list has columns; otherwise each line is typed words.
    pub table: bool,
    /// Headings and first rows, without the columns that are not read.
    pub sample: Vec<Vec<String>>,
    pub source: SheetSource,
}

/// How a list was read, so that the user can have it read in another way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SheetSource {
    /// Names the list in memory, until another one is read or it is closed.
    pub id: String,
    /// Such as `windows-1253`; absent if the list did not come as bytes.
    pub encoding: Option<String>,
    /// The encodings that can be chosen.
    pub encodings: Vec<String>,
    /// The separating character, a blank for typed words, or empty for one cell a line; absent where cells are not
    /// separated by characters, as in a workbook.
    pub separator: Option<String>,
    /// The worksheet that was read; absent unless the list is a workbook.
    pub worksheet: Option<String>,
    /// The workbook's other worksheets.
    pub other_worksheets: Vec<String>,
}

/// A job of the day.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldJobView {
    pub id: String,
    /// Position in the list, from 1.
    pub place: u32,
    pub draft: JobDraft,
    pub looked_up: Vec<JobPart>,
    /// The request that was sent for it last; absent if none was.
    pub row: Option<Box<RequestRow>>,
    /// The user marked it as done or as not to be done.
    pub closed: bool,
}

/// The result of looking up one number of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobPart {
    pub kind: EntityKind,
    pub text: String,
    pub state: ResolvedState,
    pub as_of: Option<f64>,
}

/// Progress of looking up the day's jobs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobsProgress {
    pub done: u32,
    pub total: u32,
    pub running: bool,
    /// The problem that stopped it before the end.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldDay {
    pub jobs: Vec<FieldJobView>,
    pub progress: Option<JobsProgress>,
    /// Field-mode requests that have not left.
    pub waiting: u32,
    /// When the server went away; absent while it can be reached.
    pub away_since: Option<f64>,
    pub decisions: Vec<Decision>,
}

/// The slip that the installer hands over after the work. It carries no PIN.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Slip {
    pub row: RequestRow,
    /// Name of the connection; its organisation and unit follow.
    pub connection: String,
    pub organisation: String,
    pub unit: Option<String>,
    pub time_zone: String,
    /// All cards that the request names.
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    /// Names of the services known to be active on the card.
    pub services: Vec<String>,
    pub reference_number: Option<String>,
    /// The person who sent it, or the user's name; absent for a Web API key, which names no person.
    pub installer: Option<String>,
    /// A QR code of the request number, as an SVG document; absent while there is no number.
    pub qr: Option<String>,
    pub made: f64,
}
