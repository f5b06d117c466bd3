//! Modules of the crates: circles between files and between folders, and the layers of folders.

use std::collections::{BTreeMap, BTreeSet};

use crate::{CRATES, Uses, circles, module_graph::Crate, root, upward};

/// Layers of the desk, the lowest first: a folder uses those before it alone. Wire types (`view`) are shapes without behaviour.
const DESK_LAYERS: [&str; 26] = [
    "error",
    "view",
    "time",
    "backoff",
    "paging",
    "scheduler",
    "core",
    "connections",
    "sessions",
    "requests",
    "lookups",
    "outbox",
    "reconcile",
    "mirror",
    "retention",
    "history",
    "entities",
    "households",
    "rejected",
    "batches",
    "retries",
    "sheet",
    "bulk",
    "field",
    "app",
    "lib",
];

/// Uses among the files and folders of one folder, for each folder of a crate. `mod.rs` and `lib.rs` declare the others and
/// are left out; a file and the folder of its name are one module. Wire types (`view`) are shapes without behaviour.
fn between_siblings(uses: &Uses) -> BTreeMap<String, Uses> {
    let module = |file: &str| {
        let parts: Vec<_> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        let declares = ["mod", "lib", "main"].contains(&parts[parts.len() - 1].as_str());
        let view = parts.get(1).is_some_and(|part| part == "view");
        if view { Some(vec!["view".to_owned()]) } else { (!declares).then_some(parts) }
    };
    let mut folders: BTreeMap<String, Uses> = BTreeMap::new();
    for (from, used) in uses {
        for to in used {
            let (Some(from), Some(to)) = (module(from), module(to)) else { continue };
            let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
            if let (Some(sibling), Some(other)) = (from.get(common), to.get(common)) {
                let folder = folders.entry(from[..common].join("/")).or_default();
                folder.entry(sibling.clone()).or_default().insert(other.clone());
            }
        }
    }
    folders
}

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    for (name, folder) in CRATES {
        let found = circles(&Crate::read(&root().join(folder)).uses());
        assert!(found.is_empty(), "circles in {name}: {found:#?}");
    }
}

#[test]
fn no_siblings_of_a_folder_import_each_other_in_a_circle() {
    let mut found = Vec::new();
    for (name, folder) in CRATES {
        for (inner, uses) in between_siblings(&Crate::read(&root().join(folder)).uses()) {
            found.extend(circles(&uses).into_iter().map(|circle| format!("{name}/{inner}: {}", circle.join(", "))));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_folder_of_the_desk_uses_only_lower_ones() {
    let uses = Crate::read(&root().join("src-tauri/crates/desk/src")).uses();
    let layer = |file: &str| {
        let mut parts = file.split('/').map(|part| part.trim_end_matches(".rs"));
        let folder = parts.next().unwrap_or_default();
        if parts.next() == Some("view") { "view".to_owned() } else { folder.to_owned() }
    };
    let found = upward(&uses, &DESK_LAYERS, layer);
    assert!(found.is_empty(), "{found:#?}");
    assert!(uses.values().map(BTreeSet::len).sum::<usize>() > 200, "imports are not found any more: {uses:#?}");
}

#[test]
fn finds_a_circle_of_folders_without_a_circle_of_files() {
    let uses = |pairs: &[(&str, &str)]| -> Uses {
        pairs.iter().map(|(from, to)| ((*from).to_owned(), BTreeSet::from([(*to).to_owned()]))).collect()
    };
    let circle = uses(&[("http/a.rs", "list/b.rs"), ("list/c.rs", "http/d.rs"), ("list/mod.rs", "http/a.rs")]);
    assert!(circles(&circle).is_empty());
    assert_eq!(circles(&between_siblings(&circle)[""]), [["http".to_owned(), "list".to_owned()]]);
    let inner = uses(&[("a/x.rs", "a/y/z.rs"), ("a/y/w.rs", "a/x.rs"), ("a/mod.rs", "a/x.rs")]);
    assert_eq!(circles(&between_siblings(&inner)["a"]).len(), 1);
}
