//! Rows that a spreadsheet does not show, because a user hid them or a filter does. Values of workbooks do not tell.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use crate::sheet::cell_range::CellRange;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Number of hidden rows in that part of a worksheet; 0 where the archive cannot be read.
pub(super) fn count(bytes: &[u8], worksheet: Option<&str>, range: CellRange) -> u32 {
    ZipArchive::new(Cursor::new(bytes))
        .ok()
        .and_then(|mut archive| counted(&mut archive, worksheet?, range))
        .unwrap_or_default()
}

fn counted(archive: &mut Archive<'_>, worksheet: &str, range: CellRange) -> Option<u32> {
    let mut id = None;
    each(archive, "xl/workbook.xml", "sheet", |sheet| {
        if attribute(sheet, "name").as_deref() == Some(worksheet) {
            id = attribute(sheet, "r:id");
        }
    })?;
    let (id, mut path) = (id?, None);
    each(archive, "xl/_rels/workbook.xml.rels", "Relationship", |relationship| {
        if attribute(relationship, "Id").as_ref() == Some(&id) {
            path = attribute(relationship, "Target");
        }
    })?;
    let path = path?;
    let path = path.strip_prefix('/').map_or_else(|| format!("xl/{path}"), str::to_owned);
    let (mut hidden, mut line) = (0, 0);
    each(archive, &path, "row", |row| {
        // A row without a number is the next one.
        line = attribute(row, "r").and_then(|line| line.parse().ok()).unwrap_or(line + 1);
        let is_hidden = matches!(attribute(row, "hidden").as_deref(), Some("1" | "true"));
        hidden += u32::from(is_hidden && range.has_line(line));
    })?;
    Some(hidden)
}

/// Calls `on` with each element of that name in a part of the archive.
fn each(archive: &mut Archive<'_>, part: &str, name: &str, mut on: impl FnMut(&BytesStart<'_>)) -> Option<()> {
    // More than the rows of a workbook within the limits, unpacked.
    const MAX_PART_BYTES: u64 = 512 << 20;
    let part = BufReader::new(archive.by_name(part).ok()?.take(MAX_PART_BYTES));
    elements(Reader::from_reader(part), name, &mut on)
}

fn elements(mut reader: Reader<impl BufRead>, name: &str, on: &mut impl FnMut(&BytesStart<'_>)) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == name => on(&element),
            Event::Eof => return Some(()),
            _ => {}
        }
        buffer.clear();
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}
