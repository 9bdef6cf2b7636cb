//! The authorization endpoint, as anybody may ask it.

use crate::{
    accounts,
    agent::{Agent, authorize, encoded, parameter, redirect, request},
    cloud::{Answer, Cloud, household, send},
    random::Random,
    raw,
};
use reqwest::{Client, Method};
use std::fmt::Write as _;

/// The parameters of a request, changed.
fn with(cloud: &Cloud, name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let mut parameters = request(cloud, "jira");
    parameters.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, it)| value.clone_into(it));
    parameters
}

/// The parameters of a request, without one.
fn without(cloud: &Cloud, name: &str) -> Vec<(&'static str, String)> {
    request(cloud, "jira").into_iter().filter(|(known, _)| *known != name).collect()
}

async fn ask(cloud: &Cloud, from: &Client, parameters: &[(&str, String)]) -> Answer {
    send(from, Method::GET, &authorize(cloud, "jira", parameters), &[], "").await
}

/// The browser is left where it is, and nothing has begun.
#[track_caller]
fn goes_nowhere(answer: &Answer, about: &str) {
    assert_eq!(
        (answer.status, answer.header("location"), answer.header("set-cookie")),
        (400, "", ""),
        "{about}"
    );
    assert!(answer.header("content-type").starts_with("text/html"), "{about}");
    assert!(answer.text.contains("<h1>"), "{about}: {}", answer.text);
}

/// The browser is sent back to Alexa: the error and its description.
#[track_caller]
fn goes_back(cloud: &Cloud, answer: &Answer, about: &str) -> (String, String) {
    assert_eq!((answer.status, answer.header("set-cookie")), (303, ""), "{about}: {}", answer.text);
    let location = answer.header("location");
    assert!(location.starts_with(&format!("{}?error=", redirect(cloud))), "{about}: {location}");
    assert_eq!(parameter(location, "iss"), cloud.origin("jira"), "{about}");
    (parameter(location, "error"), parameter(location, "error_description"))
}

/// A registered address, and what somebody might take for it.
fn addresses(registered: &str) -> Vec<String> {
    let (scheme, rest) = registered.split_once("://").unwrap();
    let (authority, path) = rest.split_once('/').unwrap();
    let (host, port) = authority.split_once(':').unwrap();
    let mut all: Vec<String> = [
        "/",
        "//",
        "/.",
        "/..",
        "/../M1LOCAL",
        "?",
        "?x=1",
        "#",
        "#x",
        "%2f",
        "%00",
        "\0",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\\",
        ".",
        ";x",
        "@evil.example",
        "2",
        "\u{200b}",
    ]
    .map(|end| format!("{registered}{end}"))
    .into();
    all.extend(
        [" ", "\n", "x", "//", "javascript:", "https://evil.example/?"]
            .map(|start| format!("{start}{registered}")),
    );
    all.extend([
        format!("https://{rest}"),
        format!("HTTP://{rest}"),
        format!("//{rest}"),
        format!("http:/{rest}"),
        format!("http:\\\\{rest}"),
        rest.to_owned(),
        format!("{scheme}://{host}/{path}"),
        format!("{scheme}://{host}:0{port}/{path}"),
        format!("{scheme}://{host}:{port}5/{path}"),
        format!("{scheme}://LOCALHOST:{port}/{path}"),
        format!("{scheme}://{host}.:{port}/{path}"),
        format!("{scheme}://127.0.0.1:{port}/{path}"),
        format!("{scheme}://[::1]:{port}/{path}"),
        format!("{scheme}://user@{authority}/{path}"),
        format!("{scheme}://{authority}@evil.example/{path}"),
        format!("{scheme}://{authority}.evil.example/{path}"),
        format!("{scheme}://evil.example/{path}"),
        format!("{scheme}://evil.example#{authority}/{path}"),
        format!("{scheme}://evil.example\\@{authority}/{path}"),
        format!("{scheme}://{authority}//{path}"),
        format!("{scheme}://{authority}/./{path}"),
        format!("{scheme}://{authority}/x/../{path}"),
        format!("{scheme}://{authority}/{}", path.to_lowercase()),
        format!("{scheme}://{authority}/{}", path.replace('M', "%4d")),
        format!("{scheme}://{authority}/{}", path.replace('M', "\u{ff2d}")),
        format!("{scheme}://{authority}/{}", path.trim_end_matches("/M1LOCAL")),
        format!("{scheme}://{authority}/*"),
        format!("{scheme}://{authority}"),
        encoded(registered),
        "*".to_owned(),
        "urn:ietf:wg:oauth:2.0:oob".to_owned(),
        String::new(),
    ]);
    all
}

#[tokio::test]
async fn a_redirect_that_is_not_exactly_registered_leads_nowhere() {
    let cloud = Cloud::start(&["jira"]);
    let from = household();
    let registered = redirect(&cloud);
    let addresses = addresses(&registered);
    assert!(addresses.len() >= 40 && !addresses.contains(&registered), "{}", addresses.len());
    for address in &addresses {
        let answer = ask(&cloud, &from, &with(&cloud, "redirect_uri", address)).await;
        goes_nowhere(&answer, address);
        assert!(!answer.text.contains("evil.example"), "the page repeats what it was told");
    }
    goes_nowhere(&ask(&cloud, &from, &without(&cloud, "redirect_uri")).await, "no address");
    assert_eq!(cloud.aws().count("jira", "tx").await, 0);
    assert_eq!(ask(&cloud, &from, &request(&cloud, "jira")).await.header("location").get(..5), Some("/?tx="));
}

#[tokio::test]
async fn a_client_that_is_not_known_leads_nowhere() {
    let cloud = Cloud::start(&["jira"]);
    let from = household();
    let others =
        ["", "alexa", "alexa-jira ", " alexa-jira", "Alexa-jira", "alexa-workshop", "alexa-jira\0", "*"];
    for client in others {
        goes_nowhere(&ask(&cloud, &from, &with(&cloud, "client_id", client)).await, client);
        // Whatever else is wrong: an error goes back only to an address of a client that is known.
        let mut worse = with(&cloud, "client_id", client);
        worse.retain(|(name, _)| *name != "code_challenge");
        goes_nowhere(&ask(&cloud, &from, &worse).await, client);
    }
    goes_nowhere(&ask(&cloud, &from, &without(&cloud, "client_id")).await, "no client");
    assert_eq!(cloud.aws().count("jira", "tx").await, 0);
}

/// A state as it stands in a query: what Alexa sends, and what it might send.
fn state(random: &mut Random, length: usize) -> String {
    let mut state = String::new();
    while state.len() < length {
        match random.below(8) {
            0 => write!(state, "%{:02X}", random.below(256)).unwrap(),
            1 => write!(state, "%{:02x}", random.below(256)).unwrap(),
            2 => state
                .push(*random.pick(&[
                    '+', '.', '~', '=', '/', ':', '@', '!', '$', '*', '\'', '(', ')', ',', ';', '?',
                ])),
            _ => state.push(*random.pick(&['A', 'z', '0', '9', '-', '_', 'q'])),
        }
    }
    state
}

/// A raw parameter of an address.
fn raw_parameter<'a>(address: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// The bytes that a raw parameter stands for.
fn bytes(raw: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), raw.as_bytes());
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
            rest = tail;
        }
    }
    bytes
}

#[tokio::test]
async fn a_state_comes_back_byte_by_byte() {
    let cloud = Cloud::start(&["jira"]);
    let mut random = Random::seeded("a_state_comes_back_byte_by_byte");
    let query = |response_type: &str| {
        let mut parameters = with(&cloud, "response_type", response_type);
        parameters.retain(|(name, _)| *name != "state");
        authorize(&cloud, "jira", &parameters)
    };
    // With an error: at once.
    let mut from = household();
    for round in 0..150 {
        if round % 80 == 0 {
            from = household();
        }
        let length = if round % 3 == 0 { 2048 + random.below(500) } else { 1 + random.below(300) };
        let state = state(&mut random, length);
        let answer = send(&from, Method::GET, &format!("{}&state={state}", query("token")), &[], "").await;
        let back = raw_parameter(answer.header("location"), "state").unwrap_or_default();
        assert_eq!(bytes(back), bytes(&state), "{state}");
    }
    // With a code: it waits in a record meanwhile.
    let longest = "s".repeat(4096);
    let mut states: Vec<String> = [1, 300, 2048, 2600].map(|length| state(&mut random, length)).into();
    states.push(longest.clone());
    for state in states {
        let agent = Agent::open(&cloud, "jira", &format!("{}&state={state}", query("code"))).await;
        let (method, fields) = accounts::token();
        let location = agent.typed(&cloud, method, fields).await;
        assert_eq!(bytes(raw_parameter(&location, "state").unwrap()), bytes(&state));
    }
    // One that is longer is not kept, and nothing of it is sent back.
    let answer = send(&from, Method::GET, &format!("{}&state={longest}s", query("code")), &[], "").await;
    assert_eq!(goes_back(&cloud, &answer, "a state of 4097 bytes").0, "invalid_request");
    assert_eq!(raw_parameter(answer.header("location"), "state"), None);
    // Without one there is none.
    let answer = send(&from, Method::GET, &query("token"), &[], "").await;
    assert_eq!(raw_parameter(answer.header("location"), "state"), None);
}

#[tokio::test]
async fn without_s256_the_client_is_told_which_switch_to_turn() {
    let cloud = Cloud::start(&["jira"]);
    let from = household();
    let verifier = crate::agent::VERIFIER;
    let requests = [
        without(&cloud, "code_challenge"),
        without(&cloud, "code_challenge_method"),
        with(&cloud, "code_challenge_method", "plain"),
        with(&cloud, "code_challenge_method", "s256"),
        with(&cloud, "code_challenge_method", ""),
        with(&cloud, "code_challenge", ""),
        with(&cloud, "code_challenge_method", "none")
            .into_iter()
            .filter(|(name, _)| *name != "code_challenge")
            .collect(),
    ];
    for parameters in &requests {
        let (error, description) =
            goes_back(&cloud, &ask(&cloud, &from, parameters).await, &format!("{parameters:?}"));
        assert_eq!(error, "invalid_request");
        assert!(
            description.contains("Alexa developer console") && description.contains("PKCE"),
            "{description}"
        );
    }
    let security = cloud.logged("security", requests.len());
    assert!(security.iter().all(|event| event["what"] == "no_pkce"), "{security:?}");
    // What is no SHA-256 is no challenge, though it says so.
    for odd in [
        verifier.get(..42).unwrap(),
        &format!("{verifier}="),
        &format!("{verifier}a"),
        &verifier.replace('-', "+"),
    ] {
        let answer = ask(&cloud, &from, &with(&cloud, "code_challenge", odd)).await;
        assert_eq!(goes_back(&cloud, &answer, odd).0, "invalid_request");
    }
    assert_eq!(cloud.aws().count("jira", "tx").await, 0);
}

#[tokio::test]
async fn other_responses_and_scopes_are_not_given() {
    let cloud = Cloud::start(&["jira"]);
    let from = household();
    for kind in
        ["token", "id_token", "none", "code token", "token code", "code id_token", "CODE", "code ", "codes"]
    {
        let answer = ask(&cloud, &from, &with(&cloud, "response_type", kind)).await;
        assert_eq!(goes_back(&cloud, &answer, kind).0, "unsupported_response_type", "{kind}");
        assert_eq!(parameter(answer.header("location"), "state"), "st+ate /of=ours");
    }
    for parameters in [with(&cloud, "response_type", ""), without(&cloud, "response_type")] {
        let answer = ask(&cloud, &from, &parameters).await;
        assert_eq!(goes_back(&cloud, &answer, "no response type").0, "invalid_request");
    }
    for scope in ["admin", "account admin", "account  account", "Account", " account", "*"] {
        let answer = ask(&cloud, &from, &with(&cloud, "scope", scope)).await;
        assert_eq!(goes_back(&cloud, &answer, scope).0, "invalid_scope", "{scope}");
    }
    assert_eq!(cloud.aws().count("jira", "tx").await, 0);
}

#[tokio::test]
async fn what_is_given_twice_is_refused_whatever_it_is() {
    let cloud = Cloud::start(&["jira"]);
    let parameters = request(&cloud, "jira");
    let uncertain = ["client_id", "redirect_uri"];
    let mut asked = 0;
    let mut from = household();
    for (at, first) in parameters.iter().enumerate() {
        // Twice the same, another one, nothing; and a second one beside it.
        let other = (first.0, "other".to_owned());
        let mut additions = vec![vec![first.clone()], vec![other], vec![(first.0, String::new())]];
        additions.extend(parameters.iter().skip(at + 1).map(|second| vec![first.clone(), second.clone()]));
        for addition in additions {
            let names: Vec<&str> = addition.iter().map(|(name, _)| *name).collect();
            let doubled = [parameters.clone(), addition].concat();
            if asked % 80 == 0 {
                from = household();
            }
            asked += 1;
            let answer = ask(&cloud, &from, &doubled).await;
            if names.iter().any(|name| uncertain.contains(name)) {
                goes_nowhere(&answer, &format!("{names:?}"));
                continue;
            }
            assert_eq!(goes_back(&cloud, &answer, &format!("{names:?}")).0, "invalid_request");
            let state = raw_parameter(answer.header("location"), "state");
            assert_eq!(state.is_none(), names.contains(&"state"), "{names:?}: which one is the client's?");
        }
    }
    assert_eq!(asked, 7 * 3 + 7 * 6 / 2, "each, and all pairs");
    // A name may be written in several ways, and one that means nothing here counts as well.
    for tail in ["%73tate=x", "x=1&x=1", "%78=1&x=2", "s%74ate="] {
        let url = format!("{}&{tail}", authorize(&cloud, "jira", &parameters));
        let answer = send(&household(), Method::GET, &url, &[], "").await;
        assert_eq!(goes_back(&cloud, &answer, tail).0, "invalid_request");
    }
    let url = format!("{}&redirect%5Furi=https%3A%2F%2Fevil.example", authorize(&cloud, "jira", &parameters));
    goes_nowhere(&send(&household(), Method::GET, &url, &[], "").await, "in another notation");
    assert_eq!(cloud.aws().count("jira", "tx").await, 0);
}

/// What somebody might end a header with.
const ENDS: [&[u8]; 8] = [
    b"%0d%0aX-Injected: 1",
    b"%0D%0ASet-Cookie: __Host-tx=evil",
    b"%0aX-Injected:1",
    b"%0dX-Injected:1",
    b"%E5%98%8A%E5%98%8DX-Injected:1",
    b"%00%0d%0aX-Injected: 1",
    b"\xe5\x98\x8a\xff\x80X-Injected:1",
    b"\tX-Injected:\t1",
];

#[tokio::test]
async fn no_parameter_adds_a_header() {
    let cloud = Cloud::start(&["jira"]);
    let mut parameters = request(&cloud, "jira");
    parameters.push(("unknown", String::new()));
    let mut asked = Vec::new();
    for end in ENDS {
        for (odd, _) in &parameters {
            let mut line = b"GET /oauth/authorize?".to_vec();
            for (name, value) in &parameters {
                let value = if name == odd { [b"x", end].concat() } else { encoded(value).into_bytes() };
                line.extend([name.as_bytes(), b"=", &value, b"&"].concat());
            }
            asked.push([line, b" HTTP/1.1".to_vec()].concat());
        }
        for path in [
            "/link/tx?tx=x",
            "/link/callback?code=c&state=x.",
            "/link/callback?state=x&error=",
            "/link/manage?x=",
        ] {
            asked.push([b"GET ", path.as_bytes(), end, b" HTTP/1.1"].concat());
        }
    }
    for line in asked {
        let answer = raw::ask(&cloud, "jira", &[&line], b"").await;
        let about = String::from_utf8_lossy(&line);
        let status = answer.status.unwrap_or_else(|| panic!("no answer to {about}"));
        assert!(status < 500, "{status} {about}");
        assert!(answer.all("x-injected").is_empty(), "{about}");
        let cookies = answer.all("set-cookie");
        assert!(cookies.len() <= 1 && !cookies.iter().any(|it| it.contains("evil")), "{about}: {cookies:?}");
        assert!(answer.all("location").len() <= 1, "{about}");
    }
}
