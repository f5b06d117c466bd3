//! Reads a POST body by the catalogue's declaration of the operation, and refuses input that the reference forbids.
//!
//! Undeclared members are ignored: the real server's behaviour is not published.

use chrono::NaiveDateTime;
use crmcom::{
    catalogue::{Field, Kind, Need, Operation},
    release::Release,
};
use serde_json::{Map, Value};

use crate::{envelope::Refusal, inventory::Identifier};

/// The parsed parameters of one operation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    pub identifiers: Vec<(&'static str, Identifier)>,
    pub sets: Vec<(&'static str, Vec<String>)>,
    pub process_immediately: bool,
    /// `scheduled_date`, or else `start_date`.
    pub scheduled: Option<NaiveDateTime>,
    pub express: bool,
}

impl Parameters {
    pub fn identifier(&self, name: &str) -> Option<&Identifier> {
        self.identifiers.iter().find(|(field, _)| *field == name).map(|(_, identifier)| identifier)
    }

    pub fn set(&self, name: &str) -> &[String] {
        self.sets.iter().find(|(field, _)| *field == name).map_or(&[], |(_, set)| set)
    }
}

/// A member that is present and not null.
fn given<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    body.get(name).filter(|value| !value.is_null())
}

/// Chooses among the operations that share a path: the one with the most mandatory parameters, all of which are
/// present. That is how a Nagravision pairing without a set-top box becomes an unpairing.
pub fn operation_of<'a>(sharing: &[&'a Operation], body: &Map<String, Value>) -> &'a Operation {
    let mandatory = |operation: &Operation| operation.fields.iter().filter(|it| it.need == Need::Mandatory).count();
    let complete = |operation: &&&Operation| {
        let mut needed = operation.fields.iter().filter(|field| field.need == Need::Mandatory);
        needed.all(|field| given(body, field.name).is_some())
    };
    let meant = sharing.iter().filter(complete).max_by_key(|operation| mandatory(operation));
    let least = || sharing.iter().min_by_key(|operation| mandatory(operation));
    meant.or_else(least).expect("a path exists only because an operation has it")
}

/// Values that may be sentinels: those of identifiers, in sets too.
pub fn identifying_values<'a>(operation: &Operation, body: &'a Map<String, Value>) -> Vec<&'a str> {
    let mut values = Vec::new();
    for field in operation.fields {
        let objects: &[Value] = match (&field.kind, body.get(field.name)) {
            (Kind::Identifier { .. }, Some(object)) => std::slice::from_ref(object),
            (Kind::Set { .. }, Some(Value::Array(objects))) => objects,
            _ => continue,
        };
        for object in objects.iter().filter_map(Value::as_object) {
            values.extend(object.values().filter_map(Value::as_str));
        }
    }
    values
}

pub fn read(operation: &Operation, body: &Map<String, Value>, release: Release) -> Result<Parameters, Refusal> {
    let mut parameters = Parameters::default();
    let mut start_date = None;
    for field in operation.fields.iter().filter(|field| field.from <= release) {
        let Some(value) = given(body, field.name) else {
            if field.need == Need::Mandatory {
                return Err(Refusal::missing(field.name));
            }
            continue;
        };
        match &field.kind {
            Kind::Identifier { by, .. } => {
                parameters.identifiers.push((field.name, identifier(field.name, by, value)?));
            }
            Kind::Set { member, .. } => parameters.sets.push((field.name, set(field.name, member, value)?)),
            Kind::DateTime if field.name == "start_date" => start_date = Some(date(field.name, value)?),
            Kind::Flag => parameters.process_immediately = flag(field.name, value)?,
            Kind::Pin => pin(field, value)?,
            // Read below, for every operation.
            Kind::DateTime | Kind::Choice { .. } => {}
        }
    }
    // The examples send these two to methods with tables that do not list them (reference 10, no. 7 and 18).
    if let Some(value) = given(body, "priority") {
        parameters.express = priority(value)?;
    }
    if release >= Release::R7
        && let Some(value) = given(body, "scheduled_date")
    {
        parameters.scheduled = Some(date("scheduled_date", value)?);
    }
    parameters.scheduled = parameters.scheduled.or(start_date);
    match operation.exactly_one_of.iter().filter(|name| given(body, name).is_some()).count() {
        0 if !operation.exactly_one_of.is_empty() => Err(Refusal::one_of_missing(operation.exactly_one_of)),
        0 | 1 => Ok(parameters),
        _ => Err(Refusal::only_one(operation.exactly_one_of)),
    }
}

/// Parses an object with exactly one of the fields in `by`.
fn identifier(name: &str, by: &[&str], value: &Value) -> Result<Identifier, Refusal> {
    let Value::Object(members) = value else {
        return Err(Refusal::invalid(name, format!("Expected an object with one of {}.", by.join(", "))));
    };
    let mut members = members.iter().filter(|(_, value)| !value.is_null());
    let Some((field, value)) = members.next() else { return Err(Refusal::one_of_missing(by)) };
    if members.next().is_some() {
        return Err(Refusal::only_one(by));
    }
    known_field(name, by, field)?;
    match value {
        Value::String(value) if value.is_empty() => Err(Refusal::missing(&format!("{name}.{field}"))),
        Value::String(value) => Ok(Identifier { field: field.clone(), value: value.clone() }),
        _ => Err(Refusal::invalid(&format!("{name}.{field}"), "Expected text.")),
    }
}

pub fn known_field(name: &str, by: &[&str], field: &str) -> Result<(), Refusal> {
    if by.contains(&field) {
        return Ok(());
    }
    let expected = format!("There is no field {field}; the fields are {}.", by.join(", "));
    Err(Refusal::invalid(name, expected))
}

/// Parses a non-empty array of objects with the text member `member`.
fn set(name: &str, member: &str, value: &Value) -> Result<Vec<String>, Refusal> {
    let Value::Array(elements) = value else {
        return Err(Refusal::invalid(name, format!("Expected an array of objects with {member}.")));
    };
    if elements.is_empty() {
        return Err(Refusal::missing(name));
    }
    let read = |element: &Value| match element.get(member) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
        None | Some(Value::Null | Value::String(_)) => Err(Refusal::missing(&format!("{name}.{member}"))),
        Some(_) => Err(Refusal::invalid(&format!("{name}.{member}"), "Expected text.")),
    };
    elements.iter().map(read).collect()
}

fn flag(name: &str, value: &Value) -> Result<bool, Refusal> {
    value.as_bool().ok_or_else(|| Refusal::invalid(name, "Expected true or false."))
}

fn date(name: &str, value: &Value) -> Result<NaiveDateTime, Refusal> {
    value.as_str().and_then(read_date).ok_or_else(|| Refusal::invalid(name, "Expected yyyy-MM-ddTHH:mm:ss."))
}

/// Parses strictly: chrono alone would also accept `2016-2-1T9:0:0`.
pub fn read_date(text: &str) -> Option<NaiveDateTime> {
    let date = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok()?;
    (text.len() == "yyyy-MM-ddTHH:mm:ss".len()).then_some(date)
}

fn priority(value: &Value) -> Result<bool, Refusal> {
    match value.as_str() {
        Some("REGULAR") => Ok(false),
        Some("EXPRESS") => Ok(true),
        _ => Err(Refusal::invalid("priority", "Expected REGULAR or EXPRESS.")),
    }
}

/// Validates the PIN without keeping it; no refusal repeats it.
fn pin(field: &Field, value: &Value) -> Result<(), Refusal> {
    match value.as_str() {
        Some("") => Err(Refusal::missing(field.name)),
        Some(pin) if pin.len() == 4 && pin.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
        _ => Err(Refusal::invalid(field.name, "Expected text of four digits.")),
    }
}

#[cfg(test)]
mod tests {
    use crmcom::catalogue::{OPERATIONS, find};
    use serde_json::json;

    use super::*;
    use crate::envelope::code;

    fn reading(operation: &str, body: &Value) -> Result<Parameters, Refusal> {
        read(find(operation).unwrap(), body.as_object().unwrap(), Release::R11)
    }

    fn refusal(operation: &str, change: &Value) -> &'static str {
        let mut body = complete(operation);
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        reading(operation, &body).expect_err(&format!("{operation} took {change}")).code
    }

    fn complete(operation: &str) -> Value {
        let mut body = json!({});
        let operation = find(operation).unwrap();
        for field in operation.fields.iter().filter(|field| field.need == Need::Mandatory) {
            body[field.name] = match &field.kind {
                Kind::Identifier { by, .. } => json!({ by[0]: "x" }),
                Kind::Set { member, .. } => json!([{ *member: "x" }]),
                Kind::Pin => json!("0000"),
                kind => panic!("no example for {kind:?}"),
            };
        }
        if let Some(one) = operation.exactly_one_of.first() {
            body[*one] = json!([{ "stb_ca_id": "x", "smartcard_ca_id": "x" }]);
        }
        body
    }

    #[test]
    fn requires_each_mandatory_parameter_of_each_operation() {
        for operation in OPERATIONS {
            assert!(reading(operation.id, &complete(operation.id)).is_ok(), "{}", operation.id);
            for field in operation.fields.iter().filter(|field| field.need == Need::Mandatory) {
                assert_eq!(refusal(operation.id, &json!({ field.name: null })), code::MANDATORY, "{}", field.name);
            }
        }
    }

    #[test]
    fn each_identifier_has_exactly_one_known_field() {
        for operation in OPERATIONS {
            for field in operation.fields {
                let Kind::Identifier { by, .. } = &field.kind else { continue };
                let code_for = |value: Value| refusal(operation.id, &json!({ field.name: value }));
                assert_eq!(code_for(json!({})), code::MANDATORY);
                assert_eq!(code_for(json!({ by[0]: "" })), code::MANDATORY);
                assert_eq!(code_for(json!({ by[0]: "a", by[1]: "b" })), code::ONLY_ONE);
                assert_eq!(code_for(json!({ "serial": "a" })), code::INVALID_VALUE);
                assert_eq!(code_for(json!({ by[0]: 1_900_000_001 })), code::INVALID_VALUE, "numbers lose zeros");
                assert_eq!(code_for(json!("01900000001")), code::INVALID_VALUE);
            }
        }
    }

    #[test]
    fn dates_flags_and_priorities_are_checked() {
        let code_for = |change: Value| refusal("conax.add-service", &change);
        for bad in ["tomorrow", "2016-02-30T10:00:00", "2016-2-1T9:00:00", "2016-02-01T10:00:00Z", "2016-02-01T10:00"] {
            assert_eq!(code_for(json!({ "start_date": bad })), code::INVALID_VALUE, "{bad}");
            assert_eq!(code_for(json!({ "scheduled_date": bad })), code::INVALID_VALUE, "{bad}");
        }
        assert_eq!(code_for(json!({ "priority": "URGENT" })), code::INVALID_VALUE);
        assert_eq!(code_for(json!({ "process_immediately": "true" })), code::INVALID_VALUE);
        for bad in [json!("12345"), json!("12a4"), json!(1234)] {
            assert_eq!(refusal("conax.set-pin", &json!({ "pin": bad })), code::INVALID_VALUE);
        }
    }

    #[test]
    fn sets_are_filled_arrays() {
        let code_for = |set: Value| refusal("conax.create-pairing", &json!({ "stb_set": set }));
        assert_eq!(code_for(json!([])), code::MANDATORY);
        assert_eq!(code_for(json!([{}])), code::MANDATORY);
        assert_eq!(code_for(json!({ "stb_ca_id": "x" })), code::INVALID_VALUE);
        assert_eq!(code_for(json!([{ "stb_ca_id": 5 }])), code::INVALID_VALUE);
    }

    #[test]
    fn an_addition_has_exactly_one_set() {
        let id = "conax.add-to-pairing";
        assert_eq!(
            refusal(id, &json!({ "smartcard_set": [{ "smartcard_ca_id": "x" }], "stb_set": [{ "stb_ca_id": "y" }] })),
            code::ONLY_ONE
        );
        assert_eq!(refusal(id, &json!({ "smartcard_set": null, "stb_set": null })), code::MANDATORY);
    }

    #[test]
    fn the_scheduled_date_wins_over_the_start_date_from_r7() {
        let mut body = complete("conax.add-service");
        body["start_date"] = json!("2016-02-01T10:00:00");
        body["scheduled_date"] = json!("2016-03-01T10:00:00");
        let read = |release| read(find("conax.add-service").unwrap(), body.as_object().unwrap(), release).unwrap();
        assert_eq!(read(Release::R7).scheduled, read_date("2016-03-01T10:00:00"));
        assert_eq!(read(Release::R4).scheduled, read_date("2016-02-01T10:00:00"), "R4 does not know scheduled_date");
    }

    #[test]
    fn a_missing_box_means_unpairing() {
        let sharing = [find("nagra.pair").unwrap(), find("nagra.unpair").unwrap()];
        let meant = |body: Value| operation_of(&sharing, body.as_object().unwrap()).id;
        assert_eq!(meant(json!({ "smartcard_identifier": {}, "stb_identifier": {} })), "nagra.pair");
        assert_eq!(meant(json!({ "smartcard_identifier": {}, "stb_identifier": null })), "nagra.unpair");
        assert_eq!(meant(json!({ "smartcard_identifier": {} })), "nagra.unpair");
    }
}
