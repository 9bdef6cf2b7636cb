//! What users type as an address, where it leads elsewhere than it should.

use crate::{
    agent::{Agent, refusal},
    cloud::{Answer, Cloud, Folder},
    site::{HOST, Manner, Site, http},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Instant;

/// Why the guard refuses an address.
const REASONS: [&str; 10] = [
    "a character that has no place in it",
    "a host of a reserved domain",
    "a host without a domain",
    "a path with odd segments",
    "another port than 443",
    "another port than the pinned one",
    "another scheme than https",
    "no URL",
    "no host name",
    "too long",
];

async fn try_site(cloud: &Cloud, site: &str) -> Answer {
    let agent = Agent::begin(cloud, "jira").await;
    agent.type_in(cloud, "token", json!({"site": site, "secret": "a-personal-access-token"})).await
}

#[tokio::test]
async fn what_is_no_public_host_is_not_asked() {
    let folder = Folder::new(&["jira"]);
    let site = Site::start(&folder);
    let cloud = Cloud::on(&folder);
    let port = cloud.demo("jira").await.rsplit(':').next().unwrap().to_owned();
    let sites: Vec<String> = [
        "http://own.northwind.test",
        "ftp://own.northwind.test",
        "file:///etc/passwd",
        "javascript://own.northwind.test",
        "https://own.northwind.test:9",
        "https://tracker.northwind.com:8443",
        "https://own.northwind.test@127.0.0.1",
        "https://127.0.0.1@own.northwind.test",
        "https://user:secret@own.northwind.test",
        "https://own.northwind.test\\@127.0.0.1",
        "https://own.northwind.test#@127.0.0.1",
        "https://own.northwind.test?x=1",
        "https://own.northwind.test/%2e%2e/x",
        "https://own.northwind.test/../x",
        "https://own.northwind.test/a b",
        "https://own.northwind.test\r\nHost: evil.example",
        "https://own.north\twind.test",
        "https://own.northwind.test\0.example.org",
        "https://own.northwind.test.",
        "https://127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0177.0.0.1",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://169.254.169.254/latest/meta-data",
        "https://8.8.8.8",
        "https://localhost",
        "https://vault.internal",
        "https://printer.local",
        "https://intranet",
        "https://\u{ff11}\u{ff12}\u{ff17}.0.0.1",
        "https://own\u{3002}northwind\u{3002}test:1",
        "https://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
        "",
        "https://",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("https://127.0.0.1:{port}"), format!("https://{}.test", "a".repeat(600))])
    .collect();
    let answers = join_all(sites.iter().map(|site| try_site(&cloud, site))).await;
    for (site, answer) in sites.iter().zip(&answers) {
        assert_eq!(refusal(answer), (422, "credential".to_owned()), "{site:?}");
    }
    assert_eq!(site.got().len(), 0, "nobody was asked");
    assert_eq!(cloud.asked_of_jira().await, Vec::<Value>::new());
    // Not because nobody answered, but before anybody was looked for; and nothing that was typed is written down.
    for event in cloud.logged("linking_refused", sites.len()) {
        let reason = event["reason"].as_str().unwrap();
        assert!(REASONS.contains(&reason), "{reason}");
    }
    assert_eq!(cloud.aws().count("jira", "link").await, 0);
    // The same host, typed in other words for the same.
    for (site_text, path) in [("OWN.northwind.test", ""), ("https://own.northwind.test/jira/", "/jira")] {
        assert_eq!(try_site(&cloud, site_text).await.status, 200, "{site_text}");
        assert_eq!(site.got()[0].line, format!("GET {path}/rest/api/2/myself"));
    }
}

#[tokio::test]
async fn a_server_that_sends_us_elsewhere_is_not_followed() {
    let folder = Folder::new(&["jira"]);
    let site = Site::start(&folder);
    let cloud = Cloud::on(&folder);
    let demo = cloud.demo("jira").await;
    let person = b"{\"key\":\"k\",\"displayName\":\"n\"}";
    let redirects = [
        ("301 Moved", "http://169.254.169.254/latest/meta-data/iam/security-credentials/".to_owned()),
        ("302 Found", "https://jira.northwind.test/rest/api/2/myself".to_owned()),
        ("303 See Other", format!("{demo}/rest/api/2/myself")),
        ("307 Temporary Redirect", "/elsewhere".to_owned()),
        ("308 Permanent Redirect", "https://own.northwind.test/elsewhere".to_owned()),
        ("302 Found", "https://127.0.0.1:9001/2018-06-01/runtime/invocation/next".to_owned()),
    ];
    for (at, (status, place)) in redirects.iter().enumerate() {
        let redirect = http(&format!("{status}\r\nlocation: {place}"), person);
        site.answers_below(&format!("/{at}"), Manner::Bytes(redirect));
    }
    let sites: Vec<String> = (0..redirects.len()).map(|at| format!("{HOST}/{at}")).collect();
    for (answer, about) in
        join_all(sites.iter().map(|site| try_site(&cloud, site))).await.iter().zip(&redirects)
    {
        assert_eq!(refusal(answer), (422, "credential".to_owned()), "{about:?}");
    }
    assert_eq!(site.got().len(), redirects.len(), "each was asked once");
    assert_eq!(cloud.asked_of_jira().await, Vec::<Value>::new());
    assert_eq!(cloud.aws().count("jira", "link").await, 0);
}

/// A megabyte of spaces as gzip (RFC 1952), in stored blocks (RFC 1951): nobody is to look into it.
fn gzip() -> Vec<u8> {
    let mut bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    for at in 0..20 {
        bytes.extend([u8::from(at == 19), 0xff, 0xff, 0, 0]);
        bytes.extend(vec![b' '; 65535]);
    }
    bytes
}

#[tokio::test]
async fn a_server_that_answers_too_much_or_too_late_is_given_up() {
    let folder = Folder::new(&["jira"]);
    let site = Site::start(&folder);
    let cloud = Cloud::on(&folder);
    let json = "200 OK\r\ncontent-type: application/json";
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let person = "{\"key\":\"k\",\"displayName\":\"n\"}";
    let large = format!("{{\"key\":\"k\",\"displayName\":\"n\",\"x\":\"{}\"}}", "x".repeat(2 << 20));
    let manners = [
        ("a body without an end", Manner::Endless),
        ("a body that drips", Manner::Slow),
        ("silence", Manner::Silent),
        ("two megabytes", Manner::Bytes(http(json, large.as_bytes()))),
        (
            "a body that was packed",
            Manner::Bytes(http(&format!("{json}\r\ncontent-encoding: gzip"), &gzip())),
        ),
        ("JSON that is very deep", Manner::Bytes(http(json, deep.as_bytes()))),
        ("no JSON", Manner::Bytes(http(json, b"<html>"))),
        ("no HTTP", Manner::Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())),
        (
            "a body cut short",
            Manner::Bytes(format!("HTTP/1.1 {json}\r\ncontent-length: 100\r\n\r\n{person}").into_bytes()),
        ),
    ];
    for (at, (_, manner)) in manners.iter().enumerate() {
        site.answers_below(&format!("/{at}"), manner.clone());
    }
    let sites: Vec<String> = (0..manners.len()).map(|at| format!("{HOST}/{at}")).collect();
    let began = Instant::now();
    for (answer, (about, _)) in
        join_all(sites.iter().map(|site| try_site(&cloud, site))).await.iter().zip(&manners)
    {
        assert_eq!(refusal(answer), (422, "credential".to_owned()), "{about}");
    }
    assert_eq!(site.got().len(), manners.len(), "each was asked once");
    // Four run at once, and four of them are given up when their time is over, after 3 s.
    let answered = cloud.logged("answered", manners.len());
    let longest = answered.iter().map(|event| event["ms"].as_u64().unwrap()).max().unwrap();
    println!("the longest took {longest} ms, all of them {:?}", began.elapsed());
    assert!(longest < 5000, "{longest} ms");
    // It is the manner that was refused, not the site.
    site.answers_with(person);
    assert_eq!(try_site(&cloud, HOST).await.status, 200);
    assert_eq!(cloud.troubles(), Vec::<String>::new());
}
