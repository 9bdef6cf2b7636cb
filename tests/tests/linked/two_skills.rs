//! Two skills in one cloud, of which neither takes what is the other's.

use crate::{
    accounts::{self, Typed},
    agent::{Agent, alexa, ask_for_tokens, code_of, exchange, form, redirect, refresh, refusal, tokens},
    cloud::Cloud,
    function::{invoke, with_token},
};
use reqwest::Method;
use serde_json::{Value, json};

/// Each skill with an account, and something to say that needs it.
fn skills() -> [(&'static str, Typed, &'static str); 2] {
    [("jira", accounts::token(), "what is blocked"), ("workshop", accounts::card(), "what have I borrowed")]
}

/// Both directions: the skill that gave something, its account, and the one that is shown it.
fn directions() -> [(&'static str, Typed, &'static str); 2] {
    let [(a, of_a, _), (b, of_b, _)] = skills();
    [(a, of_a, b), (b, of_b, a)]
}

#[tokio::test]
async fn codes_refresh_tokens_and_clients_of_another_skill_are_refused() {
    let cloud = Cloud::start(&["jira", "workshop"]);
    let aws = cloud.aws();
    for (own, (method, fields), other) in directions() {
        let code = code_of(&cloud, own, method, fields).await;
        let (untouched, before) = (aws.kept(other).await, aws.kept(own).await);
        let refused = (400, "invalid_grant".to_owned());
        assert_eq!(refusal(&exchange(&cloud, other, &code).await), refused, "{own}'s code at {other}");
        assert_eq!(aws.kept(own).await, before, "{other} was shown a code of {own}");

        let (id, secret) = alexa(&cloud, own).await;
        let (other_id, other_secret) = alexa(&cloud, other).await;
        assert_ne!(secret, other_secret);
        let redirect = redirect(&cloud);
        let grant = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &redirect)];
        for client in [(&id, &secret), (&other_id, &secret), (&id, &other_secret)] {
            let answer = ask_for_tokens(&cloud, other, (client.0, client.1), &grant).await;
            assert_eq!(refusal(&answer), (401, "invalid_client".to_owned()), "{} at {other}", client.0);
        }

        // It was worth something all the time.
        let first = tokens(&exchange(&cloud, own, &code).await);
        let before = aws.kept(own).await;
        for token in [&first.refresh, &first.access] {
            assert_eq!(refusal(&refresh(&cloud, other, token).await), refused, "{own}'s token at {other}");
        }
        assert_eq!(aws.kept(own).await, before, "{other} was shown tokens of {own}");
        tokens(&refresh(&cloud, own, &first.refresh).await);
        assert_eq!(aws.kept(other).await, untouched, "{other} was asked in vain");
    }
}

#[tokio::test]
async fn a_linking_of_another_skill_is_refused() {
    let cloud = Cloud::start(&["jira", "workshop"]);
    for (own, (method, fields), other) in directions() {
        let begun = Agent::begin(&cloud, own).await;
        let before = cloud.aws().kept(other).await;
        let astray = Agent { skill: other, ..begun.clone() };
        assert_eq!(astray.get(&cloud, &format!("/link/tx?tx={}", begun.tx)).await.status, 403);
        let nonce = begun.show(&cloud).await["nonce"].clone();
        let body = json!({"nonce": nonce, "method": method, "fields": fields});
        assert_eq!(astray.post_with(&cloud, "/link/form", body).await.status, 403);

        let of_own = format!("alexa-{own}");
        let query = form(&[
            ("client_id", of_own.as_str()),
            ("response_type", "code"),
            ("state", "s"),
            ("scope", "account"),
            ("redirect_uri", &redirect(&cloud)),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ]);
        let url = format!("{}/oauth/authorize?{query}", cloud.origin(other));
        let answer = cloud.send(Method::GET, &url, &[], "").await;
        assert_eq!((answer.status, answer.header("location"), answer.header("set-cookie")), (400, "", ""));
        assert_eq!(cloud.aws().kept(other).await, before);
    }
}

#[tokio::test]
async fn an_access_token_of_another_skill_is_none() {
    let cloud = Cloud::start(&["jira", "workshop"]);
    let mut known = Vec::new();
    for (skill, (method, fields), words) in skills() {
        let link = accounts::link(&cloud, skill, (method, fields.clone())).await;
        let turn = cloud.turn(skill, "turn", Some(&link), words).await;
        assert_ne!(turn["card"], "LinkAccount", "{turn:#}");
        let code = code_of(&cloud, skill, method, fields).await;
        let access = tokens(&exchange(&cloud, skill, &code).await).access;
        known.push((skill, turn["request"].clone(), turn["response"].clone(), access));
    }
    let [a, b] = known.try_into().unwrap_or_else(|_| panic!("two skills"));
    for ((skill, request, response, own), (other, .., foreign)) in [(&a, &b), (&b, &a)] {
        let before = cloud.aws().kept(other).await;
        let with_own = invoke(&cloud, skill, &with_token(request, own)).await;
        assert_eq!(speech(&with_own), speech(response));
        let answer = invoke(&cloud, skill, &with_token(request, foreign)).await;
        assert_eq!(
            answer["response"]["card"]["type"], "LinkAccount",
            "{other}'s token at {skill}: {answer:#}"
        );
        assert_eq!(cloud.aws().kept(other).await, before);
    }
}

fn speech(response: &Value) -> &Value {
    &response["response"]["outputSpeech"]
}
