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
        let (name, identifier) = match filter {
            ProductFilter::Type(identifier) => ("type_identifier", identifier),
            ProductFilter::Brand(identifier) => ("brand_identifier", identifier),
            ProductFilter::Family(identifier) => ("family_identifier", identifier),
            ProductFilter::Category(identifier) => ("category_identifier", identifier),
        };
        let query = page(Query::default().identifier(name, identifier), part, self.release());
        self.list(Call::get("products/list", Some(token), &query, MAX_PRODUCTS_BYTES)).await
    }
}
