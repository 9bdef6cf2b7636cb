//! The choice of a site.

use super::{
    answer::Answer,
    complete::Proven,
    front::Denied,
    provider::{self, Waiting},
    transaction::{At, Transaction, turn},
    visit::{Visit, rejected},
};
use crate::{Skill, account::Account};

impl<S: Skill> Visit<'_, S> {
    /// The page posts the chosen site.
    pub(super) async fn site(&self, body: &[u8]) -> Result<Answer, Denied> {
        let (post, id, browser) = self.post(body)?;
        self.count_asked().await?;
        let change = |seen: &Transaction| seen.claim_site(&browser, &post.nonce, self.now);
        let (seen, nonce) = turn(&self.records, &id, change).await?;
        let Some(At::Site { method, waiting }) = seen.at() else {
            return Err(Denied::Expired("there is no site to choose"));
        };
        let method = self.link.linking.method(method).ok_or(Denied::Expired("no such method"))?;
        let waiting = Waiting::open(&browser, &id, waiting)?;
        let Some(site) = waiting.sites.into_iter().find(|site| site.id == post.site) else {
            self.refused("/link/site", "no such site");
            return Ok(rejected("site", &nonce));
        };
        let account = Account { method, credential: provider::at_site(waiting.credential, &site.id) };
        let person = match self.person(&account).await {
            Ok(person) => person,
            Err(unproven) => {
                self.refused("/link/site", &unproven.reason);
                return Ok(rejected("provider", &nonce));
            }
        };
        let (key, name) = (provider::site_of(method, &site.id), site.name);
        let proven = Proven { account: &account, person: &person, site: key, site_name: &name };
        self.proved((&id, &seen), &proven, &nonce).await
    }
}
