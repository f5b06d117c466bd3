//! Decides the effect of a *write* from its answer: one table, and the only place for this decision.
//!
//! Only an envelope of CRM.COM proves that nothing was done. A page, a bare HTTP status and a broken answer may come
//! from a gateway, after the server has acted; an HTTP 5xx may occur in the middle of the work.

use crate::codes::{self, CodeSubject};

/// The parts of an answer that count as evidence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence<'a> {
    pub(crate) http: u16,
    /// `status.code`, if the answer is an envelope.
    pub(crate) code: Option<&'a str>,
    /// The answer was repaired to be read, and the repair may have changed the code.
    pub(crate) repaired: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The write was done.
    Done,
    /// Nothing was done, because the token was refused.
    TokenRefused,
    /// Nothing was done.
    Refused,
    /// The write may have been done.
    Nothing,
}

pub(crate) fn of(evidence: Evidence<'_>) -> Proof {
    let Evidence { http, code, repaired } = evidence;
    let Some(code) = code else { return Proof::Nothing };
    match codes::about(code) {
        CodeSubject::Ok if (200..300).contains(&http) => Proof::Done,
        // The code says OK and the HTTP status contradicts.
        CodeSubject::Ok => Proof::Nothing,
        _ if repaired => Proof::Nothing,
        CodeSubject::Token => Proof::TokenRefused,
        CodeSubject::Input => Proof::Refused,
        _ if http >= 500 => Proof::Nothing,
        CodeSubject::Permission | CodeSubject::Security | CodeSubject::Other => Proof::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVALID_TOKEN: &str = "COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION";
    const ACCESS_DENIED: &str = "COM.CRM.EXCEPTION.SECURITY.ACCESSDENIEDEXCEPTION";
    const NOT_LOGGED_IN: &str = "COM.CRM.EXCEPTION.SECURITY.NOTLOGGEDINEXCEPTION";
    const MISSING_PARAMETER: &str = "COM.CRM.EXCEPTION.CORE.MANDATORYPARAMETERNOTSPECIFIEDEXCEPTION";
    const NOT_EFFECTIVE: &str = "COM.CRM.EXCEPTION.SUBSCRIPTIONS.NOTEFFECTIVEEXCEPTION";
    const HIBERNATE_SESSION: &str = "ORG.HIBERNATE.SESSIONEXCEPTION";

    /// Proof of these answers when unchanged, and when repaired.
    struct Case {
        answer: &'static str,
        code: Option<&'static str>,
        http: &'static [u16],
        proves: Proof,
        repaired: Proof,
    }

    const fn case(
        answer: &'static str,
        code: Option<&'static str>,
        http: &'static [u16],
        proves: Proof,
        repaired: Proof,
    ) -> Case {
        Case { answer, code, http, proves, repaired }
    }

    const TABLE: &[Case] = {
        use Proof::{Done, Nothing, Refused, TokenRefused};
        &[
            case(
                "no envelope",
                None,
                &[200, 204, 302, 400, 401, 403, 404, 407, 429, 500, 502, 503, 504],
                Nothing,
                Nothing,
            ),
            case("OK", Some("OK"), &[200, 201], Done, Done),
            case(
                "OK inside of another status",
                Some("OK"),
                &[302, 400, 401, 403, 407, 429, 500, 503],
                Nothing,
                Nothing,
            ),
            case(
                "a token's name",
                Some(INVALID_TOKEN),
                &[200, 400, 401, 403, 407, 429, 500, 503],
                TokenRefused,
                Nothing,
            ),
            case("wrong input", Some(MISSING_PARAMETER), &[200, 400, 403, 404, 429, 500, 503], Refused, Nothing),
            case("a permission", Some(ACCESS_DENIED), &[200, 400, 401, 403], Refused, Nothing),
            case("a permission inside of 5xx", Some(ACCESS_DENIED), &[500, 503], Nothing, Nothing),
            case("SECURITY, unknown", Some(NOT_LOGGED_IN), &[200, 400, 401, 403], Refused, Nothing),
            case("SECURITY, unknown, inside of 5xx", Some(NOT_LOGGED_IN), &[500, 503], Nothing, Nothing),
            case("another code", Some(NOT_EFFECTIVE), &[200, 400, 401, 403, 404, 407, 409, 429], Refused, Nothing),
            case("another code inside of 5xx", Some(NOT_EFFECTIVE), &[500, 502, 503, 504], Nothing, Nothing),
            case("part of a session's name", Some(HIBERNATE_SESSION), &[200, 400, 401, 403], Refused, Nothing),
            case("part of a session's name inside of 5xx", Some(HIBERNATE_SESSION), &[500], Nothing, Nothing),
        ]
    };

    #[test]
    fn answers_lead_to_the_conclusions_of_the_table() {
        for Case { answer, code, http, proves, repaired } in TABLE {
            for http in *http {
                let proof = |repaired| of(Evidence { http: *http, code: *code, repaired });
                assert_eq!(proof(false), *proves, "{answer}, HTTP {http}");
                assert_eq!(proof(true), *repaired, "{answer}, HTTP {http}, repaired");
            }
        }
    }
}
