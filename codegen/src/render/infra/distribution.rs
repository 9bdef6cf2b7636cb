//! CloudFront: the page, and the API on the same origin.

use super::{ident, number, part};
use proc_macro2::TokenStream;
use quote::quote;
use sayso_schemas::plan::{ORIGIN_HEADER, Plan};
use std::collections::{BTreeMap, BTreeSet};

/// The distribution, where the plan has linking.
pub(super) fn items(plan: &Plan) -> TokenStream {
    let Some(linking) = &plan.linking else { return TokenStream::new() };
    let page = linking.page.as_ref();
    let own = linking.proxy.as_ref().map(|proxy| &proxy.headers);
    let headers = page.map(|page| &page.headers).or(own).map(|of| headers(of, page.is_some()));
    let (distribution, edge) = (distribution(plan), edge(plan));
    let (of_page, of_api) = (page.map(|_| page_behaviour()), api_behaviour(plan));
    quote! { #distribution #of_page #of_api #headers #edge }
}

/// Whether any stage has a domain, and whether any has a firewall.
pub(super) fn of_edge(plan: &Plan) -> (bool, bool) {
    let has = |it: fn(&sayso_schemas::plan::Stage) -> bool| plan.stages.values().any(it);
    (has(|stage| stage.domain.is_some()), has(|stage| stage.waf))
}

/// `/oauth/*`, `/link/*`; what is well known is exact.
fn patterns(plan: &Plan) -> BTreeSet<String> {
    let pattern = |path: &str| match path.split('/').nth(1) {
        Some(first) if !path.starts_with("/.well-known/") => format!("/{first}/*"),
        _ => path.to_owned(),
    };
    plan.routes.iter().map(|route| pattern(&route.path)).collect()
}

fn distribution(plan: &Plan) -> TokenStream {
    let edge = (of_edge(plan) != (false, false)).then(|| quote!(let props = of_edge(at, props)?;));
    let own_domain = of_edge(plan).0.then(|| {
        quote! {
            if let Some(domain) = stage.domain {
                return Ok(format!("https://{domain}"));
            }
        }
    });
    let stage = if own_domain.is_some() { quote!(stage) } else { quote!(_stage) };
    let Front { about, of_origin, paths, parameter, props } = front(plan);
    quote! {
        #paths
        /// The errors that CloudFront can be told about. It would answer each for ten seconds to whoever asks next.
        const ERRORS: &[u16] = &[400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

        #about
        fn distribution(
            at: &Deployment<'_>,
            api: &apigatewayv2::HttpApi,
            #parameter
            origin_secret: &secretsmanager::Secret,
        ) -> Result<cloudfront::Distribution> {
            let mut errors = Vec::new();
            for status in ERRORS {
                let never = Duration::seconds(&at.stack, 0)?;
                errors.push(cloudfront::ErrorResponse::new(*status).ttl(&never));
            }
            let behaviour = api_behaviour(at, api, origin_secret)?;
            let props = #props
                .comment(format!("{SKILL}, stage {}", at.stage.name))
                .error_responses(errors)
                .http_version(cloudfront::HttpVersion::Http2And3)
                .price_class(cloudfront::PriceClass::PriceClass100);
            #edge
            let props = at.overrides.distribution(at.stage, props)?;
            Ok(cloudfront::Distribution::new(&at.stack, "Distribution", props)?)
        }

        #of_origin
        fn origin(#stage: &Stage, distribution: &cloudfront::Distribution) -> Result<String> {
            #own_domain
            let own = distribution.distribution_domain_name()?;
            Ok(format!("https://{own}"))
        }
    }
}

/// In what a distribution with a page differs from one without.
struct Front {
    about: TokenStream,
    of_origin: TokenStream,
    paths: TokenStream,
    parameter: TokenStream,
    props: TokenStream,
}

fn front(plan: &Plan) -> Front {
    if super::page::of(plan).is_none() {
        return Front {
            about: quote! {
                /// What comes to the API comes through here. Every path is the API's, which by itself answers 404 where it has
                /// no route: no function runs for that.
            },
            of_origin: quote! {
                /// Where Alexa asks for tokens: never what a `Host` header says.
            },
            paths: TokenStream::new(),
            parameter: TokenStream::new(),
            props: quote!(cloudfront::DistributionProps::new(behaviour)),
        };
    }
    let patterns = patterns(plan);
    Front {
        about: quote! {
            /// One origin for the page and the API.
        },
        of_origin: quote! {
            /// The issuer of the skill's tokens, and where its page is: never what a `Host` header says.
        },
        paths: quote! {
            /// What the API answers; everything else is the page's.
            const API_PATHS: &[&str] = &[#(#patterns),*];
        },
        parameter: quote!(page: &s3::Bucket,),
        props: quote! {
            cloudfront::DistributionProps::new(page_behaviour(at, page)?)
                .default_root_object("index.html")
                .additional_behaviors(API_PATHS.iter().map(|path| (*path, behaviour.clone())))
        },
    }
}

fn page_behaviour() -> TokenStream {
    quote! {
        /// The page: a new one is live at once, because nothing is cached.
        fn page_behaviour(at: &Deployment<'_>, page: &s3::Bucket) -> Result<cloudfront::BehaviorOptions> {
            let origin = cloudfront_origins::S3BucketOrigin::with_origin_access_control(page, None)?;
            Ok(cloudfront::BehaviorOptions::new(&origin)
                .viewer_protocol_policy(cloudfront::ViewerProtocolPolicy::RedirectToHttps)
                .allowed_methods(&cloudfront::AllowedMethods::allow_get_head(&at.stack)?)
                .cache_policy(&cloudfront::CachePolicy::caching_disabled(&at.stack)?)
                .compress(false)
                .response_headers_policy(&headers(at, "PageHeaders", "page", true)?))
        }
    }
}

/// How much longer than the slowest function CloudFront waits: for a cold start, which is not of the function's own time.
const COLD_START_S: u32 = 2;

/// How many seconds CloudFront waits for the API.
fn patience(plan: &Plan) -> u32 {
    let routed = super::api::routed(plan);
    let answer = plan.functions.iter().filter(|it| routed.contains(&it.name.as_str()));
    answer.map(|it| super::functions::seconds(it.timeout_ms)).max().unwrap_or_default() + COLD_START_S
}

fn api_behaviour(plan: &Plan) -> TokenStream {
    let seconds = number(patience(plan));
    quote! {
        /// The API. `Authorization` passes and `Host` does not, to which API Gateway would answer 403. A credential is never
        /// sent in clear, not even to be sent elsewhere, and nothing secret is compressed beside what a viewer chose.
        fn api_behaviour(
            at: &Deployment<'_>,
            api: &apigatewayv2::HttpApi,
            origin_secret: &secretsmanager::Secret,
        ) -> Result<cloudfront::BehaviorOptions> {
            let origin = api_origin(at, api, origin_secret)?;
            let forwarded = cloudfront::OriginRequestPolicy::all_viewer_except_host_header(&at.stack)?;
            Ok(cloudfront::BehaviorOptions::new(&origin)
                .viewer_protocol_policy(cloudfront::ViewerProtocolPolicy::HttpsOnly)
                .allowed_methods(&cloudfront::AllowedMethods::allow_all(&at.stack)?)
                .cache_policy(&cloudfront::CachePolicy::caching_disabled(&at.stack)?)
                .origin_request_policy(&forwarded)
                .compress(false)
                .response_headers_policy(&headers(at, "ApiHeaders", "api", false)?))
        }

        /// The API's address, with the secret, which is looked up when CloudFront is told.
        fn api_origin(
            at: &Deployment<'_>,
            api: &apigatewayv2::HttpApi,
            origin_secret: &secretsmanager::Secret,
        ) -> Result<cloudfront_origins::HttpOrigin> {
            let secret = origin_secret.secret_value_from_json("current")?.unsafe_unwrap()?;
            let parts = Fn::split(&at.stack, "/", api.api_endpoint()?, None)?;
            let host = Fn::select(&at.stack, 2, parts)?;
            let props = cloudfront_origins::HttpOriginProps::new()
                .protocol_policy(cloudfront::OriginProtocolPolicy::HttpsOnly)
                .origin_ssl_protocols([cloudfront::OriginSslPolicy::TlsV1_2])
                .custom_headers([(#ORIGIN_HEADER, secret)])
                .read_timeout(&Duration::seconds(&at.stack, #seconds)?);
            Ok(cloudfront_origins::HttpOrigin::new(&at.stack, host, props)?)
        }
    }
}

/// The plan's headers. Those that CloudFront calls security headers have properties of their own, and are refused as
/// custom ones.
fn headers(of: &BTreeMap<String, String>, has_page: bool) -> TokenStream {
    let mut headers: BTreeMap<&str, &str> =
        of.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut security = Vec::new();
    if let Some(policy) = headers.remove("content-security-policy") {
        security.push(quote! {
            .content_security_policy(cloudfront::ResponseHeadersContentSecurityPolicy::new(#policy, instead))
        });
    }
    if headers.remove("x-content-type-options").is_some() {
        security
            .push(quote!(.content_type_options(cloudfront::ResponseHeadersContentTypeOptions::new(instead))));
    }
    if let Some(policy) = headers.remove("referrer-policy") {
        let policy = ident(&part(policy));
        security.push(quote! {
            .referrer_policy(cloudfront::ResponseHeadersReferrerPolicy::new(instead, cloudfront::HeadersReferrerPolicy::#policy))
        });
    }
    if let Some(transport) = headers.remove("strict-transport-security") {
        security.push(transport_security(transport));
    }
    let custom = headers
        .iter()
        .map(|(name, value)| quote!(cloudfront::ResponseCustomHeader::new(#name, instead, #value)));
    let about = if has_page {
        quote! {
            /// The page's headers. `instead` of what an answer has: the page's files have none, the functions' answers keep their
            /// own, and what API Gateway answers by itself (404, 429, 503) gets these.
        }
    } else {
        quote! {
            /// Headers of answers, `instead` of what they have or where they have none: the function's answers keep their own,
            /// and what API Gateway answers by itself (404, 429, 503) gets these.
        }
    };
    quote! {
        #about
        fn headers(
            at: &Deployment<'_>,
            id: &str,
            name: &str,
            instead: bool,
        ) -> Result<cloudfront::ResponseHeadersPolicy> {
            let security = cloudfront::ResponseSecurityHeadersBehavior::new()#(#security)*;
            let custom = cloudfront::ResponseCustomHeadersBehavior::new([#(#custom),*]);
            let props = cloudfront::ResponseHeadersPolicyProps::new()
                .response_headers_policy_name(at.name(name))
                .comment(format!("Headers of {name}"))
                .security_headers_behavior(security)
                .custom_headers_behavior(custom);
            Ok(cloudfront::ResponseHeadersPolicy::new(&at.stack, id, props)?)
        }
    }
}

/// `max-age=31536000; includeSubDomains; preload`.
fn transport_security(value: &str) -> TokenStream {
    let directives: Vec<&str> = value.split(';').map(str::trim).collect();
    let age: u32 =
        directives.iter().find_map(|it| it.strip_prefix("max-age=")?.parse().ok()).unwrap_or_default();
    // A year is said as a year.
    let age = match age % 86_400 {
        0 => (ident("days"), number(age / 86_400)),
        _ => (ident("seconds"), number(age)),
    };
    let (unit, age) = age;
    let has = |name: &str| directives.iter().any(|it| it.eq_ignore_ascii_case(name));
    let (subdomains, preload) = (has("includeSubDomains"), has("preload"));
    quote! {
        .strict_transport_security(
            cloudfront::ResponseHeadersStrictTransportSecurity::new(&Duration::#unit(&at.stack, #age)?, instead)
                .include_subdomains(#subdomains)
                .preload(#preload),
        )
    }
}

/// What the edge stack put out, where any stage has one.
fn edge(plan: &Plan) -> TokenStream {
    let (domain, waf) = of_edge(plan);
    if !domain && !waf {
        return TokenStream::new();
    }
    let certificate = domain.then(|| {
        quote! {
            if let Some(domain) = at.stage.domain {
                let arn = edge_output(
                    at,
                    "CertificateArn",
                    "The certificate of the domain, from the edge stack",
                    r"^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+$",
                )?;
                let certificate =
                    certificatemanager::Certificate::from_certificate_arn(&at.stack, "Certificate", arn)?;
                props = props
                    .domain_names([domain])
                    .certificate(&certificate)
                    .minimum_protocol_version(cloudfront::SecurityPolicyProtocol::TlsV1_2_2021);
            }
        }
    });
    let acl = waf.then(|| {
        quote! {
            if at.stage.waf {
                let arn = edge_output(
                    at,
                    "WebAclArn",
                    "The web ACL, from the edge stack",
                    r"^arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global/webacl/.+$",
                )?;
                props = props.web_acl_id(arn);
            }
        }
    });
    quote! {
        /// What the edge stack put out; `sayso deploy` passes it on. Only with a certificate of its own can a stage say which
        /// TLS it speaks.
        fn of_edge(
            at: &Deployment<'_>,
            mut props: cloudfront::DistributionProps,
        ) -> Result<cloudfront::DistributionProps> {
            #certificate
            #acl
            Ok(props)
        }

        /// One output of it, as a parameter.
        fn edge_output(at: &Deployment<'_>, id: &str, description: &str, pattern: &str) -> Result<String> {
            let props =
                CfnParameterProps::new().type_("String").description(description).allowed_pattern(pattern);
            Ok(CfnParameter::new(&at.stack, id, props)?.value_as_string()?)
        }
    }
}
