//! The provisioning providers of the set-up: CRM.COM's names for the two CA systems.

use crmcom::catalogue::Provider;
use serde_json::{Value, json};

use crate::{envelope::Refusal, inventory::Identifier, sentinel};

pub const PROVIDER_IDENTIFIERS: &[&str] = &["id", "name", "alternative_code"];

struct Named {
    provider: Provider,
    id: &'static str,
    name: &'static str,
    alternative_code: &'static str,
}

const PROVIDERS: [Named; 2] = [
    Named { provider: Provider::Conax, id: "PP1", name: "Conax Contego Web Services", alternative_code: "CONAX" },
    Named { provider: Provider::Nagravision, id: "PP2", name: "Nagravision SMSGW", alternative_code: "NAGRA" },
];

/// Finds a provider; a sentinel value counts as another name of Conax.
pub fn find(by: &Identifier) -> Result<Provider, Refusal> {
    let found = PROVIDERS.iter().find(|it| match by.field.as_str() {
        "id" => it.id == by.value,
        "name" => it.name == by.value,
        _ => it.alternative_code == by.value,
    });
    match found {
        Some(named) => Ok(named.provider),
        None if sentinel::of(&by.value).is_some() => Ok(Provider::Conax),
        None => Err(Refusal::not_found("provisioning provider", &by.field, &by.value)),
    }
}

/// The provider in the format of the provider-neutral object.
pub fn value(provider: Provider) -> Value {
    PROVIDERS
        .iter()
        .find(|it| it.provider == provider)
        .map_or(Value::Null, |it| json!({ "id": it.id, "name": it.name, "alternative_code": it.alternative_code }))
}
