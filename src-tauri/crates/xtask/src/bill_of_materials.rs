//! `cargo xtask sbom`: writes the desk's bill of materials as a CycloneDX document.
//!
//! The window's list of libraries and licences comes from it and is written as well; `cargo xtask test` fails if it is
//! behind.
//!
//! It contains the crates that are linked on any system, without those for building or testing, and the npm packages
//! that npm reports as run-time dependencies.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::ExitCode,
};

use serde_json::{Value, json};
use toml::Table;

use crate::{
    shell::{Result, npm, root, target},
    supply_chain::{self, licence, metadata},
};

const DESK: &str = "provisioning-desk";

/// The libraries that the window names, with version and licence.
const LICENCES: &str = "ui/src/generated/licences.json";

pub fn run() -> Result<ExitCode> {
    let bill = bill_of_desk()?;
    let path = target().join(format!("{DESK}.cdx.json"));
    let text = serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())?;
    for (path, text) in [(path, text), (root().join(LICENCES), licences(&bill)?)] {
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{}", path.strip_prefix(root()).unwrap_or(&path).display());
    }
    println!("{} components", bill["components"].as_array().map_or(0, Vec::len));
    Ok(ExitCode::SUCCESS)
}

/// Fails if the window's list of libraries is not the one of the bill.
pub fn check() -> Result<()> {
    println!("\n── libraries and licences in the window ({LICENCES})");
    let kept = supply_chain::read(LICENCES).unwrap_or_default().replace("\r\n", "\n");
    if kept == licences(&bill_of_desk()?)? { Ok(()) } else { Err(format!("{LICENCES} is behind: cargo xtask sbom")) }
}

/// The desk's bill of materials.
pub fn bill_of_desk() -> Result<Value> {
    let output = npm()
        .args(["sbom", "--omit=dev", "--sbom-format=cyclonedx", "--package-lock-only"])
        .output()
        .map_err(|error| format!("npm sbom: {error}"))?;
    let page = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("npm sbom: {error}\n{}", String::from_utf8_lossy(&output.stderr)))?;
    bill(&metadata()?, &checksums(&supply_chain::read("Cargo.lock")?)?, &page)
}

/// The bill's libraries in the order of their names, as the window reads them. Own packages come from no registry and
/// have no checksum.
fn licences(bill: &Value) -> Result<String> {
    let mut libraries: Vec<_> = each(&bill["components"])
        .filter(|component| component["hashes"].is_array())
        .map(|component| {
            let licence = &component["licenses"][0];
            let licence = licence["expression"].as_str().or(licence["license"]["id"].as_str()).unwrap_or_default();
            (word(&component["name"]), word(&component["version"]), licence)
        })
        .collect();
    libraries.sort_unstable();
    let libraries: Vec<_> = libraries
        .into_iter()
        .map(|(name, version, licence)| json!({ "name": name, "version": version, "licence": licence }))
        .collect();
    serde_json::to_string_pretty(&libraries).map(|text| text + "\n").map_err(|error| error.to_string())
}

/// SHA-256 by name and version.
fn checksums(lock: &str) -> Result<BTreeMap<(String, String), String>> {
    let lock: Table = lock.parse().map_err(|error| format!("Cargo.lock: {error}"))?;
    let packages = lock.get("package").and_then(|packages| packages.as_array()).into_iter().flatten();
    let word = |package: &toml::Value, key: &str| package.get(key)?.as_str().map(str::to_owned);
    Ok(packages
        .filter_map(|package| Some(((word(package, "name")?, word(package, "version")?), word(package, "checksum")?)))
        .collect())
}

/// Adds the libraries of a standard library that is built with the desk: `metadata` and `lock` are what cargo says of it.
pub fn add_standard_library(bill: &mut Value, metadata: &Value, lock: &str) -> Result<()> {
    let (packages, nodes) = (packages(metadata), nodes(metadata));
    let std = packages.values().find(|package| package["name"] == "std");
    let std = std.ok_or("cargo metadata does not name the standard library")?;
    let checksums = checksums(lock)?;
    let desk = bill["metadata"]["component"]["bom-ref"].clone();
    for id in linked(word(&std["id"]), &nodes, &|_| false) {
        let package = packages.get(id).ok_or_else(|| format!("cargo metadata does not name {id}"))?;
        let is_known = each(&bill["components"]).any(|component| component["bom-ref"] == url(package).as_str());
        if package["source"].is_null() || is_known {
            continue;
        }
        add(&mut bill["components"], component(package, &checksums)?);
        add(&mut bill["dependencies"], json!({ "ref": url(package), "dependsOn": [] }));
        let entry = bill["dependencies"].as_array_mut().into_iter().flatten().find(|on| on["ref"] == desk);
        add(&mut entry.ok_or("the bill of materials does not name the desk")?["dependsOn"], url(package).into());
    }
    Ok(())
}

fn add(list: &mut Value, entry: Value) {
    if let Some(list) = list.as_array_mut() {
        list.push(entry);
    }
}

fn packages(metadata: &Value) -> BTreeMap<&str, &Value> {
    each(&metadata["packages"]).map(|package| (word(&package["id"]), package)).collect()
}

fn nodes(metadata: &Value) -> BTreeMap<&str, &Value> {
    each(&metadata["resolve"]["nodes"]).map(|node| (word(&node["id"]), node)).collect()
}

fn bill(metadata: &Value, checksums: &BTreeMap<(String, String), String>, page: &Value) -> Result<Value> {
    let (packages, nodes) = (packages(metadata), nodes(metadata));
    let desk = packages
        .values()
        .find(|package| package["name"] == DESK && package["source"].is_null())
        .ok_or_else(|| format!("cargo metadata does not name {DESK}"))?;
    let desk_id = word(&desk["id"]);
    let (mut components, mut dependencies) = (Vec::new(), Vec::new());
    let only_builds = |id: &str| {
        let targets = packages.get(id).map(|package| &package["targets"]);
        targets.into_iter().flat_map(each).any(|target| each(&target["kind"]).any(|kind| kind == "proc-macro"))
    };
    for id in linked(desk_id, &nodes, &only_builds) {
        let package = packages.get(id).ok_or_else(|| format!("cargo metadata does not name {id}"))?;
        let mut on: Vec<_> = linked_by(nodes[id])
            .filter(|id| !only_builds(id))
            .filter_map(|id| packages.get(id))
            .map(|on| url(on))
            .collect();
        if id == desk_id {
            on.push(word(&page["metadata"]["component"]["bom-ref"]).to_owned());
        } else {
            components.push(component(package, checksums)?);
        }
        dependencies.push(json!({ "ref": url(package), "dependsOn": on }));
    }
    components.push(page["metadata"]["component"].clone());
    components.extend(each(&page["components"]).cloned());
    dependencies.extend(each(&page["dependencies"]).cloned());
    // Without a time and a serial number, so that the same desk has the same bill.
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "bom-ref": url(desk), "type": "application", "name": "Provisioning Desk", "version": desk["version"],
            "licenses": [{ "expression": desk["license"] }], "purl": url(desk),
        } },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// Ids of the desk and of all packages linked into it.
fn linked<'a>(
    desk: &'a str,
    nodes: &BTreeMap<&'a str, &'a Value>,
    only_builds: &impl Fn(&str) -> bool,
) -> BTreeSet<&'a str> {
    let (mut found, mut open) = (BTreeSet::new(), vec![desk]);
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(nodes.get(id).into_iter().flat_map(|node| linked_by(node)).filter(|id| !only_builds(id)));
        }
    }
    found
}

fn linked_by(node: &Value) -> impl Iterator<Item = &str> {
    let is_linked = |dependency: &&Value| each(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null());
    each(&node["deps"]).filter(is_linked).map(|dependency| word(&dependency["pkg"]))
}

fn component(package: &Value, checksums: &BTreeMap<(String, String), String>) -> Result<Value> {
    let (name, version) = (word(&package["name"]), word(&package["version"]));
    let written = word(&package["license"]);
    licence(written).map_err(|reason| format!("{name}: {reason}"))?;
    // `MIT/Apache-2.0` is converted to the form that other programs parse.
    let licence = written.split('/').map(str::trim).collect::<Vec<_>>().join(" OR ");
    let mut component = json!({
        "bom-ref": url(package), "type": "library", "name": name, "version": version,
        "licenses": [{ "expression": licence }], "purl": url(package),
    });
    if let Some(sum) = checksums.get(&(name.to_owned(), version.to_owned())) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    Ok(component)
}

/// The package URL.
fn url(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", word(&package["name"]), word(&package["version"]).replace('+', "%2B"))
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_of_materials_lists_shipped_packages_only() {
        let package = |id: &str, source: Value| json!({ "id": id, "name": id, "version": "1.0.0+2", "license": "MIT/Apache-2.0", "source": source });
        let on = |id: &str, kind: Value| json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package(DESK, Value::Null), package("linked", json!("r")), package("deeper", json!("r")), package("builder", json!("r")), package("tester", json!("r")), json!({ "id": "derive", "name": "derive", "source": "r", "targets": [{ "kind": ["proc-macro"] }] })],
            "resolve": { "nodes": [
                { "id": DESK, "deps": [on("linked", Value::Null), on("builder", json!("build")), on("tester", json!("dev"))] },
                { "id": "linked", "deps": [on("deeper", Value::Null), on("derive", Value::Null)] },
                { "id": "deeper", "deps": [] }, { "id": "builder", "deps": [] }, { "id": "tester", "deps": [] },
            ] },
        });
        let page = json!({
            "metadata": { "component": { "bom-ref": "ui@1", "name": "ui" } },
            "components": [{
                "bom-ref": "react@19", "name": "react", "version": "19.0.0", "hashes": [],
                "licenses": [{ "license": { "id": "MIT" } }],
            }],
            "dependencies": [{ "ref": "ui@1", "dependsOn": ["react@19"] }],
        });
        let lock = "[[package]]\nname = \"linked\"\nversion = \"1.0.0+2\"\nchecksum = \"abc\"\n";
        let bill = bill(&metadata, &checksums(lock).unwrap(), &page).unwrap();
        let names: Vec<_> = each(&bill["components"]).map(|component| word(&component["name"])).collect();
        assert_eq!(names, ["deeper", "linked", "ui", "react"]);
        assert_eq!(bill["components"][1]["hashes"][0]["content"], "abc");
        assert_eq!(bill["components"][1]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(bill["components"][1]["purl"], "pkg:cargo/linked@1.0.0%2B2");
        let desk = each(&bill["dependencies"]).find(|on| word(&on["ref"]).contains(DESK)).unwrap();
        assert_eq!(desk["dependsOn"], json!(["pkg:cargo/linked@1.0.0%2B2", "ui@1"]));
        let libraries: Value = serde_json::from_str(&licences(&bill).unwrap()).unwrap();
        let linked = json!({ "name": "linked", "version": "1.0.0+2", "licence": "MIT OR Apache-2.0" });
        let react = json!({ "name": "react", "version": "19.0.0", "licence": "MIT" });
        assert_eq!(libraries, json!([linked, react]), "own packages are no libraries");

        // A standard library that is built with the desk: one part is in the bill already, and two are its own.
        let std = json!({
            "packages": [package("std", Value::Null), package("core", Value::Null), package("linked", json!("r")), package("gimli", json!("r")), package("tester", json!("r"))],
            "resolve": { "nodes": [
                { "id": "std", "deps": [on("core", Value::Null), on("linked", Value::Null), on("gimli", Value::Null), on("tester", json!("dev"))] },
                { "id": "core", "deps": [] }, { "id": "linked", "deps": [] }, { "id": "gimli", "deps": [] }, { "id": "tester", "deps": [] },
            ] },
        });
        let mut with_std = bill.clone();
        add_standard_library(
            &mut with_std,
            &std,
            "[[package]]\nname = \"gimli\"\nversion = \"1.0.0+2\"\nchecksum = \"d\"\n",
        )
        .unwrap();
        let names: Vec<_> = each(&with_std["components"]).map(|component| word(&component["name"])).collect();
        assert_eq!(names, ["deeper", "linked", "ui", "react", "gimli"]);
        assert_eq!(with_std["components"][4]["hashes"][0]["content"], "d");
        let desk = each(&with_std["dependencies"]).find(|on| word(&on["ref"]).contains(DESK)).unwrap();
        assert_eq!(desk["dependsOn"], json!(["pkg:cargo/linked@1.0.0%2B2", "ui@1", "pkg:cargo/gimli@1.0.0%2B2"]));
        let unnamed = add_standard_library(&mut bill.clone(), &metadata, "");
        assert!(unnamed.is_err(), "it is no standard library");
    }
}
