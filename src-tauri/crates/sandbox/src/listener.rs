//! The listening socket, with connections that can be cut without an answer.
//!
//! A handler cannot drop its connection through HTTP; here it can make the socket fail its next write. (A panic would
//! also work, but the release build aborts on panics.) A server that stops cuts all connections: otherwise a client
//! with keep-alive connections would continue to talk to a server that is gone.

use std::{
    collections::HashMap,
    future, io,
    net::{Shutdown, SocketAddr},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

/// Cuts its connection at the next write.
#[derive(Debug, Clone, Default)]
pub struct CutSwitch(Arc<AtomicBool>);

impl CutSwitch {
    pub fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }
}

/// The open connections by the client's address. `None` after the server has stopped.
#[derive(Debug, Clone)]
pub struct OpenConnections(Arc<Mutex<Option<HashMap<SocketAddr, std::net::TcpStream>>>>);

impl OpenConnections {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Some(HashMap::new()))))
    }

    /// Cuts every connection, and every later one.
    pub fn cut_all(&self) {
        for stream in self.list().take().unwrap_or_default().into_values() {
            // Fails if it is closed already, which is the aim.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn register(&self, address: SocketAddr, stream: TcpStream) -> io::Result<TcpStream> {
        let stream = stream.into_std()?;
        match &mut *self.list() {
            Some(list) => _ = list.insert(address, stream.try_clone()?),
            None => stream.shutdown(Shutdown::Both)?,
        }
        TcpStream::from_std(stream)
    }

    fn deregister(&self, address: SocketAddr) {
        if let Some(list) = &mut *self.list() {
            list.remove(&address);
        }
    }

    fn list(&self) -> std::sync::MutexGuard<'_, Option<HashMap<SocketAddr, std::net::TcpStream>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
pub struct CuttableListener {
    address: SocketAddr,
    listener: Entrance,
    connections: OpenConnections,
}

#[derive(Debug)]
enum Entrance {
    Closed(oneshot::Receiver<TcpListener>),
    Open(TcpListener),
}

impl CuttableListener {
    /// Starts to accept connections when the listener arrives.
    pub fn closed(address: SocketAddr, listener: oneshot::Receiver<TcpListener>, connections: OpenConnections) -> Self {
        Self { address, listener: Entrance::Closed(listener), connections }
    }

    async fn listener(&mut self) -> &mut TcpListener {
        if let Entrance::Closed(opened) = &mut self.listener {
            match opened.await {
                Ok(listener) => self.listener = Entrance::Open(listener),
                // The sandbox ended before it was opened, and ends this task too.
                Err(_) => future::pending().await,
            }
        }
        match &mut self.listener {
            Entrance::Open(listener) => listener,
            Entrance::Closed(_) => future::pending().await,
        }
    }
}

impl Listener for CuttableListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(self.listener().await).await;
            // Answers are small and immediate; without the option they are only slightly slower.
            let _ = stream.set_nodelay(true);
            // A failure means that the connection is closed already.
            if let Ok(stream) = self.connections.register(address, stream) {
                let connections = self.connections.clone();
                return (Connection { stream, cutter: CutSwitch::default(), address, connections }, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for CutSwitch {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().cutter.clone()
    }
}

#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    cutter: CutSwitch,
    address: SocketAddr,
    connections: OpenConnections,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.deregister(self.address);
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.cutter.check()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.cutter.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
