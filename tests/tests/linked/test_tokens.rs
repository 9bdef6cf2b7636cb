//! `sayso token`, as a user runs it: against the demo provider as a program of its own, and against the embedded cloud.
//! What it prints is shown to the demo weather service.

use crate::{
    accounts::ADA,
    agent::{alexa, ask_as_client, parameter},
    cloud::{Answer, Cloud, Folder, client},
    gate::Gate,
    programs::{Program, program},
    proxy_troubles::command_lines,
    scan::{Canary, in_lines},
};
use reqwest::Method;
use sayso_tests::root;
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
};
use tokio::task::spawn_blocking;

/// The client that the provider knows.
const CLIENT: &str = "sayso-token-tests";
/// Its secret, with what has to be encoded.
const SECRET: &str = "t0ken:t&sts+secret/%51a7";
/// A redirect without a port, which any port fits (RFC 8252, section 7.3).
const REDIRECT: &str = "http://127.0.0.1/callback";

/// The provider and the weather service, as programs of their own, with a gate before the first.
struct Outside {
    gate: Gate,
    weather: String,
    _programs: [Program; 2],
}

impl Outside {
    fn start() -> Self {
        let mut command = Command::new(program("demo-idp"));
        command.env("DEMO_CLIENT_ID", CLIENT).env("DEMO_CLIENT_SECRET", SECRET);
        let idp = Program::start(command.env("DEMO_REDIRECT_URIS", REDIRECT));
        let weather =
            Program::start(Command::new(program("demo-weather")).args(["--provider", &idp.first()]));
        let gate = Gate::before(&idp.first());
        Self { gate, weather: weather.first(), _programs: [idp, weather] }
    }

    /// The command, with its client here and nothing secret.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = sayso(&["--skill", "wear", "--provider", &self.gate.url, "--client-id", CLIENT]);
        command.args(arguments).current_dir(root());
        command
    }

    /// Runs it with a secret in the environment.
    fn run(&self, secret: &str, arguments: &[&str]) -> Told {
        Told::of(&self.command(arguments).env("SAYSO_CLIENT_SECRET", secret).output().unwrap())
    }

    /// What the weather service says to a token.
    async fn ask(&self, token: &str, path: &str) -> Answer {
        Answer::of(client().get(format!("{}{path}", self.weather)).bearer_auth(token).send().await.unwrap())
            .await
    }
}

fn sayso(arguments: &[&str]) -> Command {
    let mut command = Command::new(program("sayso"));
    command.arg("token").args(arguments).env("NO_COLOR", "1").env_remove("SAYSO_CLIENT_SECRET");
    command.stdin(Stdio::null());
    command
}

/// How a run ended.
#[derive(Debug)]
struct Told {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Told {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// What was printed of a run that went well.
    #[track_caller]
    fn printed(&self) -> &str {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out.trim_end()
    }
}

#[tokio::test]
async fn a_token_for_the_client_is_accepted_by_the_service_that_it_is_for() {
    let outside = Outside::start();
    let told = outside.run(SECRET, &[]);
    assert_eq!(told.err, "");
    let token = told.printed();
    assert_eq!(outside.ask(token, "/cities?language=en").await.status, 200);
    // It is nobody's.
    assert_eq!(outside.ask(token, "/me?language=en").await.status, 404);
    assert_eq!(outside.ask(&format!("{token}x"), "/cities?language=en").await.status, 401);

    let whole: Value = serde_json::from_str(outside.run(SECRET, &["--format", "json"]).printed()).unwrap();
    assert_eq!((&whole["token_type"], &whole["scope"]), (&json!("Bearer"), &json!("weather.read")));
    assert_eq!(whole["expires_in"], 3600);

    // Another audience is another service's.
    let other = outside.run(SECRET, &["--audience", "https://wardrobe.example"]);
    assert_eq!(outside.ask(other.printed(), "/cities?language=en").await.status, 401);
}

#[tokio::test]
async fn whoever_refuses_or_is_not_there_is_named_in_one_sentence() {
    let outside = Outside::start();
    let (nowhere, _) = Gate::nowhere();
    for (secret, arguments, code, part) in [
        (
            "wr0ng-secret-of-a-test",
            vec![],
            1,
            "knows no client `sayso-token-tests`, or its secret is wrong (401 `invalid_client`)",
        ),
        (SECRET, vec!["--scope", "weather.admin"], 1, "the scope `weather.admin` (400 `invalid_scope`)"),
        (
            SECRET,
            vec!["--audience", "https://x.example"],
            1,
            "refuses the audience `https://x.example` (400 `invalid_target`)",
        ),
        (SECRET, vec!["--provider", "http://127.0.0.1:9"], 2, "can't be reached: "),
        (SECRET, vec!["--provider", "http://login.example"], 2, "by https alone"),
        (SECRET, vec!["--stage", "nowhere"], 2, "there is no stage `nowhere`; there are "),
        (SECRET, vec!["--linked"], 2, "only stage `local` has accounts"),
        (SECRET, vec!["--secret", "hunter2-in-arguments"], 2, "`--secret` takes `-` alone"),
        ("", vec![], 2, "the secret of the client `sayso-token-tests` is needed"),
    ] {
        let mut command = sayso(&["--skill", "wear", "--client-id", CLIENT]);
        if !arguments.contains(&"--provider") {
            command.args(["--provider", &outside.gate.url]);
        }
        command.args(&arguments).current_dir(root()).env("SAYSO_CLIENT_SECRET", secret);
        let told = Told::of(&command.output().unwrap());
        assert_eq!((told.code, told.out.as_str()), (Some(code), ""), "{arguments:?}: {told:?}");
        assert!(told.err.starts_with("error: ") && told.err.contains(part), "{arguments:?}: {}", told.err);
        assert_eq!(told.err.lines().count(), 1, "{}", told.err);
        assert!(!told.err.contains("hunter2") && (secret.is_empty() || !told.err.contains(secret)));
    }
    let told = {
        let mut command = sayso(&["--skill", "wear", "--client-id", CLIENT, "--provider"]);
        command.arg(format!("http://{nowhere}")).current_dir(root()).env("SAYSO_CLIENT_SECRET", SECRET);
        Told::of(&command.output().unwrap())
    };
    assert_eq!(told.code, Some(2), "{told:?}");
    assert!(told.err.ends_with("did not answer within 10 s\n"), "{}", told.err);
}

#[tokio::test]
async fn while_a_token_is_asked_for_no_argument_of_any_process_is_secret() {
    let outside = Outside::start();
    for by_stdin in [false, true] {
        let (moment, go_on) = outside.gate.hold("POST /connect/v1/token", "");
        let mut command = outside.command(if by_stdin { &["--secret", "-"] } else { &[] });
        if by_stdin {
            command.stdin(Stdio::piped());
        } else {
            command.env("SAYSO_CLIENT_SECRET", SECRET);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(format!("{SECRET}\n").as_bytes()).unwrap();
        }
        spawn_blocking(move || moment.recv().unwrap()).await.unwrap();
        let lines = command_lines();
        assert!(lines.iter().any(|line| line.contains(CLIENT)), "the command itself was not seen");
        let canaries = [Canary::new("the client's secret", SECRET)];
        assert_eq!(in_lines(&lines, &canaries), Vec::<String>::new());
        go_on.send(()).unwrap();
        let told = Told::of(&child.wait_with_output().unwrap());
        assert_eq!(outside.ask(told.printed(), "/cities?language=en").await.status, 200);
    }
}

#[tokio::test]
async fn a_command_for_curl_asks_the_service_and_has_the_token_in_no_argument() {
    let outside = Outside::start();
    let before = Gate::before(&outside.weather);
    let url = format!("{}/cities?language=en", before.url);
    let command = outside.run(SECRET, &["--format", "curl", "--url", &url]);
    let (_, token) = command.printed().split_once("Bearer ").unwrap();
    let token = token.split_once('"').unwrap().0.to_owned();
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: curl is not installed, so the command that is printed for it is not run");
        return;
    }
    let (moment, go_on) = before.hold("GET /cities", "");
    let mut shell = Command::new("sh").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    shell.stdin.take().unwrap().write_all(command.out.as_bytes()).unwrap();
    spawn_blocking(move || moment.recv().unwrap()).await.unwrap();
    let lines = command_lines();
    assert!(lines.iter().any(|line| line.starts_with("curl\0--silent")), "curl was not seen");
    assert_eq!(in_lines(&lines, &[Canary::new("the token", &token)]), Vec::<String>::new());
    go_on.send(()).unwrap();
    let answer = shell.wait_with_output().unwrap();
    let answer: Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert!(answer["cities"].as_array().is_some_and(|cities| !cities.is_empty()), "{answer}");
}

/// A run of the code flow that waits for its user.
struct Waiting {
    child: Child,
    /// What it has said, and will say.
    err: BufReader<std::process::ChildStderr>,
    /// Where it wants a browser to go.
    home: String,
}

impl Waiting {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        err.read_line(&mut line).unwrap();
        let home = line.split(' ').find(|word| word.starts_with("http://127.0.0.1:"));
        let home = home.unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, err, home }
    }

    fn end(mut self) -> Told {
        let mut err = String::new();
        self.err.read_to_string(&mut err).unwrap();
        Told { err, ..Told::of(&self.child.wait_with_output().unwrap()) }
    }
}

/// Signs in at the provider to which a page leads, and answers what is asked there: where the user is sent back.
async fn sign_in(home: &str, decision: &str) -> (String, String) {
    let there = client().get(home).send().await.unwrap();
    assert_eq!(there.status(), 303);
    let there = there.headers()["location"].to_str().unwrap().to_owned();
    (there.clone(), crate::provider::sign_in_by(&client(), &there, ADA, decision).await)
}

#[tokio::test]
async fn a_user_signs_in_and_comes_back_to_this_machine() {
    let outside = Outside::start();
    let mut command = outside.command(&["--flow", "code", "--format", "json"]);
    command.env("SAYSO_CLIENT_SECRET", SECRET);
    let waiting = Waiting::start(command);
    let (there, back) = sign_in(&waiting.home, "allow").await;
    assert!(there.starts_with(&format!("{}/connect/authorize?", outside.gate.url)), "{there}");
    assert_eq!(parameter(&there, "code_challenge_method"), "S256");
    assert_eq!(parameter(&there, "audience"), "https://weather.example");
    // Somebody else's answer ends nothing.
    let (code, state) = (parameter(&back, "code"), parameter(&back, "state"));
    let forged = back.replace(&state, "forged");
    assert_eq!(client().get(&forged).send().await.unwrap().status(), 400);
    let lines = command_lines();
    let canaries = [Canary::new("the code", &code), Canary::new("the state", &state)];
    assert_eq!(in_lines(&lines, &canaries), Vec::<String>::new());
    let page = Answer::of(client().get(&back).send().await.unwrap()).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(!page.text.contains(&code) && !page.text.contains(&state), "{}", page.text);

    let told = waiting.end();
    let whole: Value = serde_json::from_str(told.printed()).unwrap();
    assert!(whole["refresh_token"].is_string(), "{whole}");
    let me = outside.ask(whole["access_token"].as_str().unwrap(), "/me?language=en").await;
    assert_eq!((me.status, &me.json()["id"]), (200, &json!("user-ada-1815")));
    assert_eq!(told.err, "");
}

#[tokio::test]
async fn a_user_who_refuses_and_an_issuer_that_does_not_say_so_give_no_token() {
    let outside = Outside::start();
    for (issuer, decision, part) in [
        (None, "deny", "or the user there, refuses (`access_denied`)"),
        (Some(outside.gate.url.as_str()), "allow", "by its `iss`"),
    ] {
        let mut command = outside.command(&["--flow", "code"]);
        command.env("SAYSO_CLIENT_SECRET", SECRET).args(issuer.map(|issuer| format!("--issuer={issuer}")));
        let waiting = Waiting::start(command);
        let (_, back) = sign_in(&waiting.home, decision).await;
        let page = Answer::of(client().get(&back).send().await.unwrap()).await;
        assert_eq!(page.status, 400, "{}", page.text);
        let told = waiting.end();
        assert_eq!((told.code, told.out.as_str()), (Some(1), ""), "{told:?}");
        assert!(told.err.contains(part), "{}", told.err);
    }
}

/// A project with the specs of skills, whose `sayso dev` is a cloud of ours.
struct Project {
    folder: Arc<Folder>,
    cloud: Cloud,
    /// Held as by a `sayso dev`.
    _lock: File,
}

impl Project {
    fn start(skills: &[&str]) -> Self {
        let folder = Folder::new(skills);
        let cloud = Cloud::on(&folder);
        for skill in skills {
            folder.take(&format!("schemas/{skill}"));
        }
        let own = folder.root().join(".sayso");
        fs::create_dir_all(&own).unwrap();
        let lock = File::create(own.join("dev.lock")).unwrap();
        lock.lock().unwrap();
        fs::write(own.join("dev.json"), json!({"port": folder.port, "pid": cloud.process()}).to_string())
            .unwrap();
        Self { folder, cloud, _lock: lock }
    }

    fn run(&self, arguments: &[&str]) -> Told {
        let mut command = sayso(arguments);
        Told::of(&command.current_dir(self.folder.root()).output().unwrap())
    }

    async fn weather(&self, token: &str, path: &str) -> Answer {
        let url = format!("{}{path}", self.cloud.demo("weather").await);
        Answer::of(client().get(url).bearer_auth(token).send().await.unwrap()).await
    }
}

#[tokio::test]
async fn stage_local_knows_its_client_and_its_accounts() {
    let project = Project::start(&["wear"]);
    let token = project.run(&[]);
    assert_eq!(project.weather(token.printed(), "/cities?language=en").await.status, 200);
    for (account, id) in [("--linked", "user-ada-1815"), ("--linked=grace", "user-grace-1906")] {
        let told = project.run(&[account]);
        let me = project.weather(told.printed(), "/me?language=en").await;
        assert_eq!((me.status, &me.json()["id"]), (200, &json!(id)));
    }
    let command = project.run(&["--format", "curl", "--url", "/me?language=en"]);
    let there = format!("url = \"{}/me?language=en\"", project.cloud.demo("weather").await);
    assert!(command.printed().contains(&there), "{}", command.out);

    let unknown = project.run(&["--linked=nobody"]);
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    assert!(unknown.err.contains("no account `nobody` in stage `local`"), "{}", unknown.err);
    let scope = project.run(&["--scope", "weather.admin"]);
    assert_eq!(scope.code, Some(1), "{scope:?}");
}

#[tokio::test]
async fn a_skill_that_gives_tokens_by_itself_gives_one_of_a_linked_account() {
    let project = Project::start(&["jira"]);
    let told = project.run(&["--linked", "--format", "json"]);
    let whole: Value = serde_json::from_str(told.printed()).unwrap();
    assert!(whole["expires_in"].as_u64().is_some_and(|left| left > 3000), "{whole}");
    let token = whole["access_token"].as_str().unwrap();
    let answer = ask_as_client(&project.cloud, "jira", "/oauth/introspect", &[("token", token)]).await;
    assert_eq!((answer.status, &answer.json()["active"]), (200, &json!(true)));
    let (_, secret) = alexa(&project.cloud, "jira").await;
    assert!(!told.out.contains(&secret) && !told.err.contains(&secret));

    for (arguments, part) in [
        (["--flow", "client-credentials"], "ask by `--flow code`"),
        (["--stage", "dev"], "sends users back to Alexa alone"),
    ] {
        let told = project.run(&arguments);
        assert_eq!(told.code, Some(2), "{told:?}");
        assert!(told.err.contains(part), "{}", told.err);
    }
    // Only a provider's client has anything to tell.
    let answer = project.cloud.control(Method::GET, "/api/skills/jira/client", &json!({})).await;
    assert_eq!(answer.status, 404, "{}", answer.text);
}
