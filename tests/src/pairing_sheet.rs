//! Sheets of pairings: a card and a box in each row.

use std::path::Path;

use desk::{
    Desk,
    problem::Problem,
    view::{BatchState, BatchView, BulkSheet, SheetMatching},
};

/// The batch of a file, which is brought, matched and repaired as far as it is not yet. `None`: there is more to do.
pub async fn planned(desk: &Desk, file: &Path) -> Result<Option<BatchView>, Problem> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let known = desk.bulk.bulk_sheets().await?.into_iter().find(|sheet| sheet.name == name);
    let sheet = match known {
        Some(known) => desk.bulk.bulk_sheet(known.id).await?,
        None => desk.bulk.bring_sheet_file(file).await?,
    };
    let sheet = if sheet.check.is_some() { sheet } else { matched(desk, sheet).await? };
    let Some(check) = sheet.check else { return Ok(None) };
    let found = check.findings.into_iter().find(|found| found.repairable > 0);
    match found.filter(|_| check.batch.state == BatchState::Planned) {
        Some(found) => {
            desk.bulk.repair_bulk_findings(sheet.id, found.kind, found.field, false).await?;
            Ok(None)
        }
        None => Ok(Some(check.batch)),
    }
}

async fn matched(desk: &Desk, sheet: BulkSheet) -> Result<BulkSheet, Problem> {
    let field = |heading: &str| match heading {
        "Card" => Some("smartcard_set".to_owned()),
        "Box" => Some("stb_set".to_owned()),
        "At once" => Some("process_immediately".to_owned()),
        _ => None,
    };
    let columns = sheet.columns.iter().map(|column| field(&column.heading)).collect();
    let operation = "conax.create-pairing".to_owned();
    desk.bulk.match_bulk_sheet(sheet.id, SheetMatching { operation, columns, ..SheetMatching::default() }).await
}
