//! Making, changing and deleting webhooks.

use presswork_tests::{TestApp, each_face};
use serde_json::{Value, json};

each_face! {
    a_webhook_is_made_read_changed_and_deleted,
    bad_input_is_refused_all_at_once_and_changes_nothing,
    what_can_be_cleared_is_and_the_rest_says_so,
    who_has_not_seen_the_last_change_overwrites_nothing,
    with [("PRESSWORK__WEBHOOKS__MAX_ENDPOINTS", "2")] => there_are_so_many_and_no_more,
    what_is_not_there_is_not_found,
    what_admins_do_is_in_the_audit_log,
}

const URL: &str = "https://hooks.example/presswork?site=1";

async fn a_webhook_is_made_read_changed_and_deleted(app: TestApp) {
    let admin = app.admin("boss").await;
    let input = json!({ "url": URL, "description": " The site ", "eventTypes": ["post.updated", "post.published", "post.updated"] });
    let issued = admin.call("createWebhook", json!({ "input": input })).await.ok();
    let secret = issued["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{secret}");
    let made = &issued["webhook"];
    let expected = [
        ("url", json!(URL)),
        ("description", json!("The site")),
        ("eventTypes", json!(["post.published", "post.updated"])),
        ("ordered", json!(false)),
        ("enabled", json!(true)),
        ("disabledReason", Value::Null),
        ("failingSince", Value::Null),
        ("formerSecretUntil", Value::Null),
        ("version", json!(1)),
    ];
    for (member, value) in expected {
        assert_eq!(made[member], value, "{member}");
    }
    let id = json!({ "id": made["id"] });
    assert_eq!(&admin.call("webhook", id.clone()).await.ok(), made);
    let second = admin.call("createWebhook", json!({ "input": { "url": URL } })).await.ok();
    let list = admin.call("webhooks", json!({})).await.ok();
    assert_eq!(list["data"], json!([second["webhook"], made]));
    let page = admin.call("webhooks", json!({ "first": 1, "after": list["pageInfo"]["startCursor"] })).await.ok();
    assert_eq!(page["data"], json!([made]));
    let change = json!({ "url": "https://hooks.example/other", "eventTypes": [], "ordered": true });
    let changed = admin.call("updateWebhook", json!({ "id": made["id"], "input": change })).await.ok();
    assert_eq!(
        (&changed["eventTypes"], &changed["ordered"], &changed["version"]),
        (&json!([]), &json!(true), &json!(2))
    );
    let disabled = admin.call("updateWebhook", json!({ "id": made["id"], "input": { "enabled": false } })).await.ok();
    assert_eq!((&disabled["enabled"], &disabled["disabledReason"]), (&json!(false), &json!("asked")));
    assert!(disabled["disabledAt"].is_string());
    let enabled = admin.call("updateWebhook", json!({ "id": made["id"], "input": { "enabled": true } })).await.ok();
    assert_eq!((&enabled["disabledReason"], &enabled["disabledAt"]), (&Value::Null, &Value::Null));
    admin.call("deleteWebhook", id.clone()).await.ok();
    admin.call("webhook", id.clone()).await.refused(404, "not_found");
    admin.call("deleteWebhook", id).await.refused(404, "not_found");
    assert_eq!(admin.call("webhooks", json!({})).await.ok()["data"].as_array().unwrap().len(), 1);
    app.run_jobs().await;
}

async fn bad_input_is_refused_all_at_once_and_changes_nothing(app: TestApp) {
    let admin = app.admin("boss").await;
    let before = app.db_state().await;
    let input = json!({ "url": "ftp://hooks.example", "description": "x".repeat(201), "eventTypes": ["post.published", "no.such"] });
    let faults = admin.call("createWebhook", json!({ "input": input })).await.faults();
    assert_eq!(faults, ["/url invalid_format", "/description too_long", "/eventTypes/1 unknown_event_type"]);
    for (url, code) in [
        ("", "required"),
        ("hooks.example", "invalid_format"),
        ("https://user:password@hooks.example/", "invalid_format"),
        ("https://hooks.example/#here", "invalid_format"),
        ("https://hooks.example/\u{0}", "invalid_character"),
        ("https://hooks.example/ a", "invalid_character"),
        ("https://hooks.example:25/", "forbidden_address"),
    ] {
        let faults = admin.call("createWebhook", json!({ "input": { "url": url } })).await.faults();
        assert_eq!(faults, [format!("/url {code}")], "{url}");
    }
    let long = format!("https://hooks.example/{}", "x".repeat(2048));
    assert_eq!(admin.call("createWebhook", json!({ "input": { "url": long } })).await.faults(), ["/url too_long"]);
    let many: Vec<_> = (0..13).map(|_| "post.published").collect();
    let faults = admin.call("createWebhook", json!({ "input": { "url": URL, "eventTypes": many } })).await.faults();
    assert_eq!(faults, ["/eventTypes too_many"]);
    let faults =
        admin.call("createWebhook", json!({ "input": { "url": URL, "description": "a\u{0}" } })).await.faults();
    assert_eq!(faults, ["/description invalid_character"]);
    let test = json!({ "url": URL, "eventTypes": ["webhook.test"] });
    let faults = admin.call("createWebhook", json!({ "input": test })).await.faults();
    assert_eq!(faults, ["/eventTypes/0 unknown_event_type"], "nobody subscribes to tests");
    assert_eq!(app.db_state().await, before);
}

async fn what_can_be_cleared_is_and_the_rest_says_so(app: TestApp) {
    let admin = app.admin("boss").await;
    let input = json!({ "url": URL, "description": "The site", "eventTypes": ["post.updated"], "ordered": true });
    let made = admin.call("createWebhook", json!({ "input": input })).await.ok()["webhook"].clone();
    let clear = json!({ "id": made["id"], "input": { "url": null, "enabled": null } });
    assert_eq!(admin.call("updateWebhook", clear).await.faults(), ["/url required", "/enabled required"]);
    let clear = json!({ "id": made["id"], "input": { "description": null, "eventTypes": null, "ordered": null } });
    let cleared = admin.call("updateWebhook", clear).await.ok();
    assert_eq!((&cleared["description"], &cleared["eventTypes"]), (&json!(""), &json!([])));
    assert_eq!((&cleared["ordered"], &cleared["url"], &cleared["version"]), (&json!(false), &json!(URL), &json!(2)));
    let nothing = json!({ "id": made["id"], "input": { "enabled": true } });
    assert_eq!(admin.call("updateWebhook", nothing).await.ok()["version"], 2, "nothing has changed");
    let again = json!({ "url": URL, "description": "", "eventTypes": [], "ordered": false, "enabled": true });
    let again = json!({ "id": made["id"], "input": again });
    assert_eq!(admin.call("updateWebhook", again).await.ok()["version"], 2, "what is said again is no change");
}

async fn who_has_not_seen_the_last_change_overwrites_nothing(app: TestApp) {
    let admin = app.admin("boss").await;
    let made = admin.call("createWebhook", json!({ "input": { "url": URL } })).await.ok()["webhook"].clone();
    let change =
        |if_match: &str, text: &str| json!({ "id": made["id"], "ifMatch": if_match, "input": { "description": text } });
    admin.call("updateWebhook", change("\"1\"", "One")).await.ok();
    admin.call("updateWebhook", change("\"1\"", "Two")).await.refused(412, "stale_version");
    assert_eq!(admin.call("webhook", json!({ "id": made["id"] })).await.ok()["description"], "One");
}

async fn there_are_so_many_and_no_more(app: TestApp) {
    let admin = app.admin("boss").await;
    let input = || json!({ "input": { "url": URL } });
    let first = admin.call("createWebhook", input()).await.ok();
    admin.call("createWebhook", input()).await.ok();
    admin.call("createWebhook", input()).await.refused(409, "too_many_webhooks");
    admin.call("deleteWebhook", json!({ "id": first["webhook"]["id"] })).await.ok();
    admin.call("createWebhook", input()).await.ok();
}

async fn what_is_not_there_is_not_found(app: TestApp) {
    let admin = app.admin("boss").await;
    let (hook, delivery) = ("hook_01h455vb4pex5vsknk084sn02q", "dlv_01h455vb4pex5vsknk084sn02q");
    for operation in ["webhook", "deleteWebhook", "rotateWebhookSecret", "testWebhook", "webhookDeliveries"] {
        admin.call(operation, json!({ "id": hook })).await.refused(404, "not_found");
        admin.call(operation, json!({ "id": delivery })).await.refused(400, "invalid_id");
    }
    for operation in ["webhookDelivery", "webhookAttempts", "redeliver"] {
        admin.call(operation, json!({ "id": delivery })).await.refused(404, "not_found");
        admin.call(operation, json!({ "id": hook })).await.refused(400, "invalid_id");
    }
    let since = json!({ "id": hook, "input": { "since": "2020-01-01T00:00:00Z" } });
    admin.call("recoverWebhook", since).await.refused(404, "not_found");
    let change = json!({ "id": hook, "input": { "enabled": false } });
    admin.call("updateWebhook", change).await.refused(404, "not_found");
}

async fn what_admins_do_is_in_the_audit_log(app: TestApp) {
    let admin = app.admin("boss").await;
    let made = admin.call("createWebhook", json!({ "input": { "url": URL } })).await.ok()["webhook"].clone();
    let id = json!({ "id": made["id"] });
    admin.call("updateWebhook", json!({ "id": made["id"], "input": { "enabled": false } })).await.ok();
    admin.call("rotateWebhookSecret", id.clone()).await.ok();
    admin.call("deleteWebhook", id).await.ok();
    let log = admin.call("auditLog", json!({ "target": made["id"] })).await.ok();
    let entries = log["data"].as_array().unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["webhook.deleted", "webhook.secret_rotated", "webhook.updated", "webhook.created"]);
    assert!(!log.to_string().contains("whsec_") && !log.to_string().contains("site=1"), "{log}");
    app.run_jobs().await;
}
