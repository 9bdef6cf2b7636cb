//! CloudFront before API Gateway: what a viewer says is passed on, and what the functions may believe is added.
//!
//! Every header of the viewer goes through but `Host` (the origin request policy `AllViewerExceptHostHeader`). The
//! origin secret is a custom header of the origin, which takes the place of one that a viewer sent:
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html>. The viewer's
//! address is added to `x-forwarded-for`:
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html>.

use super::event::{FORWARDED_FOR, forwarded_for};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use sayso_schemas::plan::ORIGIN_HEADER;
use std::net::{IpAddr, Ipv4Addr};

/// The address of the edge location, which is all that API Gateway sees (RFC 5737: for documentation).
pub(super) const EDGE: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 80));

/// Makes a viewer's headers those that the origin gets. `secret` is the origin's, where it has one.
pub(super) fn forward(headers: &mut HeaderMap, viewer: IpAddr, secret: Option<&HeaderValue>) {
    headers.remove(ORIGIN_HEADER);
    if let Some(secret) = secret {
        headers.insert(ORIGIN_HEADER, secret.clone());
    }
    let list = forwarded_for(headers, viewer);
    // What a viewer claims alone must not get through.
    headers.remove(FORWARDED_FOR);
    headers.extend(HeaderValue::try_from(list).map(|list| (HeaderName::from_static(FORWARDED_FOR), list)));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
    use super::*;

    const VIEWER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    fn forwarded(sent: &[(&'static str, &'static str)], secret: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(*name, HeaderValue::from_static(value));
        }
        forward(&mut headers, VIEWER, secret.map(HeaderValue::from_static).as_ref());
        headers
    }

    #[test]
    fn a_viewer_can_not_say_the_origin_secret() {
        let said = [(ORIGIN_HEADER, "guess"), (ORIGIN_HEADER, "again")];
        let headers = forwarded(&said, Some("secret"));
        let shown: Vec<_> = headers.get_all(ORIGIN_HEADER).iter().collect();
        assert_eq!(shown, ["secret"]);
        assert!(!forwarded(&said, None).contains_key(ORIGIN_HEADER), "a skill without one");
    }

    #[test]
    fn the_viewers_own_address_comes_after_what_it_claims() {
        assert_eq!(forwarded(&[], None)[FORWARDED_FOR], "192.0.2.7");
        let claimed = [(FORWARDED_FOR, "10.0.0.1"), (FORWARDED_FOR, "10.0.0.2")];
        assert_eq!(forwarded(&claimed, None)[FORWARDED_FOR], "10.0.0.1,10.0.0.2, 192.0.2.7");
    }
}
