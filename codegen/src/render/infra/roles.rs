//! What each function may do, and who seals the records anew.

use super::part;
use crate::render::rust::doc;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use sayso_schemas::plan::{Function, Permission, Plan};
use std::collections::BTreeMap;

/// The line that makes a function's role.
pub(super) fn step(plan: &Plan, function: &Function) -> TokenStream {
    let (logs, role) = (format_ident!("{}_logs", function.name), format_ident!("{}_role", function.name));
    let (id, name) = (format!("{}Logs", part(&function.name)), &function.name);
    let arguments = arguments(plan, &function.permissions);
    quote! {
        let #logs = log_group(&at, #id, &at.log(#name))?;
        let #role = #role(&at, &#logs, #(&#arguments),*)?;
    }
}

/// All roles.
pub(super) fn items(plan: &Plan) -> TokenStream {
    let roles = plan.functions.iter().map(|function| role(plan, function));
    let rewrap = if plan.rewrap.is_empty() { TokenStream::new() } else { rewrap(plan) };
    quote! {
        /// A log that is kept for the stage's days.
        fn log_group(at: &Deployment<'_>, id: &str, name: &str) -> Result<logs::LogGroup> {
            let props = logs::LogGroupProps::new()
                .log_group_name(name)
                .retention(at.stage.logs)
                .removal_policy(at.removal());
            Ok(logs::LogGroup::new(&at.stack, id, props)?)
        }

        /// A role that Lambda assumes, which may write one log.
        fn function_role(at: &Deployment<'_>, id: &str, description: &str, logs: &logs::LogGroup) -> Result<iam::Role> {
            let lambda = iam::ServicePrincipal::new(&at.stack, "lambda.amazonaws.com", None)?;
            let props = iam::RoleProps::new(&lambda).description(description);
            let role = iam::Role::new(&at.stack, id, props)?;
            role.add_to_policy(&statements::logs(logs)?)?;
            Ok(role)
        }
        #(#roles)*
        #rewrap
    }
}

/// The parameters beside deployment and log that statements need, by name.
fn arguments(plan: &Plan, permissions: &[Permission]) -> Vec<Ident> {
    let mut arguments = Vec::new();
    if plan.table.is_some() && permissions.iter().any(of_table) {
        arguments.push(format_ident!("table"));
    }
    if permissions.iter().any(|it| matches!(it, Permission::OriginSecret {})) {
        arguments.push(format_ident!("origin_secret"));
    }
    arguments
}

fn of_table(permission: &Permission) -> bool {
    matches!(permission, Permission::Items { .. } | Permission::Table { .. })
}

fn parameters(plan: &Plan, permissions: &[Permission]) -> TokenStream {
    arguments(plan, permissions)
        .into_iter()
        .map(|name| {
            let kind = if name == "table" { quote!(dynamodb::Table) } else { quote!(secretsmanager::Secret) };
            quote!(#name: &#kind,)
        })
        .collect()
}

fn role(plan: &Plan, function: &Function) -> TokenStream {
    let (name, role) = (&function.name, format_ident!("{}_role", function.name));
    let id = format!("{}Role", part(name));
    let about = doc(&format!(
        "What the function `{name}` may do, and nothing else{}.",
        but_key(&function.permissions)
    ));
    let what = format!("What the function {name} of {{SKILL}}, stage {{}}, may do");
    let items = format_ident!("{}_ITEMS", name.to_uppercase());
    let doc = doc(&format!(
        "What the function `{name}` may do with items: actions, and what their keys begin with."
    ));
    let (parameters, statements) =
        (parameters(plan, &function.permissions), statements(&items, &function.permissions));
    let items = matrix(&items, &doc, &function.permissions);
    quote! {
        #items

        #about
        fn #role(at: &Deployment<'_>, logs: &logs::LogGroup, #parameters) -> Result<iam::Role> {
            let about = format!(#what, at.stage.name);
            let role = function_role(at, #id, &about, logs)?;
            #statements
            Ok(role)
        }
    }
}

/// Use of the key is not in a role's policy: the key's own grants it.
fn but_key(permissions: &[Permission]) -> &'static str {
    let uses = permissions.iter().any(|it| matches!(it, Permission::Key { .. }));
    if uses { "; use of the key is granted by [the key](key) itself" } else { "" }
}

/// Action to prefixes, as a constant.
fn matrix(name: &Ident, doc: &TokenStream, permissions: &[Permission]) -> TokenStream {
    let mut prefixes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for permission in permissions {
        if let Permission::Items { prefix, actions } = permission {
            for action in actions {
                prefixes.entry(action).or_default().push(prefix);
            }
        }
    }
    if prefixes.is_empty() {
        return TokenStream::new();
    }
    let rows = prefixes.iter().map(|(action, prefixes)| quote!((#action, &[#(#prefixes),*])));
    quote! {
        #doc
        const #name: &[(&str, &[&str])] = &[#(#rows),*];
    }
}

/// Adds the statements.
fn statements(items: &Ident, permissions: &[Permission]) -> TokenStream {
    let has_items = permissions.iter().any(|it| matches!(it, Permission::Items { .. }));
    let items = has_items.then(|| {
        quote! {
            for (action, prefixes) in #items {
                role.add_to_policy(&statements::items(table, action, prefixes)?)?;
            }
        }
    });
    let others = permissions.iter().map(|permission| match permission {
        Permission::Table { actions } => {
            quote!(role.add_to_policy(&statements::whole_table(table, &[#(#actions),*])?)?;)
        }
        Permission::Secrets { providers } => providers.iter().map(|name| provider(name)).collect(),
        Permission::OriginSecret {} => quote! {
            let secret = origin_secret.secret_arn()?;
            role.add_to_policy(&statements::secret("OriginSecret", &at.stack, secret)?)?;
        },
        Permission::Items { .. } | Permission::Key { .. } => TokenStream::new(),
    });
    quote! { #items #(#others)* }
}

fn provider(name: &str) -> TokenStream {
    let sid = format!("Provider{}", part(name));
    quote! {
        if let Some(provider) = at.stage.provider(#name) {
            let secret = provider.secret(SKILL, at.stage);
            role.add_to_policy(&statements::named_secret(#sid, &at.stack, &secret)?)?;
        }
    }
}

fn rewrap(plan: &Plan) -> TokenStream {
    let name = format_ident!("REWRAP_ITEMS");
    let doc = doc("What `sayso rewrap` may do with items.");
    let (parameters, statements) = (parameters(plan, &plan.rewrap), statements(&name, &plan.rewrap));
    let items = matrix(&name, &doc, &plan.rewrap);
    quote! {
        #items

        /// What `sayso rewrap` may do: nobody else may read the whole table, or seal a data key anew. Whom of the account
        /// it lets in is said by their own policies, which must allow `sts:AssumeRole` for it.
        fn rewrap_role(at: &Deployment<'_>, #parameters) -> Result<iam::Role> {
            let account = iam::AccountRootPrincipal::new(&at.stack)?;
            let about = format!("Seals every data key of {SKILL}, stage {}, under a new key", at.stage.name);
            let props = iam::RoleProps::new(&account).role_name(at.name("rewrap")).description(about);
            let role = iam::Role::new(&at.stack, "RewrapRole", props)?;
            #statements
            Ok(role)
        }
    }
}
