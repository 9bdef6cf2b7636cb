//! The endpoints, over whatever keeps the records: a request is read, its client authenticated, and what it asks for done.

use super::{
    Codes, Denied, Ends, Families, Issued, Links,
    answer::{self, Refusal},
    client::Client,
    code, introspect,
    issue::{Lifetimes, Tokens},
    lookup::Mentioned,
    metadata::Metadata,
    refresh,
    request::{self, Form},
    revoke::{self, AccessTokens, Revoked},
};
use crate::{
    Linking,
    log::{Event, Log},
    store::StoreError,
};
use http::{Method, Request, Response};

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Token,
    Revoke,
    Introspect,
    Metadata,
}

impl Route {
    pub(super) const ALL: [Self; 4] = [Self::Token, Self::Revoke, Self::Introspect, Self::Metadata];

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Token => "/oauth/token",
            Self::Revoke => "/oauth/revoke",
            Self::Introspect => "/oauth/introspect",
            // RFC 8414, section 3: an issuer without a path.
            Self::Metadata => "/.well-known/oauth-authorization-server",
        }
    }

    pub(super) fn method(self) -> Method {
        match self {
            // "The client MUST use the HTTP "POST" method when making access token requests" (RFC 6749, section 3.2);
            // so have RFC 7009, section 2.1, and RFC 7662, section 2.1.
            Self::Token | Self::Revoke | Self::Introspect => Method::POST,
            // RFC 8414, section 3.1.
            Self::Metadata => Method::GET,
        }
    }
}

/// The grant types that are served (RFC 6749, sections 4.1.3 and 6).
#[derive(Debug, Clone, Copy)]
pub(super) enum Grant {
    Code,
    Refresh,
}

impl Grant {
    pub(super) const ALL: [Self; 2] = [Self::Code, Self::Refresh];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Code => "authorization_code",
            Self::Refresh => "refresh_token",
        }
    }

    pub(super) fn read(form: &Form) -> Result<Self, Refusal> {
        let name = form.get("grant_type").ok_or(Refusal::InvalidRequest("`grant_type` is missing"))?;
        let known = Self::ALL.into_iter().find(|grant| grant.name() == name);
        known.ok_or(Refusal::UnsupportedGrantType)
    }
}

/// Everything that is kept.
pub(crate) trait Storage: Issued + Ends + Codes + Families + AccessTokens + Links + Sync {}

impl<T: Issued + Ends + Codes + Families + AccessTokens + Links + Sync> Storage for T {}

/// The authorization server, as far as Alexa's servers call it.
#[derive(Debug)]
pub(crate) struct Server {
    client: Client,
    lifetimes: Lifetimes,
    issuer: String,
    scope: &'static str,
    log: Log,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) struct Served {
    /// Of which type the grant was, where there was one.
    pub(super) grant: Option<&'static str>,
    pub(super) outcome: Result<Response<String>, Refusal>,
    /// The code of an error that somebody else answered with, and that is passed on.
    passed: Option<&'static str>,
}

impl Served {
    /// What was asked for.
    pub(super) fn given(grant: Option<&'static str>, response: Response<String>) -> Self {
        Self { grant, outcome: Ok(response), passed: None }
    }

    /// Nothing.
    pub(super) fn refused(grant: Option<&'static str>, refusal: Refusal) -> Self {
        Self { grant, outcome: Err(refusal), passed: None }
    }

    /// Somebody else's error.
    pub(super) fn passed(
        grant: Option<&'static str>,
        code: &'static str,
        response: Response<String>,
    ) -> Self {
        Self { grant, outcome: Ok(response), passed: Some(code) }
    }

    /// The error's code, where nothing was given.
    pub(super) fn error(&self) -> Option<&'static str> {
        self.outcome.as_ref().err().map(|refusal| refusal.code()).or(self.passed)
    }

    /// As it is answered.
    pub(crate) fn response(self) -> Response<String> {
        self.outcome.unwrap_or_else(answer::refusal)
    }
}

/// What an authenticated client asks for.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Tokens(Grant),
    Revocation,
    Introspection,
}

impl Server {
    /// The server `issuer` of a skill with this `linking`; `client` is Alexa.
    pub(crate) fn new(client: Client, issuer: String, linking: &Linking, log: Log) -> Self {
        Self { client, lifetimes: Lifetimes::of(linking), issuer, scope: linking.scope, log }
    }

    /// Answers a request whose method and path are those of `route`.
    pub(crate) async fn serve(
        &self,
        storage: &impl Storage,
        route: Route,
        request: &Request<impl AsRef<[u8]>>,
    ) -> Served {
        if route == Route::Metadata {
            let metadata = Metadata::of(&self.issuer, self.scope);
            return Served::given(None, answer::json(&metadata));
        }
        let (asked, form) = match self.read(route, request) {
            Ok(read) => read,
            Err(refusal) => return Served::refused(None, refusal),
        };
        let grant = match asked {
            Asked::Tokens(grant) => Some(grant.name()),
            Asked::Revocation | Asked::Introspection => None,
        };
        match self.answer(storage, asked, &form).await {
            Ok(response) => Served::given(grant, response),
            Err(refusal) => Served::refused(grant, refusal),
        }
    }

    fn read(&self, route: Route, request: &Request<impl AsRef<[u8]>>) -> Result<(Asked, Form), Refusal> {
        let form = request::read(request)?;
        // "the authorization server first validates the client credentials" (RFC 7009, section 2.1); "to prevent token
        // scanning attacks, the endpoint MUST also require some form of authorization" (RFC 7662, section 2.1).
        self.client.authenticate(request.headers(), &form)?;
        let asked = match route {
            Route::Revoke => Asked::Revocation,
            Route::Introspect => Asked::Introspection,
            Route::Token | Route::Metadata => Asked::Tokens(Grant::read(&form)?),
        };
        Ok((asked, form))
    }

    async fn answer(
        &self,
        storage: &impl Storage,
        asked: Asked,
        form: &Form,
    ) -> Result<Response<String>, Refusal> {
        match asked {
            Asked::Tokens(grant) => {
                let tokens = self.grant(storage, grant, form).await?;
                Ok(answer::tokens(&tokens, Issued::now(storage)))
            }
            Asked::Revocation => {
                self.revoke(storage, form).await?;
                Ok(answer::revoked())
            }
            Asked::Introspection => {
                let mentioned = Mentioned::read(form, self.client.id())?;
                let active = introspect::introspect(storage, &mentioned).await;
                let active = active.map_err(|error| self.unavailable(&error))?;
                Ok(answer::introspection(active.as_ref(), &self.issuer))
            }
        }
    }

    async fn grant(&self, storage: &impl Storage, grant: Grant, form: &Form) -> Result<Tokens, Refusal> {
        let outcome = match grant {
            Grant::Code => {
                let presented = code::Presented::read(form, self.client.id())?;
                code::redeem(storage, self.lifetimes, &presented).await
            }
            Grant::Refresh => {
                let presented = refresh::Presented::read(form, self.client.id())?;
                refresh::refresh(storage, self.lifetimes, &presented).await
            }
        };
        outcome.map_err(|denied| self.refusal(&denied))
    }

    async fn revoke(&self, storage: &impl Storage, form: &Form) -> Result<(), Refusal> {
        let mentioned = Mentioned::read(form, self.client.id())?;
        let revoked = revoke::revoke(storage, &mentioned).await.map_err(|denied| self.refusal(&denied))?;
        if let Revoked::Family(link) = revoked {
            self.log.write(&Event::Unlinked { link: &link, by: "client", whole: false });
        }
        Ok(())
    }

    /// What the client is told; the log keeps why.
    fn refusal(&self, denied: &Denied) -> Refusal {
        match denied {
            Denied::Grant { reason, link, alarm } => {
                let link = link.as_deref();
                self.log.write(&if *alarm {
                    Event::Security { what: reason, link }
                } else {
                    Event::GrantRefused { reason, link }
                });
                Refusal::InvalidGrant
            }
            Denied::Scope => Refusal::InvalidScope,
            Denied::TooMany { link, wait } => {
                self.log.write(&Event::Security { what: "limit_reached", link: Some(link) });
                Refusal::TooMany(*wait)
            }
            Denied::Store(error) => self.unavailable(error),
        }
    }

    fn unavailable(&self, error: &StoreError) -> Refusal {
        self.log.write(&Event::Failed { detail: &error.to_string() });
        Refusal::Unavailable
    }
}
