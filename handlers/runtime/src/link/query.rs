//! A raw query or form (RFC 6749, appendix B). Names and values are kept apart from their first `=` on; nothing is
//! joined, so that a parameter that is given twice can be seen.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::{borrow::Cow, fmt::Write};

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What must not stand in a query as it is: RFC 3986, section 3.4, and what would end the parameter.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'&')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The parameters of a query.
#[derive(Debug)]
pub(super) struct Query<'a>(Vec<(String, &'a str)>);

/// A parameter is given more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Twice;

impl<'a> Query<'a> {
    pub(super) fn parse(raw: &'a str) -> Self {
        let pairs = raw.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self(pairs.map(|(name, value)| (decode(name).into_owned(), value)).collect())
    }

    /// The value of `name` as it stands in the query. One without a value is as good as absent (RFC 6749, section 3.1).
    pub(super) fn raw(&self, name: &str) -> Result<Option<&'a str>, Twice> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| *value);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Twice),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    /// The value of `name`.
    pub(super) fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>, Twice> {
        Ok(self.raw(name)?.map(decode))
    }

    /// Whether any parameter is given more than once.
    pub(super) fn has_twice(&self) -> bool {
        self.0.iter().enumerate().any(|(at, (name, _))| self.0.iter().skip(at + 1).any(|(it, _)| it == name))
    }
}

/// The text that `raw` stands for. What is no UTF-8 becomes U+FFFD, which equals nothing that is registered anywhere.
pub(super) fn decode(raw: &str) -> Cow<'_, str> {
    let spaced = if raw.contains('+') { Cow::Owned(raw.replace('+', " ")) } else { Cow::Borrowed(raw) };
    match spaced {
        Cow::Borrowed(text) => percent_decode_str(text).decode_utf8_lossy(),
        Cow::Owned(text) => Cow::Owned(percent_decode_str(&text).decode_utf8_lossy().into_owned()),
    }
}

/// The number of bytes that `raw` stands for.
pub(super) fn decoded_len(raw: &str) -> usize {
    percent_decode_str(raw).count()
}

/// `raw` with nothing in it that could end the parameter, the query or the header; it stands for the same bytes.
pub(crate) fn tame(raw: &str) -> String {
    utf8_percent_encode(raw, UNSAFE).to_string()
}

/// Appends parameters to `url`, which has no fragment and may have a query.
pub(super) fn append(url: &mut String, parameters: &[(&str, &str)]) {
    for (name, value) in parameters {
        append_raw(url, name, &utf8_percent_encode(value, RESERVED).to_string());
    }
}

/// Appends a parameter whose value is encoded already.
pub(super) fn append_raw(url: &mut String, name: &str, raw: &str) {
    // A value may end with a `?`, which begins no query then.
    let joint = match url.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    // Writing to a string cannot fail.
    let _ = write!(url, "{joint}{name}={raw}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_stands_once() {
        let query = Query::parse("a=1&b=x%20y+z&c=&d&b%32=4&=5&&e==%3D&%62=again");
        assert_eq!(query.text("a"), Ok(Some("1".into())));
        assert_eq!(query.text("b"), Err(Twice), "a name may be encoded, too");
        assert_eq!((query.text("c"), query.text("d"), query.text("x")), (Ok(None), Ok(None), Ok(None)));
        assert_eq!(query.text("b2"), Ok(Some("4".into())));
        assert_eq!(query.raw("e"), Ok(Some("=%3D")));
        assert_eq!(query.text("e"), Ok(Some("==".into())));
        assert!(query.has_twice());
        assert!(!Query::parse("a=1&b=1").has_twice());
        assert!(Query::parse("a&b&a").has_twice());
    }

    #[test]
    fn what_is_appended_stays_a_parameter() {
        let mut url = "https://a.example/b".to_owned();
        append(&mut url, &[("c", "d&e=f#g h"), ("i", "\r\nx: y")]);
        assert_eq!(url, "https://a.example/b?c=d%26e%3Df%23g%20h&i=%0D%0Ax%3A%20y");
        let mut url = "https://a.example/b?c=d".to_owned();
        append(&mut url, &[("e", "ü")]);
        assert_eq!(url, "https://a.example/b?c=d&e=%C3%BC");
        let mut url = "https://a.example/b?".to_owned();
        append_raw(&mut url, "state", "what?");
        append(&mut url, &[("iss", "i")]);
        assert_eq!(url, "https://a.example/b?state=what?&iss=i");
    }

    #[test]
    fn what_is_tamed_stands_for_the_same() {
        for raw in ["abc-._~", "%0d%0A", "a+b%2B", "\r\nx: y", "ü&#\"<>", "%zz%", "==/?:@!$'()*,;"] {
            let tame = tame(raw);
            assert!(
                tame.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"#&<>\\".contains(&byte)),
                "{tame}"
            );
            assert_eq!(decode(&tame), decode(raw));
            assert_eq!(decoded_len(&tame), decoded_len(raw));
        }
    }
}
