//! `provisioning_requests` of every provider: the writes of the catalogue, `show` and `list`.

use serde_json::{Value, json};

use super::{Page, page};
use crate::{
    catalogue::{Missing, Provider, Submission},
    client::Client,
    envelope,
    error::Error,
    identifier::{Query, RequestIdentifier},
    models::{ProvisioningRequest, Rows},
    release::Release,
    secret::Token,
    transport::{Call, LIST, ONE},
};

const CONAX_SHOW: &str = "conax_web_services/provisioning_requests/show";
const CONAX_LIST: &str = "conax_web_services/provisioning_requests/list";
const ANY_SHOW: &str = "provisioning/provisioning_requests/show";

/// The server takes exactly one, and knows no other (reference 5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFilter {
    Type(String),
    State(String),
    ReferenceNumber(String),
}

impl Client {
    /// Sends a write, once. See [`Error::delivery`] for what a failure leaves behind.
    pub async fn submit(&self, token: &Token, submission: &Submission) -> Result<ProvisioningRequest, Error> {
        let operation = submission.operation;
        if let Err(Missing::NotYet { .. } | Missing::NoLonger { .. }) = operation.offered_by(self.release()) {
            return Err(Error::NotOffered { method: operation.path, release: self.release() });
        }
        let call = Call::post(operation.path, Some(token), &submission.body, submission.pin.as_ref());
        let answer = self.exchange(&call).await?;
        let data: Value = envelope::open(&answer, &call.secrets)?;
        // Early releases answered a creation with the bare id (reference section 3).
        let data = if data.is_string() { json!({ "id": data }) } else { data };
        let mut scrubbed = data;
        if let Some(pin) = &submission.pin {
            scrub(&mut scrubbed, &crate::scrub::Secrets::default().with(pin.expose()));
        }
        ProvisioningRequest::try_from(scrubbed)
            .map_err(|reason| Error::UnexpectedAnswer { status: answer.status, words: reason.to_owned() })
    }

    /// Reads one request again. Nagravision has no method of its own; from R11 the provider-neutral
    /// one tells its requests too.
    pub async fn show_request(
        &self,
        token: &Token,
        provider: Provider,
        request: &RequestIdentifier,
    ) -> Result<ProvisioningRequest, Error> {
        let release = self.release();
        let path = match provider {
            Provider::Conax => CONAX_SHOW,
            Provider::Nagravision if release >= Release::R11 => ANY_SHOW,
            Provider::Nagravision => return Err(Error::NotOffered { method: ANY_SHOW, release }),
        };
        let query = Query::default().identifier("provisioning_request_identifier", request);
        self.read(path, token, query, ONE).await
    }

    /// Conax requests. `fields` empty: all of them; the id is always asked for.
    pub async fn list_requests(
        &self,
        token: &Token,
        filter: &ListFilter,
        part: Option<Page>,
        fields: &[&str],
    ) -> Result<Vec<ProvisioningRequest>, Error> {
        let query = list_query(filter, part, fields, self.release());
        let Rows(rows) = self.read(CONAX_LIST, token, query, LIST).await?;
        Ok(rows)
    }
}

fn list_query(filter: &ListFilter, part: Option<Page>, fields: &[&str], release: Release) -> Query {
    let query = match filter {
        ListFilter::Type(kind) => Query::default().text("type", kind),
        ListFilter::State(state) => Query::default().text("life_cycle_state", state),
        ListFilter::ReferenceNumber(number) => Query::default().text("reference_number", number),
    };
    let mut asked = fields.to_vec();
    if !asked.is_empty() && !asked.contains(&"id") {
        asked.insert(0, "id");
    }
    page(query, part, release).list("fields_set", &asked)
}

/// The PIN just sent, wherever the server repeats it as a word; years in dates are not that.
fn scrub(value: &mut Value, secrets: &crate::scrub::Secrets) {
    match value {
        Value::String(text) => *text = secrets.scrub(text),
        Value::Array(items) => items.iter_mut().for_each(|item| scrub(item, secrets)),
        Value::Object(members) => {
            let own =
                members.iter_mut().filter(|(name, _)| !["id", "number", "date"].iter().any(|end| name.ends_with(end)));
            own.for_each(|(_, item)| scrub(item, secrets));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_asked_for_only_where_there_are_pages() {
        let part = Some(Page { number_of_results: 50, offset: 100 });
        let filter = ListFilter::State("PENDING".to_owned());
        let query = |release| list_query(&filter, part, &[], release).as_str().to_owned();
        assert_eq!(query(Release::R12), "life_cycle_state=PENDING");
        assert_eq!(query(Release::R13), "life_cycle_state=PENDING&number_of_results=50&offset=100");
    }

    #[test]
    fn a_projection_always_has_the_id() {
        let filter = ListFilter::Type("CREATE_PAIRING".to_owned());
        let query = list_query(&filter, None, &["number", "type"], Release::R11);
        assert_eq!(query.as_str(), "type=CREATE_PAIRING&fields_set=id,number,type");
    }
}
