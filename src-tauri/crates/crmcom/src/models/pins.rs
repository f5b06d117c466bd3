//! Masks PINs in what a server answers. The documented answer has none, but what is read here goes
//! to disk, so an undocumented one must not.

use serde_json::{Map, Value};

const MASK: &str = "••••";

/// Masks members that are PINs by their name, and, in a request that sets one, every group of four
/// digits in what went to and came from the CA system.
pub(crate) fn mask(request: &mut Map<String, Value>) {
    let sets_pin = request.get("type").and_then(Value::as_str).is_some_and(|kind| {
        let kind = kind.to_ascii_uppercase();
        kind.contains("PIN") && !kind.contains("PAIRING")
    });
    if sets_pin {
        for member in ["request", "response", "error_description", "provider_error_description"] {
            if let Some(Value::String(text)) = request.get_mut(member) {
                *text = mask_groups(text);
            }
        }
    }
    mask_members(request);
}

fn mask_members(object: &mut Map<String, Value>) {
    for (name, value) in object.iter_mut() {
        if is_pin(name) && matches!(value, Value::String(_) | Value::Number(_)) {
            *value = MASK.into();
        } else {
            mask_below(value);
        }
    }
}

/// The same in whatever holds requests.
pub(crate) fn mask_below(value: &mut Value) {
    match value {
        Value::Object(object) => mask(object),
        Value::Array(items) => items.iter_mut().for_each(mask_below),
        _ => {}
    }
}

/// `pin`, `ca_pin`, `new_pin`, `pin_number`, `pin_0_value`; not `reset_pin`, which is a flag.
fn is_pin(name: &str) -> bool {
    name.split('_').any(|word| word.eq_ignore_ascii_case("pin")) && name != "reset_pin"
}

fn mask_groups(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (group, after) = from.split_at(end);
        masked.push_str(before);
        // Part of a reference number such as 38a4254b-6663: letters or dashes stand beside it.
        let beside = [before.chars().next_back().or(masked.chars().next_back()), after.chars().next()];
        let inside = beside.into_iter().flatten().any(|c| c.is_alphanumeric() || c == '-');
        masked.push_str(if group.len() == 4 && !inside { MASK } else { group });
        rest = after;
    }
    masked.push_str(rest);
    masked
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn masked(value: Value) -> Value {
        let Value::Object(mut object) = value else { panic!("an object") };
        mask(&mut object);
        Value::Object(object)
    }

    #[test]
    fn a_pin_that_comes_back_is_masked_wherever_it_stands() {
        let request = json!({
            "type": "UPDATE_CA_PIN_TO_GIVEN_VALUE",
            "request": "01900000001 4711",
            "response": "OK38a4254b-6663-4cb5-9764-e2a292264515",
            "parameters_set": [{"id": "1", "ca_pin": "4711"}, {"id": "2", "pin_0_value": 4711}],
        });
        let expected = json!({
            "type": "UPDATE_CA_PIN_TO_GIVEN_VALUE",
            "request": "01900000001 ••••",
            "response": "OK38a4254b-6663-4cb5-9764-e2a292264515",
            "parameters_set": [{"id": "1", "ca_pin": "••••"}, {"id": "2", "pin_0_value": "••••"}],
        });
        assert_eq!(masked(request), expected);
    }

    #[test]
    fn other_requests_stay_as_they_are() {
        let request = json!({"type": "CREATE_PAIRING", "request": "4711", "ca_pin": null, "reset_pin": "1"});
        assert_eq!(masked(request.clone()), request);
    }
}
