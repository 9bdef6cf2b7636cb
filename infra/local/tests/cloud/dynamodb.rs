//! `DynamoDB` through its SDK: what a plan grants works, everything else is denied.

use crate::{
    project::{Project, Running},
    sdk::{DENIED, Outcome, code, dynamodb, function},
};
use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeValue, ConditionCheck, Delete, DeleteRequest, Get, KeysAndAttributes, Put, PutRequest,
        TransactGetItem, TransactWriteItem, Update, WriteRequest,
    },
};
use sayso_local::events::Event;
use std::collections::HashMap;

const TABLE: &str = "one-local-main";

type Key = HashMap<String, AttributeValue>;

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn key(pk: &str) -> Key {
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text("a"))])
}

/// Does one action on the item `pk`.
async fn act(client: &Client, table: &str, action: &str, pk: &str) -> Outcome<()> {
    match action {
        "GetItem" => client
            .get_item()
            .table_name(table)
            .set_key(Some(key(pk)))
            .send()
            .await
            .map(drop)
            .map_err(|it| code(&it)),
        "PutItem" => client
            .put_item()
            .table_name(table)
            .set_item(Some(key(pk)))
            .send()
            .await
            .map(drop)
            .map_err(|it| code(&it)),
        "UpdateItem" => {
            let update = client.update_item().table_name(table).set_key(Some(key(pk)));
            let update = update.update_expression("SET v = :v").expression_attribute_values(":v", text("1"));
            update.send().await.map(drop).map_err(|it| code(&it))
        }
        "DeleteItem" => client
            .delete_item()
            .table_name(table)
            .set_key(Some(key(pk)))
            .send()
            .await
            .map(drop)
            .map_err(|it| code(&it)),
        "Query" => {
            let query = client.query().table_name(table).key_condition_expression("#p = :p AND sk > :s");
            let query = query.expression_attribute_names("#p", "pk");
            let query = query
                .expression_attribute_values(":p", text(pk))
                .expression_attribute_values(":s", text("0"));
            query.send().await.map(drop).map_err(|it| code(&it))
        }
        "Scan" => client.scan().table_name(table).send().await.map(drop).map_err(|it| code(&it)),
        "BatchGetItem" => batch_get(client, &[pk]).await,
        "BatchWriteItem" => batch_write(client, &[pk], &[]).await,
        other => panic!("no action {other}"),
    }
}

async fn batch_get(client: &Client, keys: &[&str]) -> Outcome<()> {
    let keys = keys.iter().fold(KeysAndAttributes::builder(), |all, pk| all.keys(key(pk))).build().unwrap();
    client.batch_get_item().request_items(TABLE, keys).send().await.map(drop).map_err(|it| code(&it))
}

async fn batch_write(client: &Client, puts: &[&str], deletes: &[&str]) -> Outcome<()> {
    let put = |pk: &&str| {
        let put = PutRequest::builder().set_item(Some(key(pk))).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    };
    let delete = |pk: &&str| {
        let delete = DeleteRequest::builder().set_key(Some(key(pk))).build().unwrap();
        WriteRequest::builder().delete_request(delete).build()
    };
    let writes = puts.iter().map(put).chain(deletes.iter().map(delete)).collect();
    client.batch_write_item().request_items(TABLE, writes).send().await.map(drop).map_err(|it| code(&it))
}

#[tokio::test]
async fn exactly_what_the_plan_grants_is_allowed() {
    let project = Project::new();
    let running = Running::start(&project, &["one", "two"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let granted = |function: &str, action: &str, pk: &str| {
        let prefixes: &[(&str, &[&str])] = match function {
            "skill" => &[
                ("link#", &["GetItem", "UpdateItem", "Query", "BatchGetItem"]),
                ("user#", &["GetItem", "PutItem", "DeleteItem", "BatchWriteItem"]),
            ],
            // Its plan names `Scan`, which is refused all the same.
            "link" => &[("code#", &["PutItem"])],
            _ => &[],
        };
        prefixes.iter().any(|(prefix, actions)| pk.starts_with(prefix) && actions.contains(&action))
    };
    let actions =
        ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"];
    let mut allowed = 0;
    for name in ["skill", "link", "web"] {
        let client = dynamodb(&endpoint, &function(&running, "one", name));
        for action in actions {
            for pk in ["link#1", "user#1", "code#1", "link", "xlink#1", "LINK#1"] {
                let wanted = if granted(name, action, pk) { Ok(()) } else { Err(DENIED.to_owned()) };
                assert_eq!(act(&client, TABLE, action, pk).await, wanted, "{name}: {action} of {pk}");
                allowed += usize::from(wanted.is_ok());
            }
            let elsewhere = act(&client, "two-local-main", action, "link#1").await;
            if !action.starts_with("Batch") {
                assert_eq!(
                    elsewhere,
                    Err(DENIED.to_owned()),
                    "{name}: {action} in the table of another skill"
                );
            }
        }
    }
    assert_eq!(allowed, 9);
    assert!(running.saw(|event| matches!(event, Event::AccessDenied { skill, function, message }
        if skill == "one" && function == "web" && message.contains("not authorized to perform: dynamodb:GetItem"))));
}

#[tokio::test]
async fn batches_and_transactions_are_checked_item_by_item() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let skill = dynamodb(&endpoint, &function(&running, "one", "skill"));
    let link = dynamodb(&endpoint, &function(&running, "one", "link"));
    let denied = Err(DENIED.to_owned());

    assert_eq!(batch_get(&skill, &["link#1", "link#2"]).await, Ok(()));
    assert_eq!(batch_get(&skill, &["link#1", "user#2"]).await, denied);
    assert_eq!(batch_write(&skill, &["user#1"], &["user#2"]).await, Ok(()));
    assert_eq!(batch_write(&skill, &["user#1"], &["link#2"]).await, denied);

    let get = |pk: &str| {
        let get = Get::builder().table_name(TABLE).set_key(Some(key(pk))).build().unwrap();
        TransactGetItem::builder().get(get).build()
    };
    let read = async |pks: &[&str]| {
        let items = pks.iter().map(|pk| get(pk)).collect();
        skill
            .transact_get_items()
            .set_transact_items(Some(items))
            .send()
            .await
            .map(drop)
            .map_err(|it| code(&it))
    };
    assert_eq!(read(&["link#1", "user#1"]).await, Ok(()));
    assert_eq!(read(&["link#1", "code#1"]).await, denied);

    let write = async |client: &Client, items: Vec<TransactWriteItem>| {
        client
            .transact_write_items()
            .set_transact_items(Some(items))
            .send()
            .await
            .map(drop)
            .map_err(|it| code(&it))
    };
    assert_eq!(write(&skill, vec![put("user#5"), delete("user#6"), update("link#5")]).await, Ok(()));
    assert_eq!(write(&skill, vec![put("user#7"), delete("link#7")]).await, denied);
    assert_eq!(
        write(&skill, vec![put("user#7"), check("user#8")]).await,
        denied,
        "it may not check conditions"
    );
    assert_eq!(write(&link, vec![put("code#1"), check("code#2")]).await, Ok(()));
    assert_eq!(write(&link, vec![put("code#1"), check("user#2")]).await, denied);
    let stored = skill.get_item().table_name(TABLE).set_key(Some(key("user#7"))).send().await.unwrap();
    assert!(stored.item.is_none(), "a denied transaction does nothing");
}

fn put(pk: &str) -> TransactWriteItem {
    let put = Put::builder().table_name(TABLE).set_item(Some(key(pk))).build().unwrap();
    TransactWriteItem::builder().put(put).build()
}

fn delete(pk: &str) -> TransactWriteItem {
    let delete = Delete::builder().table_name(TABLE).set_key(Some(key(pk))).build().unwrap();
    TransactWriteItem::builder().delete(delete).build()
}

fn update(pk: &str) -> TransactWriteItem {
    let update = Update::builder().table_name(TABLE).set_key(Some(key(pk))).update_expression("SET v = :v");
    let update = update.expression_attribute_values(":v", text("1")).build().unwrap();
    TransactWriteItem::builder().update(update).build()
}

fn check(pk: &str) -> TransactWriteItem {
    let check = ConditionCheck::builder().table_name(TABLE).set_key(Some(key(pk)));
    let check = check.condition_expression("attribute_not_exists(pk)").build().unwrap();
    TransactWriteItem::builder().condition_check(check).build()
}

#[tokio::test]
async fn roundabout_ways_are_closed() {
    let project = Project::new();
    let running = Running::start(&project, &["one"]).await;
    let endpoint = running.cloud.aws_endpoint();
    let skill = dynamodb(&endpoint, &function(&running, "one", "skill"));
    let denied = Some(DENIED.to_owned());
    let statement =
        skill.execute_statement().statement("SELECT * FROM \"one-local-main\" WHERE pk = 'link#1'");
    assert_eq!(statement.send().await.err().map(|it| code(&it)), denied, "PartiQL");
    let index = skill.query().table_name(TABLE).index_name("any").key_condition_expression("pk = :p");
    let index = index.expression_attribute_values(":p", text("link#1"));
    assert_eq!(index.send().await.err().map(|it| code(&it)), denied, "an index");
    let drop_table = skill.delete_table().table_name(TABLE);
    assert_eq!(drop_table.send().await.err().map(|it| code(&it)), denied, "the table itself");
    assert_eq!(skill.list_tables().send().await.err().map(|it| code(&it)), denied, "names of tables");

    let mut unknown = function(&running, "one", "skill");
    unknown.access_key_id.push('X');
    let nobody = dynamodb(&endpoint, &unknown);
    assert_eq!(act(&nobody, TABLE, "GetItem", "link#1").await, Err("UnrecognizedClientException".to_owned()));
}

#[tokio::test]
async fn operators_may_do_everything_and_find_the_plans_table() {
    let project = Project::new();
    let running = Running::start(&project, &["one", "two"]).await;
    let operator = dynamodb(&running.cloud.aws_endpoint(), running.cloud.operator());
    let tables = operator.list_tables().send().await.unwrap();
    assert_eq!(tables.table_names(), ["one-local-main", "two-local-main"]);
    let ttl = operator.describe_time_to_live().table_name(TABLE).send().await.unwrap();
    assert_eq!(ttl.time_to_live_description.unwrap().attribute_name.as_deref(), Some("expires"));
    assert_eq!(act(&operator, TABLE, "PutItem", "anything").await, Ok(()));
    assert_eq!(operator.scan().table_name(TABLE).send().await.unwrap().count, 1);

    assert_eq!(running.control("/api/reset", &serde_json::json!({})).await.0, 200);
    assert_eq!(operator.scan().table_name(TABLE).send().await.unwrap().count, 0, "empty, and there");
}
