//! The values of XML, of a page, of JSON or of a dump, those of texts within texts among them.

use super::{
    json,
    leaf::{self, Leaf},
    plain, xml,
};
use crate::pattern::pattern;

/// Maximum depth of formats that are nested as text in one another.
const MAX_TEXTS_IN_TEXTS: usize = 4;

// Start of XML, an HTML page or JSON after other text.
pattern!(
    pub(super) BODY,
    r#"(?i)<\?xml\s|<!doctype\s|<html[\s>]|<(?:[\w.-]+:)?(?:envelope|fault|error|errors|exception|response|result|errorresponse|faultresponse)[\s>/]|\{\s*"|\[\s*\{"#
);

pattern!(pub(super) ESCAPED, r"(?i)&(?:amp;)?lt;(?:\?xml|!|/?[a-z])");

pattern!(
    IS_XML,
    r"(?i)^<(?:\?xml|!--|!doctype|!\[cdata\[)|</[\w.:-]+\s*>|/>|\sxmlns[:=]|^<(?:[\w.-]+:)?(?:envelope|fault|error|exception|html|response|result)[\s>]"
);

/// The values of XML, an HTML page or JSON, including those of formats nested as text in it.
pub(super) fn structured(text: &str, depth: usize) -> Option<Vec<Leaf>> {
    if depth > MAX_TEXTS_IN_TEXTS {
        return None;
    }
    let text = text.trim_start();
    if text.starts_with('<') && IS_XML.is_match(text) {
        // A truncated text without values counts as structured only if its start is a known one.
        let is_known = BODY.find(text).is_some_and(|body| body.start() == 0);
        return Some(opened(xml::leaves(text), depth)).filter(|leaves| is_known || !leaves.is_empty());
    }
    if text.starts_with(['{', '[']) && json::is_json(text) {
        return Some(opened(json::leaves(text), depth)).filter(|leaves| !leaves.is_empty());
    }
    if text.starts_with('&') && ESCAPED.find(text).is_some_and(|found| found.start() == 0) {
        return structured(&xml::decoded(text), depth + 1);
    }
    if depth > 0
        && let Some((_, members)) = plain::members(text, false)
    {
        return Some(opened(members, depth));
    }
    // JSON that was encoded as a string again.
    if text.starts_with("\"{") || text.starts_with("\"<") {
        return structured(&json::unquoted(text), depth + 1);
    }
    None
}

pub(super) fn opened(leaves: Vec<Leaf>, depth: usize) -> Vec<Leaf> {
    let mut all = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let Some(inner) = structured(&leaf.text, depth + 1) else {
            all.push(leaf);
            continue;
        };
        let whole = leaf.whole;
        all.extend(inner.into_iter().map(|inner| Leaf {
            path: format!("{}{}", leaf.path, inner.path),
            whole: inner.whole && whole,
            ..inner
        }));
        if all.len() > leaf::MAX_LEAVES {
            break;
        }
    }
    all
}
