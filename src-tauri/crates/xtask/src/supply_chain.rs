//! Checks the desk's dependencies against `.cargo/deny.toml`: licences, sources, bans and the named exceptions.
//!
//! `cargo deny` reads the same file and also checks advisories, but takes minutes to build and needs a network.

use std::fs;

use serde_json::Value;
use spdx::{Expression, ParseMode};
use toml::Table;

use crate::shell::{Result, cargo, output, root};

pub const RULES: &str = ".cargo/deny.toml";
pub const NPM_LOCK: &str = "ui/package-lock.json";

/// Fails with a list of all violations of the rules.
pub fn check() -> Result<()> {
    println!("\n── licences, sources and bans ({RULES})");
    let rules = Rules::read(&read(RULES)?)?;
    let wrong = [rules.crates(&metadata()?), rules.npm(&json(NPM_LOCK)?)].concat();
    if wrong.is_empty() { Ok(()) } else { Err(format!("{RULES} does not allow:\n  - {}", wrong.join("\n  - "))) }
}

/// Metadata of every package for all systems, with the dependency graph.
pub fn metadata() -> Result<Value> {
    let text = output(cargo().args(["metadata", "--locked", "--format-version", "1"]))?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
}

pub fn json(path: &str) -> Result<Value> {
    serde_json::from_str(&read(path)?).map_err(|error| format!("{path}: {error}"))
}

pub fn read(path: &str) -> Result<String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}

/// Parses a licence in either of its two spellings.
pub fn licence(written: &str) -> Result<Expression> {
    Expression::parse_mode(written, ParseMode::LAX).map_err(|error| format!("{written}: {}", error.reason))
}

struct Rules {
    licences: Vec<String>,
    registries: Vec<String>,
    banned: Vec<(String, String)>,
    /// Id and reason.
    exceptions: Vec<(String, String)>,
}

impl Rules {
    fn read(text: &str) -> Result<Self> {
        let table: Table = text.parse().map_err(|error| format!("{RULES}: {error}"))?;
        let list = |section: &str, name: &str| {
            let found = table.get(section).and_then(|section| section.get(name)).and_then(|list| list.as_array());
            found.cloned().ok_or_else(|| format!("{RULES} has no list {section}.{name}"))
        };
        let words = |section: &str, name: &str| -> Result<Vec<String>> {
            let word = |value: &toml::Value| value.as_str().map(str::to_owned);
            let list = list(section, name)?;
            list.iter().map(word).collect::<Option<_>>().ok_or_else(|| format!("{RULES}: {section}.{name} is of words"))
        };
        let reasoned = |section: &str, name: &str, what: &str| -> Result<Vec<(String, String)>> {
            let word = |value: &toml::Value, key: &str| value.get(key)?.as_str().map(str::to_owned);
            let list = list(section, name)?;
            let pairs = list.iter().map(|value| Some((word(value, what)?, word(value, "reason")?)));
            pairs
                .collect::<Option<_>>()
                .ok_or_else(|| format!("{RULES}: {section}.{name} has `{what}` and `reason` each"))
        };
        Ok(Self {
            licences: words("licenses", "allow")?,
            registries: words("sources", "allow-registry")?,
            banned: reasoned("bans", "deny", "crate")?,
            exceptions: reasoned("advisories", "ignore", "id")?,
        })
    }

    fn crates(&self, metadata: &Value) -> Vec<String> {
        let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
        let mut wrong = Vec::new();
        for package in packages {
            let name = package["name"].as_str().unwrap_or("?");
            // Workspace members have no source.
            if let Some(source) = package["source"].as_str()
                && !self.registries.iter().any(|known| source.strip_prefix("registry+") == Some(known))
            {
                wrong.push(format!("{name}: its source {source}"));
            }
            wrong.extend(self.of_licence(name, package["license"].as_str()));
            if let Some((_, reason)) = self.banned.iter().find(|(banned, _)| banned == name) {
                wrong.push(format!("{name}: {reason}"));
            }
        }
        for (id, reason) in &self.exceptions {
            let named = reason.split(':').next().unwrap_or_default();
            if !packages.iter().any(|package| package["name"] == named) {
                wrong.push(format!("{id}: an exception for {named}, which is no part of the desk"));
            }
            if !reason.contains("(looked at 20") {
                wrong.push(format!("{id}: an exception without the day when it was looked at"));
            }
        }
        if packages.is_empty() {
            wrong.push("cargo metadata names no package".to_owned());
        }
        wrong
    }

    fn npm(&self, lock: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        let packages = lock["packages"].as_object().into_iter().flatten().filter(|(path, _)| !path.is_empty());
        let mut any = false;
        for (path, package) in packages {
            any = true;
            let name = path.rsplit("node_modules/").next().unwrap_or(path);
            wrong.extend(self.of_licence(name, package["license"].as_str()));
            if !package["integrity"].is_string() {
                wrong.push(format!("{name}: without a checksum, so not from a registry"));
            }
            if package["hasInstallScript"] == true {
                wrong.push(format!("{name}: runs a program when it is installed"));
            }
        }
        if !any {
            wrong.push(format!("{NPM_LOCK} names no package"));
        }
        wrong
    }

    fn of_licence(&self, name: &str, written: Option<&str>) -> Option<String> {
        let Some(written) = written else { return Some(format!("{name}: it names no licence")) };
        match licence(written) {
            Ok(expression) => {
                let allowed =
                    expression.evaluate(|asked| self.licences.iter().any(|known| *known == asked.to_string()));
                (!allowed).then(|| format!("{name}: its licence {written}"))
            }
            Err(reason) => Some(format!("{name}: its licence {reason}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

    fn rules() -> Rules {
        Rules::read(&read(RULES).unwrap()).unwrap()
    }

    /// Adds the packages that the exceptions name.
    fn with(package: Value) -> Value {
        let named = rules().exceptions.into_iter().map(|(_, reason)| reason.split(':').next().unwrap().to_owned());
        let mut packages: Vec<_> =
            named.map(|name| json!({ "name": name, "source": REGISTRY, "license": "MIT" })).collect();
        packages.push(package);
        json!({ "packages": packages })
    }

    #[test]
    fn allowed_packages_pass() {
        for license in ["MIT", "MIT/Apache-2.0", "LGPL-2.1-or-later OR MIT", "Apache-2.0 WITH LLVM-exception"] {
            let package = json!({ "name": "good", "source": REGISTRY, "license": license });
            assert_eq!(rules().crates(&with(package)), [""; 0], "{license}");
        }
        let lock = json!({ "packages": { "": {}, "node_modules/a": { "integrity": "sha512-A==", "license": "(MIT OR CC0-1.0)" } } });
        assert_eq!(rules().npm(&lock), [""; 0]);
    }

    #[test]
    fn names_packages_that_are_not_allowed() {
        for (package, word) in [
            (json!({ "name": "bad", "source": REGISTRY, "license": "GPL-3.0-only" }), "GPL"),
            (json!({ "name": "bad", "source": REGISTRY, "license": "MIT AND AGPL-3.0-only" }), "AGPL"),
            (
                json!({ "name": "bad", "source": REGISTRY, "license": "Apache-2.0 WITH Classpath-exception-2.0" }),
                "Classpath",
            ),
            (json!({ "name": "bad", "source": REGISTRY, "license": "As you like" }), "As you like"),
            (json!({ "name": "bad", "source": REGISTRY }), "no licence"),
            (json!({ "name": "bad", "source": "git+https://example.com/bad", "license": "MIT" }), "git+"),
            (json!({ "name": "bad", "source": "registry+https://example.com/index", "license": "MIT" }), "example"),
            (json!({ "name": "openssl-sys", "source": REGISTRY, "license": "MIT" }), "rustls"),
        ] {
            let wrong = rules().crates(&with(package));
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            assert!(wrong[0].contains(word), "{wrong:?} should name {word}");
        }
        for (package, word) in [
            (json!({ "integrity": "sha512-A==", "license": "GPL-2.0" }), "GPL"),
            (json!({ "license": "MIT", "resolved": "git+ssh://example.com/a.git" }), "checksum"),
            (json!({ "integrity": "sha512-A==", "license": "MIT", "hasInstallScript": true }), "program"),
        ] {
            let wrong = rules().npm(&json!({ "packages": { "node_modules/a": package } }));
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            assert!(wrong[0].contains(word), "{wrong:?} should name {word}");
        }
    }

    #[test]
    fn an_empty_list_of_packages_fails() {
        assert_eq!(rules().npm(&json!({})).len(), 1);
        assert!(rules().crates(&json!({})).iter().any(|reason| reason.contains("no package")));
    }

    #[test]
    fn an_exception_needs_a_package_and_a_date() {
        let text = read(RULES).unwrap().replace("glib: ", "gone: ").replacen(" (looked at 2026-11-28)", "", 1);
        let wrong = Rules::read(&text).unwrap().crates(&with(json!({ "name": "good", "license": "MIT" })));
        assert!(wrong.iter().any(|reason| reason.contains("exception for gone")), "{wrong:?}");
        assert!(wrong.iter().any(|reason| reason.contains("without the day")), "{wrong:?}");
    }
}
