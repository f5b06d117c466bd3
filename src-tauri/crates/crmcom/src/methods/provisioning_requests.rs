//! `provisioning_requests` of every provider: the writes of the catalogue, `show` and `list`.

use serde_json::{Value, json};
use url::Url;

use super::{Page, page};
use crate::{
    catalogue::{Availability, PreparedRequest, Provider},
    client::Client,
    envelope::{self, CallPurpose},
    error::Error,
    http::call::{Call, MAX_REQUESTS_BYTES},
    identifier::{Query, RequestIdentifier},
    list_stream::Listing,
    models::ProvisioningRequest,
    release::Release,
    secret::Token,
};

const CONAX_SHOW: &str = "conax_web_services/provisioning_requests/show";
const CONAX_LIST: &str = "conax_web_services/provisioning_requests/list";
const ANY_SHOW: &str = "provisioning/provisioning_requests/show";

/// Filter of a list; the server accepts exactly one condition and has no others (reference 5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFilter {
    Type(String),
    State(String),
    ReferenceNumber(String),
}

impl Client {
    /// Sends a write once. [`Error::delivery`] states the effect of a failure. Returns `None` if the server accepted
    /// the write and the method returns no request ([`crate::catalogue::Operation::tells_request`]).
    pub async fn submit(
        &self,
        token: &Token,
        submission: &PreparedRequest,
    ) -> Result<Option<ProvisioningRequest>, Error> {
        let operation = submission.operation;
        if let Err(Availability::NotYet { .. } | Availability::NoLonger { .. }) = operation.offered_by(self.release()) {
            return Err(Error::NotOffered { method: operation.path, release: self.release() });
        }
        let call = Call::post(operation.path, Some(token), &submission.body, submission.pin.as_ref());
        let answer = self.exchange(&call).await?;
        let data: Value = envelope::open(&answer, &call.secrets, CallPurpose::Write)?;
        if !operation.tells_request() {
            return Ok(None);
        }
        // Early releases returned only the id of a created request (reference section 3).
        let data = if data.is_string() { json!({ "id": data }) } else { data };
        let mut scrubbed = data;
        if let Some(pin) = &submission.pin {
            scrub(&mut scrubbed, &crate::redact::Secrets::default().with(pin.expose()));
        }
        let unexpected = |words: &str| Error::UnexpectedAnswer { status: answer.status, words: words.to_owned() };
        let request = ProvisioningRequest::try_from(scrubbed).map_err(unexpected)?;
        let as_it_came = request.id.is_ascii() || std::str::from_utf8(&answer.body).is_ok();
        if !as_it_came || request.id.contains(char::REPLACEMENT_CHARACTER) {
            return Err(unexpected("an id in an unknown encoding"));
        }
        Ok(Some(request))
    }

    /// Reads one request again. Nagravision has no method of its own; from R11 the provider-neutral one returns its
    /// requests too.
    pub async fn show_request(
        &self,
        token: &Token,
        provider: Provider,
        request: &RequestIdentifier,
    ) -> Result<ProvisioningRequest, Error> {
        let path = show_path(provider, self.release())?;
        let query = Query::default().identifier("provisioning_request_identifier", request);
        self.read(path, token, query).await
    }

    /// Reads a request of any provider, with its provider and its subscription. From R11.
    pub async fn show_neutral_request(
        &self,
        token: &Token,
        request: &RequestIdentifier,
    ) -> Result<ProvisioningRequest, Error> {
        let path = neutral_path(self.release())?;
        let query = Query::default().identifier("provisioning_request_identifier", request);
        self.read(path, token, query).await
    }

    /// Lists Conax requests, decoded while they arrive.
    pub async fn list_requests(
        &self,
        token: &Token,
        filter: &ListFilter,
        part: Option<Page>,
    ) -> Result<Listing, Error> {
        let query = list_query(filter, part, self.release());
        self.list(Call::get(CONAX_LIST, Some(token), &query, MAX_REQUESTS_BYTES)).await
    }

    /// URL of a method.
    pub fn url_of(&self, path: &str) -> Result<Url, Error> {
        self.url(path)
    }

    /// URL of a request, without the token, which is a parameter of its own.
    pub fn show_url(&self, provider: Provider, request: &RequestIdentifier) -> Result<Url, Error> {
        let mut url = self.url(show_path(provider, self.release())?)?;
        url.set_query(Some(Query::default().identifier("provisioning_request_identifier", request).as_str()));
        Ok(url)
    }
}

fn show_path(provider: Provider, release: Release) -> Result<&'static str, Error> {
    match provider {
        Provider::Conax => Ok(CONAX_SHOW),
        Provider::Nagravision => neutral_path(release),
    }
}

fn neutral_path(release: Release) -> Result<&'static str, Error> {
    if release < Release::R11 { Err(Error::NotOffered { method: ANY_SHOW, release }) } else { Ok(ANY_SHOW) }
}

fn list_query(filter: &ListFilter, part: Option<Page>, release: Release) -> Query {
    let query = match filter {
        ListFilter::Type(kind) => Query::default().text("type", kind),
        ListFilter::State(state) => Query::default().text("life_cycle_state", state),
        ListFilter::ReferenceNumber(number) => Query::default().text("reference_number", number),
    };
    page(query, part, release)
}

/// Removes the PIN that was just sent wherever the server repeats it as a word; years in dates are kept.
fn scrub(value: &mut Value, secrets: &crate::redact::Secrets) {
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
    fn requests_pages_only_from_releases_that_support_them() {
        let part = Some(Page { number_of_results: 50, offset: 100 });
        let filter = ListFilter::State("PENDING".to_owned());
        let query = |release| list_query(&filter, part, release).as_str().to_owned();
        assert_eq!(query(Release::R12), "life_cycle_state=PENDING");
        assert_eq!(query(Release::R13), "life_cycle_state=PENDING&number_of_results=50&offset=100");
    }
}
