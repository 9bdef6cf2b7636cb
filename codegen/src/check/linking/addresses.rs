//! Where users, and what they entrust, are sent.

use super::super::context::Context;
use crate::diagnostic::{Code, Diagnostic};
use sayso_schemas::spec::{OauthMethod, Text};

/// The path below the service's URL: it has `{site}` exactly where there are sites.
pub(super) fn base(context: &mut Context<'_>, method: &OauthMethod) -> Option<String> {
    let Some(base) = &method.base else { return Some(String::new()) };
    let sites = base.matches("{site}").count();
    let rest = base.replace("{site}", "");
    let fault = if !base.starts_with('/') || base.ends_with('/') {
        Some("it begins with a slash, and ends with none")
    } else if !rest.chars().all(|it| it.is_ascii_alphanumeric() || "/-._~".contains(it))
        || rest.contains("..")
    {
        Some("it is a plain path with `{site}` in it")
    } else if sites != usize::from(method.sites.is_some()) {
        Some("`{site}` stands in it once where the method has `sites`, else not at all")
    } else {
        None
    };
    if let Some(fault) = fault {
        context.push(
            Diagnostic::error(Code::BAD_URL, format!("`{base}` is no path of a site"))
                .at(base.span, fault)
                .help("write `base: /sites/{site}`"),
        );
        return None;
    }
    Some(base.value.clone())
}

/// A host, or, with `pattern`, all below one: `*.example.com`.
pub(in super::super) fn host(context: &mut Context<'_>, text: &Text, pattern: bool) {
    let name = if pattern { text.value.strip_prefix("*.").unwrap_or(&text.value) } else { &text.value };
    if !names_host(name) {
        context.push(
            Diagnostic::error(Code::PINNED_HOST, format!("`{text}` is no host name"))
                .at(text.span, "a host is written in lower case, without scheme, port and path")
                .help(if pattern {
                    "write `example.com`, or `*.example.com`"
                } else {
                    "write `tracker.example.com`"
                }),
        );
    }
}

/// Whether it is a host's name, and no address.
pub(in super::super) fn names_host(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let number = name.rsplit('.').next().is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()));
    name.split('.').all(label) && !number
}

/// A URL that a browser, or a credential, is sent to.
pub(in super::super) fn https(context: &mut Context<'_>, url: &Text) {
    let fault = match url.parse::<http::Uri>() {
        Err(_) => Some("it cannot be read"),
        Ok(uri) if uri.scheme_str() != Some("https") => Some("it is not https"),
        Ok(uri) if uri.authority().is_some_and(|it| it.as_str().contains('@')) => {
            Some("it holds credentials")
        }
        Ok(_) if url.contains('#') => Some("it has a fragment"),
        Ok(_) => None,
    };
    if let Some(fault) = fault {
        context.push(
            Diagnostic::error(Code::BAD_URL, format!("`{url}` cannot be used: {fault}"))
                .at(url.span, "users, and what they entrust, are sent there")
                .help("write an `https://` URL without credentials and fragment"),
        );
    }
}
