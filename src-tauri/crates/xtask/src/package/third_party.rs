use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    shell::{Result, command, output, root},
    supply_chain::{NPM_LOCK, json, licence, metadata},
};

/// Beginnings of the names of files with licence texts and notices.
const TEXT_FILES: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

const HEAD: &str =
    "Provisioning Desk is made of these libraries. Each names its licence, the place of its sources, and the numbers of
its texts below; equal texts stand there once.
";

/// A library that is part of the desk.
struct Library {
    name: String,
    version: String,
    licence: String,
    /// Place of its sources.
    origin: String,
    texts: Vec<String>,
}

/// The document with all libraries of the bill of materials and their licence texts; `built_std` describes a standard
/// library that is built with the desk.
pub fn licences(bill: &Value, built_std: Option<&Value>) -> Result<String> {
    let (metadata, npm) = (metadata()?, json(NPM_LOCK)?);
    let crates: Vec<&Value> =
        [Some(&metadata), built_std].into_iter().flatten().flat_map(|one| list(&one["packages"])).collect();
    let mut libraries = vec![standard_library()?];
    // Own packages come from no registry and have no checksum.
    for component in list(&bill["components"]).filter(|component| component["hashes"].is_array()) {
        libraries.push(library(component, &crates, &npm)?);
    }
    libraries.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    document(&libraries).map_err(|error| error.to_string())
}

/// Title of a library's section.
pub fn title(name: &str, version: &str) -> String {
    format!("\n{name} {version}\n")
}

fn document(libraries: &[Library]) -> std::result::Result<String, std::fmt::Error> {
    let (mut texts, mut document) = (Vec::<&str>::new(), HEAD.to_owned());
    for library in libraries {
        let mut numbers = Vec::new();
        for text in &library.texts {
            let known = texts.iter().position(|known| known == text);
            let index = known.unwrap_or_else(|| {
                texts.push(text);
                texts.len() - 1
            });
            numbers.push((index + 1).to_string());
        }
        document.push_str(&title(&library.name, &library.version));
        writeln!(document, "    licence: {}\n    sources: {}", library.licence, library.origin)?;
        writeln!(document, "    texts: {}", numbers.join(", "))?;
    }
    for (index, text) in texts.iter().enumerate() {
        writeln!(document, "\n{}\nText {}\n\n{text}", "-".repeat(80), index + 1)?;
    }
    Ok(document)
}

fn library(component: &Value, crates: &[&Value], npm: &Value) -> Result<Library> {
    let (name, version) = (word(&component["name"]), word(&component["version"]));
    let is_it = |package: &&&Value| package["name"] == name && package["version"] == version;
    let crate_package = crates.iter().filter(|_| word(&component["purl"]).starts_with("pkg:cargo/"));
    let (folder, described) = if let Some(package) = crate_package.into_iter().find(is_it) {
        let manifest = PathBuf::from(word(&package["manifest_path"]));
        (manifest.parent().map(Path::to_path_buf).unwrap_or_default(), (*package).clone())
    } else {
        let folder = npm_folder(name, version, npm).ok_or_else(|| format!("{name}: npm has not installed it"))?;
        let text = fs::read_to_string(folder.join("package.json")).map_err(|error| format!("{name}: {error}"))?;
        (folder, serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?)
    };
    let stated = &component["licenses"][0];
    let stated = stated["expression"].as_str().or(stated["license"]["id"].as_str()).unwrap_or_default().to_owned();
    let mut texts = texts_in(&folder)?;
    if texts.is_empty() {
        texts = standard_texts(&stated)?;
    }
    Ok(Library { name: name.into(), version: version.into(), licence: stated, origin: origin(&described), texts })
}

/// Where npm has installed the package of this version.
fn npm_folder(name: &str, version: &str, lock: &Value) -> Option<PathBuf> {
    let mut packages = lock["packages"].as_object().into_iter().flatten();
    let ending = format!("node_modules/{name}");
    let (path, _) = packages.find(|(path, package)| {
        let before = path.strip_suffix(&ending);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/')) && package["version"] == version
    })?;
    Some(root().join("ui").join(path))
}

fn origin(package: &Value) -> String {
    let repository = &package["repository"];
    let found = repository.as_str().or(repository["url"].as_str()).or(package["homepage"].as_str());
    found.unwrap_or("the registry that the bill of materials names").trim_start_matches("git+").to_owned()
}

/// Texts that the library brings itself, in the order of their files' names.
fn texts_in(folder: &Path) -> Result<Vec<String>> {
    let place = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(place)?.flatten().map(|entry| entry.path());
    let is_text = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        path.is_file() && TEXT_FILES.iter().any(|beginning| name.starts_with(beginning))
    };
    let mut paths: Vec<_> = entries.filter(is_text).collect();
    paths.sort();
    let read = |path: &PathBuf| fs::read(path).map(|bytes| tidy(&String::from_utf8_lossy(&bytes)));
    paths.iter().map(read).collect::<std::result::Result<_, _>>().map_err(place)
}

/// The licences' usual texts, for a library that brings none.
fn standard_texts(stated: &str) -> Result<Vec<String>> {
    let expression = licence(stated)?;
    let ids = expression.requirements().filter_map(|required| required.req.license.id());
    let texts: Vec<_> = ids.map(|id| tidy(id.text())).collect();
    if texts.is_empty() { Err(format!("{stated}: a licence without a text")) } else { Ok(texts) }
}

/// Texts that differ in nothing but blanks at line ends are equal.
fn tidy(text: &str) -> String {
    text.trim_start_matches('\u{feff}').trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Comes with the compiler instead of a registry.
fn standard_library() -> Result<Library> {
    let stated = "MIT OR Apache-2.0";
    let version = output(command("rustc").arg("--version"))?;
    Ok(Library {
        name: "Rust standard library".into(),
        version: version.split_whitespace().nth(1).unwrap_or_default().into(),
        licence: stated.into(),
        origin: "https://github.com/rust-lang/rust".into(),
        texts: standard_texts(stated)?,
    })
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_licence_texts_stand_once() {
        let library = |name: &str, texts: &[&str]| Library {
            name: name.into(),
            version: "1.0.0".into(),
            licence: "MIT".into(),
            origin: "https://example.com".into(),
            texts: texts.iter().map(|text| tidy(text)).collect(),
        };
        let text = document(&[library("a", &["one  \r\ntext\n"]), library("b", &["other", "one\ntext"])]).unwrap();
        assert!(
            text.contains("\na 1.0.0\n    licence: MIT\n    sources: https://example.com\n    texts: 1\n"),
            "{text}"
        );
        assert!(text.contains("\nb 1.0.0\n") && text.contains("texts: 2, 1\n"), "{text}");
        assert_eq!(text.matches("one\ntext").count(), 1);
    }

    #[test]
    fn a_library_without_a_text_gets_its_licences_usual_ones() {
        assert!(standard_texts("MIT").unwrap()[0].contains("Permission is hereby granted"));
        assert_eq!(standard_texts("MIT OR Apache-2.0").unwrap().len(), 2);
    }
}
