//! How a linking begins: Alexa sends the user here, and the page asks what to show.

use super::{
    answer::{self, Answer},
    authorize::{self, Known, Refused},
    front::Denied,
    manage::{self, Shown},
    post,
    provider::Waiting,
    query::{Query, Twice},
    transaction::{At, Purpose, Transaction, Transactions, Trouble, turn},
    visit::{Visit, malformed, page},
};
use crate::{
    Site, Skill,
    log::Event,
    store::{Hash, Secret, random_id},
};
use http::StatusCode;
use serde::Serialize;

/// Seconds of a day.
const DAY: u64 = 24 * 60 * 60;
/// Who gets the code.
const CLIENT: &str = "Alexa";

/// What the page shows.
#[derive(Debug, Serialize)]
struct View<'a> {
    nonce: &'a str,
    purpose: &'a str,
    step: &'a str,
    method: Option<&'a str>,
    sites: &'a [Site],
    links: &'a [Shown],
    error: Option<Trouble>,
    /// Seconds.
    expires_in: i64,
    /// How long the link will last, in days.
    days: Option<u64>,
    client: Option<&'a str>,
}

impl<S: Skill> Visit<'_, S> {
    /// Alexa sends the user here.
    pub(super) async fn authorize(&self, query: &str) -> Result<Answer, Denied> {
        let config = &self.link.config;
        let (issuer, client) = (&*config.issuer, &*config.client_id);
        let known = Known { issuer, client, redirects: &config.redirects, scope: self.link.linking.scope };
        let request = match authorize::validate(query, known) {
            Ok(request) => request,
            Err(Refused::Page(reason)) => {
                self.refused("/oauth/authorize", reason);
                return Ok(answer::page(StatusCode::BAD_REQUEST, reason));
            }
            Err(Refused::Back { location, reason, .. }) => {
                self.refused("/oauth/authorize", reason);
                if reason == authorize::NO_PKCE {
                    self.link.log.write(&Event::Security { what: "no_pkce", link: None });
                }
                return Ok(answer::see_other(&location));
            }
        };
        let (redirect, state) = (request.redirect.clone(), request.state.clone());
        match self.begin(Purpose::Link(request)).await {
            Err(Denied::Unavailable { reason, .. }) => {
                self.refused("/oauth/authorize", &reason);
                // A browser shows nothing of a 503 that the client could act on (RFC 6749, section 4.1.2.1).
                let (error, reason) =
                    ("temporarily_unavailable", "the linking page is not available at the moment");
                let location = authorize::failed(&redirect, state.as_deref(), issuer, error, reason);
                Ok(answer::see_other(&location))
            }
            begun => begun,
        }
    }

    /// The user wants to see what is linked: the page asks for a proof first.
    pub(super) async fn manage(&self) -> Result<Answer, Denied> {
        self.begin(Purpose::Manage).await
    }

    async fn begin(&self, purpose: Purpose) -> Result<Answer, Denied> {
        self.count_begun().await?;
        let (id, browser) = (random_id()?, Secret::token()?);
        let transaction = Transaction::begin(purpose, &browser, self.now)?;
        self.records.begin(&Hash::of(&id), &transaction).await?;
        Ok(answer::see_other_with_cookie(&page(&id), &post::set_cookie(&browser)))
    }

    /// The page asks what to show.
    pub(super) async fn show(&self, query: &str) -> Result<Answer, Denied> {
        let query = Query::parse(query);
        let id = query.text("tx").map_err(|Twice| malformed())?.ok_or_else(malformed)?;
        let (id, browser) = (Hash::of(&*id), self.browser()?);
        let change = |seen: &Transaction| seen.show(&browser, self.now);
        let (transaction, nonce) = turn(&self.records, &id, change).await?;
        let mut links = Vec::new();
        let (step, method, sites) = match transaction.at() {
            Some(At::Site { method, waiting }) => {
                ("site", Some(method), Waiting::open(&browser, &id, waiting)?.sites)
            }
            Some(At::Links(ids)) => {
                links = manage::shown(self.records, ids).await?;
                ("links", None, Vec::new())
            }
            _ => ("method", None, Vec::new()),
        };
        let is_linking = transaction.is_linking();
        let view = View {
            nonce: nonce.expose(),
            purpose: if is_linking { "link" } else { "manage" },
            step,
            method,
            sites: &sites,
            links: &links,
            error: transaction.error(),
            expires_in: transaction.left(self.now),
            days: is_linking.then_some(self.link.linking.refresh_absolute.as_secs() / DAY),
            client: is_linking.then_some(CLIENT),
        };
        Ok(answer::json(StatusCode::OK, &view))
    }
}
