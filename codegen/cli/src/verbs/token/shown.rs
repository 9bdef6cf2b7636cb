//! What is printed of a token.

use crate::oauth::Reply;
use anyhow::{Context, bail};
use clap::ValueEnum;
use reqwest::Url;

/// How a token is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// The token alone.
    #[default]
    Text,
    /// All that the token endpoint answered.
    Json,
    /// A command that asks the service; the token is in its input, not in its arguments.
    Curl,
}

/// The service that takes the token.
pub(super) struct Service {
    pub(super) name: String,
    /// Its base URL, where the stage says it.
    pub(super) base: Option<String>,
}

/// What is printed; `asked` is what curl asks for.
pub(super) fn shown(
    format: Format,
    reply: &Reply,
    service: Option<&Service>,
    asked: &str,
) -> anyhow::Result<String> {
    match format {
        Format::Text => Ok(reply.access_token.clone()),
        Format::Json => serde_json::to_string_pretty(&reply.whole).context("the reply can't be written"),
        Format::Curl => Ok(curl(&reply.access_token, &address(service, asked)?)),
    }
}

/// Where a command goes.
fn address(service: Option<&Service>, asked: &str) -> anyhow::Result<Url> {
    if asked.starts_with("https://") || asked.starts_with("http://") {
        return Url::parse(asked).context("`--url` is no URL");
    }
    let Some(service) = service else {
        bail!(
            "the token is for Alexa, which sends it to the skill itself; say whom curl is to ask by `--url`"
        );
    };
    let Some(base) = &service.base else {
        bail!("the stage does not say where `{}` is; say all of the URL by `--url`", service.name);
    };
    if !asked.starts_with('/') {
        bail!("`--url` is a path, which begins with `/`, or all of a URL");
    }
    let url = format!("{}{asked}", base.trim_end_matches('/'));
    Url::parse(&url).with_context(|| format!("`{}` is not at a URL", service.name))
}

/// A shell command. Every user of a machine sees arguments, so what is secret is in curl's input.
fn curl(token: &str, url: &Url) -> String {
    // In a parameter in quotes, `\` and `"` are escaped (curl's manual, `--config`).
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "curl --silent --show-error --config - <<'SAYSO'\nurl = \"{}\"\nheader = \"Authorization: Bearer {}\"\nSAYSO",
        quoted(url.as_str()),
        quoted(token)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use serde_json::json;

    fn told(format: Format, base: Option<&str>, asked: &str) -> Result<String, String> {
        let whole = json!({"access_token": "a\"b\\c", "token_type": "Bearer", "expires_in": 60});
        let reply = Reply::of(whole).unwrap();
        let service = Service { name: "weather".to_owned(), base: base.map(str::to_owned) };
        shown(format, &reply, Some(&service), asked).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_command_has_the_token_in_its_input() {
        let command = told(Format::Curl, Some("http://127.0.0.1:7/v1/"), "/me?language=en").unwrap();
        let (arguments, input) = command.split_once('\n').unwrap();
        assert_eq!(arguments, "curl --silent --show-error --config - <<'SAYSO'");
        assert_eq!(
            input,
            "url = \"http://127.0.0.1:7/v1/me?language=en\"\nheader = \"Authorization: Bearer a\\\"b\\\\c\"\nSAYSO"
        );
    }

    #[test]
    fn a_command_goes_where_the_user_says() {
        let whole = told(Format::Curl, None, "https://weather.example/x").unwrap();
        assert!(whole.contains("url = \"https://weather.example/x\""), "{whole}");
        for (base, asked, part) in [
            (None, "/me", "does not say where `weather` is"),
            (Some("https://weather.example"), "me", "begins with `/`"),
            (Some("nowhere"), "/me", "`weather` is not at a URL"),
        ] {
            let error = told(Format::Curl, base, asked).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
        let reply = Reply::of(json!({"access_token": "a", "token_type": "Bearer"})).unwrap();
        assert!(shown(Format::Curl, &reply, None, "/").unwrap_err().to_string().contains("for Alexa"));
    }

    #[test]
    fn text_is_the_token_alone_and_json_is_all() {
        assert_eq!(told(Format::Text, None, "/").unwrap(), "a\"b\\c");
        let all: serde_json::Value = serde_json::from_str(&told(Format::Json, None, "/").unwrap()).unwrap();
        assert_eq!(all["expires_in"], 60);
    }
}
