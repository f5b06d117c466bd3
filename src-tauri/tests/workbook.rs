//! The window's binary as a reader of workbooks: it returns rows within its limits, and nothing of a workbook that
//! exceeds them.
#![cfg(unix)]

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

use rust_xlsxwriter::Workbook;

/// What is wanted of a workbook, as the desk asks for it.
const WISH: &str = "{\"rows\":1200,\"output\":16777216,\"worksheet\":null,\"oddities\":null}\n";

/// The child's output, and whether it ended by itself.
fn read(bytes: &[u8]) -> (String, bool) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_provisioning-desk"))
        .arg(desk::SheetReader::ARGUMENT)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Fails if the child has ended.
    let _ = child.stdin.take().unwrap().write_all(&[WISH.as_bytes(), bytes].concat());
    let mut written = String::new();
    child.stdout.take().unwrap().read_to_string(&mut written).unwrap();
    (written, child.wait().unwrap().success())
}

#[test]
fn reads_a_workbook_without_opening_a_window() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Μάρτιος").unwrap().write_string(0, 0, "Κάρτα").unwrap();
    sheet.write_string(1, 0, "01900000001").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let whole = "{\"worksheet\":\"Μάρτιος\"}\n{\"row\":[1,[\"Κάρτα\"]]}\n{\"row\":[2,[\"01900000001\"]]}\n\"end\"\n";
    assert_eq!(read(&bytes), (whole.to_owned(), true));
    assert_eq!(read(&bytes[..200]), ("{\"fault\":\"broken\"}\n".to_owned(), true));
}

/// Shared texts have to be in memory: hundreds of megabytes of one letter make a small file.
#[test]
fn a_workbook_that_exhausts_the_memory_ends_the_child() {
    let (written, by_itself) = read(&bomb());
    assert!(!written.contains("\"end\"") && !by_itself, "{written}");
}

fn bomb() -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(0, 0, "x").unwrap();
    let small = workbook.save_to_buffer().unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(small)).unwrap();
    let mut made = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().large_file(true);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        made.start_file(name.as_str(), options).unwrap();
        if name.ends_with("sharedStrings.xml") {
            made.write_all(b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>")
                .unwrap();
            let piece = vec![b'x'; 1 << 20];
            for _ in 0..160 {
                made.write_all(&piece).unwrap();
            }
            made.write_all(b"</t></si></sst>").unwrap();
        } else {
            std::io::copy(&mut part, &mut made).unwrap();
        }
    }
    made.finish().unwrap().into_inner()
}
