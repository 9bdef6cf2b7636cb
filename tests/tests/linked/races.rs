//! Many at once. Nothing is won twice, nobody loses an account, and nobody gets what is another's.

use crate::{
    accounts::{self, ADA, JIRA},
    agent::{Agent, Tokens, code_of, exchange, refresh, refusal, tokens},
    aws::hash,
    cloud::{Answer, Cloud},
    provider::sign_in,
    random::Random,
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many do the same at once.
const MANY: usize = 100;
/// How many of them the cloud has run at the same time; the others wait.
const AT_ONCE: usize = 4;

async fn linked(cloud: &Cloud) -> Tokens {
    let (method, fields) = accounts::token();
    tokens(&exchange(cloud, "jira", &code_of(cloud, "jira", method, fields).await).await)
}

/// As many as run at once, in processes of their own, have read a record before the first of them changes it.
async fn let_all_read_first(cloud: &Cloud, prefix: &str) {
    join_all((0..AT_ONCE).map(|_| refresh(cloud, "jira", "made-up"))).await;
    let read = json!({
        "service": "dynamodb", "action": "GetItem", "prefix": prefix, "kind": {"delay": 700}, "times": AT_ONCE,
    });
    cloud.faults(json!([read])).await;
}

fn succeeded(answers: &[Answer]) -> Vec<Tokens> {
    answers.iter().filter(|answer| answer.status == 200).map(tokens).collect()
}

#[tokio::test]
async fn of_a_hundred_redemptions_of_one_code_one_succeeds() {
    let cloud = Cloud::start(&["jira"]);
    let bystander = linked(&cloud).await;
    let (method, fields) = accounts::token();
    let code = code_of(&cloud, "jira", method, fields).await;
    let_all_read_first(&cloud, "code#").await;
    let answers = join_all((0..MANY).map(|_| exchange(&cloud, "jira", &code))).await;
    let given = succeeded(&answers);
    assert_eq!(given.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refusal(answer), (400, "invalid_grant".to_owned()));
    }
    // The others were replays, for which RFC 6749, section 4.1.2 has what was given end.
    let refused = refusal(&refresh(&cloud, "jira", &given[0].refresh).await);
    assert_eq!(refused, (400, "invalid_grant".to_owned()));
    assert_eq!(cloud.aws().count("jira", "family").await, 1, "the bystander's");
    tokens(&refresh(&cloud, "jira", &bystander.refresh).await);
    assert_eq!(cloud.troubles(), Vec::<String>::new());
}

#[tokio::test]
async fn a_hundred_refreshes_of_one_token_make_one_generation_and_unlink_nobody() {
    let cloud = Cloud::start(&["jira"]);
    let first = linked(&cloud).await;
    let_all_read_first(&cloud, "family#").await;
    let answers = join_all((0..MANY).map(|_| refresh(&cloud, "jira", &first.refresh))).await;
    let given = succeeded(&answers);
    // Who comes too late for this moment is told to come again, never that the token is no good.
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert!([429, 503].contains(&answer.status), "{}: {}", answer.status, answer.text);
    }
    assert!(given.len() > MANY / 2, "{} of them got an answer", given.len());
    let distinct: BTreeSet<(&str, &str)> =
        given.iter().map(|it| (it.access.as_str(), it.refresh.as_str())).collect();
    assert_eq!(distinct.len(), 1, "all who got an answer hold the same tokens");
    let (_, family) = cloud.aws().only("jira", "family").await;
    assert_eq!(family["generation"]["N"], "1");
    let second = tokens(&refresh(&cloud, "jira", &given[0].refresh).await);
    assert_ne!(second.refresh, given[0].refresh);
    println!("{} of {MANY} refreshes were answered with tokens", given.len());
    assert_eq!(cloud.troubles(), Vec::<String>::new());
}

/// Many users in one cloud: families that are copies of a real one, each with a refresh token of its own.
async fn users(cloud: &Cloud, count: usize) -> Vec<String> {
    let aws = cloud.aws();
    let first = linked(cloud).await;
    let (_, token) = aws.record_of("jira", "refresh", &first.refresh).await;
    let id = token["family"]["S"].as_str().unwrap().to_owned();
    let family = aws.records("jira").await.remove(&format!("family#{id}")).unwrap();
    let (mut names, mut rows) = (Vec::new(), Vec::new());
    for at in 0..count {
        let (own, name) =
            (format!("{id}-{at}"), format!("a-refresh-token-of-user-{at}-{}", &first.refresh[..20]));
        let (mut token, mut family) = (token.clone(), family.clone());
        token["pk"] = json!({"S": format!("refresh#{}", hash(&name))});
        token["family"] = json!({"S": own});
        family["pk"] = json!({"S": format!("family#{own}")});
        family["refresh"] = json!({"S": hash(&name)});
        rows.extend([token, family]);
        names.push(name);
    }
    aws.put_all("jira", rows).await;
    names
}

#[tokio::test]
async fn five_hundred_users_refresh_from_one_address() {
    let cloud = Cloud::start(&["jira"]);
    let users = users(&cloud, 500).await;
    for some in users.chunks(50) {
        let answers = join_all(some.iter().map(|token| refresh(&cloud, "jira", token))).await;
        for answer in &answers {
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }
    // What one of them does too often is that one's own trouble.
    let mut token = users[0].clone();
    let mut current = tokens(&refresh(&cloud, "jira", &token).await);
    let mut statuses = vec![200; 1];
    while statuses.len() < 40 && statuses.last() == Some(&200) {
        token = current.refresh.clone();
        let answer = refresh(&cloud, "jira", &token).await;
        statuses.push(answer.status);
        if answer.status == 200 {
            current = tokens(&answer);
        } else {
            assert_eq!(refusal(&answer), (429, "temporarily_unavailable".to_owned()));
            assert!(
                answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=600).contains(&seconds))
            );
        }
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    assert!(statuses.len() > 20, "nobody needs that many: {statuses:?}");
    assert_eq!(refresh(&cloud, "jira", &users[1]).await.status, 200, "the others go on");
    // And nobody is unlinked for it.
    cloud.aws().pass("jira", 601).await;
    tokens(&refresh(&cloud, "jira", &token).await);
}

/// Who speaks: an account, and what is theirs alone.
struct User {
    name: &'static str,
    link: String,
    /// What they hear, alone.
    heard: Vec<String>,
}

/// What each of them says. The answers tell them apart.
const WORDS: [&str; 4] =
    ["what are my issues", "what is blocked", "tell me about ops forty two", "tell me about pay eleven"];

async fn link_in(cloud: &Cloud, user: (&str, &str), site: Option<&str>) -> String {
    let (link, url) = cloud.begin_link("jira").await;
    let agent = Agent::open(cloud, "jira", &url).await;
    let location = match site {
        None => {
            let fields = json!({"site": JIRA, "user": user.0, "secret": user.1});
            agent.typed(cloud, "password", fields).await
        }
        Some(site) => {
            let there = agent.depart(cloud, "atlassian").await;
            let back = sign_in(cloud, &there, user, "allow").await;
            assert_eq!(agent.come_back(cloud, &back).await.status, 303);
            agent.choose(cloud, site).await
        }
    };
    assert_eq!(cloud.send(Method::GET, &location, &[], "").await.status, 200);
    link
}

#[tokio::test]
async fn nobody_hears_what_is_anothers() {
    let cloud = Cloud::start(&["jira"]);
    let grace = ("grace", "hopper-1906");
    let mut users = Vec::new();
    for (name, user, site, project) in [
        ("Ada at Northwind", ADA, Some("Northwind"), "operations"),
        ("Ada at Tailspin", ADA, Some("Tailspin"), "website"),
        ("Ada at home", ADA, None, "payments"),
        ("Grace at Northwind", grace, Some("Northwind"), "website"),
        ("Grace at home", grace, None, "operations"),
    ] {
        let link = link_in(&cloud, user, site).await;
        cloud.say("jira", name, Some(&link), &format!("my project is {project}")).await;
        let mut heard = Vec::new();
        for words in WORDS {
            heard.push(cloud.say("jira", &format!("{name} {words}"), Some(&link), words).await);
        }
        users.push(User { name, link, heard });
    }
    for (at, user) in users.iter().enumerate() {
        for other in &users[at + 1..] {
            assert_ne!(user.heard, other.heard, "{} and {} are told apart", user.name, other.name);
        }
    }
    // All at once, in any order, some with tokens that are due, some with a linking meanwhile.
    let mut random = Random::seeded("nobody_hears_what_is_anothers");
    for round in 0..4 {
        let mut steps: Vec<(&User, usize)> =
            users.iter().flat_map(|user| (0..WORDS.len()).map(move |words| (user, words))).collect();
        random.shuffle(&mut steps);
        for user in &users {
            if random.below(3) == 0 {
                let due = format!("/api/skills/jira/links/{}/due", user.link);
                assert_eq!(cloud.control(Method::POST, &due, &json!({})).await.status, 200);
            }
        }
        let again = random.below(2) == 0;
        let linking = async {
            if again {
                link_in(&cloud, grace, None).await;
            }
        };
        let cloud = &cloud;
        let turns = steps.iter().map(async |(user, words)| {
            let conversation = format!("{round} {} {words}", user.name);
            (cloud.say("jira", &conversation, Some(&user.link), WORDS[*words]).await, user, *words)
        });
        let (heard, ()) = futures_util::future::join(join_all(turns), linking).await;
        for (heard, user, words) in heard {
            assert_eq!(heard, user.heard[words], "{} in round {round}: {}", user.name, WORDS[words]);
        }
    }
    assert_eq!(cloud.troubles(), Vec::<String>::new());
    let links: BTreeSet<String> =
        cloud.logged("linked", 5).iter().map(|event: &Value| event["link"].to_string()).collect();
    assert_eq!(links.len(), 5, "an account at a site is one link");
}
