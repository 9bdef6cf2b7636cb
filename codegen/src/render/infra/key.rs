//! The key that seals records, and its whole policy.

use super::part;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use sayso_schemas::plan::{Key, Permission, Plan};

/// Who uses the key: a name, the role's variable, and the actions.
struct User<'p> {
    name: &'p str,
    role: Ident,
    actions: &'p [String],
}

fn users(plan: &Plan) -> Vec<User<'_>> {
    let functions = plan.functions.iter().map(|it| (it.name.as_str(), &it.permissions));
    let all = functions.chain([("rewrap", &plan.rewrap)]);
    all.flat_map(|(name, permissions)| {
        permissions.iter().filter_map(move |it| match it {
            Permission::Key { actions } => Some(User { name, role: format_ident!("{name}_role"), actions }),
            _ => None,
        })
    })
    .collect()
}

/// The roles that it is told of.
pub(super) fn arguments(plan: &Plan) -> Vec<TokenStream> {
    users(plan).into_iter().map(|User { role, .. }| quote!(&#role)).collect()
}

/// The key's items, where the plan has one.
pub(super) fn items(plan: &Plan) -> TokenStream {
    let Some(key) = &plan.key else { return TokenStream::new() };
    let name = &key.name;
    let users = users(plan);
    let parameters = users.iter().map(|User { role, .. }| quote!(#role: &iam::Role));
    let granted = users.iter().map(|User { name, role, actions }| {
        let sid = format!("Use{}", part(name));
        quote!(use_key(at, #sid, #role, &[#(#actions),*])?)
    });
    let context = context(key);
    quote! {
        #context
        /// Everything but use, and but `CreateGrant`, which gives use away.
        const ADMINISTER: &[&str] = &[
            "CancelKeyDeletion", "CreateAlias", "DeleteAlias", "DescribeKey", "DisableKey", "DisableKeyRotation",
            "EnableKey", "EnableKeyRotation", "GetKeyPolicy", "GetKeyRotationStatus", "ListGrants", "ListKeyPolicies",
            "ListKeyRotations", "ListResourceTags", "PutKeyPolicy", "RevokeGrant", "RotateKeyOnDemand",
            "ScheduleKeyDeletion", "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription",
        ];
        /// All that seals, opens or seals anew.
        const USE: &[&str] = &[
            "Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
            "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
        ];

        /// The key that seals records. Its policy is written in full, because the one that the CDK makes gives the account
        /// `kms:*`, so that any role could be allowed to open records without their context.
        fn key(at: &Deployment<'_>, #(#parameters),*) -> Result<kms::Key> {
            let mut policy = vec![administer(at)?, #(#granted),*];
            for (sid, entry, value) in CONTEXT {
                policy.push(deny(at, sid, USE, Some(("StringNotEquals", entry, value)))?);
            }
            for (sid, entry) in CONTEXT_PRESENT {
                policy.push(deny(at, sid, USE, Some(("Null", entry, "true")))?);
            }
            policy.push(deny(at, "NoGrants", &["CreateGrant"], None)?);
            let policy = iam::PolicyDocumentProps::new().statements(&policy);
            let props = kms::KeyProps::new()
                .description(format!("Seals the records of {SKILL}, stage {}", at.stage.name))
                .enable_key_rotation(true)
                .policy(&iam::PolicyDocument::new(&at.stack, policy)?)
                .pending_window(&Duration::days(&at.stack, 30)?)
                .removal_policy(at.removal());
            let key = kms::Key::new(&at.stack, "Key", at.overrides.key(at.stage, props)?)?;
            let alias = kms::AliasProps::new(key_alias(at), &key).removal_policy(at.removal());
            kms::Alias::new(&at.stack, "KeyAlias", alias)?;
            Ok(key)
        }

        /// What functions know the key by.
        fn key_alias(at: &Deployment<'_>) -> String {
            format!("alias/{}", at.name(#name))
        }

        /// The account administers the key, and may not use it.
        fn administer(at: &Deployment<'_>) -> Result<iam::PolicyStatement> {
            let account = iam::AccountRootPrincipal::new(&at.stack)?;
            let statement = statements::of("RootAdministers", "kms", ADMINISTER);
            let statement = statement.principals([&account]).resources(["*"]);
            Ok(iam::PolicyStatement::new(&at.stack, statement)?)
        }

        /// One role may use the key for records of this table.
        fn use_key(at: &Deployment<'_>, sid: &str, role: &iam::Role, actions: &[&str]) -> Result<iam::PolicyStatement> {
            let role = iam::ArnPrincipal::new(&at.stack, role.role_arn()?)?;
            let equal = texts(CONTEXT.iter().map(|(_, entry, value)| (*entry, *value)));
            let present = texts(CONTEXT_PRESENT.iter().map(|(_, entry)| (*entry, "false")));
            let statement = statements::of(sid, "kms", actions)
                .principals([&role])
                .resources(["*"])
                .conditions([("StringEquals", equal), ("Null", present)]);
            Ok(iam::PolicyStatement::new(&at.stack, statement)?)
        }

        /// Nobody may do this under that condition (or ever), whatever other policies say.
        fn deny(
            at: &Deployment<'_>,
            sid: &str,
            actions: &[&str],
            condition: Option<(&str, &str, &str)>,
        ) -> Result<iam::PolicyStatement> {
            let anyone = iam::AnyPrincipal::new(&at.stack)?;
            let mut statement = statements::of(sid, "kms", actions)
                .effect(iam::Effect::Deny)
                .principals([&anyone])
                .resources(["*"]);
            if let Some((operator, entry, value)) = condition {
                statement = statement.conditions([(operator, texts([(entry, value)]))]);
            }
            Ok(iam::PolicyStatement::new(&at.stack, statement)?)
        }
    }
}

fn of_context(name: &str) -> String {
    format!("kms:EncryptionContext:{name}")
}

/// What the encryption context must be. Each entry is denied by a statement of its own, because all conditions of one
/// must hold together.
fn context(key: &Key) -> TokenStream {
    let equal = key.context.iter().map(|(name, value)| {
        let (sid, entry) = (format!("Only{}", part(name)), of_context(name));
        quote!((#sid, #entry, #value))
    });
    let present = key.context_present.iter().map(|name| {
        let (sid, entry) = (format!("OnlyWith{}", part(name)), of_context(name));
        quote!((#sid, #entry))
    });
    quote! {
        /// What the encryption context of a record must say, with the statement that denies all else: `StringNotEquals` holds
        /// of an entry that is absent, too.
        const CONTEXT: &[(&str, &str, &str)] = &[#(#equal),*];
        /// What it must have, whatever it says.
        const CONTEXT_PRESENT: &[(&str, &str)] = &[#(#present),*];
    }
}
