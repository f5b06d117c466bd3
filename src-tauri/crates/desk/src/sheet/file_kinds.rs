//! File kinds, recognised by content and not by file name.

/// The kinds of file that users load as a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Text,
    Workbook,
    /// A kind that is not read, with the key of the message that says so.
    Other(&'static str),
}

pub(crate) fn kind_of(bytes: &[u8]) -> FileKind {
    use FileKind::{Other, Text, Workbook};
    const OLE_SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    const OTHER_SIGNATURES: [&[u8]; 8] =
        [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"PK\x05\x06"];
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    if bytes.starts_with(b"PK\x03\x04") {
        // An archive contains the names of its files in plain bytes.
        return match () {
            () if holds(b"xl/workbook.bin") => Other("isXlsb"),
            () if holds(b"xl/") || is_open_document(bytes) => Workbook,
            () if holds(b".iwa") || holds(b"Index.zip") => Other("isNumbers"),
            () => Other("isOtherFile"),
        };
    }
    if bytes.starts_with(OLE_SIGNATURE) {
        let wide: Vec<u8> = "EncryptedPackage".bytes().flat_map(|letter| [letter, 0]).collect();
        return Other(if holds(&wide) { "isProtected" } else { "isXls" });
    }
    // Workbooks of old versions begin with their version.
    let old = matches!(bytes, [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..]) && bytes.get(3).is_some_and(|byte| *byte == 0);
    if old {
        return Other("isXls");
    }
    if bytes.starts_with(b"%PDF") {
        return Other("isPdf");
    }
    if OTHER_SIGNATURES.iter().any(|other| bytes.starts_with(other)) { Other("isOtherFile") } else { Text }
}

/// Whether an archive is an `.ods`: its first file says so, unpacked.
pub(super) fn is_open_document(bytes: &[u8]) -> bool {
    const KIND: &[u8] = b"opendocument.spreadsheet";
    const FIRST_FILE_BYTES: usize = 512;
    bytes[..bytes.len().min(FIRST_FILE_BYTES)].windows(KIND.len()).any(|window| window == KIND)
}

/// Whether a text is a web page or an XML document; some of these files are called `.xls`.
pub(crate) fn is_markup(text: &str) -> bool {
    let begin: String = text.trim_start().chars().take(64).collect::<String>().to_ascii_lowercase();
    let page = ["<!doctype", "<html", "<table", "<head", "<meta", "<?xml", "<body", "<style", "<div"];
    page.iter().any(|tag| begin.starts_with(tag)) || begin.starts_with("mime-version:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects_the_kind_of_a_file_by_its_first_bytes() {
        let ole = |more: &[u8]| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), more].concat();
        let wide: Vec<u8> = "EncryptedPackage".bytes().flat_map(|letter| [letter, 0]).collect();
        for (bytes, kind) in [
            (b"Card;Box\n1;2".to_vec(), FileKind::Text),
            (b"".to_vec(), FileKind::Text),
            (b"\t\t\t".to_vec(), FileKind::Text),
            (b"\xff\xfeC\0".to_vec(), FileKind::Text),
            (b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml".to_vec(), FileKind::Workbook),
            (b"PK\x03\x04..xl/workbook.bin".to_vec(), FileKind::Other("isXlsb")),
            (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet".to_vec(), FileKind::Workbook),
            (b"PK\x03\x04..Index/Document.iwa".to_vec(), FileKind::Other("isNumbers")),
            (b"PK\x03\x04..jobs.csv".to_vec(), FileKind::Other("isOtherFile")),
            (ole(b"W\0o\0r\0k\0b\0o\0o\0k"), FileKind::Other("isXls")),
            (ole(&wide), FileKind::Other("isProtected")),
            (b"\x09\x08\x10\x00\x00\x06".to_vec(), FileKind::Other("isXls")),
            (b"%PDF-1.7".to_vec(), FileKind::Other("isPdf")),
            (b"\x89PNG\r\n".to_vec(), FileKind::Other("isOtherFile")),
        ] {
            assert_eq!(kind_of(&bytes), kind, "{bytes:?}");
        }
        for text in
            ["<html><table>", "\n<!DOCTYPE html>", "<?xml version=\"1.0\"?><Workbook>", "MIME-Version: 1.0\nX: y"]
        {
            assert!(is_markup(text), "{text}");
        }
        assert!(!is_markup("Card;Box") && !is_markup("<5 minutes>;Card"));
    }
}
