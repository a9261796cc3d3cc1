//! The audit log: what is written, who reads it, and what it notices.

use std::collections::HashMap;

use chrono::TimeDelta;
use futures::future::join_all;
use insta::assert_json_snapshot;
use presswork_domain::{
    Context,
    audit::{self, Anchor, AuditFault, Entry, Verification},
    platform::Settings,
};
use presswork_tests::{Actor, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    what_operators_do_is_written_down_with_who_and_from_where,
    what_is_refused_or_changes_nothing_is_not_written_as_done,
    logins_right_and_wrong_are_written_down_and_no_secret_is,
    a_hand_in_what_another_has_written_is_written_down_and_in_ones_own_is_not,
    the_log_is_filtered,
    the_log_is_read_page_by_page,
}

each_profile! {
    entries_written_at_once_make_one_chain,
    an_entry_of_a_change_that_is_rolled_back_is_not_there,
    the_database_itself_refuses_to_change_the_log,
    a_changed_entry_is_found,
    a_removed_entry_is_found,
    reordered_entries_are_found,
    a_cut_tail_is_found_and_stays_found,
    a_whole_log_put_back_is_found_by_its_anchor,
    a_thief_of_the_database_can_not_seal,
}

async fn pause(actor: &Actor, queue: &str) {
    actor.call("pauseQueue", json!({ "name": queue })).await.ok();
}

async fn log_of(actor: &Actor, filter: Value) -> Vec<Value> {
    actor.call("auditLog", filter).await.ok()["data"].as_array().unwrap().clone()
}

async fn what_operators_do_is_written_down_with_who_and_from_where(app: TestApp) {
    let ann = app.admin("ann").await;
    pause(&ann, "bulk").await;
    let entries = log_of(&ann, json!({ "action": "queue.paused" })).await;
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(entry["actor"], ann.id);
    let redacted = [".id", ".seq", ".at", ".actor", ".session", ".requestId"];
    let mut shown = entry.clone();
    for name in redacted {
        let value = shown[&name[1..]].take();
        assert!(value.is_string() || value.is_number(), "{name}: {value}");
    }
    assert_json_snapshot!(shown, @r#"
    {
      "action": "queue.paused",
      "actor": null,
      "address": "127.0.0.1",
      "at": null,
      "details": null,
      "id": null,
      "outcome": "success",
      "requestId": null,
      "seq": null,
      "session": null,
      "target": "queue:bulk",
      "token": null,
      "userAgent": ""
    }
    "#);
}

async fn what_is_refused_or_changes_nothing_is_not_written_as_done(app: TestApp) {
    let (ann, eve) = (app.admin("ann").await, app.editor("eve").await);
    pause(&ann, "bulk").await;
    pause(&ann, "bulk").await;
    eve.call("pauseQueue", json!({ "name": "standard" })).await.refused(403, "forbidden");
    ann.call("drainWorker", json!({ "id": "worker_nobody" })).await.refused(404, "not_found");
    assert_eq!(log_of(&ann, json!({ "action": "queue.paused" })).await.len(), 1);
    assert_eq!(log_of(&ann, json!({ "action": "worker.drained" })).await.len(), 0);
}

async fn logins_right_and_wrong_are_written_down_and_no_secret_is(app: TestApp) {
    let ann = app.admin("ann").await;
    let wrong = |login: &str| json!({ "input": { "login": login, "password": "not her password" } });
    app.anonymous().call("login", wrong("ann")).await.refused(401, "invalid_credentials");
    app.anonymous()
        .call("login", wrong("my secret typed into the wrong field"))
        .await
        .refused(401, "invalid_credentials");
    let logins = log_of(&ann, json!({ "action": "session.login" })).await;
    let shown: Vec<_> =
        logins.iter().map(|it| [&it["actor"], &it["outcome"], &it["target"]].map(Clone::clone)).collect();
    let (nobody, id) = (json!("anonymous"), json!(ann.id));
    assert_eq!(
        shown,
        [
            [nobody.clone(), json!("failure"), Value::Null],
            [nobody, json!("failure"), id.clone()],
            [id, json!("success"), Value::Null],
        ]
    );
    assert!(logins[2]["session"].as_str().unwrap().starts_with("sess_"), "{logins:?}");
    ann.call("logout", json!({})).await.ok();
    let rows = app.db_rows("SELECT * FROM audit_log", vec![]).await;
    let all = serde_json::to_string(&rows).unwrap();
    for secret in ["not her password", "wrong field", presswork_tests::PASSWORD, ann.refresh_token.as_str()] {
        assert!(!all.contains(secret), "{secret}");
    }
    let actions: Vec<_> = rows.iter().filter_map(|row| row["action"].as_str()).collect();
    for action in ["account.registered", "account.email_confirmed", "session.logout"] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
}

async fn a_hand_in_what_another_has_written_is_written_down_and_in_ones_own_is_not(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    let (mia, ann) = (app.moderator("mia").await, app.admin("ann").await);
    let draft = ada.draft("Hello").await;
    let id = json!({ "id": draft["id"] });
    let with = |more: Value| {
        let mut arguments = id.clone();
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    let later = json!({ "input": { "publishAt": app.deps.clock.now() + TimeDelta::days(1) } });
    let steps = [
        ("updatePost", with(json!({ "input": { "title": "Hello again" } })), "post.updated"),
        ("restoreRevision", with(json!({ "number": 1 })), "post.updated"),
        ("publishPost", with(later), "post.published"),
        ("cancelSchedule", id.clone(), "post.schedule_cancelled"),
        ("publishPost", id.clone(), "post.published"),
        ("lockComments", id.clone(), "post.comments_locked"),
        ("unlockComments", id.clone(), "post.comments_unlocked"),
        ("unpublishPost", id.clone(), "post.unpublished"),
        ("deletePost", id.clone(), "post.deleted"),
        ("restorePost", id.clone(), "post.restored"),
    ];
    let of_post = json!({ "target": draft["id"], "first": 100 });
    for (operation, arguments, _) in &steps {
        ada.call(operation, arguments.clone()).await.ok();
    }
    assert_eq!(log_of(&ann, of_post.clone()).await, Vec::<Value>::new(), "her own");
    for (operation, arguments, _) in &steps {
        eve.call(operation, arguments.clone()).await.ok();
    }
    let mut log = log_of(&ann, of_post).await;
    log.reverse();
    let actions: Vec<_> = log.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, steps.iter().map(|(_, _, action)| *action).collect::<Vec<_>>());
    for entry in &log {
        assert_eq!((&entry["actor"], &entry["details"]["author"]), (&json!(eve.id), &json!(ada.id)), "{entry}");
    }
    ada.call("publishPost", id.clone()).await.ok();
    let mut deleted = Vec::new();
    for (author, who) in [(&ada, &ada), (&ada, &mia), (&mia, &mia)] {
        let comment = author.comment(&draft, "Yes").await;
        who.call("deleteComment", json!({ "id": comment["id"] })).await.ok();
        deleted.push(comment["id"].clone());
    }
    let log = log_of(&ann, json!({ "action": "comment.deleted" })).await;
    let shown: Vec<_> = log.iter().map(|entry| [&entry["actor"], &entry["target"]]).collect();
    assert_eq!(shown, [[&json!(mia.id), &deleted[1]]]);
    app.run_jobs().await;
}

async fn the_log_is_filtered(app: TestApp) {
    let (ann, bea) = (app.admin("ann").await, app.admin("bea").await);
    pause(&ann, "bulk").await;
    app.advance(TimeDelta::minutes(5));
    let later = app.deps.clock.now();
    bea.call("resumeQueue", json!({ "name": "bulk" })).await.ok();
    pause(&bea, "standard").await;
    for (filter, count) in [
        (json!({ "actor": bea.id }), 2),
        (json!({ "actor": bea.id, "action": "queue.paused" }), 1),
        (json!({ "target": "queue:bulk" }), 2),
        (json!({ "target": "queue:bulk", "since": later }), 1),
        (json!({ "actor": "nobody" }), 0),
    ] {
        let found = log_of(&ann, filter.clone()).await;
        let queues = found.iter().filter(|entry| entry["action"].as_str().unwrap().starts_with("queue."));
        assert_eq!(queues.count(), count, "{filter}");
    }
    ann.call("auditLog", json!({ "since": "yesterday" })).await.result.unwrap_err();
}

async fn the_log_is_read_page_by_page(app: TestApp) {
    let ann = app.admin("ann").await;
    for queue in ["bulk", "standard", "interactive"] {
        pause(&ann, queue).await;
    }
    let targets = |page: &Value| {
        let entries = page["data"].as_array().unwrap().iter();
        entries.map(|entry| entry["target"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = ann.call("auditLog", json!({ "first": 2, "action": "queue.paused" })).await.ok();
    assert_eq!(targets(&first), ["queue:interactive", "queue:standard"]);
    let after = json!({ "after": first["pageInfo"]["endCursor"], "action": "queue.paused" });
    assert_eq!(targets(&ann.call("auditLog", after).await.ok()), ["queue:bulk"]);
    ann.call("auditLog", json!({ "after": "forged" })).await.refused(400, "invalid_cursor");
}

fn cx(app: &TestApp) -> Context {
    Context::system(app.deps.clone(), "test")
}

/// So many entries; tells the number of the last.
async fn write(app: &TestApp, count: usize) -> i64 {
    for _ in 0..count {
        audit::record_alone(&cx(app), Entry::done("queue.paused").on("queue:bulk")).await.unwrap();
    }
    verified(app).await.head.seq
}

async fn verified(app: &TestApp) -> Verification {
    audit::verify(&cx(app), None).await.unwrap()
}

async fn entries_written_at_once_make_one_chain(app: TestApp) {
    let before = verified(&app).await.entries;
    let at_once = (0..40).map(|_| async { audit::record_alone(&cx(&app), Entry::done("queue.paused")).await.unwrap() });
    join_all(at_once).await;
    let found = verified(&app).await;
    assert_eq!((found.entries, found.faults), (before + 40, vec![]));
}

async fn an_entry_of_a_change_that_is_rolled_back_is_not_there(app: TestApp) {
    let before = write(&app, 1).await;
    let cx = cx(&app);
    let mut tx = cx.begin().await.unwrap();
    audit::record(&cx, &mut tx, Entry::done("queue.paused"));
    drop(tx);
    assert_eq!(write(&app, 1).await, before + 1, "no gap and no entry");
}

async fn the_database_itself_refuses_to_change_the_log(app: TestApp) {
    write(&app, 2).await;
    for sql in [
        "UPDATE audit_log SET actor = 'somebody else'",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE seq = 1",
        "DELETE FROM audit_head",
    ] {
        let refused = app.db_try(sql).await.unwrap_err();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(verified(&app).await.faults, vec![]);
}

async fn a_changed_entry_is_found(app: TestApp) {
    let last = write(&app, 3).await;
    app.db_unguarded("UPDATE audit_log SET target = 'queue:standard' WHERE seq = ?", vec![(last - 1).into()]).await;
    assert_eq!(verified(&app).await.faults, [AuditFault::Changed(last - 1)]);
}

async fn a_removed_entry_is_found(app: TestApp) {
    let last = write(&app, 3).await;
    app.db_unguarded("DELETE FROM audit_log WHERE seq = ?", vec![(last - 1).into()]).await;
    assert_eq!(verified(&app).await.faults, [AuditFault::Missing(last - 1, last - 1)]);
    app.db_unguarded("UPDATE audit_log SET seq = ? WHERE seq = ?", vec![(last - 1).into(), last.into()]).await;
    let faults = verified(&app).await.faults;
    assert!(faults.contains(&AuditFault::Changed(last - 1)), "{faults:?}");
    assert!(faults.contains(&AuditFault::Missing(last, last)), "{faults:?}");
}

async fn reordered_entries_are_found(app: TestApp) {
    let last = write(&app, 3).await;
    for (from, to) in [(last - 1, 1_000_000), (last - 2, last - 1), (1_000_000, last - 2)] {
        app.db_unguarded("UPDATE audit_log SET seq = ? WHERE seq = ?", vec![to.into(), from.into()]).await;
    }
    let faults = verified(&app).await.faults;
    for seq in [last - 2, last - 1] {
        assert!(faults.contains(&AuditFault::Changed(seq)), "{faults:?}");
        assert!(faults.contains(&AuditFault::Misplaced(seq)), "{faults:?}");
    }
}

async fn a_cut_tail_is_found_and_stays_found(app: TestApp) {
    let last = write(&app, 3).await;
    app.db_unguarded("DELETE FROM audit_log WHERE seq = ?", vec![last.into()]).await;
    assert_eq!(verified(&app).await.faults, [AuditFault::Missing(last, last)]);
    let head = "UPDATE audit_head SET seq = seq - 1, hash = (SELECT hash FROM audit_log WHERE seq = ?)";
    app.db_unguarded(head, vec![(last - 1).into()]).await;
    assert_eq!(verified(&app).await.faults, [AuditFault::HeadForged], "the thief can't sign the shorter log");
    write(&app, 1).await;
    assert_eq!(verified(&app).await.faults, [AuditFault::HeadRejected(last)], "and the next entry does not heal it");
    app.db_unguarded("DELETE FROM audit_head", vec![]).await;
    assert!(verified(&app).await.faults.contains(&AuditFault::HeadForged), "nor is a log without a head a new one");
}

async fn a_whole_log_put_back_is_found_by_its_anchor(app: TestApp) {
    write(&app, 1).await;
    let old = app.db_rows("SELECT seq, hash, signature FROM audit_head", vec![]).await.remove(0);
    let last = write(&app, 2).await;
    let anchor = verified(&app).await.head;
    let seq = old["seq"].as_i64().unwrap();
    app.db_unguarded("DELETE FROM audit_log WHERE seq > ?", vec![seq.into()]).await;
    let text = |name: &str| old[name].as_str().unwrap().to_owned().into();
    let back = "UPDATE audit_head SET seq = ?, hash = ?, signature = ?";
    app.db_unguarded(back, vec![seq.into(), text("hash"), text("signature")]).await;
    assert_eq!(verified(&app).await.faults, [], "by itself the log can't know");
    let against = async |anchor: Anchor| audit::verify(&cx(&app), Some(anchor)).await.unwrap().faults;
    assert_eq!(against(anchor.clone()).await, [AuditFault::Missing(seq + 1, last)]);
    write(&app, 2).await;
    assert_eq!(against(anchor).await, [AuditFault::AnchorLost(last)]);
}

async fn a_thief_of_the_database_can_not_seal(app: TestApp) {
    write(&app, 3).await;
    let mut variables: HashMap<String, String> = app.environment();
    variables.insert("PRESSWORK__AUTH__SECRET_KEY".to_owned(), "another secret of more than 32 bytes".to_owned());
    let deps = presswork_domain::Deps::open(Settings::load(&variables).unwrap()).await.unwrap();
    let thief = Context::system(deps.into(), "thief");
    let faults = audit::verify(&thief, None).await.unwrap().faults;
    assert!(faults.contains(&AuditFault::HeadForged) && faults.contains(&AuditFault::Changed(1)), "{faults:?}");
    audit::record_alone(&thief, Entry::done("queue.paused")).await.unwrap();
    assert!(!verified(&app).await.faults.is_empty(), "what is sealed by another secret is no entry of ours");
}
