//! Earlier requests that did the work of a row already: with another number of the same card, or with an effect that was undone since.
//! A request with the row's own content is the journal's matter (`store/src/journal/fingerprints.rs`).

use std::collections::{HashMap, HashSet};

use crmcom::catalogue::{IdentifierTarget, Kind, Operation, PreparedRequest};
use store::journal::{CompletedRequest, SentContent};

use crate::{
    bulk::{
        Bulk,
        doctor::{HISTORY_DELETED, MAYBE_REPLACED, MAYBE_UNDONE, OTHER_NUMBER, UNDONE},
    },
    connections::registry::ResolvedConnection,
    entities::undone::Undone,
    error::problem::Problem,
    outbox::{fingerprint::fingerprint, other_numbers::OtherContent},
    view::SheetMatching,
};

/// Asked for by another number of the same entity, without an outcome: never sent again.
const OTHER_NUMBER_OPEN: &str = "otherNumberOpen";

/// The fingerprint of a row, with its finding about earlier requests.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct DoneBefore {
    pub(super) fingerprint: String,
    /// See [`SheetOrigin::done_after`](store::journal::batches::SheetOrigin).
    pub(super) done_after: Option<i64>,
    pub(super) found: Option<FoundBefore>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct FoundBefore {
    pub(super) kind: &'static str,
    pub(super) field: &'static str,
    /// The other number, or those of the other pairing.
    pub(super) number: Option<String>,
    /// The row is left out.
    pub(super) blocks: bool,
}

/// Earlier requests with the contents of some rows.
struct Earlier<'a> {
    matching: &'a SheetMatching,
    /// The field of the card.
    card: &'static str,
    sent: HashMap<String, SentContent>,
    undone: HashMap<String, Undone>,
}

impl Bulk {
    /// Compares each row with earlier requests; `None` is a row without a request. All requests are of one operation.
    pub(super) async fn done_before(
        &self,
        known: &ResolvedConnection,
        matching: &SheetMatching,
        requests: &[Option<&PreparedRequest>],
    ) -> Result<Vec<DoneBefore>, Problem> {
        let filled: Vec<&PreparedRequest> = requests.iter().copied().flatten().collect();
        let Some(operation) = filled.first().map(|request| request.operation) else {
            return Ok(requests.iter().map(|_| DoneBefore::default()).collect());
        };
        let contents: Vec<_> = filled.iter().map(|request| (request.operation, &request.body)).collect();
        let others = self.outbox.by_other_numbers(known.id(), &contents).await?;
        let own: Vec<String> = filled.iter().map(|request| fingerprint(request.operation, &request.body)).collect();
        let asked: Vec<String> =
            own.iter().chain(others.iter().flatten().map(|other| &other.fingerprint)).cloned().collect();
        let connection = known.id().to_owned();
        let sent = self.core.read_journal(move |journal| journal.sent_contents(&connection, &asked)).await?;
        let undone = self.undone_of(known, &filled, &own, &others, &sent).await?;
        let earlier = Earlier { matching, card: card_field(operation), sent, undone };
        let mut judged = own.into_iter().zip(others).map(|(own, others)| earlier.judged(own, &others));
        let of_row = |request: &Option<_>| request.and_then(|_| judged.next()).unwrap_or_default();
        Ok(requests.iter().map(of_row).collect())
    }

    /// Which of the completed requests of these rows were undone since.
    async fn undone_of(
        &self,
        known: &ResolvedConnection,
        requests: &[&PreparedRequest],
        own: &[String],
        others: &[Vec<OtherContent>],
        sent: &HashMap<String, SentContent>,
    ) -> Result<HashMap<String, Undone>, Problem> {
        let (mut cards, mut keys) = (HashSet::new(), HashSet::new());
        for ((request, own), others) in requests.iter().zip(own).zip(others) {
            let contents = std::iter::once(own).chain(others.iter().map(|other| &other.fingerprint));
            for done in contents.filter_map(|content| sent.get(content)).filter(|sent| !sent.under_way) {
                cards.extend(request.cards.iter().cloned());
                keys.extend(done.completed.iter().map(|done| done.key.clone()));
            }
        }
        // Nothing is known to take back what the other operations do.
        if keys.is_empty() || requests.first().is_none_or(|request| request.operation.pairing.is_none()) {
            return Ok(HashMap::new());
        }
        self.entities.undone(known, cards.into_iter().collect(), &keys.into_iter().collect::<Vec<_>>()).await
    }
}

impl Earlier<'_> {
    fn judged(&self, fingerprint: String, others: &[OtherContent]) -> DoneBefore {
        let (mut done_after, mut found) = (None, None);
        if let Some(own) = self.sent.get(&fingerprint) {
            match self.verdict(&own.completed) {
                _ if own.under_way => return DoneBefore { fingerprint, ..DoneBefore::default() },
                Undone::No if !own.completed.is_empty() => {
                    return DoneBefore { fingerprint, ..DoneBefore::default() };
                }
                verdict => (done_after, found) = self.undone(&own.completed, verdict),
            }
        }
        for other in others {
            let Some(sent) = self.sent.get(&other.fingerprint) else { continue };
            let by_other =
                |kind| FoundBefore { kind, field: other.field, number: Some(other.number.clone()), blocks: true };
            if sent.under_way {
                found = Some(by_other(OTHER_NUMBER_OPEN));
                break;
            }
            let (after, finding) = match self.verdict(&sent.completed) {
                Undone::No if self.is_kept(OTHER_NUMBER, other.field) => (last_change(&sent.completed), None),
                Undone::No => (None, Some(by_other(OTHER_NUMBER))),
                verdict => self.undone(&sent.completed, verdict),
            };
            done_after = done_after.max(after);
            // A finding that leaves the row out comes first.
            found = match (found, finding) {
                (Some(found), Some(finding)) if !found.blocks && finding.blocks => Some(finding),
                (found, finding) => found.or(finding),
            };
        }
        DoneBefore { fingerprint, done_after, found }
    }

    fn undone(&self, completed: &[CompletedRequest], verdict: Undone) -> (Option<i64>, Option<FoundBefore>) {
        let (kind, number) = match verdict {
            Undone::No => return (None, None),
            Undone::MaybeReplaced { by, .. } => (MAYBE_REPLACED, Some(by)),
            Undone::HistoryDeleted => (HISTORY_DELETED, None),
            Undone::Maybe => (MAYBE_UNDONE, None),
            Undone::Surely => (UNDONE, None),
        };
        let (after, blocks) = (last_change(completed), kind != UNDONE);
        if self.is_kept(kind, self.card) {
            return (after, None);
        }
        (after.filter(|_| !blocks), Some(FoundBefore { kind, field: self.card, number, blocks }))
    }

    /// Whether all of them were undone.
    fn verdict(&self, completed: &[CompletedRequest]) -> Undone {
        let undone = completed.iter().map(|done| self.undone.get(&done.key).cloned().unwrap_or(Undone::No));
        undone.min().unwrap_or(Undone::No)
    }

    fn is_kept(&self, kind: &str, field: &str) -> bool {
        self.matching.kept.iter().any(|kept| kept.kind == kind && kept.field == field)
    }
}

fn last_change(completed: &[CompletedRequest]) -> Option<i64> {
    completed.iter().map(|done| done.change).max()
}

/// The name of the field of the card that an operation is about.
fn card_field(operation: &'static Operation) -> &'static str {
    let is_card = |kind: &Kind| {
        let (Kind::Identifier { target, .. } | Kind::Set { target, .. }) = kind else { return false };
        *target == IdentifierTarget::Smartcard
    };
    operation.fields.iter().find(|field| is_card(&field.kind)).map_or("", |field| field.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::KeptFinding;

    fn done(key: &str, change: i64) -> CompletedRequest {
        CompletedRequest { key: key.to_owned(), change }
    }

    fn completed(requests: &[CompletedRequest]) -> SentContent {
        SentContent { under_way: false, completed: requests.to_vec() }
    }

    fn other(fingerprint: &str) -> OtherContent {
        OtherContent { fingerprint: fingerprint.to_owned(), field: "box", number: "2".to_owned() }
    }

    /// The kind of the finding and what no longer counts of a row `own` that another content `other` is known of.
    fn judged(
        sent: &[(&str, SentContent)],
        undone: &[(&str, Undone)],
        kept: &[(&str, &str)],
    ) -> (Option<(&'static str, bool)>, Option<i64>) {
        let keep = |(kind, field): &(&str, &str)| KeptFinding { kind: (*kind).to_owned(), field: (*field).to_owned() };
        let matching = SheetMatching { kept: kept.iter().map(keep).collect(), ..SheetMatching::default() };
        let earlier = Earlier {
            matching: &matching,
            card: "card",
            sent: sent.iter().map(|(content, sent)| ((*content).to_owned(), sent.clone())).collect(),
            undone: undone.iter().map(|(key, verdict)| ((*key).to_owned(), verdict.clone())).collect(),
        };
        let judged = earlier.judged("own".to_owned(), &[other("other")]);
        (judged.found.map(|found| (found.kind, found.blocks)), judged.done_after)
    }

    #[test]
    fn an_effect_that_is_gone_does_not_count_and_a_doubt_is_asked_about() {
        let own = [("own", completed(&[done("a", 3), done("b", 5)]))];
        let verdicts = |a, b| judged(&own, &[("a", a), ("b", b)], &[]);
        assert_eq!(verdicts(Undone::Surely, Undone::Surely), (Some((UNDONE, false)), Some(5)));
        assert_eq!(verdicts(Undone::Surely, Undone::Maybe), (Some((MAYBE_UNDONE, true)), None));
        assert_eq!(verdicts(Undone::Surely, Undone::No), (None, None), "one of them still counts");
        assert_eq!(judged(&own, &[("a", Undone::Surely)], &[]), (None, None), "nothing is known of the other");
        let kept = [(MAYBE_UNDONE, "card"), (UNDONE, "card")];
        assert_eq!(judged(&own, &[("a", Undone::Maybe), ("b", Undone::Surely)], &kept), (None, Some(5)));
        assert_eq!(judged(&own, &[("a", Undone::Surely), ("b", Undone::Surely)], &kept), (None, Some(5)));
    }

    #[test]
    fn a_replaced_pairing_and_a_deleted_history_are_asked_about_each_by_itself() {
        let own = [("own", completed(&[done("a", 3)]))];
        let replaced = Undone::MaybeReplaced { order: (4, 4, None), by: "1 + b".to_owned() };
        for (verdict, kind) in [(replaced, MAYBE_REPLACED), (Undone::HistoryDeleted, HISTORY_DELETED)] {
            let (undone, asked) = ([("a", verdict)], (Some((kind, true)), None));
            assert_eq!(judged(&own, &undone, &[]), asked);
            assert_eq!(judged(&own, &undone, &[(MAYBE_UNDONE, "card")]), asked, "another question");
            assert_eq!(judged(&own, &undone, &[(kind, "card")]), (None, Some(3)));
        }
    }

    #[test]
    fn a_request_by_another_number_counts_unless_its_effect_is_gone() {
        let by_other = [("other", completed(&[done("a", 3)]))];
        assert_eq!(judged(&by_other, &[], &[]), (Some((OTHER_NUMBER, true)), None));
        assert_eq!(judged(&by_other, &[], &[(OTHER_NUMBER, "box")]), (None, Some(3)));
        assert_eq!(judged(&by_other, &[("a", Undone::Surely)], &[]), (Some((UNDONE, false)), Some(3)));
        let open = [("other", SentContent { under_way: true, completed: Vec::new() })];
        let kept = [(OTHER_NUMBER, "box"), (OTHER_NUMBER_OPEN, "box")];
        assert_eq!(judged(&open, &[], &kept), (Some((OTHER_NUMBER_OPEN, true)), None));
        let both = [("own", completed(&[done("b", 4)])), by_other[0].clone()];
        assert_eq!(judged(&both, &[], &[]), (None, None), "the journal leaves it out by its own content");
        let gone = judged(&both, &[("b", Undone::Surely)], &[]);
        assert_eq!(gone, (Some((OTHER_NUMBER, true)), Some(4)), "a finding that leaves it out comes first");
    }
}
