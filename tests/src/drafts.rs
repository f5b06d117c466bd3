//! Fills the form of any operation from its declaration, so that a new operation is tested automatically.

use std::collections::BTreeMap;

use crmcom::catalogue::{Draft, Field, IdentifierTarget, Kind, Need, Operation, Provider};

/// A PIN that occurs nowhere else, so that a search for it finds only leaks.
pub const PIN: &str = "7391";

/// A seeded household of the sandbox for filling forms, by its number from 1 to 20.
#[derive(Debug, Clone, Copy)]
pub struct Household(pub u8);

impl Household {
    fn value(self, provider: Option<Provider>, target: IdentifierTarget, field: &Field) -> String {
        let Self(number) = self;
        let nagravision = provider == Some(Provider::Nagravision);
        match (target, &field.kind) {
            (IdentifierTarget::Subscription, _) => format!("S{}", 99 + u32::from(number)),
            (IdentifierTarget::Service, _) => "GOLD".to_owned(),
            (IdentifierTarget::Provider, _) => "CONAX".to_owned(),
            (IdentifierTarget::Smartcard, _) if nagravision => format!("20000000{number:02}54"),
            (IdentifierTarget::SetTopBox, _) if nagravision => format!("dc20000{number:02}"),
            (IdentifierTarget::Smartcard, _) => format!("019{number:08}"),
            (IdentifierTarget::SetTopBox, Kind::Set { .. }) => format!("stb-0000-{number:04}"),
            (IdentifierTarget::SetTopBox, _) => format!("STB{number:07}"),
        }
    }
}

/// A card of the provider with a sentinel ending such as `0666`.
pub fn sentinel_card(provider: Provider, ending: &str) -> String {
    match provider {
        Provider::Conax => format!("0190000{ending}"),
        Provider::Nagravision => format!("20000000{ending}"),
    }
}

/// Inputs with a sentinel ending for the card, or for the subscription if there is no card.
pub fn sentinel_inputs(operation: &Operation, household: Household, ending: &str) -> Vec<(String, String)> {
    if let Some(provider) = operation.provider {
        return inputs_for_card(operation, household, &sentinel_card(provider, ending));
    }
    let mut inputs = inputs(operation, household);
    for (_, typed) in inputs.iter_mut().filter(|(input, _)| input == "subscription_identifier") {
        *typed = format!("S{ending}");
    }
    inputs
}

/// The required inputs in the order of the form, with the texts to type.
pub fn inputs(operation: &Operation, household: Household) -> Vec<(String, String)> {
    let wanted = |field: &&Field| match field.need {
        Need::Mandatory => true,
        Need::OneOf => operation.exactly_one_of.first() == Some(&field.name),
        Need::Optional | Need::Option => false,
    };
    let typed = |field: &Field| match field.kind {
        Kind::Identifier { target, .. } => (field.name.to_owned(), household.value(operation.provider, target, field)),
        Kind::Set { target, member } => {
            (format!("{}.0.{member}", field.name), household.value(operation.provider, target, field))
        }
        Kind::Flag => (field.name.to_owned(), "true".to_owned()),
        Kind::DateTime => (field.name.to_owned(), "2031-05-04T10:30:00".to_owned()),
        Kind::Choice { values } => (field.name.to_owned(), values[0].to_owned()),
        Kind::Pin => (field.name.to_owned(), PIN.to_owned()),
    };
    operation.fields.iter().filter(wanted).map(typed).collect()
}

/// Does [`inputs`] with another card.
pub fn inputs_for_card(operation: &Operation, household: Household, card: &str) -> Vec<(String, String)> {
    let mut inputs = inputs(operation, household);
    let names = card_inputs(operation);
    for (input, typed) in &mut inputs {
        if names.contains(input) {
            card.clone_into(typed);
        }
    }
    inputs
}

/// Names of the inputs for a card.
pub fn card_inputs(operation: &Operation) -> Vec<String> {
    let name = |field: &Field| match field.kind {
        Kind::Identifier { target: IdentifierTarget::Smartcard, .. } => Some(field.name.to_owned()),
        Kind::Set { target: IdentifierTarget::Smartcard, member } => Some(format!("{}.0.{member}", field.name)),
        _ => None,
    };
    operation.fields.iter().filter_map(name).collect()
}

pub fn draft(operation: &Operation, inputs: Vec<(String, String)>) -> Draft {
    Draft { operation: operation.id.to_owned(), values: inputs.into_iter().collect::<BTreeMap<_, _>>() }
}

#[cfg(test)]
mod tests {
    use crmcom::{catalogue::OPERATIONS, release::Release};

    use super::*;

    #[test]
    fn every_operation_is_filled_in_validly() {
        for operation in OPERATIONS {
            let release = operation.until.unwrap_or(Release::R13);
            let checked = draft(operation, inputs(operation, Household(1))).check(release).expect("it is declared");
            assert!(checked.faults.is_empty(), "{}: {:?}", operation.id, checked.faults);
        }
    }
}
