//! Dead code that an attribute allows.

use syn::visit::Visit;

use crate::{CRATES, files, read, root};

/// Attributes that allow or expect code that nothing uses.
#[derive(Default)]
struct AllowedDeadCode(Vec<String>);

impl<'ast> Visit<'ast> for AllowedDeadCode {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let syn::Meta::List(list) = &attribute.meta else { return };
        let tokens = list.tokens.to_string();
        let lints = |name: &str| {
            let all = tokens.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':');
            all.into_iter().any(|word| word == name)
        };
        let named = |name: &str| list.path.is_ident(name) || list.path.is_ident("cfg_attr") && lints(name);
        if (named("allow") || named("expect")) && (lints("dead_code") || lints("unused")) {
            self.0.push(tokens);
        }
    }
}

#[test]
fn no_dead_code_is_allowed() {
    for (name, folder) in CRATES {
        for file in files(&root().join(folder), &["rs"]) {
            let allowed = dead_code_allowed(&read(&root().join(folder).join(&file)));
            assert!(allowed.is_empty(), "{name}: {} keeps dead code: {allowed:?}", file.display());
        }
    }
}

fn dead_code_allowed(text: &str) -> Vec<String> {
    let mut found = AllowedDeadCode::default();
    found.visit_file(&syn::parse_file(text).expect("it compiles"));
    found.0
}

#[test]
fn finds_allowed_dead_code_in_any_form() {
    for allowed in ["allow(dead_code)", "expect(dead_code)", "allow(unused)", "cfg_attr(windows, allow(a, dead_code))"]
    {
        assert_eq!(dead_code_allowed(&format!("#[{allowed}] fn f() {{}}")).len(), 1, "{allowed}");
        assert_eq!(dead_code_allowed(&format!("#![{allowed}]")).len(), 1, "{allowed}");
    }
    assert!(dead_code_allowed("#[allow(clippy::unused_async)] fn f() { let dead_code = 1; }").is_empty());
}
