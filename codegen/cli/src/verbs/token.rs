//! `sayso token`.

mod asking;
mod linked;
mod place;
mod shown;

use crate::cloud::running::{self, Address, Other};
use crate::cloud::{Client, Own, Profile};
use crate::compilation::{self, Compiled};
use crate::oauth::{Failure, Reply, Secret};
use crate::selection::Selection;
use crate::stage::LOCAL;
use crate::{Outcome, terminal};
use anyhow::{Context, anyhow, bail};
use clap::ValueEnum;
use place::Place;
use sayso_codegen::model::ProxyLinking;
use shown::{Format, Service};

/// Print a test access token
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sayso token                                    by client credentials, at the provider of stage `local`
  sayso token --audience https://api.example --scope \"read write\"
  sayso token --flow code                        for a user, who signs in in the browser
  sayso token --linked                           for the first account of stage `local`; no browser
  sayso token --skill tea-time --linked          where a skill gives tokens by itself: as Alexa gets them
  sayso token --format curl --url /me | sh       asks the service itself
  sayso token --stage dev --secret - < secret    at the provider of stage `dev`
  SAYSO_CLIENT_SECRET=… sayso token --stage dev --flow code

Stage `local` knows its client and the secret. It is that of the `sayso dev` that runs for this project, or of a cloud of
its own, which is gone afterwards, with its demo backends. The code flow comes back to http://127.0.0.1:PORT/callback;
register that without a port (RFC 8252), or with the one that you give. Nothing secret is taken from arguments, or put
into those of others. Exit code 1 if the provider or the user refuses, 2 if nobody could be asked.")]
pub(crate) struct Arguments {
    /// The stage whose provider is asked.
    #[arg(long, value_name = "STAGE", default_value = LOCAL)]
    stage: String,
    /// How the token is asked for: client-credentials, or the code flow where a skill gives tokens by itself.
    #[arg(long, value_name = "FLOW")]
    flow: Option<Flow>,
    /// Whom the token is for, in place of what the spec says.
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<String>,
    /// What it is good for, with blanks between, in place of the spec's scopes.
    #[arg(long, value_name = "SCOPES")]
    scope: Option<String>,
    /// The client, in place of the stage's.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// `-`: the client's secret is the first line of stdin; else it is in `SAYSO_CLIENT_SECRET`.
    #[arg(long, value_name = "-")]
    secret: Option<String>,
    /// Where the provider is, in place of the host that the spec names.
    #[arg(long, value_name = "URL")]
    provider: Option<String>,
    /// What the provider calls itself in the answers of the code flow (`iss`).
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Sign in as an account of stage `local`, by the code flow: the one of that name, or the first.
    #[arg(long, value_name = "ACCOUNT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    linked: Option<String>,
    /// The port to which the browser comes back; any where left out.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Open the browser, too.
    #[arg(long, conflicts_with = "linked")]
    open: bool,
    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
    /// What `--format curl` asks for: a path at the service, or all of a URL.
    #[arg(long, value_name = "URL", default_value = "/")]
    url: String,
}

/// How a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Flow {
    /// For the client itself (RFC 6749, section 4.4).
    ClientCredentials,
    /// For a user, who signs in (RFC 6749, section 4.1).
    Code,
}

pub(crate) fn run(arguments: &Arguments, skill: Option<&str>) -> anyhow::Result<Outcome> {
    let selection = Selection::one(skill)?;
    // Before anything waits for Ctrl-C, so that it ends this, too.
    let secret = Secret::given(arguments.secret.as_deref())?;
    let result = super::block_on(async {
        tokio::select! {
            result = token(arguments, &selection, secret) => result,
            signal = super::interrupted() => signal.map(|()| Outcome::Clean).context("can't wait for Ctrl-C"),
        }
    });
    match result {
        Err(error) if matches!(error.downcast_ref(), Some(Failure::Refused(_))) => {
            terminal::error(&error);
            Ok(Outcome::Found)
        }
        other => other,
    }
}

async fn token(
    arguments: &Arguments,
    selection: &Selection,
    secret: Option<Secret>,
) -> anyhow::Result<Outcome> {
    let [skill] = selection.skills.as_slice() else { bail!("a token is one skill's") };
    let (compiled, count) = compilation::compile(&selection.project, skill, compilation::Format::Human);
    let Some(compiled) = compiled else {
        terminal::note(count.in_words());
        return Ok(Outcome::Found);
    };
    let wanted = Wanted::of(arguments, skill, &compiled, secret)?;
    if arguments.stage != LOCAL || arguments.provider.is_some() {
        return wanted.elsewhere().await;
    }
    match running::find(&selection.project.root)? {
        Other::Ready(Address { port, .. }) => wanted.local(&Client::new(port)?).await,
        Other::Starting => {
            bail!("`sayso dev` runs for this project but has not come up; look at what it says there")
        }
        Other::None => {
            let own = match Own::start(&selection.project, &selection.skills, Profile::Dev).await? {
                Ok(own) => own,
                Err(outcome) => return Ok(outcome),
            };
            let result = wanted.local(&own.client).await;
            let log = own.log.clone();
            own.stop().await;
            match &result {
                Ok(_) => terminal::note(format!(
                    "the cloud that gave it is gone, with the services that take it; `{}` keeps one running",
                    terminal::command("dev")
                )),
                // A refusal says all by itself.
                Err(error) if !error.is::<Failure>() => log.show(),
                Err(_) => {}
            }
            result
        }
    }
}

/// A token that is wanted.
struct Wanted<'a> {
    arguments: &'a Arguments,
    skill: &'a str,
    compiled: &'a Compiled,
    /// How the provider is asked; none where the skill gives tokens by itself.
    proxy: Option<&'a ProxyLinking>,
    flow: Flow,
    /// What the user gives.
    secret: Option<Secret>,
}

impl<'a> Wanted<'a> {
    fn of(
        arguments: &'a Arguments,
        skill: &'a str,
        compiled: &'a Compiled,
        secret: Option<Secret>,
    ) -> anyhow::Result<Self> {
        if compiled.plan.linking.is_none() {
            bail!("the skill `{skill}` has no account linking, so nobody gives it tokens");
        }
        let proxy = compiled.proxy.as_ref();
        let flow = match (arguments.flow, proxy, &arguments.linked) {
            (Some(flow), ..) => flow,
            (None, Some(_), None) => Flow::ClientCredentials,
            (None, ..) => Flow::Code,
        };
        if flow == Flow::ClientCredentials && proxy.is_none() {
            bail!(
                "`{skill}` gives tokens by itself, to accounts that users have linked; ask by `--flow code`"
            );
        }
        if flow == Flow::ClientCredentials && arguments.linked.is_some() {
            bail!("client credentials are nobody's account; leave `--linked` or `--flow` out");
        }
        let elsewhere = arguments.stage != LOCAL || arguments.provider.is_some();
        if elsewhere && proxy.is_none() {
            bail!(
                "`{skill}` gives tokens by itself, and sends users back to Alexa alone; ask in stage `{LOCAL}`, where \
                 Alexa has a stand-in"
            );
        }
        if elsewhere && arguments.linked.is_some() {
            bail!("only stage `{LOCAL}` has accounts to sign in with; leave `--linked` out");
        }
        Ok(Self { arguments, skill, compiled, proxy, flow, secret })
    }

    /// Asks the provider of a stage that no embedded cloud has.
    async fn elsewhere(&self) -> anyhow::Result<Outcome> {
        let Some(proxy) = self.proxy else { bail!("`{}` gives tokens by itself", self.skill) };
        let place = Place::of_stage(self, proxy)?;
        let reply = match self.flow {
            Flow::ClientCredentials => place.by_client_credentials(self, proxy).await?,
            Flow::Code => place.by_code(self, proxy, None).await?,
        };
        self.show(&reply, place.service.as_ref())
    }

    /// Asks who gives tokens in stage `local`.
    async fn local(&self, client: &Client) -> anyhow::Result<Outcome> {
        let Some(proxy) = self.proxy else {
            let reply = linked::token(self, client).await?;
            return self.show(&reply, None);
        };
        let told = client.provider_client(self.skill).await?;
        let place = Place::of_cloud(self, proxy, told.map_err(|complaint| anyhow!(complaint.in_words()))?)?;
        let reply = match self.flow {
            Flow::ClientCredentials => place.by_client_credentials(self, proxy).await?,
            Flow::Code => place.by_code(self, proxy, Some(client)).await?,
        };
        self.show(&reply, place.service.as_ref())
    }

    fn show(&self, reply: &Reply, service: Option<&Service>) -> anyhow::Result<Outcome> {
        let shown = shown::shown(self.arguments.format, reply, service, &self.arguments.url)?;
        terminal::result(shown);
        Ok(Outcome::Clean)
    }
}
