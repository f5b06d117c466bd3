//! Modules of the interface: circles between files, and layers of folders.

use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

use crate::{Uses, between_folders, circles, files, read, root, upward};

/// Folders of the interface, the lowest first: a folder uses those before it alone.
const LAYERS: [&str; 9] = ["generated", "theme", "i18n", "api", "state", "components", "table", "features", "app"];

fn is_test(file: &Path) -> bool {
    file.starts_with("test") || file.display().to_string().contains(".test.")
}

/// Files of the interface and what they import of each other, styles and helpers of tests included. Tests import freely.
fn uses(folder: &Path) -> Uses {
    let sources: BTreeSet<PathBuf> = files(folder, &["ts", "tsx", "css"]).into_iter().collect();
    let mut uses = Uses::new();
    for file in sources.iter().filter(|file| !is_test(file) && file.extension().is_some_and(|ending| ending != "css")) {
        let text = read(&folder.join(file));
        let imported = imports(&text)
            .filter_map(|import| find(&sources, file, import))
            .filter(|found| found != file)
            .map(|found| shown(&found))
            .collect();
        uses.insert(shown(file), imported);
    }
    uses
}

fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Relative paths in `from "…"` and `import("…")`.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    ["from \"", "import(\"", "import \""].into_iter().flat_map(move |before| {
        text.match_indices(before).filter_map(move |(at, _)| {
            let path = text[at + before.len()..].split('"').next()?;
            path.starts_with('.').then_some(path)
        })
    })
}

fn find(sources: &BTreeSet<PathBuf>, from: &Path, import: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in from.parent()?.join(import).components() {
        match part {
            Component::ParentDir => _ = path.pop(),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    ["", ".ts", ".tsx"]
        .into_iter()
        .map(|ending| PathBuf::from(format!("{}{ending}", path.display())))
        .find(|path| sources.contains(path))
}

/// `features/outbox/sendingOrder.ts` lies in `features/outbox`, `app/router.tsx` in `app`.
fn feature(file: &str) -> String {
    let parts: Vec<_> = file.split('/').collect();
    parts[..(parts.len() - 1).min(2)].join("/")
}

#[test]
fn no_files_of_the_interface_import_each_other_in_a_circle() {
    let found = circles(&uses(&root().join("ui/src")));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn finds_a_style_and_a_test_helper() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.tsx", "import classes from \"./b.module.css\";\nimport { c } from \"./test/c\";\nimport \"d\";"),
        ("b.module.css", ""),
        ("a.test.tsx", "import \"./a\";"),
        ("test/c.ts", ""),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let found = uses(folder.path());
    assert_eq!(found["a.tsx"], BTreeSet::from(["b.module.css", "test/c.ts"].map(str::to_owned)));
    assert_eq!(found.len(), 1);
}

#[test]
fn no_features_import_each_other_in_a_circle() {
    let mut features = between_folders(&uses(&root().join("ui/src")), feature);
    features.retain(|name, _| name.starts_with("features/"));
    let found = circles(&features);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_folder_of_the_interface_uses_only_lower_ones() {
    let mut uses = uses(&root().join("ui/src"));
    uses.remove("main.tsx");
    let found = upward(&uses, &LAYERS, |file| file.split('/').next().unwrap_or_default().to_owned());
    assert!(found.is_empty(), "{found:#?}");
    assert!(uses.values().map(BTreeSet::len).sum::<usize>() > 500, "imports are not found any more");
}
