//! The URL of a call.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use std::fmt::Write;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path and a query that are being put together.
#[derive(Debug)]
pub(super) struct Address {
    template: &'static str,
    path: Vec<(&'static str, String)>,
    query: String,
}

impl Address {
    pub(super) fn new(template: &'static str) -> Self {
        Self { template, path: Vec::new(), query: String::new() }
    }

    pub(super) fn path(&mut self, name: &'static str, value: &str) {
        self.path.push((name, encode(value)));
    }

    pub(super) fn query(&mut self, name: &str, value: &str) {
        let joint = if self.query.is_empty() { '?' } else { '&' };
        // Writing to a string cannot fail.
        let _ = write!(self.query, "{joint}{}={}", encode(name), encode(value));
    }

    /// The URL below `base`; else why there is none.
    pub(super) fn below(&self, base: &str) -> Result<Url, String> {
        let mut url = base.trim_end_matches('/').to_owned();
        for segment in self.template.trim_start_matches('/').split('/') {
            url.push('/');
            url.push_str(&self.segment(segment)?);
        }
        url.push_str(&self.query);
        Url::parse(&url).map_err(|error| format!("the address of the call is no URL: {error}"))
    }

    /// A segment with its parameters. What would change the path is refused: an empty segment names another
    /// resource, and a URL drops `.` and `..` also when they are percent-encoded (URL Standard, "double-dot URL
    /// path segment").
    fn segment(&self, template: &str) -> Result<String, String> {
        let mut segment = String::new();
        let mut rest = template;
        while let Some((literal, (name, tail))) =
            rest.split_once('{').and_then(|(literal, tail)| Some((literal, tail.split_once('}')?)))
        {
            let value = self.path.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
            segment.push_str(literal);
            segment.push_str(value.ok_or_else(|| format!("the path parameter `{name}` has no value"))?);
            rest = tail;
        }
        segment.push_str(rest);
        if template.contains('{') && matches!(segment.as_str(), "" | "." | "..") {
            return Err(format!("`{template}` of the path would be empty or a dot segment"));
        }
        Ok(segment)
    }
}

pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(id: &str) -> Result<String, String> {
        let mut address = Address::new("/facts/{id}/text");
        address.path("id", id);
        address.below("https://facts.example/v1/").map(String::from)
    }

    #[test]
    fn a_path_value_stays_one_segment() {
        let ids = ["a b", "a/b", "a?b#c", "ü", "%2e", "..."];
        let encoded = ["a%20b", "a%2Fb", "a%3Fb%23c", "%C3%BC", "%252e", "..."];
        for (id, encoded) in ids.iter().zip(encoded) {
            assert_eq!(url(id), Ok(format!("https://facts.example/v1/facts/{encoded}/text")));
        }
    }

    #[test]
    fn what_would_change_the_path_is_refused() {
        for id in ["", ".", ".."] {
            assert!(url(id).is_err(), "{id:?}");
        }
        assert!(Address::new("/facts/{id}").below("https://facts.example").is_err());
        assert!(Address::new("/facts").below("nonsense").is_err());
    }

    #[test]
    fn a_query_is_encoded_and_may_repeat() {
        let mut address = Address::new("/facts");
        address.query("tag", "a&b=c");
        address.query("tag", "d+e");
        let url = address.below("http://localhost:1").map(String::from);
        assert_eq!(url.as_deref(), Ok("http://localhost:1/facts?tag=a%26b%3Dc&tag=d%2Be"));
    }
}
