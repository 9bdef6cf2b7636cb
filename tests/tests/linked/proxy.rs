//! The skill `wear` before a provider that outlives the cloud, and an Alexa of our own, which keeps its tokens whatever
//! becomes of the cloud.

use crate::{
    accounts::ADA,
    agent::{CHALLENGE, FORM, VERIFIER, ask_for_tokens, form, parameter, redirect},
    cloud::{Answer, Cloud, Folder, client},
    gate::Gate,
    programs::{Program, program},
    provider::sign_in,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    process::Command,
    sync::{Arc, mpsc::Receiver},
};
use tokio::task::spawn_blocking;

/// The skill.
pub const SKILL: &str = "wear";
/// The provider's token endpoint, in the edition that forgets to say how long a refreshed token lives.
pub const TOKEN: &str = "/connect/v1/token";
/// The client that the provider knows.
const CLIENT: &str = "sayso-outside";
/// Its secret, and what that is called in the cloud.
pub const SECRET: &str = "outside-proxy-secret-93aa";
const SECRET_NAME: &str = "outside-proxy";

/// The provider and the weather service, as programs of their own, with a gate before the first.
pub struct Outside {
    pub gate: Gate,
    idp: String,
    weather: String,
    programs: [Program; 2],
}

impl Outside {
    /// Starts them for the cloud on `folder`, and tells its plan where they are.
    pub fn start(folder: &Arc<Folder>) -> Self {
        let redirect = format!("http://localhost:{}/alexa/redirect/M1LOCAL", folder.port);
        let mut command = Command::new(program("demo-idp"));
        command.env("DEMO_CLIENT_ID", CLIENT).env("DEMO_CLIENT_SECRET", SECRET);
        let idp = Program::start(command.env("DEMO_REDIRECT_URIS", redirect));
        let weather =
            Program::start(Command::new(program("demo-weather")).args(["--provider", &idp.first()]));
        let gate = Gate::before(&idp.first());
        folder.replan(SKILL, |plan| {
            let provider = &mut plan["linking"]["providers"][0];
            provider["authorize"] = json!(format!("{}/connect/authorize", idp.first()));
            provider["token"] = json!(format!("{}{TOKEN}", gate.url));
            let name = provider["name"].as_str().unwrap().to_owned();
            let local = &mut plan["stages"]["local"];
            local["services"]["weather"] = json!({"url": weather.first()});
            local["providers"][name] = json!({"client": {"id": CLIENT, "secret": SECRET_NAME}});
        });
        Self { gate, idp: idp.first(), weather: weather.first(), programs: [idp, weather] }
    }

    /// A cloud that knows the secret of its client.
    pub async fn cloud(&self, folder: &Arc<Folder>) -> Cloud {
        let cloud = Cloud::on(folder);
        cloud.aws().make_secret(SECRET_NAME, SECRET).await;
        cloud
    }

    /// Tells the provider something: `/habits`, `/faults`.
    pub async fn tell(&self, path: &str, what: Value) {
        let answer = client().post(format!("{}{path}", self.idp)).json(&what).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
    }

    /// How often the provider was asked to refresh.
    pub async fn refreshed(&self) -> u64 {
        let log = client().get(format!("{}/log", self.idp)).send().await.unwrap();
        log.json::<Value>().await.unwrap()["openid"]["refresh_token"].as_u64().unwrap_or_default()
    }

    /// Whether the weather service takes an access token.
    pub async fn takes(&self, access: &str) -> bool {
        let request = client().get(format!("{}/me?language=en", self.weather)).bearer_auth(access);
        request.send().await.unwrap().status().is_success()
    }

    /// Ends them; all that they have said.
    pub fn end(self) -> Vec<String> {
        self.programs.map(Program::end).concat()
    }
}

/// Alexa, with the account that a user has linked.
pub struct Alexa {
    pub secret: String,
    pub code: String,
    pub access: String,
    pub refresh: String,
    /// As it was told.
    pub expires_in: Value,
}

impl Alexa {
    /// Ada links her account.
    pub async fn link(cloud: &Cloud, outside: &Outside) -> Self {
        let redirect = redirect(cloud);
        let query = form(&[
            ("audience", "https://weather.example"),
            ("client_id", CLIENT),
            ("response_type", "code"),
            ("state", "st+ate /of=ours"),
            ("scope", "weather.read offline_access"),
            ("redirect_uri", &redirect),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        let url = format!("{}/connect/authorize?{query}", outside.idp);
        let back = sign_in(cloud, &url, ADA, "allow").await;
        let secret = cloud.aws().secret(&format!("{SKILL}-local-alexa-client")).await;
        let (none, code) = (String::new(), parameter(&back, "code"));
        let mut alexa = Self { secret, code, access: none.clone(), refresh: none, expires_in: Value::Null };
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", &alexa.code),
            ("redirect_uri", &redirect),
            ("code_verifier", VERIFIER),
        ];
        let answer = ask_for_tokens(cloud, SKILL, (CLIENT, &alexa.secret), &grant).await;
        alexa.take(&answer);
        alexa
    }

    /// Refreshes once: what is answered, of which nothing is kept yet.
    pub async fn ask(&self, cloud: &Cloud) -> Answer {
        let grant = [("grant_type", "refresh_token"), ("refresh_token", self.refresh.as_str())];
        ask_for_tokens(cloud, SKILL, (CLIENT, &self.secret), &grant).await
    }

    /// Begins to refresh; nobody waits for the answer.
    pub fn begin(&self, cloud: &Cloud) {
        let members = [
            ("client_id", CLIENT),
            ("client_secret", &self.secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", &self.refresh),
        ];
        let request =
            client().post(format!("{}/oauth/token", cloud.origin(SKILL))).header("content-type", FORM);
        let request = request.body(form(&members)).send();
        tokio::spawn(async { drop(request.await) });
    }

    /// Refreshes and, where it is told to come back, comes back when it is worth it.
    pub async fn refresh(&mut self, cloud: &Cloud) {
        for _ in 0..4 {
            let answer = self.ask(cloud).await;
            if answer.status == 200 {
                self.take(&answer);
                return;
            }
            // Of the function, or of who waits for one that died.
            assert!(answer.status == 429 || answer.status >= 500, "{} {}", answer.status, answer.text);
            // Whoever died with a lease had it for five seconds.
            cloud.aws().pass(SKILL, 6).await;
        }
        panic!("whoever comes back is answered at last");
    }

    /// Takes tokens, which say how long they live.
    #[track_caller]
    pub fn take(&mut self, answer: &Answer) {
        assert_eq!(answer.status, 200, "{}", answer.text);
        let body = answer.json();
        body["access_token"].as_str().unwrap().clone_into(&mut self.access);
        body["refresh_token"].as_str().unwrap().clone_into(&mut self.refresh);
        self.expires_in = body["expires_in"].clone();
        assert!(self.expires_in.as_u64().is_some_and(|it| (1..=3600).contains(&it)), "{}", self.expires_in);
    }

    /// A refresh by somebody else at the same time, as many as there are `clients`.
    pub async fn at_once(&self, cloud: &Cloud, clients: usize) -> Vec<Answer> {
        futures_util::future::join_all((0..clients).map(|_| self.ask(cloud))).await
    }
}

/// What befalls the function `token` from now on, and nobody else; nothing where it is null.
pub async fn befall(cloud: &Cloud, mut fault: Value) {
    if fault.is_null() {
        return cloud.faults(json!([])).await;
    }
    fault["function"] = json!("token");
    cloud.faults(json!([fault])).await;
}

/// Waits until a gate is reached.
pub async fn reach(moment: Receiver<()>) {
    spawn_blocking(move || moment.recv().unwrap()).await.unwrap();
}

/// The execution environments of the function `token` that have written to their log.
pub fn environments(cloud: &Cloud) -> usize {
    let lines = cloud.said().into_iter().filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    let of_token = lines.filter(|it| it["event"] == "function_log" && it["function"] == "token");
    of_token.map(|it| it["environment"].to_string()).collect::<BTreeSet<_>>().len()
}

/// Asks the skill's token endpoint for what it does not have.
pub async fn get(cloud: &Cloud, path: &str) -> u16 {
    cloud.send(Method::GET, &format!("{}{path}", cloud.origin(SKILL)), &[], "").await.status
}
