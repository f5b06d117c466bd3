use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

use crate::package::{files::read, manifest::Manifest, third_party};

/// Libraries of the program that the bill of materials lacks, and libraries of the bill without a licence.
pub fn gaps(dir: &Path, manifest: &Manifest, crates: &BTreeSet<String>) -> Vec<String> {
    let named = |ending: &str| manifest.files.iter().map(|shipped| &shipped.name).find(|name| name.ends_with(ending));
    let (Some(bill), Some(licences)) = (named(".cdx.json"), named(".licences.txt")) else {
        return vec!["the manifest names no bill of materials and licences".into()];
    };
    let texts = read(&dir.join(bill)).and_then(|bytes| Ok((bytes, read(&dir.join(licences))?)));
    let (bill, licences) = match texts {
        Ok((bill, licences)) => (bill, String::from_utf8_lossy(&licences).into_owned()),
        // A missing file is a finding already.
        Err(_) => return Vec::new(),
    };
    match serde_json::from_slice::<Value>(&bill) {
        Ok(bill) => compared(&bill, manifest, &licences, crates),
        Err(error) => vec![format!("the bill of materials: {error}")],
    }
}

fn compared(bill: &Value, manifest: &Manifest, licences: &str, crates: &BTreeSet<String>) -> Vec<String> {
    let mut gaps = Vec::new();
    if bill["metadata"]["component"]["version"] != manifest.version.as_str() {
        gaps.push("the bill of materials is of another version".to_owned());
    }
    let mut listed = BTreeSet::new();
    for component in bill["components"].as_array().into_iter().flatten() {
        let (Some(name), Some(version)) = (component["name"].as_str(), component["version"].as_str()) else {
            gaps.push(format!("the bill of materials has a part without name or version: {component}"));
            continue;
        };
        listed.insert(format!("{name}-{version}"));
        // Own parts come from no registry; the package's licence is theirs.
        if component["hashes"].is_array() && !licences.contains(&third_party::title(name, version)) {
            gaps.push(format!("{name} {version} has no licence"));
        }
    }
    let unlisted = crates.iter().filter(|part| !listed.contains(*part));
    gaps.extend(unlisted.map(|part| format!("{part} is in the program and not in the bill of materials")));
    gaps
}
