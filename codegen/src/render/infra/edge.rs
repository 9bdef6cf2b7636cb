//! The stack of what CloudFront takes from us-east-1 only, where any stage has such a thing.

use super::distribution::of_edge;
use proc_macro2::TokenStream;
use quote::quote;
use sayso_schemas::plan::Plan;

/// All of Alexa comes from a few addresses of Amazon's, so what it asks is not counted by address.
const OF_ALEXA: [&str; 3] = ["/oauth/token", "/oauth/revoke", "/oauth/introspect"];

/// Those that the plan has a route for: an address may ask for nothing else as often as it likes.
fn of_alexa(plan: &Plan) -> Vec<&'static str> {
    let has = |path: &&str| plan.routes.iter().any(|route| route.path == *path);
    OF_ALEXA.into_iter().filter(has).collect()
}

/// The line that makes it.
pub(super) fn call(plan: &Plan) -> TokenStream {
    if plan.linking.is_none() || of_edge(plan) == (false, false) {
        return TokenStream::new();
    }
    quote! {
        if stage.waf || stage.domain.is_some() {
            edge(app, stage)?;
        }
    }
}

pub(super) fn items(plan: &Plan) -> TokenStream {
    let (domain, waf) = of_edge(plan);
    if call(plan).is_empty() {
        return TokenStream::new();
    }
    let certificate = domain.then(|| {
        quote! {
            if let Some(domain) = stage.domain {
                let dns = certificatemanager::CertificateValidation::from_dns(&stack, None)?;
                let props = certificatemanager::CertificateProps::new(domain).validation(&dns);
                let certificate = certificatemanager::Certificate::new(&stack, "Certificate", props)?;
                output(&stack, "CertificateArn", certificate.certificate_arn()?, "Parameter of the main stack")?;
            }
        }
    });
    let acl = waf.then(|| {
        quote! {
            if stage.waf {
                let acl = web_acl(&stack, stage)?;
                output(&stack, "WebAclArn", acl.attr_arn()?, "Parameter of the main stack")?;
            }
        }
    });
    let rules = waf.then(|| rules(plan));
    quote! {
        /// `<skill>-<stage>-edge`, in us-east-1: CloudFront takes certificates and web ACLs from there only. The
        /// stack waits for the certificate until the record that it names is in the domain's DNS.
        pub fn edge(app: &App, stage: &Stage) -> Result<Stack> {
            let props = StackProps::new()
                .description(format!("What CloudFront needs for {SKILL}, stage {}", stage.name))
                .env(Environment::new().region("us-east-1"))
                .termination_protection(stage.retain)
                .analytics_reporting(false);
            let stack = Stack::new(app, stage.name(SKILL, Some("edge")), props)?;
            mark(&stack, stage)?;
            #certificate
            #acl
            Ok(stack)
        }
        #rules
    }
}

fn rules(plan: &Plan) -> TokenStream {
    let of_alexa = of_alexa(plan);
    let about = if super::page::of(plan).is_some() {
        quote! {
            /// Requests that are known to be bad, and too many from one address. Not AWS's common rules, which refuse a query
            /// above 2 KB, because `state` may have 4.
        }
    } else {
        quote! {
            /// Requests that are known to be bad, and too many from one address.
        }
    };
    let per_address = per_address(&of_alexa);
    quote! {
        #about
        fn web_acl(stack: &Stack, stage: &Stage) -> Result<wafv2::CfnWebACL> {
            use wafv2::cfn_web_acl::{AllowActionProperty, DefaultActionProperty};
            let allow = DefaultActionProperty::new().allow(AllowActionProperty::new());
            let props = wafv2::CfnWebACLProps::new(allow, "CLOUDFRONT", visibility(stage, "all"))
                .name(stage.name(SKILL, Some("web-acl")))
                .rules([known_bad(stage), per_address(stage)]);
            Ok(wafv2::CfnWebACL::new(stack, "WebAcl", props)?)
        }

        /// Counted, and no samples kept: those hold whole requests, with codes and credentials.
        fn visibility(stage: &Stage, what: &str) -> wafv2::cfn_web_acl::VisibilityConfigProperty {
            wafv2::cfn_web_acl::VisibilityConfigProperty::new(true, stage.name(SKILL, Some(what)), false)
        }

        fn known_bad(stage: &Stage) -> wafv2::cfn_web_acl::RuleProperty {
            use wafv2::cfn_web_acl::{
                ManagedRuleGroupStatementProperty, OverrideActionProperty, RuleProperty, StatementProperty,
            };
            let group = ManagedRuleGroupStatementProperty::new("AWSManagedRulesKnownBadInputsRuleSet", "AWS");
            let statement = StatementProperty::new().managed_rule_group_statement(group);
            RuleProperty::new("known-bad-inputs", 0, statement, visibility(stage, "known-bad-inputs"))
                .override_action(OverrideActionProperty::new().none(serde_json::json!({})))
        }

        #per_address

        fn starts_with(path: &str) -> wafv2::cfn_web_acl::StatementProperty {
            use wafv2::cfn_web_acl::{
                ByteMatchStatementProperty, FieldToMatchProperty, StatementProperty, TextTransformationProperty,
            };
            let field = FieldToMatchProperty::new().uri_path(serde_json::json!({}));
            let as_is = [TextTransformationProperty::new(0, "NONE")];
            let begins = ByteMatchStatementProperty::new(field, "STARTS_WITH", as_is).search_string(path);
            StatementProperty::new().byte_match_statement(begins)
        }
    }
}

/// Too many from one address, of what is not Alexa's. The firewall's OR takes two statements at least
/// (<https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-or.html>).
fn per_address(of_alexa: &[&str]) -> TokenStream {
    let (paths, statement, or) = if let [path] = of_alexa {
        (quote!(&str = #path), quote!(let of_alexa = starts_with(OF_ALEXA);), None)
    } else {
        let statement = quote! {
            let of_alexa: Vec<_> = OF_ALEXA.iter().map(|path| starts_with(path)).collect();
            let of_alexa = StatementProperty::new().or_statement(OrStatementProperty::new(of_alexa));
        };
        (quote!(&[&str] = &[#(#of_alexa),*]), statement, Some(quote!(OrStatementProperty,)))
    };
    quote! {
        /// What is not counted by address, because all of Alexa comes from a few of Amazon's.
        const OF_ALEXA: #paths;

        fn per_address(stage: &Stage) -> wafv2::cfn_web_acl::RuleProperty {
            use wafv2::cfn_web_acl::{
                BlockActionProperty, NotStatementProperty, #or RateBasedStatementProperty, RuleActionProperty,
                RuleProperty, StatementProperty,
            };
            #statement
            let others = StatementProperty::new().not_statement(NotStatementProperty::new(of_alexa));
            let rate = RateBasedStatementProperty::new("IP", 1000)
                .evaluation_window_sec(300)
                .scope_down_statement(others);
            let statement = StatementProperty::new().rate_based_statement(rate);
            RuleProperty::new("per-address", 1, statement, visibility(stage, "per-address"))
                .action(RuleActionProperty::new().block(BlockActionProperty::new()))
        }
    }
}
