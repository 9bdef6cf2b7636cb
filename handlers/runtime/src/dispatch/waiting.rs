//! A sentence for a user who waits long: Alexa's progressive response. Source: "Send the User a Progressive Response",
//! Alexa Skills Kit.

use crate::{
    alexa::RequestEnvelope,
    alexa_api::{AlexaApi, Trouble},
    log::{Event, Log},
    speech::Locale,
};
use reqwest::{
    Method, Request,
    header::{CONTENT_TYPE, HeaderValue},
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

/// What a user hears who waits, and how it comes to Alexa.
pub(super) struct Waiting<'a> {
    api: AlexaApi<'a>,
    log: &'a Log,
    locale: &'a Locale,
    /// When the request came.
    since: Instant,
    request_id: &'a str,
}

impl<'a> Waiting<'a> {
    /// `None` where the skill has no sentence for it, or the event does not say how to tell Alexa.
    pub(super) fn new(
        api: Option<AlexaApi<'a>>,
        log: &'a Log,
        envelope: &'a RequestEnvelope,
        locale: &'a Locale,
        since: Instant,
    ) -> Option<Self> {
        let (api, request_id) = (api?, envelope.request.as_ref()?.request_id.as_deref()?);
        locale.has(WORD).then_some(Self { api, log, locale, since, request_id })
    }

    /// Waits until the wait is long, and says so. What goes wrong is logged: nobody waits for it.
    async fn tell(self) {
        sleep_until(self.since + LONG).await;
        let told = timeout(TELLING, self.send()).await.unwrap_or(Err(Trouble::Timeout));
        if let Err(trouble) = told {
            self.log.write(&Event::WaitUntold { class: trouble.class(), status: trouble.status() });
        }
    }

    async fn send(&self) -> Result<(), Trouble> {
        self.api.send(self.directive()?).await.map(drop)
    }

    fn directive(&self) -> Result<Request, Trouble> {
        let speech = self.locale.render(WORD, &[]).to_speak();
        let body = json!({
            "header": {"requestId": self.request_id},
            "directive": {"type": "VoicePlayer.Speak", "speech": speech},
        });
        let mut request = self.api.request(Method::POST, &["v1", "directives"])?;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.to_string().into());
        Ok(request)
    }
}

/// Does `work`; tells a user who waits long for it meanwhile. With the work's end the telling ends, too: nothing is said
/// after an answer, and no answer waits for it.
pub(super) async fn beside<T>(work: impl Future<Output = T>, waiting: Option<Waiting<'_>>) -> T {
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
