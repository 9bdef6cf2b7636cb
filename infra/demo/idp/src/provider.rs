//! The provider's state: requests that wait for a user, codes that wait for their app, grants.

use crate::{
    accounts::{self, User},
    clock::Clock,
    connect::{Families, Given, Habits, OpenIdLog},
    grants::{Granted, Grants, Tokens},
    location, random,
};
use aws_lc_rs::{digest, error::Unspecified};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::collections::BTreeMap;

/// How long a user may take for the pages, and an app to redeem a code, in seconds.
const PATIENCE: u64 = 10 * 60;

/// What an app asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) scopes: Vec<&'static str>,
    /// PKCE's, by S256.
    pub(crate) challenge: Option<String>,
    /// Of OpenID Connect, if that is what it came by.
    pub(crate) openid: Option<OpenIdAsked>,
}

/// What an app asked for by OpenID Connect.
#[derive(Debug, Clone)]
pub(crate) struct OpenIdAsked {
    pub(crate) nonce: Option<String>,
    /// Who is to read the access token.
    pub(crate) audience: Option<&'static str>,
}

/// What waits for a user.
struct Waiting {
    asked: Asked,
    user: Option<&'static User>,
    until: u64,
}

struct Code {
    asked: Asked,
    user: &'static User,
    until: u64,
    used: Option<Used>,
}

/// A code that was presented; the grant or family that it made, if it did.
struct Used(Option<usize>);

/// How many requests came to the token endpoint.
#[derive(Debug, Default, Clone, Copy, serde::Serialize)]
pub(crate) struct Log {
    pub(crate) authorization_code: u32,
    pub(crate) refresh_token: u32,
    pub(crate) other: u32,
}

/// Why a login brought nobody further.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoLogin {
    /// Nothing waits for it, or not any more.
    Gone,
    /// The name or the password is wrong.
    Wrong,
}

/// The provider.
#[derive(Default)]
pub(crate) struct Provider {
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    pub(crate) openid_log: OpenIdLog,
    pub(crate) habits: Habits,
    pub(crate) families: Families,
    waiting: BTreeMap<String, Waiting>,
    codes: BTreeMap<String, Code>,
    grants: Grants,
}

impl Provider {
    /// As in the beginning.
    pub(crate) fn with_habits(habits: Habits) -> Self {
        Self { habits, ..Self::default() }
    }

    /// Lets a request wait for a user; gives its id.
    pub(crate) fn begin(&mut self, asked: Asked) -> Result<String, Unspecified> {
        let id = random::text::<24>()?;
        let until = self.clock.now() + PATIENCE;
        self.waiting.insert(id.clone(), Waiting { asked, user: None, until });
        Ok(id)
    }

    /// Logs a user in for the request `id`; gives what was asked for.
    pub(crate) fn login(
        &mut self,
        id: &str,
        username: &str,
        password: &str,
    ) -> Result<(&'static User, Asked), NoLogin> {
        let waiting = self.find(id).ok_or(NoLogin::Gone)?;
        let user = accounts::find(username, password).ok_or(NoLogin::Wrong)?;
        waiting.user = Some(user);
        let mut asked = waiting.asked.clone();
        if asked.openid.is_none() {
            user.grant(&mut asked.scopes);
        }
        Ok((user, asked))
    }

    /// Ends the request `id` as its user decided; gives where the browser goes, or nothing where nobody waits.
    pub(crate) fn decide(&mut self, id: &str, allow: bool) -> Result<Option<String>, Unspecified> {
        let Some(user) = self.find(id).and_then(|waiting| waiting.user) else { return Ok(None) };
        let Some(Waiting { asked, .. }) = self.waiting.remove(id) else { return Ok(None) };
        if !allow {
            let mut refused = vec![
                ("error", "access_denied"),
                ("error_description", "the user did not authorize the request"),
            ];
            refused.extend(asked.state.as_deref().map(|state| ("state", state)));
            return Ok(Some(location::with(&asked.redirect_uri, &refused)));
        }
        let code = random::text::<300>()?;
        let mut allowed = vec![("code", code.as_str())];
        allowed.extend(asked.state.as_deref().map(|state| ("state", state)));
        let back = location::with(&asked.redirect_uri, &allowed);
        let until = self.clock.now() + PATIENCE;
        self.codes.insert(code, Code { asked, user, until, used: None });
        Ok(Some(back))
    }

    /// Tokens for a code, which is used up by the first attempt (RFC 6749, 4.1.2); nothing where it is not good.
    pub(crate) fn redeem(
        &mut self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> Result<Option<Tokens>, Unspecified> {
        let now = self.clock.now();
        let Some((Asked { mut scopes, openid: None, .. }, user)) =
            self.present(code, redirect_uri, verifier, false)
        else {
            return Ok(None);
        };
        user.grant(&mut scopes);
        let (grant, tokens) = self.grants.begin(Granted { user, scopes }, now)?;
        self.redeemed(code, grant);
        Ok(Some(tokens))
    }

    /// A family for a code of OpenID Connect, in the manner of [`Provider::redeem`].
    pub(crate) fn redeem_openid(
        &mut self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
    ) -> Option<usize> {
        let now = self.clock.now();
        let (Asked { scopes, openid, .. }, user) = self.present(code, redirect_uri, verifier, true)?;
        let OpenIdAsked { nonce, audience } = openid?;
        let family = self.families.begin(Given { user, scopes, nonce, audience }, now);
        self.redeemed(code, family);
        Some(family)
    }

    /// What a code stands for, if it is good and came by OpenID Connect (or not). One that was used before ends what
    /// came of it.
    fn present(
        &mut self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        openid: bool,
    ) -> Option<(Asked, &'static User)> {
        let now = self.clock.now();
        let code = self.codes.get_mut(code).filter(|code| code.asked.openid.is_some() == openid)?;
        if let Some(Used(grant)) = code.used {
            match grant {
                Some(family) if openid => self.families.end(family),
                Some(grant) => self.grants.end(grant),
                None => {}
            }
            return None;
        }
        code.used = Some(Used(None));
        let Asked { redirect_uri: asked, challenge, .. } = &code.asked;
        let proven = verifier.map(s256) == *challenge;
        let good = now < code.until && redirect_uri == asked && proven;
        good.then(|| (code.asked.clone(), code.user))
    }

    /// Remembers what came of a code.
    fn redeemed(&mut self, code: &str, grant: usize) {
        if let Some(code) = self.codes.get_mut(code) {
            code.used = Some(Used(Some(grant)));
        }
    }

    /// Tokens for a refresh token; nothing where it is not good.
    pub(crate) fn refresh(&mut self, token: &str) -> Result<Option<Tokens>, Unspecified> {
        let now = self.clock.now();
        self.grants.refresh(token, now)
    }

    /// What a bearer was granted, and for how many seconds it is one.
    pub(crate) fn bearer(&self, token: &str) -> Option<(&Granted, u64)> {
        self.grants.bearer(token, self.clock.now())
    }

    fn find(&mut self, id: &str) -> Option<&mut Waiting> {
        let now = self.clock.now();
        self.waiting.get_mut(id).filter(|waiting| now < waiting.until)
    }
}

/// RFC 7636, 4.2.
fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}
