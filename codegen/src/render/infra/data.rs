//! What a skill keeps: its table, and the secret between CloudFront and the functions.

use proc_macro2::TokenStream;
use quote::quote;
use sayso_schemas::plan::{ORIGIN_HEADER, Plan, Table};

pub(super) fn items(plan: &Plan) -> TokenStream {
    // Links are what is kept, and what they hold is sealed under the key.
    let table = plan.table.as_ref().map(|it| table(it, plan.key.is_some()));
    let secret = plan.linking.as_ref().map(|linking| origin_secret(&linking.origin_secret));
    quote! { #table #secret }
}

fn table(table: &Table, lasts: bool) -> TokenStream {
    let (name, partition) = (&table.name, &table.partition_key);
    let sort = table
        .sort_key
        .as_ref()
        .map(|sort| quote!(.sort_key(dynamodb::Attribute::new(#sort, dynamodb::AttributeType::String))));
    let ttl = table.ttl.as_ref().map(|ttl| quote!(.time_to_live_attribute(#ttl)));
    let (about, protected, removal) = if lasts {
        let about = quote! {
            /// The skill's table. It is encrypted with AWS's key, because DynamoDB sends an encryption context of its own, which
            /// the policy of ours denies. Restoring to a point in time costs by size, which is next to nothing here, so every
            /// stage can.
        };
        (about, quote!(at.stage.retain), quote!(at.removal()))
    } else {
        let about = quote! {
            /// The skill's table: who asks the provider, its answers for whoever did not receive them, counts. All of it is of
            /// no use after minutes, so nothing keeps it: no copies to restore from, in which it would stay for weeks, and no
            /// stage has it outlive the stack, where it would only be in the next one's way.
        };
        (about, quote!(false), quote!(RemovalPolicy::Destroy))
    };
    quote! {
        #about
        fn table(at: &Deployment<'_>) -> Result<dynamodb::Table> {
            let partition = dynamodb::Attribute::new(#partition, dynamodb::AttributeType::String);
            let restorable = dynamodb::PointInTimeRecoverySpecification::new(#lasts);
            let props = dynamodb::TableProps::new()
                .partition_key(partition)
                #sort
                .table_name(at.name(#name))
                #ttl
                .billing_mode(dynamodb::BillingMode::PayPerRequest)
                .encryption(dynamodb::TableEncryption::AwsManaged)
                .point_in_time_recovery_specification(restorable)
                .deletion_protection(#protected)
                .removal_policy(#removal);
            Ok(dynamodb::Table::new(&at.stack, "Table", at.overrides.table(at.stage, props)?)?)
        }
    }
}

fn origin_secret(name: &str) -> TokenStream {
    let description = format!("What CloudFront shows to the functions in {ORIGIN_HEADER}");
    quote! {
        /// What tells CloudFront's requests from others: `{"current": "64 letters and digits"}`, made within Secrets Manager,
        /// so that no template and no log ever holds it.
        fn origin_secret(at: &Deployment<'_>) -> Result<secretsmanager::Secret> {
            let generated = secretsmanager::SecretStringGenerator::new()
                .secret_string_template("{}")
                .generate_string_key("current")
                .password_length(64)
                .exclude_punctuation(true);
            let props = secretsmanager::SecretProps::new()
                .secret_name(at.name(#name))
                .description(#description)
                .generate_secret_string(generated)
                .removal_policy(RemovalPolicy::Destroy);
            Ok(secretsmanager::Secret::new(&at.stack, "OriginSecret", props)?)
        }
    }
}
