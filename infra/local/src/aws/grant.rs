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
    /// A function, or an operator who may do one thing.
    Function(Arc<Grant>),
}

impl Caller {
    /// Its ARN, as error messages name it.
    pub(super) fn principal(&self) -> String {
        match self {
            Self::Root => format!("arn:aws:iam::{ACCOUNT}:root"),
            Self::Function(grant) => grant.principal.clone(),
        }
    }
}

/// What one function may do, or the operator who seals the skill's records anew.
#[derive(Debug, Clone)]
pub struct Grant {
    pub(super) skill: String,
    /// Its name in the plan, or [`OPERATOR`].
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
    /// What may be done with the whole of it.
    whole: Vec<String>,
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

/// Who seals every data key under a new key, beside the functions.
pub(crate) const OPERATOR: &str = "operator";

/// `<skill>-<stage>-<name>`: how everything of a skill is named in a stage.
pub(crate) fn resource_name(skill: &str, name: &str) -> String {
    format!("{skill}-{STAGE}-{name}")
}

impl Grant {
    /// What `plan` grants to `function`.
    pub fn of(plan: &Plan, function: &Function) -> Self {
        Self::new(plan, &function.name, &function.permissions)
    }

    /// What `plan` grants to the operator who seals every data key under a new key; nothing where there is none.
    pub fn of_operator(plan: &Plan) -> Option<Self> {
        (!plan.rewrap.is_empty()).then(|| Self::new(plan, OPERATOR, &plan.rewrap))
    }

    fn new(plan: &Plan, name: &str, permissions: &[Permission]) -> Self {
        let role = resource_name(&plan.skill, name);
        let (mut items, mut whole) = (Vec::new(), Vec::new());
        let mut key_actions = Vec::new();
        let mut secret_names = Vec::new();
        for permission in permissions {
            match permission {
                Permission::Table { actions } => whole.extend(actions.iter().cloned()),
                Permission::OriginSecret {} => secret_names.extend(secrets::of_origin(plan)),
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
            function: name.to_owned(),
            principal: format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{role}"),
            table: plan.table.as_ref().map(|table| TableGrant {
                name: resource_name(&plan.skill, &table.name),
                partition_key: table.partition_key.clone(),
                items,
                whole,
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
    /// names must start with a granted prefix, and there must be one. `Scan` names none, so only leave for the whole
    /// table grants it.
    pub(super) fn items(&self, action: &str, table: &str, keys: &[String]) -> Result<(), AwsError> {
        let allowed = self.table.as_ref().is_some_and(|granted| {
            let has = |actions: &[String]| actions.iter().any(|granted| granted == action);
            let has_key = |key: &String| {
                granted.items.iter().any(|(prefix, actions)| key.starts_with(prefix.as_str()) && has(actions))
            };
            let by_key = action != "Scan" && !keys.is_empty() && keys.iter().all(has_key);
            granted.name == table && (has(&granted.whole) || by_key)
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
