//! `installed_items`: cards and boxes.

use crate::{
    client::Client,
    error::Error,
    identifier::{InstalledItemIdentifier, ProviderIdentifier, Query},
    models::InstalledItem,
    release::Release,
    secret::Token,
};

const SHOW_BY_PARAMETER: &str = "provisioning/installed_items/show";

impl Client {
    pub async fn installed_item(&self, token: &Token, item: &InstalledItemIdentifier) -> Result<InstalledItem, Error> {
        let query = Query::default().identifier("installed_item_identifier", item);
        self.read("installed_items/show", token, query).await
    }

    /// Whether the server accepts a token, tested by looking up an item that does not exist. An error leaves the
    /// question open.
    pub async fn probe_token(&self, token: &Token) -> Result<bool, Error> {
        let nothing = InstalledItemIdentifier::SerialNumber("0".to_owned());
        match self.installed_item(token, &nothing).await {
            Err(error) if error.session_over() || error.may_be_token() => Ok(false),
            Ok(_) | Err(Error::Refused(_)) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Finds the item that a provider knows by a parameter such as `smartcard_ca_id` (reference 7.1). From R11.
    pub async fn find_installed_item(
        &self,
        token: &Token,
        provider: &ProviderIdentifier,
        parameter_name: &str,
        parameter_value: &str,
    ) -> Result<InstalledItem, Error> {
        if self.release() < Release::R11 {
            return Err(Error::NotOffered { method: SHOW_BY_PARAMETER, release: self.release() });
        }
        let query = Query::default()
            .identifier("provisioning_provider_identifier", provider)
            .text("parameter_name", parameter_name)
            .text("parameter_value", parameter_value);
        self.read(SHOW_BY_PARAMETER, token, query).await
    }
}
