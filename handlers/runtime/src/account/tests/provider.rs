//! A token endpoint whose answers a test decides.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{Duration, sleep},
};

/// What it does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// It answers.
    Answer(u16, String),
    /// It waits, and then answers.
    Slow(Duration, String),
    /// It waits, and then refuses.
    SlowRefusal(Duration, String),
    /// It reads the request, and is gone.
    Vanish,
    /// It answers, and is gone before the end of it.
    Torn(String),
}

/// A token endpoint.
pub(crate) struct Provider {
    pub(crate) url: String,
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap());
        let steps: Arc<Mutex<VecDeque<Step>>> = Arc::default();
        let seen: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let (next, record) = (steps.clone(), seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, next.clone(), record.clone()));
            }
        });
        Self { url, steps, seen }
    }

    /// What it does next; tokens called `name` where nothing was said.
    pub(crate) fn then(&self, step: Step) {
        self.steps.lock().unwrap().push_back(step);
    }

    /// The bodies of the requests so far.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }

    /// The request lines and headers of the requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(head, _)| head.clone()).collect()
    }
}

/// Fresh tokens, `access-<name>` and `refresh-<name>`.
pub(crate) fn tokens(name: &str) -> String {
    format!(
        r#"{{"access_token":"access-{name}","refresh_token":"refresh-{name}","token_type":"Bearer","expires_in":3600}}"#
    )
}

async fn answer(
    mut stream: TcpStream,
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<(String, String)>>>,
) {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    let (head, body) = loop {
        let text = String::from_utf8_lossy(&read).to_lowercase();
        let whole = text.split_once("\r\n\r\n").and_then(|(head, body)| {
            let length = head.split("content-length: ").nth(1)?.split("\r\n").next()?;
            (body.len() >= length.parse().ok()?).then(|| read.len() - body.len())
        });
        if let Some(start) = whole {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            break (text(&read[..start]), text(&read[start..]));
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(n) => read.extend_from_slice(&buffer[..n]),
        }
    };
    seen.lock().unwrap().push((head, body));
    let step = steps.lock().unwrap().pop_front();
    let (status, text) = match step.unwrap_or_else(|| Step::Answer(200, tokens("new"))) {
        Step::Answer(status, text) => (status, text),
        Step::Slow(pause, text) => {
            sleep(pause).await;
            (200, text)
        }
        Step::SlowRefusal(pause, text) => {
            sleep(pause).await;
            (400, text)
        }
        Step::Vanish => return,
        Step::Torn(text) => {
            let torn = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\n\r\n{text}", text.len() + 9);
            let _ = stream.write_all(torn.as_bytes()).await;
            return;
        }
    };
    let length = text.len();
    let reply = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    );
    let _ = stream.write_all(reply.as_bytes()).await;
}
