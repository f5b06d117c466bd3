//! The cards, boxes, subscriptions and services that a form names.

use crmcom::catalogue::{Kind, Operation};

use crate::{
    lookups::entity_kind,
    view::{EntityRef, FormDraft, IdentifierKind},
};

/// An entity in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormEntity {
    pub(super) field: &'static str,
    pub(super) of: EntityRef,
}

/// Entities of a form, in the order of its fields.
pub(super) fn entities_of(operation: &'static Operation, form: &FormDraft) -> Vec<FormEntity> {
    let mut entities = Vec::new();
    for field in operation.fields {
        let (Kind::Identifier { target, .. } | Kind::Set { target, .. }) = field.kind else { continue };
        let Some(kind) = entity_kind(target) else { continue };
        let mut add = |text: &str, by: Option<IdentifierKind>| {
            let text = crmcom::plain(text).into_owned();
            if !text.is_empty() {
                entities.push(FormEntity { field: field.name, of: EntityRef { kind, text, by } });
            }
        };
        match field.kind {
            Kind::Identifier { by: kinds, .. } => {
                let chosen = form.values.get(&format!("{}.by", field.name)).map(String::as_str);
                let by = chosen.or(kinds.first().copied()).and_then(|by| by.parse().ok());
                add(form.values.get(field.name).map_or("", String::as_str), by);
            }
            Kind::Set { member, .. } => {
                let (start, end) = (format!("{}.", field.name), format!(".{member}"));
                for (_, text) in
                    form.values.iter().filter(|(input, _)| input.starts_with(&start) && input.ends_with(&end))
                {
                    add(text, Some(IdentifierKind::CaId));
                }
            }
            _ => {}
        }
    }
    entities
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entities(operation: &str, values: &[(&str, &str)]) -> Vec<(&'static str, String, Option<IdentifierKind>)> {
        let values = values.iter().map(|(input, text)| ((*input).to_owned(), (*text).to_owned())).collect();
        let operation = crmcom::catalogue::find(operation).unwrap();
        let form = FormDraft { operation: operation.id.to_owned(), values };
        entities_of(operation, &form).into_iter().map(|entity| (entity.field, entity.of.text, entity.of.by)).collect()
    }

    #[test]
    fn an_entity_is_named_as_its_input_says() {
        use IdentifierKind::{AlternativeCode, CaId, Code, Number};
        assert_eq!(
            entities(
                "conax.add-service",
                &[
                    ("smartcard_identifier", " 01900000001 "),
                    ("smartcard_identifier.by", "alternative_code"),
                    ("service_identifier", "2042"),
                    ("subscription_identifier", "S100"),
                ]
            ),
            [
                ("smartcard_identifier", "01900000001".to_owned(), Some(AlternativeCode)),
                ("service_identifier", "2042".to_owned(), Some(Code)),
                ("subscription_identifier", "S100".to_owned(), Some(Number)),
            ]
        );
        assert_eq!(
            entities("conax.create-pairing", &[("smartcard_set.0.smartcard_ca_id", "1"), ("stb_set.1.stb_ca_id", "2")]),
            [("smartcard_set", "1".to_owned(), Some(CaId)), ("stb_set", "2".to_owned(), Some(CaId))]
        );
    }
}
