//! `parameters_set`: each element is an `id` and one member with the name of the parameter (reference section 4.3).
//! Elements are unordered; one with only an `id` has an empty value.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::members::Members;

/// One parameter of a provisioning request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Such as `smartcard_ca_id`.
    pub name: String,
    pub value: Option<String>,
    /// Id of its element.
    pub id: Option<String>,
}

/// Takes the parameters and the ids of the empty ones. A set of another format is left in place.
pub(super) fn take(members: &mut Members) -> (Vec<Parameter>, Vec<String>) {
    let readable = members.0.get("parameters_set").is_some_and(|set| {
        set.is_null() || set.as_array().is_some_and(|elements| elements.iter().all(Value::is_object))
    });
    let elements = if readable { members.array("parameters_set").unwrap_or_default() } else { Vec::new() };
    let (mut parameters, mut empty) = (Vec::new(), Vec::new());
    for element in elements {
        let Value::Object(element) = element else { continue };
        let id = element.get("id").and_then(as_text);
        let named: Vec<_> = element.into_iter().filter(|(name, _)| name != "id").collect();
        if named.is_empty() {
            empty.extend(id);
            continue;
        }
        parameters.extend(named.into_iter().map(|(name, value)| Parameter {
            name,
            value: as_text(&value),
            id: id.clone(),
        }));
    }
    (parameters, empty)
}

/// The set as it came, except for the order.
pub(super) fn to_value(parameters: &[Parameter], empty: &[String]) -> Option<Value> {
    let mut elements: Vec<Map<String, Value>> = Vec::new();
    for parameter in parameters {
        let id = parameter.id.as_deref();
        let same = elements.last_mut().filter(|last| id.is_some() && last.get("id").and_then(Value::as_str) == id);
        let value = parameter.value.clone().map_or(Value::Null, Value::from);
        if let Some(element) = same {
            element.insert(parameter.name.clone(), value);
        } else {
            let id = id.map(|id| ("id".to_owned(), id.into()));
            elements.push(id.into_iter().chain([(parameter.name.clone(), value)]).collect());
        }
    }
    let empty = empty.iter().map(|id| Map::from_iter([("id".to_owned(), Value::from(id.as_str()))]));
    elements.extend(empty);
    (!elements.is_empty()).then(|| elements.into_iter().map(Value::Object).collect())
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        // Numbers, booleans and unknown formats.
        other => Some(other.to_string()),
    }
}
