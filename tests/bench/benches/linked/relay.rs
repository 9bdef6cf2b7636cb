//! Between a function and the embedded cloud: tells which requests an event causes. Nothing is measured through it.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// The header in which an AWS SDK names the service and the action.
const TARGET: &str = "x-amz-target:";

/// A running relay. Its threads end with the process.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<u8>>>,
}

impl Relay {
    /// Passes everything on to `authority`, `127.0.0.1:4000`.
    pub fn start(authority: &str) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (seen, authority) = (Arc::<Mutex<Vec<u8>>>::default(), authority.to_owned());
        let all = Arc::clone(&seen);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(upstream) = TcpStream::connect(&authority) else { return };
                let all = Arc::clone(&all);
                let (Ok(mut from), Ok(mut to)) = (upstream.try_clone(), client.try_clone()) else { return };
                // Either ends when its connection does.
                thread::spawn(move || drop(io::copy(&mut from, &mut to)));
                thread::spawn(move || drop(pass_on(client, upstream, &all)));
            }
        });
        Ok(Self { address, seen })
    }

    /// Its base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often each action was asked for since this was called last.
    pub fn actions(&self) -> BTreeMap<String, usize> {
        let bytes = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let mut actions = BTreeMap::new();
        for line in String::from_utf8_lossy(&bytes).lines() {
            let named = line.get(..TARGET.len()).is_some_and(|name| name.eq_ignore_ascii_case(TARGET));
            if let (true, Some((_, action))) = (named, line.split_once('.')) {
                *actions.entry(action.trim().to_owned()).or_default() += 1;
            }
        }
        actions
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, seen: &Mutex<Vec<u8>>) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(());
        }
        // Seen before it arrives: it is there once the event is answered.
        seen.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        to.write_all(bytes)?;
    }
}
