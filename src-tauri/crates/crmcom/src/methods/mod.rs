//! The API's methods, one file per resource. The content of writes is decided in [`crate::catalogue`].
//!
//! Not here: how a call leaves (`http`), and the objects that come back (`models`).

mod installed_items;
mod products;
mod provisioning_requests;
mod subscriptions;

pub use products::ProductFilter;
pub use provisioning_requests::ListFilter;

use serde::de::DeserializeOwned;

use crate::{
    client::Client,
    envelope::{self, CallPurpose},
    error::Error,
    http::call::{Call, MAX_OBJECT_BYTES},
    identifier::Query,
    release::Release,
    secret::Token,
};

/// A page of a list. Sent from R13; older servers ignore it and return the whole list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub number_of_results: u32,
    pub offset: u32,
}

fn page(query: Query, page: Option<Page>, release: Release) -> Query {
    match page {
        Some(Page { number_of_results, offset }) if release >= Release::R13 => {
            query.text("number_of_results", &number_of_results.to_string()).text("offset", &offset.to_string())
        }
        _ => query,
    }
}

impl Client {
    async fn read<T: DeserializeOwned>(&self, path: &str, token: &Token, query: Query) -> Result<T, Error> {
        let call = Call::get(path, Some(token), &query, MAX_OBJECT_BYTES);
        envelope::open(&self.exchange(&call).await?, &call.secrets, CallPurpose::Read)
    }
}
