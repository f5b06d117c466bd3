//! The basic inventory: twenty subscriptions, each with a card and a box of both providers, and the products.
//!
//! `DIFFERENCES.md` documents these values for users; tests and the application's tour rely on them.

use crmcom::catalogue::Provider;

use crate::{
    inventory::{Class, Inventory, Item, ItemStatus, Label, Product, ProductType, Subscription, ca_id},
    rng::Chance,
};

const HOLDERS: [&str; 20] = [
    "Maria Adamou",
    "Petros Bakas",
    "Ines Costa",
    "Yusuf Demir",
    "Eleni Efthimiou",
    "Omar Farouk",
    "Lea Girard",
    "Nikos Hadjis",
    "Amina Idrissi",
    "Jonas Jansen",
    "Katerina Kosta",
    "Louis Lambert",
    "Sofia Marques",
    "Andreas Nikolaou",
    "Rita Oliveira",
    "Kostas Pavlou",
    "Hanna Quist",
    "Dimitra Rousou",
    "Samir Saleh",
    "Anna Theou",
];

const SERVICES: [(&str, &str, &str); 4] = [
    ("GOLD", "Gold package", "2041"),
    ("SPORT", "Sport package", "2042"),
    ("KIDS", "Kids package", "2043"),
    ("CINEMA", "Cinema package", "2044"),
];

const PRODUCTS: [(&str, &str, usize); 4] = [
    ("SMARTCARD", "Conax card", 1),
    ("STB", "Conax set-top box", 2),
    ("SMARTCARD-N", "Nagravision card", 1),
    ("STB-N", "Nagravision set-top box", 2),
];

pub fn inventory(chance: &mut Chance) -> Inventory {
    let mut inventory =
        Inventory { product_types: product_types(chance), labels: labels(chance), ..Inventory::default() };
    for (code, description, ca_id) in SERVICES {
        inventory.products.add(product(chance, code, description, 0, Some(ca_id)));
    }
    for (code, description, product_type) in PRODUCTS {
        inventory.products.add(product(chance, code, description, product_type, None));
    }
    for (household, holder) in HOLDERS.into_iter().enumerate() {
        let subscription = Subscription {
            id: chance.id(),
            number: format!("S{}", 100 + household),
            holder: holder.to_owned(),
            distribution_id: chance.id(),
        };
        inventory.items.extend(items(chance, household + 1, &subscription.id));
        inventory.subscriptions.add(subscription);
    }
    inventory
}

/// The `n`th card and box of each provider.
fn items(chance: &mut Chance, n: usize, subscription: &str) -> [Item; 4] {
    let mut item = |provider, class, serial_number: String, alternative_code: String| Item {
        id: chance.id(),
        ca_id: ca_id(&serial_number, class, provider),
        serial_number,
        alternative_code,
        class,
        provider,
        subscription: Some(subscription.to_owned()),
        distribution_id: chance.id(),
        standing: ItemStatus::AtCustomer,
    };
    let card = item(Provider::Conax, Class::Smartcard, format!("{:011}", 1_900_000_000 + n), format!("CARD-{n}"));
    let set_top_box = item(Provider::Conax, Class::SetTopBox, format!("STB{n:07}"), format!("BOX-{n}"));
    [
        card,
        Item { ca_id: format!("stb-0000-{n:04}"), ..set_top_box },
        item(Provider::Nagravision, Class::Smartcard, format!("{}54", 2_000_000_000 + n), format!("CARDN-{n}")),
        item(Provider::Nagravision, Class::SetTopBox, format!("dc{}", 2_000_000 + n), format!("BOXN-{n}")),
    ]
}

fn product(chance: &mut Chance, code: &str, description: &str, type_index: usize, ca_id: Option<&str>) -> Product {
    Product {
        id: chance.id(),
        code: code.to_owned(),
        alternative_code: format!("P-{code}"),
        description: description.to_owned(),
        type_index,
        ca_id: ca_id.map(ToOwned::to_owned),
        labels: [0, 1, 2],
    }
}

/// In the order of `Product::type_index`.
fn product_types(chance: &mut Chance) -> Vec<ProductType> {
    [("Television services", "SERVICES", true), ("Smartcards", "CARDS", false), ("Set-top boxes", "BOXES", false)]
        .into_iter()
        .map(|(name, alternative_code, is_service)| ProductType {
            id: chance.id(),
            name: name.to_owned(),
            alternative_code: alternative_code.to_owned(),
            is_service,
        })
        .collect()
}

fn labels(chance: &mut Chance) -> Vec<(&'static str, Label)> {
    [("brand", "Demo TV", "DEMO-TV"), ("family", "Television", "TV"), ("category", "Residential", "RES")]
        .into_iter()
        .map(|(kind, name, alternative_code)| {
            let label = Label { id: chance.id(), name: name.to_owned(), alternative_code: alternative_code.to_owned() };
            (kind, label)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sentinel;

    #[test]
    fn the_first_household_is_as_documented() {
        let inventory = inventory(&mut Chance::new(1));
        let first = &inventory.subscriptions[0];
        assert_eq!(first.number, "S100");
        let ca_ids: Vec<_> =
            inventory.items[..4].iter().map(|it| (it.serial_number.as_str(), it.ca_id.as_str())).collect();
        let expected = [
            ("01900000001", "01900000001"),
            ("STB0000001", "stb-0000-0001"),
            ("200000000154", "2000000001"),
            ("dc2000001", "dc2000001"),
        ];
        assert_eq!(ca_ids, expected);
        assert!(inventory.items[..4].iter().all(|it| it.subscription.as_ref() == Some(&first.id)));
    }

    #[test]
    fn nothing_seeded_is_ambiguous_or_a_sentinel() {
        let inventory = inventory(&mut Chance::new(1));
        let mut seen = HashSet::new();
        for item in inventory.items.iter() {
            for value in [&item.serial_number, &item.alternative_code, &item.ca_id, &item.id] {
                assert_eq!(sentinel::of(value), None, "{value} would misbehave");
            }
            assert!(seen.insert(format!("{:?} {}", item.provider, item.ca_id)), "{} twice", item.ca_id);
        }
    }
}
