//! Takes the box that the row's card is known to be paired with into the form of the row. A form without a known box stays as
//! it is, which is a finding.

use std::collections::HashSet;

use crmcom::catalogue::{Field, Kind, Provider};

use crate::{
    bulk::{Bulk, form::FormPlan},
    connections::registry::ResolvedConnection,
    entities::paired_boxes::PairedBox,
    error::problem::Problem,
    view::FormDraft,
};

impl Bulk {
    pub(super) async fn take_known_boxes(
        &self,
        known: &ResolvedConnection,
        plan: &FormPlan,
        forms: &mut [FormDraft],
    ) -> Result<(), Problem> {
        let Some((field, provider)) = plan.set_top_box.zip(plan.operation.provider.map(Provider::word)) else {
            return Ok(());
        };
        let card = |form: &FormDraft| plan.cards(form).next().map(str::to_owned);
        let cards: HashSet<String> = forms.iter().filter_map(card).collect();
        let boxes = self.entities.boxes_of_cards(known, cards.into_iter().collect(), provider).await?;
        for form in forms {
            let paired = card(form).and_then(|card| boxes.get(&card));
            form.values.extend(paired.into_iter().flat_map(|boxes| inputs(field, boxes)));
        }
        Ok(())
    }
}

/// The inputs of a field for the boxes: all of them for a set, else the only one.
fn inputs(field: &Field, boxes: &[PairedBox]) -> Vec<(String, String)> {
    match (&field.kind, boxes) {
        (Kind::Set { member, .. }, boxes) => {
            let input = |(place, paired): (usize, &PairedBox)| {
                (format!("{}.{place}.{member}", field.name), paired.ca_id.clone())
            };
            boxes.iter().enumerate().map(input).collect()
        }
        (Kind::Identifier { by, .. }, [only]) => {
            let named = by.iter().find_map(|by| only.others.iter().find(|name| name.by == **by));
            let inputs = named.map(|name| {
                [(field.name.to_owned(), name.text.clone()), (format!("{}.by", field.name), name.by.clone())]
            });
            inputs.into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::identifiers::Identifier;

    fn paired(ca_id: &str, others: &[(&str, &str)]) -> PairedBox {
        let name = |(by, text): &(&str, &str)| Identifier { by: (*by).to_owned(), text: (*text).to_owned() };
        PairedBox { ca_id: ca_id.to_owned(), others: others.iter().map(name).collect() }
    }

    fn taken(operation: &str, field: &str, boxes: &[PairedBox]) -> Vec<(String, String)> {
        inputs(crmcom::catalogue::find(operation).unwrap().field(field).unwrap(), boxes)
    }

    #[test]
    fn a_set_takes_all_boxes_and_a_field_the_only_one() {
        let boxes = [paired("1", &[("id", "X"), ("serial_number", "STB1")]), paired("2", &[])];
        let pair = |input: &str, text: &str| (input.to_owned(), text.to_owned());
        assert_eq!(
            taken("conax.create-pairing", "stb_set", &boxes),
            [pair("stb_set.0.stb_ca_id", "1"), pair("stb_set.1.stb_ca_id", "2")]
        );
        assert_eq!(
            taken("nagra.pair", "stb_identifier", &boxes[..1]),
            [pair("stb_identifier", "STB1"), pair("stb_identifier.by", "serial_number")]
        );
        assert!(taken("nagra.pair", "stb_identifier", &boxes).is_empty(), "two boxes are no answer");
        assert!(taken("nagra.pair", "stb_identifier", &boxes[1..]).is_empty(), "the API takes no CA id there");
    }
}
