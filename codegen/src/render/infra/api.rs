//! The HTTP API behind CloudFront.

use super::{ident, number, part};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use sayso_schemas::plan::Plan;

/// Names of the functions that answer routes, in the order of their first one.
pub(super) fn routed(plan: &Plan) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for route in &plan.routes {
        if !names.contains(&route.function.as_str()) {
            names.push(&route.function);
        }
    }
    names
}

/// The API, its stage and its routes, where the plan has routes.
pub(super) fn items(plan: &Plan) -> TokenStream {
    if plan.routes.is_empty() {
        return TokenStream::new();
    }
    let stage = stage(plan);
    let routes = routes(plan);
    quote! {
        /// The API: nothing of it names a function, because functions are told CloudFront's name, CloudFront this API's, and
        /// the [routes] the functions.
        fn api(at: &Deployment<'_>) -> Result<apigatewayv2::HttpApi> {
            let props = apigatewayv2::HttpApiProps::new()
                .api_name(at.name("api"))
                .description(format!("Account linking of {SKILL}, stage {}, behind CloudFront", at.stage.name))
                .create_default_stage(false);
            let api = apigatewayv2::HttpApi::new(&at.stack, "Api", at.overrides.api(at.stage, props)?)?;
            api_stage(at, &api)?;
            Ok(api)
        }
        #stage
        #routes
    }
}

fn stage(plan: &Plan) -> TokenStream {
    let throttling = plan.throttle.as_ref().map(|throttle| {
        let (rate, burst) = (number(throttle.rate), number(throttle.burst));
        quote! {
            .default_route_settings(
                apigatewayv2::cfn_stage::RouteSettingsProperty::new()
                    .throttling_rate_limit(#rate)
                    .throttling_burst_limit(#burst),
            )
        }
    });
    quote! {
        /// What the API's log says of a request: no query, header, body or address, because codes and states travel in the
        /// query.
        const ACCESS_LOG: &str = r#"{"requestId":"$context.requestId","time":"$context.requestTimeEpoch","route":"$context.routeKey","status":"$context.status","length":"$context.responseLength","latency":"$context.responseLatency","function":"$context.integrationLatency","error":"$context.error.responseType"}"#;

        /// How many requests it takes, and its log.
        fn api_stage(at: &Deployment<'_>, api: &apigatewayv2::HttpApi) -> Result<()> {
            let logs = log_group(at, "ApiLogs", &format!("/aws/vendedlogs/{}", at.name("api")))?;
            let access = apigatewayv2::cfn_stage::AccessLogSettingsProperty::new()
                .destination_arn(logs.log_group_arn()?)
                .format(ACCESS_LOG);
            let props = apigatewayv2::CfnStageProps::new(api.api_id()?, "$default")
                .auto_deploy(true)
                #throttling
                .access_log_settings(access);
            apigatewayv2::CfnStage::new(&at.stack, "ApiStage", props)?;
            Ok(())
        }
    }
}

fn routes(plan: &Plan) -> TokenStream {
    let names = routed(plan);
    let parameters = names.iter().map(|name| {
        let name = format_ident!("{name}");
        quote!(#name: &lambda::Function)
    });
    let integrations = names.iter().map(|name| {
        let (variable, id) = (format_ident!("{name}"), format!("{}Integration", part(name)));
        quote! {
            let #variable = apigatewayv2_integrations::HttpLambdaIntegration::new(#id, #variable, None)?;
        }
    });
    let ids = names.iter().map(|name| format!("{}Integration", part(name)));
    let routes = plan.routes.iter().map(|route| {
        let (path, function) = (&route.path, format_ident!("{}", route.function));
        let method = ident(&part(&route.method.to_lowercase()));
        quote!((apigatewayv2::HttpMethod::#method, #path, &#function))
    });
    quote! {
        /// Which function answers what. A route lets the API call its function for it, and for nothing else.
        fn routes(api: &apigatewayv2::HttpApi, #(#parameters),*) -> Result<()> {
            #(#integrations)*
            for (method, path, function) in [#(#routes),*] {
                let options = apigatewayv2::AddRoutesOptions::new(function, path).methods([method]);
                for route in api.add_routes(options)? {
                    name_integrations(&route)?;
                }
            }
            Ok(())
        }

        /// Between the API and a function: one for each that a route leads to.
        const INTEGRATIONS: &[&str] = &[#(#ids),*];

        /// The CDK names an integration after the first route that uses it: another first route would make another one.
        fn name_integrations(route: &apigatewayv2::HttpRoute) -> Result<()> {
            for id in INTEGRATIONS {
                let made = route.node()?.try_find_child(*id)?;
                if let Some(resource) = made.map(|it| it.node()?.default_child()).transpose()?.flatten() {
                    resource.cast::<CfnResource>().override_logical_id(*id)?;
                }
            }
            Ok(())
        }
    }
}
