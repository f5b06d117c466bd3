//! Names: one type a name in a crate, no import under another name, one file a name in a folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use syn::{
    Item, UseTree,
    visit::{self, Visit},
};

use crate::{CRATES, files, module_graph::is_test, read, root};

/// Types that a file declares, each as often as it does, and types that it gives another name.
#[derive(Default)]
struct Types {
    declared: Vec<String>,
    renamed: BTreeSet<String>,
}

/// Types that are declared among the tokens of a macro call.
fn declared_in(tokens: &str) -> impl Iterator<Item = String> {
    let words: Vec<_> = tokens
        .split(|letter: char| !letter.is_alphanumeric() && !['_', '$'].contains(&letter))
        .filter(|word| !word.is_empty())
        .collect();
    let declared: Vec<_> = words
        .windows(2)
        .filter(|pair| ["struct", "enum", "trait", "union"].contains(&pair[0]))
        .map(|pair| pair[1].to_owned())
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect();
    declared.into_iter()
}

impl<'ast> Visit<'ast> for Types {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Struct(item) => self.declared.push(item.ident.to_string()),
            Item::Enum(item) => self.declared.push(item.ident.to_string()),
            Item::Trait(item) => self.declared.push(item.ident.to_string()),
            Item::Union(item) => self.declared.push(item.ident.to_string()),
            Item::Type(item) => {
                self.declared.push(item.ident.to_string());
                // `type Row = other::Line` is an import under another name.
                if let syn::Type::Path(path) = &*item.ty
                    && let Some(last) = path.path.segments.last()
                    && path.qself.is_none()
                    && last.arguments.is_none()
                    && item.generics.params.is_empty()
                {
                    self.renamed.insert(format!("type {} = {}", item.ident, last.ident));
                }
            }
            Item::Mod(item) if item.ident == "tests" => return,
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.declared.extend(declared_in(&call.tokens.to_string()));
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

/// Imports and exports of the interface that give a type or component another name.
fn renamed_in(text: &str) -> Vec<String> {
    let statements = text.split(';').filter(|statement| {
        let first =
            statement.trim_start().lines().find(|line| !line.trim_start().starts_with("//")).unwrap_or_default();
        (first.starts_with("import ") || first.starts_with("export {") || first.starts_with("export type {"))
            && statement.contains('{')
    });
    let names = statements.flat_map(|statement| statement.split(['{', '}', ',']));
    names
        .filter_map(|name| name.trim().trim_start_matches("type ").split_once(" as "))
        .filter(|(old, new)| [old, new].iter().all(|name| name.starts_with(char::is_uppercase)))
        .map(|(old, new)| format!("{old} as {new}"))
        .collect()
}

#[test]
fn nothing_of_the_interface_is_imported_under_another_name() {
    let folder = root().join("ui/src");
    let renamed: Vec<_> = files(&folder, &["ts", "tsx"])
        .into_iter()
        .flat_map(|file| {
            let found = renamed_in(&read(&folder.join(&file)));
            found.into_iter().map(move |alias| format!("{}: {alias}", file.display()))
        })
        .collect();
    assert!(renamed.is_empty(), "{renamed:#?}");
    let text =
        "import { type A as B, C } from \"./a\";\nexport { D as E };\nconst f = g as H;\nimport { i as j } from \"k\";";
    assert_eq!(renamed_in(text), ["A as B", "D as E"]);
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
            // The test of a file has its name with `.test` before the extension.
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
    let text = "use a::{B as C, d}; mod inner { struct E; } enum F {} mod tests { struct G; } mod other { struct E; }
        words! { pub enum H { I = \"i\" } } macro_rules! made { () => { struct $name; } } type J = k::L; type M = Vec<N>;";
    let types = types_of(text);
    assert_eq!(types.declared, ["E", "F", "E", "H", "J", "M"]);
    assert_eq!(types.renamed, BTreeSet::from(["B as C".to_owned(), "type J = L".to_owned()]));
}
