//! Folds hosts, addresses, paths, and values with a name that marks them as specific to one request.

use std::net::Ipv6Addr;

use regex::Captures;

use crate::{older_fingerprint::FOLDED_PLACEHOLDER, pattern::pattern};

pattern!(ADDRESS, r"(?i)(\{?)(\b[a-z][a-z0-9+.-]{1,15}://)[^\s/'\x22<>{}]+");
pattern!(
    NAMED_HOST,
    r"(?i)(\b(?:host ?(?:name)?|server ?name|nodename|node|machine|unknownhostexception)\s*[:=]\s*)[^\s,;]+"
);
pattern!(
    OWN_VALUE,
    r"(?i)\b((?:(?:j?session|transaction|tx|txn|trace|correlation|request|req|message|msg|thread|conversation|operation|event|incident|ticket|span|user|client|customer|account|order|job|batch|process|activity|call|ray|reference|support)[ _-]?(?:id|identifier|guid|uuid|no|nr|number|key|token|ref)|sid|tid|pid|nonce|token|ref))(\s*[:=#]\s*|\s+(?:is\s+)?)([^\s,;()\[\]{}'\x22<>]+)"
);
pattern!(V6, r"\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%\w+)?\]?(?::\d{1,5})?");
pattern!(V4, r"(?:[\w.-]*/)?\[?\b\d{1,3}(?:\.\d{1,3}){3}\b\]?(?::\d{1,5}\b)?");
pattern!(MAC, r"(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b");
pattern!(
    HOST,
    r"\b[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+\.?(?::\d{1,5}\b)?"
);
pattern!(WITH_PORT, r"(?i)\b((?:to|from|with|at|on|of|by|host|server|node|gateway)\s+)[a-z0-9](?:[\w-]*\w)?:\d{2,5}\b");
pattern!(
    PATH,
    r"(?i)(^|[\s('\x22=:\[])(?:/(?:opt|usr|var|home|srv|tmp|etc|app|apps|data|mnt|u\d+|root|run|proc|users|oracle)(?:/[^\s:;,'\x22()\]]+)+|[a-z]:\\[^\s:;,'\x22()\]]+|\\\\[^\s:;,'\x22()\]]+)(?::(?:line |Zeile |γραμμή )?\d+)?"
);

pattern!(MAILBOX, r"\b[\w.+-]+@#");

/// Endings of host names. Those in `AMBIGUOUS_ENDINGS` are ordinary words too and need further evidence.
const HOST_ENDINGS: [&str; 49] = [
    "com",
    "net",
    "org",
    "info",
    "biz",
    "tv",
    "io",
    "eu",
    "gr",
    "cy",
    "bg",
    "ro",
    "al",
    "mk",
    "rs",
    "hr",
    "si",
    "ba",
    "de",
    "ch",
    "fr",
    "es",
    "pt",
    "nl",
    "lu",
    "uk",
    "ie",
    "dk",
    "fi",
    "pl",
    "cz",
    "sk",
    "hu",
    "ua",
    "tr",
    "ru",
    "lt",
    "lv",
    "local",
    "lan",
    "internal",
    "intra",
    "intranet",
    "corp",
    "example",
    "test",
    "invalid",
    "localdomain",
    "home",
];
const AMBIGUOUS_ENDINGS: [&str; 10] = ["no", "is", "me", "it", "be", "at", "se", "in", "so", "us"];
/// Starts of package names.
const PACKAGE_STARTS: [&str; 11] =
    ["java", "javax", "jakarta", "com", "org", "net", "sun", "jdk", "kotlin", "scala", "de"];

pub(super) fn fold(text: &str) -> String {
    let text = ADDRESS.replace_all(text, |found: &Captures<'_>| {
        // In braces it is an XML namespace, which is not variable.
        if found[1].is_empty() { format!("{}{FOLDED_PLACEHOLDER}", &found[2]) } else { found[0].to_owned() }
    });
    let text = NAMED_HOST.replace_all(&text, "${1}#");
    let text = OWN_VALUE.replace_all(&text, |found: &Captures<'_>| {
        let value = &found[3];
        let told = found[2].contains([':', '=', '#']) || value.contains(|it: char| it.is_numeric() || it == '•');
        if told { format!("{}{}{FOLDED_PLACEHOLDER}", &found[1], &found[2]) } else { found[0].to_owned() }
    });
    let text = MAC.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = V6.replace_all(&text, |found: &Captures<'_>| {
        let of_v6 = |text: &str| text.split('%').next().is_some_and(|it| it.parse::<Ipv6Addr>().is_ok());
        let whole = &found[0];
        let inner = whole.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(whole, |(inner, _)| inner);
        if of_v6(inner.trim_end_matches('.')) && inner.len() > 2 {
            FOLDED_PLACEHOLDER.to_owned()
        } else {
            whole.to_owned()
        }
    });
    let text = V4.replace_all(&text, FOLDED_PLACEHOLDER);
    let text =
        HOST.replace_all(
            &text,
            |found: &Captures<'_>| {
                if is_host(&found[0]) { FOLDED_PLACEHOLDER.to_owned() } else { found[0].to_owned() }
            },
        );
    let text = MAILBOX.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = WITH_PORT.replace_all(&text, "${1}#");
    let text = PATH.replace_all(&text, "${1}#");
    text.into_owned()
}

fn is_host(name: &str) -> bool {
    let (name, port) = name.split_once(':').map_or((name, false), |(name, port)| (name, port.len() >= 2));
    let name = name.trim_end_matches('.');
    let labels: Vec<&str> = name.split('.').collect();
    let (Some(first), Some(last)) = (labels.first(), labels.last()) else { return false };
    let lower = |label: &str| !label.contains(|it: char| it.is_ascii_uppercase());
    if !labels.iter().all(|label| lower(label))
        || PACKAGE_STARTS.contains(first)
        || !last.starts_with(|it: char| it.is_ascii_alphabetic())
    {
        return false;
    }
    let unlike_words = labels.len() > 2 || port || name.contains(|it: char| it.is_ascii_digit() || it == '-');
    HOST_ENDINGS.contains(last) || (AMBIGUOUS_ENDINGS.contains(last) && unlike_words) || (port && labels.len() > 1)
}
