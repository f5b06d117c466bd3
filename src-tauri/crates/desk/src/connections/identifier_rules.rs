//! Classifies a text by the masks of a connection: a smartcard, a set-top box, or neither.
//!
//! Neither the server (reference 7.2) nor a scanner says which items are cards. The rules are masks and not regular
//! expressions, because the staff that know the numbers write them, not programmers.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use regex::{Regex, RegexBuilder};

use crate::{
    connections::{
        Connections,
        registry::{BUILT_IN_CONNECTION, ResolvedConnection},
    },
    core::guarded::Guarded,
    error::problem::{FieldProblem, Problem, ProblemCode},
    view::{Connection, ConnectionRules, EntityKind, RuleTest},
};

const MAX_USUAL_WAIT_MINUTES: u32 = 24 * 60;
/// More masks than any operator has.
const MAX_MASKS: usize = 50;
/// Limit of cached expressions: those of all connections, with room to spare.
const MAX_COMPILED_MASKS: usize = 1_000;
/// Alternative code of the product type of the built-in sandbox's services.
const SANDBOX_SERVICE_TYPE: &str = "SERVICES";
/// Longer than any number printed on a card.
const MAX_MASK_CHARS: usize = 100;

impl Connections {
    /// Saves the rules of a connection. Built-in and managed connections may have rules too, because rules belong to
    /// this user.
    pub async fn save_rules(
        self: &Arc<Self>,
        connection: String,
        rules: ConnectionRules,
    ) -> Result<Connection, Problem> {
        check(&rules)?;
        let known = self.connection(&connection)?;
        // Cannot fail: only texts and numbers are serialised.
        let saved = serde_json::to_value(&rules).unwrap_or_default();
        self.core.change_settings(move |settings| drop(settings.rules.insert(connection, saved))).await?;
        self.core.events.snapshot();
        self.view_of(known).await
    }

    /// Tests a text against rules that are not saved yet.
    #[allow(clippy::unused_async)] // a command like the others
    pub async fn test_rules(&self, rules: ConnectionRules, text: String) -> Result<RuleTest, Problem> {
        check(&rules)?;
        Ok(test(&rules, &text))
    }

    /// Classifies a text by the rules of the selected connection; `Item` means neither a card nor a box.
    #[allow(clippy::unused_async)] // a command like the others
    pub async fn classify(&self, text: String) -> Result<EntityKind, Problem> {
        Ok(test(&self.rules(self.selected_connection()?.id()), &text).kind)
    }

    /// The rules of a connection; if they cannot be read, the defaults.
    pub(crate) fn rules(&self, connection: &str) -> ConnectionRules {
        let saved = self.core.settings.lock().get().rules.get(connection).cloned();
        saved.and_then(|rules| serde_json::from_value(rules).ok()).unwrap_or_else(|| ConnectionRules {
            service_type: (connection == BUILT_IN_CONNECTION).then(|| SANDBOX_SERVICE_TYPE.to_owned()),
            ..ConnectionRules::default()
        })
    }

    pub(crate) async fn view_of(self: &Arc<Self>, known: ResolvedConnection) -> Result<Connection, Problem> {
        let shown = self.views_of(vec![known], |_| None).await?;
        shown.into_iter().next().ok_or_else(|| Problem::new(ProblemCode::Internal, ""))
    }

    /// Connections as the window shows them, each with its last user. Runs off the async threads, because the operating
    /// system is asked for its proxies.
    pub(crate) async fn views_of(
        self: &Arc<Self>,
        known: Vec<ResolvedConnection>,
        last_user: impl Fn(&ResolvedConnection) -> Option<String> + Send + 'static,
    ) -> Result<Vec<Connection>, Problem> {
        let this = Arc::clone(self);
        let view = move |known: &ResolvedConnection| {
            known.view(last_user(known), this.rules(known.id()), &this.options.usual_proxy)
        };
        self.core.blocking(move || Ok(known.iter().map(view).collect())).await
    }
}

/// Refuses rules outside of the limits, with the input at fault.
fn check(rules: &ConnectionRules) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for (field, masks) in [("smartcards", &rules.smartcards), ("set_top_boxes", &rules.set_top_boxes)] {
        if masks.len() > MAX_MASKS {
            faults.push(FieldProblem::new(field, "tooLarge").with("most", MAX_MASKS));
        }
        if let Some(long) = masks.iter().find(|mask| mask.chars().count() > MAX_MASK_CHARS) {
            faults.push(FieldProblem::new(field, "tooLong").with("most", MAX_MASK_CHARS).with("typed", long));
        }
    }
    match rules.usual_wait_minutes {
        0 => faults.push(FieldProblem::new("usual_wait_minutes", "tooSmall").with("least", 1)),
        1..=MAX_USUAL_WAIT_MINUTES => {}
        _ => faults.push(FieldProblem::new("usual_wait_minutes", "tooLarge").with("most", MAX_USUAL_WAIT_MINUTES)),
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::at_fields(faults)) }
}

/// Classifies a text by the rules. If a card's mask and a box's mask both match, the card's wins.
pub(crate) fn test(rules: &ConnectionRules, text: &str) -> RuleTest {
    let text = &*crmcom::plain(text);
    let fitting = |masks: &[String]| masks.iter().find(|mask| fits(mask, text)).cloned();
    match (fitting(&rules.smartcards), fitting(&rules.set_top_boxes)) {
        (Some(mask), other) => RuleTest { kind: EntityKind::Smartcard, mask: Some(mask), ambiguous: other.is_some() },
        (None, Some(mask)) => RuleTest { kind: EntityKind::SetTopBox, mask: Some(mask), ambiguous: false },
        (None, None) => RuleTest { kind: EntityKind::Item, mask: None, ambiguous: false },
    }
}

/// Matches the whole text, without regard to case. An empty mask matches nothing.
fn fits(mask: &str, text: &str) -> bool {
    let mask = mask.trim();
    !mask.is_empty() && made(mask).is_some_and(|expression| expression.is_match(text))
}

/// Caches compiled expressions: compiling one costs more than a look-up, and the same few are needed for each text. They
/// are shared, because a copy of an expression allocates its working memory anew.
fn made(mask: &str) -> Option<Arc<Regex>> {
    static COMPILED_MASKS: LazyLock<Guarded<HashMap<String, Option<Arc<Regex>>>>> = LazyLock::new(Guarded::default);
    let mut made = COMPILED_MASKS.lock();
    if let Some(expression) = made.get(mask) {
        return expression.clone();
    }
    if made.len() > MAX_COMPILED_MASKS {
        // So many are left over only from masks being tried out.
        made.clear();
    }
    made.entry(mask.to_owned()).or_insert_with(|| expression(mask).map(Arc::new)).clone()
}

fn expression(mask: &str) -> Option<Regex> {
    let pattern: String = mask
        .chars()
        .map(|letter| match letter {
            '#' => "[0-9]".to_owned(),
            '@' => r"\p{L}".to_owned(),
            '?' => ".".to_owned(),
            '*' => ".*".to_owned(),
            literal => regex::escape(literal.encode_utf8(&mut [0; 4])),
        })
        .collect();
    RegexBuilder::new(&format!("^{pattern}$")).case_insensitive(true).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(smartcards: &[&str], set_top_boxes: &[&str]) -> ConnectionRules {
        let own = |masks: &[&str]| masks.iter().map(|&mask| mask.to_owned()).collect();
        ConnectionRules { smartcards: own(smartcards), set_top_boxes: own(set_top_boxes), ..ConnectionRules::default() }
    }

    #[test]
    fn masks_match_whole_texts_in_any_case() {
        let cases = [
            ("###########", "01900000001", true),
            ("###########", "019000000011", false),
            ("###########", "0190000000a", false),
            ("###########", "٠١٩٠٠٠٠٠٠٠١", false),
            ("stb*", "STB0000001", true),
            ("stb*", "xstb1", false),
            ("@@-??", "Ab-1é", true),
            ("a.c", "abc", false),
            ("a.c", "A.C", true),
            ("(*", "(1", true),
            ("", "", false),
            ("*", "", true),
        ];
        for (mask, text, expected) in cases {
            assert_eq!(fits(mask, text), expected, "{mask} {text}");
        }
    }

    #[test]
    fn the_default_rules_match_the_sandbox() {
        let usual = ConnectionRules::default();
        let kind = |text| test(&usual, text).kind;
        assert_eq!([kind("01900000001"), kind("200000000154")], [EntityKind::Smartcard; 2]);
        assert_eq!([kind("STB0000001"), kind("stb-0000-0001"), kind("dc2000001")], [EntityKind::SetTopBox; 3]);
        assert_eq!([kind("S100"), kind(""), kind("CARD-1")], [EntityKind::Item; 3]);
    }

    #[test]
    fn a_text_that_fits_both_masks_is_a_card_with_a_note() {
        let tested = test(&rules(&["A*"], &["*1"]), " a1 ");
        assert_eq!((tested.kind, tested.mask.as_deref(), tested.ambiguous), (EntityKind::Smartcard, Some("A*"), true));
    }

    #[test]
    fn invalid_rules_are_refused_at_their_input() {
        let long = "#".repeat(MAX_MASK_CHARS + 1);
        let refused = check(&rules(&[&long], &[])).unwrap_err();
        assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].fault.as_str()), ("smartcards", "tooLong"));
        for (minutes, fault) in [(0, "tooSmall"), (MAX_USUAL_WAIT_MINUTES + 1, "tooLarge")] {
            let refused = check(&ConnectionRules { usual_wait_minutes: minutes, ..rules(&[], &[]) }).unwrap_err();
            assert_eq!(
                (refused.fields[0].field.as_str(), refused.fields[0].fault.as_str()),
                ("usual_wait_minutes", fault)
            );
        }
        check(&ConnectionRules::default()).unwrap();
    }
}
