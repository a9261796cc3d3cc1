//! A Redis that is spoken to over TLS, with a certificate of an authority that the test makes.

use presswork_tests::{Authority, Face, Profile, TestApp, id_of, run};
use serde_json::json;

#[test]
fn a_redis_behind_tls_is_as_good_as_any() {
    run(Profile::Services, Face::Rest, &[], everything_goes_over_tls);
}

#[test]
fn a_redis_whose_certificate_nobody_vouches_for_is_not_spoken_to() {
    run(Profile::Services, Face::Rest, &[], the_wrong_authority_is_refused);
}

/// An app whose Redis has a certificate of the one authority, and which trusts the other.
async fn open(signed_by: &Authority, trusted: &Authority, plain: &TestApp) -> TestApp {
    let redis = url::Url::parse(plain.deps.settings.redis.url.expose()).unwrap();
    let address = format!("{}:{}", redis.host_str().unwrap(), redis.port().unwrap_or(6379));
    let url = format!("rediss://localhost:{}", signed_by.before(address).await);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), trusted.pem()).unwrap();
    let authority = file.path().to_str().unwrap();
    TestApp::open(
        Profile::Services,
        Face::Rest,
        &[("REDIS_URL", url.as_str()), ("PRESSWORK__REDIS__CA_CERTIFICATE", authority)],
    )
    .await
}

async fn everything_goes_over_tls(plain: TestApp) {
    let authority = Authority::default();
    let app = open(&authority, &authority, &plain).await;
    let ready = app.anonymous().get("/readyz").await.expect(200);
    assert_eq!(ready["queue"], "ok", "{ready}");
    let ada = app.user("ada").await;
    let mut feed = ada.follow("feed").await;
    let draft = ada.draft("Hello").await;
    ada.call("publishPost", id_of(&draft)).await.ok();
    feed.until("postPublished").await;
    app.run_jobs().await;
    let budget = ada.call("rateLimit", json!({})).await.ok();
    assert!(budget["remaining"].as_f64().unwrap() > 0.0, "{budget}");
}

async fn the_wrong_authority_is_refused(plain: TestApp) {
    let app = open(&Authority::default(), &Authority::default(), &plain).await;
    let ready = app.anonymous().get("/readyz").await.expect(200);
    assert_eq!(ready["queue"], "away", "{ready}");
}
