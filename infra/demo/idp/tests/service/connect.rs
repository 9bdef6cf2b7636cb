//! OpenID Connect: what the provider says of itself, the tokens, and who may have them.

use crate::visitor::{AUDIENCE, CLIENT, Pair, REDIRECT, SECRET, Visitor, form, json_of, location, page};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use demo_idp::Habits;
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn arrive() -> Visitor {
    Visitor::connect(Habits::default()).await
}

async fn get(visitor: &Visitor, url: &str) -> Value {
    json_of(visitor.client.get(url).send().await.unwrap()).await.1
}

/// Header and claims of a token that one of the provider's keys signed.
async fn verified(visitor: &Visitor, token: &str) -> (Value, Value) {
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let json = |part: &str| -> Value { serde_json::from_slice(&decode(part)).unwrap() };
    let (text, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = text.split_once('.').unwrap();
    let metadata = get(visitor, &format!("{}/.well-known/openid-configuration", visitor.base)).await;
    let keys = get(visitor, metadata["jwks_uri"].as_str().unwrap()).await;
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == json(header)["kid"]).unwrap();
    assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("EC"), &json!("P-256"), &json!("ES256")));
    let mut point = vec![4];
    point.extend(["x", "y"].into_iter().flat_map(|half| decode(key[half].as_str().unwrap())));
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    key.verify(text.as_bytes(), &decode(signature)).unwrap();
    (json(header), json(claims))
}

#[tokio::test]
async fn the_provider_says_where_its_endpoints_are() {
    let visitor = arrive().await;
    let base = visitor.base.as_str();
    let metadata = get(&visitor, &format!("{base}/.well-known/openid-configuration")).await;
    assert_eq!(metadata["issuer"], base);
    for (name, path) in [
        ("authorization_endpoint", "/connect/authorize"),
        ("token_endpoint", "/connect/token"),
        ("introspection_endpoint", "/connect/introspect"),
        ("userinfo_endpoint", "/connect/userinfo"),
        ("jwks_uri", "/connect/jwks.json"),
    ] {
        assert_eq!(metadata[name], format!("{base}{path}"));
    }
    let oauth = get(&visitor, &format!("{base}/.well-known/oauth-authorization-server")).await;
    assert_eq!(oauth, metadata);
    assert!(!metadata["scopes_supported"].as_array().unwrap().contains(&json!("weather.admin")));

    let plain = Visitor::arrive().await;
    let none = plain.client.get(format!("{}/.well-known/openid-configuration", plain.base)).send().await;
    assert_eq!(none.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_code_becomes_tokens_that_everybody_can_read() {
    let visitor = arrive().await;
    let (status, tokens) =
        visitor.redeem_openid("/token", &visitor.code_openid(&[("nonce", "n-1")]).await).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(tokens["scope"], "openid profile weather.read offline_access");
    let (header, claims) = verified(&visitor, tokens["access_token"].as_str().unwrap()).await;
    assert_eq!((&header["alg"], &header["typ"]), (&json!("ES256"), &json!("at+jwt")));
    let issued = claims["iat"].as_u64().unwrap();
    let expected = json!({
        "iss": visitor.base,
        "sub": "user-ada-1815",
        "aud": AUDIENCE,
        "exp": issued + 3600,
        "iat": issued,
        "jti": claims["jti"],
        "client_id": CLIENT,
        "scope": "openid profile weather.read offline_access",
    });
    assert_eq!(claims, expected);
    assert!(claims["jti"].as_str().unwrap().len() > 20 && issued > 1_700_000_000);

    let (header, id) = verified(&visitor, tokens["id_token"].as_str().unwrap()).await;
    assert_eq!(header["typ"], "JWT");
    assert_eq!(
        (&id["aud"], &id["nonce"], &id["name"], id.get("email")),
        (&json!(CLIENT), &json!("n-1"), &json!("Ada Lovelace"), None)
    );
    let (_, user) = visitor.get_as("/connect/userinfo", tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(user, json!({ "sub": "user-ada-1815", "name": "Ada Lovelace" }));

    let again =
        Pair::of(&visitor.refresh_openid("/token", tokens["refresh_token"].as_str().unwrap()).await.1);
    let (_, later) = verified(&visitor, &again.access).await;
    assert_ne!(later["jti"], claims["jti"]);
    assert_eq!((&later["aud"], &later["sub"]), (&json!(AUDIENCE), &json!("user-ada-1815")));
    let state = json!({ "authorization_code": 1, "refresh_token": 1, "client_credentials": 0, "other": 0,
        "introspection": 0, "keys": 3 });
    assert_eq!(get(&visitor, &format!("{}/log", visitor.base)).await["openid"], state);
}

#[tokio::test]
async fn the_pages_say_what_the_app_may_do_and_where() {
    let visitor = arrive().await;
    let login = form(&page(visitor.authorize_openid(&[]).await, StatusCode::OK).await);
    let fields = [("username", "ada"), ("password", "lovelace-1815")];
    let text = page(visitor.submit(&login, &fields).await, StatusCode::OK).await;
    for shown in [CLIENT, "Look up the weather", "weather.read", AUDIENCE, "Ada Lovelace"] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(!text.contains("Northwind"), "there are no sites here");
}

#[tokio::test]
async fn a_refresh_token_is_given_only_where_it_was_asked_for() {
    let visitor = arrive().await;
    for (scope, id_token) in [("weather.read", false), ("openid weather.read", true)] {
        let code = visitor.code_openid(&[("scope", scope)]).await;
        let (_, tokens) = visitor.redeem_openid("/token", &code).await;
        assert_eq!((tokens.get("refresh_token"), tokens.get("id_token").is_some()), (None, id_token));
    }
}

#[tokio::test]
async fn an_access_token_is_for_whom_it_was_asked_for() {
    let visitor = arrive().await;
    let audience = async |tokens: &Value| {
        verified(&visitor, tokens["access_token"].as_str().unwrap()).await.1["aud"].clone()
    };
    let with = async |code: &str, resource: &str| {
        let mut fields =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
        fields.push(("resource", resource));
        visitor.connect_post("/token", &fields).await
    };
    let open = [("audience", "")];
    let (_, tokens) = visitor.redeem_openid("/token", &visitor.code_openid(&open).await).await;
    assert_eq!(audience(&tokens).await, visitor.base.as_str(), "for the provider itself");
    let (_, tokens) = with(&visitor.code_openid(&open).await, AUDIENCE).await;
    assert_eq!(audience(&tokens).await, AUDIENCE);
    let (_, tokens) = with(&visitor.code_openid(&[]).await, AUDIENCE).await;
    assert_eq!(audience(&tokens).await, AUDIENCE);
    let other = with(&visitor.code_openid(&[]).await, "https://wardrobe.example").await;
    assert_eq!((other.0, &other.1["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_target")));
    let resource = [("audience", ""), ("resource", "https://wardrobe.example")];
    let (_, tokens) = visitor.redeem_openid("/token", &visitor.code_openid(&resource).await).await;
    assert_eq!(audience(&tokens).await, "https://wardrobe.example");
}

#[tokio::test]
async fn the_app_has_tokens_of_its_own_with_fewer_scopes() {
    let visitor = arrive().await;
    let own = async |more: &[(&str, &str)]| {
        let mut fields = vec![("grant_type", "client_credentials")];
        fields.extend(more.iter().copied());
        visitor.connect_post("/token", &fields).await
    };
    for asked in [vec![("scope", "weather.read")], vec![]] {
        let (status, tokens) = own(&[asked.clone(), vec![("audience", AUDIENCE)]].concat()).await;
        assert_eq!((status, &tokens["scope"]), (StatusCode::OK, &json!("weather.read")));
        assert_eq!((tokens.get("refresh_token"), tokens.get("id_token")), (None, None));
        let (_, claims) = verified(&visitor, tokens["access_token"].as_str().unwrap()).await;
        assert_eq!((&claims["sub"], &claims["aud"]), (&json!(CLIENT), &json!(AUDIENCE)));
    }
    for (asked, error, said) in [
        (("scope", "weather.admin"), "invalid_scope", "this client may not have the scope `weather.admin`"),
        (("scope", "weather.read openid"), "invalid_scope", "is for users"),
        (("scope", "offline_access"), "invalid_scope", "is for users"),
        (("scope", "weather.write"), "invalid_scope", "there is no scope `weather.write`"),
        (("audience", "https://other.example"), "invalid_target", "there is no service"),
    ] {
        let (status, refusal) = own(&[asked]).await;
        assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!(error)), "{asked:?}");
        assert!(refusal["error_description"].as_str().unwrap().contains(said), "{refusal}");
    }
    let differ = own(&[("audience", AUDIENCE), ("resource", "https://wardrobe.example")]).await;
    assert_eq!(differ.1["error"], "invalid_target");
}

#[tokio::test]
async fn a_client_authenticates_by_header_or_by_body() {
    let visitor = arrive().await;
    let post = async |credentials: &str, body: &str| {
        let request = visitor.client.post(format!("{}/connect/token", visitor.base)).body(body.to_owned());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let header = format!("Basic {}", STANDARD.encode(credentials));
        request.header("authorization", header).send().await.unwrap()
    };
    let encoded = SECRET.replace('-', "%2D");
    for credentials in [format!("{CLIENT}:{SECRET}"), format!("{CLIENT}:{encoded}")] {
        let both = format!("grant_type=client_credentials&client_id={CLIENT}");
        assert_eq!(post(&credentials, "grant_type=client_credentials").await.status(), StatusCode::OK);
        assert_eq!(post(&credentials, &both).await.status(), StatusCode::OK);
    }
    for credentials in ["", "x", "demo-app:", "demo-app:wrong", "other:s3cret-of-the-app", "demo-app:%ff"] {
        let refused = post(credentials, "grant_type=client_credentials").await;
        assert_eq!(refused.headers()["www-authenticate"], r#"Basic realm="demo""#);
        let (status, refusal) = json_of(refused).await;
        assert_eq!((status, &refusal["error"]), (StatusCode::UNAUTHORIZED, &json!("invalid_client")));
        assert!(!refusal.to_string().contains(SECRET));
    }
    let twice = format!("grant_type=client_credentials&client_secret={SECRET}");
    let (status, refusal) = json_of(post(&format!("{CLIENT}:{SECRET}"), &twice).await).await;
    assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));
    let other = post(&format!("{CLIENT}:{SECRET}"), "grant_type=client_credentials&client_id=other").await;
    assert_eq!(other.status(), StatusCode::UNAUTHORIZED);
    let json = json!({ "grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET });
    assert_eq!(visitor.post("/connect/token", &json).await.status(), StatusCode::OK);
    for (grant, error) in [("password", "unsupported_grant_type"), ("", "invalid_request")] {
        let (status, refusal) = visitor.connect_post("/token", &[("grant_type", grant)]).await;
        assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!(error)));
    }
}

#[tokio::test]
async fn tokens_can_be_asked_about() {
    let visitor = arrive().await;
    let code = visitor.code_openid(&[]).await;
    let pair = Pair::of(&visitor.redeem_openid("/token", &code).await.1);
    let ask = async |token: &str| visitor.connect_post("/introspect", &[("token", token)]).await;
    let (_, state) = ask(&pair.access).await;
    let (_, claims) = verified(&visitor, &pair.access).await;
    assert_eq!((&state["active"], &state["token_type"]), (&json!(true), &json!("Bearer")));
    for (name, value) in claims.as_object().unwrap() {
        assert_eq!(&state[name], value, "{name}");
    }
    let (_, state) = ask(&pair.refresh).await;
    assert_eq!((&state["active"], &state["sub"]), (&json!(true), &json!("user-ada-1815")));
    let inactive = json!({ "active": false });
    assert_eq!(ask("unknown").await, (StatusCode::OK, inactive.clone()));
    let nobody = visitor.post_form("/connect/introspect", &[("token", &pair.access)]).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);

    let replayed = visitor.redeem_openid("/token", &code).await;
    assert_eq!((replayed.0, &replayed.1["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    for token in [&pair.access, &pair.refresh] {
        assert_eq!(ask(token).await.1, inactive, "a second use of the code ended them");
    }
    assert_eq!(visitor.refresh_openid("/token", &pair.refresh).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_one_door_gave_the_other_does_not_take() {
    let visitor = arrive().await;
    let (plain, openid) = (visitor.code(&[]).await, visitor.code_openid(&[]).await);
    assert_eq!(visitor.redeem_openid("/token", &plain).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(visitor.redeem(&openid).await.0, StatusCode::BAD_REQUEST);
    let plain = Pair::of(&visitor.redeem(&plain).await.1);
    let openid = Pair::of(&visitor.redeem_openid("/token", &openid).await.1);
    assert!(!visitor.works(&openid.access).await);
    assert_eq!(visitor.refresh(&openid.refresh).await.0, StatusCode::FORBIDDEN);
    assert_eq!(visitor.refresh_openid("/token", &plain.refresh).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(visitor.get_as_status("/connect/userinfo", &plain.access).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn mistakes_are_told_to_the_app_and_strangers_are_not_sent_anywhere() {
    let visitor = arrive().await;
    for (other, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("prompt", "none"), "login_required"),
        (("scope", ""), "invalid_scope"),
        (("scope", "weather.read weather.admin"), "invalid_scope"),
        (("scope", "read:jira-work"), "invalid_scope"),
        (("audience", "https://other.example"), "invalid_target"),
        (("code_challenge_method", "S256"), "invalid_request"),
    ] {
        let (address, query) = location(&visitor.authorize_openid(&[other]).await);
        assert_eq!((address.as_str(), query["error"].as_str()), (REDIRECT, error), "{other:?}");
        assert_eq!(query["state"], "st");
    }
    for other in [("redirect_uri", "https://evil.example/"), ("client_id", "other")] {
        page(visitor.authorize_openid(&[other]).await, StatusCode::BAD_REQUEST).await;
    }
    let code = visitor.code_openid(&[("state", "")]).await;
    assert_eq!(visitor.redeem_openid("/token", &code).await.0, StatusCode::OK, "a state is not demanded");
}
