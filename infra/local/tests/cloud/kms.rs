//! KMS through its SDK.

use crate::{
    project::{Project, Running},
    sdk::{DENIED, Outcome, code, function, kms},
};
use aws_sdk_kms::{Client, primitives::Blob, types::DataKeySpec};
use std::collections::HashMap;

const KEY: &str = "alias/one-local-records";

fn context(entries: &[(&str, &str)]) -> HashMap<String, String> {
    entries.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const RIGHT: &[(&str, &str)] = &[("app", "one"), ("record", "link#1")];

/// A data key: sealed and plain.
async fn data_key(client: &Client, key: &str, entries: &[(&str, &str)]) -> Outcome<(Blob, Blob)> {
    let request = client.generate_data_key().key_id(key).key_spec(DataKeySpec::Aes256);
    let reply =
        request.set_encryption_context(Some(context(entries))).send().await.map_err(|it| code(&it))?;
    Ok((reply.ciphertext_blob.unwrap(), reply.plaintext.unwrap()))
}

async fn decrypt(client: &Client, sealed: &Blob, entries: &[(&str, &str)]) -> Outcome<Blob> {
    let request =
        client.decrypt().ciphertext_blob(sealed.clone()).set_encryption_context(Some(context(entries)));
    request.send().await.map(|reply| reply.plaintext.unwrap()).map_err(|it| code(&it))
}

#[tokio::test]
async fn one_function_seals_and_another_opens_within_the_context() {
    let project = Project::new();
    let running = Running::start(&project, &["one", "two"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let client = |skill: &str, name: &str| kms(&endpoint, &function(&running, skill, name));
    let (link, skill, web) = (client("one", "link"), client("one", "skill"), client("one", "web"));
    let denied = DENIED.to_owned();

    let (sealed, plain) = data_key(&link, KEY, RIGHT).await.unwrap();
    assert_eq!(plain.as_ref().len(), 32);
    assert_eq!(decrypt(&skill, &sealed, RIGHT).await, Ok(plain));
    assert_eq!(decrypt(&link, &sealed, RIGHT).await, Err(denied.clone()), "`link` may not open");
    assert_eq!(data_key(&skill, KEY, RIGHT).await, Err(denied.clone()), "`skill` may not seal");
    assert_eq!(decrypt(&web, &sealed, RIGHT).await, Err(denied.clone()), "`web` may do nothing");

    for wrong in
        [&[][..], &[("app", "one")], &[("app", "two"), ("record", "link#1")], &[("record", "link#1")]]
    {
        assert_eq!(data_key(&link, KEY, wrong).await, Err(denied.clone()), "{wrong:?}");
        assert_eq!(decrypt(&skill, &sealed, wrong).await, Err(denied.clone()), "{wrong:?}");
    }
    let other_record = [("app", "one"), ("record", "link#2")];
    assert_eq!(decrypt(&skill, &sealed, &other_record).await, Err("InvalidCiphertextException".to_owned()));

    let two = client("two", "skill");
    assert_eq!(decrypt(&two, &sealed, RIGHT).await, Err(denied.clone()), "the key of another skill");
    assert_eq!(data_key(&two, KEY, &[("app", "two")]).await, Err(denied.clone()));
    assert_eq!(data_key(&link, "alias/no-such", RIGHT).await, Err(denied.clone()), "nothing is learned");
    let garbage = Blob::new("garbage");
    assert_eq!(decrypt(&skill, &garbage, RIGHT).await, Err("InvalidCiphertextException".to_owned()));
    let describe = skill.describe_key().key_id(KEY).send().await;
    assert_eq!(describe.err().map(|it| code(&it)), Some(denied));
}

#[tokio::test]
async fn a_rotated_key_opens_old_and_new_and_is_re_encrypted_by_operators() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let operator = kms(&running.cloud.aws_endpoint(), running.cloud.operator());
    let old = operator
        .encrypt()
        .key_id(KEY)
        .plaintext(Blob::new("secret"))
        .set_encryption_context(Some(context(RIGHT)));
    let old = old.send().await.unwrap().ciphertext_blob.unwrap();
    operator.rotate_key_on_demand().key_id(KEY).send().await.unwrap();
    assert_eq!(decrypt(&operator, &old, RIGHT).await.unwrap().as_ref(), b"secret");

    let created = operator.create_key().description("another").send().await.unwrap().key_metadata.unwrap();
    operator.create_alias().alias_name("alias/another").target_key_id(&created.key_id).send().await.unwrap();
    let described =
        operator.describe_key().key_id("alias/another").send().await.unwrap().key_metadata.unwrap();
    assert_eq!(described, created);
    let again =
        operator.create_alias().alias_name("alias/another").target_key_id(&created.key_id).send().await;
    assert_eq!(again.err().map(|it| code(&it)), Some("AlreadyExistsException".to_owned()));

    let moved = operator
        .re_encrypt()
        .ciphertext_blob(old.clone())
        .set_source_encryption_context(Some(context(RIGHT)))
        .destination_key_id("alias/another")
        .destination_encryption_context("app", "new");
    let moved = moved.send().await.unwrap();
    assert_eq!(moved.key_id, created.arn);
    let moved = moved.ciphertext_blob.unwrap();
    assert_eq!(decrypt(&operator, &moved, &[("app", "new")]).await.unwrap().as_ref(), b"secret");
    assert_eq!(decrypt(&operator, &moved, RIGHT).await, Err("InvalidCiphertextException".to_owned()));
    let mismatch = operator.decrypt().ciphertext_blob(moved).key_id(KEY).encryption_context("app", "new");
    assert_eq!(mismatch.send().await.err().map(|it| code(&it)), Some("IncorrectKeyException".to_owned()));
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused_as_kms_refuses_them() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let operator = kms(&running.cloud.aws_endpoint(), running.cloud.operator());
    let both = operator.generate_data_key().key_id(KEY).key_spec(DataKeySpec::Aes256).number_of_bytes(64);
    assert_eq!(both.send().await.err().map(|it| code(&it)), Some("ValidationException".to_owned()));
    let sized = operator.generate_data_key().key_id(KEY).number_of_bytes(64).send().await.unwrap();
    assert_eq!(sized.plaintext.unwrap().as_ref().len(), 64);
    let large = operator.encrypt().key_id(KEY).plaintext(Blob::new(vec![0; 4097])).send().await;
    assert_eq!(large.err().map(|it| code(&it)), Some("ValidationException".to_owned()));
    for missing in ["alias/none", "c0ffee00-0000-4000-8000-000000000000", "nonsense"] {
        let found = operator.describe_key().key_id(missing).send().await;
        assert_eq!(found.err().map(|it| code(&it)), Some("NotFoundException".to_owned()), "{missing}");
    }
    let dry = operator.generate_data_key().key_id(KEY).number_of_bytes(8).dry_run(true).send().await;
    assert_eq!(dry.err().map(|it| code(&it)), Some("DryRunOperationException".to_owned()));
    let other = operator.list_keys().send().await;
    assert_eq!(other.err().map(|it| code(&it)), Some("UnknownOperationException".to_owned()));
}
