//! The stages of a skill, as constants.

use super::ident;
use proc_macro2::TokenStream;
use quote::quote;
use sayso_schemas::plan::{PinnedAt, Plan, ProviderAt, ServiceAt, Stage};

/// How many days logs can be kept, as `RetentionDays` calls them
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>).
const RETENTION: [(u32, &str); 22] = [
    (1, "OneDay"),
    (3, "ThreeDays"),
    (5, "FiveDays"),
    (7, "OneWeek"),
    (14, "TwoWeeks"),
    (30, "OneMonth"),
    (60, "TwoMonths"),
    (90, "ThreeMonths"),
    (120, "FourMonths"),
    (150, "FiveMonths"),
    (180, "SixMonths"),
    (365, "OneYear"),
    (400, "ThirteenMonths"),
    (545, "EighteenMonths"),
    (731, "TwoYears"),
    (1096, "ThreeYears"),
    (1827, "FiveYears"),
    (2192, "SixYears"),
    (2557, "SevenYears"),
    (2922, "EightYears"),
    (3288, "NineYears"),
    (3653, "TenYears"),
];

/// `STAGES`.
pub(super) fn item(plan: &Plan) -> TokenStream {
    let stages = plan.stages.iter().map(|(name, it)| stage(plan, name, it));
    quote! {
        /// Values that differ by stage.
        pub const STAGES: &[Stage] = &[#(#stages),*];
    }
}

fn stage(plan: &Plan, name: &str, stage: &Stage) -> TokenStream {
    let Stage { waf, retain, redirects, .. } = stage;
    let (skill_id, domain) = (option(stage.skill_id.as_ref()), option(stage.domain.as_ref()));
    let alarms = stage.alarms.as_ref().map_or(quote!(None), |alarms| {
        let email = option(alarms.email.as_ref());
        quote!(Some(Alarms { email: #email }))
    });
    let logs = ident(RETENTION.iter().find(|it| it.0 == stage.log_days).map_or("Infinite", |it| it.1));
    let services = plan.services.iter().filter_map(|service| {
        let (variable, at) = (&service.variable, place(stage.services.get(&service.name)?));
        Some(quote!(Service { variable: #variable, at: #at }))
    });
    let providers = plan.linking.iter().flat_map(|linking| &linking.providers).filter_map(|provider| {
        let client = client(stage.providers.get(&provider.name)?);
        let (name, variable) = (&provider.name, &provider.variable);
        let (authorize, token) = (&provider.authorize, &provider.token);
        Some(quote! {
            Provider { name: #name, variable: #variable, authorize: #authorize, token: #token, client: #client }
        })
    });
    let pinned = stage.pinned_hosts.iter().map(|(host, at)| {
        let at = self::pinned(at);
        quote!((#host, #at))
    });
    quote! {
        Stage {
            name: #name,
            skill_id: #skill_id,
            domain: #domain,
            waf: #waf,
            alarms: #alarms,
            retain: #retain,
            logs: logs::RetentionDays::#logs,
            services: &[#(#services),*],
            redirects: &[#(#redirects),*],
            providers: &[#(#providers),*],
            pinned_hosts: &[#(#pinned),*],
        }
    }
}

fn option(text: Option<&String>) -> TokenStream {
    text.map_or(quote!(None), |text| quote!(Some(#text)))
}

fn place(at: &ServiceAt) -> TokenStream {
    match at {
        ServiceAt::Url(url) => quote!(Place::Url(#url)),
        ServiceAt::Demo(name) => quote!(Place::Demo(#name)),
    }
}

fn client(at: &ProviderAt) -> TokenStream {
    match at {
        ProviderAt::Client { id, secret } => quote!(Client::Registered { id: #id, secret: #secret }),
        ProviderAt::Demo(name) => quote!(Client::Demo(#name)),
    }
}

fn pinned(at: &PinnedAt) -> TokenStream {
    match at {
        PinnedAt::Host(host) => {
            let (addresses, ca) = (&host.addresses, option(host.ca.as_ref()));
            quote!(Pinned::Host { addresses: &[#(#addresses),*], ca: #ca })
        }
        PinnedAt::Demo(name) => quote!(Pinned::Demo(#name)),
    }
}
