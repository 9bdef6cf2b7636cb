//! Whatever arrives instead of an envelope is answered or refused, and nothing of it is logged.

use crate::{envelopes::by_hand, user::User};
use proptest::{collection, prelude::*};
use serde_json::{Map, Value};
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Any JSON, not too deep.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from("canary-hush")),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            collection::vec((".{0,8}", inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Goes down `turns` members and puts `value` where it arrives, or takes away what is there.
fn change(event: &mut Value, turns: &[u8], value: Option<Value>) {
    let Some((turn, rest)) = turns.split_first() else {
        *event = value.unwrap_or_default();
        return;
    };
    let at = |count: usize| usize::from(*turn) % count;
    match event {
        Value::Object(members) if !members.is_empty() => {
            let name = members.keys().nth(at(members.len())).unwrap().clone();
            if rest.is_empty() && value.is_none() {
                members.remove(&name);
            } else {
                change(&mut members[&name], rest, value);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let at = at(items.len());
            change(&mut items[at], rest, value);
        }
        other => *other = value.unwrap_or_else(|| Value::Object(Map::new())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn bytes_are_answered_or_refused(text in prop_oneof![".{0,200}", json().prop_map(|json| json.to_string())]) {
        let user = User::alone();
        let outcome = runtime().block_on(user.harness.invoke_text(&text));
        prop_assert!(outcome.is_err(), "{text} is for no skill");
        prop_assert_eq!(user.logged("panicked").len(), 0);
    }

    #[test]
    fn an_envelope_with_anything_in_it_is_answered_or_refused(
        which in any::<prop::sample::Index>(),
        changes in collection::vec((collection::vec(any::<u8>(), 1..6), prop::option::of(json())), 1..4),
    ) {
        let user = User::alone();
        let events = by_hand();
        let mut event = which.get(&events).clone();
        for (turns, value) in changes {
            change(&mut event, &turns, value);
        }
        let outcome = runtime().block_on(user.harness.invoke_text(&event.to_string()));
        if let Ok(answer) = outcome {
            let answer: Value = serde_json::from_str(&answer).unwrap();
            prop_assert_eq!(&answer["version"], "1.0");
        }
        let logged = user.harness.logged().join("\n");
        prop_assert!(!logged.contains("panicked"), "{}", logged);
        prop_assert!(!logged.contains("canary"), "{}", logged);
    }
}
