//! Account linking, as the runtime sees it.

use super::{calls, ident, value};
use crate::{
    model::{AccountCall, LinkKind, LinkMethod, Linking, ProxyLinking, SitesCall},
    plan::{PROXIED, Plan, names},
};
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;
use sayso_schemas::spec::{ClientAuthentication, TokenBody};

/// `static LINKING` or `static PROXY`, where the skill has linking.
pub(super) fn item(plan: &Plan<'_>) -> TokenStream {
    if let Some(proxy) = &plan.skill.proxy {
        return self::proxy(proxy);
    }
    let Some(linking) = &plan.skill.linking else { return TokenStream::new() };
    let Linking { code_s, access_s, refresh_idle_s, refresh_absolute_s, data_keys_s, .. } = linking;
    let methods = linking.methods.iter().map(|(name, it)| method(name, it));
    let scope = crate::plan::SCOPE;
    quote! {
        #[doc = " How users link an account."]
        static LINKING: sayso_runtime::Linking = sayso_runtime::Linking {
            scope: #scope,
            methods: &[#(#methods,)*],
            code: std::time::Duration::from_secs(#code_s),
            access: std::time::Duration::from_secs(#access_s),
            refresh_idle: std::time::Duration::from_secs(#refresh_idle_s),
            refresh_absolute: std::time::Duration::from_secs(#refresh_absolute_s),
            data_keys: std::time::Duration::from_secs(#data_keys_s),
        };
    }
}

/// The constant and the functions of the skill's trait.
pub(super) fn members(plan: &Plan<'_>) -> (TokenStream, TokenStream) {
    if plan.skill.proxy.is_some() {
        let constant = quote! {
            const PROXY: Option<&'static sayso_runtime::Proxy> = Some(&PROXY);
        };
        return (constant, TokenStream::new());
    }
    let Some(linking) = &plan.skill.linking else { return (TokenStream::new(), TokenStream::new()) };
    let constant = quote! {
        const LINKING: Option<&'static sayso_runtime::Linking> = Some(&LINKING);
    };
    let persons = linking.methods.iter().map(|(name, it)| person(plan, name, &it.account));
    let sites = linking.methods.iter().filter_map(|(name, it)| match &it.kind {
        LinkKind::Oauth { sites: Some(sites), .. } => Some(self::sites(plan, name, sites)),
        _ => None,
    });
    let functions = quote! {
        async fn person(method: &'static sayso_runtime::LinkMethod, calls: &sayso_runtime::Calls<'_>) -> Result<sayso_runtime::Person, sayso_runtime::Failure> {
            match method.name {
                #(#persons)*
                other => Err(sayso_runtime::Failure::no_variant("person", other)),
            }
        }
        async fn sites(method: &'static sayso_runtime::LinkMethod, calls: &sayso_runtime::Calls<'_>) -> Result<Vec<sayso_runtime::Site>, sayso_runtime::Failure> {
            match method.name {
                #(#sites)*
                _ => Ok(Vec::new()),
            }
        }
    };
    (constant, functions)
}

fn proxy(proxy: &ProxyLinking) -> TokenStream {
    let (name, variable) = (PROXIED, names::variable("SAYSO_PROVIDER_", PROXIED));
    let service = ident(&names::constant(&proxy.service));
    let authentication = match proxy.authentication {
        ClientAuthentication::Basic => quote!(Basic),
        ClientAuthentication::Body => quote!(Body),
    };
    let body = match proxy.body {
        TokenBody::Form => quote!(Form),
        TokenBody::Json => quote!(Json),
    };
    let pairs = |of: &IndexMap<String, String>| -> Vec<TokenStream> {
        of.iter().map(|(name, value)| quote!((#name, #value))).collect()
    };
    let (send, headers) = (pairs(&proxy.send), pairs(&proxy.headers));
    let (forward, access_s) = (&proxy.forward, proxy.access_s);
    quote! {
        #[doc = " The proxy before the token endpoint of the provider at which users link an account."]
        static PROXY: sayso_runtime::Proxy = sayso_runtime::Proxy {
            method: sayso_runtime::LinkMethod {
                name: #name,
                variant: None,
                service: &calls::#service,
                kind: sayso_runtime::LinkKind::Proxy,
            },
            variable: #variable,
            authentication: sayso_runtime::ProxyAuthentication::#authentication,
            body: sayso_runtime::ProxyBody::#body,
            send: &[#(#send),*],
            headers: &[#(#headers),*],
            forward: &[#(#forward),*],
            access: std::time::Duration::from_secs(#access_s),
        };
    }
}

fn method(name: &str, method: &LinkMethod) -> TokenStream {
    let service = ident(&names::constant(&method.service));
    let variant = method.variant.as_ref().map_or(quote!(None), |variant| quote!(Some(#variant)));
    let kind = match &method.kind {
        LinkKind::Form { user, refuse, attempts } => quote! {
            sayso_runtime::LinkKind::Form(sayso_runtime::FormLink {
                user: #user,
                refuse: &[#(#refuse),*],
                attempts: #attempts,
            })
        },
        LinkKind::Oauth { parameters, scopes, leeway_s, base, sites, .. } => {
            let variable = names::variable("SAYSO_PROVIDER_", name);
            let sites = sites.is_some();
            let parameters = parameters.iter().map(|(name, value)| quote!((#name, #value)));
            quote! {
                sayso_runtime::LinkKind::Provider(sayso_runtime::ProviderLink {
                    variable: #variable,
                    parameters: &[#(#parameters),*],
                    scopes: &[#(#scopes),*],
                    base: #base,
                    sites: #sites,
                    leeway: std::time::Duration::from_secs(#leeway_s),
                })
            }
        }
    };
    quote! {
        sayso_runtime::LinkMethod { name: #name, variant: #variant, service: &calls::#service, kind: #kind }
    }
}

/// A call without inputs.
fn called(plan: &Plan<'_>, call: &str) -> TokenStream {
    let (function, input) = (value(call), calls::input(call));
    let fields = plan.skill.calls[call].inputs.keys().map(|it| value(it));
    quote!(calls::#function(calls, &#input { #(#fields: None,)* }).await?)
}

fn person(plan: &Plan<'_>, method: &str, account: &AccountCall) -> TokenStream {
    let (found, id) = (called(plan, &account.call), value(&account.id));
    let name = match &account.name {
        None => quote!(None),
        Some((name, optional)) => {
            let name = value(name);
            if *optional { quote!(found.#name) } else { quote!(Some(found.#name)) }
        }
    };
    quote! {
        #method => {
            let found = #found;
            Ok(sayso_runtime::Person { id: found.#id.clone(), name: #name })
        }
    }
}

fn sites(plan: &Plan<'_>, method: &str, sites: &SitesCall) -> TokenStream {
    let found = called(plan, &sites.call);
    let (list, id, name) = (value(&sites.list), value(&sites.id), value(&sites.name));
    quote! {
        #method => {
            let found = #found;
            Ok(found.#list.into_iter().map(|it| sayso_runtime::Site { id: it.#id.clone(), name: it.#name }).collect())
        }
    }
}
