//! Rows that nobody wrote: whatever lies in the table is read, or refused as malformed, and nothing sealed opens that was
//! changed.

use crate::{
    account::{LinkRecord, Profile},
    link::transaction::Transaction,
    store::{
        Hash, Key, StoreError,
        envelope::sealed_for_tests,
        items::{FORMAT, Item, VERSION},
    },
    token::{AccessToken, Code, Family, RefreshToken},
};
use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use proptest::{collection, prelude::*};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// Any attribute, not too deep.
fn attribute() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        ".{0,12}".prop_map(AttributeValue::S),
        any::<i64>().prop_map(|number| AttributeValue::N(number.to_string())),
        ".{0,6}".prop_map(AttributeValue::N),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null(true)),
        collection::vec(any::<u8>(), 0..40).prop_map(|bytes| AttributeValue::B(Blob::new(bytes))),
        collection::vec(".{0,6}", 0..3).prop_map(AttributeValue::Ss),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..3).prop_map(AttributeValue::L),
            collection::hash_map("[a-z_]{1,8}", inner, 0..3).prop_map(AttributeValue::M),
        ]
    })
}

/// The names that records have, and others.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "pk",
        "v",
        "expires",
        "attempt",
        "link",
        "family",
        "client",
        "redirect",
        "challenge",
        "scope",
        "generation",
        "refresh",
        "previous",
        "rotated_at",
        "reply",
        "seen",
        "created",
        "idle_until",
        "absolute_until",
        "used_by",
        "credential",
        "version",
        "method",
        "site",
        "account",
        "owner",
        "step",
        "nonce",
        "browser",
        "revision",
        "data",
        "code_until",
        "purpose",
        "user",
        "used",
        "window",
        "rotations",
    ];
    prop_oneof![8 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => "[a-z]{1,6}"]
}

fn read<T: DeserializeOwned>(row: &HashMap<String, AttributeValue>) {
    match Item(row.clone()).read::<T>() {
        Ok(_) | Err(StoreError::Malformed(_)) => {}
        Err(other) => panic!("{other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_row_is_read_or_malformed(
        mut row in collection::hash_map(name(), attribute(), 0..16),
        is_ours in prop::bool::weighted(0.9),
    ) {
        if is_ours {
            row.insert(FORMAT.to_owned(), AttributeValue::N(VERSION.to_string()));
        }
        read::<LinkRecord>(&row);
        read::<Profile>(&row);
        read::<Transaction>(&row);
        read::<Code>(&row);
        read::<Family>(&row);
        read::<RefreshToken>(&row);
        read::<AccessToken>(&row);
        let _ = Item(row).has_expired(0);
    }

    #[test]
    fn nothing_opens_that_was_changed(
        plaintext in collection::vec(any::<u8>(), 0..64),
        at in any::<prop::sample::Index>(),
        bit in 0..8_u8,
        version in 1..5_u64,
    ) {
        let key = Key::link("one");
        let (sealed, data_key) = sealed_for_tests(&key, version, &plaintext);
        prop_assert_eq!(&sealed.open(&key, &data_key).unwrap()[..], &plaintext[..]);
        prop_assert!(sealed.open(&Key::link("two"), &data_key).is_err());
        let mut other = sealed.clone();
        other.version = version + 1;
        prop_assert!(other.open(&key, &data_key).is_err());
        let changed = sealed.with_bit_changed(at, bit);
        prop_assert!(changed.open(&key, &data_key).is_err());
    }

    #[test]
    fn equal_hashes_are_of_equal_texts(one in ".{0,16}", other in ".{0,16}") {
        prop_assert_eq!(Hash::of(&one) == Hash::of(&other), one == other);
    }
}
