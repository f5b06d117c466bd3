//! A proxy to a server that can be closed: then connections are refused, and open ones are cut.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

pub struct Gate {
    pub address: SocketAddr,
    open: Arc<AtomicBool>,
}

impl Gate {
    pub async fn to(server: &str) -> Self {
        let server: SocketAddr = server.trim_start_matches("http://").parse().expect("an address");
        let mut listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let open = Arc::new(AtomicBool::new(true));
        let state = Arc::clone(&open);
        tokio::spawn(async move {
            loop {
                let mut guests = JoinSet::new();
                while state.load(SeqCst) {
                    // Ends from time to time, so that the switch is checked.
                    let Ok(Ok((mut guest, _))) = timeout(Duration::from_millis(20), listener.accept()).await else {
                        continue;
                    };
                    guests.spawn(async move {
                        if let Ok(mut server) = TcpStream::connect(server).await {
                            let _ = tokio::io::copy_bidirectional(&mut guest, &mut server).await;
                        }
                    });
                }
                drop(listener);
                drop(guests);
                while !state.load(SeqCst) {
                    sleep(Duration::from_millis(10)).await;
                }
                listener = TcpListener::bind(address).await.expect("the same port again");
            }
        });
        Self { address, open }
    }

    /// Closes the way for a while.
    pub async fn shut_for(&self, time: Duration) {
        self.open.store(false, SeqCst);
        sleep(time).await;
        self.open.store(true, SeqCst);
    }
}
