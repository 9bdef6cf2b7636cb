//! A Jira Cloud and its identity provider, of which every answer is there before it is asked for: the time measured is
//! not theirs.

use crate::answers::{Answers, Known};
use sayso_bench::http::{Request, Requests};
use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// A running backend. Its threads end with the process.
#[derive(Debug)]
pub struct Backend {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Backend {
    /// Listens on a free port of the loopback interface; a thread per connection.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let asked = Arc::new(AtomicUsize::new(0));
        let (counter, answers) = (Arc::clone(&asked), Arc::new(Answers::default()));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (counter, answers) = (Arc::clone(&counter), Arc::clone(&answers));
                // A connection ends when its function does.
                thread::spawn(move || drop(serve(stream, &answers, &counter)));
            }
        });
        Ok(Self { address, asked })
    }

    /// Its base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How often it has been asked so far.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn serve(stream: TcpStream, answers: &Answers, asked: &AtomicUsize) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut requests = Requests::new(stream);
    while let Some(request) = requests.read()? {
        asked.fetch_add(1, Ordering::Relaxed);
        match answers.to(asked_for(&request)) {
            Known::Same(answer) => writer.write_all(answer)?,
            Known::Own(answer) => writer.write_all(&answer)?,
        }
    }
    Ok(())
}

/// The path below a site's own address, and who asks: codes and tokens end in a person's number.
fn asked_for<'a>(request: &Request<'a>) -> (&'a str, &'a str) {
    let path = request.target.split('?').next().unwrap_or_default();
    let path = path.find("/rest/").and_then(|at| path.get(at..)).unwrap_or(path);
    let body = std::str::from_utf8(request.body).unwrap_or_default();
    let code = body.split('&').find_map(|member| member.strip_prefix("code="));
    let bearer = code.or_else(|| request.header("authorization")).unwrap_or_default();
    (path, bearer.rsplit('-').next().unwrap_or_default())
}
