//! A user with everything that is known of them: a browser, what Alexa holds for them, and how they go on after an error.

use crate::{
    accounts::JIRA,
    agent::{Agent, FORM, Tokens, VERIFIER, ask_for_tokens, form, parameter, redirect},
    cloud::{Answer, household, send},
    provider::sign_in,
    world::World,
};
use reqwest::Method;
use serde_json::{Value, json};

/// Who signs in at the provider, for whomever the demo backends then take her.
pub const ADA: (&str, &str) = ("ada", "lovelace-1815");
/// The site that is chosen where there are several.
const SITE: &str = "Northwind";

/// A user.
#[derive(Clone, Default)]
pub struct Peer {
    /// Which account of the demo backends is theirs.
    pub number: u32,
    /// The browser, while it is at the page.
    pub agent: Option<Agent>,
    /// What the page has to send with its next request.
    pub nonce: String,
    /// Where the provider sent the browser back.
    pub back: String,
    /// What Alexa got, from the page and from the token endpoint.
    pub code: String,
    pub tokens: Option<Tokens>,
    /// The link at the stand-in for Alexa, and its random id in the skill's records.
    pub link: String,
    pub id: String,
    /// The address at which the stand-in for Alexa is told that the user agreed.
    pub landing: String,
    /// The conversation under way.
    pub conversation: String,
    /// The account is linked, and must stay so.
    pub lives: bool,
    /// How often the tokens were refreshed.
    pub refreshed: usize,
}

impl Peer {
    /// Somebody whom the skill has never met.
    pub fn new(world: &World) -> Self {
        let peer = Self { number: world.next_account(), ..Self::default() };
        world.canary("a password", &peer.password(world));
        peer
    }

    pub fn agent(&self) -> &Agent {
        self.agent.as_ref().unwrap()
    }

    pub fn tokens(&self) -> &Tokens {
        self.tokens.as_ref().unwrap()
    }

    /// What this user types, which is theirs alone.
    pub fn password(&self, world: &World) -> String {
        format!("pass-word/{}+of.{}", self.number, world.folder.port)
    }

    pub fn typed(&self, world: &World) -> Value {
        let user = format!("ada-{}", self.number);
        json!({"method": "password", "fields": {"site": JIRA, "user": user, "secret": self.password(world)}})
    }

    /// Begins a linking, and looks at the page.
    pub async fn begin(&mut self, world: &World) {
        let agent = Agent::begin(&world.cloud, "jira").await;
        world.canary("a cookie", agent.cookie.trim_start_matches("__Host-tx="));
        self.agent = Some(agent);
        self.look(world).await;
    }

    /// Begins to look at what is linked.
    pub async fn manage(&mut self, world: &World) {
        self.agent = Some(Agent::manage(&world.cloud, "jira").await);
        self.look(world).await;
    }

    /// What the page shows; it has the next nonce then.
    pub async fn look(&mut self, world: &World) -> Value {
        let shown = self.agent().show(&world.cloud).await;
        shown["nonce"].as_str().unwrap().clone_into(&mut self.nonce);
        world.canary("a nonce", &self.nonce);
        shown
    }

    /// What the page shows, where this browser may still see it.
    pub async fn reload(&mut self, world: &World) -> Option<Value> {
        let agent = self.agent();
        let answer = agent.get(&world.cloud, &format!("/link/tx?tx={}", agent.tx)).await;
        if answer.status == 403 {
            return None;
        }
        assert_eq!(answer.status, 200, "the page, reloaded without a fault: {}", answer.text);
        answer.json()["nonce"].as_str().unwrap().clone_into(&mut self.nonce);
        Some(answer.json())
    }

    /// Posts as the page does, with the nonce that it has.
    pub async fn post(&self, world: &World, path: &str, mut body: Value) -> Answer {
        body["nonce"] = json!(self.nonce);
        self.agent().post_with(&world.cloud, path, body).await
    }

    /// Goes to the provider's pages and agrees there.
    pub async fn agree(&mut self, world: &World, there: &str) {
        self.back = sign_in(&world.cloud, there, ADA, "allow").await;
        world.canary("a code of the provider", &parameter(&self.back, "code"));
    }

    /// Asks where to sign in, and goes there.
    pub async fn depart(&mut self, world: &World) {
        let answer = self.post(world, "/link/provider", json!({"method": "atlassian"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.agree(world, answer.json()["location"].as_str().unwrap()).await;
    }

    /// Comes back from the provider, and looks at its sites.
    pub async fn come_back(&mut self, world: &World) {
        let answer = self.agent().come_back(&world.cloud, &self.back).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        self.look(world).await;
    }

    /// What the page posts when the user chooses a site.
    pub async fn site(&mut self, world: &World) -> Value {
        let shown = self.look(world).await;
        let sites = shown["sites"].as_array().unwrap();
        let site = sites.iter().find(|site| site["name"] == SITE).unwrap_or_else(|| panic!("{shown}"));
        json!({"site": site["id"]})
    }

    /// Goes on with a typed credential until Alexa has a code, from wherever the page is; begins anew where it must.
    pub async fn finish_typed(&mut self, world: &World) {
        let open = match &self.agent {
            Some(_) => self.reload(world).await.is_some(),
            None => false,
        };
        if !open {
            self.begin(world).await;
        }
        let answer = self.post(world, "/link/form", self.typed(world)).await;
        self.take_code(world, &answer);
    }

    /// The same by the provider.
    pub async fn finish_at_provider(&mut self, world: &World) {
        let shown = match &self.agent {
            Some(_) => self.reload(world).await,
            None => None,
        };
        if shown.is_none() {
            self.begin(world).await;
        }
        if shown.is_none_or(|shown| shown["step"] == "method") {
            self.depart(world).await;
            self.come_back(world).await;
        }
        let site = self.site(world).await;
        let answer = self.post(world, "/link/site", site).await;
        self.take_code(world, &answer);
    }

    /// The code of a page's last answer.
    pub fn take_code(&mut self, world: &World, answer: &Answer) {
        assert_eq!(answer.status, 200, "the last step, without a fault: {}", answer.text);
        self.code = parameter(answer.json()["location"].as_str().unwrap(), "code");
        world.canary("a code", &self.code);
    }

    /// Alexa exchanges the code that it has.
    pub async fn exchange(&self, world: &World) -> Answer {
        let redirect = redirect(&world.cloud);
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", self.code.as_str()),
            ("redirect_uri", &redirect),
            ("code_verifier", VERIFIER),
        ];
        self.ask(world, &grant).await
    }

    /// Alexa refreshes.
    pub async fn refresh(&self, world: &World) -> Answer {
        self.ask(world, &[("grant_type", "refresh_token"), ("refresh_token", &self.tokens().refresh)]).await
    }

    async fn ask(&self, world: &World, grant: &[(&str, &str)]) -> Answer {
        ask_for_tokens(&world.cloud, "jira", (&world.client.0, &world.client.1), grant).await
    }

    /// Asks another endpoint of the function `token` about a token.
    pub async fn ask_about(&self, world: &World, path: &str, token: &str) -> Answer {
        let body =
            form(&[("client_id", &world.client.0), ("client_secret", &world.client.1), ("token", token)]);
        let url = format!("{}{path}", world.cloud.origin("jira"));
        world.cloud.send(Method::POST, &url, &[("content-type", FORM)], &body).await
    }

    /// Exchanges the code, and remembers what was given.
    pub async fn take_tokens(&mut self, world: &World) {
        let answer = self.exchange(world).await;
        self.hold(world, &answer);
        self.know_id(world).await;
    }

    /// Remembers the tokens of an answer.
    pub fn hold(&mut self, world: &World, answer: &Answer) {
        let tokens = crate::agent::tokens(answer);
        world.canary("an access token", &tokens.access);
        world.canary("a refresh token", &tokens.refresh);
        self.tokens = Some(tokens);
        self.lives = true;
    }

    /// Whether the skill honours the access token; the link that it is for.
    pub async fn introspect(&self, world: &World) -> Option<String> {
        let answer = self.ask_about(world, "/oauth/introspect", &self.tokens().access).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let answer = answer.json();
        if answer["active"] == false {
            assert_eq!(answer, json!({"active": false}));
            return None;
        }
        Some(answer["sub"].as_str().unwrap().to_owned())
    }

    /// Looks which link the tokens are for.
    pub async fn know_id(&mut self, world: &World) {
        let id = self.introspect(world).await.unwrap_or_else(|| panic!("new tokens are not honoured"));
        self.id = id;
    }

    /// A user whose account is linked by typing, with tokens that Alexa holds.
    pub async fn linked(world: &World) -> Self {
        let mut peer = Self::new(world);
        peer.finish_typed(world).await;
        peer.take_tokens(world).await;
        peer
    }

    /// Agrees as a user of the stand-in for Alexa, who is about to be sent there.
    pub async fn about_to_land(world: &World, by_provider: bool) -> Self {
        let mut peer = Self::new(world);
        let (link, url) = world.cloud.begin_link("jira").await;
        peer.link = link;
        peer.agent = Some(Agent::open(&world.cloud, "jira", &url).await);
        peer.look(world).await;
        let answer = if by_provider {
            peer.depart(world).await;
            peer.come_back(world).await;
            let site = peer.site(world).await;
            peer.post(world, "/link/site", site).await
        } else {
            peer.post(world, "/link/form", peer.typed(world)).await
        };
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["location"].as_str().unwrap().clone_into(&mut peer.landing);
        peer
    }

    /// Lands at Alexa, which exchanges the code and tells the skill.
    pub async fn land(&self, world: &World) -> Answer {
        let answer = send(&household(), Method::GET, &self.landing, &[], "").await;
        let path = format!("/api/skills/jira/links/{}", self.link);
        // Answered when the skill has been told.
        world.cloud.control(Method::GET, &path, &json!({})).await;
        answer
    }

    /// A user of the stand-in for Alexa whose account is linked.
    pub async fn landed(world: &World, by_provider: bool) -> Self {
        let mut peer = Self::about_to_land(world, by_provider).await;
        let answer = peer.land(world).await;
        peer.lives = true;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(world.cloud.link_state("jira", &peer.link).await, "linked");
        peer
    }

    /// Says something.
    pub async fn say(&self, world: &World, words: &str) -> Answer {
        world.cloud.try_turn("jira", &self.conversation, Some(&self.link), words).await
    }

    /// Says something first in a conversation of its own.
    pub async fn say_anew(&mut self, world: &World, words: &str) -> Answer {
        self.conversation = world.next_conversation();
        self.say(world, words).await
    }
}

/// What the user hears.
pub fn heard(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = answer.json();
    assert_ne!(answer["card"], "LinkAccount", "{}", answer["speech"]);
    answer["speech"].as_str().unwrap().to_owned()
}
