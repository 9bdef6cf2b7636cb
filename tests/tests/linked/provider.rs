//! A user at the identity provider's pages.

use crate::{
    agent::form,
    cloud::{Answer, Cloud, client, send},
};
use reqwest::{Client, Method};

/// Signs in and answers what the provider then asks: where the user is sent back.
pub async fn sign_in(_: &Cloud, url: &str, who: (&str, &str), decision: &str) -> String {
    sign_in_by(&client(), url, who, decision).await
}

/// The same where there is no cloud.
pub async fn sign_in_by(
    client: &Client,
    url: &str,
    (user, password): (&str, &str),
    decision: &str,
) -> String {
    let base = reqwest::Url::parse(url).unwrap().origin().ascii_serialization();
    let page = send(client, Method::GET, url, &[], "").await;
    let fields =
        [("request", request(&page)), ("username", user.to_owned()), ("password", password.to_owned())];
    let page = submit(client, &format!("{base}/login"), &fields).await;
    let fields = [("request", request(&page)), ("decision", decision.to_owned())];
    let answer = submit(client, &format!("{base}/consent"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").to_owned()
}

async fn submit(client: &Client, url: &str, fields: &[(&str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    send(client, Method::POST, url, &kind, &form(&fields)).await
}

/// The hidden field of a page.
fn request(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    let (_, after) = page.text.split_once("name=\"request\" value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}
