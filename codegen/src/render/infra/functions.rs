//! The functions: one program, told by its environment which one it is.

use super::{ident, number, part};
use crate::render::rust::doc;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use sayso_schemas::plan::{Function, Plan};

/// What a function's environment may say, by the table at the top of `plan.json`'s types.
#[derive(PartialEq)]
enum Says {
    SkillId,
    Table,
    Key,
    Linking,
    ClientSecrets,
    Redirects,
    Services,
    Providers,
}

/// What a function's environment says.
fn says(plan: &Plan, function: &Function) -> Vec<Says> {
    let is = |name: &str| function.name == name;
    let linked = plan.linking.is_some();
    let has_providers = plan.linking.as_ref().is_some_and(|it| !it.providers.is_empty());
    let proxied = plan.linking.as_ref().is_some_and(|it| it.proxy.is_some());
    let asks_providers = if proxied { is("token") } else { is("skill") || is("link") };
    [
        (Says::SkillId, is("skill")),
        (Says::Table, function.touches_table()),
        (Says::Key, plan.key.is_some() && (is("skill") || is("link"))),
        (Says::Linking, linked && (is("link") || is("token"))),
        (Says::ClientSecrets, linked && is("token")),
        (Says::Redirects, linked && is("link")),
        (Says::Services, !plan.services.is_empty() && !is("token")),
        (Says::Providers, has_providers && asks_providers),
    ]
    .into_iter()
    .filter_map(|(what, says)| says.then_some(what))
    .collect()
}

/// The parameters that its values need.
fn arguments(says: &[Says]) -> Vec<Ident> {
    let names = [("table", Says::Table), ("origin", Says::Linking)];
    names.into_iter().filter(|it| says.contains(&it.1)).map(|it| format_ident!("{}", it.0)).collect()
}

/// The line that makes a function.
pub(super) fn step(plan: &Plan, function: &Function) -> TokenStream {
    let name = format_ident!("{}", function.name);
    let (make, role, logs) =
        (format_ident!("{name}_function"), format_ident!("{name}_role"), format_ident!("{name}_logs"));
    let arguments = arguments(&says(plan, function));
    quote!(let #name = #make(&at, &code, &#role, &#logs, #(&#arguments),*)?;)
}

/// The functions, their program, and who may call the skill.
pub(super) fn items(plan: &Plan) -> TokenStream {
    let (code, functions) = (code(plan), plan.functions.iter().map(|it| self::function(plan, it)));
    let hashes = plan.linking.as_ref().map(|_| client_secret_hashes());
    quote! {
        #code
        #(#functions)*
        #hashes

        /// Alexa may call the function `skill`, for this skill and no other. Without the skill's id nobody may.
        fn alexa_permission(at: &Deployment<'_>, skill: &lambda::Function) -> Result<()> {
            if let Some(id) = at.stage.skill_id {
                let props = lambda::CfnPermissionProps::new(
                    "lambda:InvokeFunction",
                    skill.function_arn()?,
                    "alexa-appkit.amazon.com",
                );
                lambda::CfnPermission::new(&at.stack, "AlexaPermission", props.event_source_token(id))?;
            }
            Ok(())
        }
    }
}

/// What all functions run.
fn code(plan: &Plan) -> TokenStream {
    let (binary, skill) = (&plan.binary, &plan.skill);
    let architecture = ident(if plan.architecture == "arm64" { "Arm64" } else { "X86_64" });
    let words = plan.locales.iter().map(|locale| &locale.words);
    let data = format!("/generated/{skill}");
    quote! {
        /// What else follows from the spec.
        const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), #data);

        /// What all functions run: the program as `bootstrap`, what it says in each language, and the hosts that users may
        /// type although they are not public.
        fn code(at: &Deployment<'_>) -> Result<function::Code> {
            let mut code = function::RustCode::new(at.request.bootstrap(#binary)?)
                .binary(#binary)
                .architecture(function::Architecture::#architecture)
                .unstripped(at.stage.is_local());
            for words in [#(#words),*] {
                code = code.file(words, format!("{DATA}/{words}"));
            }
            if let Some(hosts) = at.request.pinned_hosts(at.stage)? {
                code = code.contents("pinned-hosts.json", hosts);
            }
            Ok(code.add_to(&at.stack)?)
        }
    }
}

fn function(plan: &Plan, function: &Function) -> TokenStream {
    let says = says(plan, function);
    let Function { name, timeout_ms, memory_mb, .. } = function;
    let make = format_ident!("{name}_function");
    let id = format!("{}Function", part(name));
    let about = doc(&format!("The function `{name}`{}.", purpose(plan, name)));
    let what = format!("The function {name} of {{SKILL}}, stage {{}}");
    let (memory, seconds) = (number(*memory_mb), number(seconds(*timeout_ms)));
    let parameters: TokenStream = arguments(&says)
        .into_iter()
        .map(|it| if it == "table" { quote!(table: &dynamodb::Table,) } else { quote!(origin: &str,) })
        .collect();
    let variables = variables(plan, &says, name);
    quote! {
        #about
        fn #make(
            at: &Deployment<'_>,
            code: &function::Code,
            role: &iam::Role,
            logs: &logs::LogGroup,
            #parameters
        ) -> Result<lambda::Function> {
            #variables
            let props = code
                .props()
                .function_name(at.name(#name))
                .description(format!(#what, at.stage.name))
                .memory_size(#memory)
                .timeout(&Duration::seconds(&at.stack, #seconds)?)
                .role(role)
                .log_group(logs)
                .environment(variables);
            let props = at.overrides.function(at.stage, #name, props)?;
            Ok(lambda::Function::new(&at.stack, #id, props)?)
        }
    }
}

fn purpose(plan: &Plan, name: &str) -> &'static str {
    let proxied = plan.linking.as_ref().is_some_and(|it| it.proxy.is_some());
    match name {
        "token" if proxied => " before the provider's token endpoint",
        "skill" => ", which Alexa calls",
        "link" => " behind the page on which users link",
        "token" => ", which gives tokens and takes them back",
        _ => "",
    }
}

/// Lambda's time-outs are whole seconds.
pub(super) fn seconds(milliseconds: u64) -> u32 {
    u32::try_from(milliseconds.div_ceil(1000)).unwrap_or(900)
}

/// `variables`, by name.
fn variables(plan: &Plan, says: &[Says], name: &str) -> TokenStream {
    let mut fixed = vec![quote!(("SAYSO_FUNCTION", #name.to_owned()))];
    if let (true, Some(linking)) = (says.contains(&Says::Linking), &plan.linking) {
        let secret = &linking.origin_secret;
        let client = match (&linking.client_id, &linking.proxy) {
            (None, Some(proxy)) => {
                let provider = &proxy.provider;
                quote!(at.stage.provider(#provider).map(|it| it.client_id(SKILL)).unwrap_or_default())
            }
            (client, _) => quote!(#client.to_owned()),
        };
        fixed.push(quote!(("SAYSO_CLIENT_ID", #client)));
        fixed.push(quote!(("SAYSO_ISSUER", origin.to_owned())));
        fixed.push(quote!(("SAYSO_ORIGIN_SECRET", at.name(#secret))));
    }
    let mut when = |what: &Says, tokens: TokenStream| fixed.extend(says.contains(what).then_some(tokens));
    when(&Says::ClientSecrets, quote!(("SAYSO_CLIENT_SECRETS", client_secret_hashes(at)?)));
    when(&Says::Key, quote!(("SAYSO_KEY", key_alias(at))));
    when(&Says::Redirects, quote!(("SAYSO_REDIRECTS", at.request.redirects(at.stage)?)));
    when(&Says::Table, quote!(("SAYSO_TABLE", table.table_name()?)));
    let more = more(says);
    let mutable = (!more.is_empty()).then(|| quote!(mut));
    quote! {
        let #mutable variables = variables([#(#fixed),*]);
        #more
    }
}

/// What depends on the stage.
fn more(says: &[Says]) -> TokenStream {
    let services =
        says.contains(&Says::Services).then(|| quote!(variables.extend(at.request.services(at.stage)?);));
    let providers = says
        .contains(&Says::Providers)
        .then(|| quote!(variables.extend(at.request.providers(SKILL, at.stage)?);));
    let skill_id = says.contains(&Says::SkillId).then(|| {
        quote! {
            if let Some(id) = at.request.skill_id(SKILL, at.stage) {
                variables.insert("SAYSO_SKILL_ID".to_owned(), id);
            }
        }
    });
    quote! { #services #providers #skill_id }
}

fn client_secret_hashes() -> TokenStream {
    quote! {
        /// Hashes only: the secret is made by `sayso deploy`, and is in no template.
        fn client_secret_hashes(at: &Deployment<'_>) -> Result<String> {
            let props = CfnParameterProps::new()
                .type_("String")
                .description("SHA-256 of Alexa's client secret in hex; two, parted by a comma, while it is replaced")
                .allowed_pattern("^[0-9a-f]{64}(,[0-9a-f]{64})?$")
                .constraint_description("one or two SHA-256 hashes in lower-case hex, parted by a comma");
            let hashes = CfnParameter::new(&at.stack, "ClientSecretHashes", props)?;
            let reason = "a hash of 256 random bits is no secret, and telling it apart helps while it is replaced";
            Validations::of(&at.stack)?.acknowledge([Acknowledgment::new("CloudFormation-Validate::W2509", reason)])?;
            Ok(hashes.value_as_string()?)
        }
    }
}
