//! What a kernel may say, line by line.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use super::message::Message;
use crate::Kind;

fn parse(line: &str) -> Message {
    Message::parse(line.as_bytes()).unwrap().unwrap()
}

#[test]
fn an_error_has_its_name_and_its_stack() {
    let line = r#"{"error": "no", "name": "TypeError", "stack": "TypeError: no\n  at x"}"#;
    let Message::Error(thrown) = parse(line) else { panic!("{line}") };
    let error = thrown.into_error();
    assert_eq!((error.kind(), error.name(), error.message()), (Kind::JavaScript, Some("TypeError"), "no"));
    assert_eq!(error.js_stack(), Some("TypeError: no\n  at x"));
}

/// As `before.js` has it packed.
#[test]
fn an_error_that_the_kernel_wrapped_is_unwrapped() {
    let line = r#"{"error": "\u0001{\"name\":\"Bad\",\"message\":\"no\",\"stack\":\"s\"}", "name": "@jsii/kernel.RuntimeError"}"#;
    let Message::Error(thrown) = parse(line) else { panic!("{line}") };
    assert_eq!((thrown.name.as_deref(), thrown.message.as_str()), (Some("Bad"), "no"));
    assert_eq!(thrown.stack.as_deref(), Some("s"));
}

#[test]
fn what_the_kernel_refuses_is_a_fault() {
    for name in ["@jsii/kernel.Fault", "@jsii/kernel.SerializationError"] {
        let Message::Error(thrown) = parse(&format!(r#"{{"error": "no", "name": "{name}"}}"#)) else {
            panic!("{name}")
        };
        assert_eq!(thrown.into_error().kind(), Kind::Fault);
    }
}

#[test]
fn what_is_no_message_is_passed_over_and_what_is_garbled_refused() {
    for line in ["hello\n", "42\n", "\n", "[1]\n"] {
        assert!(Message::parse(line.as_bytes()).unwrap().is_none(), "{line}");
    }
    for line in ["{\n", "{\"ok\": 5}\n", "{}\n", "{\"callback\": {}}\n"] {
        let error = Message::parse(line.as_bytes()).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), Kind::Protocol, "{line}");
    }
}
