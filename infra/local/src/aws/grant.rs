//! Who may do what: the plan's permissions as IAM would enforce them.

use super::{ACCOUNT, REGION, answer::AwsError, secrets};
use sayso_schemas::plan::{Function, Permission, Plan};
use std::{collections::BTreeMap, sync::Arc};

/// An access key, made anew by each start.
#[derive(Clone)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
}

impl Credentials {
    /// A fresh key. `ASIA` marks the temporary keys of a role.
    pub fn random() -> Self {
        let hex = || uuid::Uuid::new_v4().simple().to_string().to_uppercase();
        Self { access_key_id: format!("ASIA{}", hex()), secret_access_key: hex() }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({})", self.access_key_id)
    }
}

/// Who calls.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    /// The operator: everything is allowed.
    Root,
    /// A function.
    Function(Arc<Grant>),
}

/// What one function may do.
#[derive(Debug, Clone)]
pub struct Grant {
    pub(super) skill: String,
    pub(super) function: String,
    /// The ARN of the role's session, as error messages name it.
    pub(super) principal: String,
    table: Option<TableGrant>,
    key: Option<KeyGrant>,
    /// Names of secrets that it may read.
    secrets: Vec<String>,
}

#[derive(Debug, Clone)]
struct TableGrant {
    name: String,
    partition_key: String,
    items: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Clone)]
struct KeyGrant {
    alias: String,
    actions: Vec<String>,
    context: BTreeMap<String, String>,
    context_present: Vec<String>,
}

/// The name of the stage that the embedded cloud is.
pub(crate) const STAGE: &str = "local";

/// `<skill>-<stage>-<name>`: how everything of a skill is named in a stage.
pub(crate) fn resource_name(skill: &str, name: &str) -> String {
    format!("{skill}-{STAGE}-{name}")
}

impl Grant {
    /// What `plan` grants to `function`.
    pub fn of(plan: &Plan, function: &Function) -> Self {
        let role = resource_name(&plan.skill, &function.name);
        let mut items = Vec::new();
        let mut key_actions = Vec::new();
        let mut secret_names = Vec::new();
        for permission in &function.permissions {
            match permission {
                Permission::Items { prefix, actions } => items.push((prefix.clone(), actions.clone())),
                Permission::Key { actions } => key_actions.extend(actions.iter().cloned()),
                Permission::Secrets { providers } => {
                    let names = providers.iter().filter_map(|provider| secrets::of_provider(plan, provider));
                    secret_names.extend(names);
                }
            }
        }
        Self {
            skill: plan.skill.clone(),
            function: function.name.clone(),
            principal: format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{role}"),
            table: plan.table.as_ref().map(|table| TableGrant {
                name: resource_name(&plan.skill, &table.name),
                partition_key: table.partition_key.clone(),
                items,
            }),
            key: plan.key.as_ref().map(|key| KeyGrant {
                alias: format!("alias/{}", resource_name(&plan.skill, &key.name)),
                actions: key_actions,
                context: key.context.clone(),
                context_present: key.context_present.clone(),
            }),
            secrets: secret_names,
        }
    }

    /// The partition key of the skill's table.
    pub(super) fn partition_key(&self) -> &str {
        self.table.as_ref().map_or("", |table| table.partition_key.as_str())
    }

    /// `dynamodb:LeadingKeys` with `ForAllValues:StringLike` and `Null: false`: every partition key that the request
    /// names must start with a granted prefix, and there must be one. `Scan` names none and is never granted.
    pub(super) fn items(&self, action: &str, table: &str, keys: &[String]) -> Result<(), AwsError> {
        let allowed = action != "Scan"
            && !keys.is_empty()
            && self.table.as_ref().is_some_and(|granted| {
                granted.name == table
                    && keys.iter().all(|key| {
                        granted.items.iter().any(|(prefix, actions)| {
                            key.starts_with(prefix.as_str())
                                && actions.iter().any(|granted| granted == action)
                        })
                    })
            });
        let resource = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}");
        if allowed {
            Ok(())
        } else {
            Err(AwsError::access_denied(self, &format!("dynamodb:{action}"), &resource))
        }
    }

    /// The alias of the key that this function may use at all.
    pub(super) fn key_alias(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.alias.as_str())
    }

    /// Whether `action` may be done with the skill's own key, whose ARN is `resource`, within `context`.
    pub(super) fn key(
        &self,
        action: &str,
        resource: &str,
        is_own: bool,
        context: &BTreeMap<String, String>,
    ) -> Result<(), AwsError> {
        let allowed = is_own
            && self.key.as_ref().is_some_and(|key| {
                key.actions.iter().any(|granted| granted == action)
                    && key.context.iter().all(|(name, value)| context.get(name) == Some(value))
                    && key.context_present.iter().all(|name| context.contains_key(name))
            });
        if allowed { Ok(()) } else { Err(AwsError::access_denied(self, &format!("kms:{action}"), resource)) }
    }

    /// Whether the secret `name` may be read.
    pub(super) fn secret(&self, name: &str) -> Result<(), AwsError> {
        if self.secrets.iter().any(|granted| granted == name) {
            return Ok(());
        }
        Err(AwsError::access_denied(self, "secretsmanager:GetSecretValue", name))
    }
}
