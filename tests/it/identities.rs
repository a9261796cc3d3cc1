//! Logging in by another provider.

mod github;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures::future::join_all;
use presswork_tests::{Actor, PASSWORD, Provider, TestApp, each_face, id_of};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use url::Url;

each_face! {
    somebody_new_gets_an_account_and_comes_back_to_it,
    people_of_one_name_who_come_at_once_get_a_handle_each,
    an_answer_that_nobody_waits_for_is_refused,
    a_token_of_another_login_is_refused,
    only_the_app_that_began_gets_in_and_only_once,
    nobody_is_sent_to_an_address_that_is_not_allowed,
    an_identity_is_never_linked_by_its_address,
    an_identity_is_linked_by_who_is_logged_in,
    an_address_that_nobody_made_sure_of_makes_no_account,
    where_registration_is_closed_only_the_known_come_in,
    the_last_way_to_log_in_stays,
    a_second_factor_is_asked_for_as_well,
    who_is_suspended_is_kept_out,
    a_provider_that_is_away_is_told,
}

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const APP: &str = "https://app.example/in";

/// An installation that knows a provider.
struct School {
    app: TestApp,
    provider: Provider,
}

async fn school(like: &TestApp) -> School {
    school_with(like, &[]).await
}

async fn school_with(like: &TestApp, settings: &[(&str, &str)]) -> School {
    let provider = Provider::start().await;
    let settings = [provider.settings(), settings.to_vec()].concat();
    let app = TestApp::open(like.profile, like.face, &settings).await;
    School { app, provider }
}

fn ada() -> Value {
    json!({ "sub": "1", "email": "ada@example.org", "email_verified": true, "preferred_username": "Ada.L", "name": "Ada L." })
}

fn exchange(code: &str) -> Value {
    json!({ "input": { "code": code, "codeVerifier": VERIFIER } })
}

impl School {
    /// Leaves for the provider: the address there.
    async fn departure(&self) -> Url {
        let path = format!("/v1/auth/oidc/school?redirectTo={APP}&codeChallenge={CHALLENGE}");
        let reply = self.app.anonymous().get(&path).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        Url::parse(reply.header("location")).unwrap()
    }

    /// Comes back with this code and state: the address of the app.
    async fn arrival(&self, code: &str, state: &str) -> Url {
        let reply = self.app.anonymous().get(&format!("/v1/auth/oidc/school/callback?code={code}&state={state}")).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        Url::parse(reply.header("location")).unwrap()
    }

    /// The whole way, for somebody whom the provider describes so: the code that the app gets.
    async fn way(&self, claims: &Value) -> String {
        let there = self.departure().await;
        let code = self.provider.code(&query(&there, "code_challenge"), &query(&there, "nonce"), claims);
        let back = self.arrival(&code, &query(&there, "state")).await;
        query(&back, "code")
    }

    async fn login(&self, claims: &Value) -> presswork_tests::Outcome {
        let code = self.way(claims).await;
        self.app.anonymous().call("completeProviderLogin", exchange(&code)).await
    }
}

fn query(url: &Url, name: &str) -> String {
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.unwrap_or_else(|| panic!("no {name} in {url}")).1.into_owned()
}

async fn somebody_new_gets_an_account_and_comes_back_to_it(like: TestApp) {
    let school = school(&like).await;
    let there = school.departure().await;
    assert!(there.as_str().starts_with(&format!("{}/authorize?", school.provider.issuer)), "{there}");
    assert_eq!(
        (query(&there, "code_challenge_method").as_str(), query(&there, "response_type").as_str()),
        ("S256", "code")
    );
    let tokens = school.login(&ada()).await.ok();
    let me = school.app.anonymous().with_tokens(&tokens).call("me", json!({})).await.ok();
    assert_eq!(
        (&me["username"], &me["displayName"], &me["email"]),
        (&json!("ada-l"), &json!("Ada L."), &json!("ada@example.org"))
    );
    assert!(me["emailVerifiedAt"].is_string());
    let again = school.login(&json!({ "sub": "1" })).await.ok();
    assert_eq!(again["user"]["id"], me["id"], "whatever the provider says of them now");
    let other = school
        .login(
            &json!({ "sub": "2", "email": "other@example.org", "email_verified": true, "preferred_username": "ada-l" }),
        )
        .await
        .ok();
    assert!(other["user"]["username"].as_str().unwrap().starts_with("ada-l-"), "{other}");
    assert_eq!(school.app.db_count("users").await, 2);
    assert_eq!(school.app.db_count("oauth_flows").await, 1, "only the login that never came back");
}

async fn people_of_one_name_who_come_at_once_get_a_handle_each(like: TestApp) {
    let school = school(&like).await;
    let mut codes = Vec::new();
    for n in 0..6 {
        let claims = json!({
            "sub": n.to_string(), "email": format!("ada{n}@example.org"), "email_verified": true, "preferred_username": "ada",
        });
        codes.push(school.way(&claims).await);
    }
    let nobody = school.app.anonymous();
    let all = codes.iter().map(|code| nobody.call("completeProviderLogin", exchange(code)));
    let names =
        join_all(all).await.into_iter().map(|outcome| outcome.ok()["user"]["username"].as_str().unwrap().to_owned());
    let names: BTreeSet<String> = names.collect();
    assert!(names.len() == codes.len() && names.contains("ada"), "{names:?}");
    assert_eq!(school.app.db_count("users").await, 6);
}

async fn an_answer_that_nobody_waits_for_is_refused(like: TestApp) {
    let school = school(&like).await;
    let nobody = school.app.anonymous();
    let there = school.departure().await;
    let (state, nonce) = (query(&there, "state"), query(&there, "nonce"));
    let code = school.provider.code(&query(&there, "code_challenge"), &nonce, &ada());
    for path in [
        format!("school/callback?code={code}&state=guessed"),
        format!("school/callback?code={code}"),
        "school/callback".to_owned(),
    ] {
        nobody.get(&format!("/v1/auth/oidc/{path}")).await.refused(400, "invalid_state");
    }
    nobody.get(&format!("/v1/auth/oidc/another/callback?code={code}&state={state}")).await.refused(404, "not_found");
    school.arrival(&code, &state).await;
    nobody.get(&format!("/v1/auth/oidc/school/callback?code={code}&state={state}")).await.refused(400, "invalid_state");
    let late = query(&school.departure().await, "state");
    school.app.advance(TimeDelta::minutes(10));
    nobody.get(&format!("/v1/auth/oidc/school/callback?code={code}&state={late}")).await.refused(400, "invalid_state");
    assert_eq!(school.app.db_count("users").await, 0);
}

async fn a_token_of_another_login_is_refused(like: TestApp) {
    let school = school(&like).await;
    for (nonce, claims) in [
        (Some("another"), ada()),
        (None, json!({ "sub": "1", "aud": "another" })),
        (None, json!({ "sub": "1", "iss": "https://evil.example" })),
        (None, json!({ "sub": "1", "exp": 1 })),
    ] {
        let there = school.departure().await;
        let right = query(&there, "nonce");
        let code = school.provider.code(&query(&there, "code_challenge"), nonce.unwrap_or(&right), &claims);
        let back = school.arrival(&code, &query(&there, "state")).await;
        assert_eq!(back.as_str(), format!("{APP}?error=provider_refused"), "{claims}");
    }
    let there = school.departure().await;
    let injected = school.provider.code(CHALLENGE, &query(&there, "nonce"), &ada());
    let back = school.arrival(&injected, &query(&there, "state")).await;
    assert_eq!(back.as_str(), format!("{APP}?error=provider_refused"), "a code of a login with another proof key");
    assert_eq!(school.app.db_count("users").await, 0);
}

async fn only_the_app_that_began_gets_in_and_only_once(like: TestApp) {
    let school = school(&like).await;
    let (nobody, code) = (school.app.anonymous(), school.way(&ada()).await);
    let rows = school.app.db_rows("SELECT * FROM oauth_flows", vec![]).await;
    assert!(!format!("{rows:?}").contains(&code), "the code itself is not stored");
    let stolen =
        json!({ "input": { "code": code, "codeVerifier": "a verifier that somebody else has made up, alas" } });
    nobody.call("completeProviderLogin", stolen).await.refused(400, "invalid_login_code");
    nobody.call("completeProviderLogin", exchange(&code)).await.ok();
    nobody.call("completeProviderLogin", exchange(&code)).await.refused(400, "invalid_login_code");
    let late = school.way(&ada()).await;
    school.app.advance(TimeDelta::minutes(10));
    nobody.call("completeProviderLogin", exchange(&late)).await.refused(400, "invalid_login_code");
}

async fn nobody_is_sent_to_an_address_that_is_not_allowed(like: TestApp) {
    let school = school(&like).await;
    for to in [
        "https://evil.example/in",
        "https://app.example",
        "https://app.example/in/",
        "https://app.example/in?next=https://evil.example",
        "https://app.example@evil.example/in",
        "//evil.example/in",
        "javascript:alert(1)",
        "",
    ] {
        let to: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let path = format!("/v1/auth/oidc/school?redirectTo={to}&codeChallenge={CHALLENGE}");
        let reply = school.app.anonymous().get(&path).await;
        assert!(reply.header("location").is_empty(), "{path}");
        reply.refused(400, "redirect_not_allowed");
    }
    for challenge in ["", "short", VERIFIER.split_at(20).0] {
        let path = format!("/v1/auth/oidc/school?redirectTo={APP}&codeChallenge={challenge}");
        school.app.anonymous().get(&path).await.refused(422, "validation_failed");
    }
    let path = format!("/v1/auth/oidc/nobody?redirectTo={APP}&codeChallenge={CHALLENGE}");
    school.app.anonymous().get(&path).await.refused(404, "not_found");
    assert_eq!(school.app.db_count("oauth_flows").await, 0);
}

async fn an_identity_is_never_linked_by_its_address(like: TestApp) {
    let school = school(&like).await;
    let ada_here = school.app.user("ada").await;
    for verified in [true, false] {
        let mut claims = ada();
        claims["email_verified"] = json!(verified);
        let answered = school.login(&claims).await;
        let code = if verified { (409, "identity_not_linked") } else { (403, "email_not_verified") };
        answered.refused(code.0, code.1);
    }
    assert_eq!(ada_here.call("identities", json!({})).await.ok()["data"], json!([]));
}

async fn an_identity_is_linked_by_who_is_logged_in(like: TestApp) {
    let school = school(&like).await;
    let (ada_here, bob) = (school.app.user("ada").await, school.app.user("bob").await);
    let identity = ada_here.call("linkIdentity", exchange(&school.way(&ada()).await)).await.ok();
    assert_eq!((&identity["provider"], &identity["name"]), (&json!("school"), &json!("Ada.L")));
    school.app.run_jobs().await;
    let mail = school.app.last_mail_to(&ada_here.email).await;
    assert_eq!(mail.subject, "Another way to log in");
    assert!(mail.text.contains("unlink it if it is not yours"), "a new password ends sessions alone: {}", mail.text);
    assert_eq!(ada_here.call("identities", json!({})).await.ok()["data"], json!([identity]));
    assert_eq!(school.login(&ada()).await.ok()["user"]["id"], json!(ada_here.id));
    bob.call("linkIdentity", exchange(&school.way(&ada()).await)).await.refused(409, "identity_taken");
    let again = ada_here.call("linkIdentity", exchange(&school.way(&ada()).await)).await.ok();
    assert_eq!(again, identity);
    bob.call("unlinkIdentity", id_of(&identity)).await.refused(404, "not_found");
    school.app.advance(TimeDelta::minutes(11));
    ada_here.call("unlinkIdentity", id_of(&identity)).await.refused(403, "reauthentication_required");
    ada_here.call("linkIdentity", exchange("any")).await.refused(403, "reauthentication_required");
    ada_here.call("reauthenticate", json!({ "input": { "password": PASSWORD } })).await.ok();
    ada_here.call("unlinkIdentity", id_of(&identity)).await.ok();
    school.app.run_jobs().await;
    assert_eq!(school.app.last_mail_to(&ada_here.email).await.subject, "A way to log in was removed");
    school.login(&ada()).await.refused(409, "identity_not_linked");
}

async fn an_address_that_nobody_made_sure_of_makes_no_account(like: TestApp) {
    let school = school(&like).await;
    for claims in [json!({ "sub": "1", "email": "ada@example.org" }), json!({ "sub": "1", "email_verified": true })] {
        school.login(&claims).await.refused(403, "email_not_verified");
    }
    assert_eq!(school.app.db_count("users").await, 0);
}

async fn where_registration_is_closed_only_the_known_come_in(like: TestApp) {
    for mode in ["invitation", "closed"] {
        let school = school_with(&like, &[("PRESSWORK__ACCOUNTS__REGISTRATION", mode)]).await;
        school.login(&ada()).await.refused(403, "registration_closed");
        assert_eq!(school.app.db_count("users").await, 0);
    }
}

async fn the_last_way_to_log_in_stays(like: TestApp) {
    let school = school(&like).await;
    let tokens = school.login(&ada()).await.ok();
    let ada_here = school.app.anonymous().with_tokens(&tokens);
    let first = ada_here.call("identities", json!({})).await.ok()["data"][0].clone();
    ada_here.call("unlinkIdentity", id_of(&first)).await.refused(409, "last_login_method");
    let mut second = ada();
    second["sub"] = json!("2");
    ada_here.call("linkIdentity", exchange(&school.way(&second).await)).await.ok();
    ada_here.call("unlinkIdentity", id_of(&first)).await.ok();
    let asked = json!({ "input": { "email": "ada@example.org" } });
    school.app.anonymous().call("requestPasswordReset", asked).await.ok();
    school.app.run_jobs().await;
    let mails = school.app.mails_to("ada@example.org").await;
    let mail = mails.iter().find(|mail| mail.subject == "Set a new password").unwrap();
    let reset = json!({ "input": { "token": mail.token(), "password": PASSWORD } });
    school.app.anonymous().call("resetPassword", reset).await.ok();
    let login = json!({ "input": { "login": "ada-l", "password": PASSWORD } });
    let ada_here = school.app.anonymous().with_tokens(&school.app.anonymous().call("login", login).await.ok());
    let left = ada_here.call("identities", json!({})).await.ok()["data"][0].clone();
    ada_here.call("unlinkIdentity", id_of(&left)).await.ok();
    school.app.run_jobs().await;
}

async fn a_second_factor_is_asked_for_as_well(like: TestApp) {
    let school = school(&like).await;
    let ada_here = school.app.user("ada").await;
    ada_here.call("linkIdentity", exchange(&school.way(&ada()).await)).await.ok();
    let codes = with_second_factor(&school.app, &ada_here).await;
    let problem = school.login(&ada()).await.refused(401, "two_factor_required");
    let answer = json!({ "input": { "challenge": problem["challenge"], "code": codes["codes"][0] } });
    let tokens = school.app.anonymous().call("completeTwoFactorLogin", answer).await.ok();
    assert_eq!(tokens["user"]["id"], json!(ada_here.id));
    school.app.run_jobs().await;
}

async fn with_second_factor(app: &TestApp, who: &Actor) -> Value {
    let started = who.call("startTwoFactor", json!({})).await.ok();
    let secret = Secret::try_from_base32(started["secret"].as_str().unwrap()).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let code = totp.generate(app.deps.clock.now().timestamp().unsigned_abs()).to_string();
    who.call("confirmTwoFactor", json!({ "input": { "code": code } })).await.ok()
}

async fn who_is_suspended_is_kept_out(like: TestApp) {
    let school = school(&like).await;
    let tokens = school.login(&ada()).await.ok();
    school.app.db_run("UPDATE users SET suspended_at = created_at", vec![]).await;
    school.login(&ada()).await.refused(403, "account_suspended");
    school.app.anonymous().with_tokens(&tokens).call("me", json!({})).await.refused(401, "account_suspended");
}

async fn a_provider_that_is_away_is_told(like: TestApp) {
    let School { app, provider } = school(&like).await;
    drop(provider);
    tokio::task::yield_now().await;
    let path = format!("/v1/auth/oidc/school?redirectTo={APP}&codeChallenge={CHALLENGE}");
    app.anonymous().get(&path).await.refused(503, "unavailable");
}
