//! Repeats a PIN in an answer, in every format that a CA system or a gateway might use. The documented answer has none;
//! a client that stores answers has to find them all.

use serde_json::{Map, Value, json};

/// Adds `pin` to the members of a request wherever it may occur.
pub fn repeat(request: &mut Map<String, Value>, pin: &str, card: &str) {
    let apart = |between: &str| pin.chars().map(String::from).collect::<Vec<_>>().join(between);
    let wide: String = pin.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0)).collect();
    let Some(Value::Array(parameters)) = request.get_mut("parameters_set") else { return };
    for shape in [
        json!({ "ca_pin": pin }),
        json!({ "caPin": pin }),
        json!({ "PIN_CODE": pin.parse::<u32>().unwrap_or_default() }),
        json!({ "pincode": [pin, pin] }),
        json!({ "credentials": { "old": null, "new": { "value": pin } } }),
        json!({ "value": pin }),
        json!({ "pin_0_value": pin.chars().map(|digit| json!(digit.to_string())).collect::<Vec<_>>() }),
        json!({ "note": apart("-") }),
        json!({ "passcode": format!("{pin}00") }),
        json!(pin),
    ] {
        parameters.push(shape);
    }
    let card_and_pin = format!("{card}{pin}");
    request.insert("request".to_owned(), json!(format!("<pin>{pin}</pin>{card_and_pin}")));
    request.insert("response".to_owned(), json!(format!("OK pin={pin};{}", apart(" "))));
    request.insert("name".to_owned(), json!(format!("Set PIN {pin} of {card}")));
    request.insert("process_name".to_owned(), json!(format!("SET_PIN_{pin}")));
    request.insert(
        "error_description".to_owned(),
        json!(format!("new PIN is \u{201c}{pin}\u{201d}, {wide}, x{pin}x, {}", apart("\u{a0}"))),
    );
    request.insert(
        "command".to_owned(),
        json!({ "lines": [card_and_pin, format!("PIN:{pin}")], "sum": format!("{pin}{pin}") }),
    );
}
