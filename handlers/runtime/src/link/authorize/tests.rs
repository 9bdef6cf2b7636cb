#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use http::HeaderValue;
use percent_encoding::percent_decode_str;
use proptest::{collection::vec, prelude::*};

const REDIRECT: &str = "https://pitangui.amazon.com/api/skill/link/M2VENDOR";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn run(query: &str) -> Result<Request, Refused> {
    let redirects = [
        REDIRECT.to_owned(),
        "https://layla.amazon.com/api/skill/link/M2VENDOR".to_owned(),
        "https://alexa.amazon.co.jp/api/skill/link/M2VENDOR".to_owned(),
    ];
    let issuer = "https://link.example.com";
    validate(query, Known { issuer, client: "alexa", redirects: &redirects, scope: "shop shop.read" })
}

/// A good request, with some of its parameters given (as they stand in a query) or, where empty, left out.
fn query(changes: &[(&str, &str)]) -> String {
    let redirect = REDIRECT.replace(':', "%3A").replace('/', "%2F");
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", "alexa"),
        ("redirect_uri", &redirect),
        ("state", "st-1"),
        ("scope", "shop"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        pairs.retain(|(known, _)| known != name);
        if !value.is_empty() {
            pairs.push((name, value));
        }
    }
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn back(query: &str) -> (String, &'static str) {
    match run(query) {
        Err(Refused::Back { location, error, .. }) => (location, error),
        other => unreachable!("{query}: {other:?}"),
    }
}

#[test]
fn a_good_request_goes_on() {
    let request = run(&query(&[])).unwrap();
    assert_eq!(request.redirect, REDIRECT);
    assert_eq!(request.state.as_deref(), Some("st-1"));
    assert_eq!((request.challenge.as_str(), request.scope.as_str()), (CHALLENGE, "shop"));
    // What is not known is ignored (RFC 6749, section 3.1).
    assert!(run(&query(&[("nonce", "1"), ("response_mode", "form_post")])).is_ok());
    assert_eq!(run(&query(&[("scope", "")])).unwrap().scope, "shop shop.read");
    assert_eq!(run(&query(&[("scope", "shop.read+shop")])).unwrap().scope, "shop.read shop");
    assert_eq!(run(&query(&[("state", "")])).unwrap().state, None);
    assert!(
        run(&query(&[("redirect_uri", REDIRECT)])).is_ok(),
        "the query need not be encoded more than needed"
    );
}

#[test]
fn a_redirect_is_matched_character_by_character() {
    let redirects = [
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR/",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR?",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%3Fx%3D1",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%23",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%23x",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%00",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%0D%0ALocation:%20https://evil.example",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%20",
        "+https://pitangui.amazon.com/api/skill/link/M2VENDOR",
        "https://pitangui.amazon.com/api/skill/link/M2VENDO",
        "https://pitangui.amazon.com/api/skill/link/M2VENDORX",
        "https://pitangui.amazon.com/api/skill/link/m2vendor",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR,https://evil.example",
        "https://pitangui.amazon.com/api/skill/link/../link/M2VENDOR",
        "https://pitangui.amazon.com/api/skill/./link/M2VENDOR",
        "https://pitangui.amazon.com/api/skill/link//M2VENDOR",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR/..",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%252F",
        "https://pitangui.amazon.com/api/skill/link%252FM2VENDOR",
        "https://pitangui.amazon.com/api/skill/link%5CM2VENDOR",
        "https%253A%252F%252Fpitangui.amazon.com/api/skill/link/M2VENDOR",
        "https://pitangui.amazon.com:443/api/skill/link/M2VENDOR",
        "https://pitangui.amazon.com:8443/api/skill/link/M2VENDOR",
        "https://pitangui.amazon.com./api/skill/link/M2VENDOR",
        "https://PITANGUI.amazon.com/api/skill/link/M2VENDOR",
        "HTTPS://pitangui.amazon.com/api/skill/link/M2VENDOR",
        "http://pitangui.amazon.com/api/skill/link/M2VENDOR",
        "//pitangui.amazon.com/api/skill/link/M2VENDOR",
        "pitangui.amazon.com/api/skill/link/M2VENDOR",
        "/api/skill/link/M2VENDOR",
        "https:/pitangui.amazon.com/api/skill/link/M2VENDOR",
        "https:pitangui.amazon.com/api/skill/link/M2VENDOR",
        "https:%5C%5Cpitangui.amazon.com/api/skill/link/M2VENDOR",
        "https://user@pitangui.amazon.com/api/skill/link/M2VENDOR",
        "https://pitangui.amazon.com@evil.example/api/skill/link/M2VENDOR",
        "https://pitangui.amazon.com%2Fapi@evil.example/skill/link/M2VENDOR",
        "https://pitangui.amazon.com.evil.example/api/skill/link/M2VENDOR",
        "https://evilpitangui.amazon.com/api/skill/link/M2VENDOR",
        "https://evil.example/https://pitangui.amazon.com/api/skill/link/M2VENDOR",
        "https://evil.example%23https://pitangui.amazon.com/api/skill/link/M2VENDOR",
        "https://layla.amazon.com/api/skill/link/M2OTHER",
        "https://alexa.amazon.com/api/skill/link/M2VENDOR",
        "https://pitang%D1%83i.amazon.com/api/skill/link/M2VENDOR",
        "https://pitangui.amazon.com/api/skill/link/M2VENDOR%FF",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://localhost/",
        "%2A",
        "%00",
    ];
    assert!(redirects.len() > 40);
    for redirect in redirects {
        let refused = run(&query(&[("redirect_uri", redirect)]));
        assert_eq!(refused, Err(Refused::Page("The redirect_uri is not registered.")), "{redirect}");
    }
}

#[test]
fn who_is_not_certain_is_sent_nowhere() {
    for client in ["", "Alexa", "alex", "alexa%20", "alexa%00", "other", "alexa,alexa"] {
        assert!(matches!(run(&query(&[("client_id", client)])), Err(Refused::Page(_))), "{client}");
    }
    assert!(matches!(run(&query(&[("redirect_uri", "")])), Err(Refused::Page(_))));
    assert!(matches!(run(""), Err(Refused::Page(_))));
    for twice in ["client_id=alexa", "client_id", "redirect_uri=x", "client%5Fid=x", "redirect_uri"] {
        assert!(matches!(run(&format!("{}&{twice}", query(&[]))), Err(Refused::Page(_))), "{twice}");
        assert!(matches!(run(&format!("{twice}&{}", query(&[]))), Err(Refused::Page(_))), "{twice}");
    }
    // The same value, but was it meant?
    assert!(matches!(run(&format!("redirect_uri={REDIRECT}&{}", query(&[]))), Err(Refused::Page(_))));
}

#[test]
fn other_errors_go_back_with_state_and_issuer() {
    let cases = [
        (&[("response_type", "")][..], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code+token")], "unsupported_response_type"),
        (&[("response_type", "Code")], "unsupported_response_type"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "s256")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")], "invalid_request"),
        (&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM%3D")], "invalid_request"),
        (&[("scope", "admin")], "invalid_scope"),
        (&[("scope", "shop+admin")], "invalid_scope"),
        (&[("scope", "shop++shop.read")], "invalid_scope"),
    ];
    for (changes, error) in cases {
        let (location, found) = back(&query(changes));
        assert_eq!(found, error, "{changes:?}");
        assert!(location.starts_with(&format!("{REDIRECT}?error={error}&error_description=")), "{location}");
        assert!(location.ends_with("&state=st-1&iss=https%3A%2F%2Flink.example.com"), "{location}");
        assert!(!location.contains("code="), "{location}");
    }
    let (location, _) = back(&query(&[("code_challenge", "")]));
    assert!(location.contains("PKCE"), "the switch is named: {location}");
}

#[test]
fn descriptions_have_the_characters_that_they_may() {
    let allowed = |byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    assert!(NO_PKCE.bytes().all(allowed), "RFC 6749, section 4.1.2.1");
}

#[test]
fn what_is_given_twice_is_refused() {
    for name in ["response_type", "scope", "code_challenge", "code_challenge_method", "other"] {
        for twice in [format!("&{name}=x&{name}=x"), format!("&{name}&{name}=")] {
            let (location, error) = back(&(query(&[(name, "")]) + &twice));
            assert_eq!(error, "invalid_request", "{twice}");
            assert!(location.contains("&state=st-1&"), "{location}");
        }
    }
    let (location, error) = back(&(query(&[]) + "&state=st-1"));
    assert_eq!(error, "invalid_request");
    assert!(!location.contains("state="), "neither of two is the client's: {location}");
}

#[test]
fn a_state_comes_back_byte_by_byte() {
    let bytes: Vec<String> = (0..=255).map(|byte| format!("%{byte:02x}")).collect();
    let all = bytes.concat();
    let long = "%C3%BC".repeat(LARGEST_STATE / 2);
    for raw in ["a", "a+b", "a%2Bb", "a=b==", "%0D%0ASet-Cookie:%20x", "<b>\"'", "%zz", "ü", &all, &long] {
        let state = run(&query(&[("state", raw)])).unwrap().state.unwrap();
        let location = granted(REDIRECT, Some(&state), "https://link.example.com", "c0de");
        assert!(location.bytes().all(|byte| byte.is_ascii_graphic()), "{location}");
        let (_, found) = location.split_once("&state=").unwrap();
        let (found, issuer) = found.split_once('&').unwrap();
        assert_eq!(issuer, "iss=https%3A%2F%2Flink.example.com");
        let bytes = |raw: &str| percent_encoding::percent_decode_str(raw).collect::<Vec<_>>();
        assert_eq!(bytes(found), bytes(raw));
        assert_eq!(
            found.contains('+'),
            raw.contains('+'),
            "whether it stands for a blank is the client's business"
        );
    }
    let (location, error) = back(&query(&[("state", &"x".repeat(LARGEST_STATE + 1))]));
    assert_eq!(error, "invalid_request");
    assert!(!location.contains("state=x"));
}

#[test]
fn a_redirect_may_have_a_query_of_its_own() {
    let location = granted("https://client.example/back?vendor=1", Some("s"), "https://a.example", "c");
    assert_eq!(location, "https://client.example/back?vendor=1&code=c&state=s&iss=https%3A%2F%2Fa.example");
}

/// Bytes as a query may have them: each as it is, or encoded, as `choice` says.
fn written(bytes: &[(u8, bool)]) -> String {
    let one = |(byte, as_it_is): &(u8, bool)| match byte {
        b' ' if *as_it_is => "+".to_owned(),
        byte if *as_it_is && (byte.is_ascii_alphanumeric() || b"-._~!$'()*,;:@/?=".contains(byte)) => {
            char::from(*byte).to_string()
        }
        byte => format!("%{byte:02x}"),
    };
    bytes.iter().map(one).collect()
}

fn state_of(location: &str) -> Vec<u8> {
    let (_, query) = location.split_once('?').unwrap();
    let state = query.split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap();
    percent_decode_str(&state.replace('+', " ")).collect()
}

proptest! {
    #[test]
    fn a_state_comes_back_byte_for_byte(bytes in vec(any::<(u8, bool)>(), 1..=4096)) {
        let state = written(&bytes);
        let request = run(&query(&[("state", &state)])).unwrap();
        let plain: Vec<u8> = bytes.iter().map(|(byte, _)| *byte).collect();
        let location = granted(&request.redirect, request.state.as_deref(), "https://link.example.com", "c");
        prop_assert_eq!(state_of(&location), &*plain);
        prop_assert!(HeaderValue::from_str(&location).is_ok());
        // With an error, too.
        let (location, _) = back(&query(&[("state", &state), ("response_type", "token")]));
        prop_assert_eq!(state_of(&location), plain);
    }

    #[test]
    fn whatever_is_asked_goes_on_or_to_the_client_or_nowhere(raw in vec(any::<u8>(), 0..600)) {
        let text = String::from_utf8_lossy(&raw);
        match run(&text) {
            Ok(_) | Err(Refused::Page(_)) => {}
            Err(Refused::Back { location, .. }) => prop_assert!(location.starts_with(REDIRECT)),
        }
        // After what makes a good request of it.
        if let Ok(Request { redirect, .. }) = run(&format!("{}&{text}", query(&[]))) {
            prop_assert_eq!(redirect, REDIRECT);
        }
        let odd = text.replace('&', "");
        if let Err(Refused::Back { location, .. }) = run(&query(&[("scope", &odd), ("state", &odd)])) {
            prop_assert!(location.starts_with(REDIRECT));
            let value = HeaderValue::from_str(&location).unwrap();
            prop_assert!(value.as_bytes().iter().all(u8::is_ascii_graphic));
        }
    }
}
