//! How a linking begins: Alexa sends the user here, and the page asks what to show.

use super::{
    answer::{self, Answer},
    authorize::{self, Known, Refused},
    front::Denied,
    post,
    provider::Waiting,
    query::{Query, Twice},
    transaction::{At, Transaction, Transactions, Trouble, turn},
    visit::{Visit, malformed, page},
};
use crate::{
    Site, Skill,
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
    step: &'a str,
    method: Option<&'a str>,
    sites: &'a [Site],
    error: Option<Trouble>,
    /// Seconds.
    expires_in: i64,
    /// How long the link will last, in days.
    days: u64,
    client: &'a str,
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
                return Ok(answer::see_other(&location));
            }
        };
        let (id, browser) = (random_id()?, Secret::token()?);
        let (redirect, state) = (request.redirect.clone(), request.state.clone());
        let transaction = Transaction::begin(client, request, &browser, self.now)?;
        if let Err(error) = self.records.begin(&Hash::of(&id), &transaction).await {
            self.refused("/oauth/authorize", &error.to_string());
            // A browser shows nothing of a 503 that the client could act on (RFC 6749, section 4.1.2.1).
            let (error, reason) =
                ("temporarily_unavailable", "the linking page is not available at the moment");
            let location = authorize::failed(&redirect, state.as_deref(), issuer, error, reason);
            return Ok(answer::see_other(&location));
        }
        Ok(answer::see_other_with_cookie(&page(&id), &post::set_cookie(&browser)))
    }

    /// The page asks what to show.
    pub(super) async fn show(&self, query: &str) -> Result<Answer, Denied> {
        let query = Query::parse(query);
        let id = query.text("tx").map_err(|Twice| malformed())?.ok_or_else(malformed)?;
        let (id, browser) = (Hash::of(&*id), self.browser()?);
        let change = |seen: &Transaction| seen.show(&browser, self.now);
        let (transaction, nonce) = turn(&self.records, &id, change).await?;
        let (step, method, sites) = match transaction.at() {
            Some(At::Site { method, waiting }) => {
                ("site", Some(method), Waiting::open(&browser, &id, waiting)?.sites)
            }
            _ => ("method", None, Vec::new()),
        };
        let view = View {
            nonce: nonce.expose(),
            step,
            method,
            sites: &sites,
            error: transaction.error(),
            expires_in: transaction.left(self.now),
            days: self.link.linking.refresh_absolute.as_secs() / DAY,
            client: CLIENT,
        };
        Ok(answer::json(StatusCode::OK, &view))
    }
}
