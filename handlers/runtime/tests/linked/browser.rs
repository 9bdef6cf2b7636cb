//! A browser before the function `link`, the shop behind TLS, and the provider.

use crate::{
    cloud::Cloud,
    service::{Conduct, Received, Service},
    shop::{CLOCK_URL, SHOP_URL, Shop},
    user::User,
};
use http::{Method, Request, Response};
use sayso_local::tls::Authority;
use sayso_runtime::testing::{Linker, TokenEndpoint};
use sayso_schemas::plan::ORIGIN_HEADER;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

pub const ISSUER: &str = "http://shop.localhost:4000";
pub const REDIRECT: &str = "https://alexa.example/link/M1";
/// Where browsers are.
const HOME: &str = "203.0.113.7";
/// A host that is pinned where nothing listens.
pub const GONE: &str = "gone.corp.example";
/// Where the shop is that users type.
pub const SITE: &str = "shop.corp.example";
/// RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// SHA-256 of `client-secret`.
const CLIENT_SECRET: &str = "fdce8e4a65b70d186bd77cba2e0c580dcf1c6497da9f1b70eed849497e1f8ba2";

/// Everything that a linking needs.
pub struct World {
    pub cloud: Cloud,
    pub shop: Service,
    pub provider: Service,
    pub linker: Arc<Linker<Shop>>,
    /// The shop refuses every token.
    closed: Arc<AtomicBool>,
    /// The variables of all functions.
    variables: BTreeMap<String, String>,
    _tls: JoinSet<()>,
    _folder: TempDir,
}

impl World {
    pub async fn start() -> Self {
        let cloud = Cloud::start().await;
        let closed = Arc::<AtomicBool>::default();
        let is_closed = Arc::clone(&closed);
        let shop = Service::start(move |request, _| {
            let is_bearer = request.headers.contains("authorization: bearer");
            let refuses = is_bearer && is_closed.load(Ordering::Relaxed);
            if refuses { Conduct::status(401) } else { serve_shop(request) }
        })
        .await;
        let provider = Service::start(|request, _| serve_provider(request)).await;
        let folder = tempfile::tempdir().unwrap();
        let tls = front(&shop, folder.path()).await;
        let variables = [
            ("LAMBDA_TASK_ROOT", folder.path().to_str().unwrap()),
            ("SAYSO_ISSUER", ISSUER),
            ("SAYSO_CLIENT_ID", "alexa"),
            ("SAYSO_REDIRECTS", &format!("https://other.example/x {REDIRECT}")),
            ("SAYSO_CLIENT_SECRETS", CLIENT_SECRET),
            (SHOP_URL, &shop.url),
            (CLOCK_URL, &shop.url),
            ("SAYSO_PROVIDER_ATLAS_AUTHORIZE", "https://login.example/authorize"),
            ("SAYSO_PROVIDER_ATLAS_TOKEN", &format!("{}/token", provider.url)),
            ("SAYSO_PROVIDER_ATLAS_CLIENT_ID", "us"),
            ("SAYSO_PROVIDER_ATLAS_SECRET", "shop-local-atlas"),
        ];
        let variables = BTreeMap::from(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let environment = variables.clone().into_iter().chain(cloud.environment("link")).collect();
        let linker = Linker::new(environment, cloud.clock()).unwrap().unwrap();
        Self {
            cloud,
            shop,
            provider,
            linker: Arc::new(linker),
            closed,
            variables,
            _tls: tls,
            _folder: folder,
        }
    }

    /// The variables of `function`.
    pub fn environment(&self, function: &str) -> BTreeMap<String, String> {
        self.variables.clone().into_iter().chain(self.cloud.environment(function)).collect()
    }

    /// Redeems a code, as Alexa does; the access token.
    pub async fn redeem(&self, code: &str) -> String {
        let (status, answer) = self.try_redeem(code).await;
        assert_eq!(status, 200, "{answer}");
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// Redeems a code, maybe.
    pub async fn try_redeem(&self, code: &str) -> (u16, Value) {
        let endpoint = TokenEndpoint::<Shop>::new(self.environment("token"), self.cloud.clock());
        let body = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}&code_verifier={VERIFIER}\
             &client_id=alexa&client_secret=client-secret"
        );
        let request = Request::post("https://api.example/oauth/token")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(ORIGIN_HEADER, self.cloud.origin_secret())
            .body(body.into_bytes());
        let answer = endpoint.unwrap().unwrap().handle(request.unwrap()).await;
        (answer.status().as_u16(), serde_json::from_str(answer.body()).unwrap())
    }

    /// Somebody who speaks to the skill, in a process of its own, with this access token.
    pub fn user(&self, token: Option<&str>) -> User<Shop> {
        let mut user = User::with(self.environment("skill"), self.cloud.clock());
        user.token = token.map(str::to_owned);
        user
    }

    /// As CloudFront forwards it.
    pub async fn send(&self, mut request: Request<Vec<u8>>) -> Response<String> {
        request.headers_mut().insert(ORIGIN_HEADER, self.cloud.origin_secret().parse().unwrap());
        let answer = self.linker.handle(request).await;
        // Seen where the test fails.
        if answer.status().is_server_error() {
            eprintln!("{:#?}\n{:?}", self.linker.logged(), self.cloud.denied());
        }
        for (name, value) in [
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("strict-transport-security", "max-age=31536000"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.headers()[name], value);
        }
        answer
    }

    /// Begins a linking.
    pub async fn begin(&self) -> Browser<'_> {
        self.begin_at(&authorize("st%2Bate"), HOME).await
    }

    /// Begins a visit to see what is linked.
    pub async fn manage(&self) -> Browser<'_> {
        self.begin_at("/link/manage", HOME).await
    }

    /// Begins a visit at `path`, from `network`.
    pub async fn begin_at(&self, path: &str, network: &str) -> Browser<'_> {
        let answer = self.send(from(network, get(path, None))).await;
        assert_eq!(answer.status(), 303, "{}", answer.body());
        let location = answer.headers()["location"].to_str().unwrap();
        let tx = location.strip_prefix("/?tx=").unwrap().to_owned();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let (cookie, attributes) = cookie.split_once("; ").unwrap();
        assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Lax");
        assert!(cookie.starts_with("__Host-tx="));
        Browser { world: self, tx, cookie: cookie.to_owned(), network: network.to_owned() }
    }

    /// The function in another process.
    pub fn another_linker(&self) -> Linker<Shop> {
        Linker::new(self.environment("link"), self.cloud.clock()).unwrap().unwrap()
    }

    /// From now on the shop refuses every token.
    pub fn refuse_bearers(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// The number of calls of the shop.
    pub fn shop_hits(&self) -> usize {
        self.shop.received().len()
    }
}

/// A browser that has begun a linking.
#[derive(Clone)]
pub struct Browser<'a> {
    pub world: &'a World,
    pub tx: String,
    pub cookie: String,
    pub network: String,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Response<String> {
        self.world.send(from(&self.network, get(path, Some(&self.cookie)))).await
    }

    /// What the page shows.
    pub async fn show(&self) -> Value {
        let answer = self.get(&format!("/link/tx?tx={}", self.tx)).await;
        assert_eq!(answer.status(), 200, "{}", answer.body());
        serde_json::from_str(answer.body()).unwrap()
    }

    pub async fn nonce(&self) -> String {
        self.show().await["nonce"].as_str().unwrap().to_owned()
    }

    /// Posts, with the linking's id added.
    pub async fn post(&self, path: &str, mut body: Value) -> (u16, Value) {
        body["tx"] = json!(self.tx);
        let answer = self.world.send(from(&self.network, post(path, &self.cookie, &body))).await;
        let text = answer.body();
        (answer.status().as_u16(), serde_json::from_str(text).unwrap_or_else(|_| json!(text)))
    }

    pub async fn form(&self, nonce: &str, site: &str, user: &str, secret: &str) -> (u16, Value) {
        let fields = json!({"site": site, "user": user, "secret": secret});
        self.post("/link/form", json!({"nonce": nonce, "method": "own", "fields": fields})).await
    }

    /// Goes to the provider; the `state` that it is given.
    pub async fn depart(&self, method: &str) -> String {
        let nonce = self.nonce().await;
        let (status, answer) = self.post("/link/provider", json!({"nonce": nonce, "method": method})).await;
        assert_eq!(status, 200, "{answer}");
        let location = answer["location"].as_str().unwrap();
        assert!(location.starts_with("https://login.example/authorize?response_type=code&client_id=us&"));
        parameter(location, "state")
    }

    pub async fn come_back(&self, state: &str, rest: &str) -> Response<String> {
        self.get(&format!("/link/callback?state={state}&{rest}")).await
    }
}

pub fn authorize(state: &str) -> String {
    format!(
        "/oauth/authorize?response_type=code&client_id=alexa&redirect_uri={REDIRECT}&state={state}&scope=shop\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    )
}

pub fn get(path: &str, cookie: Option<&str>) -> Request<Vec<u8>> {
    let request = Request::builder().uri(format!("https://api.example{path}"));
    let request = cookie.into_iter().fold(request, |request, cookie| request.header("cookie", cookie));
    request.body(Vec::new()).unwrap()
}

pub fn post(path: &str, cookie: &str, body: &Value) -> Request<Vec<u8>> {
    Request::builder()
        .method(Method::POST)
        .uri(format!("https://api.example{path}"))
        .header("cookie", cookie)
        .header("origin", ISSUER)
        .header("content-type", "application/json")
        .body(body.to_string().into_bytes())
        .unwrap()
}

/// A request as it comes from `network`.
pub fn from(network: &str, mut request: Request<Vec<u8>>) -> Request<Vec<u8>> {
    request.headers_mut().insert("x-forwarded-for", network.parse().unwrap());
    request
}

/// A parameter of a location, which needs no decoding.
pub fn parameter(location: &str, name: &str) -> String {
    let (_, query) = location.split_once('?').unwrap();
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.unwrap().to_owned()
}

/// The shop before which `front` stands: users `ada` and `grace`, and what the provider's tokens may see.
fn serve_shop(request: &Received) -> Conduct {
    let who = |id: &str| Conduct::json(&json!({"id": id, "name": "Ada Lovelace"}));
    let says = |value: &str| request.headers.contains(&format!("authorization: {value}").to_lowercase());
    match request.line.as_str() {
        // `ada:s3cret-canary` and `grace:s3cret-canary`.
        "GET /me" | "GET /base/me" if says("Basic YWRhOnMzY3JldC1jYW5hcnk=") => who("u-ada"),
        "GET /me" if says("Basic Z3JhY2U6czNjcmV0LWNhbmFyeQ==") => who("u-grace"),
        "GET /me" | "GET /ex/north/me" | "GET /ex/south/me" if says("Bearer access-canary") => who("a-1"),
        "GET /ex/south/takings" => {
            Conduct::Answer(401, vec![("x-reason", "scope does not match".to_owned())], String::new())
        }
        "GET /time" if !request.headers.contains("authorization") => Conduct::json(&json!({})),
        "GET /sites" if says("Bearer access-canary") => {
            Conduct::json(&json!([{"id": "north", "name": "North"}, {"id": "south", "name": "South"}]))
        }
        "GET /sites" if says("Bearer lonely-canary") => Conduct::json(&json!([])),
        _ => serve_hostile(&says),
    }
}

/// What a server of a user's own may answer; each user of it gets something else.
fn serve_hostile(says: &impl Fn(&str) -> bool) -> Conduct {
    let me = || json!({"id": "u-odd"}).to_string();
    match () {
        () if says("Basic Zmxvb2Q6czNjcmV0LWNhbmFyeQ==") => Conduct::Flood,
        () if says("Basic cGFja2VkOnMzY3JldC1jYW5hcnk=") => {
            Conduct::Answer(200, vec![("content-encoding", "gzip".to_owned())], me())
        }
        () if says("Basic ZGVlcDpzM2NyZXQtY2FuYXJ5") => {
            Conduct::Answer(200, vec![], format!("{}{}", "[".repeat(200_000), "]".repeat(200_000)))
        }
        () if says("Basic bW92ZWQ6czNjcmV0LWNhbmFyeQ==") => {
            let elsewhere = "http://169.254.169.254/latest/meta-data/".to_owned();
            Conduct::Answer(302, vec![("location", elsewhere)], me())
        }
        () if says("Basic dG9ybjpzM2NyZXQtY2FuYXJ5") => Conduct::Tear,
        () if says("Basic YmFiYmxlOnMzY3JldC1jYW5hcnk=") => Conduct::Babble,
        () if says("Basic bXV0ZTpzM2NyZXQtY2FuYXJ5") => Conduct::HangUp,
        () => Conduct::status(401),
    }
}

/// Its codes are `good` and `lonely`.
fn serve_provider(request: &Received) -> Conduct {
    let has = |pair: &str| request.body.split('&').any(|it| it == pair);
    let redirect = "redirect_uri=http%3A%2F%2Fshop.localhost%3A4000%2Flink%2Fcallback";
    let is_whole = has("grant_type=authorization_code") && has("client_id=us") && has(redirect);
    let access = match () {
        () if !is_whole || !request.body.contains("code_verifier=") => return Conduct::status(400),
        () if has("code=good") => "access-canary",
        () if has("code=lonely") => "lonely-canary",
        () => return Conduct::status(400),
    };
    let tokens = json!({"access_token": access, "token_type": "bearer", "refresh_token": "refresh-canary", "expires_in": 3600});
    Conduct::json(&tokens)
}

/// TLS before the shop as [`SITE`], and the file that pins it.
async fn front(shop: &Service, folder: &Path) -> JoinSet<()> {
    let authority = Authority::open(&folder.join("authority.json")).unwrap();
    let acceptor = TlsAcceptor::from(authority.server(SITE).unwrap());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let ca = authority.certificate();
    let gone = json!({"addresses": ["127.0.0.1:9"], "ca": ca});
    let pins = json!({SITE: {"addresses": [address], "ca": ca}, GONE: gone});
    std::fs::write(folder.join("pinned-hosts.json"), pins.to_string()).unwrap();
    let inside = shop.url.trim_start_matches("http://").to_owned();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, inside) = (acceptor.clone(), inside.clone());
            connections.spawn(async move {
                let Ok(mut outside) = acceptor.accept(stream).await else { return };
                let Ok(mut inside) = TcpStream::connect(inside).await else { return };
                copy_bidirectional(&mut outside, &mut inside).await.ok();
            });
        }
    });
    tasks
}
