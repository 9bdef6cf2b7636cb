//! The endpoints of the function `token` over a storage in memory.

use super::memory::Memory;
use crate::{
    Linking,
    log::Log,
    store::{Hash, Secret},
    token::{Client, Code, Route, Server},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, Method, Request, Response, header::CONTENT_TYPE};
use serde::Deserialize;
use std::{collections::BTreeSet, sync::Arc};

const ISSUER: &str = "https://shop.example";
const CLIENT: &str = "alexa";
const SECRET: &str = "client-secret";
const REDIRECT: &str = "https://alexa.example/M1";
const LINK: &str = "link";
/// When its time begins, in epoch seconds.
const START: i64 = 1_700_000_000;

/// The endpoints of the function `token` over a storage in memory: what a request costs without network and table.
/// What Lambda and CloudFront do before them is left out.
///
/// ```ignore
/// let tokens = MemoryTokens::new(&LINKING);
/// let code = tokens.code()?;
/// let reply = tokens.handle(&code).await;
/// let next = tokens.refresh(&reply)?;
/// let reply = tokens.handle(&next).await;
/// ```
#[derive(Debug)]
pub struct MemoryTokens {
    server: Server,
    memory: Memory,
}

/// Why a request cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRequest {
    /// The reply gives no refresh token.
    #[error("the reply gives no refresh token")]
    NoTokens,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandom,
}

impl MemoryTokens {
    /// Of a skill with this `linking`, where one account is linked. Its time stands still.
    pub fn new(linking: &Linking) -> Self {
        let client = Client::new(CLIENT.to_owned(), [*Hash::of(SECRET).as_bytes()]);
        let memory = Memory::at(START);
        memory.state().links.insert(LINK.to_owned(), BTreeSet::new());
        let log = Log::Memory(Arc::default());
        Self { server: Server::new(client, ISSUER.to_owned(), linking, log), memory }
    }

    /// Lets time go by: a family may rotate its tokens a few times a minute only.
    pub fn pass(&self, seconds: i64) {
        self.memory.state().now += seconds;
    }

    /// Puts a fresh authorization code, as the function `link` does: the request that redeems it.
    pub fn code(&self) -> Result<Request<Vec<u8>>, NoRequest> {
        let random = || Secret::token().map_err(|_| NoRequest::NoRandom);
        let (code, verifier) = (random()?, random()?);
        let mut state = self.memory.state();
        let record = Code {
            link: LINK.to_owned(),
            client: CLIENT.to_owned(),
            redirect: REDIRECT.to_owned(),
            challenge: URL_SAFE_NO_PAD.encode(verifier.hash().as_bytes()),
            scope: "shop".to_owned(),
            expires: state.now + 60,
            used_by: None,
        };
        state.codes.insert(code.hash().to_string(), record);
        let (code, verifier) = (code.expose(), verifier.expose());
        Ok(request(&format!(
            "grant_type=authorization_code&code={code}&redirect_uri=https%3A%2F%2Falexa.example%2FM1\
             &code_verifier={verifier}"
        )))
    }

    /// The request that refreshes the tokens of `reply`.
    pub fn refresh(&self, reply: &Response<String>) -> Result<Request<Vec<u8>>, NoRequest> {
        #[derive(Deserialize)]
        struct Reply {
            refresh_token: String,
        }
        let Reply { refresh_token } = serde_json::from_str(reply.body()).map_err(|_| NoRequest::NoTokens)?;
        Ok(request(&format!("grant_type=refresh_token&refresh_token={refresh_token}")))
    }

    /// Answers one request to `/oauth/token`.
    pub async fn handle(&self, request: &Request<Vec<u8>>) -> Response<String> {
        self.server.serve(&self.memory, Route::Token, request).await.response()
    }
}

fn request(body: &str) -> Request<Vec<u8>> {
    let body = format!("{body}&client_id={CLIENT}&client_secret={SECRET}");
    let mut request = Request::new(body.into_bytes());
    *request.method_mut() = Method::POST;
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, form);
    request
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::token::LINKING;

    #[tokio::test]
    async fn codes_and_refresh_tokens_are_served_as_often_as_one_likes() {
        let tokens = MemoryTokens::new(&LINKING);
        for _ in 0..3 {
            let mut reply = tokens.handle(&tokens.code().unwrap()).await;
            for _ in 0..100 {
                assert_eq!(reply.status(), 200, "{}", reply.body());
                tokens.pass(60);
                reply = tokens.handle(&tokens.refresh(&reply).unwrap()).await;
            }
        }
        let refused = Response::new("{}".to_owned());
        assert_eq!(tokens.refresh(&refused).unwrap_err(), NoRequest::NoTokens);
    }
}
