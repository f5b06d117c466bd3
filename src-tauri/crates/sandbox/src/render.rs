//! Renders provisioning requests as answers, with the differences between releases and methods.

use chrono::NaiveDateTime;
use crmcom::{catalogue::Provider, release::Release};
use serde_json::{Map, Value, json};

use crate::{
    ca_system::repeated_pin,
    inventory::Inventory,
    providers,
    requests::{Parameter, Request},
};

/// The method that renders it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Show,
    /// A row of `list` or the answer to a POST.
    ListOrCreate,
    /// `provisioning/provisioning_requests/show`.
    Neutral,
}

pub fn date(date: NaiveDateTime) -> String {
    date.format("%Y-%m-%dT%H:%M:%S").to_string()
}

pub fn request(request: &Request, view: View, release: Release, inventory: &Inventory) -> Value {
    let conax = request.draft.provider == Provider::Conax;
    // As in the examples of 2014: list rows and POST answers of Conax lack `number` and have `provider_error_*`.
    let old = conax && view == View::ListOrCreate && release < Release::R10;
    let error = |member: fn(&(String, String)) -> &str| request.error.as_ref().map(member);
    let (code, description) = (error(|(code, _)| code), error(|(_, description)| description));
    let by_crm = if old { (None, None) } else { (code, description) };
    let mut value = json!({
        "scheduled_date": date(request.draft.scheduled),
        "response": request.response,
        "error_code": by_crm.0,
        "priority": if request.draft.express { "EXPRESS" } else { "REGULAR" },
        "error_description": by_crm.1,
        "sequence_number": request.sequence_number,
        "number": request.number,
        "process_id": null,
        "name": null,
        "parameters_set": request.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "process_immediately": request.draft.process_immediately.map(u8::from),
        "request": request.sent,
        "log_information": log_information(request, conax),
        "life_cycle_state": request.state.name(),
        "type": request.draft.request_type,
        "id": request.id,
        "process_name": request.draft.process_name,
        "reference_number": request.reference_number,
        "executed_date": request.executed.map(date),
    });
    let members = value.as_object_mut().expect("json! with braces makes an object");
    if old {
        members.shift_remove("number");
        members.shift_remove("reference_number");
        members.insert("provider_error_code".to_owned(), json!(code));
        members.insert("provider_error_description".to_owned(), json!(description));
        if request.parameters.is_empty() {
            members.shift_remove("parameters_set");
        }
    }
    if let Some(pin) = &request.draft.repeated_pin {
        let card = request.values("smartcard_ca_id").next().unwrap_or_default();
        repeated_pin::repeat(members, pin, card);
    }
    if view == View::Neutral {
        members.shift_remove("priority");
        members.insert("provisioning_provider".to_owned(), providers::value(request.draft.provider));
        members.insert("subscription".to_owned(), subscription(request, inventory));
    }
    value
}

/// The order of members is as random as that of elements; the id's last digit decides.
fn parameter(parameter: &Parameter) -> Value {
    let mut members = Map::new();
    let id_first = parameter.id.ends_with(['0', '2', '4', '6', '8', 'A', 'C', 'E']);
    if id_first {
        members.insert("id".to_owned(), json!(parameter.id));
    }
    if let Some(name) = parameter.name {
        members.insert(name.to_owned(), json!(parameter.value));
    }
    members.insert("id".to_owned(), json!(parameter.id));
    Value::Object(members)
}

fn log_information(request: &Request, conax: bool) -> Value {
    json!({
        "updated_date": date(request.updated),
        "created_by_unit": request.draft.author.unit_value(),
        "created_date": date(request.created),
        "updated_by_unit": request.updated_by.unit_value(),
        "created_by_user": request.draft.author.user_value(conax),
        "updated_by_user": request.updated_by.user_value(conax),
    })
}

fn subscription(request: &Request, inventory: &Inventory) -> Value {
    let Some(id) = &request.draft.subscription else { return Value::Null };
    let number = inventory.subscription_by_id(id).map_or(id, |subscription| &subscription.number);
    json!({ "id": id, "number": number })
}

/// Keeps the members named in `fields_set`, and `id`. Unknown names are ignored.
pub fn project(value: Value, fields: Option<&[String]>) -> Value {
    match (value, fields) {
        (Value::Object(members), Some(fields)) => {
            let wanted = |name: &String| name == "id" || fields.contains(name);
            members.into_iter().filter(|(name, _)| wanted(name)).collect::<Map<_, _>>().into()
        }
        (value, _) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projection_keeps_the_id() {
        let fields = ["number".to_owned(), "nonsense".to_owned()];
        let value = json!({ "type": "X", "number": "4", "id": "A" });
        assert_eq!(project(value.clone(), Some(&fields)), json!({ "number": "4", "id": "A" }));
        assert_eq!(project(value.clone(), None), value);
    }
}
