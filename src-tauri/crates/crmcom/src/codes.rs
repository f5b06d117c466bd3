//! Interprets `status.code` of an envelope. No page lists the codes (reference 3.1): only their pattern,
//! `COM.CRM.EXCEPTION.<AREA>.<NAME>EXCEPTION`, and some names are known. Other codes are shown without interpretation.

/// Names that say that a token, or its session, is not accepted (any more). Whole names only: Hibernate's own
/// `SessionException` is thrown after the work, and `TOKENLIMITEXCEEDED` does not mean that this token is invalid.
const TOKEN_NAMES: &[&str] = &[
    "INVALIDTOKEN",
    "TOKENINVALID",
    "TOKENNOTVALID",
    "TOKENISNOTVALID",
    "EXPIREDTOKEN",
    "TOKENEXPIRED",
    "TOKENHASEXPIRED",
    "TOKENNOTFOUND",
    "TOKENREVOKED",
    "INVALIDACCESSTOKEN",
    "ACCESSTOKENEXPIRED",
    "INVALIDOREXPIREDTOKEN",
    "TOKENINVALIDOREXPIRED",
    "INVALIDSESSION",
    "SESSIONINVALID",
    "SESSIONNOTVALID",
    "EXPIREDSESSION",
    "SESSIONEXPIRED",
    "SESSIONHASEXPIRED",
    "SESSIONNOTFOUND",
    "SESSIONTIMEDOUT",
];

/// Parts of names that say that the user lacks a permission. Mistaking one for another refusal, or the reverse, is
/// harmless: both prove the same.
const PERMISSION_PARTS: &[&str] =
    &["ACCESSDENIED", "PERMISSION", "PRIVILEGE", "ACCESSRIGHT", "NOTALLOWED", "NOTPERMITTED", "FORBIDDEN"];

/// Names that say that the input is invalid. The first two are documented, the others are the reference's (3.1) and the
/// sandbox's. They count in CRM.COM's own namespace only: `javax.persistence` has an `EntityNotFoundException` of its
/// own, which is thrown in the middle of the work.
const VALIDATION_NAMES: &[&str] = &[
    "ATLEASTONEOFTHEFIELDSMUSTBEAMENDED",
    "SERVICEALREADYEXISTSONSUBSCRIPTION",
    "MANDATORYPARAMETERNOTSPECIFIED",
    "ONLYONEPARAMETERALLOWED",
    "INVALIDPARAMETERVALUE",
    "ENTITYNOTFOUND",
    "METHODNOTFOUND",
    "INSTALLEDITEMNOTSMARTCARD",
    "INSTALLEDITEMNOTSTB",
    "INSTALLEDITEMNOTONSUBSCRIPTION",
    "PRODUCTNOTSERVICE",
];

const CRM_NAMESPACE: &str = "COM.CRM.EXCEPTION.";

/// Subject of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeSubject {
    Ok,
    /// The token, by a known name.
    Token,
    /// The user's permissions, by a known name.
    Permission,
    /// The input, by a known name.
    Input,
    /// In the area SECURITY, with an unknown name: possibly the token.
    Security,
    Other,
}

pub(crate) fn about(code: &str) -> CodeSubject {
    if code.eq_ignore_ascii_case("OK") {
        return CodeSubject::Ok;
    }
    let code = code.to_ascii_uppercase();
    let mut parts = code.rsplit('.');
    let last = parts.next().unwrap_or_default();
    let area = parts.next().unwrap_or_default();
    let name = last.strip_suffix("EXCEPTION").unwrap_or(last);
    // In the area PROVISIONING it would be the session with the CA system that has ended.
    if area != "PROVISIONING" && TOKEN_NAMES.contains(&name) {
        CodeSubject::Token
    } else if !mentions_session(name) && PERMISSION_PARTS.iter().any(|part| name.contains(part)) {
        CodeSubject::Permission
    } else if code.starts_with(CRM_NAMESPACE) && VALIDATION_NAMES.contains(&name) {
        CodeSubject::Input
    } else if area == "SECURITY" {
        CodeSubject::Security
    } else {
        CodeSubject::Other
    }
}

/// Whether the code of a *read* asks for a new sign-in. Tolerant, because repeating a read is harmless.
pub(crate) fn mentions_session(code: &str) -> bool {
    let code = code.to_ascii_uppercase();
    code.contains("TOKEN") || code.contains("SESSION")
}

/// Last dotted part without its `EXCEPTION`.
pub(crate) fn readable(code: &str) -> &str {
    let last = code.rsplit('.').next().unwrap_or_default();
    last.strip_suffix("EXCEPTION").unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_about_the_token_are_recognised_by_whole_words() {
        for code in [
            "COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION",
            "com.crm.exception.security.SessionExpiredException",
            "com.crm.exception.SessionExpired",
            "TOKENEXPIRED",
            "EXPIREDTOKEN",
            "INVALIDSESSION",
        ] {
            assert_eq!(about(code), CodeSubject::Token, "{code}");
        }
        for code in [
            "ORG.HIBERNATE.SESSIONEXCEPTION",
            "SESSIONEXCEPTION",
            "COM.CRM.EXCEPTION.CORE.TOKENLIMITEXCEEDEDEXCEPTION",
            "COM.CRM.EXCEPTION.PROVISIONING.SESSIONEXPIREDEXCEPTION",
            "COM.CRM.EXCEPTION.INVALIDTOKENEXCEPTION.OTHER",
        ] {
            assert_eq!(about(code), CodeSubject::Other, "{code}");
            assert!(mentions_session(code), "{code}: a read is tolerant");
        }
    }

    #[test]
    fn other_codes_are_classified() {
        for (code, expected) in [
            ("ok", CodeSubject::Ok),
            ("COM.CRM.EXCEPTION.SECURITY.ACCESSDENIEDEXCEPTION", CodeSubject::Permission),
            ("COM.CRM.EXCEPTION.CORE.USERHASNOPERMISSIONEXCEPTION", CodeSubject::Permission),
            ("COM.CRM.EXCEPTION.SECURITY.INSUFFICIENTPRIVILEGESEXCEPTION", CodeSubject::Permission),
            ("COM.CRM.EXCEPTION.SECURITY.SESSIONNOTALLOWEDEXCEPTION", CodeSubject::Security),
            ("COM.CRM.EXCEPTION.SECURITY.NOTLOGGEDINEXCEPTION", CodeSubject::Security),
            ("COM.CRM.EXCEPTION.SECURITY.UNAUTHORIZEDEXCEPTION", CodeSubject::Security),
            ("COM.CRM.EXCEPTION.CORE.MANDATORYPARAMETERNOTSPECIFIEDEXCEPTION", CodeSubject::Input),
            ("COM.CRM.EXCEPTION.SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION", CodeSubject::Input),
            ("JAVAX.PERSISTENCE.ENTITYNOTFOUNDEXCEPTION", CodeSubject::Other),
            ("ENTITYNOTFOUND", CodeSubject::Other),
            ("SECURITY", CodeSubject::Other),
            ("COM.CRM.EXCEPTION.SUBSCRIPTIONS.NOTEFFECTIVEEXCEPTION", CodeSubject::Other),
            ("", CodeSubject::Other),
        ] {
            assert_eq!(about(code), expected, "{code}");
        }
    }
}
