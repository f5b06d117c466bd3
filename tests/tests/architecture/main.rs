//! Architecture as code: the directions of imports, names, dead code and the language of comments.
//!
//! The sources are read as text and syntax trees; nothing is built for it.

mod dead_code;
mod interface;
mod module_graph;
mod names;
mod prose;
mod rust;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Packages of the workspace, by the folder of their sources.
const CRATES: [(&str, &str); 7] = [
    ("desk", "src-tauri/crates/desk/src"),
    ("store", "src-tauri/crates/store/src"),
    ("crmcom", "src-tauri/crates/crmcom/src"),
    ("sandbox", "src-tauri/crates/sandbox/src"),
    ("updater", "src-tauri/crates/updater/src"),
    ("xtask", "src-tauri/crates/xtask/src"),
    ("provisioning-desk", "src-tauri/src"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the project's root")
}

/// Files below a folder with one of these extensions, sorted, relative to it.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(folder, &mut found);
    found.retain(|path| path.extension().is_some_and(|ending| extensions.iter().any(|known| *known == ending)));
    let mut relative: Vec<_> =
        found.into_iter().map(|path| path.strip_prefix(folder).expect("it lies in the folder").to_owned()).collect();
    relative.sort();
    relative
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Which file or folder uses which others.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// Groups of nodes that reach each other (Tarjan's strongly connected components of more than one node).
fn circles(uses: &Uses) -> Vec<Vec<String>> {
    struct Search<'a> {
        uses: &'a Uses,
        index: BTreeMap<&'a str, usize>,
        low: BTreeMap<&'a str, usize>,
        stack: Vec<&'a str>,
        found: Vec<Vec<String>>,
    }
    impl<'a> Search<'a> {
        fn visit(&mut self, node: &'a str) {
            let index = self.index.len();
            self.index.insert(node, index);
            self.low.insert(node, index);
            self.stack.push(node);
            for next in self.uses.get(node).into_iter().flatten() {
                if !self.index.contains_key(next.as_str()) {
                    self.visit(next);
                    self.low.insert(node, self.low[node].min(self.low[next.as_str()]));
                } else if self.stack.contains(&next.as_str()) {
                    self.low.insert(node, self.low[node].min(self.index[next.as_str()]));
                }
            }
            if self.low[node] == index {
                let start = self.stack.iter().position(|other| *other == node).expect("it was put there");
                let circle: Vec<_> = self.stack.split_off(start).into_iter().map(str::to_owned).collect();
                if circle.len() > 1 {
                    self.found.push(circle);
                }
            }
        }
    }
    let mut search =
        Search { uses, index: BTreeMap::new(), low: BTreeMap::new(), stack: Vec::new(), found: Vec::new() };
    for node in uses.keys() {
        if !search.index.contains_key(node.as_str()) {
            search.visit(node);
        }
    }
    search.found
}

/// Uses between folders, out of those between files: a file directly in the root is a folder of its own.
fn between_folders(uses: &Uses, folder: impl Fn(&str) -> String) -> Uses {
    let mut folders = Uses::new();
    for (file, used) in uses {
        let from = folder(file);
        let into = folders.entry(from.clone()).or_default();
        into.extend(used.iter().map(|file| folder(file)).filter(|to| *to != from));
    }
    folders
}

/// Uses that go from a layer to a later one. The layers stand in their order, the lowest first.
fn upward(uses: &Uses, layers: &[&str], layer: impl Fn(&str) -> String) -> Vec<String> {
    let place = |file: &str| {
        let name = layer(file);
        layers.iter().position(|known| *known == name).ok_or(name)
    };
    let mut found = Vec::new();
    for (from, used) in uses {
        for to in used {
            match (place(from), place(to)) {
                (Ok(low), Ok(high)) if low < high => found.push(format!("{from} uses {to}, which is above it")),
                (Err(unknown), _) | (_, Err(unknown)) => found.push(format!("{unknown}: in no layer")),
                _ => {}
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn finds_a_circle_and_an_upward_use() {
    let uses: Uses = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "e2")]
        .into_iter()
        .map(|(from, to)| (from.to_owned(), BTreeSet::from([to.to_owned()])))
        .collect();
    let found = circles(&uses);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(BTreeSet::from_iter(&found[0]), BTreeSet::from_iter(&["a", "b", "c"].map(str::to_owned)));
    let layers = ["a", "b", "c", "d", "e", "e2"];
    assert_eq!(
        upward(&uses, &layers, str::to_owned),
        ["a uses b, which is above it", "b uses c, which is above it", "e uses e2, which is above it"]
    );
}
