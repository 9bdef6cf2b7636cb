//! One running embedded cloud.

use crate::{
    aws::{Aws, Credentials},
    control::{self, AlexaFaults, Conversations, Directives, Links},
    data,
    demos::Demos,
    events::Events,
    gateway::{self, Host, authority},
    problem::{Kind, Problem},
    skill::{Skill, Surroundings},
    state::State,
    tls::{Authority, Fronts},
};
use axum::{
    extract::{ConnectInfo, Request, State as Extract},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, sync::Arc};
use tokio::{net::TcpListener, task::JoinSet};

/// What to run, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The project's folder.
    pub root: PathBuf,
    /// The state folder.
    pub state: PathBuf,
    /// The folder of the built programs.
    pub bin_dir: PathBuf,
    /// The public port; 0 for any.
    pub port: u16,
    /// The skills to run; all of the project where empty.
    pub skills: Vec<String>,
}

/// An embedded cloud. Dropping it ends its servers and programs.
pub struct Cloud {
    hub: Arc<Hub>,
    _servers: JoinSet<()>,
}

/// What the public listener leads to.
pub struct Hub {
    /// The public port.
    pub port: u16,
    /// The skills by name.
    pub skills: BTreeMap<String, Arc<Skill>>,
    /// The services.
    pub aws: Arc<Aws>,
    /// Where events go.
    pub events: Events,
    /// What the stand-in for Alexa remembers.
    pub(crate) conversations: Conversations,
    /// The requests whose answers it awaits.
    pub(crate) directives: Directives,
    /// What befalls requests to Alexa's own API.
    pub(crate) alexa_faults: AlexaFaults,
    /// The accounts that it has linked.
    pub(crate) links: Links,
    /// What all skills share.
    pub(crate) around: Arc<Surroundings>,
}

impl Cloud {
    /// Starts everything; what is returned answers.
    pub async fn start(options: Options, events: Events) -> Result<Self, Problem> {
        let names = match options.skills.as_slice() {
            [] => data::skills(&options.root)?,
            named => named.to_vec(),
        };
        let state = State::open(&options.state)?;
        let listener = listen(options.port).await?;
        let port = listener.local_addr().map_or(options.port, |address| address.port());
        let mut servers = JoinSet::new();
        let aws = Aws::start(&state, events.clone(), &mut servers).await?;
        aws.tables().sweep()?;
        let demos = Arc::new(Demos::new(options.bin_dir.clone(), events.clone()));
        let around = Arc::new(Surroundings {
            root: options.root,
            fronts: Fronts::new(Authority::open(&state.authority())?, demos.clone()),
            demos,
            port,
            programs: options.bin_dir,
            state,
            events: events.clone(),
            aws: aws.clone(),
        });
        let mut skills = BTreeMap::new();
        for name in names {
            let skill = Skill::start(&name, around.clone()).await?;
            skills.insert(name, Arc::new(skill));
        }
        let hub = Arc::new(Hub {
            port,
            skills,
            aws,
            events,
            conversations: Conversations::default(),
            directives: Directives::default(),
            alexa_faults: AlexaFaults::default(),
            links: Links::default(),
            around,
        });
        let app = control::router(hub.clone()).layer(middleware::from_fn_with_state(hub.clone(), by_host));
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        servers.spawn(async move {
            // Serving ends with the task only.
            drop(axum::serve(listener, app).await);
        });
        Ok(Self { hub, _servers: servers })
    }

    /// The public port.
    pub fn port(&self) -> u16 {
        self.hub.port
    }

    /// The skills, each with its origin.
    pub fn origins(&self) -> impl Iterator<Item = (&str, String)> {
        self.hub.skills.keys().map(|name| (name.as_str(), self.hub.origin(name)))
    }

    /// `AWS_ENDPOINT_URL_DYNAMODB` and `AWS_ENDPOINT_URL_KMS`.
    pub fn aws_endpoint(&self) -> String {
        self.hub.aws.endpoint()
    }

    /// The access key of the operator, who may do everything.
    pub fn operator(&self) -> &Credentials {
        self.hub.aws.root()
    }

    /// The access key of a function.
    pub fn credentials(&self, skill: &str, function: &str) -> Option<Credentials> {
        self.hub.skills.get(skill)?.credentials(function)
    }
}

impl Hub {
    /// The origin of a skill.
    pub fn origin(&self, skill: &str) -> String {
        self.around.origin(skill)
    }

    /// The skill `name`.
    pub fn skill(&self, name: &str) -> Result<&Arc<Skill>, Problem> {
        self.skills.get(name).ok_or_else(|| {
            let names: Vec<&str> = self.skills.keys().map(String::as_str).collect();
            Problem::new(
                Kind::Unknown,
                format!("no skill `{name}` runs here"),
                format!("there is {}", names.join(", ")),
            )
        })
    }
}

async fn listen(port: u16) -> Result<TcpListener, Problem> {
    TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| {
        Problem::new(
            Kind::Conflict,
            format!("port {port} of 127.0.0.1 can't be listened on: {error}"),
            "pass another `--port`, or leave it out for a free one",
        )
    })
}

/// Leads a request to the origin that it names.
async fn by_host(
    Extract(hub): Extract<Arc<Hub>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let host = authority(request.uri(), request.headers()).and_then(|name| Host::parse(name, hub.port));
    match host {
        Some(Host::Index) => return next.run(request).await,
        Some(Host::Skill(name)) => {
            if let Some(skill) = hub.skills.get(&name) {
                return gateway::serve(skill, peer.ip(), request).await;
            }
        }
        Some(Host::Api(name)) => {
            if let Some(skill) = hub.skills.get(&name) {
                return gateway::serve_api(skill, peer.ip(), request).await;
            }
        }
        None => {}
    }
    (StatusCode::MISDIRECTED_REQUEST, "nothing of that name is served here\n").into_response()
}
