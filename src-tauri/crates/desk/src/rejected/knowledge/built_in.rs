//! What comes with the desk: causes that are documented, in plain words.
//!
//! Conax names five status codes (field notes, section 2); a login fault comes as a SOAP fault whose code is `AxisFault`
//! (reference 3.2). Nagravision's `NACK_…` are the sandbox's.

use crate::view::{Advice, Owner};

pub(super) struct Seed {
    pub(super) title: String,
    pub(super) cause: &'static str,
    pub(super) owner: Owner,
    pub(super) next_step: &'static str,
    pub(super) advice: Advice,
}

/// How a cause is recognised: by words in the code, or in the line of a fault whose code says nothing.
struct Cause {
    codes: &'static [&'static str],
    lines: &'static [&'static str],
    /// `{ca}` is the CA system's name, `{thing}` what the request is about.
    title: &'static str,
    explained: &'static str,
    owner: Owner,
    next_step: &'static str,
    advice: Advice,
}

/// The first that fits counts: what a line says comes before what its code says.
const CAUSES: &[Cause] = &[
    Cause {
        codes: &[],
        lines: &["not_logged_in", "not logged in", "session_expired", "session expired", "login failed"],
        title: "{ca} logged CRM.COM out",
        explained: "CRM.COM had no valid session with the CA system when it sent the request. Nothing is wrong with the card or the customer.",
        owner: Owner::CaSystem,
        next_step: "See whether newer requests go through. If they do, retry; if not, tell who runs the CA system.",
        advice: Advice::Yes,
    },
    Cause {
        codes: &["ALREADY"],
        lines: &["already exists", "already active", "already there"],
        title: "It is already there",
        explained: "The CA system has what the request asks for. A retry would be rejected the same way.",
        owner: Owner::Entitlement,
        next_step: "Compare with the last request that worked. If the customer sees a picture, dismiss it.",
        advice: Advice::Never,
    },
    Cause {
        codes: &["CLIENT_NOT_FOUND", "UNKNOWN_UA"],
        lines: &[],
        title: "{thing} not known to {ca}",
        explained: "The CA system has no such card or box in its stock: the number is wrong in CRM.COM, or the item was never loaded.",
        owner: Owner::Stock,
        next_step: "Compare the CA id with the item itself. Correct it in CRM.COM or have the item loaded, then retry.",
        advice: Advice::AfterFix,
    },
    Cause {
        codes: &["CLIENT_NOT_MANAGED_BY_SMS"],
        lines: &[],
        title: "{thing} not managed by this operator at {ca}",
        explained: "The CA system knows the item, but its keys are not loaded for this operator, or another subscriber system has it.",
        owner: Owner::Stock,
        next_step: "Ask the stock team to have the item's keys loaded, or released by the other system, then retry.",
        advice: Advice::AfterFix,
    },
    Cause {
        codes: &["INPUT_VALIDATION", "BAD_PARAMETER"],
        lines: &[],
        title: "A value is not valid for {ca}",
        explained: "The CA system did not accept a value of the request, such as an item of the wrong kind or a text of the wrong form.",
        owner: Owner::Data,
        next_step: "Compare with the last request that worked, then retry with changes.",
        advice: Advice::AfterFix,
    },
    Cause {
        codes: &["FEATURE_NOT_AVAILABLE", "NOT_SUPPORTED"],
        lines: &[],
        title: "{ca} does not offer this",
        explained: "The CA system is not set up, or not licensed, for what the request asks for.",
        owner: Owner::Setup,
        next_step: "Tell who set up the provider in CRM.COM. Retrying does not help.",
        advice: Advice::Never,
    },
    Cause {
        codes: &["SYSTEM_ERROR", "GATEWAY_BUSY"],
        lines: &[],
        title: "{ca} could not do it just then",
        explained: "The CA system failed or was busy. Nothing is known to be wrong with the request.",
        owner: Owner::CaSystem,
        next_step: "Retry when newer requests go through.",
        advice: Advice::Yes,
    },
    Cause {
        codes: &["GATEWAYFAULT", "AXISFAULT"],
        lines: &[],
        title: "CRM.COM could not talk to {ca}",
        explained: "The connection between CRM.COM and the CA system failed, so there is no answer to the request.",
        owner: Owner::CaSystem,
        next_step: "See whether newer requests go through. If they do, retry; if not, tell who runs the CA system.",
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
    let title = cause.title.replace("{ca}", ca_system(provider)).replace("{thing}", thing(request_type));
    Some(Seed { title, cause: cause.explained, owner: cause.owner, next_step: cause.next_step, advice: cause.advice })
}

fn ca_system(provider: &str) -> &'static str {
    match provider {
        "conax" => "Conax",
        "nagravision" => "Nagravision",
        _ => "the CA system",
    }
}

/// A pairing may fail for either of the two.
fn thing(request_type: Option<&str>) -> &'static str {
    if request_type.is_none_or(|kind| kind.contains("PAIR")) { "Card or box" } else { "Card" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_causes_are_known() {
        let add = Some("ADD_SUBSCRIPTIONS");
        let pair = Some("CREATE_PAIRING");
        for (provider, kind, code, line, title, owner, advice) in [
            ("conax", add, "AxisFault", "txt_not_logged_in", "Conax logged CRM.COM out", Owner::CaSystem, Advice::Yes),
            (
                "conax",
                add,
                "AxisFault",
                "axisfault\nfaultcode: session_expired",
                "Conax logged CRM.COM out",
                Owner::CaSystem,
                Advice::Yes,
            ),
            (
                "conax",
                add,
                "AxisFault",
                "connection refused",
                "CRM.COM could not talk to Conax",
                Owner::CaSystem,
                Advice::Yes,
            ),
            (
                "nagravision",
                pair,
                "GatewayFault",
                "txt_gateway_closed_the_connection",
                "CRM.COM could not talk to Nagravision",
                Owner::CaSystem,
                Advice::Yes,
            ),
            ("conax", add, "CLIENT_NOT_FOUND", "", "Card not known to Conax", Owner::Stock, Advice::AfterFix),
            (
                "nagravision",
                pair,
                "NACK_UNKNOWN_UA",
                "",
                "Card or box not known to Nagravision",
                Owner::Stock,
                Advice::AfterFix,
            ),
            (
                "conax",
                pair,
                "CLIENT_NOT_MANAGED_BY_SMS",
                "",
                "Card or box not managed by this operator at Conax",
                Owner::Stock,
                Advice::AfterFix,
            ),
            (
                "conax",
                add,
                "INPUT_VALIDATION_ERROR",
                "",
                "A value is not valid for Conax",
                Owner::Data,
                Advice::AfterFix,
            ),
            ("conax", add, "FEATURE_NOT_AVAILABLE", "", "Conax does not offer this", Owner::Setup, Advice::Never),
            ("conax", add, "SYSTEM_ERROR", "", "Conax could not do it just then", Owner::CaSystem, Advice::Yes),
            (
                "nagravision",
                pair,
                "NACK_GATEWAY_BUSY",
                "",
                "Nagravision could not do it just then",
                Owner::CaSystem,
                Advice::Yes,
            ),
            (
                "conax",
                add,
                "COM.CRM.EXCEPTION.SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION",
                "",
                "It is already there",
                Owner::Entitlement,
                Advice::Never,
            ),
            ("conax", add, "", "The service already exists", "It is already there", Owner::Entitlement, Advice::Never),
        ] {
            let seed = find(provider, kind, Some(code), Some(line)).unwrap_or_else(|| panic!("{code} {line}"));
            assert_eq!((seed.title.as_str(), seed.owner, seed.advice), (title, owner, advice), "{code} {line}");
            assert!(!seed.cause.is_empty() && !seed.next_step.is_empty());
        }
    }

    #[test]
    fn what_nobody_documented_is_not_explained() {
        for (code, line) in [("E17", "unexpected"), ("", ""), ("NACK_0815", "code 15")] {
            assert!(find("conax", None, Some(code), Some(line)).is_none(), "{code}");
        }
        assert!(find("conax", None, None, None).is_none());
    }
}
