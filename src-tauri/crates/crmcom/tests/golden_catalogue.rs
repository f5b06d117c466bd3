//! The catalogue that the window reads, generated from the declarations.

use std::{fs, path::PathBuf};

use crmcom::catalogue::OPERATIONS;
use serde_json::{Map, Value, json};

#[test]
fn the_windows_catalogue_is_up_to_date() {
    let mut catalogue = serde_json::to_value(OPERATIONS).expect("a declaration is plain data");
    drop_wording(&mut catalogue);
    compare("generated/catalogue.json", &catalogue);
}

#[test]
fn the_windows_wording_is_up_to_date() {
    let mut wording = Map::new();
    for operation in OPERATIONS {
        let (provider, name) = operation.id.split_once('.').expect("an id is provider.name");
        let fields: Map<_, _> = operation
            .fields
            .iter()
            .map(|field| (field.name.to_owned(), json!({ "label": field.label, "help": field.help })))
            .collect();
        let mut texts = serde_json::to_value(&operation.wording).expect("wording is plain data");
        if let Some(confirmation) = &operation.confirmation {
            texts["confirmation"] = serde_json::to_value(confirmation).expect("wording is plain data");
        }
        texts["fields"] = Value::Object(fields);
        let of_provider = wording.entry(provider).or_insert_with(|| json!({}));
        of_provider[name] = texts;
    }
    compare("i18n/en/operations.json", &Value::Object(wording));
}

/// Removes texts, which have a file of their own, so that other languages can translate it.
fn drop_wording(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_wording),
        Value::Object(members) => {
            for text in ["wording", "label", "help"] {
                members.shift_remove(text);
            }
            members.values_mut().for_each(drop_wording);
        }
        _ => {}
    }
}

fn compare(file: &str, value: &Value) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src").join(file);
    let text = format!("{value:#}\n");
    if std::env::var_os("RENEW").is_some() {
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "ui/src/{file} is behind the catalogue: run `RENEW=1 cargo test -p crmcom` and commit it");
}
