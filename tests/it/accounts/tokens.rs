//! Access tokens that are not what they claim to be.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use presswork_domain::{
    ids::{self, SessionKind, UserKind},
    platform::{Tokens, token::Bearer},
};
use presswork_tests::{Actor, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    a_token_that_was_tampered_with_is_refused,
    a_token_without_or_with_another_algorithm_is_refused,
    a_token_signed_by_somebody_else_is_refused,
    a_token_is_good_for_a_quarter_of_an_hour,
    a_wrong_token_is_refused_even_where_none_is_needed,
}

each_profile! {
    what_is_no_bearer_token_is_refused,
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
    let lower = app.anonymous().request("GET", "/v1/me").header("authorization", &format!("bearer {token}"));
    lower.send().await.expect(200);
}

async fn a_refusal_says_how_to_authenticate(app: TestApp) {
    let nobody = app.anonymous().get("/v1/me").await;
    assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, "Bearer realm=\"presswork\""));
    let wrong = app.anonymous().with_token("x").get("/v1/me").await;
    assert_eq!(wrong.header("www-authenticate"), "Bearer realm=\"presswork\", error=\"invalid_token\"");
}
