//! The documented causes of rejections that come with the desk, by key. Their texts are the message catalogue's
//! (`knowledge.json`, under `builtIn`), which is compiled in: causes are searched, exported and named in files here, so
//! the desk and the window must read the same words.
//!
//! Conax names five status codes (field notes, section 2); a login fault comes as a SOAP fault whose code is `AxisFault`
//! (reference 3.2). Nagravision's `NACK_…` are the sandbox's.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;

use crate::view::{Advice, FixOwner};

pub(super) struct Seed {
    pub(super) title: String,
    pub(super) cause: &'static str,
    pub(super) owner: FixOwner,
    pub(super) next_step: &'static str,
    pub(super) advice: Advice,
}

/// A cause is recognised by words in the code, or in the line of a fault whose code says nothing.
struct Cause {
    /// Of its texts.
    key: &'static str,
    codes: &'static [&'static str],
    lines: &'static [&'static str],
    owner: FixOwner,
    advice: Advice,
}

/// The part of `knowledge.json` with the texts of built-in causes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Texts {
    built_in: HashMap<String, CauseText>,
    /// By the word of the provider; `other` is any other's.
    ca_systems: HashMap<String, String>,
    items: ItemTexts,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CauseText {
    /// `{{ca}}` is the CA system's name, `{{item}}` the kind of item that the request is about.
    title: String,
    cause: String,
    next_step: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemTexts {
    card: String,
    card_or_box: String,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    let file = include_str!("../../../../../../ui/src/i18n/en/knowledge.json");
    // The file is compiled in, and `documented_causes_are_known` reads it.
    serde_json::from_str(file).expect("the message catalogue has the texts of the built-in causes")
});

/// The first match counts: words in the line come before words in the code.
const CAUSES: &[Cause] = &[
    Cause {
        key: "loggedOut",
        codes: &[],
        lines: &["not_logged_in", "not logged in", "session_expired", "session expired", "login failed"],
        owner: FixOwner::CaSystem,
        advice: Advice::Yes,
    },
    Cause {
        key: "alreadyThere",
        codes: &["ALREADY"],
        lines: &["already exists", "already active", "already there"],
        owner: FixOwner::Entitlement,
        advice: Advice::Never,
    },
    Cause {
        key: "unknownItem",
        codes: &["CLIENT_NOT_FOUND", "UNKNOWN_UA"],
        lines: &[],
        owner: FixOwner::Stock,
        advice: Advice::AfterFix,
    },
    Cause {
        key: "notManaged",
        codes: &["CLIENT_NOT_MANAGED_BY_SMS"],
        lines: &[],
        owner: FixOwner::Stock,
        advice: Advice::AfterFix,
    },
    Cause {
        key: "badValue",
        codes: &["INPUT_VALIDATION", "BAD_PARAMETER"],
        lines: &[],
        owner: FixOwner::Data,
        advice: Advice::AfterFix,
    },
    Cause {
        key: "notOffered",
        codes: &["FEATURE_NOT_AVAILABLE", "NOT_SUPPORTED"],
        lines: &[],
        owner: FixOwner::Setup,
        advice: Advice::Never,
    },
    Cause {
        key: "failedJustThen",
        codes: &["SYSTEM_ERROR", "GATEWAY_BUSY"],
        lines: &[],
        owner: FixOwner::CaSystem,
        advice: Advice::Yes,
    },
    Cause {
        key: "notReached",
        codes: &["GATEWAYFAULT", "AXISFAULT"],
        lines: &[],
        owner: FixOwner::CaSystem,
        advice: Advice::Yes,
    },
];

pub(super) fn find(
    provider: &str,
    request_type: Option<&str>,
    error_code: Option<&str>,
    line: Option<&str>,
) -> Option<Seed> {
    let code = error_code.unwrap_or_default().to_ascii_uppercase();
    let line = line.unwrap_or_default().to_ascii_lowercase();
    let fits = |cause: &&Cause| {
        cause.lines.iter().any(|words| line.contains(words)) || cause.codes.iter().any(|words| code.contains(words))
    };
    let cause = CAUSES.iter().find(fits)?;
    let text = TEXTS.built_in.get(cause.key)?;
    let title = text.title.replace("{{ca}}", ca_system(provider)).replace("{{item}}", item(request_type));
    Some(Seed { title, cause: &text.cause, owner: cause.owner, next_step: &text.next_step, advice: cause.advice })
}

fn ca_system(provider: &str) -> &'static str {
    let systems = &TEXTS.ca_systems;
    systems.get(provider).or_else(|| systems.get("other")).map_or("", String::as_str)
}

/// A pairing may fail for either of the two.
fn item(request_type: Option<&str>) -> &'static str {
    let ItemTexts { card, card_or_box } = &TEXTS.items;
    if request_type.is_none_or(|kind| kind.contains("PAIR")) { card_or_box } else { card }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn documented_causes_are_known() {
        use Advice::{AfterFix, Never, Yes};
        use FixOwner::{CaSystem, Data, Entitlement, Setup, Stock};
        let add = Some("ADD_SUBSCRIPTIONS");
        let pair = Some("CREATE_PAIRING");
        for (provider, kind, code, line, title, owner, advice) in [
            ("conax", add, "AxisFault", "txt_not_logged_in", "Conax logged CRM.COM out", CaSystem, Yes),
            (
                "conax",
                add,
                "AxisFault",
                "axisfault\nfaultcode: session_expired",
                "Conax logged CRM.COM out",
                CaSystem,
                Yes,
            ),
            ("conax", add, "AxisFault", "connection refused", "CRM.COM could not reach Conax", CaSystem, Yes),
            (
                "nagravision",
                pair,
                "GatewayFault",
                "txt_gateway_closed_the_connection",
                "CRM.COM could not reach Nagravision",
                CaSystem,
                Yes,
            ),
            ("conax", add, "CLIENT_NOT_FOUND", "", "Card not known to Conax", Stock, AfterFix),
            ("nagravision", pair, "NACK_UNKNOWN_UA", "", "Card or box not known to Nagravision", Stock, AfterFix),
            (
                "conax",
                pair,
                "CLIENT_NOT_MANAGED_BY_SMS",
                "",
                "Card or box not managed by this operator at Conax",
                Stock,
                AfterFix,
            ),
            ("conax", add, "INPUT_VALIDATION_ERROR", "", "A value is not valid for Conax", Data, AfterFix),
            ("conax", add, "FEATURE_NOT_AVAILABLE", "", "Conax does not offer this", Setup, Never),
            ("conax", add, "SYSTEM_ERROR", "", "Conax failed for a moment", CaSystem, Yes),
            ("nagravision", pair, "NACK_GATEWAY_BUSY", "", "Nagravision failed for a moment", CaSystem, Yes),
            (
                "conax",
                add,
                "COM.CRM.EXCEPTION.SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION",
                "",
                "Already done",
                Entitlement,
                Never,
            ),
            ("conax", add, "", "The service already exists", "Already done", Entitlement, Never),
        ] {
            let seed = find(provider, kind, Some(code), Some(line)).unwrap_or_else(|| panic!("{code} {line}"));
            assert_eq!((seed.title.as_str(), seed.owner, seed.advice), (title, owner, advice), "{code} {line}");
            assert!(!seed.cause.is_empty() && !seed.next_step.is_empty());
        }
    }

    #[test]
    fn undocumented_causes_have_no_explanation() {
        for (code, line) in [("E17", "unexpected"), ("", ""), ("NACK_0815", "code 15")] {
            assert!(find("conax", None, Some(code), Some(line)).is_none(), "{code}");
        }
        assert!(find("conax", None, None, None).is_none());
    }

    #[test]
    fn every_cause_has_its_texts_and_every_text_a_cause() {
        let declared: BTreeSet<&str> = CAUSES.iter().map(|cause| cause.key).collect();
        let written: BTreeSet<&str> = TEXTS.built_in.keys().map(String::as_str).collect();
        assert_eq!(declared, written);
        assert_eq!(ca_system("irdeto"), "the CA system");
    }
}
