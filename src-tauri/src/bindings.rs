//! Generates `ui/src/api/bindings.ts`: the types that are passed to the window, and its commands.
//!
//! A golden test: it fails if the file differs from the Rust side. `RENEW=1` rewrites it.

use std::{collections::BTreeMap, fmt::Write};

use desk::{problem::Problem, view::DeskEvent};
use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::Repeat;

const HEAD: &str = "// Generated from the Rust side by a test of src-tauri; do not edit. RENEW=1 cargo test -p provisioning-desk rewrites it.
// A rejected promise carries a Problem. A call that is carried out once has an id, under which the same message may come twice.

import { invoke } from \"@tauri-apps/api/core\";
import { newKey } from \"./newKey\";
";

pub(crate) struct Bindings {
    config: Config,
    /// Sorted by name, because the order in which ts-rs visits them changes from build to build.
    types: BTreeMap<String, String>,
    /// By domain.
    commands: BTreeMap<String, String>,
}

/// An argument's name, and a function that declares its type and returns the type's name.
type Argument<'a> = (&'a str, &'a dyn Fn(&mut Bindings) -> String);

impl Bindings {
    fn new() -> Self {
        let config = Config::new();
        Self { config, types: BTreeMap::new(), commands: BTreeMap::new() }
    }

    /// Name of a type; declares the type and all types that it contains, if they are new.
    pub(crate) fn used<T: TS + 'static + ?Sized>(&mut self) -> String {
        let name = T::name(&self.config);
        self.visit::<T>();
        name
    }

    pub(crate) fn command<Answer: TS + 'static>(
        &mut self,
        domain: &str,
        name: &str,
        repeat: Repeat,
        arguments: &[Argument<'_>],
    ) {
        let answer = self.used::<Answer>();
        let arguments: Vec<_> = arguments.iter().map(|(name, used)| (camel_case(name), used(self))).collect();
        let typed: Vec<_> = arguments.iter().map(|(name, r#type)| format!("{name}: {type}")).collect();
        let call = (repeat == Repeat::Once).then_some("call: newKey()");
        let names: Vec<_> = call.into_iter().chain(arguments.iter().map(|(name, _)| name.as_str())).collect();
        let sent = if names.is_empty() { String::new() } else { format!(", {{ {} }}", names.join(", ")) };
        let line = format!("    {}: ({}) => invoke<{answer}>(\"{name}\"{sent}),", camel_case(name), typed.join(", "));
        writeln!(self.commands.entry(camel_case(domain)).or_default(), "{line}")
            .expect("writing to a String cannot fail");
    }

    fn text(self) -> String {
        let Self { types, commands, .. } = self;
        let types: String = types.into_values().collect();
        let commands = commands
            .into_iter()
            .fold(String::new(), |all, (domain, commands)| all + "  " + &domain + ": {\n" + &commands + "  },\n");
        let text = format!("{HEAD}{types}\nexport const commands = {{\n{commands}}};\n");
        text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
    }
}

impl TypeVisitor for Bindings {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only our own types have an export path.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if !self.types.contains_key(&name) {
                let docs = T::docs().unwrap_or_default();
                self.types.insert(name, format!("\n{docs}export {}\n", T::decl(&self.config)));
                T::visit_dependencies(self);
            }
        }
        // Containers pass their elements on only here: their dependencies would be those of the elements, without end
        // where a type contains itself.
        T::visit_generics(self);
    }
}

fn camel_case(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

#[test]
fn the_windows_bindings_are_up_to_date() {
    let mut bindings = Bindings::new();
    bindings.used::<Problem>();
    bindings.used::<DeskEvent>();
    crate::commands::declare(&mut bindings);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/api/bindings.ts");
    let now = bindings.text();
    if std::env::var_os("RENEW").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    assert!(kept == now, "ui/src/api/bindings.ts is out of date: RENEW=1 cargo test -p provisioning-desk");
}
