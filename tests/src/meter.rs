//! A line between a client and its server that counts round trips.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Passes bytes on, both ways, and counts how often the server has answered.
pub struct Meter {
    address: SocketAddr,
    round_trips: Arc<AtomicUsize>,
}

/// Whose turn it was last: a client that has spoken waits for one round trip more.
const SERVER: usize = 0;
const CLIENT: usize = 1;

impl Meter {
    /// A line to a server.
    pub fn before(server: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (server, round_trips) = (server.to_owned(), Arc::<AtomicUsize>::default());
        let counter = Arc::clone(&round_trips);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(&server).unwrap());
                let last = Arc::new(AtomicUsize::new(SERVER));
                let of = |stream: &TcpStream| stream.try_clone().unwrap();
                let (to, from) = (of(&server), of(&client));
                let (turn, counter) = (Arc::clone(&last), Arc::clone(&counter));
                thread::spawn(move || {
                    pass(from, to, || {
                        // Counted when asked, so that who has its answer finds it counted.
                        if turn.swap(CLIENT, Ordering::SeqCst) == SERVER {
                            counter.fetch_add(1, Ordering::SeqCst);
                        }
                    });
                });
                thread::spawn(move || {
                    pass(server, client, || last.store(SERVER, Ordering::SeqCst));
                });
            }
        });
        Self {
            address,
            round_trips,
        }
    }

    /// Where clients reach it.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many there have been.
    pub fn round_trips(&self) -> usize {
        self.round_trips.load(Ordering::SeqCst)
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut note: impl FnMut()) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        note();
        if to.write_all(&bytes[..length]).is_err() {
            return;
        }
    }
}
