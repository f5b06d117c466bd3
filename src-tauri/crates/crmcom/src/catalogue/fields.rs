//! Parameters that several operations share.

use super::{Field, IdentifierTarget, Kind, Need};
use crate::release::Release;

const SUBSCRIPTION: Kind = Kind::Identifier { target: IdentifierTarget::Subscription, by: &["number", "id"] };
pub(super) const ITEM_IDENTIFIERS: &[&str] = &["serial_number", "id", "alternative_code"];

pub(super) const fn subscription(need: Need, help: &'static str) -> Field {
    Field { name: "subscription_identifier", kind: SUBSCRIPTION, need, from: Release::R4, label: "Subscription", help }
}

pub(super) const fn smartcard(label: &'static str, help: &'static str) -> Field {
    Field {
        name: "smartcard_identifier",
        kind: Kind::Identifier { target: IdentifierTarget::Smartcard, by: ITEM_IDENTIFIERS },
        need: Need::Mandatory,
        from: Release::R4,
        label,
        help,
    }
}

pub(super) const fn smartcard_set(need: Need, help: &'static str) -> Field {
    Field {
        name: "smartcard_set",
        kind: Kind::Set { target: IdentifierTarget::Smartcard, member: "smartcard_ca_id" },
        need,
        from: Release::R4,
        label: "Smartcards",
        help,
    }
}

pub(super) const fn stb_set(need: Need, help: &'static str) -> Field {
    Field {
        name: "stb_set",
        kind: Kind::Set { target: IdentifierTarget::SetTopBox, member: "stb_ca_id" },
        need,
        from: Release::R4,
        label: "Set-top boxes",
        help,
    }
}

pub(super) const SERVICE: Field = Field {
    name: "service_identifier",
    kind: Kind::Identifier { target: IdentifierTarget::Service, by: &["code", "id", "alternative_code"] },
    need: Need::Mandatory,
    from: Release::R4,
    label: "Service",
    help: "Only products that are services.",
};

pub(super) const PROCESS_IMMEDIATELY: Field = Field {
    name: "process_immediately",
    kind: Kind::Flag,
    need: Need::Option,
    from: Release::R4,
    label: "Process immediately",
    help: "Sent to the CA system during the call. Otherwise the next processing run takes it.",
};

pub(super) const PRIORITY: Field = Field {
    name: "priority",
    kind: Kind::Choice { values: &["REGULAR", "EXPRESS"] },
    need: Need::Option,
    from: Release::R4,
    label: "Priority",
    help: "Express requests go before regular ones in a processing run.",
};

pub(super) const START_DATE: Field = Field {
    name: "start_date",
    kind: Kind::DateTime,
    need: Need::Option,
    from: Release::R4,
    label: "Start date",
    help: "When it is applied, in server time. Empty means when it is sent.",
};

pub(super) const SCHEDULED_DATE: Field = Field {
    name: "scheduled_date",
    kind: Kind::DateTime,
    need: Need::Option,
    from: Release::R7,
    label: "Scheduled date",
    help: "When the processing run may take it, in server time. Empty means the next run.",
};

pub(super) const OWNER_HELP: &str = "The subscription that owns the card.";
pub(super) const ONE_SET: &[&str] = &["smartcard_set", "stb_set"];
