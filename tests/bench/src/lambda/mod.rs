//! A stand-in for the Lambda Runtime API that costs as little as it can: the time measured is the function's.
//!
//! A connection's own thread hands out events and takes the answers; no other thread wakes up in between. Source of the
//! paths and headers: *Using the Lambda runtime API for custom runtimes*, docs.aws.amazon.com.

mod connection;
mod exchange;

pub use exchange::{Exchange, Fault, Served};

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

/// A running stand-in for one function's process.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    exchange: Arc<Exchange>,
}

impl RuntimeApi {
    /// Listens on a free port of the loopback interface.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let exchange = Arc::new(Exchange::default());
        let shared = Arc::clone(&exchange);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.is_closed() {
                    return;
                }
                if let Ok(stream) = stream {
                    let shared = Arc::clone(&shared);
                    // A broken connection is the function's end, which whoever waits for an answer hears of.
                    thread::spawn(move || {
                        connection::serve(stream, &shared).unwrap_or_else(|_| shared.lost());
                    });
                }
            }
        });
        Ok(Self { address, exchange })
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }

    /// Where events go in and times come out.
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.exchange.close();
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
    }
}
