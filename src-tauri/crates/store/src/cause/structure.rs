//! The values of XML, of a page, of JSON or of a dump, those of texts within texts among them.

use super::{
    json,
    leaf::{self, Leaf},
    plain, xml,
};
use crate::pattern::pattern;

/// Text within text within text: as deep as that is looked.
const MAX_TEXTS_IN_TEXTS: usize = 4;

// Where XML, a page or JSON begins behind other words.
pattern!(
    pub(super) BODY,
    r#"(?i)<\?xml\s|<!doctype\s|<html[\s>]|<(?:[\w.-]+:)?(?:envelope|fault|error|errors|exception|response|result|errorresponse|faultresponse)[\s>/]|\{\s*"|\[\s*\{"#
);

pattern!(pub(super) ESCAPED, r"(?i)&(?:amp;)?lt;(?:\?xml|!|/?[a-z])");

pattern!(
    IS_XML,
    r"(?i)^<(?:\?xml|!--|!doctype|!\[cdata\[)|</[\w.:-]+\s*>|/>|\sxmlns[:=]|^<(?:[\w.-]+:)?(?:envelope|fault|error|exception|html|response|result)[\s>]"
);

/// The values of XML, a page or JSON, those of texts within it among them.
pub(super) fn structured(text: &str, depth: usize) -> Option<Vec<Leaf>> {
    if depth > MAX_TEXTS_IN_TEXTS {
        return None;
    }
    let text = text.trim_start();
    if text.starts_with('<') && IS_XML.is_match(text) {
        // What was cut off before it said anything says nothing.
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
    // JSON that was put into a string once more.
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
