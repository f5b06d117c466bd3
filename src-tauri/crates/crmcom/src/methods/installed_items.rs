//! `installed_items`: cards and boxes.

use crate::{
    client::Client,
    error::Error,
    identifier::{InstalledItemIdentifier, Query},
    models::InstalledItem,
    secret::Token,
    transport::ONE,
};

impl Client {
    pub async fn installed_item(&self, token: &Token, item: &InstalledItemIdentifier) -> Result<InstalledItem, Error> {
        let query = Query::default().identifier("installed_item_identifier", item);
        self.read("installed_items/show", token, query, ONE).await
    }
}
