//! Sheets as other programs and people make them: how many rows are read, how many are ready, and what is found.

use super::*;

const PAIR: &str = "conax.create-pairing";
const RESET: &str = "conax.reset-pin";

struct Trial {
    what: &'static str,
    sheet: &'static str,
    operation: &'static str,
    /// Rows that are read, and those that are ready.
    rows: (u32, u32),
    /// Kinds of findings, in the order in which they are shown.
    found: &'static [&'static str],
}

const TRIALS: &[Trial] = &[
    Trial {
        what: "a hint of the separator",
        sheet: "sep=;\nRoom;Decoder;Customer PIN;Smart card;Subscription no\nHall;STB0000001;1234;01900000001;S100\n",
        operation: PAIR,
        rows: (1, 1),
        found: &[],
    },
    Trial {
        what: "titles above the headings",
        sheet: "Jobs of March;;;\nNorth;;;\n\nDecoder;PIN;Smart card;Subscription\nSTB0000001;1234;01900000001;S100\n",
        operation: PAIR,
        rows: (1, 1),
        found: &[],
    },
    Trial {
        what: "Greek headings",
        sheet: "Δωμάτιο;Αποκωδικοποιητής;Κάρτα;Συνδρομή\nΚουζίνα;STB0000001;01900000001;S100\n",
        operation: PAIR,
        rows: (1, 1),
        found: &[],
    },
    Trial {
        what: "numbers behind an equals sign or an apostrophe",
        sheet: "Card;Subscription\n=\"01900000001\";S100\n'01900000002;S101\n",
        operation: RESET,
        rows: (2, 0),
        found: &["protectedText"],
    },
    Trial {
        what: "lines that end by a carriage return",
        sheet: "Card;Subscription\r01900000001;S100\r1900000002;S101\r",
        operation: RESET,
        rows: (2, 1),
        found: &["lostZero"],
    },
    Trial {
        what: "no headings",
        sheet: "01900000001;STB0000001\n01900000002;STB0000002\n",
        operation: "nagra.pair",
        rows: (2, 2),
        found: &[],
    },
    Trial {
        what: "blank rows",
        sheet: "Card;Subscription\n01900000001;S100\n\n;\n01900000002;S101\n;;;\n\n\n",
        operation: RESET,
        rows: (2, 2),
        found: &[],
    },
    Trial {
        what: "errors of the spreadsheet",
        sheet: "Card;Subscription\n#N/A;S100\n01900000002;#REF!\n01900000003;S102\n",
        operation: RESET,
        rows: (3, 1),
        found: &["errorValue", "errorValue"],
    },
    Trial {
        what: "card and box in each other's column",
        sheet: "Card;Box\nSTB0000001;01900000001\n01900000002;STB0000002\n",
        operation: "nagra.pair",
        rows: (2, 1),
        found: &["swapped", "swapped"],
    },
    Trial {
        what: "three entities in a row",
        sheet: "Card;Box 1;Box 2;Subscription\n01900000001;STB0000001;STB0000002;S100\n",
        operation: PAIR,
        rows: (1, 1),
        found: &[],
    },
    Trial {
        what: "a number that lost its digits",
        sheet: "Card;Subscription\n1.90E+10;S100\n",
        operation: RESET,
        rows: (1, 0),
        found: &["lostDigits"],
    },
    Trial {
        what: "two numbers in a cell",
        sheet: "Card;Subscription\n01900000001 01900000002;S100\n",
        operation: RESET,
        rows: (1, 0),
        found: &["severalNumbers"],
    },
];

#[tokio::test]
async fn sheets_of_other_programs_are_read_with_their_oddities() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let requests = bed.control().requests();
    for Trial { what, sheet, operation, rows, found } in TRIALS {
        let sheet = desk.bulk.bring_sheet_text((*sheet).to_owned()).await.unwrap();
        let matching = desk.bulk.suggest_bulk_matching(sheet.id.clone(), (*operation).to_owned()).await.unwrap();
        let check = desk.bulk.match_bulk_sheet(sheet.id, matching.clone()).await;
        let check = check.unwrap_or_else(|problem| panic!("{what}: {matching:?} {problem:?}")).check.unwrap();
        let kinds: Vec<&str> = check.findings.iter().map(|found| found.kind.as_str()).collect();
        assert_eq!(((sheet.rows, check.batch.ready), &*kinds), (*rows, *found), "{what}: {matching:?}");
    }
    assert_eq!(bed.control().requests(), requests, "nothing is created");
    desk.shutdown().await;
}
