//! Sheets of many rows as files, and what it takes to read them with the bare libraries.

use std::{fmt::Write, fs, hint::black_box, path::Path, time::Instant};

use calamine::{Reader, Xlsx};
use rust_xlsxwriter::Workbook;

use crate::server::Result;

#[derive(Debug, Clone, Copy)]
pub enum SheetFormat {
    Csv,
    Xlsx,
}

impl SheetFormat {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
        }
    }

    pub fn bare(self) -> &'static str {
        match self {
            Self::Csv => "`csv` reading it",
            Self::Xlsx => "`calamine` reading it",
        }
    }

    /// Writes a sheet of PIN resets: of a hundred cards five have lost their zero, one is an error, and one was there before.
    pub fn write(self, path: &Path, rows: u32) -> Result<()> {
        match self {
            Self::Csv => {
                let mut text = HEADINGS.join(";") + "\r\n";
                for row in 0..rows {
                    let [card, subscription, customer, note] = cells(row);
                    write!(text, "{card};{subscription};{customer};{note}\r\n")?;
                }
                fs::write(path, text)?;
            }
            Self::Xlsx => {
                let mut workbook = Workbook::new();
                let sheet = workbook.add_worksheet();
                for (line, cells) in (0..).zip(std::iter::once(HEADINGS.map(str::to_owned)).chain((0..rows).map(cells)))
                {
                    for (column, cell) in (0..).zip(cells) {
                        sheet.write_string(line, column, cell)?;
                    }
                }
                workbook.save(path)?;
            }
        }
        Ok(())
    }

    /// Seconds to read each cell of a sheet.
    pub fn read_bare(self, path: &Path) -> Result<f64> {
        let started = Instant::now();
        match self {
            Self::Csv => {
                let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path)?;
                let mut record = csv::StringRecord::new();
                while reader.read_record(&mut record)? {
                    black_box(&record);
                }
            }
            Self::Xlsx => {
                let mut workbook: Xlsx<_> = calamine::open_workbook(path)?;
                let name = workbook.sheet_names().into_iter().next().ok_or("it has a worksheet")?;
                let mut cells = workbook.worksheet_cells_reader(&name)?;
                while let Some(cell) = cells.next_cell()? {
                    black_box(&cell);
                }
            }
        }
        Ok(started.elapsed().as_secs_f64())
    }
}

const HEADINGS: [&str; 4] = ["Card", "Subscription", "Customer", "Note"];

fn cells(row: u32) -> [String; 4] {
    let of = if row % 100 == 99 { row - 50 } else { row };
    let card = match of % 100 {
        7 | 27 | 48 | 67 | 87 => format!("19{of:08}"),
        31 => "#N/A".to_owned(),
        _ => format!("019{of:08}"),
    };
    [card, format!("S{}", 100_000 + of), format!("Customer {row}"), "moves in March, call before noon".to_owned()]
}
