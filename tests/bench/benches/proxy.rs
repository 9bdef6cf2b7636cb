//! What the proxy adds to a refresh at a provider: time and CPU, beside the same request to the bare provider.
//!
//! The skill `wear` is built as it is shipped; its function `token` runs as on Lambda. `DynamoDB` and the secrets are the
//! embedded cloud's, in this process; the provider answers at once, and never says how long a token lives.

use anyhow::{Context, ensure};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use sayso_bench::{
    function::Function,
    http::Requests,
    mode::Mode,
    statistics::{median, percentile, us},
    workspace::Workspace,
};
use sayso_local::{
    aws::{Aws, Credentials, Grant},
    events::Events,
    state::State,
};
use sayso_schemas::plan::{ORIGIN_HEADER, Plan};
use serde_json::{Value, json};
use std::{
    fs,
    io::{self, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};
use tokio::{runtime::Builder, task::JoinSet};

const SECRET: &str = "wear-local-proxy";
/// Alexa's secret at the skill; and its SHA-256.
const CLIENT_SECRET: &str = "bench";
const CLIENT_SECRET_HASH: &str = "1b32c28cb38c05480eccc1bd60ff97029b57a05c96718b96dad7e9d84894f549";
const FORM: &str = "application/x-www-form-urlencoded";
/// Answers before the clock is read: they pay for connections.
const BEFORE: usize = 10;

/// What one kind of request costs.
struct Row {
    label: &'static str,
    times: Vec<Duration>,
    /// Of the side that asks the provider, per request.
    cpu: Option<Duration>,
}

fn main() -> anyhow::Result<()> {
    let mode = Mode::of_process();
    println!("proxy: a refresh at a provider, and through the proxy\n");
    let workspace = Workspace::of_process(mode)?;
    let binary = workspace.build("wear-skill", "wear-skill")?;
    let data = workspace.root.join("infra/app/generated/wear");
    let plan: Plan = serde_json::from_str(&fs::read_to_string(data.join("plan.json"))?)?;
    let (folder, mut servers) = (tempfile::tempdir()?, JoinSet::new());
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let state = State::open(folder.path())?;
    let aws = runtime.block_on(Aws::start(&state, Events::to(|_| ()), &mut servers))?;
    aws.tables().ensure(&plan)?;
    aws.secrets().ensure(SECRET)?;
    let origin = aws.secrets().ensure_origin(&plan)?.context("the skill links no account")?;
    let key = Credentials::random();
    let function =
        plan.functions.iter().find(|function| function.name == "token").context("no function `token`")?;
    aws.grant(&key.access_key_id, Grant::of(&plan, function));
    let (provider, endpoint) = (provider()?, aws.endpoint());
    let variables = [
        ("SAYSO_FUNCTION", "token"),
        ("SAYSO_TABLE", "wear-local-data"),
        ("SAYSO_ISSUER", "http://wear.localhost:4000"),
        ("SAYSO_CLIENT_ID", "bench"),
        ("SAYSO_CLIENT_SECRETS", CLIENT_SECRET_HASH),
        ("SAYSO_ORIGIN_SECRET", "wear-local-origin"),
        ("SAYSO_PROVIDER_PROXY_AUTHORIZE", "http://127.0.0.1:9/authorize"),
        ("SAYSO_PROVIDER_PROXY_TOKEN", &provider),
        ("SAYSO_PROVIDER_PROXY_CLIENT_ID", "bench"),
        ("SAYSO_PROVIDER_PROXY_SECRET", SECRET),
        ("AWS_ACCESS_KEY_ID", &key.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", &key.secret_access_key),
        ("AWS_SESSION_TOKEN", "local"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &endpoint),
        ("AWS_ENDPOINT_URL_KMS", &endpoint),
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &endpoint),
    ];
    let token = Function::spawn(&binary, &data, &variables)?;
    let requests = mode.pick(1000, 3);
    let events = |from: usize| (0..requests + BEFORE).map(|n| event(&origin, from + n)).collect::<Vec<_>>();
    let rows = [
        bare(&provider, requests)?,
        through("through the proxy", &token, &events(0))?,
        // The same refresh tokens: each answer is told again, and the provider is not asked.
        through("told again by the proxy", &token, &events(0))?,
    ];
    print(&rows);
    if mode == Mode::Try {
        println!("\nBuilt with the dev profile: the numbers mean nothing.");
    }
    Ok(())
}

/// A provider that answers every request at once; its token endpoint.
fn provider() -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let url = format!("http://{}/token", listener.local_addr()?);
    // As long as tokens of real providers.
    let (access, refresh) = ("x".repeat(900), "y".repeat(60));
    let body = json!({ "access_token": access, "refresh_token": refresh, "scope": "weather.read", "token_type": "Bearer" });
    let body = body.to_string();
    let head =
        format!("HTTP/1.1 200 -\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    let answer = format!("{head}{body}");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            // A connection ends when whoever asks does.
            thread::spawn(move || drop(serve(stream, &answer)));
        }
    });
    Ok(url)
}

fn serve(stream: TcpStream, answer: &str) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut requests = Requests::new(stream);
    while requests.read()?.is_some() {
        writer.write_all(answer.as_bytes())?;
    }
    Ok(())
}

/// Alexa's request to refresh one of its tokens.
fn form(token: usize) -> String {
    format!("grant_type=refresh_token&refresh_token=refresh-0123456789abcdef-{token}")
}

/// The same at the skill, as API Gateway hands it on.
fn event(origin: &str, token: usize) -> String {
    let body = format!("{}&client_id=bench&client_secret={CLIENT_SECRET}", form(token));
    let http = json!({
        "method": "POST", "path": "/oauth/token", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "bench",
    });
    json!({
        "version": "2.0",
        "routeKey": "POST /oauth/token",
        "rawPath": "/oauth/token",
        "rawQueryString": "",
        "headers": { "content-type": FORM, "x-forwarded-for": "198.51.100.25, 203.0.113.7", ORIGIN_HEADER: origin },
        "requestContext": {
            "accountId": "123456789012", "apiId": "bench", "domainName": "bench.example", "domainPrefix": "bench",
            "http": http, "requestId": "bench", "routeKey": "POST /oauth/token", "stage": "$default",
            "time": "01/Mar/2026:12:00:00 +0000", "timeEpoch": 1_772_366_400_000_i64,
        },
        "body": body,
        "isBase64Encoded": false,
    })
    .to_string()
}

/// The provider, asked as the proxy asks it, by the same library.
fn bare(provider: &str, requests: usize) -> anyhow::Result<Row> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build()?;
    let ask = async |token: usize| -> anyhow::Result<Value> {
        let request = client.post(provider).header(CONTENT_TYPE, FORM).body(form(token));
        let answer =
            request.header(AUTHORIZATION, "Basic YmVuY2g6YmVuY2g=").send().await?.error_for_status()?;
        Ok(answer.json().await?)
    };
    runtime.block_on(async {
        for token in 0..BEFORE {
            ensure!(
                ask(token).await?.get("expires_in").is_none(),
                "the provider says how long a token lives"
            );
        }
        let (mut times, before) = (Vec::new(), cpu());
        for token in 0..requests {
            let begun = Instant::now();
            ask(token).await?;
            times.push(begun.elapsed());
        }
        let used = cpu().zip(before).map(|(after, before)| after.saturating_sub(before));
        Ok(Row { label: "the bare provider", times, cpu: per(used, requests)? })
    })
}

fn through(label: &'static str, token: &Function, events: &[String]) -> anyhow::Result<Row> {
    let exchange = token.api().exchange();
    let (before, measured) = events.split_at(BEFORE);
    exchange.serve(before, before.len())?;
    let begun = token.cpu();
    let served = exchange.serve(measured, measured.len())?;
    let used = token.cpu().zip(begun).map(|(after, before)| after.saturating_sub(before));
    let answer: Value = serde_json::from_str(&served.last)?;
    let body: Value = serde_json::from_str(answer["body"].as_str().context("the answer has no text")?)?;
    let lives = body["expires_in"].as_u64().is_some_and(|life| life > 0);
    ensure!(answer["statusCode"] == 200 && lives, "it is answered by something else: {answer}");
    Ok(Row { label, times: served.times, cpu: per(used, measured.len())? })
}

fn per(used: Option<Duration>, requests: usize) -> anyhow::Result<Option<Duration>> {
    let requests = u32::try_from(requests)?.max(1);
    Ok(used.map(|used| used / requests))
}

/// CPU time of this thread so far. Source: `proc(5)`, `schedstat`.
fn cpu() -> Option<Duration> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    schedstat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Prints the rows, and what each has more than the first.
fn print(rows: &[Row]) {
    println!("{:<26}{:>10}{:>10}{:>10}{:>10}{:>10}", "µs", "p50", "p99", "CPU", "+ p50", "+ CPU");
    let more =
        |of: Duration, than: Duration| format!("{:+.1}", (of.as_secs_f64() - than.as_secs_f64()) * 1e6);
    for row in rows {
        let unknown = || "?".to_owned();
        let (p50, p99) = (median(&row.times), percentile(&row.times, 0.99));
        let bare = rows.first().unwrap_or(row);
        let more_cpu = row.cpu.zip(bare.cpu).map_or_else(unknown, |(of, than)| more(of, than));
        let cpu = row.cpu.map_or_else(unknown, us);
        let more_time = more(p50, median(&bare.times));
        println!("{:<26}{:>10}{:>10}{cpu:>10}{more_time:>10}{more_cpu:>10}", row.label, us(p50), us(p99));
    }
    println!(
        "\nCPU: of whoever asks the provider. The proxy also reads and writes the embedded DynamoDB: one look, a lease and\n\
         the kept answer; of one that is told again, the look alone."
    );
}
