//! The declarations. Field names, needs and releases mirror the API pages named in `source`.

use super::{Effect, Field, Kind, Need, Operation, Provider, Thing, Wording};
use crate::release::Release;

const SUBSCRIPTION: Kind = Kind::Identifier { thing: Thing::Subscription, by: &["number", "id"] };
const ITEM_BY: &[&str] = &["serial_number", "id", "alternative_code"];

const fn subscription(need: Need, help: &'static str) -> Field {
    Field { name: "subscription_identifier", kind: SUBSCRIPTION, need, from: Release::R4, label: "Subscription", help }
}

const fn smartcard(label: &'static str, help: &'static str) -> Field {
    Field {
        name: "smartcard_identifier",
        kind: Kind::Identifier { thing: Thing::Smartcard, by: ITEM_BY },
        need: Need::Mandatory,
        from: Release::R4,
        label,
        help,
    }
}

const fn smartcard_set(need: Need, help: &'static str) -> Field {
    Field {
        name: "smartcard_set",
        kind: Kind::Set { thing: Thing::Smartcard, member: "smartcard_ca_id" },
        need,
        from: Release::R4,
        label: "Smartcards",
        help,
    }
}

const fn stb_set(need: Need, help: &'static str) -> Field {
    Field {
        name: "stb_set",
        kind: Kind::Set { thing: Thing::SetTopBox, member: "stb_ca_id" },
        need,
        from: Release::R4,
        label: "Set-top boxes",
        help,
    }
}

const SERVICE: Field = Field {
    name: "service_identifier",
    kind: Kind::Identifier { thing: Thing::Service, by: &["code", "id", "alternative_code"] },
    need: Need::Mandatory,
    from: Release::R4,
    label: "Service",
    help: "Only products that are services.",
};

const PROCESS_IMMEDIATELY: Field = Field {
    name: "process_immediately",
    kind: Kind::Flag,
    need: Need::Option,
    from: Release::R4,
    label: "Process immediately",
    help: "Sent to the CA system during the call. Otherwise the next processing run takes it.",
};

const PRIORITY: Field = Field {
    name: "priority",
    kind: Kind::Choice { values: &["REGULAR", "EXPRESS"] },
    need: Need::Option,
    from: Release::R4,
    label: "Priority",
    help: "Express requests go before regular ones in a processing run.",
};

const START_DATE: Field = Field {
    name: "start_date",
    kind: Kind::DateTime,
    need: Need::Option,
    from: Release::R4,
    label: "Start date",
    help: "When it is applied, in server time. Empty means when it is sent.",
};

const SCHEDULED_DATE: Field = Field {
    name: "scheduled_date",
    kind: Kind::DateTime,
    need: Need::Option,
    from: Release::R7,
    label: "Scheduled date",
    help: "When the processing run may take it, in server time. Empty means the next run.",
};

const OWNER: &str = "The subscription that owns the card.";
const ONE_SET: &[&str] = &["smartcard_set", "stb_set"];

/// Every operation, in the order of menus and of the palette.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        id: "conax.create-pairing",
        provider: Some(Provider::Conax),
        path: "conax_web_services/provisioning_requests/create_pairing",
        request_type: "CREATE_PAIRING",
        effect: Effect::Grants,
        repeat_harmless: true,
        from: Release::R4,
        until: None,
        fields: &[
            subscription(Need::Optional, "The subscription that the pairing belongs to."),
            smartcard_set(Need::Mandatory, "CA id, as in the CA system. Enter adds another."),
            stb_set(Need::Mandatory, "CA id, as in the CA system. Enter adds another."),
            PROCESS_IMMEDIATELY,
            SCHEDULED_DATE,
            PRIORITY,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Pair cards and boxes",
            job: "Create pairing",
            summary: "Join cards and boxes",
            button: "Send pairing",
            help: "Sends the whole set. To add one card or box to a pairing, use Add to pairing.",
        },
        source: "POST conax_web_services/provisioning_requests/create_pairing",
    },
    Operation {
        id: "conax.add-to-pairing",
        provider: Some(Provider::Conax),
        path: "conax_web_services/provisioning_requests/add_to_existing_pairing",
        request_type: "ADD_TO_EXISTING_PAIRING",
        effect: Effect::Grants,
        repeat_harmless: true,
        from: Release::R4,
        until: None,
        fields: &[
            subscription(Need::Optional, "The subscription that the pairing belongs to."),
            smartcard("Card of the pairing", "A card that is in the pairing already."),
            stb_set(Need::OneOf, "Boxes to add. Cards and boxes go in separate requests."),
            smartcard_set(Need::OneOf, "Cards to add. Cards and boxes go in separate requests."),
            PROCESS_IMMEDIATELY,
            SCHEDULED_DATE,
            PRIORITY,
        ],
        exactly_one_of: ONE_SET,
        wording: Wording {
            title: "Add to pairing",
            job: "Add to pairing",
            summary: "One more card or box",
            button: "Send addition",
            help: "Finds the pairing by a card in it and adds either cards or boxes.",
        },
        source: "POST conax_web_services/provisioning_requests/add_to_existing_pairing",
    },
    Operation {
        id: "conax.add-service",
        provider: Some(Provider::Conax),
        path: "conax_web_services/provisioning_requests/add_subscriptions",
        request_type: "ADD_SUBSCRIPTIONS",
        effect: Effect::Grants,
        repeat_harmless: false,
        from: Release::R4,
        until: None,
        fields: &[
            subscription(Need::Mandatory, "The subscription that owns the service."),
            smartcard("Smartcard", "The card that the service is added on."),
            SERVICE,
            START_DATE,
            PROCESS_IMMEDIATELY,
            PRIORITY,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Add service",
            job: "Add service",
            summary: "Switch a package on",
            button: "Send service",
            help: "Activates a service of the subscription on one card.",
        },
        source: "POST conax_web_services/provisioning_requests/add_subscriptions",
    },
    Operation {
        id: "conax.cancel-service",
        provider: Some(Provider::Conax),
        path: "conax_web_services/provisioning_requests/cancel_subscriptions",
        request_type: "CANCEL_SUBSCRIPTIONS",
        effect: Effect::Removes,
        repeat_harmless: false,
        from: Release::R4,
        until: None,
        fields: &[
            subscription(Need::Mandatory, "The subscription that owns the service."),
            smartcard("Smartcard", "The card that the service is taken from."),
            SERVICE,
            START_DATE,
            PROCESS_IMMEDIATELY,
            PRIORITY,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Cancel service",
            job: "Cancel service",
            summary: "Switch a package off",
            button: "Send cancellation",
            help: "Takes a service of the subscription off one card.",
        },
        source: "POST conax_web_services/provisioning_requests/cancel_subscriptions",
    },
    Operation {
        id: "conax.reset-pin",
        provider: Some(Provider::Conax),
        path: "conax_web_services/provisioning_requests/reset_pin_to_default_value",
        request_type: "UPDATE_CA_PIN_TO_DEFAULT_VALUE",
        effect: Effect::ChangesPin,
        repeat_harmless: true,
        from: Release::R4,
        until: None,
        fields: &[
            subscription(Need::Mandatory, OWNER),
            smartcard("Smartcard", "The card whose PIN is reset."),
            PROCESS_IMMEDIATELY,
            PRIORITY,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Reset PIN",
            job: "Reset PIN",
            summary: "Back to the default PIN",
            button: "Send PIN reset",
            help: "The card gets the operator's default PIN. The maturity level stays as it is.",
        },
        source: "POST conax_web_services/provisioning_requests/reset_pin_to_default_value",
    },
    Operation {
        id: "conax.set-pin",
        provider: Some(Provider::Conax),
        path: "conax_web_services/provisioning_requests/reset_pin_to_given_value",
        request_type: "UPDATE_CA_PIN_TO_GIVEN_VALUE",
        effect: Effect::ChangesPin,
        repeat_harmless: true,
        from: Release::R4,
        until: None,
        fields: &[
            subscription(Need::Mandatory, OWNER),
            smartcard("Smartcard", "The card that gets the new PIN."),
            Field {
                name: "pin",
                kind: Kind::Pin,
                need: Need::Mandatory,
                from: Release::R4,
                label: "New PIN",
                help: "Four digits. Never stored and never shown again.",
            },
            PROCESS_IMMEDIATELY,
            PRIORITY,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Set PIN",
            job: "Set PIN",
            summary: "To a PIN you choose",
            button: "Send new PIN",
            help: "The card gets the PIN that you type. The maturity level stays as it is.",
        },
        source: "POST conax_web_services/provisioning_requests/reset_pin_to_given_value",
    },
    Operation {
        id: "nagra.pair",
        provider: Some(Provider::Nagravision),
        path: NAGRA_PAIR,
        request_type: "PAIR_SMARTCARD_AND_STB",
        effect: Effect::Grants,
        repeat_harmless: true,
        from: Release::R7,
        until: Some(Release::R11),
        fields: &[
            subscription(Need::Optional, "The subscription that the pairing belongs to."),
            smartcard("Smartcard", "The card to pair."),
            Field {
                name: "stb_identifier",
                kind: Kind::Identifier { thing: Thing::SetTopBox, by: ITEM_BY },
                need: Need::Mandatory,
                from: Release::R7,
                label: "Set-top box",
                help: "The box to pair. To free a card from its box, use Unpair.",
            },
            PROCESS_IMMEDIATELY,
            SCHEDULED_DATE,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Pair card and box",
            job: "Pair",
            summary: "Join a card and a box",
            button: "Send pairing",
            help: "One card with one box.",
        },
        source: "POST nagravision/provisioning_requests/pair_smartcard_decoder",
    },
    Operation {
        id: "nagra.unpair",
        provider: Some(Provider::Nagravision),
        path: NAGRA_PAIR,
        request_type: "PAIR_SMARTCARD_AND_STB",
        effect: Effect::Removes,
        repeat_harmless: true,
        from: Release::R7,
        until: Some(Release::R11),
        fields: &[
            subscription(Need::Optional, "The subscription that the pairing belongs to."),
            smartcard("Smartcard", "The card to free from its box."),
            PROCESS_IMMEDIATELY,
            SCHEDULED_DATE,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Unpair card",
            job: "Unpair",
            summary: "Free a card from its box",
            button: "Unpair",
            help: "The box stops showing pay channels. To go back, send a new pairing.",
        },
        source: "POST nagravision/provisioning_requests/pair_smartcard_decoder",
    },
    Operation {
        id: "nagra.clear-pin",
        provider: Some(Provider::Nagravision),
        path: "nagravision/provisioning_requests/clear_pin",
        request_type: "CLEAR_CA_PIN",
        effect: Effect::ChangesPin,
        repeat_harmless: true,
        from: Release::R7,
        until: Some(Release::R11),
        fields: &[
            subscription(Need::Mandatory, OWNER),
            smartcard("Smartcard", "The card whose PIN is cleared."),
            PROCESS_IMMEDIATELY,
            SCHEDULED_DATE,
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Clear PIN",
            job: "Clear PIN",
            summary: "Remove the card's PIN",
            button: "Send PIN clearing",
            help: "The customer chooses a new PIN at the box.",
        },
        source: "POST nagravision/provisioning_requests/clear_pin",
    },
    Operation {
        id: "provisioning.resync",
        provider: None,
        path: "provisioning/subscriptions/reset",
        request_type: "RESET_SUBSCRIPTION",
        effect: Effect::Realigns,
        repeat_harmless: true,
        from: Release::R11,
        until: None,
        fields: &[
            subscription(Need::Mandatory, "The subscription whose cards and services are sent again."),
            Field {
                name: "provisioning_provider_identifier",
                kind: Kind::Identifier { thing: Thing::Provider, by: &["alternative_code", "name", "id"] },
                need: Need::Mandatory,
                from: Release::R11,
                label: "Provider",
                help: "The CA system, as it is called in CRM.COM's set-up.",
            },
        ],
        exactly_one_of: &[],
        wording: Wording {
            title: "Re-sync subscription",
            job: "Re-sync subscription",
            summary: "No picture? Sends the rights again",
            button: "Send re-sync",
            help: "CRM.COM sends what the CA system needs to be in line again. It does not tell which requests it makes for that: they come into the lists by themselves.",
        },
        source: "POST provisioning/subscriptions/reset",
    },
];

const NAGRA_PAIR: &str = "nagravision/provisioning_requests/pair_smartcard_decoder";
