//! How long an access token lives: `expires_in`, which Alexa needs to refresh in time, and which providers leave out,
//! write as a text, or get wrong.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

/// The longest life that is told: a year, in seconds.
const LONGEST: i64 = 365 * 24 * 3600;
/// Alexa wants access tokens to live that long at least, in seconds. Source: "Requirements for Account Linking",
/// Alexa Skills Kit.
pub(super) const ALEXA_WANTS: i64 = 360;

/// The seconds that an access token given at `now` lives, a positive whole number.
///
/// What the provider says comes first, then what the token itself says, then what the spec says (`declared`). A token is
/// never said to live longer than it says itself.
pub(super) fn life(said: Option<&Value>, access_token: &str, declared: i64, now: i64) -> i64 {
    let own = expiry(access_token).map(|expires| expires.saturating_sub(now));
    let life = said.and_then(seconds).or(own).unwrap_or(declared);
    own.map_or(life, |own| life.min(own)).clamp(1, LONGEST)
}

/// What is left of a life that was told `age` seconds ago.
pub(super) fn left(life: i64, age: i64) -> i64 {
    life.saturating_sub(age.max(0)).max(1)
}

/// A number of seconds above zero, however it is written. "The lifetime in seconds of the access token" (RFC 6749,
/// section 5.1): what is zero or less says nothing of a token that has just been given.
fn seconds(said: &Value) -> Option<i64> {
    let number = match said {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    // A number beyond what an integer holds becomes its largest; the year above bounds it anyway.
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of a second counts for nothing")]
    let whole = number.filter(|number: &f64| number.is_finite())?.floor() as i64;
    (whole > 0).then_some(whole)
}

/// When a JSON Web Token expires, in epoch seconds (RFC 7519, section 4.1.4); nothing of what is none. It is not
/// verified: whoever takes the token does that, and a wrong time would only have it refreshed at another one.
fn expiry(token: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Claims {
        exp: Value,
    }
    let mut parts = token.split('.');
    let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let claims = Zeroizing::new(URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?);
    // "NumericDate … non-integer values can be represented" (RFC 7519, section 2).
    seconds(&serde_json::from_slice::<Claims>(&claims).ok()?.exp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn jwt(claims: &Value) -> String {
        format!("eyJhbGciOiJub25lIn0.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn what_providers_write_is_understood() {
        for (said, understood) in [
            (json!(3600), 3600),
            (json!("3600"), 3600),
            (json!(" 3600 "), 3600),
            (json!(3599.5), 3599),
            (json!("3599.5"), 3599),
            (json!(1e30), LONGEST),
            (json!("1e30"), LONGEST),
            (json!(i64::MAX), LONGEST),
            (json!(0), 900),
            (json!(-5), 900),
            (json!(0.4), 900),
            (json!(null), 900),
            (json!("soon"), 900),
            (json!("NaN"), 900),
            (json!("inf"), 900),
            (json!([3600]), 900),
            (json!(true), 900),
        ] {
            assert_eq!(life(Some(&said), "opaque", 900, NOW), understood, "{said}");
        }
        assert_eq!(life(None, "opaque", 900, NOW), 900);
    }

    #[test]
    fn a_token_says_itself_how_long_it_lives() {
        let token = jwt(&json!({ "exp": NOW + 600, "sub": "ada" }));
        assert_eq!(life(None, &token, 900, NOW), 600);
        assert_eq!(life(Some(&json!(3600)), &token, 900, NOW), 600, "never beyond its real life");
        assert_eq!(life(Some(&json!(60)), &token, 900, NOW), 60, "a shorter one is the provider's wish");
        let past = jwt(&json!({ "exp": NOW - 1 }));
        assert_eq!(life(Some(&json!(3600)), &past, 900, NOW), 1);
    }

    #[test]
    fn what_is_no_token_of_that_kind_says_nothing() {
        for token in ["", ".", "..", "a.b.c", "a.e30.c", "a.W10.c", "a.bnVsbA.c", "ä.ö.ü"] {
            assert_eq!(life(None, token, 900, NOW), 900, "{token}");
        }
        for exp in [json!("soon"), json!(-1), json!(null)] {
            assert_eq!(life(None, &jwt(&json!({ "exp": exp })), 900, NOW), 900, "{exp}");
        }
    }

    #[test]
    fn a_reply_that_is_told_again_has_aged() {
        assert_eq!([left(3600, 0), left(3600, 59), left(30, 59), left(30, -4)], [3600, 3541, 1, 30]);
    }
}
