//! Each call that a request leads to fails in turn, in every way: of DynamoDB, of Secrets Manager, and of the provider,
//! which takes a code or a refresh token once and forgives nothing. `--nocapture` prints what came of each.

use super::{BY_FORM, Here, LEASE, StatusCode, Step, TOLD_AGAIN, Value, json, tokens};
use futures_util::stream::{self, StreamExt};
use sayso_local::aws::{Fault, FaultKind, Service};
use std::fmt::Write as _;
use tokio::time::{Duration, Instant};

/// The function answers within 3.5 s; the rest is for a busy machine. Alexa waits 4.5 s.
const BUDGET: Duration = Duration::from_secs(4);
/// Clouds that are asked at the same time: most of the time goes by waiting for answers that do not come.
const AT_ONCE: usize = 9;
/// As often as Alexa comes back, at most.
const RETRIES: usize = 2;

/// What can befall a call of AWS, and how often; without end, the service is down.
const KINDS: [(FaultKind, Option<u32>); 10] = [
    (FaultKind::Throttle, Some(1)),
    (FaultKind::Internal, Some(1)),
    (FaultKind::AccessDenied, Some(1)),
    (FaultKind::Hang, Some(1)),
    (FaultKind::Delay(1000), Some(1)),
    (FaultKind::Reset, Some(1)),
    (FaultKind::LostReply, Some(1)),
    (FaultKind::TornReply, Some(1)),
    (FaultKind::WrongChecksum, Some(1)),
    (FaultKind::Internal, None),
];

/// A call of a request: the first of its action has the number 0.
#[derive(Debug, Clone)]
struct Site {
    service: Service,
    action: String,
    number: u32,
}

/// A grant as Alexa sends it, never the same twice.
fn grant(is_code: bool, number: usize) -> String {
    if is_code {
        format!(
            "grant_type=authorization_code&code=code-canary-{number:06}&redirect_uri=https%3A%2F%2Falexa.example%2Fback\
             &code_verifier=verifier-canary-{number:06}"
        )
    } else {
        format!("grant_type=refresh_token&refresh_token=refresh-canary-{number:06}")
    }
}

/// What came of the request with a fault, and when.
type Outcome = (StatusCode, Duration);

impl Here {
    /// The calls of a request to a process that is new.
    async fn sites(&self, body: &str) -> Vec<Site> {
        self.cloud.aws.forget_calls();
        assert_eq!(self.ask(&self.process(&BY_FORM), body).await.0, StatusCode::OK);
        let mut sites: Vec<Site> = Vec::new();
        for call in self.cloud.aws.calls() {
            let same = |site: &&Site| site.service == call.service && site.action == call.action;
            let number = u32::try_from(sites.iter().filter(same).count()).unwrap();
            sites.push(Site { service: call.service, action: call.action, number });
        }
        sites
    }

    /// A request with a fault. Where the machine was so busy that the time was up before the call, it is
    /// made again. Last, how often the provider had been asked before.
    async fn befallen(&self, fault: &Fault, body: &str) -> (StatusCode, Value, Duration, usize) {
        for _ in 0..3 {
            let before = self.provider.seen().len();
            let token = self.process(&BY_FORM);
            self.cloud.aws.forget_calls();
            self.cloud.aws.inject(vec![fault.clone()]);
            let began = Instant::now();
            let (status, told) = self.ask(&token, body).await;
            let took = began.elapsed();
            self.cloud.no_faults();
            if self.cloud.aws.calls().iter().any(|call| call.fault.is_some()) {
                return (status, told, took, before);
            }
            self.cloud.pass(TOLD_AGAIN);
        }
        panic!("nothing is asked there: {fault:?}, {body}")
    }

    /// What comes of a request with a fault; where Alexa is told to come back, it does, and there is none any more.
    async fn case(&self, site: &Site, (kind, times): (FaultKind, Option<u32>), body: &str) -> Outcome {
        let fault = Fault::new(site.service, kind);
        let fault = Fault { action: Some(site.action.clone()), after: site.number, times, ..fault };
        let what = format!("{fault:?}, {body}");
        let (status, told, took, before) = self.befallen(&fault, body).await;
        assert!(took < BUDGET, "{took:?}: {what}");
        if status == StatusCode::OK {
            assert_eq!(told["access_token"], json!("access-new"), "{what}");
            return (status, took);
        }
        // What the provider gave is told, whatever becomes of the store: it may not give it again.
        assert_eq!(self.provider.seen().len(), before, "the provider was asked, and nobody told: {what}");
        assert_eq!(
            (status, told),
            (StatusCode::SERVICE_UNAVAILABLE, json!({"error": "temporarily_unavailable"})),
            "{what}"
        );
        self.comes_back(body).await.unwrap_or_else(|told| panic!("{told}: {what}"));
        assert_eq!(self.provider.seen().len() - before, 1, "the provider is asked once: {what}");
        (status, took)
    }

    /// Alexa again, as a process that is new sees it; what it was told at last where that was no token.
    async fn comes_back(&self, body: &str) -> Result<(), Value> {
        let mut last = Value::Null;
        for _ in 0..RETRIES {
            // Whoever has a lease for nothing has it until then.
            self.cloud.pass(LEASE + 1);
            let (status, told) = self.ask(&self.process(&BY_FORM), body).await;
            if status == StatusCode::OK {
                return Ok(());
            }
            last = told;
        }
        Err(last)
    }

    /// Nothing that was secret is in the log or in the table.
    async fn keeps_secrets(&self) {
        let (logged, upstream) = (self.logged(), self.upstream_secret().await);
        for secret in ["-canary-", "access-new", "refresh-new", ":ours"] {
            assert!(!logged.contains(secret), "`{secret}` is in the log:\n{logged}");
            assert!(!self.cloud.table_holds(secret), "`{secret}` is in the table");
        }
        // It is kept by Secrets Manager, which has a file beside the table's.
        assert!(!logged.contains(&upstream), "the provider's secret is in the log:\n{logged}");
        assert!(logged.contains("token_answered"), "{logged}");
    }
}

/// What all of them come to, some at a time.
async fn all<T>(waiting: Vec<impl Future<Output = T>>) -> Vec<T> {
    stream::iter(waiting).buffered(AT_ONCE).collect().await
}

/// The cases of a kind, in a cloud of their own.
async fn cases(here: Here, sites: &[Site], kind: (FaultKind, Option<u32>), is_code: bool) -> String {
    let mut table = String::new();
    for (number, site) in sites.iter().enumerate() {
        let (status, took) = here.case(site, kind, &grant(is_code, number)).await;
        let Site { action, number, .. } = site;
        let (grant, times) = (if is_code { "code" } else { "refresh" }, kind.1.map_or("always", |_| "once"));
        writeln!(table, "{grant:8} {action} ({number}) {:?} {times}: {status} in {took:?}", kind.0).unwrap();
    }
    here.keeps_secrets().await;
    table
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_call_of_aws_fails_no_grant_is_lost() {
    let here = Here::new().await;
    let codes = here.sites(&grant(true, 0)).await;
    let refreshes = here.sites(&grant(false, 0)).await;
    let mut waiting = Vec::new();
    for (is_code, sites) in [(true, &codes), (false, &refreshes)] {
        let actions: Vec<&str> = sites.iter().map(|site| site.action.as_str()).collect();
        assert!(actions.contains(&"GetSecretValue") && actions.contains(&"GetItem"), "{actions:?}");
        assert!(actions.iter().filter(|action| **action == "PutItem").count() == 2, "{actions:?}");
        for kind in KINDS {
            // What waits has clouds enough to wait at once.
            let at_once = if kind.0 == FaultKind::Hang { 2 } else { sites.len() };
            for sites in sites.chunks(at_once) {
                waiting.push(cases(Here::new().await, sites, kind, is_code));
            }
        }
    }
    let table = all(waiting).await.concat();
    println!("{table}{} cases", table.lines().count());
    assert!(table.contains(": 200 OK") && table.contains(": 503 "), "some are served, and some refused");
}

/// What the provider does instead of giving tokens.
fn of_provider() -> [Step; 7] {
    [
        Step::Answer(429, String::new()),
        Step::Answer(500, "<html>Oops</html>".to_owned()),
        Step::Answer(503, r#"{"error":"temporarily_unavailable"}"#.to_owned()),
        Step::Answer(200, "<html>Welcome</html>".to_owned()),
        Step::Vanish,
        Step::Torn(tokens("torn")),
        Step::Slow(Duration::from_secs(30), tokens("late")),
    ]
}

/// Each of it in turn, with a grant of its own.
async fn asked_in_vain(here: Here, is_code: bool) {
    for (number, step) in of_provider().into_iter().enumerate() {
        let (body, before) = (grant(is_code, number), here.provider.seen().len());
        here.provider.then(step.clone());
        let began = Instant::now();
        let (status, told) = here.ask(&here.process(&BY_FORM), &body).await;
        assert!(began.elapsed() < BUDGET, "{step:?}");
        let later = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS];
        assert!(later.contains(&status), "{step:?}: {status}");
        assert_eq!(told, json!({"error": "temporarily_unavailable"}), "{step:?}");
        let asked = || here.provider.seen().len() - before;
        assert_eq!(asked(), 1, "one request of Alexa's is one to the provider: {step:?}");
        here.comes_back(&body).await.unwrap_or_else(|told| panic!("{told}: {step:?}"));
        assert_eq!(asked(), 2, "{step:?}");
    }
    here.keeps_secrets().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_provider_does_the_next_request_asks_it_anew() {
    let (code, refresh) = (asked_in_vain(Here::new().await, true), asked_in_vain(Here::new().await, false));
    tokio::join!(code, refresh);
}
