//! Signing in at a provider: there and back.

use super::{
    answer::{self, Answer},
    complete::Proven,
    front::Denied,
    provider::{self, Departure, Waiting},
    query::{Query, Twice},
    transaction::{Away, Transaction, Transactions, Trouble, turn},
    visit::{Next, Visit, is_id, malformed, page, provider_of, rejected, shortened},
};
use crate::{
    LinkMethod, Person, Site, Skill,
    account::Account,
    store::{
        Hash, Secret,
        bearer_sealed::{self, Purpose},
    },
};
use http::StatusCode;

/// What a provider's code gave.
enum Given {
    /// An account with sites, of which the user chooses one.
    Sites(&'static LinkMethod, Waiting),
    /// An account that has none to choose from, and whose it is.
    Account(Account, Person),
}

impl<S: Skill> Visit<'_, S> {
    /// The page asks where to sign in.
    pub(super) async fn depart(&self, body: &[u8]) -> Result<Answer, Denied> {
        let (post, id, browser) = self.post(body)?;
        self.count_asked().await?;
        let method = self.link.linking.method(&post.method);
        let provider = method.and_then(provider_of);
        let at = provider.and_then(|provider| self.link.providers.get(provider.variable));
        let departure = Departure::new(&post.tx)?;
        let verifier = departure.verifier.expose().as_bytes();
        let verifier = bearer_sealed::seal(&browser, Purpose::ProviderVerifier, &id.to_string(), verifier)?;
        let away = Away { method: post.method.clone(), state: departure.state.hash(), verifier };
        let change = |seen: &Transaction| {
            let (next, nonce) = seen.claim_method(&browser, &post.nonce, self.now)?;
            Ok((if at.is_some() { next.leave(away.clone()) } else { next }, nonce))
        };
        let (_, nonce) = turn(&self.records, &id, change).await?;
        let (Some(provider), Some(at)) = (provider, at) else {
            self.refused("/link/provider", "no such provider");
            return Ok(rejected("provider", &nonce));
        };
        let issuer = &self.link.config.issuer;
        let location = departure.location(at.authorize.as_str(), &at.client_id, issuer, provider);
        Ok(answer::json(StatusCode::OK, &Next { location: &location }))
    }

    /// The provider sends the user back.
    pub(super) async fn come_back(&self, query: &str) -> Result<Answer, Denied> {
        let query = Query::parse(query);
        let once = |name: &str| query.text(name).map_err(|Twice| malformed());
        let state = once("state")?.ok_or_else(malformed)?;
        let transaction = provider::transaction_of(&state).ok_or_else(malformed)?;
        let (id, browser) = (Hash::of(transaction), self.browser()?);
        let (code, error) = (once("code")?, once("error")?);
        let given = Secret::new(&*state);
        self.count_asked().await?;
        let change = |seen: &Transaction| seen.come_back(&browser, &given, self.now);
        let (seen, away) = turn(&self.records, &id, change).await?;
        let outcome = match (code, error.as_deref()) {
            (Some(code), None) => self.fetch(&away, &id, &browser, &Secret::new(&*code)).await,
            (_, Some("access_denied")) => Err((Trouble::Cancelled, "the user did not want to".into())),
            _ => Err((Trouble::Provider, "the provider answered with an error".into())),
        };
        let next = match outcome {
            Ok(Given::Sites(method, waiting)) => {
                seen.choose_site(method.name, waiting.seal(&browser, &id)?)?
            }
            Ok(Given::Account(account, person)) => {
                let method = account.method;
                let site = provider::site_of(method, "");
                let proven = Proven { account: &account, person: &person, site, site_name: method.name };
                let location = if seen.is_linking() {
                    self.complete(&id, &seen, &proven).await?
                } else {
                    self.list((&id, &seen), &proven).await?;
                    page(transaction)
                };
                return Ok(answer::see_other(&location));
            }
            Err((trouble, reason)) => {
                self.refused(provider::CALLBACK, &reason);
                seen.fail(trouble)?
            }
        };
        if !self.records.replace(&id, &seen, &next).await? {
            return Err(Denied::Expired("others are faster"));
        }
        Ok(answer::see_other(&page(transaction)))
    }

    /// Fetches what a provider gives for its code.
    async fn fetch(
        &self,
        away: &Away,
        id: &Hash,
        browser: &Secret,
        code: &Secret,
    ) -> Result<Given, (Trouble, String)> {
        let failed = |reason: String| (Trouble::Provider, reason);
        let method = self.link.linking.method(&away.method).ok_or_else(|| failed("no such method".into()))?;
        let provider = provider_of(method).ok_or_else(|| failed("no such provider".into()))?;
        let verifier =
            bearer_sealed::open(browser, Purpose::ProviderVerifier, &id.to_string(), &away.verifier);
        let verifier = verifier.map_err(|error| failed(error.to_string()))?;
        let verifier = Secret::new(String::from_utf8_lossy(&verifier));
        let exchange = self.link.exchange(self.records, provider, code, &verifier, self.call_deadline());
        let account = Account { method, credential: exchange.await.map_err(failed)? };
        if !provider.sites {
            let person = self.person(&account).await.map_err(|unproven| failed(unproven.reason))?;
            return Ok(Given::Account(account, person));
        }
        let calls = self.link.calls(&account, self.call_deadline());
        let sites = S::sites(method, &calls).await.map_err(|failure| failed(failure.to_string()))?;
        let sites: Vec<Site> = sites
            .into_iter()
            .filter(|site| is_id(&site.id))
            .map(|site| Site { id: site.id, name: shortened(&site.name) })
            .collect();
        if sites.is_empty() {
            return Err((Trouble::NoSites, "the account has no site".into()));
        }
        Ok(Given::Sites(method, Waiting::new(account.credential, sites)))
    }
}
