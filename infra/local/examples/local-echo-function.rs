//! A function for the tests of the embedded cloud, built on Lambda's own runtime crates: it shows what it gets, and
//! fails on demand. `SAYSO_FUNCTION` chooses which function it is, as for a real skill: for `link` and `token`, one with
//! account linking of a few lines, where codes and tokens say what becomes of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a fixture; its failures are what the tests look for")]

use aws_lc_rs::digest::{SHA256, digest};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use lambda_http::{
    Body, Request, RequestExt,
    lambda_runtime::{self, Diagnostic, LambdaEvent},
    request::RequestContext,
    service_fn,
};
use reqwest::Url;
use sayso_schemas::plan::ORIGIN_HEADER;
use serde_json::{Value, json};
use std::{collections::BTreeMap, env, fs, io::Write};
use tokio::{io::AsyncReadExt, net::TcpStream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    println!("starting {}", env::var("SAYSO_FUNCTION").unwrap());
    match env::var("SAYSO_FUNCTION").as_deref() {
        Ok("broken") => panic!("it never starts"),
        Ok("web") => lambda_http::run(service_fn(web)).await,
        Ok("link") if env::var_os("SAYSO_ISSUER").is_some() => lambda_http::run(service_fn(link)).await,
        Ok("token") => lambda_http::run(service_fn(token)).await,
        Ok("skill") => lambda_runtime::run(service_fn(alexa)).await,
        _ => lambda_runtime::run(service_fn(raw)).await,
    }
}

/// Shows the request as `lambda_http` read it.
async fn web(request: Request) -> Result<lambda_http::Response<Body>, lambda_http::Error> {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let RequestContext::ApiGatewayV2(context) = request.request_context() else { panic!("another event") };
    let shown = json!({
        "method": request.method().as_str(),
        "path": request.uri().path(),
        "query": request.uri().query(),
        "cookie": header("cookie"),
        "custom": header("x-custom"),
        "body": String::from_utf8_lossy(request.body()),
        "route": context.route_key,
        "variables": env::vars().collect::<BTreeMap<_, _>>(),
        "words": fs::read_to_string("words/en-US.json").unwrap(),
    });
    let response = lambda_http::Response::builder()
        .status(201)
        .header("content-type", "application/json")
        .header("x-shown", "yes")
        .header("set-cookie", "a=1; Secure")
        .header("set-cookie", "b=2")
        .body(Body::from(shown.to_string()))?;
    Ok(response)
}

/// Does what the last part of the path says.
async fn raw(event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let path = event.payload["rawPath"].as_str().unwrap_or_default().to_owned();
    match path.rsplit('/').next().unwrap_or_default() {
        "text" => Ok(json!("hello")),
        "context" => Ok(json!({
            "request": event.context.request_id,
            "arn": event.context.invoked_function_arn,
            "deadline": event.context.deadline,
            "trace": event.context.xray_trace_id,
        })),
        "error" => Err(Diagnostic { error_type: "Wanted".to_owned(), error_message: "as asked".to_owned() }),
        "crash" => {
            eprintln!("crashing");
            std::process::exit(3)
        }
        "hang" => std::future::pending().await,
        "process" => Ok(json!(std::process::id())),
        "put" => {
            let sent = put().await;
            Ok(json!({ "statusCode": sent.map_or(0, |response| response.status().as_u16()) }))
        }
        "meet" => {
            // Comes to the test's meeting point and stays until it is dismissed.
            let mut stream = TcpStream::connect(env::var("SAYSO_SERVICE_MEETING").unwrap()).await.unwrap();
            stream.read_u8().await.unwrap();
            let folder = env::current_dir().unwrap();
            Ok(
                json!({ "generation": folder.file_name().unwrap().to_str().unwrap(), "folder": folder.is_dir() }),
            )
        }
        _ => Ok(event.payload),
    }
}

/// Puts an item with the credentials that Lambda gave.
async fn put() -> Result<reqwest::Response, reqwest::Error> {
    let item = json!({ "TableName": env::var("SAYSO_TABLE").unwrap(), "Item": { "pk": { "S": "raw#1" }, "sk": { "S": "a" } } });
    let id = env::var("AWS_ACCESS_KEY_ID").unwrap();
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential={id}/20260301/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
    );
    let request = reqwest::Client::new().post(env::var("AWS_ENDPOINT_URL_DYNAMODB").unwrap());
    let request = request
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "DynamoDB_20120810.PutItem")
        .header("x-amz-date", "20260301T000000Z")
        .header("x-amz-security-token", env::var("AWS_SESSION_TOKEN").unwrap())
        .header("authorization", signature);
    request.body(item.to_string()).send().await
}

type Answer = Result<lambda_http::Response<String>, lambda_http::Error>;

fn json_answer(status: u16, body: &Value) -> Answer {
    let builder = lambda_http::Response::builder().status(status).header("content-type", "application/json");
    Ok(builder.body(body.to_string())?)
}

fn variables() -> Value {
    json!(env::vars().filter(|(name, _)| name.starts_with("SAYSO_")).collect::<BTreeMap<_, _>>())
}

fn members(form: &str) -> BTreeMap<String, String> {
    Url::parse(&format!("http://localhost/?{form}")).unwrap().query_pairs().into_owned().collect()
}

/// Who asks, as it is told.
fn seen(request: &Request) -> Value {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let RequestContext::ApiGatewayV2(context) = request.request_context() else { panic!("another event") };
    let (origin, forwarded) = (header(ORIGIN_HEADER), header("x-forwarded-for"));
    json!({ "origin": origin, "for": forwarded, "source": context.http.source_ip })
}

/// Grants at once: the code is the kind of its scope, and the challenge.
async fn link(request: Request) -> Answer {
    if request.uri().path() == "/link/seen" {
        return json_answer(200, &seen(&request));
    }
    if request.uri().path() != "/oauth/authorize" {
        return json_answer(200, &variables());
    }
    let asked = members(request.uri().query().unwrap_or_default());
    let mut back = Url::parse(&asked["redirect_uri"]).unwrap();
    let code = format!("{}.{}", asked["scope"], asked["code_challenge"]);
    let issuer = env::var("SAYSO_ISSUER").unwrap();
    back.query_pairs_mut().extend_pairs([("code", &code), ("state", &asked["state"]), ("iss", &issuer)]);
    Ok(lambda_http::Response::builder().status(303).header("location", back.as_str()).body(String::new())?)
}

/// Gives the tokens `<kind>-1`, `<kind>-2`; refuses the third. A `flaky` refresh crashes once.
async fn token(request: Request) -> Answer {
    if request.uri().path() != "/oauth/token" {
        return json_answer(200, &variables());
    }
    let header = request.headers()["authorization"].to_str().unwrap();
    let login = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
    let (client, secret) = std::str::from_utf8(&login).unwrap().split_once(':').unwrap();
    let hash = digest(&SHA256, secret.as_bytes())
        .as_ref()
        .iter()
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let is_known = (client, hash.as_str())
        == (
            env::var("SAYSO_CLIENT_ID").unwrap().as_str(),
            env::var("SAYSO_CLIENT_SECRETS").unwrap().as_str(),
        );
    let form = members(std::str::from_utf8(request.body().as_ref()).unwrap());
    if !is_known || form["client_id"] != client {
        return json_answer(401, &json!({ "error": "invalid_client" }));
    }
    let refused = || json_answer(400, &json!({ "error": "invalid_grant" }));
    let (kind, number) = if form["grant_type"] == "refresh_token" {
        let (kind, number) = form["refresh_token"].split_once('-').unwrap();
        if kind == "flaky" && fs::File::create_new("tried").is_ok() {
            std::process::exit(3);
        }
        (kind.to_owned(), number.parse::<u32>().unwrap() + 1)
    } else {
        let (kind, challenge) = form["code"].split_once('.').unwrap();
        let verified = URL_SAFE_NO_PAD.encode(digest(&SHA256, form["code_verifier"].as_bytes()));
        if verified != challenge || !form["redirect_uri"].ends_with("/alexa/redirect/M1LOCAL") {
            return refused();
        }
        (kind.to_owned(), 1)
    };
    if number > 2 {
        return refused();
    }
    let token = format!("{kind}-{number}");
    json_answer(
        200,
        &json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600, "refresh_token": token }),
    )
}

/// Writes an event down; one with a `deaf` token is lost the first time.
fn note(event: &Value) {
    let is_deaf = event["request"]["body"]["accessToken"].as_str().is_some_and(|it| it.starts_with("deaf"));
    if is_deaf && fs::File::create_new("missed").is_ok() {
        std::process::exit(5);
    }
    let mut file = fs::OpenOptions::new().create(true).append(true).open("events").unwrap();
    writeln!(file, "{event}").unwrap();
}

/// A skill that repeats what it heard.
async fn alexa(event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let request = &event.payload["request"];
    let speak = |text: String, end: bool| {
        Ok(json!({ "version": "1.0", "response": {
            "outputSpeech": { "type": "SSML", "ssml": format!("<speak>{text}</speak>") }, "shouldEndSession": end,
        } }))
    };
    match request["type"].as_str() {
        Some("AlexaSkillEvent.SkillAccountLinked" | "AlexaSkillEvent.SkillDisabled") => {
            note(&event.payload);
            Ok(json!({}))
        }
        Some("LaunchRequest") => speak("Welcome.".to_owned(), false),
        Some("IntentRequest") => match request["intent"]["name"].as_str() {
            Some("CrashIntent") => std::process::exit(4),
            Some("WhoIntent") => match event.payload["context"]["System"]["user"]["accessToken"].as_str() {
                Some(token) if event.payload["session"]["user"]["accessToken"] == token => {
                    speak(format!("You are {token}."), true)
                }
                Some(_) => speak("You are two.".to_owned(), true),
                None => Ok(json!({ "version": "1.0", "response": {
                    "outputSpeech": { "type": "PlainText", "text": "Who knows." },
                    "card": { "type": "LinkAccount" },
                    "shouldEndSession": true,
                } })),
            },
            Some("OddIntent") => {
                Ok(json!({ "version": "1.0", "response": { "outputSpeech": { "type": "Song" } } }))
            }
            intent => speak(format!("{} it is.", intent.unwrap_or_default()), true),
        },
        _ => Ok(json!({ "version": "1.0", "response": {} })),
    }
}
