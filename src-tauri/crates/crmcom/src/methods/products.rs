//! `products`, which include services.

use super::{Page, page};
use crate::{
    client::Client,
    error::Error,
    http::call::{Call, MAX_PRODUCTS_BYTES},
    identifier::{NamedIdentifier, ProductIdentifier, Query},
    list_stream::Listing,
    models::Product,
    secret::Token,
};

/// Filter of a list; the server accepts exactly one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProductFilter {
    /// No condition. The vendor's pages demand one, so a server may refuse this.
    All,
    Type(NamedIdentifier),
    Brand(NamedIdentifier),
    Family(NamedIdentifier),
    Category(NamedIdentifier),
}

impl Client {
    pub async fn product(&self, token: &Token, product: &ProductIdentifier) -> Result<Product, Error> {
        let query = Query::default().identifier("product_identifier", product);
        self.read("products/show", token, query).await
    }

    /// Lists products, decoded while they arrive.
    pub async fn products(
        &self,
        token: &Token,
        filter: &ProductFilter,
        part: Option<Page>,
    ) -> Result<Listing<Product>, Error> {
        let all = Query::default();
        let condition = match filter {
            ProductFilter::All => all,
            ProductFilter::Type(identifier) => all.identifier("type_identifier", identifier),
            ProductFilter::Brand(identifier) => all.identifier("brand_identifier", identifier),
            ProductFilter::Family(identifier) => all.identifier("family_identifier", identifier),
            ProductFilter::Category(identifier) => all.identifier("category_identifier", identifier),
        };
        let query = page(condition, part, self.release());
        self.list(Call::get("products/list", Some(token), &query, MAX_PRODUCTS_BYTES)).await
    }
}
