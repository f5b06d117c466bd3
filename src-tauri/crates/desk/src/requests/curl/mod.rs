//! A request as a cURL command, to try it by hand or to show it to the server's operators.
//!
//! The command contains token and PIN by name only: the user sets the variables `TOKEN` and `PIN` before running it.
//! Values may come from untrusted sources, so each terminal has its own writer (`curl/shells.rs`).

mod shells;

use crmcom::{RequestIdentifier, catalogue::Provider};

use crate::{
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    requests::{Requests, from_server::word_of},
    view::Terminal,
};

impl Requests {
    /// The call that this desk sent or, for others' requests, the call that shows the request.
    pub async fn request_curl(&self, key: String, terminal: Terminal) -> Result<String, Problem> {
        let (row, sent) = self.find(&key).await?;
        let known = self.connection_of(sent.as_ref())?;
        let client = self.connections.client_of(&known).await?;
        if let Some(sent) = sent {
            self.connections.only_there(&sent)?;
            let url = client.url_of(&sent.path).map_err(|error| from_lower::call(&error))?;
            return Ok(shells::posted(terminal, url.as_str(), &sent.body, sent.has_pin));
        }
        let id = row.server_id.ok_or_else(|| Problem::new(ProblemCode::NotFound, ""))?;
        let nagravision = row.provider == word_of(Provider::Nagravision);
        let provider = if nagravision { Provider::Nagravision } else { Provider::Conax };
        let url = client.show_url(provider, &RequestIdentifier::Id(id)).map_err(|error| from_lower::call(&error))?;
        Ok(shells::shown(terminal, url.as_str()))
    }
}
