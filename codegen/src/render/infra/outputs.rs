//! What to paste into Alexa's console, and what operators look for.

use super::part;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use sayso_schemas::plan::{Linking, Plan};

/// Output, path, and what it is for.
const ENDPOINTS: [(&str, &str, &str); 6] = [
    ("AuthorizationUrl", "/oauth/authorize", "Alexa: authorization URI"),
    ("TokenUrl", "/oauth/token", "Alexa: access token URI"),
    ("RevocationUrl", "/oauth/revoke", "Revokes tokens (RFC 7009)"),
    ("IntrospectionUrl", "/oauth/introspect", "Tells what a token is worth (RFC 7662)"),
    ("MetadataUrl", "/.well-known/oauth-authorization-server", "Describes the server (RFC 8414)"),
    ("ManageUrl", "/link/manage", "Where users see and remove what is linked"),
];

pub(super) fn items(plan: &Plan) -> TokenStream {
    let mut outputs = TokenStream::new();
    let mut add = |id: &str, value: TokenStream, description: &str| {
        outputs.extend(quote!(output(stack, #id, #value, #description)?;));
    };
    for function in plan.functions.iter().filter(|it| it.name == "skill") {
        let name = format_ident!("{}", function.name);
        add("SkillFunctionArn", quote!(parts.#name.function_arn()?), "Alexa: endpoint");
    }
    if plan.table.is_some() {
        add("TableName", quote!(parts.table.table_name()?), "The table");
    }
    if plan.key.is_some() {
        add("KeyArn", quote!(parts.key.key_arn()?), "The key that seals records");
    }
    if !plan.rewrap.is_empty() {
        add("RewrapRoleArn", quote!(parts.rewrap_role.role_arn()?), "The role that `sayso rewrap` assumes");
    }
    let linked = plan.linking.as_ref().map(|linking| linked(plan, linking));
    let of_stage = needs_stage(plan).then(|| quote!(at: &Deployment<'_>,));
    quote! {
        /// What to paste into Alexa's console, and what operators look for.
        fn outputs(#of_stage parts: &Parts) -> Result<()> {
            let stack = &parts.stack;
            #outputs
            #linked
            Ok(())
        }

        fn output(stack: &Stack, id: &str, value: impl Into<String>, description: &str) -> Result<()> {
            CfnOutput::new(stack, id, CfnOutputProps::new(value).description(description))?;
            Ok(())
        }
    }
}

/// Whether what is told to Alexa differs by stage.
pub(super) fn needs_stage(plan: &Plan) -> bool {
    plan.linking.as_ref().is_some_and(|linking| linking.proxy.is_some())
}

fn linked(plan: &Plan, linking: &Linking) -> TokenStream {
    let scope = &linking.scope;
    let has = |path: &str| plan.routes.iter().any(|route| route.path == path);
    let endpoints = ENDPOINTS.iter().filter(|it| has(it.1)).map(|(id, path, description)| {
        let path = format!("{{origin}}{path}");
        quote!(output(stack, #id, format!(#path), #description)?;)
    });
    let callbacks = linking.providers.iter().filter_map(|provider| {
        let path = format!("{{origin}}{}", provider.callback.as_ref()?);
        let id = format!("{}CallbackUrl", part(&provider.name));
        let description = format!("To register at {}", provider.name);
        Some(quote!(output(stack, #id, format!(#path), #description)?;))
    });
    let page = linking.page.as_ref().map(|_| {
        quote! {
            output(stack, "PageUrl", format!("{origin}/"), "The linking page")?;
            output(stack, "Issuer", origin, "The issuer")?;
        }
    });
    let client = linking
        .client_id
        .as_ref()
        .map(|client| quote!(output(stack, "ClientId", #client, "Alexa: client id")?;));
    let provider = linking.proxy.as_ref().map(|proxy| {
        let name = &proxy.provider;
        quote! {
            if let Some(provider) = at.stage.provider(#name) {
                let (authorize, _) = at.request.endpoints(provider)?;
                output(stack, "AuthorizationUrl", authorize, "Alexa: authorization URI")?;
                output(stack, "ClientId", provider.client_id(SKILL), "Alexa: client id")?;
            }
        }
    });
    quote! {
        let origin = &parts.origin;
        #page
        #client
        #provider
        output(stack, "Scope", #scope, "Alexa: scope")?;
        #(#endpoints)*
        #(#callbacks)*
        let domain = parts.distribution.distribution_domain_name()?;
        output(stack, "DistributionDomainName", domain, "Where the domain points (CNAME)")?;
    }
}
