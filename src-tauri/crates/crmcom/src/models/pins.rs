//! Removes PINs from the server's answers. The documented answer has none, but answers are stored on disk, so an
//! undocumented PIN must not stay in them. Only members that are known to have no PIN are kept as they are.

use serde_json::{Map, Value};

const MASK: &str = "••••";
const MASK_CHAR: char = '•';
/// Replacement for text from which a PIN cannot be removed.
const HIDDEN_TEXT: &str = "hidden: it may hold a PIN";

/// Members without a PIN in requests that set a PIN.
const MEMBERS_WITHOUT_PIN: [&str; 16] = [
    "id",
    "number",
    "type",
    "priority",
    "sequence_number",
    "life_cycle_state",
    "process_immediately",
    "scheduled_date",
    "executed_date",
    "reference_number",
    "error_code",
    "provider_error_code",
    "process_id",
    "log_information",
    "provisioning_provider",
    "subscription",
];

/// Parameters without a PIN in such requests.
const PARAMETERS_WITHOUT_PIN: [&str; 8] = [
    "id",
    "smartcard_ca_id",
    "existing_smartcard_ca_id",
    "stb_ca_id",
    "service_ca_id",
    "sub_provisioning_distribution_id",
    "smartcard_sub_provisioning_distribution_id",
    "subscription_number",
];

/// Minimum number of digits of a PIN.
const MIN_PIN_DIGITS: usize = 4;

/// Masks members that have the name of a PIN. In a request that sets a PIN, or has no type, it also hides the messages
/// to and from the CA system, masks unknown parameters, and masks digits in all other members.
pub(super) fn mask(request: &mut Map<String, Value>) {
    mask_as(request.get("type").and_then(Value::as_str).is_none_or(sets_pin), request);
}

fn sets_pin(kind: &str) -> bool {
    let kind = kind.to_ascii_uppercase();
    kind.trim().is_empty() || kind.contains("PIN") && !kind.contains("PAIRING")
}

fn mask_as(sets_pin: bool, request: &mut Map<String, Value>) {
    if sets_pin {
        for (name, value) in request.iter_mut().filter(|(name, _)| !MEMBERS_WITHOUT_PIN.contains(&name.as_str())) {
            match name.as_str() {
                // Messages to and from the CA system.
                "request" | "response" => hide(value),
                "parameters_set" => mask_parameters(value),
                _ => mask_digits_below(value),
            }
        }
        // The type may contain the PIN instead of a type.
        if let Some(kind) = request.get_mut("type") {
            mask_digits_below(kind);
        }
    }
    mask_members(request);
}

/// Does [`mask`] for a row of a list that cannot be read.
pub(crate) fn mask_row(row: &mut Value) {
    match row {
        Value::Object(request) => mask(request),
        row => mask_below(row),
    }
}

/// Masks requests at any depth; an object counts as one only if its type says so.
fn mask_below(value: &mut Value) {
    match value {
        Value::Object(object) => {
            mask_as(object.get("type").and_then(Value::as_str).is_some_and(sets_pin), object);
        }
        Value::Array(items) => items.iter_mut().for_each(mask_below),
        _ => {}
    }
}

/// Masks members by their names alone.
pub(super) fn mask_members(object: &mut Map<String, Value>) {
    for (name, value) in object.iter_mut() {
        if is_pin(name, value) {
            if !value.is_null() {
                *value = MASK.into();
            }
        } else {
            mask_below(value);
        }
    }
}

/// `pin`, `caPin`, `PIN_CODE`, `new_pin`, `pin_0_value`; not `shipping`, and not the flag `reset_pin`.
fn is_pin(name: &str, value: &Value) -> bool {
    let name = name.to_ascii_lowercase();
    let holds = name.match_indices("pin").any(|(at, _)| !name[at..].starts_with("ping"));
    let secret = holds || ["password", "passcode"].iter().any(|word| name.contains(word));
    let is_flag = name == "reset_pin" && matches!(value.to_string().trim_matches('"'), "0" | "1" | "true" | "false");
    secret && !is_flag
}

fn hide(value: &mut Value) {
    let is_empty = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
    if !is_empty {
        *value = HIDDEN_TEXT.into();
    }
}

fn mask_parameters(set: &mut Value) {
    let Value::Array(elements) = set else { return mask_digits_below(set) };
    for element in elements {
        let Value::Object(members) = element else {
            mask_digits_below(element);
            continue;
        };
        for (_, value) in members
            .iter_mut()
            .filter(|(name, value)| !PARAMETERS_WITHOUT_PIN.contains(&name.as_str()) && !value.is_null())
        {
            *value = MASK.into();
        }
    }
}

fn mask_digits_below(value: &mut Value) {
    match value {
        Value::String(text) => *text = mask_digits(text),
        Value::Number(number) if number.to_string().len() >= MIN_PIN_DIGITS => *value = MASK.into(),
        Value::Object(object) => object.values_mut().for_each(mask_digits_below),
        Value::Array(items) => items.iter_mut().for_each(mask_digits_below),
        _ => {}
    }
}

/// Masks each digit of a sequence of digits, so that the format of the text stays visible; single characters other than
/// letters may separate the digits: `4-7-1-1`.
fn mask_digits(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let (mut digits, mut end, mut next) = (0, at, at);
        while next < characters.len() {
            if characters[next].is_numeric() {
                digits += 1;
                end = next + 1;
            } else if digits == 0 || next > end || characters[next].is_alphabetic() {
                break;
            }
            next += 1;
        }
        if digits >= MIN_PIN_DIGITS {
            masked.extend(characters[at..end].iter().map(|c| if c.is_numeric() { MASK_CHAR } else { *c }));
        } else if end > at {
            masked.extend(&characters[at..end]);
        } else {
            end = at + 1;
            masked.push(characters[at]);
        }
        at = end;
    }
    masked
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SET_PIN_TYPE: &str = "UPDATE_CA_PIN_TO_GIVEN_VALUE";

    fn masked(value: Value) -> Value {
        let Value::Object(mut object) = value else { panic!("an object") };
        mask(&mut object);
        Value::Object(object)
    }

    #[test]
    fn a_returned_pin_is_masked_in_every_shape() {
        for shape in [
            json!({"ca_pin": "4711"}),
            json!({"caPin": "4711", "PINCODE": 4711, "Pin": ["4711"], "pin": {"value": "4711"}}),
            json!({"request": "01900000001 4711"}),
            json!({"request": "019000000014711"}),
            json!({"request": "x4711y", "response": "OK-4711"}),
            json!({"request": {"card": "01900000001", "pin": "4711"}}),
            json!({"error_description": "faultString: pin4711 is wrong"}),
            json!({"error_description": "<pin>4711</pin><card>01900000001</card>"}),
            json!({"error_description": "4-7-1-1, 4 7 1 1, 4.7.1.1"}),
            json!({"provider_error_description": "01900000001:4711"}),
            json!({"parameters_set": [{"id": "1", "ca_pin": "4711"}, {"id": "2", "value": "4711"}]}),
            json!({"parameters_set": [{"id": "1", "ca_code": 4711}, "4711"]}),
            json!({"parameters_set": {"code": "4711"}}),
            json!({"more": {"deep": [{"code": "4711", "number": 4711}]}}),
            json!({"error_description": "the PIN 471100 and 47110815"}),
        ] {
            let Value::Object(mut request) = shape.clone() else { panic!("an object") };
            request.insert("type".to_owned(), SET_PIN_TYPE.into());
            let text = masked(Value::Object(request)).to_string();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert!(!digits.contains("4711"), "{shape}: {text}");
        }
        // Masked by its name in any request.
        for name in ["pin", "PIN", "caPin", "new_pin", "pin_0_value", "PIN_CODE", "pinValue", "reset_pin", "password"] {
            let text = masked(json!({"type": "CREATE_PAIRING", "below": [{name: "4711"}]})).to_string();
            assert!(!text.contains("4711"), "{name}: {text}");
        }
    }

    #[test]
    fn values_without_a_pin_are_unchanged() {
        let request = json!({
            "id": "A1000000000000000000000000004711", "number": "64711", "type": SET_PIN_TYPE, "life_cycle_state": "REJECTED",
            "reference_number": "38a4254b-4711", "error_code": "AxisFault", "error_description": "txt_wrong, code 17 of 203",
            "scheduled_date": "2026-01-15T12:00:00", "request": null, "response": "",
            "parameters_set": [{"id": "1", "smartcard_ca_id": "01900000001"}, {"id": "2", "ca_pin": null}, {"id": "3"}],
            "log_information": {"created_date": "2026-01-15T12:00:00", "created_by_user": {"username": "bob"}},
            "subscription": {"number": "S4711"},
        });
        assert_eq!(masked(request.clone()), request);
        let request = json!({
            "type": "CREATE_PAIRING", "request": "4711", "ca_pin": null, "reset_pin": "1", "shipping": "4711",
            "error_description": "card 01900000001",
        });
        assert_eq!(masked(request.clone()), request);
    }

    #[test]
    fn a_request_without_a_type_is_masked_like_one_that_sets_a_pin() {
        let sent = json!({
            "id": "A4711", "number": "64711", "request": "01900000001 4711", "response": "OK-4711",
            "error_description": "pin4711 is wrong", "parameters_set": [{"id": "1", "ca_code": "4711"}],
            "log_information": {"created_date": "2026-01-15T12:00:00"}, "subscription": {"number": "S4711"},
        });
        for kind in [None, Some(json!(null)), Some(json!(4711)), Some(json!(" ")), Some(json!({"name": "4711"}))] {
            let mut request = sent.clone();
            request["type"] = kind.clone().unwrap_or_default();
            if kind.is_none() {
                request.as_object_mut().unwrap().remove("type");
            }
            let mut masked = masked(request);
            for known in ["id", "number", "log_information", "subscription"] {
                assert_eq!(masked[known].take(), sent[known], "{known}");
            }
            assert!(!masked.to_string().contains("4711"), "{masked}");
        }
    }

    #[test]
    fn masks_pins_of_records_without_a_request_type() {
        let mut card =
            json!([{"id": "A4711", "serial_number": "01900000001", "product": {"code": "4711"}, "pin": "4711"}]);
        mask_below(&mut card);
        assert_eq!(
            card,
            json!([{"id": "A4711", "serial_number": "01900000001", "product": {"code": "4711"}, "pin": MASK}])
        );
    }

    #[test]
    fn masks_runs_of_digits_and_keeps_words() {
        for (text, left) in [
            ("no digits", "no digits"),
            ("HTTP 503 at 12", "HTTP 503 at 12"),
            ("card 01900000001!", "card •••••••••••!"),
            ("4711", "••••"),
            ("1 2 3", "1 2 3"),
            ("1 2 3 4 5", "• • • • •"),
            ("12  34", "12  34"),
            ("１２３４", "••••"),
            ("at 2026-01-15T12:00", "at ••••-••-••T••:••"),
            ("a1b2c3d4", "a1b2c3d4"),
        ] {
            assert_eq!(mask_digits(text), left, "{text}");
        }
    }
}
