//! Asking a provider, by one flow or the other.

use super::Wanted;
use super::place::Place;
use crate::cloud;
use crate::linking;
use crate::oauth::{Authorization, Client, Failure, Loopback, Reply, Secret};
use crate::terminal;
use reqwest::Url;
use sayso_codegen::model::ProxyLinking;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;

/// How long a user may take to sign in.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);
/// Scopes that are about a user: without one, a provider refuses them. Source: OpenID Connect Core 1.0, sections 3.1.2.1,
/// 5.4 and 11.
const OF_USERS: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];

impl Place {
    /// For the client itself (RFC 6749, section 4.4).
    pub(super) async fn by_client_credentials(
        &self,
        wanted: &Wanted<'_>,
        proxy: &ProxyLinking,
    ) -> anyhow::Result<Reply> {
        let scope = wanted.arguments.scope.clone().unwrap_or_else(|| scope_of_clients(&proxy.scopes));
        let audience = self.audience(wanted, proxy);
        let mut grant = vec![("grant_type", "client_credentials")];
        if !scope.is_empty() {
            grant.push(("scope", &scope));
        }
        if let Some((name, audience)) = &audience {
            grant.push((name, audience));
        }
        Ok(self.client(proxy, &self.secret).ask(&grant).await?)
    }

    /// For a user who signs in in the browser; for an account of stage `local` where one is wanted.
    pub(super) async fn by_code(
        &self,
        wanted: &Wanted<'_>,
        proxy: &ProxyLinking,
        cloud: Option<&cloud::Client>,
    ) -> anyhow::Result<Reply> {
        let loopback = Loopback::bind(wanted.arguments.port).await?;
        let scope = wanted.arguments.scope.clone().unwrap_or_else(|| proxy.scopes.join(" "));
        let audience = self.audience(wanted, proxy);
        let mut members = vec![("client_id", self.client_id.as_str())];
        if !scope.is_empty() {
            members.push(("scope", &scope));
        }
        if let Some((name, audience)) = &audience {
            members.push((name, audience));
        }
        let issuer = wanted.arguments.issuer.clone();
        let authorization = Authorization::new(&self.authorize, loopback.redirect(), &members, issuer)?;
        let authorization = Arc::new(authorization);
        let code = match cloud.filter(|_| wanted.arguments.linked.is_some()) {
            Some(cloud) => as_account(wanted, cloud, &loopback, &authorization).await?,
            None => as_user(wanted, &loopback, &authorization).await?,
        };
        let mut grant = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", &authorization.redirect),
            ("code_verifier", &authorization.verifier),
        ];
        // The token request says what the authorization request did, where it says anything.
        let said = audience.iter().filter(|(name, _)| proxy.send.contains_key(name));
        grant.extend(said.map(|(name, audience)| (name.as_str(), audience.as_str())));
        Ok(self.client(proxy, &self.secret).ask(&grant).await?)
    }

    fn client<'a>(&'a self, proxy: &'a ProxyLinking, secret: &'a Secret) -> Client<'a> {
        Client { token: self.token.clone(), id: &self.client_id, secret, proxy }
    }

    fn audience(&self, wanted: &Wanted<'_>, proxy: &ProxyLinking) -> Option<(String, String)> {
        let sent = proxy.send.iter().map(|(name, value)| (name.clone(), value.clone()));
        audience(&self.authorize, sent, wanted.arguments.audience.as_deref())
    }
}

/// Whom the token is for, and how this provider calls that: as the user says, else as the authorization endpoint's URL
/// does, or what the spec has every token request say.
fn audience(
    authorize: &Url,
    sent: impl Iterator<Item = (String, String)>,
    wanted: Option<&str>,
) -> Option<(String, String)> {
    // RFC 8707, section 2, and what others say in its place.
    let is_audience = |(name, _): &(String, String)| name == "audience" || name == "resource";
    let stated = authorize.query_pairs().into_owned().chain(sent).find(is_audience);
    let Some(wanted) = wanted else { return stated };
    let name = stated.map_or_else(|| "audience".to_owned(), |(name, _)| name);
    Some((name, wanted.to_owned()))
}

fn scope_of_clients(scopes: &[String]) -> String {
    let own = scopes.iter().filter(|scope| !OF_USERS.contains(&scope.as_str()));
    own.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Signs in as an account of stage `local`.
async fn as_account(
    wanted: &Wanted<'_>,
    cloud: &cloud::Client,
    loopback: &Loopback,
    authorization: &Arc<Authorization>,
) -> anyhow::Result<String> {
    let name = wanted.arguments.linked.as_deref().filter(|name| !name.is_empty());
    let accounts = linking::accounts_of(&wanted.compiled.plan);
    let account = linking::choose(&accounts, wanted.skill, name)?;
    let home = Url::parse(&loopback.home())?;
    let signed = async {
        match linking::sign_in(cloud, wanted.skill, account, authorization.url(), &home).await {
            // What came back then is the other's to tell.
            Ok(()) => std::future::pending().await,
            Err(error) => error,
        }
    };
    tokio::select! {
        code = loopback.code(authorization) => Ok(code?),
        failed = signed => Err(failed),
        () = tokio::time::sleep(PATIENCE) => Err(nobody().into()),
    }
}

/// Has the user sign in.
async fn as_user(
    wanted: &Wanted<'_>,
    loopback: &Loopback,
    authorization: &Arc<Authorization>,
) -> anyhow::Result<String> {
    invite(&loopback.home(), wanted.arguments.open);
    let code = tokio::time::timeout(PATIENCE, loopback.code(authorization)).await;
    Ok(code.map_err(|_| nobody())??)
}

/// Shows where the browser is to go, and opens it where that is wanted. Nothing secret is in the address.
pub(super) fn invite(home: &str, open: bool) {
    terminal::note(format!("open {home} in a browser of this machine, and sign in"));
    if !open {
        return;
    }
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = Command::new(program);
    command
        .arg(home)
        .env_remove(Secret::VARIABLE)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if command.spawn().is_err() {
        terminal::note(format!("`{program}` can't be started; the browser is yours to open"));
    }
}

/// Nobody signed in.
pub(super) fn nobody() -> Failure {
    Failure::Environment(format!("nobody signed in within {} minutes", PATIENCE.as_secs() / 60))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_client_asks_for_no_scope_of_users() {
        let of =
            |scopes: &[&str]| scope_of_clients(&scopes.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(of(&["openid", "weather.read", "offline_access", "x"]), "weather.read x");
        assert_eq!(of(&["offline_access"]), "");
    }

    #[test]
    fn an_audience_is_called_as_the_provider_calls_it() {
        let sending = |sent: Option<&str>, query: &str, wanted| {
            let url = Url::parse(&format!("https://login.example/authorize{query}")).unwrap();
            let sent = sent.map(|name| (name.to_owned(), "s".to_owned()));
            audience(&url, sent.into_iter(), wanted).map(|(name, value)| format!("{name}={value}"))
        };
        let of = |query: &str, wanted| sending(None, query, wanted);
        assert_eq!(of("", None), None);
        assert_eq!(of("?x=y&resource=a%2Fb", None).as_deref(), Some("resource=a/b"));
        assert_eq!(of("?resource=a", Some("b")).as_deref(), Some("resource=b"));
        assert_eq!(of("", Some("b")).as_deref(), Some("audience=b"));
        assert_eq!(sending(Some("x"), "", None), None);
        assert_eq!(sending(Some("resource"), "", Some("b")).as_deref(), Some("resource=b"));
    }
}
