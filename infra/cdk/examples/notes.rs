//! The app of the README.

use cdk::{Stack, dynamodb, kms};

fn main() -> cdk::jsii::Result<()> {
    let app = cdk::app()?;
    let stack = Stack::new(&app, "notes", None)?;
    let key = kms::Key::new(&stack, "Key", kms::KeyProps::new().enable_key_rotation(true))?;
    let id = dynamodb::Attribute::new("id", dynamodb::AttributeType::String);
    let props = dynamodb::TableProps::new().partition_key(id).encryption_key(&key);
    dynamodb::Table::new(&stack, "Notes", props)?;
    app.synth(None).map(drop)
}
