//! Reports, and the queue of moderators.

use chrono::TimeDelta;
use presswork_tests::{Actor, Outcome, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    what_is_reported_is_in_the_queue_until_it_is_resolved,
    one_has_one_open_report_on_a_thing,
    nobody_reports_what_they_do_not_see_or_what_is_theirs,
    all_faults_of_a_report_are_reported_together,
    the_queue_begins_with_what_waits_longest,
    who_wrote_a_report_sees_what_came_of_it,
    whom_a_report_concerns_neither_sees_nor_resolves_it,
    who_resolved_what_is_in_the_audit_log,
    reports_at_once_are_counted_exactly,
}

async fn report(by: &Actor, subject: &Value, reason: &str) -> Outcome {
    let input = json!({ "subjectId": subject["id"], "reason": reason, "note": "Look at this." });
    by.call("createReport", json!({ "input": input })).await
}

async fn queue(moderator: &Actor) -> Vec<Value> {
    let queue = moderator.call("moderationQueue", json!({})).await.ok();
    queue["data"].as_array().unwrap().clone()
}

async fn resolve(moderator: &Actor, report: &Value, outcome: &str) -> Outcome {
    let input = json!({ "outcome": outcome, "note": "Seen." });
    moderator.call("resolveReport", json!({ "id": report["id"], "input": input })).await
}

async fn what_is_reported_is_in_the_queue_until_it_is_resolved(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let mona = app.moderator("mona").await;
    let post = ada.published("Doubtful").await;
    let comment = ada.comment(&post, "Buy this.").await;
    let first = report(&bob, &comment, "spam").await.ok();
    assert_eq!((&first["subjectId"], &first["reporterId"]), (&comment["id"], &json!(bob.id)));
    assert!(first["resolvedAt"].is_null() && first["outcome"].is_null());
    app.advance(TimeDelta::seconds(1));
    report(&cem, &comment, "harassment").await.ok();
    report(&mona, &comment, "spam").await.ok();
    let cases = queue(&mona).await;
    assert_eq!(cases.len(), 1, "grouped");
    assert_eq!((&cases[0]["subjectId"], &cases[0]["reportCount"]), (&comment["id"], &json!(3)));
    let reasons = json!([{ "reason": "spam", "count": 2 }, { "reason": "harassment", "count": 1 }]);
    assert_eq!(cases[0]["reasons"], reasons);
    assert_eq!(cases[0]["reports"].as_array().unwrap().len(), 3);
    assert_eq!(cases[0]["reports"][2]["id"], first["id"], "the last first");
    let resolved = resolve(&mona, &first, "upheld").await.ok();
    assert_eq!((&resolved["outcome"], &resolved["resolvedBy"]), (&json!("upheld"), &json!(mona.id)));
    assert_eq!(resolved["resolutionNote"], "Seen.");
    assert!(queue(&mona).await.is_empty());
    resolve(&mona, &first, "dismissed").await.refused(409, "already_resolved");
    assert_eq!(app.db_number_of("reports WHERE outcome = 'upheld'").await, 3, "all of the thing");
    app.run_jobs().await;
}

async fn one_has_one_open_report_on_a_thing(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    let first = report(&bob, &post, "spam").await.ok();
    report(&bob, &post, "hate").await.refused(409, "already_reported");
    report(&bob, &json!({ "id": ada.id }), "hate").await.ok();
    assert_eq!(queue(&mona).await.len(), 2, "a post and a person");
    resolve(&mona, &first, "dismissed").await.ok();
    let again = report(&bob, &post, "spam").await.ok();
    assert_ne!(again["id"], first["id"]);
    let cases = queue(&mona).await;
    let post_again = cases.iter().find(|case| case["subjectId"] == post["id"]).unwrap();
    assert_eq!(post_again["reportCount"], 1);
    resolve(&mona, &first, "upheld").await.refused(409, "already_resolved");
    assert_eq!(queue(&mona).await.len(), 2, "the later report stays open");
    app.run_jobs().await;
}

async fn nobody_reports_what_they_do_not_see_or_what_is_theirs(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (draft, post) = (ada.draft("Secret").await, ada.published("Open").await);
    let comment = ada.comment(&post, "Mine.").await;
    report(&bob, &draft, "spam").await.refused(404, "not_found");
    for nothing in ["post", "comment", "user"] {
        let id = json!({ "id": format!("{nothing}_01h455vb4pex5vsknk084sn02q") });
        report(&bob, &id, "spam").await.refused(404, "not_found");
    }
    for own in [&draft, &post, &comment, &json!({ "id": ada.id })] {
        report(&ada, own, "spam").await.refused(409, "own_content");
    }
    ada.call("deleteComment", json!({ "id": comment["id"] })).await.ok();
    report(&bob, &comment, "spam").await.refused(404, "not_found");
    bob.call("blockUser", json!({ "id": ada.id })).await.ok();
    report(&bob, &json!({ "id": ada.id }), "harassment").await.ok();
    assert_eq!(app.db_count("reports").await, 1);
    app.run_jobs().await;
}

async fn all_faults_of_a_report_are_reported_together(app: TestApp) {
    let bob = app.user("bob").await;
    let input = json!({ "subjectId": "tag_01h455vb4pex5vsknk084sn02q", "reason": "other" });
    let problem = bob.call("createReport", json!({ "input": input })).await.refused(422, "validation_failed");
    let faults = problem["errors"].as_array().unwrap();
    let found: Vec<_> =
        faults.iter().map(|it| (it["pointer"].as_str().unwrap(), it["code"].as_str().unwrap())).collect();
    assert_eq!(found, [("/subjectId", "invalid_id"), ("/note", "required")]);
    app.run_jobs().await;
}

async fn the_queue_begins_with_what_waits_longest(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let mona = app.moderator("mona").await;
    let mut posts = Vec::new();
    for n in 0..3 {
        let post = ada.published(&format!("Doubtful {n}")).await;
        report(&bob, &post, "spam").await.ok();
        app.advance(TimeDelta::seconds(1));
        posts.push(post["id"].clone());
    }
    report(&cem, &json!({ "id": posts[0] }), "hate").await.ok();
    let subjects = |page: &Value| -> Vec<Value> {
        page["data"].as_array().unwrap().iter().map(|case| case["subjectId"].clone()).collect()
    };
    let first = mona.call("moderationQueue", json!({ "first": 2 })).await.ok();
    assert_eq!(subjects(&first), posts[..2], "a further report moves nothing back");
    let rest = json!({ "after": first["pageInfo"]["endCursor"] });
    assert_eq!(subjects(&mona.call("moderationQueue", rest).await.ok()), posts[2..]);
    assert_eq!(subjects(&mona.call("moderationQueue", json!({ "last": 1 })).await.ok()), posts[2..]);
    app.run_jobs().await;
}

async fn who_wrote_a_report_sees_what_came_of_it(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    let first = report(&bob, &post, "spam").await.ok();
    let id = json!({ "id": first["id"] });
    assert_eq!(bob.call("report", id.clone()).await.ok(), first);
    assert_eq!(mona.call("report", id.clone()).await.ok(), first);
    ada.call("report", id.clone()).await.refused(404, "not_found");
    app.anonymous().call("report", id.clone()).await.refused(401, "authentication_required");
    for wrong in ["post_01h455vb4pex5vsknk084sn02q", "report", "1"] {
        bob.call("report", json!({ "id": wrong })).await.refused(400, "invalid_id");
    }
    resolve(&mona, &first, "upheld").await.ok();
    let seen = bob.call("report", id.clone()).await.ok();
    assert_eq!(seen["outcome"], "upheld");
    assert!(!seen["resolvedAt"].is_null());
    assert!(seen["resolvedBy"].is_null() && seen["resolutionNote"].is_null(), "neither by whom nor why");
    let seen = mona.call("report", id).await.ok();
    assert_eq!((&seen["resolvedBy"], &seen["resolutionNote"]), (&json!(mona.id), &json!("Seen.")));
    app.run_jobs().await;
}

async fn whom_a_report_concerns_neither_sees_nor_resolves_it(app: TestApp) {
    let (ada, bob, boss) = (app.user("ada").await, app.user("bob").await, app.admin("boss").await);
    let (mona, mara) = (app.moderator("mona").await, app.moderator("mara").await);
    let post = mona.published("Hers").await;
    let comment = mona.comment(&post, "Hers, too.").await;
    let mut concerning = Vec::new();
    for subject in [&post, &comment, &json!({ "id": mona.id })] {
        concerning.push(report(&bob, subject, "hate").await.ok());
        app.advance(TimeDelta::seconds(1));
    }
    let other = report(&bob, &ada.published("Doubtful").await, "spam").await.ok();
    for report in &concerning {
        mona.call("report", id_of(report)).await.refused(404, "not_found");
        resolve(&mona, report, "dismissed").await.refused(409, "own_content");
        mara.call("report", id_of(report)).await.ok();
        resolve(&mara, report, "dismissed").await.refused(403, "outranked");
        assert_eq!(bob.call("report", id_of(report)).await.ok()["id"], report["id"]);
    }
    let page = mona.call("moderationQueue", json!({ "first": 1 })).await.ok();
    assert_eq!(page["data"].as_array().unwrap().len(), 1, "what is not hers, after three that are");
    assert_eq!((&page["data"][0]["subjectId"], &page["pageInfo"]["hasNextPage"]), (&other["subjectId"], &json!(false)));
    assert_eq!((queue(&mara).await.len(), queue(&boss).await.len()), (4, 4));
    let about_boss = report(&bob, &json!({ "id": boss.id }), "spam").await.ok();
    resolve(&mara, &about_boss, "dismissed").await.refused(403, "outranked");
    resolve(&boss, &about_boss, "dismissed").await.refused(409, "own_content");
    for report in &concerning {
        resolve(&boss, report, "dismissed").await.ok();
    }
    resolve(&mona, &other, "dismissed").await.ok();
    assert_eq!((queue(&mara).await.len(), queue(&boss).await.len()), (1, 0));
    app.run_jobs().await;
}

async fn who_resolved_what_is_in_the_audit_log(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mona, boss) = (app.moderator("mona").await, app.admin("boss").await);
    let post = ada.published("Doubtful").await;
    let first = report(&bob, &post, "spam").await.ok();
    resolve(&mona, &first, "dismissed").await.ok();
    let log = boss.call("auditLog", json!({ "action": "report.resolved" })).await.ok();
    let entry = &log["data"][0];
    assert_eq!((&entry["actor"], &entry["target"]), (&json!(mona.id), &post["id"]));
    assert_eq!(entry["details"], json!({ "report": first["id"], "outcome": "dismissed", "reports": 1 }));
    app.run_jobs().await;
}

async fn reports_at_once_are_counted_exactly(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Doubtful").await;
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(app.user(&format!("reader{n}")).await);
    }
    let all = people.iter().map(|by| report(by, &post, "spam"));
    for outcome in futures::future::join_all(all).await {
        outcome.ok();
    }
    let cases = queue(&mona).await;
    assert_eq!((cases.len(), &cases[0]["reportCount"]), (1, &json!(6)));
    assert_eq!(cases[0]["reports"].as_array().unwrap().len(), 5, "the last few");
    app.run_jobs().await;
}
