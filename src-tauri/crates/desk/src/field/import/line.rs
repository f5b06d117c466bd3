//! Reads one line of a job list.

use crate::{
    connections::identifier_rules,
    sheet::{self, Column, Fits, Odd, Use, tidy, with_lost_zeros},
    view::{ConnectionRules, EntityKind, JobDraft, JobRepair, JobVerdict},
};

/// Most leading zeros that a spreadsheet may have removed from a number in a column of a known kind.
const MAX_LOST_ZEROS: usize = 3;
/// Most groups in which a card's number may be typed: one for each of its digits.
const MAX_DIGIT_GROUPS: usize = 12;
/// Longest note in characters, as in a cell of a workbook.
const MAX_NOTE_CHARS: usize = 1_000;

pub(super) struct TypedLine<'a> {
    rules: &'a ConnectionRules,
    /// The job as it is written in the list.
    pub(super) draft: JobDraft,
    /// The job with its numbers as they were meant.
    pub(super) meant: JobDraft,
    pub(super) verdicts: Vec<JobVerdict>,
    pub(super) repairs: Vec<JobRepair>,
    /// Parts of the note.
    notes: Vec<String>,
}

impl<'a> TypedLine<'a> {
    pub(super) fn new(rules: &'a ConnectionRules) -> Self {
        let draft = JobDraft::default();
        Self { rules, meant: draft.clone(), draft, verdicts: Vec::new(), repairs: Vec::new(), notes: Vec::new() }
    }

    /// Reads the cells by the headings of their columns.
    pub(super) fn take(&mut self, cells: Vec<String>, columns: &[Use]) {
        for (cell, used) in cells.into_iter().zip(columns) {
            let Use::As(column) = used else { continue };
            if cell.is_empty() {
                continue;
            }
            let kind = self.kind(&cell);
            match column {
                // A PIN may be here if the cells are in another order than the headings.
                Column::Note if sheet::is_four_digits(&cell) => self.found(JobVerdict::PinLeftOut, true),
                Column::Smartcard | Column::SetTopBox | Column::Serial if self.may_be_pin(&cell) => {
                    self.found(JobVerdict::PinLeftOut, true);
                }
                Column::Note => self.note(&cell),
                Column::Subscription => self.number(EntityKind::Subscription, cell, 0),
                Column::Smartcard => {
                    self.found(JobVerdict::Swapped, kind == EntityKind::SetTopBox);
                    self.number(EntityKind::Smartcard, cell, MAX_LOST_ZEROS);
                }
                Column::SetTopBox => {
                    self.found(JobVerdict::Swapped, kind == EntityKind::Smartcard);
                    self.number(EntityKind::SetTopBox, cell, MAX_LOST_ZEROS);
                }
                Column::Serial if kind == EntityKind::SetTopBox => self.number(kind, cell, 0),
                Column::Serial => self.number(EntityKind::Smartcard, cell, 1),
            }
        }
    }

    /// Reads typed words under headings of which one is secret, when the number of words differs. Words as short as a
    /// PIN are not read; if there is none, the word in the place of the secret is not.
    pub(super) fn guess_beside_secret(&mut self, words: &[String], columns: &[Use]) {
        let words = self.joined(words);
        if words.len() == columns.len() {
            return self.take(words, columns);
        }
        let item = |word: &str| self.kind(word) == EntityKind::Item;
        let short = words.iter().any(|word| sheet::is_short(word) && item(word));
        let in_place = !short && words.len() > columns.len();
        let secret = |(at, word): &(usize, String)| {
            let looks = if in_place { columns.get(*at) == Some(&Use::Secret) } else { sheet::is_short(word) };
            looks && item(word)
        };
        let (secret, open): (Vec<_>, Vec<_>) = words.into_iter().enumerate().partition(secret);
        self.found(JobVerdict::PinLeftOut, !secret.is_empty());
        self.guess(open.into_iter().map(|(_, word)| word).collect(), &[]);
    }

    /// Reads cells without headings: each value is classified by itself, or else by the majority of its column. Of
    /// typed words, the one that is neither a card nor a box is the subscription or, if it has no digit or follows
    /// other words, the note.
    pub(super) fn guess(&mut self, cells: Vec<String>, columns: &[Use]) {
        let mut cells = if columns.is_empty() { self.joined(&cells) } else { cells };
        for (wanted, column) in [(EntityKind::Smartcard, Column::Smartcard), (EntityKind::SetTopBox, Column::SetTopBox)]
        {
            let fits = |at: &usize| self.kind(&cells[*at]) == wanted && columns.get(*at) != Some(&Use::Secret);
            let own = (0..cells.len()).filter(fits).min_by_key(|at| columns.get(*at) != Some(&Use::As(column)));
            if let Some(at) = own {
                let cell = std::mem::take(&mut cells[at]);
                self.number(wanted, cell, 0);
            }
        }
        for (at, cell) in cells.into_iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            // A title above a column of numbers is a note.
            let used = columns
                .get(at)
                .map(|used| if *used == Use::Secret || mostly_digits(&cell) { *used } else { Use::As(Column::Note) });
            let lost_zero = || {
                tidy(&cell, Some(&|_: &str| false)).text.len() == 10 && self.lost_zeros(EntityKind::Smartcard, &cell, 1)
            };
            match used {
                Some(Use::Secret | Use::Nothing) => {}
                Some(Use::As(Column::Smartcard)) if self.draft.smartcard.is_none() && !self.may_be_pin(&cell) => {
                    self.number(EntityKind::Smartcard, cell, 1);
                }
                Some(Use::As(Column::SetTopBox)) if self.draft.set_top_box.is_none() && !self.may_be_pin(&cell) => {
                    self.number(EntityKind::SetTopBox, cell, 0);
                }
                Some(Use::As(Column::Subscription)) if self.draft.subscription.is_none() => {
                    self.number(EntityKind::Subscription, cell, 0);
                }
                None if self.draft.smartcard.is_none() && !sheet::phone_or_date(&cell) && lost_zero() => {
                    self.number(EntityKind::Smartcard, cell, 1);
                }
                // Four digits in any other place are no identifier, and may be a PIN.
                _ if sheet::is_four_digits(&cell) => self.found(JobVerdict::PinLeftOut, true),
                None if self.draft.subscription.is_none() && self.notes.is_empty() && is_number(&cell) => {
                    self.number(EntityKind::Subscription, cell, 0);
                }
                _ => self.note(&cell),
            }
        }
    }

    /// Joins words of digits that together make a card's number, because it was typed in groups as it is printed.
    fn joined(&self, words: &[String]) -> Vec<String> {
        let digits = |word: &String| word.len() < 8 && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut joined = Vec::new();
        let mut rest = words;
        while let Some(word) = rest.first() {
            let several = rest.iter().take(MAX_DIGIT_GROUPS).take_while(|word| digits(word)).count();
            let together = (2..=several).rev().find(|count| {
                identifier_rules::test(self.rules, &rest[..*count].concat()).kind == EntityKind::Smartcard
            });
            let count = together.unwrap_or(1);
            joined.push(if count > 1 { rest[..count].join(" ") } else { word.clone() });
            rest = &rest[count..];
        }
        joined
    }

    fn kind(&self, cell: &str) -> EntityKind {
        sheet::kind(self.rules, cell)
    }

    fn fits(&self, kind: EntityKind, text: &str) -> bool {
        identifier_rules::test(self.rules, text).kind == kind
    }

    /// Whether a cell of four digits may be a PIN: it is no identifier, not even with the zeros that it may have lost.
    fn may_be_pin(&self, cell: &str) -> bool {
        let zeros = |kind| self.lost_zeros(kind, cell, MAX_LOST_ZEROS);
        sheet::is_four_digits(cell)
            && self.kind(cell) == EntityKind::Item
            && !zeros(EntityKind::Smartcard)
            && !zeros(EntityKind::SetTopBox)
    }

    fn lost_zeros(&self, kind: EntityKind, cell: &str, most: usize) -> bool {
        with_lost_zeros(self.rules, kind, &tidy(cell, Some(&|text: &str| self.fits(kind, text))).text, most).is_some()
    }

    /// Takes a number as it is written, notes its oddities, and proposes repairs.
    fn number(&mut self, kind: EntityKind, cell: String, zeros: usize) {
        if self.is_filled(kind) {
            return;
        }
        let cell = self.without_pins(cell);
        let anything = |text: &str| !self.fits(EntityKind::Item, text);
        let item = kind != EntityKind::Subscription;
        let masks: Option<Fits<'_>> = if item { Some(&anything) } else { None };
        let tidied = tidy(&cell, masks);
        let lost_zero = with_lost_zeros(self.rules, kind, &tidied.text, zeros);
        let printed = tidied.text.get(..11).filter(|eleven| {
            let digits = tidied.text.len() == 12 && tidied.text.bytes().all(|byte| byte.is_ascii_digit());
            kind == EntityKind::Smartcard && digits && self.fits(kind, eleven)
        });
        let guess = lost_zero.map(|text| (text, JobVerdict::LostZero));
        let guess = guess.or_else(|| printed.map(|eleven| (eleven.to_owned(), JobVerdict::TwelveDigits)));
        let mut ends: Vec<JobVerdict> = tidied.odd.iter().map(|odd| verdict(*odd)).collect();
        for verdict in &ends {
            self.found(*verdict, true);
        }
        if !ends.is_empty() && !ends.contains(&JobVerdict::Exponent) {
            self.repairs.push(JobRepair { part: kind, text: tidied.text.clone(), ends: ends.clone() });
        }
        let several = if item && tidied.odd.is_empty() { self.several(kind, &cell) } else { Vec::new() };
        self.found(JobVerdict::Several, !several.is_empty());
        for text in several {
            self.repairs.push(JobRepair { part: kind, text, ends: vec![JobVerdict::Several] });
        }
        let digits = tidied.text.bytes().any(|byte| byte.is_ascii_digit());
        self.found(JobVerdict::NoNumber, item && !digits && !self.fits(kind, &tidied.text));
        if let Some((text, verdict)) = guess {
            self.found(verdict, true);
            ends.push(verdict);
            self.repairs.push(JobRepair { part: kind, text, ends });
        }
        *place(&mut self.meant, kind) = Some(tidied.text);
        *place(&mut self.draft, kind) = Some(cell);
    }

    /// The numbers in a cell that holds several, and otherwise only words.
    fn several(&self, kind: EntityKind, cell: &str) -> Vec<String> {
        const NUMBER_SEPARATORS: [char; 7] = ['/', ';', ',', '+', '&', '|', '\\'];
        if self.fits(kind, cell) && !cell.contains(char::is_whitespace) {
            return Vec::new();
        }
        let words = cell.split(|letter: char| letter.is_whitespace() || NUMBER_SEPARATORS.contains(&letter));
        let numbers = words.filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()) && self.fits(kind, word));
        let mut numbers: Vec<String> = numbers.map(str::to_owned).collect();
        numbers.dedup();
        if numbers.len() > 1 { numbers } else { Vec::new() }
    }

    fn is_filled(&self, kind: EntityKind) -> bool {
        match kind {
            EntityKind::Smartcard => self.draft.smartcard.is_some(),
            EntityKind::SetTopBox => self.draft.set_top_box.is_some(),
            _ => self.draft.subscription.is_some(),
        }
    }

    fn note(&mut self, cell: &str) {
        self.notes.push(sheet::without_formula(cell).unwrap_or_else(|| cell.to_owned()));
    }

    /// Ends the line and assembles its note.
    pub(super) fn end(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        // Checks all words together, because a PIN may be the word after its label.
        let note = std::mem::take(&mut self.notes).join(" ");
        let note: String = self.without_pins(note).chars().take(MAX_NOTE_CHARS).collect();
        self.meant.note = Some(note.clone());
        self.draft.note = Some(note);
    }

    fn without_pins(&mut self, text: String) -> String {
        let without = sheet::without_pins(&text);
        self.found(JobVerdict::PinLeftOut, without.is_some());
        without.unwrap_or(text)
    }

    fn found(&mut self, verdict: JobVerdict, is: bool) {
        if is && !self.verdicts.contains(&verdict) {
            self.verdicts.push(verdict);
        }
    }
}

fn place(draft: &mut JobDraft, kind: EntityKind) -> &mut Option<String> {
    match kind {
        EntityKind::Smartcard => &mut draft.smartcard,
        EntityKind::SetTopBox => &mut draft.set_top_box,
        _ => &mut draft.subscription,
    }
}

fn verdict(odd: Odd) -> JobVerdict {
    match odd {
        Odd::Protected => JobVerdict::Protected,
        Odd::Invisible => JobVerdict::Invisible,
        Odd::LookAlike => JobVerdict::LookAlike,
        Odd::Grouped => JobVerdict::Grouped,
        Odd::Decimals => JobVerdict::Decimals,
        Odd::LostDigits => JobVerdict::Exponent,
        Odd::Exponent => JobVerdict::WrittenShort,
    }
}

fn mostly_digits(value: &str) -> bool {
    value.bytes().filter(u8::is_ascii_digit).count() * 2
        >= value.chars().filter(|letter| letter.is_alphabetic()).count()
        && value.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_number(value: &str) -> bool {
    !value.contains(char::is_whitespace) && value.contains(|letter: char| letter.is_ascii_digit())
}
