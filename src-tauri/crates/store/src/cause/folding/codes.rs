//! Finds short codes that carry meaning, such as `E-1042`, `ORA-12541` and `code 17`. The numbers of cards, boxes and
//! other entities are no codes.

use crate::pattern::pattern;

/// First private-use character that stands for a digit of a code while other digits are folded.
const PRIVATE_DIGITS: u32 = 0xe000;

pattern!(
    AFTER,
    r"(?i)(?:^|[^\p{L}\p{N}])(?:(?:error|fault|result|return|reason|status|response|http|exit|sql|native|sub|failure|message)?[ _-]?(?:sub)?codes?"
    r"|κωδικ[όο]ς(?: σφάλματος)?|σφάλμα|fehler(?:code|nummer)?|erreur|code d'erreur|грешка|код(?: на грешка)?|eroare|cod(?: eroare)?|kod"
    r"|errors?|err|errno|nack|result|reason|hresult|sqlstate|status|fault|rc|return value|http(?:/\d(?:\.\d)?)?)"
    r"(?: (?:no\.?|nr\.?|number|αρ\.?|is))?(?:\s*[:=#]\s*|\s+)?[\[('\x22<]{0,2}\s?(-?(?:0x[0-9a-f]{1,8}|\d{1,6}|[a-z]{1,6}[-_]?\d{1,6}|\d{1,4}(?:\.\d{1,4}){1,3}))"
);
// Answers of a system, which are codes as well.
pattern!(
    ANSWERED,
    r"(?i)\b(?:returned|returns|replied|replies|answered|answers|responded|gave|got|received|επέστρεψε|απάντησε)(?: with)? (0x[0-9a-f]{1,8})\b"
);
pattern!(TOKEN, r"(?:^|[\s(\[{<:;,=|#'\x22/])(([A-Za-z]{1,12}(?:[-_][A-Za-z]{1,12}){0,3})([-_]?)(\d{2,6})([A-Z]?))");
pattern!(FIRST, r"^[\[(<#]{0,2}(\d{2,6})[\])>]?\s?(?:[:|)\]–—]|-\s|\s-\s)\s*\p{L}");
pattern!(BRACKETS, r"^[\[(](\d{2,6})[\])]\s*\p{L}");

/// Words before a code that are not the name of an entity, also in lower case.
const CODE_WORDS: [&str; 14] =
    ["e", "err", "error", "ora", "tns", "sql", "txt", "msg", "fault", "code", "http", "exc", "ca", "cas"];
/// Words for entities with numbers of their own.
const ENTITY_WORDS: [&str; 62] = [
    "card",
    "cards",
    "smartcard",
    "smartcards",
    "client",
    "clients",
    "box",
    "boxes",
    "stb",
    "decoder",
    "serial",
    "sn",
    "sc",
    "subscriber",
    "subscription",
    "sub",
    "customer",
    "account",
    "acc",
    "product",
    "package",
    "service",
    "session",
    "request",
    "req",
    "transaction",
    "tx",
    "txn",
    "ticket",
    "order",
    "user",
    "host",
    "node",
    "server",
    "srv",
    "web",
    "gw",
    "gateway",
    "thread",
    "worker",
    "exec",
    "id",
    "number",
    "no",
    "nr",
    "slot",
    "port",
    "device",
    "item",
    "job",
    "batch",
    "pool",
    "line",
    "row",
    "channel",
    "site",
    "unit",
    "operator",
    "pin",
    "κάρτα",
    "κάρτας",
    "αποκωδικοποιητής",
];

/// Replaces the digits of codes by private-use characters, so that folding leaves them unchanged.
pub(super) fn keep(text: &str) -> String {
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for found in AFTER.captures_iter(text).chain(ANSWERED.captures_iter(text)) {
        if let Some(code) = found.get(1).filter(|code| ends(&text[code.end()..])) {
            kept.push((code.start(), code.end()));
        }
    }
    for pattern in [&FIRST, &BRACKETS] {
        kept.extend(pattern.captures(text).and_then(|found| found.get(1)).map(|code| (code.start(), code.end())));
    }
    let mut from = 0;
    while let Some(found) = TOKEN.captures_at(text, from) {
        let Some(code) = found.get(1) else { break };
        if ends(&text[code.end()..]) && is_code(&text[..code.start()], &found[2], &found[3], &found[4]) {
            kept.push((code.start(), code.end()));
        }
        from = code.end();
    }
    if kept.is_empty() {
        return text.to_owned();
    }
    kept.sort_unstable();
    let mut kept = kept.into_iter().peekable();
    let mut folded = String::with_capacity(text.len());
    for (at, it) in text.char_indices() {
        while kept.peek().is_some_and(|(_, end)| *end <= at) {
            kept.next();
        }
        let of_code = kept.peek().is_some_and(|(begin, _)| *begin <= at);
        let digit = it.to_digit(10).filter(|_| of_code);
        folded.push(digit.and_then(|digit| char::from_u32(PRIVATE_DIGITS + digit)).unwrap_or(it));
    }
    folded
}

pub(super) fn back(text: &str) -> String {
    let digit = |it: char| u32::from(it).checked_sub(PRIVATE_DIGITS).and_then(|digit| char::from_digit(digit, 10));
    text.chars().map(|it| digit(it).unwrap_or(it)).collect()
}

/// Whether a code ends before `rest`, which might continue a longer number.
fn ends(rest: &str) -> bool {
    let mut letters = rest.chars();
    let (next, then) = (letters.next(), letters.next());
    let goes_on = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '•');
    let counted = [" of ", " times", "/", "%"].iter().any(|end| rest.starts_with(end));
    !counted
        && match next {
            None => true,
            Some('.' | ':' | '-' | '_' | ',') => !goes_on(then),
            Some('#' | '@') => false,
            next => !goes_on(next),
        }
}

fn is_code(before: &str, prefix: &str, sign: &str, digits: &str) -> bool {
    let small = prefix.to_lowercase();
    let known = CODE_WORDS.contains(&&*small);
    let upper = !prefix.contains(|it: char| it.is_ascii_lowercase());
    if small.split(['-', '_']).any(|part| ENTITY_WORDS.contains(&part)) || !(upper || known) {
        return false;
    }
    // Six digits are an id, unless they are padded with zeros.
    if digits.len() > 5 && !digits.starts_with('0') {
        return false;
    }
    let tight = sign.is_empty() && digits.len() < 3 && !known && !matches!(&*small, "f" | "w");
    if tight {
        return false;
    }
    // In quotation marks it is a value of the request.
    if before.ends_with(['\'', '"']) && !known {
        return false;
    }
    let word = before.trim_end_matches(|it: char| !it.is_alphanumeric());
    let word = word.rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    !ENTITY_WORDS.contains(&&*word)
}
