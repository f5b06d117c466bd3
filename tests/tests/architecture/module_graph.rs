//! Which files of a crate use which others, read from their imports, paths and macro calls.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use syn::{
    Item, ItemUse, UseTree, Visibility,
    visit::{self, Visit},
};

use crate::{Uses, circles, files, read};

type ModulePath = Vec<String>;

/// Modules of one crate, tests left out.
pub struct Crate {
    modules: BTreeMap<ModulePath, Module>,
    /// Modules that are compiled for tests alone.
    tests: Vec<ModulePath>,
}

struct Module {
    file: String,
    syntax: syn::File,
    /// What it hands on: the name, and where it is declared; `*` for all names of a module.
    hands_on: Vec<(String, ModulePath)>,
}

/// Files of tests alone.
pub fn is_test(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "tests")
        || file.file_stem().is_some_and(|stem| stem == "tests" || stem == "proptests")
}

/// Whether the item is compiled for tests alone: `cfg(test)` or `cfg(all(test, …))`.
fn tests_alone(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else { return false };
        let condition: String = list.tokens.to_string().split_whitespace().collect();
        condition == "test" || condition.starts_with("all(test,")
    })
}

/// Paths of several names among the tokens of a macro, such as `crate::error::code`.
fn paths_in(tokens: &str) -> BTreeSet<ModulePath> {
    let mut found = BTreeSet::new();
    let mut path = ModulePath::new();
    let mut joined = false;
    let mut rest = tokens.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        if end > 0 {
            if !joined {
                found.insert(std::mem::take(&mut path));
            }
            path.push(rest[..end].to_owned());
            joined = false;
            rest = rest[end..].trim_start();
        } else {
            joined = !path.is_empty() && rest.starts_with("::");
            if !joined {
                found.insert(std::mem::take(&mut path));
            }
            rest = rest[if joined { 2 } else { first.len_utf8() }..].trim_start();
        }
    }
    found.insert(path);
    found.retain(|path| path.len() > 1);
    found
}

impl Crate {
    pub fn read(folder: &Path) -> Self {
        let mut modules = BTreeMap::new();
        for file in files(folder, &["rs"]).into_iter().filter(|file| !is_test(file)) {
            let mut path: ModulePath =
                file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if path[0] == "bin" || (path == ["main"] && folder.join("lib.rs").exists()) {
                continue;
            }
            if ["mod", "lib", "main"].contains(&path[path.len() - 1].as_str()) {
                path.pop();
            }
            let syntax = syn::parse_file(&read(&folder.join(&file)))
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let file = file.to_string_lossy().replace('\\', "/");
            modules.insert(path, Module { file, syntax, hands_on: Vec::new() });
        }
        let tests: Vec<ModulePath> = modules
            .iter()
            .flat_map(|(path, module): (&ModulePath, &Module)| {
                let items = module.syntax.items.iter();
                items.filter_map(move |item| match item {
                    Item::Mod(item) if tests_alone(&item.attrs) => {
                        Some(path.iter().cloned().chain([item.ident.to_string()]).collect())
                    }
                    _ => None,
                })
            })
            .collect();
        modules.retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
        let mut this = Self { modules, tests };
        let paths: Vec<_> = this.modules.keys().cloned().collect();
        for path in paths {
            let mut hands_on = Vec::new();
            for item in &this.modules[&path].syntax.items {
                if let Item::Use(item) = item
                    && !matches!(item.vis, Visibility::Inherited)
                {
                    for (name, target) in leaves(item) {
                        if let Some(target) = this.absolute(&path, &target) {
                            hands_on.push((name, target));
                        }
                    }
                }
            }
            if let Some(module) = this.modules.get_mut(&path) {
                module.hands_on = hands_on;
            }
        }
        this
    }

    /// A path as it is written in a module, from the crate's root; `None` for other crates'.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<ModulePath> {
        let mut base = module.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            first => {
                let mut child = module.to_vec();
                child.push(first.to_owned());
                self.modules.get(&child)?;
            }
        }
        base.extend(rest.iter().cloned());
        (!self.tests.iter().any(|test| base.starts_with(test))).then_some(base)
    }

    /// The module that declares what a path names.
    fn declares(&self, path: &[String], depth: usize) -> Option<ModulePath> {
        let length = (0..=path.len()).rev().find(|length| self.modules.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let Some(name) = rest.first() else { return Some(module.to_vec()) };
        if depth == 0 {
            return Some(module.to_vec());
        }
        let found = &self.modules[module];
        if let Some((_, target)) = found.hands_on.iter().find(|(known, _)| known == name) {
            let target: ModulePath = target.iter().chain(&rest[1..]).cloned().collect();
            return self.declares(&target, depth - 1);
        }
        if !found.syntax.items.iter().any(|item| declared(item, name)) {
            for (_, target) in found.hands_on.iter().filter(|(known, _)| known == "*") {
                let target: ModulePath = target.iter().chain(rest).cloned().collect();
                if let Some(declaring) = self.declares(&target, depth - 1)
                    && self.modules[&declaring].syntax.items.iter().any(|item| declared(item, name))
                {
                    return Some(declaring);
                }
            }
        }
        Some(module.to_vec())
    }

    /// Uses between files. A module that hands a name on does not use it: the file that imports the name from there does.
    pub fn uses(&self) -> Uses {
        let mut uses = Uses::new();
        for (path, module) in &self.modules {
            let mut paths = Paths::default();
            paths.visit_file(&module.syntax);
            let targets: BTreeSet<_> = paths
                .found
                .iter()
                .filter_map(|(nested, used)| {
                    let at: ModulePath = path.iter().chain(nested).cloned().collect();
                    self.absolute(if used[0] == "super" { &at } else { path }, used)
                })
                .filter_map(|used| self.declares(&used, 8))
                .filter(|target| target != path)
                .map(|target| self.modules[&target].file.clone())
                .collect();
            uses.insert(module.file.clone(), targets);
        }
        uses
    }
}

/// Whether an item declares that name.
fn declared(item: &Item, name: &str) -> bool {
    let ident = match item {
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Const(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Mod(item) => &item.ident,
        // A macro may declare anything: what it is called with is looked through.
        Item::Macro(item) => {
            return item.ident.as_ref().is_some_and(|ident| ident == name)
                || item.mac.tokens.clone().into_iter().any(|token| token.to_string() == name);
        }
        _ => return false,
    };
    ident == name
}

/// Each name that an import brings, and its path.
fn leaves(item: &ItemUse) -> Vec<(String, ModulePath)> {
    fn walk(tree: &UseTree, before: &[String], found: &mut Vec<(String, ModulePath)>) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => walk(&path.tree, &with(path.ident.to_string()), found),
            UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, before, found)),
            UseTree::Glob(_) => found.push(("*".to_owned(), before.to_vec())),
            UseTree::Name(name) if name.ident == "self" => {
                found.push((before.last().cloned().unwrap_or_default(), before.to_vec()));
            }
            UseTree::Name(name) => found.push((name.ident.to_string(), with(name.ident.to_string()))),
            UseTree::Rename(name) => found.push((name.rename.to_string(), with(name.ident.to_string()))),
        }
    }
    let mut found = Vec::new();
    walk(&item.tree, &[], &mut found);
    found
}

/// Paths that a file uses, with the modules inside it that they stand in.
#[derive(Default)]
struct Paths {
    inside: ModulePath,
    found: BTreeSet<(ModulePath, ModulePath)>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !tests_alone(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.inside.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.inside.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if matches!(item.vis, Visibility::Inherited) {
            self.found.extend(leaves(item).into_iter().map(|(_, path)| (self.inside.clone(), path)));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: ModulePath = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 {
            self.found.insert((self.inside.clone(), names));
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let paths = paths_in(&call.tokens.to_string());
        self.found.extend(paths.into_iter().map(|path| (self.inside.clone(), path)));
        visit::visit_macro(self, call);
    }
}

#[test]
fn finds_a_circle_through_a_re_export() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("lib.rs", "mod a; mod b; mod c;");
    write("a.rs", "pub use crate::b::Second; pub struct First;");
    write("b.rs", "use crate::a::First; pub struct Second(First);");
    write("c.rs", "fn third(_: crate::a::Second) {}");
    let uses = Crate::read(folder.path()).uses();
    assert!(circles(&uses).is_empty(), "handing on is no use: {uses:?}");
    assert_eq!(uses["c.rs"], BTreeSet::from(["b.rs".to_owned()]), "it is used where it is declared");
    write("a.rs", "pub struct First; fn back() { let _ = crate::b::Second::new(); }");
    assert_eq!(circles(&Crate::read(folder.path()).uses()).len(), 1);
}

#[test]
fn finds_a_use_inside_a_macro_but_not_in_tests() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("lib.rs", "mod a; mod b; mod c;");
    write("a.rs", "pub struct First;");
    write("b.rs", r#"fn f() { println!("{}", crate::a::First); } #[cfg(test)] mod t { use crate::c::Third; }"#);
    write("c.rs", "pub struct Third; #[cfg(any(windows, test))] fn f(_: crate::b::Second) {}");
    let uses = Crate::read(folder.path()).uses();
    assert_eq!(uses["b.rs"], BTreeSet::from(["a.rs".to_owned()]));
    assert_eq!(uses["c.rs"], BTreeSet::from(["b.rs".to_owned()]));
}
