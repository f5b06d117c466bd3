//! A network connection between the application and a server that records the traffic, tokens included.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
    task::{JoinHandle, JoinSet},
};

/// Dropping it cuts the connection for good.
pub struct Wire {
    url: String,
    address: SocketAddr,
    server: String,
    seen: Arc<Mutex<Vec<u8>>>,
    serving: Option<JoinHandle<()>>,
}

impl Wire {
    /// Listens on a port of its own and forwards everything to the server at `url`.
    pub async fn to(url: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let server = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let seen = Arc::<Mutex<Vec<u8>>>::default();
        let serving = Some(tokio::spawn(serve(listener, server.clone(), Arc::clone(&seen))));
        Ok(Self { url: format!("http://{address}"), address, server, seen, serving })
    }

    /// Cuts the network: data on the way is lost, and no call is answered.
    pub async fn cut(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            // Waits until its socket is closed.
            let _ = serving.await;
        }
    }

    /// Restores the network with the same server.
    pub async fn mend(&mut self) -> io::Result<()> {
        self.cut().await;
        let listener = TcpListener::bind(self.address).await?;
        self.serving = Some(tokio::spawn(serve(listener, self.server.clone(), Arc::clone(&self.seen))));
        Ok(())
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// All traffic, in both directions.
    pub fn seen(&self) -> Vec<u8> {
        self.seen.lock().map(|seen| seen.clone()).unwrap_or_default()
    }

    /// Every token that a sign-in returned.
    pub fn tokens(&self) -> Vec<String> {
        let seen = String::from_utf8_lossy(&self.seen()).into_owned();
        let mut tokens: Vec<String> = seen
            .split("\"token\":\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('"'))
            .map(|(token, _)| token.to_owned())
            .collect();
        tokens.sort();
        tokens.dedup();
        tokens
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

async fn serve(listener: TcpListener, server: String, seen: Arc<Mutex<Vec<u8>>>) {
    // They end with this task.
    let mut passing = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let Ok(server) = TcpStream::connect(&server).await else { continue };
        let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
        passing.spawn(pass(from_client, to_server, Arc::clone(&seen)));
        passing.spawn(pass(from_server, to_client, Arc::clone(&seen)));
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, seen: Arc<Mutex<Vec<u8>>>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        if let Ok(mut seen) = seen.lock() {
            seen.extend_from_slice(&bytes[..length]);
        }
        if to.write_all(&bytes[..length]).await.is_err() {
            return;
        }
    }
}
