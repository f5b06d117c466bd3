//! Interprets the values of an error description by their names.

use super::{fault::Fault, leaf::Leaf, plain};
use crate::pattern::pattern;

/// Maximum number of messages of one list that are joined.
const MAX_MESSAGES: usize = 3;

const CODE_NAMES: [&str; 29] = [
    "code",
    "errorcode",
    "errcode",
    "errorno",
    "errno",
    "errornumber",
    "errornr",
    "errorid",
    "faultcode",
    "faultid",
    "subcode",
    "errorsubcode",
    "faultsubcode",
    "suberrorcode",
    "resultcode",
    "returncode",
    "responsecode",
    "statuscode",
    "httperrorcode",
    "httpstatus",
    "reasoncode",
    "exceptioncode",
    "exceptionname",
    "exceptiontype",
    "exception",
    "exceptionclass",
    "status",
    "messagecode",
    "msgcode",
];

/// Names of messages, in the order of their priority.
const MESSAGE_NAMES: [&[&str]; 5] = [
    &[
        "faultstring",
        "exceptionmessage",
        "errormessage",
        "errormsg",
        "errortext",
        "errordescription",
        "errordesc",
        "faultmessage",
        "faulttext",
    ],
    &["message", "msg", "messagetext", "developermessage", "usermessage", "statusmessage", "resultmessage"],
    &["description", "desc", "reason", "text", "explanation", "details", "detail", "cause", "info", "statustext"],
    &["error", "errors", "fault", "exception", "string"],
    &["title", "summary"],
];

/// Names of values that belong to one request or one computer.
const VOLATILE_NAMES: [&str; 62] = [
    "card",
    "cards",
    "smartcard",
    "cardno",
    "cardnumber",
    "smartcardnumber",
    "serial",
    "serialnumber",
    "box",
    "stb",
    "decoder",
    "client",
    "customer",
    "subscriber",
    "subscription",
    "account",
    "device",
    "product",
    "service",
    "session",
    "request",
    "transaction",
    "correlation",
    "trace",
    "ticket",
    "incident",
    "uuid",
    "guid",
    "timestamp",
    "time",
    "date",
    "datetime",
    "created",
    "createdat",
    "occurredat",
    "host",
    "hostname",
    "servername",
    "machine",
    "machinename",
    "node",
    "ip",
    "ipaddress",
    "address",
    "port",
    "thread",
    "pid",
    "user",
    "username",
    "operator",
    "instance",
    "path",
    "url",
    "uri",
    "role",
    "faultactor",
    "faultnode",
    "elapsed",
    "duration",
    "attempt",
    "helplink",
    "ray",
];

const STACK_TRACE_NAMES: [&str; 6] =
    ["stacktrace", "stack", "trace", "remotestacktracestring", "stacktracestring", "backtrace"];

/// Texts without information.
const EMPTY_TEXTS: [&str; 22] = [
    "error",
    "fault",
    "exception",
    "failure",
    "server error",
    "internal error",
    "internal server error",
    "an error occurred",
    "an error has occurred",
    "unknown error",
    "unexpected error",
    "system error",
    "soap fault",
    "soapfault",
    "axisfault",
    "fault occurred while processing",
    "the creator of this fault did not specify a reason",
    "server was unable to process request",
    "the server was unable to process the request due to an internal error",
    "general error",
    "null",
    "request failed with an error",
];

impl Leaf {
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default().trim_start_matches('@')
    }

    fn parent(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    fn ends(&self, end: &str) -> bool {
        self.path.ends_with(end)
    }

    fn is_code(&self) -> bool {
        let name = self.name();
        // A sentence is no code, no matter its name.
        !self.text.trim().contains(char::is_whitespace)
            && (CODE_NAMES.contains(&name)
                || (name == "value" && self.parent().ends_with("code"))
                || (matches!(name, "id" | "no" | "nr" | "number" | "type" | "key")
                    && ["error", "errors", "fault", "exception", "message"]
                        .iter()
                        .any(|of| self.parent().ends_with(of)))
                || (name == "type" && self.parent().is_empty()))
    }

    fn is_stack(&self) -> bool {
        STACK_TRACE_NAMES.contains(&self.name())
    }

    /// Whether the value belongs to this request alone.
    fn is_own(&self) -> bool {
        let name = self.name();
        VOLATILE_NAMES.contains(&name) || (name.ends_with("id") && name.len() > 2) || matches!(name, "id")
    }

    fn rank(&self) -> Option<usize> {
        let name = self.name();
        MESSAGE_NAMES.iter().position(|names| names.contains(&name)).filter(|_| says_something(&self.text))
    }

    fn tidy(&self) -> String {
        plain::one_line(&self.text)
    }
}

fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

fn says_nothing(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', ':']).to_lowercase();
    let plain = text.split(". for more").next().unwrap_or_default();
    EMPTY_TEXTS.contains(&plain) || !says_something(&text)
}

/// Paths that identify a SOAP fault of either version.
const SOAP_FAULT_PATHS: [&str; 5] =
    ["/fault/faultstring", "/fault/faultcode", "/fault/code/value", "/fault/reason/text", "/fault/code/subcode"];

pub(super) fn interpret(leaves: &[Leaf]) -> Fault {
    if leaves.iter().any(|leaf| leaf.path.starts_with("/html") || leaf.path.ends_with("/h1")) {
        return page(leaves);
    }
    if leaves.iter().any(|leaf| SOAP_FAULT_PATHS.iter().any(|path| leaf.path.contains(path))) {
        return soap(leaves);
    }
    any(&leaves.iter().collect::<Vec<_>>(), true)
}

/// Interprets a SOAP fault of either version.
fn soap(leaves: &[Leaf]) -> Fault {
    let leaves: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.path.contains("/fault/")).collect();
    let is_detail = |leaf: &Leaf| leaf.path.contains("/fault/detail");
    let is_words = |leaf: &Leaf| {
        !is_detail(leaf) && (leaf.path.contains("/fault/faultstring") || leaf.path.contains("/fault/reason"))
    };
    let (said, others): (Vec<&Leaf>, Vec<&Leaf>) = leaves.into_iter().partition(|leaf| is_words(leaf));
    let (detail, head): (Vec<&Leaf>, Vec<&Leaf>) = others.into_iter().partition(|leaf| is_detail(leaf));
    // Of several languages one is used, preferably English; a text nested in it is interpreted as well.
    let english = said.iter().find(|leaf| leaf.language.as_deref().is_some_and(|it| it.starts_with("en")));
    let first = english.or_else(|| said.first()).copied();
    let mut fault = match first {
        Some(leaf) if leaf.ends("/faultstring") || leaf.ends("/text") || leaf.ends("/reason") => {
            plain::of_value(&leaf.text, leaf.whole)
        }
        _ => any(&said, true),
    };
    let mut codes: Vec<String> =
        head.iter().filter(|leaf| leaf.is_code() && leaf.whole).map(|leaf| local(&leaf.text)).collect();
    codes.append(&mut fault.codes);
    let mut detail = any(&detail, fault.line.as_deref().is_none_or(says_nothing));
    codes.append(&mut detail.codes);
    fault.codes = codes;
    if fault.line.as_deref().is_none_or(says_nothing) && detail.line.as_deref().is_some_and(|line| !says_nothing(line))
    {
        fault.beside.extend(fault.words.drain(..).map(|(words, _)| words));
        fault.line = detail.line;
        fault.words = detail.words;
    } else {
        // A truncated text might have continued differently, so only complete ones are used.
        let said: Vec<String> = fault.words.iter().map(|(words, _)| words.clone()).collect();
        let whole = detail.words.into_iter().filter(|(words, whole)| *whole && !said.contains(words));
        fault.beside.extend(whole.map(|(words, _)| words));
    }
    fault.beside.append(&mut detail.beside);
    fault
}

/// A code without its namespace.
pub(super) fn local(code: &str) -> String {
    let code = code.trim();
    let code = code.rsplit_once('}').map_or(code, |(_, local)| local);
    code.rsplit_once(':').map_or(code, |(_, local)| local).trim().to_owned()
}

/// Interprets any structure with named members. The first line of a stack trace is used only if there is no other text.
fn any(leaves: &[&Leaf], wanted: bool) -> Fault {
    let mut fault = Fault::default();
    let spoken = |leaf: &&&Leaf| !leaf.is_code() && !leaf.is_stack();
    let title = leaves.iter().find(|leaf| leaf.name() == "title" && says_something(&leaf.text));
    let detail = title.and_then(|title| {
        leaves
            .iter()
            .find(|leaf| leaf.name() == "detail" && leaf.parent() == title.parent() && says_something(&leaf.text))
    });
    let mut chosen: Vec<&Leaf> = if let (Some(title), Some(detail)) = (title, detail) {
        // Problem details (RFC 7807): the title is the kind of problem, the detail its occurrence.
        vec![*title, *detail]
    } else {
        let ranked = leaves.iter().filter(spoken).filter(|leaf| leaf.rank().is_some());
        // Texts without information come last.
        let best = ranked.min_by_key(|leaf| (says_nothing(&leaf.text), leaf.rank()));
        best.map(|best| leaves.iter().filter(|leaf| leaf.path == best.path).copied().collect()).unwrap_or_default()
    };
    if chosen.is_empty() {
        let words = |leaf: &&&Leaf| says_something(&leaf.text) && !leaf.is_own();
        let sentence =
            leaves.iter().filter(spoken).filter(words).find(|leaf| leaf.text.trim().contains(char::is_whitespace));
        chosen.extend(sentence.or_else(|| leaves.iter().filter(spoken).find(words)).copied());
    }
    let mut parts: Vec<Fault> = Vec::new();
    for leaf in &chosen {
        let part = plain::of_value(&leaf.text, leaf.whole);
        if parts.iter().all(|known| known.words != part.words) {
            parts.push(part);
        }
    }
    let lines: Vec<String> = parts.iter().filter_map(|part| part.line.clone()).take(MAX_MESSAGES).collect();
    fault.line = match (title, detail) {
        (Some(_), Some(_)) => Some(once(&lines, ": ")),
        _ => Some(lines.join("; ")),
    }
    .filter(|line| !line.is_empty());
    for part in parts {
        fault.words.extend(part.words);
        fault.beside.extend(part.beside);
    }
    for leaf in leaves {
        if chosen.contains(leaf) || !leaf.whole {
            continue;
        }
        let text = if leaf.is_stack() { String::new() } else { leaf.tidy() };
        let a_word = !text.contains(char::is_whitespace);
        if leaf.is_code() || (leaf.name() == "error" && a_word) {
            if text != "about:blank" && !fault.codes.contains(&text) {
                fault.codes.push(text);
            }
        } else if leaf.is_stack() && (wanted && fault.line.is_none() || plain::has_causes(&leaf.text)) {
            let stack = plain::read(&leaf.text, false);
            // The description may have nothing but a stack trace.
            if chosen.is_empty() && fault.line.is_none() {
                (fault.line, fault.words) = (stack.line, stack.words);
            }
            fault.beside.extend(stack.beside);
        } else if !leaf.is_stack() && !leaf.is_own() && says_something(&text) {
            fault.beside.push(text);
        }
    }
    fault
}

pattern!(LABELLED, r"(?i)^(?:message|μήνυμα):?\s+(.+)$");

/// Interprets an HTML page by its title and heading, which are joined unless they are the same.
fn page(leaves: &[Leaf]) -> Fault {
    let is = |leaf: &&Leaf, names: &[&str]| names.contains(&leaf.name());
    let title = leaves.iter().find(|leaf| is(leaf, &["title"]));
    let heading = leaves.iter().find(|leaf| is(leaf, &["h1"])).or_else(|| leaves.iter().find(|leaf| is(leaf, &["h2"])));
    let heads: Vec<String> = title.into_iter().chain(heading).map(Leaf::tidy).collect();
    let said = leaves.iter().filter(|leaf| is(leaf, &["p", "h2", "li", "td"])).map(Leaf::tidy);
    let mut beside: Vec<String> = said.filter(|text| !heads.contains(text) && says_something(text)).collect();
    let mut line = once(&heads, ": ");
    if line.is_empty() || says_nothing(&line) {
        let first = if beside.is_empty() {
            leaves.iter().map(Leaf::tidy).find(|text| says_something(text))
        } else {
            Some(beside.remove(0))
        };
        line = first.unwrap_or(line);
    }
    let words = if line.is_empty() { Vec::new() } else { vec![(line.clone(), true)] };
    // An error page of a server has its status in the heading and the actual message after a label.
    let labelled = beside.iter().find_map(|text| LABELLED.captures(text).map(|found| found[1].to_owned()));
    let line = labelled.filter(|text| says_something(text)).unwrap_or(line);
    Fault { line: Some(line).filter(|line| !line.is_empty()), codes: Vec::new(), words, beside }
}

/// Joins texts, without those that another one contains.
fn once(texts: &[String], between: &str) -> String {
    let bare = |text: &str| {
        let signs = |it: char| !it.is_alphanumeric();
        text.to_lowercase().split(signs).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let mut kept: Vec<&String> = Vec::new();
    for text in texts {
        let this = bare(text);
        if kept.iter().any(|known| bare(known).contains(&this)) {
            continue;
        }
        kept.retain(|known| !this.contains(&bare(known)));
        kept.push(text);
    }
    kept.iter()
        .map(|text| text.trim_end_matches(['.', ':', ' ']))
        .take(kept.len().saturating_sub(1))
        .chain(kept.last().map(|it| it.as_str()))
        .collect::<Vec<_>>()
        .join(between)
}
