//! Language of comments and documents: sentences name what they are about.

use std::path::Path;

use crate::{CRATES, files, read, root, rust::is_test};

/// Words that leave the reader to guess which person or thing is meant.
const RIDDLES: [&str; 11] =
    ["what", "who", "whom", "whoever", "whatever", "whose", "somebody", "someone", "nobody", "anybody", "everybody"];

/// Riddles in a thousand words of comment; well-read projects have 0.6 to 1.3.
const MAX_RIDDLES_PER_1000_WORDS: usize = 5;

/// Words of text, and how many of them are riddles.
fn count(text: &str) -> (usize, usize) {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty());
    words.fold((0, 0), |(all, riddles), word| {
        (all + 1, riddles + usize::from(RIDDLES.contains(&word.to_lowercase().as_str())))
    })
}

/// Comments of Rust or TypeScript.
fn comments(text: &str) -> String {
    let mut found = String::new();
    let mut block = false;
    for line in text.lines() {
        let line = line.trim();
        let comment = if block {
            Some(line)
        } else if let Some(comment) = line.strip_prefix("//") {
            Some(comment.trim_start_matches(['/', '!']))
        } else if line.starts_with("/*") || line.starts_with("{/*") {
            Some(line)
        } else {
            line.split_once(" // ").map(|(_, comment)| comment)
        };
        if let Some(comment) = comment {
            found.push_str(comment);
            found.push('\n');
        }
        block = (block || line.starts_with("/*") || line.starts_with("{/*")) && !line.contains("*/");
    }
    found
}

fn assert_plain(name: &str, texts: impl Iterator<Item = (String, String)>) {
    let counted: Vec<_> = texts.map(|(file, text)| (file, count(&text))).collect();
    let (words, riddles) = counted.iter().fold((0, 0), |(a, b), (_, (words, riddles))| (a + words, b + riddles));
    let mut worst: Vec<_> = counted.into_iter().filter(|(_, (_, riddles))| *riddles > 0).collect();
    worst.sort_by_key(|(_, (_, riddles))| std::cmp::Reverse(*riddles));
    worst.truncate(8);
    assert!(words > 100, "no comments are found in {name}");
    assert!(
        riddles * 1000 <= words * MAX_RIDDLES_PER_1000_WORDS,
        "{name}: {riddles} riddles in {words} words: {worst:#?}"
    );
}

#[test]
fn comments_name_what_they_are_about() {
    for (name, folder) in CRATES {
        let folder = root().join(folder);
        let sources = files(&folder, &["rs"]).into_iter().filter(|file| !is_test(file));
        assert_plain(name, sources.map(|file| (file.display().to_string(), comments(&read(&folder.join(file))))));
    }
    let folder = root().join("ui/src");
    let made = |file: &Path| file.ends_with("bindings.ts") || file.starts_with("generated");
    let sources = files(&folder, &["ts", "tsx"])
        .into_iter()
        .filter(|file| !made(file) && !file.starts_with("test") && !file.display().to_string().contains(".test."));
    assert_plain("ui", sources.map(|file| (file.display().to_string(), comments(&read(&folder.join(file))))));
}

#[test]
fn documents_name_what_they_are_about() {
    for document in ["README.md", "src-tauri/ARCHITECTURE.md", "src-tauri/crates/sandbox/DIFFERENCES.md"] {
        assert_plain(document, std::iter::once((document.to_owned(), read(&root().join(document)))));
    }
}

#[test]
fn riddles_are_counted_in_comments_alone() {
    let text = "let what = 1; // Whoever asks\n/// It is for nobody.\n/* Somebody\n waits */\nlet who = 2;\n";
    assert_eq!(count(&comments(text)).1, 3);
}

fn is_of(file: &str, extensions: &[&str]) -> bool {
    Path::new(file).extension().is_some_and(|ending| extensions.iter().any(|known| ending == *known))
}

#[test]
fn documents_name_files_that_exist() {
    let folders = ["src-tauri", "ui/src", "tests"];
    let sources: Vec<String> = folders
        .iter()
        .flat_map(|folder| {
            files(&root().join(folder), &["rs", "ts", "tsx", "md"]).into_iter().map(move |file| (folder, file))
        })
        .map(|(folder, file)| format!("/{folder}/{}", file.display()).replace('\\', "/"))
        .collect();
    let documents = sources.iter().filter(|file| is_of(file, &["md"]) && !file.contains("/profiles/"));
    let mut missing = Vec::new();
    let mut named = 0;
    for document in documents {
        let text = read(&root().join(document.trim_start_matches('/')));
        // Every other part stands between backticks.
        for name in text.split('`').skip(1).step_by(2) {
            let is_source = is_of(name, &["rs", "ts", "tsx"]) && !name.contains(['*', ' ', '\n']);
            if is_source {
                named += 1;
                let end = format!("/{}", name.trim_start_matches("../"));
                if !sources.iter().any(|file| file.ends_with(&end)) {
                    missing.push(format!("{document}: {name}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named > 20, "names of files are not found any more: {named}");
}
