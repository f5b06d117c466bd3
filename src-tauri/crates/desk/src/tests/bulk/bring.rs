//! Bringing sheets: what is read of them, and what is not.

use super::*;
use crate::{
    error::problem::Problem,
    view::{BulkReading, BulkTemplate, TemplateColumn},
};

async fn file(bed: &Bed, desk: &Desk, name: &str, bytes: &[u8]) -> Result<BulkSheet, Problem> {
    let path = bed.dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    desk.bulk.bring_sheet_file(path.to_string_lossy().into_owned()).await
}

#[tokio::test]
async fn nothing_of_a_pin_column_is_stored() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let text = "Card;Customer PIN;Note\n01900000001;47118182;PIN 91827364\n01900000002;47118183;kitchen\n";
    let sheet = file(&bed, &desk, "cards.csv", text.as_bytes()).await.unwrap();
    std::fs::remove_file(bed.dir.path().join("cards.csv")).unwrap();
    assert_eq!(sheet.columns.iter().map(|column| column.secret).collect::<Vec<_>>(), [false, true, false]);
    let all = rows(&desk, &sheet.id, BatchPart::All).await;
    assert_eq!(all.rows[0].cells, ["01900000001", "", "PIN ••••"]);
    let refused = desk
        .bulk
        .match_bulk_sheet(sheet.id, matching("conax.reset-pin", &["smartcard_identifier", "subscription_identifier"]))
        .await
        .unwrap_err();
    assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].fault.as_str()), ("column.1", "secretColumn"));
    desk.shutdown().await;
    for pin in ["47118182", "91827364"] {
        assert_eq!(files_with(&bed.data_dir(), pin), Vec::<std::path::PathBuf>::new(), "{pin}");
    }
}

#[tokio::test]
async fn a_sheet_is_read_again_with_other_settings_and_remembered_by_its_headings() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let text = "Cards of March;\nKarte;Vertrag\n01900000001;S100\n";
    let sheet = file(&bed, &desk, "märz.csv", text.as_bytes()).await.unwrap();
    assert_eq!((sheet.name.as_str(), sheet.rows, sheet.source.heading_line), ("märz.csv", 1, Some(2)));
    assert_eq!((sheet.source.separator.as_deref(), sheet.source.first_line, sheet.open), (Some(";"), 3, true));
    let reading = BulkReading { heading_line: Some(0), ..BulkReading::default() };
    let again = desk.bulk.read_bulk_sheet_again(sheet.id.clone(), reading).await.unwrap();
    assert_eq!((again.rows, again.source.heading_line), (3, None));
    assert!(desk.bulk.bulk_sheet(sheet.id).await.is_err(), "the new one took its place");
    let headed = desk.bulk.read_bulk_sheet_again(again.id, BulkReading::default()).await.unwrap();
    assert_eq!(headed.matching, None);
    let suggested = desk.bulk.suggest_bulk_matching(headed.id.clone(), "conax.reset-pin".to_owned()).await.unwrap();
    assert_eq!(suggested.columns[0].as_deref(), Some("smartcard_identifier"), "by its values");
    desk.bulk.match_bulk_sheet(headed.id, resets()).await.unwrap();
    let next = file(&bed, &desk, "april.csv", "KARTE;Vertrag:\n01900000009;S100\n".as_bytes()).await.unwrap();
    assert_eq!(next.matching, Some(resets()), "the same headings");
    assert_eq!(desk.bulk.bulk_sheets().await.unwrap().len(), 2);
    desk.bulk.delete_bulk_sheet(next.id).await.unwrap();
    assert_eq!(desk.bulk.bulk_sheets().await.unwrap().len(), 1);
    desk.shutdown().await;
}

#[tokio::test]
async fn sheets_that_cannot_be_read_say_why_and_leave_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    for (name, bytes, fault) in [
        ("~$cards.xlsx", &b"\x05eleni"[..], "isLockFile"),
        ("cards.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "isXls"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table>", "isHtml"),
        ("open.csv", b"Card;Box\n\"01900000001;STB1\n01900000002;STB2\n", "openQuote"),
        ("empty.csv", b"Card;Box\n;\n", "noRows"),
    ] {
        let problem = file(&bed, &desk, name, bytes).await.unwrap_err();
        assert_eq!(problem.fields[0].fault, fault, "{name}");
    }
    // The headings and the titles above them are no rows.
    let most = format!("March\n\nCard\n{}", "01900000001\n".repeat(100_000));
    let sheet = file(&bed, &desk, "most.csv", most.as_bytes()).await.unwrap();
    assert_eq!(sheet.rows, 100_000);
    desk.bulk.delete_bulk_sheet(sheet.id).await.unwrap();
    let many = format!("Card\n{}", "01900000001\n".repeat(100_001));
    let problem = file(&bed, &desk, "many.csv", many.as_bytes()).await.unwrap_err();
    assert_eq!(
        (problem.fields[0].fault.as_str(), problem.fields[0].params["most"].as_str()),
        ("tooManyListRows", "100000")
    );
    assert!(desk.bulk.bulk_sheets().await.unwrap().is_empty());
    let left: u32 = desk
        .core
        .read_journal(|journal| Ok(u32::try_from(journal.sheet_rows("", 0, 1)?.len()).unwrap()))
        .await
        .unwrap();
    assert_eq!(left, 0);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_template_has_headings_and_rules_and_no_rows() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let path = bed.dir.path().join("template.xlsx");
    let column = |heading: &str| TemplateColumn { heading: heading.to_owned(), rules: vec!["Needed".to_owned()] };
    let asked = BulkTemplate {
        rows_name: "Rows".to_owned(),
        rules_name: "Rules".to_owned(),
        rule_headings: vec!["Column".to_owned(), "Needed?".to_owned()],
        columns: vec![column("Smartcard"), column("Subscription")],
    };
    desk.bulk.save_bulk_template(path.clone(), asked).await.unwrap();
    let read = crate::sheet::workbook::read_here(std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(read[0].rows[0].cells, ["Smartcard", "Subscription"]);
    assert_eq!(read[0].rows.len(), 1, "no example is among the rows that are sent");
    assert_eq!(read[1].rows[1].cells, ["Smartcard", "Needed"]);
    desk.shutdown().await;
}

/// The same sheet as three programs write it: a card, a box, a subscription, a PIN and a remark in columns A to E.
#[cfg(unix)]
#[tokio::test]
async fn columns_beside_the_range_are_neither_read_nor_matched_nor_written() {
    let bed = Bed::new();
    let lines = bed.dir.path().join("lines");
    let reader = crate::SheetReader {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), "cat > /dev/null; cat \"$0\"".into(), lines.to_string_lossy().into_owned()],
        longest: std::time::Duration::from_hours(1),
    };
    let desk = Desk::open(crate::Options { sheet_reader: reader, ..bed.options() }).await.unwrap();
    hold(&desk, 0).await;
    sign_in(&desk, "sandbox", false).await;
    let csv = "Cards to re-pair, March;;;;\n\nCard;Box;Subscription;PIN;Remark\n01900000001;STB0000001;S100;4711;2nd TV\n\
        01900000002;STB0000002;S101;0815;\n";
    for (name, bytes) in [
        ("openpyxl.xlsx", &include_bytes!("../../sheet/workbook/tests/openpyxl.xlsx")[..]),
        ("libreoffice.xlsx", include_bytes!("../../sheet/workbook/tests/libreoffice.xlsx")),
        ("libreoffice.ods", include_bytes!("../../sheet/workbook/tests/libreoffice.ods")),
        ("cards.csv", csv.as_bytes()),
    ] {
        if bytes != csv.as_bytes() {
            std::fs::write(&lines, crate::sheet::workbook::written_here(bytes.to_vec())).unwrap();
        }
        let whole = file(&bed, &desk, name, bytes).await.unwrap();
        std::fs::remove_file(bed.dir.path().join(name)).unwrap();
        assert_eq!(letters(&whole), [("A", false), ("B", false), ("C", false), ("D", true), ("E", false)], "{name}");
        let part = desk.bulk.read_bulk_sheet_again(whole.id, columns("b", "C")).await.unwrap();
        assert_eq!(letters(&part), [("B", false), ("C", false)], "{name}: nothing is said of the PINs");
        let crate::view::BulkSource { first_column, last_column, first_line, heading_line, .. } = part.source;
        assert_eq!((first_column.as_deref(), last_column.as_deref()), (Some("B"), Some("C")), "{name}");
        assert_eq!((heading_line, first_line), (Some(3), 4), "{name}");
        let all = rows(&desk, &part.id, BatchPart::All).await;
        assert_eq!(all.rows[0].cells, ["STB0000001", "S100"], "{name}");
        let suggested = desk.bulk.suggest_bulk_matching(part.id.clone(), "nagra.pair".to_owned()).await.unwrap();
        let fields: Vec<_> = suggested.columns.iter().map(Option::as_deref).collect();
        assert_eq!(fields, [Some("stb_identifier"), Some("subscription_identifier")], "{name}");
        let card =
            desk.bulk.match_bulk_sheet(part.id.clone(), matching("nagra.pair", &["", "", "smartcard_identifier"]));
        assert_eq!(card.await.unwrap_err().fields[0].field, "column.2", "{name}: there is no such column");
        let pins = desk.bulk.read_bulk_sheet_again(part.id, columns("C", "")).await.unwrap();
        assert_eq!(letters(&pins), [("C", false), ("D", true), ("E", false)], "{name}");
        assert_eq!(rows(&desk, &pins.id, BatchPart::All).await.rows[0].cells, ["S100", "", "2nd TV"], "{name}");
    }
    desk.shutdown().await;
    std::fs::remove_file(&lines).unwrap();
    assert_eq!(files_with(&bed.data_dir(), "4711"), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn a_range_of_no_columns_is_refused_and_the_sheet_stays() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = desk.bulk.bring_sheet_text("Card;Subscription\n01900000001;S100\n".to_owned()).await.unwrap();
    for (first, last, fault) in [
        ("F", "B", ("last_column", "beforeFirstColumn")),
        ("1", "", ("first_column", "notAColumn")),
        ("", "C", ("last_column", "afterLastColumn")),
        ("D", "", ("first_column", "afterLastColumn")),
    ] {
        let refused = desk.bulk.read_bulk_sheet_again(sheet.id.clone(), columns(first, last)).await.unwrap_err();
        let [found] = &*refused.fields else { panic!("{refused:?}") };
        assert_eq!((found.field.as_str(), found.fault.as_str()), fault, "{first} to {last}");
    }
    let left = desk.bulk.bulk_sheets().await.unwrap();
    assert_eq!(left.iter().map(|sheet| &sheet.id).collect::<Vec<_>>(), [&sheet.id]);
    assert_eq!(rows(&desk, &sheet.id, BatchPart::All).await.total, 1);
    desk.shutdown().await;
}

fn columns(first: &str, last: &str) -> BulkReading {
    let typed = |text: &str| Some(text.to_owned());
    BulkReading { first_column: typed(first), last_column: typed(last), ..BulkReading::default() }
}

/// The columns of a sheet, and whether they were not read.
#[cfg(unix)]
fn letters(sheet: &BulkSheet) -> Vec<(&str, bool)> {
    sheet.columns.iter().map(|column| (column.letter.as_str(), column.secret)).collect()
}
