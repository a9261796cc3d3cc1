//! Logging in by GitHub, which speaks OAuth 2 and says by an API of its own who somebody is.

use presswork_tests::{Github, Outcome, TestApp, each_face, id_of};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::{Position, Url};

use super::{APP, CHALLENGE, VERIFIER, exchange, query};

each_face! {
    somebody_new_at_github_gets_an_account_with_the_primary_address,
    whoever_comes_again_from_github_is_known_by_their_number,
    a_primary_address_that_github_has_not_made_sure_of_makes_no_account,
    an_identity_at_github_is_linked_by_who_is_logged_in,
    a_code_of_github_is_good_once_there_and_once_here,
    a_code_of_github_takes_the_proof_keys_of_its_own_login,
    what_github_refuses_with_whatever_status_lets_nobody_in,
    an_app_that_github_does_not_know_or_that_may_not_see_addresses_lets_nobody_in,
    a_github_that_is_away_is_told_to_the_app,
}

/// An installation that is known to a GitHub.
struct Desk {
    app: TestApp,
    github: Github,
}

async fn desk(like: &TestApp, more: &[(&str, &str)]) -> Desk {
    let github = Github::start().await;
    let settings = [github.settings(), more.to_vec()].concat();
    let app = TestApp::open(like.profile, like.face, &settings).await;
    Desk { app, github }
}

impl Desk {
    /// There and back, for this person: the address of the app.
    async fn way(&self, person: &Value) -> Url {
        arrival(&self.app, &self.github.authorize(&departure(&self.app).await, person)).await
    }

    async fn login(&self, person: &Value) -> Outcome {
        let code = query(&self.way(person).await, "code");
        self.app.anonymous().call("completeProviderLogin", exchange(&code)).await
    }
}

/// Leaves for GitHub: the address there.
async fn departure(app: &TestApp) -> Url {
    let path = format!("/v1/auth/oidc/github?redirectTo={APP}&codeChallenge={CHALLENGE}");
    let reply = app.anonymous().get(&path).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    Url::parse(reply.header("location")).unwrap()
}

/// Comes back from GitHub by this address: the address of the app.
async fn arrival(app: &TestApp, back: &Url) -> Url {
    let reply = app.anonymous().get(&back[Position::BeforePath..]).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    Url::parse(reply.header("location")).unwrap()
}

fn failed(error: &str) -> String {
    format!("{APP}?error={error}")
}

/// Somebody with more than one address.
fn ada() -> Value {
    let address = |email: &str, primary: bool| json!({ "email": email, "primary": primary, "verified": true });
    let emails = [address("ada@home.example", false), address("ada@example.org", true)];
    json!({ "id": 583_231, "login": "Ada-L", "name": "Ada L.", "emails": emails })
}

async fn somebody_new_at_github_gets_an_account_with_the_primary_address(like: TestApp) {
    let desk = desk(&like, &[]).await;
    let there = departure(&desk.app).await;
    assert!(there.as_str().starts_with(&format!("{}/login/oauth/authorize?", desk.github.site)), "{there}");
    assert_eq!(query(&there, "scope"), "read:user user:email");
    let tokens = desk.login(&ada()).await.ok();
    let ada_here = desk.app.anonymous().with_tokens(&tokens);
    let me = ada_here.call("me", json!({})).await.ok();
    assert_eq!(
        (&me["username"], &me["displayName"], &me["email"]),
        (&json!("ada-l"), &json!("Ada L."), &json!("ada@example.org"))
    );
    assert!(me["emailVerifiedAt"].is_string(), "{me}");
    let identities = ada_here.call("identities", json!({})).await.ok();
    let identity = &identities["data"][0];
    assert_eq!((&identity["provider"], &identity["name"]), (&json!("github"), &json!("Ada-L")));
}

async fn whoever_comes_again_from_github_is_known_by_their_number(like: TestApp) {
    let desk = desk(&like, &[]).await;
    let first = desk.login(&ada()).await.ok();
    let address = json!({ "email": "countess@example.org", "primary": true, "verified": false });
    let renamed = json!({ "id": 583_231, "login": "countess", "name": null, "emails": [address] });
    let again = desk.login(&renamed).await.ok();
    assert_eq!(again["user"]["id"], first["user"]["id"]);
    let me = desk.app.anonymous().with_tokens(&again).call("me", json!({})).await.ok();
    assert_eq!((&me["username"], &me["email"]), (&json!("ada-l"), &json!("ada@example.org")), "as it was here");
    let mut heir = ada();
    heir["id"] = json!(583_232);
    desk.login(&heir).await.refused(409, "identity_not_linked");
    heir["emails"][1]["email"] = json!("heir@example.org");
    let other = desk.login(&heir).await.ok();
    assert_ne!(other["user"]["id"], first["user"]["id"], "who has the name now is somebody else");
    assert_eq!(desk.app.db_count("users").await, 2);
}

async fn a_primary_address_that_github_has_not_made_sure_of_makes_no_account(like: TestApp) {
    let desk = desk(&like, &[]).await;
    let mut unsure = ada();
    unsure["emails"][1]["verified"] = json!(false);
    let mut without = ada();
    without["emails"] = json!([]);
    for person in [&unsure, &without] {
        desk.login(person).await.refused(403, "email_not_verified");
        assert_eq!(desk.app.db_count("users").await, 0);
    }
    desk.login(&ada()).await.ok();
}

async fn an_identity_at_github_is_linked_by_who_is_logged_in(like: TestApp) {
    let desk = desk(&like, &[]).await;
    let ada_here = desk.app.user("ada").await;
    desk.login(&ada()).await.refused(409, "identity_not_linked");
    let code = query(&desk.way(&ada()).await, "code");
    let identity = ada_here.call("linkIdentity", exchange(&code)).await.ok();
    assert_eq!((&identity["provider"], &identity["name"]), (&json!("github"), &json!("Ada-L")));
    assert_eq!(desk.login(&ada()).await.ok()["user"]["id"], json!(ada_here.id));
    ada_here.call("unlinkIdentity", id_of(&identity)).await.ok();
    desk.login(&ada()).await.refused(409, "identity_not_linked");
    desk.app.run_jobs().await;
}

async fn a_code_of_github_is_good_once_there_and_once_here(like: TestApp) {
    let desk = desk(&like, &[]).await;
    let nobody = desk.app.anonymous();
    let back = desk.github.authorize(&departure(&desk.app).await, &ada());
    let code = query(&arrival(&desk.app, &back).await, "code");
    nobody.get(&back[Position::BeforePath..]).await.refused(400, "invalid_state");
    nobody.call("completeProviderLogin", exchange(&code)).await.ok();
    nobody.call("completeProviderLogin", exchange(&code)).await.refused(400, "invalid_login_code");
    let back = desk.github.authorize(&departure(&desk.app).await, &ada());
    desk.github.use_up(&query(&back, "code"));
    assert_eq!(arrival(&desk.app, &back).await.as_str(), failed("provider_refused"), "somebody else was faster");
}

async fn a_code_of_github_takes_the_proof_keys_of_its_own_login(like: TestApp) {
    let desk = desk(&like, &[]).await;
    let nobody = desk.app.anonymous();
    let (hers, theirs) = (departure(&desk.app).await, departure(&desk.app).await);
    assert_ne!(query(&hers, "code_challenge"), query(&theirs, "code_challenge"));
    let back = desk.github.authorize(&hers, &ada());
    let mut injected = back.clone();
    let (code, state) = (query(&back, "code"), query(&theirs, "state"));
    injected.query_pairs_mut().clear().append_pair("code", &code).append_pair("state", &state);
    assert_eq!(arrival(&desk.app, &injected).await.as_str(), failed("provider_refused"));
    let code = query(&arrival(&desk.app, &back).await, "code");
    let mut stolen = exchange(&code);
    stolen["input"]["codeVerifier"] = json!(VERIFIER.chars().rev().collect::<String>());
    nobody.call("completeProviderLogin", stolen).await.refused(400, "invalid_login_code");
    assert_eq!(desk.app.db_count("users").await, 0);
    nobody.call("completeProviderLogin", exchange(&code)).await.ok();
}

async fn what_github_refuses_with_whatever_status_lets_nobody_in(like: TestApp) {
    let desk = desk(&like, &[]).await;
    let token = "/login/oauth/access_token";
    let refusal = |error: &str| json!({ "error": error, "error_description": "Why.", "error_uri": "/apps/" });
    let refusals = [
        ("/api/v3/user/emails", 403, json!({ "message": "API rate limit exceeded" })),
        ("/api/v3/user", 401, json!({ "message": "Bad credentials" })),
        (token, 200, refusal("bad_verification_code")),
        (token, 200, refusal("incorrect_client_credentials")),
        (token, 200, refusal("redirect_uri_mismatch")),
        (token, 200, refusal("unverified_user_email")),
        (token, 200, json!("not an object")),
        (token, 404, json!({ "error": "Not Found" })),
    ];
    for (path, status, body) in &refusals {
        desk.github.answers(path, *status, body);
        assert_eq!(desk.way(&ada()).await.as_str(), failed("provider_refused"), "{body}");
    }
    let logins = "SELECT outcome, details FROM audit_log WHERE action = 'session.login'";
    let rows = desk.app.db_rows(logins, vec![]).await;
    assert_eq!(rows.len(), refusals.len());
    for row in &rows {
        assert!(row["outcome"] == "failure" && row["details"].to_string().contains("github"), "{row}");
    }
    assert_eq!(desk.app.db_count("users").await, 0);
}

async fn an_app_that_github_does_not_know_or_that_may_not_see_addresses_lets_nobody_in(like: TestApp) {
    for setting in [
        ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__CLIENT_SECRET", "another secret"),
        ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__SCOPES", "read:user"),
    ] {
        let desk = desk(&like, &[setting]).await;
        assert_eq!(desk.way(&ada()).await.as_str(), failed("provider_refused"), "{setting:?}");
        assert_eq!(desk.app.db_count("users").await, 0);
    }
}

async fn a_github_that_is_away_is_told_to_the_app(like: TestApp) {
    let ill = desk(&like, &[]).await;
    for path in ["/api/v3/user/emails", "/api/v3/user", "/login/oauth/access_token"] {
        ill.github.answers(path, 503, &json!({ "message": "Unicorn!" }));
        assert_eq!(ill.way(&ada()).await.as_str(), failed("unavailable"), "{path}");
    }
    let Desk { app, github } = desk(&like, &[]).await;
    let back = github.authorize(&departure(&app).await, &ada());
    drop(github);
    tokio::task::yield_now().await;
    departure(&app).await;
    assert_eq!(arrival(&app, &back).await.as_str(), failed("unavailable"));
    assert_eq!(app.db_count("users").await, 0);
}

/// What stands in the answer to a request of this line, these headers and this body.
async fn asked(github: &Github, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(github.site.trim_start_matches("http://")).await.unwrap();
    let length = body.len();
    let request = format!("{line} HTTP/1.1\r\nhost: github\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Otherwise the tests above would show less than they say.
#[tokio::test(flavor = "multi_thread")]
async fn the_github_of_these_tests_is_as_particular_as_the_real_one() {
    let github = Github::start().await;
    let form = "client_id=Ov23liPresswork&client_secret=another&code=code-0";
    let path = "POST /login/oauth/access_token";
    let told = asked(&github, path, "", form).await;
    assert!(
        told.contains("\r\n\r\nerror=incorrect_client_credentials&"),
        "a form, where nothing else is asked for: {told}"
    );
    let told = asked(&github, path, "accept: application/json\r\n", form).await;
    assert!(told.starts_with("HTTP/1.1 200 ") && told.contains(r#""error":"incorrect_client_credentials""#), "{told}");
    for (headers, status) in [
        ("", 403),
        ("authorization: Bearer gho_0\r\n", 403),
        ("user-agent: tests\r\n", 401),
        ("user-agent: tests\r\nauthorization: Bearer gho_0\r\n", 401),
    ] {
        let told = asked(&github, "GET /api/v3/user", headers, "").await;
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{headers}: {told}");
    }
}
