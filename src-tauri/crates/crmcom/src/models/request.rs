//! A provisioning request in the server's format (reference section 4.2), for every provider.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use super::{
    log_information::LogInformation,
    members::Members,
    parameters::{self, Parameter},
    pins,
};

/// Every member but `id` may be missing. Unknown members are kept in `extra`, so that reading and writing drops nothing
/// but `null`s. A PIN that the server echoes is masked while it is read.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "Value")]
pub struct ProvisioningRequest {
    pub id: String,
    /// The number that users know.
    pub number: Option<String>,
    /// Such as `CREATE_PAIRING`; other types than the documented ones occur.
    pub type_: Option<String>,
    pub name: Option<String>,
    pub priority: Option<String>,
    pub sequence_number: Option<String>,
    /// In the server's spelling; see [`Self::state`].
    pub life_cycle_state: Option<String>,
    pub process_immediately: Option<bool>,
    pub scheduled_date: Option<NaiveDateTime>,
    pub executed_date: Option<NaiveDateTime>,
    pub request: Option<String>,
    pub response: Option<String>,
    pub reference_number: Option<String>,
    pub error_code: Option<String>,
    pub error_description: Option<String>,
    pub provider_error_code: Option<String>,
    pub provider_error_description: Option<String>,
    pub process_name: Option<String>,
    pub process_id: Option<String>,
    pub log_information: Option<LogInformation>,
    /// The order has no meaning. Parameters with neither name nor value are in `empty_parameters`.
    pub parameters: Vec<Parameter>,
    /// Ids of parameters with an empty value: the server omits even their names.
    pub empty_parameters: Vec<String>,
    pub extra: Map<String, Value>,
}

/// State of a request on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifeCycleState {
    Pending,
    Completed,
    Rejected,
    Other(String),
}

impl ProvisioningRequest {
    pub fn state(&self) -> Option<LifeCycleState> {
        let state = self.life_cycle_state.as_deref()?;
        Some(match state.to_ascii_uppercase().as_str() {
            "PENDING" => LifeCycleState::Pending,
            "COMPLETED" => LifeCycleState::Completed,
            "REJECTED" => LifeCycleState::Rejected,
            _ => LifeCycleState::Other(state.to_owned()),
        })
    }

    /// Value of the first parameter of that name, such as `smartcard_ca_id`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .filter(|parameter| parameter.name == name)
            .find_map(|parameter| parameter.value.as_deref())
    }

    /// Code of the rejection; the provider's if CRM.COM has none.
    pub fn failure_code(&self) -> Option<&str> {
        first_filled([&self.error_code, &self.provider_error_code])
    }

    /// Description of the rejection: possibly a SOAP fault of thousands of characters.
    pub fn failure_description(&self) -> Option<&str> {
        first_filled([&self.error_description, &self.provider_error_description])
    }

    pub fn created(&self) -> Option<NaiveDateTime> {
        self.log_information.as_ref()?.created_date
    }

    /// Name of the user that created it.
    pub fn created_by(&self) -> Option<&str> {
        self.log_information.as_ref()?.created_by_user.as_ref()?.username.as_deref()
    }

    /// Number of its subscription. Only the provider-neutral object of R11 and later has it and the following members.
    pub fn subscription_number(&self) -> Option<&str> {
        self.neutral("subscription", "number")
    }

    pub fn subscription_id(&self) -> Option<&str> {
        self.neutral("subscription", "id")
    }

    /// Identifiers of its provider.
    pub fn provisioning_provider(&self) -> ProviderNames<'_> {
        let name = |member| self.neutral("provisioning_provider", member);
        ProviderNames { id: name("id"), name: name("name"), alternative_code: name("alternative_code") }
    }

    fn neutral(&self, object: &str, member: &str) -> Option<&str> {
        self.extra.get(object)?.get(member)?.as_str().filter(|text| !text.is_empty())
    }
}

/// Identifiers of a provisioning provider, as far as the server returned them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProviderNames<'a> {
    pub id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub alternative_code: Option<&'a str>,
}

fn first_filled(texts: [&Option<String>; 2]) -> Option<&str> {
    texts.into_iter().flatten().map(String::as_str).find(|text| !text.trim().is_empty())
}

impl ProvisioningRequest {
    /// Reason why the value is not a valid request, if it is not.
    pub(crate) fn fault(value: &Value) -> Option<&'static str> {
        let Value::Object(object) = value else { return Some("a provisioning request is an object") };
        match object.get("id") {
            Some(Value::String(id)) if !id.is_empty() => None,
            Some(Value::Number(_)) => None,
            _ => Some("a provisioning request has an id"),
        }
    }
}

impl TryFrom<Value> for ProvisioningRequest {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, &'static str> {
        if let Some(fault) = Self::fault(&value) {
            return Err(fault);
        }
        let Value::Object(mut object) = value else { return Err("a provisioning request is an object") };
        pins::mask(&mut object);
        let mut members = Members(object);
        let id = members.text("id").unwrap_or_default();
        let (parameters, empty_parameters) = parameters::take(&mut members);
        Ok(Self {
            id,
            number: members.text("number"),
            type_: members.text("type"),
            name: members.text("name"),
            priority: members.text("priority"),
            sequence_number: members.text("sequence_number"),
            life_cycle_state: members.text("life_cycle_state"),
            process_immediately: members.flag("process_immediately"),
            scheduled_date: members.date("scheduled_date"),
            executed_date: members.date("executed_date"),
            request: members.text("request"),
            response: members.text("response"),
            reference_number: members.text("reference_number"),
            error_code: members.text("error_code"),
            error_description: members.text("error_description"),
            provider_error_code: members.text("provider_error_code"),
            provider_error_description: members.text("provider_error_description"),
            process_name: members.text("process_name"),
            process_id: members.text("process_id"),
            log_information: members.object("log_information"),
            parameters,
            empty_parameters,
            extra: members.rest(),
        })
    }
}

impl Serialize for ProvisioningRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("id", &self.id)?;
        put(&mut object, "number", self.number.as_ref())?;
        put(&mut object, "type", self.type_.as_ref())?;
        put(&mut object, "name", self.name.as_ref())?;
        put(&mut object, "priority", self.priority.as_ref())?;
        put(&mut object, "sequence_number", self.sequence_number.as_ref())?;
        put(&mut object, "life_cycle_state", self.life_cycle_state.as_ref())?;
        put(&mut object, "process_immediately", self.process_immediately.as_ref())?;
        put(&mut object, "scheduled_date", self.scheduled_date.as_ref())?;
        put(&mut object, "executed_date", self.executed_date.as_ref())?;
        put(&mut object, "request", self.request.as_ref())?;
        put(&mut object, "response", self.response.as_ref())?;
        put(&mut object, "reference_number", self.reference_number.as_ref())?;
        put(&mut object, "error_code", self.error_code.as_ref())?;
        put(&mut object, "error_description", self.error_description.as_ref())?;
        put(&mut object, "provider_error_code", self.provider_error_code.as_ref())?;
        put(&mut object, "provider_error_description", self.provider_error_description.as_ref())?;
        put(&mut object, "process_name", self.process_name.as_ref())?;
        put(&mut object, "process_id", self.process_id.as_ref())?;
        put(&mut object, "log_information", self.log_information.as_ref())?;
        put(&mut object, "parameters_set", parameters::to_value(&self.parameters, &self.empty_parameters).as_ref())?;
        self.extra.iter().try_for_each(|(name, value)| object.serialize_entry(name, value))?;
        object.end()
    }
}

/// Omits missing members, as the server does.
fn put<M: SerializeMap>(object: &mut M, name: &str, value: Option<&impl Serialize>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| object.serialize_entry(name, value))
}
