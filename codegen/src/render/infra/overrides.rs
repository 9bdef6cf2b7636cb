//! Where a team has its say: the trait that its own file implements, and the parts that it is shown in the end.

use crate::render::rust::doc;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use sayso_schemas::plan::Plan;

/// A part of a stack.
pub(super) struct Part {
    /// The field's name.
    pub(super) name: String,
    kind: TokenStream,
    about: String,
}

/// All parts of a skill's stack, in the order in which they are made.
pub(super) fn parts(plan: &Plan) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |name: &str, kind: TokenStream, about: &str| {
        parts.push(Part { name: name.to_owned(), kind, about: format!(" {about}") });
    };
    add("stack", quote!(Stack), "All of it.");
    if plan.table.is_some() {
        add("table", quote!(dynamodb::Table), "Where the skill keeps what it keeps.");
    }
    if plan.linking.is_some() {
        add("origin_secret", quote!(secretsmanager::Secret), "What CloudFront shows to the functions.");
    }
    for function in &plan.functions {
        let about = format!("What the function `{}` may do.", function.name);
        add(&format!("{}_role", function.name), quote!(iam::Role), &about);
    }
    if !plan.rewrap.is_empty() {
        add("rewrap_role", quote!(iam::Role), "What `sayso rewrap` may do.");
    }
    if plan.key.is_some() {
        add("key", quote!(kms::Key), "What seals the table's secrets.");
    }
    if plan.linking.is_some() {
        add("api", quote!(apigatewayv2::HttpApi), "What CloudFront asks.");
        let mut whom = ("What Alexa asks.", "Where that is, without a slash at the end.");
        if super::page::of(plan).is_some() {
            add("page", quote!(s3::Bucket), "Where the linking page is.");
            whom =
                ("What browsers and Alexa ask.", "Where all of it is for them, without a slash at the end.");
        }
        add("distribution", quote!(cloudfront::Distribution), whom.0);
        add("origin", quote!(String), whom.1);
    }
    for function in &plan.functions {
        add(&function.name, quote!(lambda::Function), &format!("The function `{}`.", function.name));
    }
    parts
}

/// The trait and the parts.
pub(super) fn items(plan: &Plan) -> TokenStream {
    let fields = parts(plan).into_iter().map(|Part { name, kind, about }| {
        let name = format_ident!("{name}");
        quote! {
            #[doc = #about]
            pub #name: #kind
        }
    });
    let points = points(plan);
    quote! {
        /// What a team wants otherwise. Each method is called with what is about to be made, and gives it back as it is
        /// unless the team's file says more.
        pub trait Overrides {
            #points

            /// Everything is made: to change it, or to add to it.
            fn finish(&self, _stage: &Stage, _parts: &Parts) -> Result<()> {
                Ok(())
            }
        }

        /// What a stack is made of.
        pub struct Parts {
            #(#fields),*
        }
    }
}

/// The methods before something is made.
fn points(plan: &Plan) -> TokenStream {
    let mut points = TokenStream::new();
    let mut add = |name: &str, kind: TokenStream, about: &str| {
        let (name, about) = (format_ident!("{name}"), format!(" Before {about} is made."));
        points.extend(quote! {
            #[doc = #about]
            fn #name(&self, _stage: &Stage, props: #kind) -> Result<#kind> {
                Ok(props)
            }
        });
    };
    if plan.table.is_some() {
        add("table", quote!(dynamodb::TableProps), "the table");
    }
    if plan.key.is_some() {
        add("key", quote!(kms::KeyProps), "the key");
    }
    if plan.linking.is_some() {
        add("api", quote!(apigatewayv2::HttpApiProps), "the HTTP API");
        if super::page::of(plan).is_some() {
            add("page", quote!(s3::BucketProps), "the page's bucket");
        }
        add("distribution", quote!(cloudfront::DistributionProps), "the distribution");
    }
    let names: Vec<_> = plan.functions.iter().map(|it| format!("`{}`", it.name)).collect();
    let of_function = doc(&format!("Before a function is made, by its name: {}.", names.join(", ")));
    quote! {
        #points

        #of_function
        fn function(&self, _stage: &Stage, _name: &str, props: lambda::FunctionProps) -> Result<lambda::FunctionProps> {
            Ok(props)
        }
    }
}
