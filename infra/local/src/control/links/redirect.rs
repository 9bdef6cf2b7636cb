//! Where the skill sends the user's browser back: Alexa takes the code, and says how it went.

use super::{Link, Progress, events, tokens};
use crate::{
    alexa::linking::VENDOR,
    cloud::Hub,
    control::{page::escape, stopping},
};
use axum::{
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use std::{collections::BTreeMap, sync::Arc};

/// The only script, style or frame is the page's own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}\
    code{background:#8882;padding:.1rem .3rem;overflow-wrap:anywhere}:root{color-scheme:light dark}";

/// What came back. Each parameter at most once (RFC 6749 section 3.1).
type Answer = BTreeMap<String, String>;

/// `GET /alexa/redirect/{vendor}`.
pub(in crate::control) async fn redirected(
    State(hub): State<Arc<Hub>>,
    Path(vendor): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if vendor != VENDOR {
        return page(StatusCode::NOT_FOUND, "There is no such vendor", "Nothing was linked.", None);
    }
    let known = read(query.as_deref().unwrap_or_default());
    let found = known.as_ref().and_then(|answer| hub.links.by_state(answer.get("state")?));
    let (Some(answer), Some(link)) = (known, found) else {
        let why = "Nobody waits for this answer: its state is not one of a linking that began here.";
        return page(StatusCode::BAD_REQUEST, "Nothing was linked", why, None);
    };
    // The exchange is not abandoned half-way when the browser goes away.
    let whole = tokio::spawn(async move {
        let mut progress = link.progress.lock().await;
        if !matches!(*progress, Progress::Open) {
            let why = "This linking was finished before.";
            return page(StatusCode::BAD_REQUEST, "Nothing was linked", why, None);
        }
        let (next, response) = match finish(&hub, &link, &answer).await {
            Ok(tokens) => {
                if let Ok(skill) = hub.skill(&link.skill) {
                    events::announce(skill.clone(), &link, &tokens.access);
                }
                let heading = format!("{} is linked", link.skill);
                let text = "You can close this page and talk to the skill:";
                (Progress::Linked(tokens), page(StatusCode::OK, &heading, text, Some(&link)))
            }
            Err(why) => {
                let heading = format!("{} was not linked", link.skill);
                let text = format!("That is because {why}.");
                (Progress::Failed(why), page(StatusCode::BAD_REQUEST, &heading, &text, None))
            }
        };
        *progress = next;
        response
    });
    whole.await.unwrap_or_else(|_| stopping().into_response())
}

fn read(query: &str) -> Option<Answer> {
    let url = reqwest::Url::parse(&format!("http://localhost/?{query}")).ok()?;
    let mut answer = Answer::new();
    for (name, value) in url.query_pairs() {
        if answer.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(answer)
}

async fn finish(hub: &Hub, link: &Link, answer: &Answer) -> Result<tokens::Tokens, String> {
    let skill = hub.skill(&link.skill).map_err(|problem| problem.message)?;
    if let Some(error) = answer.get("error") {
        // Codes of RFC 6749 section 4.1.2.1.
        let is_code = |c: char| c.is_ascii_lowercase() || c == '_';
        let shown = error.chars().filter(|c| is_code(*c)).take(40).collect::<String>();
        return Err(format!("the skill answered `{shown}`"));
    }
    // RFC 9207: the answer says whose it is. Alexa is not told what a provider calls itself.
    let own = skill.linking().is_some_and(|linking| linking.behind.is_none());
    if own && answer.get("iss").is_some_and(|issuer| *issuer != hub.origin(&link.skill)) {
        return Err("the answer is of another issuer".to_owned());
    }
    let code = answer.get("code").ok_or("the answer has neither a code nor an error")?;
    let exchanged = tokens::exchange(hub, skill, link.registered, code, &link.begun.verifier).await;
    exchanged.map_err(|refusal| refusal.in_words())
}

/// A page that is whole by itself and holds no secret.
fn page(status: StatusCode, heading: &str, text: &str, linked: Option<&Link>) -> Response {
    let talk = linked.map_or_else(String::new, |link| {
        format!("<p><code>cargo run -- say --skill {} --link {}</code></p>\n", escape(&link.skill), link.id)
    });
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{heading}</title>\n<style>{STYLE}</style>\n\
         <h1>{heading}</h1>\n<p>{}</p>\n{talk}</html>\n",
        escape(text),
        heading = escape(heading),
    );
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (status, headers, Html(html)).into_response()
}
