//! The text of a file of jobs, in whatever encoding a spreadsheet wrote it.

use std::path::Path;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{
    errors,
    problem::{FieldProblem, Problem, ProblemCode},
};

/// A thousand jobs take a tenth of it.
const MOST_BYTES: usize = 2 << 20;

/// Blocks.
pub(super) fn read(path: &Path) -> Result<String, Problem> {
    let bytes = store::files::read_shared(path).map_err(|error| errors::not_read(&error))?;
    if bytes.len() > MOST_BYTES {
        let large = FieldProblem::new("file", "tooLarge").with("most", "2 MiB");
        return Err(Problem { fields: vec![large], ..Problem::new(ProblemCode::FileNotRead, "") });
    }
    Ok(text(&bytes))
}

/// By its mark; else UTF-8 if it is that, UTF-16 if every other byte is nothing, and what old spreadsheets write.
fn text(bytes: &[u8]) -> String {
    if Encoding::for_bom(bytes).is_none()
        && let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\0')
    {
        return text.to_owned();
    }
    let nothing = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count() * 4 > bytes.len();
    let likely = match (nothing(0), nothing(1)) {
        (false, true) => UTF_16LE,
        (true, false) => UTF_16BE,
        _ => WINDOWS_1252,
    };
    // A mark wins over what is likely.
    likely.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_in_the_encoding_that_it_was_written_in() {
        let written = "card;note\r\n01900000001;Küche é\r\n";
        let units = |bytes: fn(u16) -> [u8; 2]| written.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for (name, bytes) in [
            ("UTF-8", written.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked(b"\xef\xbb\xbf", written.as_bytes().to_vec())),
            ("UTF-16LE with a mark", marked(b"\xff\xfe", units(u16::to_le_bytes))),
            ("UTF-16BE with a mark", marked(b"\xfe\xff", units(u16::to_be_bytes))),
            ("UTF-16LE", units(u16::to_le_bytes)),
            ("UTF-16BE", units(u16::to_be_bytes)),
            ("Windows-1252", WINDOWS_1252.encode(written).0.into_owned()),
        ] {
            assert_eq!(text(&bytes), written, "{name}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_or_missing_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("jobs.csv");
        assert_eq!(read(&path).unwrap_err().code, ProblemCode::FileNotRead);
        std::fs::write(&path, vec![b'1'; MOST_BYTES + 1]).unwrap();
        let problem = read(&path).unwrap_err();
        assert_eq!((problem.code, problem.fields[0].fault.as_str()), (ProblemCode::FileNotRead, "tooLarge"));
    }
}
