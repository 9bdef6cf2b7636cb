//! A sentence for a user who waits long: Alexa's progressive response. Source: "Send the User a Progressive Response",
//! Alexa Skills Kit.

use crate::{
    Skill,
    alexa::{RequestEnvelope, Secret},
    app::App,
    log::Event,
    speech::Locale,
};
use reqwest::{
    Client, Method, Request, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::json;
use std::{pin::pin, time::Duration};
use tokio::time::{Instant, sleep_until, timeout};

/// What is said; a skill without it says nothing.
const WORD: &str = "words.wait";
/// A wait is long from here on.
const LONG: Duration = Duration::from_millis(2_500);
/// The longest that telling may take; later it would be no news.
const TELLING: Duration = Duration::from_millis(1_500);
/// Where Alexa's own API is, by region. An event names one of them, and its token goes nowhere else.
const ALEXA: [&str; 3] =
    ["https://api.amazonalexa.com", "https://api.eu.amazonalexa.com", "https://api.fe.amazonalexa.com"];

/// What a user hears who waits, and how it comes to Alexa.
pub(super) struct Waiting<'a, S> {
    app: &'a App<S>,
    locale: &'a Locale,
    /// When the request came.
    since: Instant,
    endpoint: &'a str,
    token: &'a Secret,
    request_id: &'a str,
}

impl<'a, S: Skill> Waiting<'a, S> {
    /// `None` where the skill has no sentence for it, or the event does not say how to tell Alexa.
    pub(super) fn new(
        app: &'a App<S>,
        envelope: &'a RequestEnvelope,
        locale: &'a Locale,
        since: Instant,
    ) -> Option<Self> {
        let system = envelope.context.as_ref()?.system.as_ref()?;
        let (endpoint, token) = (system.api_endpoint.as_deref()?, system.api_access_token.as_ref()?);
        let request_id = envelope.request.as_ref()?.request_id.as_deref()?;
        locale.has(WORD).then_some(Self { app, locale, since, endpoint, token, request_id })
    }

    /// Waits until the wait is long, and says so. What goes wrong is logged: nobody waits for it.
    async fn tell(self) {
        sleep_until(self.since + LONG).await;
        let log = &self.app.config.log;
        let Some(base) = self.base() else {
            return log.write(&Event::WaitUntold { class: "unknown_endpoint", status: None });
        };
        let Ok(client) = self.app.http.client() else { return };
        let Some(request) = self.directive(base) else {
            return log.write(&Event::WaitUntold { class: "unsendable", status: None });
        };
        match timeout(TELLING, send(client, request)).await {
            Ok(Ok(())) => {}
            Ok(Err(status)) => {
                let class = if status.is_some() { "status" } else { "unreachable" };
                log.write(&Event::WaitUntold { class, status });
            }
            Err(_) => log.write(&Event::WaitUntold { class: "timeout", status: None }),
        }
    }

    /// Where Alexa's API is. The event alone does not decide where a token goes.
    fn base(&self) -> Option<&str> {
        let named = self.endpoint.trim_end_matches('/');
        let stated = self.app.config.alexa_api.as_deref();
        ALEXA.into_iter().chain(stated).find(|known| *known == named)
    }

    fn directive(&self, base: &str) -> Option<Request> {
        let speech = self.locale.render(WORD, &[]).to_speak();
        let body = json!({
            "header": {"requestId": self.request_id},
            "directive": {"type": "VoicePlayer.Speak", "speech": speech},
        });
        let mut request = Request::new(Method::POST, Url::parse(&format!("{base}/v1/directives")).ok()?);
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", self.token.expose())).ok()?;
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.to_string().into());
        Some(request)
    }
}

/// Sends it; the status of a refusal, and nothing where no answer came.
async fn send(client: &Client, request: Request) -> Result<(), Option<u16>> {
    let status = client.execute(request).await.map_err(|_| None)?.status();
    if status.is_success() { Ok(()) } else { Err(Some(status.as_u16())) }
}

/// Does `work`; tells a user who waits long for it meanwhile. With the work's end the telling ends, too: nothing is said
/// after an answer, and no answer waits for it.
pub(super) async fn beside<S: Skill, T>(work: impl Future<Output = T>, waiting: Option<Waiting<'_, S>>) -> T {
    let mut work = pin!(work);
    if let Some(waiting) = waiting {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = waiting.tell() => {}
        }
    }
    work.await
}
