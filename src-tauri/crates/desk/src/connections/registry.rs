//! The connections (the built-in sandbox, managed ones and the user's own) and the HTTP client of each.

use std::{path::Path, sync::Arc, time::Duration};

use chrono_tz::Tz;
use crmcom::{CertificateDer, Client, Config, Limits, Release};
use store::{Identity, OutboxRow, Settings, StoredConnection, Tenant};

use crate::{
    BuiltInSandbox, UsualProxy,
    connections::{CachedClient, Connections, Making, proxies},
    error::{
        from_lower,
        problem::{FieldProblem, Problem, ProblemCode, not_signed_in},
    },
    time,
    view::{Connection, ConnectionKind, ConnectionRules, DemoCredentials},
};

/// Id of the sandbox inside the application.
pub(crate) const BUILT_IN_CONNECTION: &str = "sandbox";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection in its current form, from any of the sources.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedConnection {
    pub(crate) stored: StoredConnection,
    pub(crate) read_only: bool,
    pub(crate) demo: Option<DemoCredentials>,
}

impl ResolvedConnection {
    pub(crate) fn id(&self) -> &str {
        &self.stored.id
    }

    /// The tenant that the connection leads to: everything made for it is sent only there. The built-in sandbox is one
    /// tenant on any port.
    pub(crate) fn tenant(&self) -> Tenant {
        let origin = if self.id() == BUILT_IN_CONNECTION {
            BUILT_IN_CONNECTION.to_owned()
        } else {
            origin_of(&self.stored.server_url)
        };
        Tenant { origin, organisation: self.stored.organisation.trim().to_owned() }
    }

    pub(crate) fn release(&self) -> Result<Release, Problem> {
        self.stored.release.parse().map_err(|error: crmcom::release::UnknownRelease| {
            Problem::new(ProblemCode::UnknownRelease, error.to_string()).at("release", "unknownRelease")
        })
    }

    /// The organisation. User names belong to an organisation: without one, equal names cannot be told apart.
    pub(crate) fn organisation(&self) -> Result<String, Problem> {
        let organisation = self.stored.organisation.trim();
        if organisation.is_empty() {
            return Err(Problem::new(ProblemCode::NoOrganisation, "").at("organisation", "required"));
        }
        Ok(organisation.to_owned())
    }

    pub(crate) fn server_url(&self) -> &str {
        &self.stored.server_url
    }

    /// The proxy's address as it is stored. A settings file that was edited by hand may contain a password in it.
    pub(crate) fn proxy(&self) -> Option<&str> {
        self.stored.proxy.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    pub(crate) fn zone(&self) -> Tz {
        // An unknown time zone is reported with the connection; until it is corrected, times are read as UTC.
        time::named(&self.stored.time_zone).unwrap_or(Tz::UTC)
    }

    /// The reason why the connection cannot be used in its current form.
    pub(crate) fn problem(&self) -> Option<Problem> {
        if let Err(problem) = self.release() {
            return Some(problem);
        }
        if time::named(&self.stored.time_zone).is_none() {
            let fault = FieldProblem::new("time_zone", "unknownTimeZone").with("typed", &self.stored.time_zone);
            return Some(Problem::at_fields(vec![fault]));
        }
        let address = crmcom::server_url(&self.stored.server_url).err();
        let address = address.or_else(|| self.proxy().and_then(|text| crmcom::proxy_url(text).err()));
        address.map(|error| from_lower::call(&error)).or_else(|| self.organisation().err())
    }

    /// Builds a client. Reads the CA file and the system's certificates, so it must not run on an async thread. `proxy`
    /// is the connection's own proxy with its password.
    pub(crate) fn client(
        &self,
        read_timeout: Duration,
        limits: Limits,
        proxy: Option<String>,
    ) -> Result<Client, Problem> {
        let release = self.release()?;
        let server_url = crmcom::server_url(&self.stored.server_url).map_err(|error| from_lower::call(&error))?;
        let certificates = match &self.stored.ca_file {
            Some(path) => certificates(path)?,
            None => Vec::new(),
        };
        Client::new(Config {
            server_url,
            release,
            connect_timeout: CONNECT_TIMEOUT,
            read_timeout,
            limits,
            certificates,
            proxy,
        })
        .map_err(|error| from_lower::call(&error))
    }

    pub(crate) fn view(
        &self,
        last_user: Option<String>,
        rules: ConnectionRules,
        usual_proxy: &UsualProxy,
    ) -> Connection {
        let StoredConnection { id, name, server_url, organisation, unit, release, time_zone, ca_file, .. } =
            self.stored.clone();
        Connection {
            id,
            name,
            server_url,
            organisation,
            unit,
            release,
            time_zone,
            kind: kind_of(&self.stored.kind),
            ca_file,
            // An address that cannot be parsed is hidden, because the place of a password in it is unknown.
            proxy: self.proxy().and_then(|text| Some(proxies::typed(text).ok()?.address)),
            usual_proxy: crmcom::server_url(&self.stored.server_url).ok().and_then(|url| usual_proxy.of(&url)),
            read_only: self.read_only,
            last_user,
            demo: self.demo.clone(),
            rules,
            problem: self.problem(),
        }
    }
}

/// Certificates of a connection's CA file.
pub(crate) fn certificates(path: &str) -> Result<Vec<CertificateDer<'static>>, Problem> {
    let file = store::files::read_ca_file(Path::new(path)).map_err(|error| {
        Problem::new(ProblemCode::CaFileUnreadable, error.to_string()).at("ca_file", "caFileUnreadable")
    })?;
    crmcom::certificates(&file).map_err(|error| from_lower::call(&error))
}

fn not_listening(error: &std::io::Error) -> Problem {
    tracing::warn!(%error, "the built-in sandbox cannot listen");
    Problem::new(ProblemCode::ServerUnreachable, format!("the built-in sandbox cannot take calls: {error}"))
}

/// Normalised origin: scheme, host, port and base path, in one form for each spelling. A text that is no URL is its own
/// origin.
fn origin_of(address: &str) -> String {
    let address = address.trim();
    let Ok(url) = url::Url::parse(address) else { return address.to_owned() };
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/crmapi/rest/v2").unwrap_or(path);
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
    format!("{}://{host}:{port}{path}", url.scheme())
}

/// A connection of an unknown kind counts as live.
pub(crate) fn kind_of(word: &str) -> ConnectionKind {
    match word {
        "sandbox" => ConnectionKind::Sandbox,
        "test" => ConnectionKind::Test,
        _ => ConnectionKind::Live,
    }
}

pub(crate) fn word_of(kind: ConnectionKind) -> &'static str {
    match kind {
        ConnectionKind::Sandbox => "sandbox",
        ConnectionKind::Test => "test",
        ConnectionKind::Live => "live",
    }
}

/// All connections. If an id occurs twice, the managed connection wins.
pub(crate) fn all_known(
    settings: &Settings,
    administrators: &[StoredConnection],
    sandbox: Option<&BuiltInSandbox>,
) -> Vec<ResolvedConnection> {
    let read_only =
        administrators.iter().map(|stored| ResolvedConnection { stored: stored.clone(), read_only: true, demo: None });
    let own = settings
        .connections
        .iter()
        .filter(|stored| stored.id != BUILT_IN_CONNECTION && !administrators.iter().any(|known| known.id == stored.id))
        .map(|stored| ResolvedConnection { stored: stored.clone(), read_only: false, demo: None });
    let built_in = sandbox.map(|sandbox| ResolvedConnection {
        stored: StoredConnection {
            id: BUILT_IN_CONNECTION.to_owned(),
            name: "Sandbox".to_owned(),
            server_url: sandbox.url.clone(),
            organisation: sandbox.demo.organisation.clone(),
            release: sandbox.release.clone(),
            time_zone: "UTC".to_owned(),
            kind: "sandbox".to_owned(),
            ..StoredConnection::default()
        },
        read_only: true,
        demo: Some(sandbox.demo.clone()),
    });
    read_only.chain(own).chain(built_in).collect()
}

impl Connections {
    /// All connections: managed ones first, then the user's own, then the built-in sandbox.
    pub(crate) fn connections(&self) -> Vec<ResolvedConnection> {
        all_known(self.core.settings().get(), &self.shared.administrator, self.shared.sandbox.as_ref())
    }

    pub(crate) fn connection(&self, id: &str) -> Result<ResolvedConnection, Problem> {
        self.connections()
            .into_iter()
            .find(|known| known.id() == id)
            .ok_or_else(|| Problem::new(ProblemCode::NotFound, format!("no connection {id}")))
    }

    pub(crate) fn selected_connection(&self) -> Result<ResolvedConnection, Problem> {
        let id = self.memory().selected.clone();
        self.connection(&id)
    }

    /// The client for data that belongs to one identity: its token, its secret, its requests. Fails if the connection
    /// leads to another tenant by now.
    pub(crate) async fn client_as(&self, id: &str, identity: &Identity) -> Result<Client, Problem> {
        let known = self.connection(id)?;
        if known.tenant() != identity.tenant {
            return Err(not_signed_in());
        }
        self.client_of(&known).await
    }

    /// Starts the built-in sandbox on the first call to it.
    pub(crate) fn open_built_in(&self, known: &ResolvedConnection) -> Result<(), Problem> {
        match self.shared.sandbox.as_ref().filter(|_| known.id() == BUILT_IN_CONNECTION) {
            Some(sandbox) => sandbox.open.open().map_err(|error| not_listening(&error)),
            None => Ok(()),
        }
    }

    /// The client of a connection in the given form, built on first use and cached.
    pub(crate) async fn client_of(&self, known: &ResolvedConnection) -> Result<Client, Problem> {
        let begun = Arc::new(());
        {
            let mut state = self.memory();
            let way = state.ways.get(known.id()).filter(|way| way.made_from == known.stored);
            if let Some(CachedClient { client: Making::Done(client), .. }) = way {
                return Ok(client.clone());
            }
            let way = CachedClient { made_from: known.stored.clone(), client: Making::Begun(begun.clone()) };
            state.ways.insert(known.id().to_owned(), way);
        }
        // If this fails, no client is cached and the next call tries again.
        self.open_built_in(known)?;
        let (read_timeout, limits) = (self.shared.read_timeout, self.shared.limits);
        let proxy = self.whole_proxy(known).await;
        // A client that may lack a stored password serves this call only.
        let lasts = proxy.is_ok();
        let proxy = proxy.unwrap_or_else(|_| known.proxy().map(str::to_owned));
        let (id, known) = (known.id().to_owned(), known.clone());
        let client = tokio::task::spawn_blocking(move || known.client(read_timeout, limits, proxy))
            .await
            .unwrap_or_else(|error| Err(Problem::new(ProblemCode::Internal, error.to_string())))?;
        let same = |way: &CachedClient| matches!(&way.client, Making::Begun(other) if Arc::ptr_eq(other, &begun));
        if let Some(way) = self.memory().ways.get_mut(&id).filter(|way| lasts && same(way)) {
            way.client = Making::Done(client.clone());
        }
        Ok(client)
    }

    /// Whether the row's connection still leads to the row's tenant. Another server does not know the request, and may
    /// have given its number to another one.
    pub(crate) fn leads_there(&self, row: &OutboxRow) -> bool {
        self.connection(&row.connection).is_ok_and(|known| known.tenant() == row.identity.tenant)
    }

    /// Refuses if the connection leads elsewhere: another server cannot know the row's outcome.
    pub(crate) fn only_there(&self, row: &OutboxRow) -> Result<(), Problem> {
        if self.leads_there(row) {
            return Ok(());
        }
        let made_for = row.identity.tenant.to_string();
        Err(Problem { detail: Some(made_for), ..Problem::new(ProblemCode::ConnectionMoved, "") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_an_address_are_one_server() {
        for same in ["https://CRM.example", "https://crm.example:443/", "https://crm.example/crmapi/rest/v2"] {
            assert_eq!(origin_of(same), "https://crm.example:443", "{same}");
        }
        let others =
            ["http://crm.example", "https://crm.example:8443", "https://crm.example/tv", "https://crm2.example"];
        for other in others {
            assert_ne!(origin_of(other), "https://crm.example:443", "{other}");
        }
    }

    #[test]
    fn a_connection_of_unknown_kind_is_treated_as_live() {
        assert_eq!(kind_of("training"), ConnectionKind::Live);
        assert_eq!(kind_of(word_of(ConnectionKind::Test)), ConnectionKind::Test);
    }
}
