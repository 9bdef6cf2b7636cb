//! What was secret during a whole run is afterwards in no file, no log and no address.

use crate::{
    accounts::{self, ADA, JIRA, link, link_at},
    agent::{Agent, Tokens, alexa, exchange, parameter, refresh, tokens},
    cloud::{Cloud, Folder, client},
    outside::{Outside, SECRET},
    provider::sign_in,
    scan::{Canary, files, in_files, in_lines},
};
use serde_json::{Value, json};

/// The values of a member in all JSON that passed a gate.
fn members(passed: &[u8], name: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(passed);
    let start = format!("\"{name}\":\"");
    text.split(&start).skip(1).map(|after| after.split('"').next().unwrap().to_owned()).collect()
}

/// The addresses of the requests among what passed a gate. What was answered before ends in no line end.
fn addresses(passed: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(passed);
    let requests = text.lines().filter_map(|line| line.strip_suffix(" HTTP/1.1"));
    requests.filter_map(|line| Some(line.rsplit_once(' ')?.1.to_owned())).collect()
}

/// Everything that a user can do, and what was secret in it.
async fn run(cloud: &Cloud, outside: &Outside) -> (Vec<Canary>, Vec<Value>) {
    let wrong = "wr0ng-passw0rd/canary";
    let mut canaries = vec![
        Canary::new("Ada's password", ADA.1),
        Canary::new("a wrong password", wrong),
        Canary::new("Ada's token", "demo-pat-ada"),
        Canary::new("the client's secret at the provider", SECRET),
        Canary::new("the secret of Alexa", &alexa(cloud, "jira").await.1),
    ];
    let mut seen = |name: &str, secret: &str| canaries.push(Canary::new(name, secret));

    let agent = Agent::begin(cloud, "jira").await;
    seen("a cookie", agent.cookie.trim_start_matches("__Host-tx="));
    let fields = json!({"site": JIRA, "user": ADA.0, "secret": wrong});
    assert_eq!(agent.type_in(cloud, "password", fields).await.status, 422);
    let mut codes = vec![parameter(&agent.typed(cloud, "password", accounts::password().1).await, "code")];
    let agent = Agent::begin(cloud, "jira").await;
    codes.push(parameter(&agent.typed(cloud, "token", accounts::token().1).await, "code"));
    let agent = Agent::begin(cloud, "jira").await;
    seen("a cookie", agent.cookie.trim_start_matches("__Host-tx="));
    let back = sign_in(cloud, &agent.depart(cloud, "atlassian").await, ADA, "allow").await;
    seen("a code of the provider", &parameter(&back, "code"));
    assert_eq!(agent.come_back(cloud, &back).await.status, 303);
    codes.push(parameter(&agent.choose(cloud, "Northwind").await, "code"));
    for code in &codes {
        seen("a code", code);
        let first = tokens(&exchange(cloud, "jira", code).await);
        let second = tokens(&refresh(cloud, "jira", &first.refresh).await);
        for Tokens { access, refresh } in [first, second] {
            seen("an access token", &access);
            seen("a refresh token", &refresh);
        }
    }
    // A stranger's, and one that comes again.
    let stranger = "a-refresh-token-of-nobody-0123456789";
    seen("a token of nobody", stranger);
    assert_eq!(refresh(cloud, "jira", stranger).await.status, 400);
    assert_eq!(exchange(cloud, "jira", &codes[0]).await.status, 400);

    let mut turns = Vec::new();
    let links = [
        link_at(cloud, "Tailspin").await,
        link_at(cloud, "Northwind").await,
        link(cloud, "jira", accounts::password()).await,
        link(cloud, "jira", accounts::token()).await,
    ];
    let words = [
        "what is blocked",
        "tell me about ops forty two",
        "move ops forty two to done",
        "yes",
        "my project is payments",
    ];
    for link in &links {
        for words in words {
            turns.push(cloud.try_turn("jira", link, Some(link), words).await.json());
        }
    }
    turns.push(cloud.turn("jira", "stranger", None, words[0]).await);
    let passed = outside.idp.passed();
    for name in ["access_token", "refresh_token"] {
        let given = members(&passed, name);
        assert!(given.len() >= 3, "{} times {name}", given.len());
        canaries.extend(given.iter().map(|secret| Canary::new(&format!("the provider's {name}"), secret)));
    }
    (canaries, turns)
}

#[tokio::test]
async fn no_secret_is_in_a_file_a_log_or_an_address() {
    let folder = Folder::new(&["jira"]);
    let outside = Outside::start(&folder);
    let cloud = Cloud::on(&folder);
    Outside::introduce(&cloud).await;
    let (canaries, turns) = run(&cloud, &outside).await;

    // The cloud's own store of secrets, as AWS has it, is the one place for these two.
    let allowed = [
        "secrets.json: the client's secret at the provider plain",
        "secrets.json: the secret of Alexa plain",
    ];
    let state = folder.state();
    assert_eq!(in_files(&state, &canaries), allowed, "while it runs");
    let names: Vec<_> =
        files(&state).iter().map(|path| path.strip_prefix(&state).unwrap().to_owned()).collect();
    assert!(names.iter().any(|name| name.ends_with("dynamodb.sqlite")), "{names:?}");

    // Whatever stands in a record is found, as text and as bytes.
    for (name, text, bytes) in
        [("a planted text", "planted-canary-1", ""), ("planted bytes", "", "cGxhbnRlZC1jYW5hcnktMjEy")]
    {
        cloud.aws().plant("jira", text, bytes).await;
        let canary = Canary::new(name, if text.is_empty() { "planted-canary-212" } else { text });
        let found = in_files(&state, &[canary]);
        assert!(found.iter().any(|it| it.starts_with("dynamodb.sqlite")), "{name}: {found:?}");
    }

    let told: Vec<String> = turns.iter().map(Value::to_string).collect();
    assert_eq!(in_lines(&told, &canaries), Vec::<String>::new(), "what the control API tells of a turn");
    let own = client().get(format!("{}/log", cloud.demo("jira").await)).send().await.unwrap();
    let asked: Vec<String> = own.json::<Vec<Value>>().await.unwrap().iter().map(Value::to_string).collect();
    assert!(asked.iter().any(|line| line.contains("/rest/api/2/myself")), "{asked:?}");
    let lines = [asked, addresses(&outside.jira.passed()), addresses(&outside.idp.passed())].concat();
    assert!(lines.iter().any(|line| line.contains("/ex/jira/")), "{lines:?}");
    assert_eq!(in_lines(&lines, &canaries), Vec::<String>::new(), "addresses");

    let said = [cloud.end(), outside.end()].concat();
    for event in ["linked", "token_answered", "linking_refused", "security", "invoked"] {
        assert!(said.iter().any(|line| line.contains(&format!("\\\"event\\\":\\\"{event}\\\""))), "{event}");
    }
    assert_eq!(in_lines(&said, &canaries), Vec::<String>::new(), "logs");
    assert_eq!(in_files(&state, &canaries), allowed, "after its end");
}
