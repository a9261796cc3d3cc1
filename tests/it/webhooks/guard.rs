//! Addresses that may not be asked: when they are saved, and at each attempt.

use presswork_tests::{Actor, Authority, Mood, Receiver, TestApp, each_face};
use serde_json::{Value, json};

use super::{attempts, hook_with, only_delivery, scene};

/// Nothing on this machine may be asked.
const CLOSED: [(&str, &str); 1] = [("PRESSWORK__OUTBOUND__ALLOWED_NETWORKS", "10.99.0.0/16")];

each_face! {
    with CLOSED => what_is_not_public_is_refused_when_it_is_saved,
    with CLOSED => a_name_is_refused_by_what_it_leads_to,
    with CLOSED => a_network_that_is_allowed_is,
    a_name_that_leads_elsewhere_later_is_not_followed,
    the_connection_goes_to_the_address_that_was_checked,
    with [("PRESSWORK__OUTBOUND__ALLOW_HTTP", "false")] => without_tls_nobody_is_asked_unless_that_is_allowed,
    a_receiver_with_tls_is_asked_by_its_name,
    a_receiver_with_the_certificate_of_another_hears_nothing,
}

fn at(url: &str) -> Value {
    json!({ "input": { "url": url } })
}

async fn what_is_not_public_is_refused_when_it_is_saved(app: TestApp) {
    let admin = app.admin("boss").await;
    let made = admin.call("createWebhook", at("https://hooks.example/")).await.ok()["webhook"].clone();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
    ] {
        for url in [format!("http://{host}/"), format!("https://{host}:8443/hook")] {
            let faults = admin.call("createWebhook", at(&url)).await.faults();
            assert_eq!(faults, ["/url forbidden_address"], "{url}");
        }
        let change = json!({ "id": made["id"], "input": { "url": format!("http://{host}/") } });
        assert_eq!(admin.call("updateWebhook", change).await.faults(), ["/url forbidden_address"], "{host}");
    }
    assert_eq!(admin.call("webhook", json!({ "id": made["id"] })).await.ok(), made);
}

async fn a_name_is_refused_by_what_it_leads_to(app: TestApp) {
    let admin = app.admin("boss").await;
    for (name, addresses) in [
        ("inside.example", vec!["10.0.0.1"]),
        ("metadata.example", vec!["169.254.169.254", "fd00:ec2::254"]),
        ("mapped.example", vec!["::ffff:192.168.0.1"]),
    ] {
        app.names.lead(name, &[&addresses]);
        for url in [format!("https://{name}/"), format!("https://{}./", name.to_uppercase())] {
            let answer = admin.call("createWebhook", at(&url)).await;
            // A name with a dot at its end is another text for the resolver of this test, which knows nothing about it.
            if url.ends_with("./") {
                answer.ok();
            } else {
                assert_eq!(answer.faults(), ["/url forbidden_address"], "{url}");
            }
        }
    }
    app.names.lead("public.example", &[&["93.184.215.14"]]);
    admin.call("createWebhook", at("https://public.example/")).await.ok();
    admin.call("createWebhook", at("https://nowhere.example/")).await.ok();
}

async fn a_network_that_is_allowed_is(app: TestApp) {
    let admin = app.admin("boss").await;
    app.names.lead("intranet.example", &[&["10.99.3.4"]]);
    for url in ["http://10.99.0.1/hook", "https://intranet.example/", "http://[::ffff:10.99.0.1]/"] {
        admin.call("createWebhook", at(url)).await.ok();
    }
    assert_eq!(admin.call("createWebhook", at("http://10.98.0.1/")).await.faults(), ["/url forbidden_address"]);
}

async fn comment(app: &TestApp, who: &Actor, post: &Value) {
    who.comment(post, "Well.").await;
    app.run_jobs().await;
}

async fn a_name_that_leads_elsewhere_later_is_not_followed(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    // Public when it is saved; then what a rebinding name server says.
    let answers: [&[&str]; 3] = [&["93.184.215.14"], &["169.254.169.254"], &["10.0.0.1", "::ffff:10.0.0.1"]];
    app.names.lead("turns.example", &answers);
    let more = json!({ "url": receiver.url_at("turns.example"), "eventTypes": ["comment.created"] });
    let (webhook, _) = hook_with(&admin, &receiver, more).await;
    comment(&app, &ada, &post).await;
    super::pass(&app, chrono::TimeDelta::seconds(10)).await;
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("pending"), &json!(2)));
    for attempt in attempts(&admin, &delivery).await {
        assert_eq!(attempt["error"], "the address leads to a network that may not be asked");
        assert!(attempt["status"].is_null());
    }
    assert_eq!(receiver.heard().len(), 0);
    app.names.lead("turns.example", &[&[]]);
    super::pass(&app, chrono::TimeDelta::minutes(6)).await;
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!(delivery["lastError"], "the name has no address");
    app.abandon_jobs();
}

async fn the_connection_goes_to_the_address_that_was_checked(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    // Of the answers of one question only the good one is used; a second question would get nothing good.
    let answers: [&[&str]; 3] = [&["127.0.0.1"], &["10.0.0.1", "127.0.0.1"], &["10.0.0.1"]];
    app.names.lead("hooks.example", &answers);
    let more = json!({ "url": receiver.url_at("hooks.example"), "eventTypes": ["comment.created"] });
    let (webhook, secret) = hook_with(&admin, &receiver, more).await;
    comment(&app, &ada, &post).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 1, "{:?}", only_delivery(&admin, &webhook).await);
    assert_eq!(heard[0].header("host"), format!("hooks.example:{}", receiver.address().port()));
    assert!(heard[0].is_signed_with(&secret));
    comment(&app, &ada, &post).await;
    assert_eq!(receiver.heard().len(), 1, "asked anew for each attempt");
    app.abandon_jobs();
}

async fn without_tls_nobody_is_asked_unless_that_is_allowed(app: TestApp) {
    let admin = app.admin("boss").await;
    for url in ["http://hooks.example/", "HTTP://hooks.example/", "http://127.0.0.1/"] {
        assert_eq!(admin.call("createWebhook", at(url)).await.faults(), ["/url invalid_format"], "{url}");
    }
    admin.call("createWebhook", at("https://hooks.example/")).await.ok();
}

/// An app that trusts an authority, and a port of this machine where that one's certificate is shown before a receiver.
async fn with_tls(app: &TestApp, receiver: &Receiver) -> (TestApp, u16) {
    let (authority, folder) = (Authority::default(), tempfile::tempdir().unwrap());
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    let settings = [("PRESSWORK__OUTBOUND__CA_CERTIFICATE", file.to_str().unwrap())];
    let trusting = TestApp::open(app.profile, app.face, &settings).await;
    (trusting, authority.before(receiver.address().to_string()).await)
}

async fn a_receiver_with_tls_is_asked_by_its_name(app: TestApp) {
    let receiver = Receiver::start().await;
    receiver.becomes(Mood::status(200));
    let (app, tls_port) = with_tls(&app, &receiver).await;
    let (admin, ada, post) = scene(&app).await;
    let more = json!({ "url": format!("https://localhost:{tls_port}/hook"), "eventTypes": ["comment.created"] });
    let (webhook, secret) = hook_with(&admin, &receiver, more).await;
    comment(&app, &ada, &post).await;
    assert_eq!(only_delivery(&admin, &webhook).await["state"], "delivered");
    assert_eq!(receiver.heard()[0].header("host"), format!("localhost:{tls_port}"));
    assert!(receiver.heard()[0].is_signed_with(&secret));
}

async fn a_receiver_with_the_certificate_of_another_hears_nothing(app: TestApp) {
    let receiver = Receiver::start().await;
    let (trusting, tls_port) = with_tls(&app, &receiver).await;
    trusting.names.lead("hooks.example", &[&["127.0.0.1"]]);
    // The name is not in the certificate; and who does not know the authority trusts none of its certificates.
    for (app, host) in [(&trusting, "hooks.example"), (&app, "localhost")] {
        let (admin, ada, post) = scene(app).await;
        let more = json!({ "url": format!("https://{host}:{tls_port}/hook"), "eventTypes": ["comment.created"] });
        let (webhook, _) = hook_with(&admin, &receiver, more).await;
        comment(app, &ada, &post).await;
        let delivery = only_delivery(&admin, &webhook).await;
        assert_eq!((&delivery["state"], &delivery["lastStatus"]), (&json!("pending"), &Value::Null));
        assert!(delivery["lastError"].as_str().unwrap().contains("certificate"), "{delivery}");
        app.abandon_jobs();
    }
    assert_eq!(receiver.heard().len(), 0);
}
