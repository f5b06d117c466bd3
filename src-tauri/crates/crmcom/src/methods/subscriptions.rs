//! `subscriptions`. The reference page was not found; `show` follows the pattern of the others.

use crate::{
    client::Client,
    error::Error,
    identifier::{Query, SubscriptionIdentifier},
    models::Subscription,
    secret::Token,
};

impl Client {
    pub async fn subscription(
        &self,
        token: &Token,
        subscription: &SubscriptionIdentifier,
    ) -> Result<Subscription, Error> {
        let query = Query::default().identifier("subscription_identifier", subscription);
        self.read("subscriptions/show", token, query).await
    }
}
