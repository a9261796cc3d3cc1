//! Access tokens that are not what they claim to be.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey};
use presswork_domain::{
    ids::{self, SessionKind, UserKind},
    platform::{
        Tokens,
        token::{self, Bearer},
    },
};
use presswork_tests::{Actor, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    a_token_that_was_tampered_with_is_refused,
    a_token_without_or_with_another_algorithm_is_refused,
    a_token_signed_by_somebody_else_is_refused,
    a_token_with_other_claims_is_refused_although_we_signed_it,
    a_token_that_brings_its_own_key_is_refused,
    a_token_is_good_for_a_quarter_of_an_hour,
    a_wrong_token_is_refused_even_where_none_is_needed,
}

each_profile! {
    what_is_no_bearer_token_is_refused,
    a_rotation_reaches_a_running_process,
    a_refusal_says_how_to_authenticate,
}

fn parts(actor: &Actor) -> [String; 3] {
    let token = actor.token.clone().unwrap();
    let parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

async fn a_token_that_was_tampered_with_is_refused(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let [head, claims, signature] = parts(&ada);
    let mut as_bob = decoded(&claims);
    as_bob["sub"] = json!(bob.id);
    let mut for_ever = decoded(&claims);
    for_ever["exp"] = json!(i64::from(u32::MAX));
    for token in [
        format!("{head}.{}.{signature}", encoded(&as_bob)),
        format!("{head}.{}.{signature}", encoded(&for_ever)),
        format!("{head}.{claims}.{}", parts(&bob)[2]),
        format!("{head}.{claims}."),
        format!("{head}.{claims}"),
        format!("{head}.{claims}.{signature}.{signature}"),
        "not-a-token".to_owned(),
        "..".to_owned(),
    ] {
        ada.with_token(&token).call("me", json!({})).await.refused(401, "invalid_token");
    }
}

async fn a_token_without_or_with_another_algorithm_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let [head, claims, signature] = parts(&ada);
    for (name, value) in [("alg", "none"), ("alg", "HS256"), ("alg", "RS256"), ("typ", "JWT"), ("kid", "other")] {
        let mut head = decoded(&head);
        head[name] = json!(value);
        for signature in ["", &signature] {
            let token = format!("{}.{claims}.{signature}", encoded(&head));
            ada.with_token(&token).call("me", json!({})).await.refused(401, "invalid_token");
        }
    }
}

async fn a_token_signed_by_somebody_else_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = app.deps.settings.clone();
    settings.auth.keys_dir = folder.path().to_owned();
    let [head, claims, _] = parts(&ada);
    let session = decoded(&claims)["sid"].as_str().unwrap().to_owned();
    let bearer = Bearer {
        user: ids::parse::<UserKind>(&ada.id).unwrap(),
        session: ids::parse::<SessionKind>(&session).unwrap(),
    };
    let (theirs, _) = Tokens::open(&settings).unwrap().sign(bearer, app.deps.clock.now()).unwrap();
    let signature = theirs.rsplit('.').next().unwrap();
    for token in [theirs.clone(), format!("{head}.{claims}.{signature}")] {
        ada.with_token(&token).call("me", json!({})).await.refused(401, "invalid_token");
    }
    let (ours, _) = app.deps.tokens.sign(bearer, app.deps.clock.now()).unwrap();
    ada.with_token(&ours).call("me", json!({})).await.ok();
}

/// Signs with the key of the server, as only a mistake of ours could.
fn signed(app: &TestApp, head: &Value, claims: &Value) -> String {
    let folder = app.deps.settings.keys_dir();
    let pem = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pem = pem.filter(|path| path.extension().is_some_and(|kind| kind == "pem")).map(std::fs::read).next();
    let key = EncodingKey::from_ed_pem(&pem.unwrap().unwrap()).unwrap();
    let text = format!("{}.{}", encoded(head), encoded(claims));
    let signature = jsonwebtoken::crypto::sign(text.as_bytes(), &key, Algorithm::EdDSA).unwrap();
    format!("{text}.{signature}")
}

async fn a_token_with_other_claims_is_refused_although_we_signed_it(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let [head, claims, _] = parts(&ada);
    let (head, claims) = (decoded(&head), decoded(&claims));
    let answer = async |head: &Value, claims: &Value| {
        let token = signed(&app, head, claims);
        ada.with_token(&token).call("me", json!({})).await
    };
    answer(&head, &claims).await.ok();
    let later = app.deps.clock.now().timestamp() + 600;
    for (name, value) in [
        ("iss", json!("another")),
        ("aud", json!("another")),
        ("nbf", json!(later)),
        ("exp", Value::Null),
        ("exp", json!("never")),
        ("sub", json!("admin")),
        ("sid", json!(ada.id)),
    ] {
        let mut claims = claims.clone();
        claims[name] = value;
        answer(&head, &claims).await.refused(401, "invalid_token");
    }
    for name in ["iss", "aud", "exp", "nbf", "sub", "sid"] {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        answer(&head, &claims).await.refused(401, "invalid_token");
    }
    for (name, value) in [
        ("typ", json!("JWT")),
        ("typ", Value::Null),
        ("kid", Value::Null),
        ("crit", json!(["b64"])),
        ("crit", json!([])),
    ] {
        let mut head = head.clone();
        head[name] = value;
        answer(&head, &claims).await.refused(401, "invalid_token");
    }
    let mut as_bob = claims.clone();
    as_bob["sub"] = json!(bob.id);
    answer(&head, &as_bob).await.refused(401, "session_revoked");
}

async fn a_token_that_brings_its_own_key_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let [head, claims, _] = parts(&ada);
    let jwk = app.anonymous().get("/.well-known/jwks.json").await.json()["keys"][0].clone();
    let public = URL_SAFE_NO_PAD.decode(jwk["x"].as_str().unwrap()).unwrap();
    // Key confusion: what everybody may read, taken for a secret.
    let mut symmetric = decoded(&head);
    symmetric["alg"] = json!("HS256");
    let text = format!("{}.{claims}", encoded(&symmetric));
    let signature = jsonwebtoken::crypto::sign(text.as_bytes(), &EncodingKey::from_secret(&public), Algorithm::HS256);
    ada.with_token(&format!("{text}.{}", signature.unwrap())).call("me", json!({})).await.refused(401, "invalid_token");
    let pair = Ed25519KeyPair::generate().unwrap();
    let own = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()) });
    for (name, value) in [("jwk", own), ("jku", json!("https://evil.example/jwks.json")), ("kid", json!("../../key"))] {
        let mut head = decoded(&head);
        head[name] = value;
        let text = format!("{}.{claims}", encoded(&head));
        let signature = URL_SAFE_NO_PAD.encode(pair.sign(text.as_bytes()));
        ada.with_token(&format!("{text}.{signature}")).call("me", json!({})).await.refused(401, "invalid_token");
    }
}

async fn a_token_is_good_for_a_quarter_of_an_hour(app: TestApp) {
    let ada = app.user("ada").await;
    app.advance(TimeDelta::minutes(14));
    ada.call("me", json!({})).await.ok();
    app.advance(TimeDelta::minutes(2));
    ada.call("me", json!({})).await.refused(401, "token_expired");
}

async fn a_wrong_token_is_refused_even_where_none_is_needed(app: TestApp) {
    let ada = app.user("ada").await;
    app.anonymous().call("posts", json!({})).await.ok();
    ada.with_token("not-a-token").call("posts", json!({})).await.refused(401, "invalid_token");
}

async fn what_is_no_bearer_token_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let token = ada.token.clone().unwrap();
    for header in ["Basic YWRhOmFkYQ==", "Bearer", "Bearer ", &token, &format!("Token {token}"), "\u{e4}"] {
        let reply = app.anonymous().request("GET", "/v1/me").header("authorization", header).send().await;
        reply.refused(401, "invalid_token");
    }
    let two = ada.request("GET", "/v1/me").header("authorization", &format!("Bearer {token}"));
    two.send().await.refused(401, "invalid_token");
    let lower = app.anonymous().request("GET", "/v1/me").header("authorization", &format!("bearer {token}"));
    lower.send().await.expect(200);
}

async fn a_refusal_says_how_to_authenticate(app: TestApp) {
    let nobody = app.anonymous().get("/v1/me").await;
    assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, "Bearer realm=\"presswork\""));
    let wrong = app.anonymous().with_token("x").get("/v1/me").await;
    assert_eq!(wrong.header("www-authenticate"), "Bearer realm=\"presswork\", error=\"invalid_token\"");
}

async fn a_rotation_reaches_a_running_process(app: TestApp) {
    let ada = app.user("ada").await;
    let [head, ..] = parts(&ada);
    let before = app.anonymous().get("/.well-known/jwks.json").await;
    assert_eq!(before.header("cache-control"), "public, max-age=300");
    let keys = before.json()["keys"].as_array().unwrap().clone();
    let [key] = keys.as_slice() else { panic!("{keys:?}") };
    assert_eq!(key["kid"], decoded(&head)["kid"]);
    let shown: Vec<_> = ["kty", "crv", "use", "alg"].map(|name| key[name].as_str().unwrap().to_owned()).into();
    assert_eq!(shown, ["OKP", "Ed25519", "sig", "EdDSA"]);
    assert_eq!(key.as_object().unwrap().len(), 6, "and nothing of the private key: {key}");
    // Another process rotates, and hands out a token of the new key.
    token::rotate(&app.deps.settings, app.deps.clock.now()).unwrap();
    let session = decoded(&parts(&ada)[1])["sid"].as_str().unwrap().to_owned();
    let bearer = Bearer { user: ids::parse::<UserKind>(&ada.id).unwrap(), session: ids::parse(&session).unwrap() };
    let (theirs, _) = Tokens::open(&app.deps.settings).unwrap().sign(bearer, app.deps.clock.now()).unwrap();
    ada.with_token(&theirs).call("me", json!({})).await.ok();
    ada.call("me", json!({})).await.ok();
    assert_eq!(app.anonymous().get("/.well-known/jwks.json").await.json()["keys"].as_array().unwrap().len(), 2);
}
