//! Generates the inventory of a larger operator: thousands of households with their cards and boxes, a warehouse, and
//! hundreds of products. It serves for trying look-ups, so it has no requests of its own.

use crmcom::catalogue::Provider;

use crate::{
    inventory::{Class, Inventory, Item, ItemStatus, Label, Product, ProductType, Subscription, ca_id},
    rng::Chance,
    sentinel,
};

/// Numbers of cards and boxes of ten typical households: four items on average.
const HOUSEHOLD_SIZES: [(usize, usize); 10] =
    [(1, 1), (1, 1), (1, 1), (2, 2), (2, 2), (2, 2), (2, 3), (3, 3), (3, 3), (1, 2)];
/// One item of this number is not effective.
const NOT_EFFECTIVE_ONE_IN: usize = 40;
/// One item of this number is in the warehouse.
const IN_WAREHOUSE_ONE_IN: usize = 25;
/// Percentage of households with Conax.
const CONAX_PERCENT: usize = 75;

const GIVEN_NAMES: [&str; 12] =
    ["Alexia", "Bruno", "Clio", "Daria", "Emil", "Farah", "Georg", "Hala", "Ilias", "Jeanne", "Karim", "Lidia"];
const FAMILY_NAMES: [&str; 14] = [
    "Andreou", "Barros", "Chahine", "Dias", "Economou", "Fontaine", "Georgiou", "Haddad", "Ioannou", "Joubert",
    "Kyriakou", "Lemos", "Mansour", "Nunes",
];

const THEMES: [&str; 20] = [
    "Family",
    "Cinema",
    "Football",
    "Motor",
    "Kids",
    "Nature",
    "Music",
    "News",
    "History",
    "Cooking",
    "Travel",
    "Science",
    "Drama",
    "Comedy",
    "Crime",
    "Art",
    "Greek",
    "Arabic",
    "French",
    "Portuguese",
];
const TIERS: [&str; 8] = ["Basic", "Plus", "Premium", "HD", "Weekend", "Trial", "Student", "Hotel"];
const ACCESSORIES: [&str; 12] = [
    "Remote control",
    "Power supply",
    "Satellite dish",
    "Antenna",
    "HDMI cable",
    "Wall mount",
    "CA module",
    "Hard disk",
    "Router",
    "Splitter",
    "Amplifier",
    "Battery set",
];

/// Adds `how_many` items, their households, and the products of such an operator.
pub fn add(inventory: &mut Inventory, how_many: u32, chance: &mut Chance) {
    if how_many == 0 {
        return;
    }
    add_products(inventory, chance);
    let mut stock = Stock { inventory, next_number: 0, next_household: 0, left: how_many };
    while stock.left > 0 {
        if chance.below(IN_WAREHOUSE_ONE_IN / 4) == 0 {
            let class = if chance.below(2) == 0 { Class::Smartcard } else { Class::SetTopBox };
            stock.add_item(class, provider(chance), None, chance);
        }
        stock.add_household(chance);
    }
}

fn provider(chance: &mut Chance) -> Provider {
    if chance.below(100) < CONAX_PERCENT { Provider::Conax } else { Provider::Nagravision }
}

struct Stock<'a> {
    inventory: &'a mut Inventory,
    next_number: usize,
    next_household: usize,
    left: u32,
}

impl Stock<'_> {
    fn add_household(&mut self, chance: &mut Chance) {
        let number = loop {
            let number = format!("S{}", 200_000 + self.next_household);
            self.next_household += 1;
            if sentinel::of(&number).is_none() {
                break number;
            }
        };
        let holder = format!(
            "{} {}",
            GIVEN_NAMES[chance.below(GIVEN_NAMES.len())],
            FAMILY_NAMES[chance.below(FAMILY_NAMES.len())]
        );
        let subscription = Subscription { id: chance.id(), number, holder, distribution_id: chance.id() };
        let (cards, boxes) = HOUSEHOLD_SIZES[chance.below(HOUSEHOLD_SIZES.len())];
        let provider = provider(chance);
        let id = subscription.id.clone();
        self.inventory.subscriptions.add(subscription);
        for n in 0..cards + boxes {
            let class = if n < cards { Class::Smartcard } else { Class::SetTopBox };
            self.add_item(class, provider, Some(id.clone()), chance);
        }
    }

    fn add_item(&mut self, class: Class, provider: Provider, subscription: Option<String>, chance: &mut Chance) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let (serial_number, alternative_code, ca_id) = self.names(class, provider);
        let standing = match subscription {
            None => ItemStatus::InWarehouse,
            Some(_) if chance.below(NOT_EFFECTIVE_ONE_IN) == 0 => ItemStatus::NotEffective,
            Some(_) => ItemStatus::AtCustomer,
        };
        self.inventory.items.add(Item {
            id: chance.id(),
            serial_number,
            alternative_code,
            ca_id,
            class,
            provider,
            subscription,
            distribution_id: chance.id(),
            standing,
        });
    }

    /// Serial number, alternative code and CA id, in the formats of the first twenty households; never a sentinel.
    fn names(&mut self, class: Class, provider: Provider) -> (String, String, String) {
        loop {
            let n = self.next_number;
            self.next_number += 1;
            let (serial_number, kind) = match (provider, class) {
                (Provider::Conax, Class::Smartcard) => (format!("{:011}", 1_940_000_000 + n * 137), "CARD"),
                (Provider::Conax, Class::SetTopBox) => (format!("STB{:07}", 2_000_000 + n), "BOX"),
                (Provider::Nagravision, Class::Smartcard) => {
                    (format!("{}{:02}", 2_100_000_000_usize + n, (n * 7 + 31) % 100), "CARDN")
                }
                (Provider::Nagravision, Class::SetTopBox) => (format!("dc{}", 3_000_000 + n), "BOXN"),
            };
            let ca_id = match (provider, class) {
                (Provider::Conax, Class::SetTopBox) => format!("stb-{:04}-{:04}", 100 + n / 10_000, n % 10_000),
                _ => ca_id(&serial_number, class, provider),
            };
            let alternative_code = format!("{kind}-{}", 100_000 + n);
            if [&serial_number, &alternative_code, &ca_id].into_iter().all(|value| sentinel::of(value).is_none()) {
                return (serial_number, alternative_code, ca_id);
            }
        }
    }
}

fn add_products(inventory: &mut Inventory, chance: &mut Chance) {
    let mut label = |kind: &'static str, name: &str, alternative_code: &str| {
        let label = Label { id: chance.id(), name: name.to_owned(), alternative_code: alternative_code.to_owned() };
        inventory.labels.push((kind, label));
        inventory.labels.len() - 1
    };
    let brands = [label("brand", "Demo Sport", "DEMO-SPORT"), label("brand", "Demo Hotel", "DEMO-HOTEL"), 0];
    let families = [label("family", "Extras", "EXTRAS"), 1];
    let category = label("category", "Business", "BUS");
    let mut product_type = |name: &str, alternative_code: &str, is_service| {
        let id = chance.id();
        let (name, alternative_code) = (name.to_owned(), alternative_code.to_owned());
        inventory.product_types.push(ProductType { id, name, alternative_code, is_service });
        inventory.product_types.len() - 1
    };
    let (channels, events) = (product_type("Channels", "CHANNELS", true), product_type("Events", "EVENTS", true));
    let accessories = product_type("Accessories", "ACCESSORIES", false);
    let services = THEMES.iter().enumerate().flat_map(|(theme, name)| {
        let tiers = TIERS.iter().enumerate().map(move |(tier, word)| (0, theme + tier, format!("{name} {word}")));
        let numbered = (1..=3).map(move |n| (channels, theme + n, format!("{name} channel {n}")));
        tiers.chain(numbered).chain([(events, theme, format!("{name} event"))])
    });
    let goods = ACCESSORIES.iter().enumerate().map(|(n, name)| (accessories, n, (*name).to_owned()));
    let mut next_ca_id = 3_001;
    for (type_index, n, description) in services.chain(goods) {
        let code = description.to_uppercase().replace(' ', "-");
        let ca_id = inventory.product_types[type_index].is_service.then(|| {
            next_ca_id += 1;
            next_ca_id.to_string()
        });
        inventory.products.add(Product {
            id: chance.id(),
            alternative_code: format!("P-{code}"),
            code,
            description,
            type_index,
            ca_id,
            labels: [brands[n % brands.len()], families[n % families.len()], if n % 5 == 0 { category } else { 2 }],
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::seed::base;

    fn stocked(how_many: u32) -> Inventory {
        let mut inventory = base::inventory(&mut Chance::new(1));
        add(&mut inventory, how_many, &mut Chance::new(4));
        inventory
    }

    #[test]
    fn the_stock_has_the_requested_size_and_looks_real() {
        let inventory = stocked(4_000);
        let added = &inventory.items[80..];
        assert_eq!(added.len(), 4_000);
        assert!((900..1_200).contains(&(inventory.subscriptions.len() - 20)), "{}", inventory.subscriptions.len());
        let count = |standing| added.iter().filter(|item| item.standing == standing).count();
        assert!((40..200).contains(&count(ItemStatus::NotEffective)), "{}", count(ItemStatus::NotEffective));
        assert!((80..300).contains(&count(ItemStatus::InWarehouse)), "{}", count(ItemStatus::InWarehouse));
        assert!(added.iter().all(|item| item.subscription.is_none() == (item.standing == ItemStatus::InWarehouse)));
        let mut cards: HashMap<&str, usize> = HashMap::new();
        for item in added.iter().filter(|item| item.class == Class::Smartcard) {
            *cards.entry(item.subscription.as_deref().unwrap_or_default()).or_default() += 1;
        }
        assert!(cards.values().any(|&cards| cards > 1) && cards.values().any(|&cards| cards == 1));
        let services = inventory.products.iter().filter(|product| product.ca_id.is_some()).count();
        assert!(services >= 200 && inventory.products.len() > services, "{services} services");
    }

    #[test]
    fn the_stock_is_unambiguous_and_found_without_sentinels() {
        let inventory = stocked(3_000);
        let mut seen = HashSet::new();
        for item in inventory.items.iter() {
            for value in [&item.serial_number, &item.alternative_code, &item.ca_id, &item.id] {
                assert_eq!(sentinel::of(value), None, "{value} would misbehave");
            }
            let names = [&item.serial_number, &item.alternative_code, &item.id].map(|name| seen.insert(name.clone()));
            assert_eq!(names, [true; 3], "{} twice", item.serial_number);
            let found = inventory.item_by_ca_id(&item.ca_id, item.provider).expect("a CA id finds its item");
            assert_eq!(found.id, item.id, "{} twice", item.ca_id);
        }
        for product in inventory.products.iter() {
            assert_eq!(inventory.products.find("code", &product.code), Some(product), "{} twice", product.code);
            assert_eq!(product.ca_id.as_deref().and_then(sentinel::of), None);
        }
        for subscription in inventory.subscriptions.iter() {
            assert_eq!(sentinel::of(&subscription.number), None);
        }
    }

    #[test]
    fn the_stock_leaves_seeded_entities_and_repeats_with_the_seed() {
        let (with, without) = (stocked(500), stocked(0));
        assert_eq!(with.items[..80], without.items[..]);
        assert_eq!(with.subscriptions[..20], without.subscriptions[..]);
        assert_eq!(with.products[..8], without.products[..]);
        assert_eq!(with.items[..], stocked(500).items[..]);
        assert_eq!(without.items.len(), 80);
    }
}
