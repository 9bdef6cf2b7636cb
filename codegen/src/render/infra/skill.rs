//! The file of one skill: what is in it, and in which order.

use super::{
    SHARED, alarms, api, data, distribution, edge, functions, ident, key, outputs, overrides, page, roles,
    stages,
};
use crate::render::rust::doc;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use sayso_schemas::plan::Plan;

/// Modules of the bindings that a file may use.
const MODULES: [&str; 19] = [
    "apigatewayv2",
    "apigatewayv2_integrations",
    "certificatemanager",
    "cloudfront",
    "cloudfront_origins",
    "cloudwatch",
    "cloudwatch_actions",
    "dynamodb",
    "function",
    "iam",
    "kms",
    "lambda",
    "logs",
    "s3",
    "s3_assets",
    "secretsmanager",
    "sns",
    "sns_subscriptions",
    "wafv2",
];
/// Types of the bindings' core.
const CORE: [&str; 18] = [
    "Acknowledgment",
    "App",
    "Aws",
    "CfnOutput",
    "CfnOutputProps",
    "CfnParameter",
    "CfnParameterProps",
    "CfnResource",
    "CustomResource",
    "CustomResourceProps",
    "Duration",
    "Environment",
    "Fn",
    "RemovalPolicy",
    "Stack",
    "StackProps",
    "Tags",
    "Validations",
];
/// Types of what skills share.
const STAGE: [&str; 7] = ["Alarms", "Client", "Pinned", "Place", "Provider", "Service", "Stage"];

/// The whole file.
pub(super) fn module(plan: &Plan) -> TokenStream {
    let body = body(plan);
    let imports = uses(&body.to_string());
    let head = head(plan).into_iter().map(|line| quote!(#![doc = #line]));
    quote! { #(#head)* #imports #body }
}

/// What the file says about itself.
fn head(plan: &Plan) -> Vec<String> {
    let skill = &plan.skill;
    let mut lines = vec![format!(" The cloud of the skill `{skill}`, stage by stage."), String::new()];
    if plan.linking.is_some() {
        const PAGE: &[&str] = &[
            " browser, Alexa ─▶ Distribution ─▶ PageBucket                    (the linking page)",
            "                        └─────────▶ Api ─▶ LinkFunction, TokenFunction ─▶ Table",
            " Alexa ─▶ SkillFunction ─▶ Table; Key seals what is secret in it",
        ];
        const PROXY: &[&str] = &[
            " Alexa ─▶ Distribution ─▶ Api ─▶ TokenFunction ─▶ the provider's token endpoint",
            " Alexa ─▶ SkillFunction             └─▶ Table          (what is gone in minutes)",
        ];
        lines.push(" ```text".to_owned());
        let picture = if super::page::of(plan).is_some() { PAGE } else { PROXY };
        lines.extend(picture.iter().map(|line| (*line).to_owned()));
        lines.push(" ```".to_owned());
        lines.push(String::new());
    }
    lines.push(format!(
        " It follows from schemas/{skill}/skill.yaml. What your team wants otherwise belongs into \
         `../overrides/{}.rs`.",
        super::module(skill)
    ));
    lines
}

/// What the body names, and no more.
fn uses(body: &str) -> TokenStream {
    let words: std::collections::BTreeSet<&str> =
        body.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').collect();
    let found = |names: &[&str], suffix: &str| -> Vec<_> {
        names
            .iter()
            .filter(|name| words.contains(**name))
            .filter(|name| suffix.is_empty() || body.contains(&format!("{name}{suffix}")))
            .map(|name| ident(name))
            .collect()
    };
    let (core, modules, stage) = (found(&CORE, ""), found(&MODULES, " ::"), found(&STAGE, ""));
    let helpers = found(&["texts", "variables"], " (");
    let shared = ident(SHARED);
    quote! {
        use super::#shared::{Result, request::Request, stage::{#(#stage),*}, statements, #(#helpers),*};
        use cdk::{#(#core,)* #(#modules),*};
    }
}

fn body(plan: &Plan) -> TokenStream {
    let (constants, stages) = (constants(plan), stages::item(plan));
    let (overrides, deployment) = (overrides::items(plan), deployment());
    let (stack, roles, functions) = (stack(plan), roles::items(plan), functions::items(plan));
    let (data, key, api) = (data::items(plan), key::items(plan), api::items(plan));
    let (page, distribution) = (page::items(plan), distribution::items(plan));
    let (alarms, outputs, edge) = (alarms::items(plan), outputs::items(plan), edge::items(plan));
    quote! {
        #constants #stages #overrides #deployment #stack #roles #functions #data #key #api #page #distribution
        #alarms #outputs #edge
    }
}

fn constants(plan: &Plan) -> TokenStream {
    let (skill, region) = (&plan.skill, &plan.region);
    quote! {
        /// The skill's name, the first part of every name.
        pub const SKILL: &str = #skill;
        /// Where all of it is, but for what CloudFront wants elsewhere.
        pub const REGION: &str = #region;
    }
}

/// One stage while its stack is made.
fn deployment() -> TokenStream {
    quote! {
        /// One stage of the skill while its stack is made.
        struct Deployment<'a> {
            stack: Stack,
            stage: &'a Stage,
            request: &'a Request,
            overrides: &'a dyn Overrides,
        }

        impl Deployment<'_> {
            /// The name of a resource.
            fn name(&self, part: &str) -> String {
                self.stage.name(SKILL, Some(part))
            }

            /// The name of a function's log.
            fn log(&self, function: &str) -> String {
                format!("/aws/lambda/{}", self.name(function))
            }

            /// What becomes of what holds data when the stack goes.
            fn removal(&self) -> RemovalPolicy {
                if self.stage.retain { RemovalPolicy::Retain } else { RemovalPolicy::Destroy }
            }
        }
    }
}

/// `stacks`, `stack` and what marks them.
fn stack(plan: &Plan) -> TokenStream {
    let edge = edge::call(plan);
    let (steps, alarms) = (steps(plan), alarms::call(plan));
    let of_stage = outputs::needs_stage(plan).then(|| quote!(&at,));
    let fields = overrides::parts(plan).into_iter().map(|it| ident(&it.name));
    let purpose = doc(&format!("`{}-<stage>`. The order is that of dependency.", plan.skill));
    quote! {
        /// Makes the stacks of the stages that are asked for.
        pub fn stacks(app: &App, request: &Request, overrides: &dyn Overrides) -> Result<()> {
            for stage in request.stages(SKILL, STAGES) {
                stack(app, request, stage, overrides)?;
                #edge
            }
            Ok(())
        }

        #purpose
        pub fn stack(app: &App, request: &Request, stage: &Stage, overrides: &dyn Overrides) -> Result<Parts> {
            let props = StackProps::new()
                .description(format!("The Alexa skill {SKILL}, stage {}", stage.name))
                .env(Environment::new().region(REGION))
                .termination_protection(stage.retain)
                .analytics_reporting(false);
            let stack = Stack::new(app, stage.name(SKILL, None), props)?;
            mark(&stack, stage)?;
            let at = Deployment { stack: stack.clone(), stage, request, overrides };
            #steps
            let parts = Parts { #(#fields),* };
            #alarms
            outputs(#of_stage &parts)?;
            overrides.finish(stage, &parts)?;
            Ok(parts)
        }

        /// What tools may know of a stack beside its resources.
        fn mark(stack: &Stack, stage: &Stage) -> Result<()> {
            let about = serde_json::json!({ "Skill": SKILL, "Stage": stage.name, "Retain": stage.retain });
            stack.add_metadata("Sayso", about)?;
            let tags = Tags::of(stack)?;
            tags.add("sayso:skill", SKILL, None)?;
            tags.add("sayso:stage", stage.name, None)?;
            Ok(())
        }
    }
}

/// What a stack is made of, one line each.
fn steps(plan: &Plan) -> TokenStream {
    let mut steps = TokenStream::new();
    let mut step = |tokens: TokenStream| steps.extend(tokens);
    let linked = plan.linking.is_some();
    step(quote!(let code = code(&at)?;));
    if plan.table.is_some() {
        step(quote!(let table = table(&at)?;));
    }
    if linked {
        step(quote!(let origin_secret = origin_secret(&at)?;));
    }
    for function in &plan.functions {
        step(roles::step(plan, function));
    }
    if !plan.rewrap.is_empty() {
        step(quote!(let rewrap_role = rewrap_role(&at, &table)?;));
    }
    if plan.key.is_some() {
        let arguments = key::arguments(plan);
        step(quote!(let key = key(&at, #(#arguments),*)?;));
    }
    if linked {
        let page = super::page::of(plan).map(|_| quote!(&page,));
        let make_page = page.as_ref().map(|_| quote!(let page = page(&at)?;));
        step(quote! {
            let api = api(&at)?;
            #make_page
            let distribution = distribution(&at, &api, #page &origin_secret)?;
            let origin = origin(stage, &distribution)?;
        });
    }
    for function in &plan.functions {
        step(functions::step(plan, function));
    }
    step(quote!(alexa_permission(&at, &skill)?;));
    if linked {
        let routed = api::routed(plan).into_iter().map(|name| format_ident!("{name}"));
        step(quote!(routes(&api, #(&#routed),*)?;));
    }
    steps
}
