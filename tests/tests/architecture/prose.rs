//! Language of comments, documents and names of tests.

use std::path::Path;

use crate::{CRATES, files, module_graph::is_test, read, root};

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
fn comments_contain_few_riddle_words() {
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
fn documents_contain_few_riddle_words() {
    for document in ["README.md", "src-tauri/ARCHITECTURE.md", "src-tauri/crates/sandbox/DIFFERENCES.md"] {
        assert_plain(document, std::iter::once((document.to_owned(), read(&root().join(document)))));
    }
    let of_folders = sources(&["md"]).into_iter().filter(|file| file.ends_with("/README.md"));
    assert_plain("the folders' README", of_folders.map(|file| (file.clone(), read_source(&file))));
}

#[test]
fn riddles_are_counted_only_in_comments() {
    let text = "let what = 1; // Whoever asks\n/// It is for nobody.\n/* Somebody\n waits */\nlet who = 2;\n";
    assert_eq!(count(&comments(text)).1, 3);
}

/// Names of test functions.
fn tests_of(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if (line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
            && let Some((_, declared)) = lines.by_ref().find_map(|line| line.split_once("fn "))
        {
            let end = declared.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            found.push(&declared[..end.unwrap_or(declared.len())]);
        }
    }
    found
}

fn is_riddle(name: &str) -> bool {
    name.split('_').any(|word| RIDDLES.contains(&word))
}

#[test]
fn test_names_contain_no_riddle_words() {
    let mut count = 0;
    let mut riddles = Vec::new();
    for folder in ["src-tauri", "tests"] {
        for file in files(&root().join(folder), &["rs"]) {
            let text = read(&root().join(folder).join(&file));
            let names = tests_of(&text);
            count += names.len();
            let found = names.into_iter().filter(|name| is_riddle(name));
            riddles.extend(found.map(|name| format!("{folder}/{}: {name}", file.display())));
        }
    }
    assert!(riddles.is_empty(), "{riddles:#?}");
    assert!(count > 500, "names of tests are not found any more: {count}");
}

#[test]
fn finds_a_riddle_in_the_name_of_a_test() {
    let text = "#[test]\nfn what_is_sent() {}\nfn who() {}\n#[tokio::test(flavor = \"x\")]\n#[cfg(unix)]\nasync fn a_somewhat_slow_one() {}";
    let names = tests_of(text);
    assert_eq!(names, ["what_is_sent", "a_somewhat_slow_one"]);
    assert_eq!(names.into_iter().filter(|name| is_riddle(name)).collect::<Vec<_>>(), ["what_is_sent"]);
}

fn is_of(file: &str, extensions: &[&str]) -> bool {
    Path::new(file).extension().is_some_and(|ending| extensions.iter().any(|known| ending == *known))
}

/// Files of the project with these extensions, with a slash before them.
fn sources(extensions: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["src-tauri", "ui/src", "tests"] {
        let files = files(&root().join(folder), extensions).into_iter();
        found.extend(files.map(|file| format!("/{folder}/{}", file.display()).replace('\\', "/")));
    }
    found
}

fn read_source(file: &str) -> String {
    read(&root().join(file.trim_start_matches('/')))
}

/// Names between backticks: every other part of the text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2).filter(|name| !name.contains(['*', ' ', '\n', '<', '…']))
}

/// Whether a name in a text is a path into the sources that is not there: a source file, or a path that begins with a folder
/// of the sources, such as `outbox/sender`.
fn is_missing(name: &str, sources: &[String]) -> Option<bool> {
    let name = name.trim_start_matches("../").trim_start_matches("./").trim_end_matches('/');
    let source = is_of(name, &["rs", "ts", "tsx"]);
    let first = name.split('/').next().filter(|first| *first != name && !first.is_empty());
    let in_folder = first.is_some_and(|first| sources.iter().any(|file| file.contains(&format!("/{first}/"))));
    if !(source || in_folder && name.chars().all(|letter| letter.is_alphanumeric() || "/_-.".contains(letter))) {
        return None;
    }
    let ends = ["", ".rs", ".ts", ".tsx"].map(|ending| format!("/{name}{ending}"));
    let inside = format!("/{name}/");
    let known = sources.iter().any(|file| file.contains(&inside) || ends.iter().any(|end| file.ends_with(end)));
    Some(!known && !root().join(name).exists())
}

#[test]
fn documents_and_comments_name_files_that_exist() {
    let sources = sources(&["rs", "ts", "tsx", "md", "json", "css", "toml", "html", "conf"]);
    let documents =
        sources.iter().map(String::as_str).filter(|file| is_of(file, &["md"]) && !file.contains("/profiles/"));
    let code = sources.iter().map(String::as_str).filter(|file| is_of(file, &["rs", "ts", "tsx"]));
    let (mut missing, mut named) = (Vec::new(), 0);
    for file in documents.chain(code).chain(["/README.md"]) {
        let text = read_source(file);
        let text = if is_of(file, &["md"]) { text } else { comments(&text) };
        for name in quoted(&text) {
            if let Some(gone) = is_missing(name, &sources) {
                named += 1;
                if gone {
                    missing.push(format!("{file}: {name}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named > 100, "names of files are not found any more: {named}");
}

#[test]
fn finds_a_missing_path() {
    let sources = ["/src-tauri/crates/desk/src/outbox/sender/mod.rs", "/ui/src/main.tsx"].map(str::to_owned);
    for (name, missing) in [
        ("outbox/sender", Some(false)),
        ("desk/src/outbox/sender/mod.rs", Some(false)),
        ("outbox/scheduler", Some(true)),
        ("OutboxRow.tsx", Some(true)),
        ("../src/main.tsx", Some(false)),
        ("application/json", None),
        ("outbox", None),
    ] {
        assert_eq!(is_missing(name, &sources), missing, "{name}");
    }
}
