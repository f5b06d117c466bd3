//! A CRM.COM-compatible server: the provisioning part of Web API V4, in memory, on 127.0.0.1.
//!
//! It serves for trying out the desk, for demonstrating every operation, and for testing every failure: the application
//! starts one, and `cargo run -p sandbox` runs one alone. `DIFFERENCES.md` lists the differences from the real server.
//! It writes nothing to disk and makes no connections.

#![forbid(unsafe_code)]

/// Sessions, and the sign-ins that open them.
mod auth;
/// The two CA systems behind CRM.COM.
mod ca_system;
/// [`Clock`]: the server's wall clock.
mod clock;
/// [`Control`]: what tests ask and set beside the API.
mod control;
/// The frame of every answer.
mod envelope;
/// Latency, chaos and mishaps on an answer's way.
mod fault_injection;
/// Lists that are indexed by identifiers.
mod indexed;
/// Subscriptions, cards, boxes and products.
mod inventory;
/// The listening socket, with connections that can be cut.
mod listener;
/// [`Options`]: release, port, chaos and what is seeded.
mod options;
/// The processing run, which advances pending requests.
mod processing_run;
/// The two providers.
mod providers;
/// Requests as JSON.
mod render;
/// Provisioning requests, and how one is made.
mod requests;
/// Random numbers with a seed.
mod rng;
/// The calls of the Web API.
mod routes;
/// Data to begin with.
mod seed;
/// Values that ask for a mishap.
mod sentinel;
/// The router.
mod server;
/// The server's memory, behind one lock.
mod server_state;
/// Users, units and their rights.
mod users;

#[cfg(test)]
mod tests;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpSocket},
    sync::oneshot,
    task::JoinHandle,
    time::MissedTickBehavior,
};

pub use clock::Clock;
pub use control::{Control, Recorded};
pub use envelope::code;
pub use options::{Chaos, Lists, LookUps, Options, Paging};
pub use sentinel::{ENDINGS, Mishap, Sentinel};
pub use users::{ORGANISATION, PASSWORD, USERNAME, WEB_API_KEY};

use crate::{
    listener::{CutSwitch, CuttableListener, OpenConnections},
    server_state::Crm,
};

/// A running server. Dropping it stops it: the port closes, and every connection is cut.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    control: Control,
    connections: OpenConnections,
    gate: Gate,
    processing: JoinHandle<()>,
    /// Dropping it tells the server to stop.
    _stop: oneshot::Sender<()>,
}

/// Opens a reserved sandbox.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Mutex<Option<Closed>>>);

#[derive(Debug)]
struct Closed {
    address: SocketAddr,
    /// Reserves the port. `None` after a failed attempt to listen, which closed the socket.
    socket: Option<TcpSocket>,
    opened: oneshot::Sender<TcpListener>,
}

impl Gate {
    /// Starts to listen on the port; has no effect if it is open. After a failure it can be called again.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub fn open(&self) -> io::Result<()> {
        let mut gate = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(closed) = &mut *gate else { return Ok(()) };
        let socket = closed.socket.take().map_or_else(|| bound(closed.address), Ok)?;
        let listener = socket.listen(MAX_WAITING_CONNECTIONS)?;
        if let Some(closed) = gate.take() {
            // The serving task may have ended.
            let _ = closed.opened.send(listener);
        }
        Ok(())
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // On Unix, a new sandbox may get the same port a moment after this one ends. On other systems the option would
    // share the port.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(address)?;
    Ok(socket)
}

/// Number of connections that may wait to be accepted; the standard library's value.
const MAX_WAITING_CONNECTIONS: u32 = 128;

impl Sandbox {
    /// Binds 127.0.0.1 and serves on tasks of its own.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub fn start(options: Options) -> io::Result<Self> {
        let sandbox = Self::reserve(options)?;
        sandbox.gate.open()?;
        Ok(sandbox)
    }

    /// Like [`start`](Self::start), but only reserves the port: clients cannot connect before [`Gate::open`].
    pub fn reserve(options: Options) -> io::Result<Self> {
        let run_every = options.run_every;
        let socket = bound((Ipv4Addr::LOCALHOST, options.port).into())?;
        let address = socket.local_addr()?;
        let url = format!("http://{address}");
        let (opened, listener) = oneshot::channel();
        let gate = Gate(Arc::new(Mutex::new(Some(Closed { address, socket: Some(socket), opened }))));
        let connections = OpenConnections::new();
        let doors = CuttableListener::closed(address, listener, connections.clone());
        let crm = Arc::new(Crm::new(options));
        let (stop, stopped) = oneshot::channel::<()>();
        let service = server::router(Arc::clone(&crm)).into_make_service_with_connect_info::<CutSwitch>();
        let serving = axum::serve(doors, service).with_graceful_shutdown(async {
            // An error means that the other end was dropped, which is the signal.
            let _ = stopped.await;
        });
        tokio::spawn(serving.into_future());
        let processing = tokio::spawn(keep_processing(Arc::clone(&crm), run_every));
        Ok(Self { url, control: Control(crm), connections, gate, processing, _stop: stop })
    }

    /// The server URL for a connection, for example `http://127.0.0.1:8080`.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn control(&self) -> Control {
        self.control.clone()
    }

    pub fn gate(&self) -> Gate {
        self.gate.clone()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.processing.abort();
        self.connections.cut_all();
    }
}

async fn keep_processing(crm: Arc<Crm>, every: Duration) {
    if every.is_zero() {
        return;
    }
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick is immediate; a run before the first request would find nothing.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let sent = processing_run::process_due(&crm);
        if sent > 0 {
            tracing::info!(sent, "processing run");
        }
    }
}
