//! A function for the tests of the embedded cloud, built on Lambda's own runtime crates: it shows what it gets, and
//! fails on demand. `SAYSO_FUNCTION` chooses which function it is, as for a real skill.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a fixture; its failures are what the tests look for")]

use lambda_http::{
    Body, Request, RequestExt,
    lambda_runtime::{self, Diagnostic, LambdaEvent},
    request::RequestContext,
    service_fn,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, env, fs};
use tokio::{io::AsyncReadExt, net::TcpStream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    println!("starting {}", env::var("SAYSO_FUNCTION").unwrap());
    match env::var("SAYSO_FUNCTION").as_deref() {
        Ok("broken") => panic!("it never starts"),
        Ok("web") => lambda_http::run(service_fn(web)).await,
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

/// A skill that repeats what it heard.
async fn alexa(event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let request = &event.payload["request"];
    let speak = |text: String, end: bool| {
        Ok(json!({ "version": "1.0", "response": {
            "outputSpeech": { "type": "SSML", "ssml": format!("<speak>{text}</speak>") }, "shouldEndSession": end,
        } }))
    };
    match request["type"].as_str() {
        Some("LaunchRequest") => speak("Welcome.".to_owned(), false),
        Some("IntentRequest") => match request["intent"]["name"].as_str() {
            Some("CrashIntent") => std::process::exit(4),
            Some("OddIntent") => {
                Ok(json!({ "version": "1.0", "response": { "outputSpeech": { "type": "Song" } } }))
            }
            intent => speak(format!("{} it is.", intent.unwrap_or_default()), true),
        },
        _ => Ok(json!({ "version": "1.0", "response": {} })),
    }
}
