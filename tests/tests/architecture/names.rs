//! Names: one type a name in a crate, no import under another name, one file a name in a folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use syn::{
    Item, UseTree,
    visit::{self, Visit},
};

use crate::{CRATES, files, read, root, rust::is_test};

/// Types that a file declares, and types that it imports under another name.
#[derive(Default)]
struct Types {
    declared: BTreeSet<String>,
    renamed: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Types {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Struct(item) => _ = self.declared.insert(item.ident.to_string()),
            Item::Enum(item) => _ = self.declared.insert(item.ident.to_string()),
            Item::Trait(item) => _ = self.declared.insert(item.ident.to_string()),
            Item::Mod(item) if item.ident == "tests" => return,
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_use_tree(&mut self, tree: &'ast UseTree) {
        if let UseTree::Rename(name) = tree
            && name.rename != "_"
            && name.ident.to_string().starts_with(char::is_uppercase)
        {
            self.renamed.insert(format!("{} as {}", name.ident, name.rename));
        }
        visit::visit_use_tree(self, tree);
    }
}

fn types_of(text: &str) -> Types {
    let mut types = Types::default();
    types.visit_file(&syn::parse_file(text).expect("it compiles"));
    types
}

#[test]
fn type_names_are_unique_in_a_crate() {
    for (name, folder) in CRATES {
        let folder = root().join(folder);
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut renamed = Vec::new();
        for file in files(&folder, &["rs"]).into_iter().filter(|file| !is_test(file)) {
            let types = types_of(&read(&folder.join(&file)));
            for declared in types.declared {
                places.entry(declared).or_default().push(file.display().to_string());
            }
            renamed.extend(types.renamed.into_iter().map(|alias| format!("{}: {alias}", file.display())));
        }
        places.retain(|_, files| files.len() > 1);
        assert!(places.is_empty(), "types of one name in {name}: {places:#?}");
        assert!(renamed.is_empty(), "types imported under another name in {name}: {renamed:#?}");
    }
}

#[test]
fn type_names_of_the_interface_are_unique() {
    let folder = root().join("ui/src");
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files(&folder, &["ts", "tsx"]) {
        let text = read(&folder.join(&file));
        let declared: BTreeSet<_> = text
            .lines()
            .map(|line| line.strip_prefix("export ").unwrap_or(line))
            .filter_map(|line| {
                let (word, rest) = line.split_once(' ')?;
                let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
                // Properties of a component belong to its file.
                (["interface", "type", "enum"].contains(&word) && name != "Props").then_some(name)
            })
            .collect();
        for name in declared {
            places.entry(name).or_default().push(file.display().to_string());
        }
    }
    places.retain(|_, files| files.len() > 1);
    assert!(places.is_empty(), "{places:#?}");
}

#[test]
fn file_names_are_unique_in_a_folder() {
    let mut twice = Vec::new();
    for folder in CRATES.iter().map(|(_, folder)| *folder).chain(["ui/src", "tests/src", "tests/tests"]) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for file in files(&root().join(folder), &["rs", "ts", "tsx"]) {
            let shown = file.display().to_string();
            // `Name.test.tsx` stands beside `Name.tsx`.
            let stem = Path::new(&file).with_extension("").display().to_string();
            let key = stem.to_lowercase().replace('\\', "/");
            if let Some(other) = seen.insert(key, shown.clone()) {
                twice.push(format!("{folder}: {other} and {shown}"));
            }
        }
    }
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn no_folder_is_crowded() {
    const MAX_FILES: usize = 25;
    let mut crowded = Vec::new();
    for folder in CRATES.iter().map(|(_, folder)| *folder).chain(["ui/src"]) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for file in files(&root().join(folder), &["rs", "ts", "tsx"]) {
            let name = file.display().to_string();
            if name.contains(".test.") {
                continue;
            }
            *counts.entry(file.parent().map(|path| path.display().to_string()).unwrap_or_default()).or_default() += 1;
        }
        crowded.extend(
            counts
                .into_iter()
                .filter(|(_, count)| *count > MAX_FILES)
                .map(|(inner, count)| format!("{folder}/{inner}: {count} files")),
        );
    }
    assert!(crowded.is_empty(), "{crowded:#?}");
}

#[test]
fn finds_two_types_of_one_name_and_a_renamed_one() {
    let types = types_of("use a::{B as C, d}; mod inner { struct E; } enum F {} mod tests { struct G; }");
    assert_eq!(types.declared, BTreeSet::from(["E".to_owned(), "F".to_owned()]));
    assert_eq!(types.renamed, BTreeSet::from(["B as C".to_owned()]));
}
