//! Rules about what people write.

use chrono::TimeDelta;
use futures::future::join_all;
use presswork_tests::{Actor, Outcome, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    what_a_rule_catches_is_refused_and_nothing_is_written,
    a_rule_on_trial_lets_pass_and_counts,
    links_are_counted_and_some_are_not_wanted,
    links_are_known_however_they_are_written,
    a_rate_is_so_much_in_a_time,
    a_rate_holds_however_many_write_at_once,
    what_is_planned_counts_at_its_time,
    a_rule_can_be_about_those_who_are_new,
    a_rule_is_tried_on_what_is_there_before_it_is_on,
    rules_are_changed_and_deleted_and_that_is_in_the_audit_log,
    all_faults_of_a_rule_are_reported_together,
}

/// A rule with these members besides the usual ones.
fn rule(kind: &str, mode: &str, members: &Value) -> Value {
    let mut input = json!({ "name": "A rule", "kind": kind, "mode": mode });
    for (name, value) in members.as_object().unwrap() {
        input[name] = value.clone();
    }
    json!({ "input": input })
}

async fn make(by: &Actor, kind: &str, mode: &str, members: Value) -> Value {
    by.call("createModerationRule", rule(kind, mode, &members)).await.ok()
}

async fn say(by: &Actor, on: &Value, markdown: &str) -> Outcome {
    by.call("createComment", json!({ "post": on["id"], "input": { "markdown": markdown } })).await
}

async fn what_a_rule_catches_is_refused_and_nothing_is_written(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let comment = say(&bob, &post, "Fine.").await.ok();
    let (before, kept) = (ada.published("Old casino").await, ada.published("Kept casino").await);
    let better = json!({ "id": before["id"], "input": { "title": "Old cottage", "markdown": "By the sea." } });
    ada.call("updatePost", better).await.ok();
    let words = json!({ "words": ["cheap pills", "Casino"], "message": "No advertisements, please." });
    make(&mona, "words", "on", words).await;
    let problem = say(&bob, &post, "Buy **cheap** PILLS!").await.refused(409, "refused_by_rule");
    assert_eq!(problem["detail"], "No advertisements, please.");
    assert_eq!(app.db_count("comments").await, 1, "nothing half done");
    say(&bob, &post, "The cheapest pills.").await.ok();
    say(&mona, &post, "A casino, for example.").await.ok();
    let change = json!({ "id": comment["id"], "input": { "markdown": "Casino!" } });
    bob.call("updateComment", change).await.refused(409, "refused_by_rule");
    let draft = ada.draft("My casino").await;
    ada.call("publishPost", id_of(&draft)).await.refused(409, "refused_by_rule");
    let change = json!({ "id": post["id"], "input": { "markdown": "To the casino." } });
    ada.call("updatePost", change.clone()).await.refused(409, "refused_by_rule");
    assert_eq!(ada.call("post", id_of(&post)).await.ok()["version"], post["version"]);
    let former = json!({ "id": before["id"], "number": 1 });
    ada.call("restoreRevision", former).await.refused(409, "refused_by_rule");
    ada.call("updatePost", json!({ "id": kept["id"], "input": { "tags": ["Sea"] } })).await.ok();
    app.editor("edna").await.call("updatePost", change).await.ok();
    let harmless = json!({ "id": draft["id"], "input": { "title": "My cottage", "markdown": "By the sea." } });
    ada.call("updatePost", harmless).await.ok();
    ada.call("publishPost", id_of(&draft)).await.ok();
    app.run_jobs().await;
}

async fn a_rule_on_trial_lets_pass_and_counts(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let trial = make(&mona, "words", "trial", json!({ "words": ["casino"] })).await;
    make(&mona, "words", "off", json!({ "words": ["casino"] })).await;
    let comment = say(&ada, &post, "Casino!").await.ok();
    let change = json!({ "id": comment["id"], "input": { "markdown": "Casino, casino!" } });
    ada.call("updateComment", change).await.ok();
    say(&ada, &post, "Nothing.").await.ok();
    ada.published("Another casino").await;
    let seen = mona.call("moderationRule", id_of(&trial)).await.ok();
    assert_eq!(seen["caughtOnTrial"], 2, "a thing counts once");
    app.run_jobs().await;
}

async fn links_are_counted_and_some_are_not_wanted(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    make(&mona, "links", "on", json!({ "limit": 1, "hosts": ["Ads.example"] })).await;
    say(&ada, &post, "See https://one.example").await.ok();
    say(&ada, &post, "See https://one.example and [two](http://two.example)").await.refused(409, "refused_by_rule");
    say(&ada, &post, "See https://shop.ads.example/x").await.refused(409, "refused_by_rule");
    say(&ada, &post, "ads.example is not linked").await.ok();
    app.run_jobs().await;
}

async fn links_are_known_however_they_are_written(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    make(&mona, "links", "on", json!({ "hosts": ["ads.example"] })).await;
    make(&mona, "links", "on", json!({ "limit": 0, "maxAgeHours": 1 })).await;
    say(&ada, &post, "Write `<a href=\"https://ok.example\">` for a link, or look at [mine](/v1).").await.ok();
    for address in ["//ads.example/x", "https:/ads.example", "https:///ads.example", "https://ads%2Eexample"] {
        say(&ada, &post, &format!("See [this]({address}).")).await.refused(409, "refused_by_rule");
    }
    app.run_jobs().await;
}

async fn a_rate_is_so_much_in_a_time(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    app.advance(TimeDelta::hours(2));
    let (ada, bob, mona) = (ada.again().await, bob.again().await, mona.again().await);
    make(&mona, "rate", "on", json!({ "limit": 2, "windowSeconds": 3600 })).await;
    let first = say(&ada, &post, "One.").await.ok();
    ada.published("Two").await;
    say(&ada, &post, "Three.").await.refused(409, "refused_by_rule");
    let draft = ada.draft("Three").await;
    ada.call("publishPost", id_of(&draft)).await.refused(409, "refused_by_rule");
    let change = json!({ "id": first["id"], "input": { "markdown": "One, changed." } });
    ada.call("updateComment", change).await.ok();
    say(&bob, &post, "Mine.").await.ok();
    app.advance(TimeDelta::minutes(61));
    let ada = ada.again().await;
    say(&ada, &post, "Three.").await.ok();
    app.run_jobs().await;
}

async fn a_rate_holds_however_many_write_at_once(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    make(&mona, "rate", "on", json!({ "limit": 2, "windowSeconds": 3600 })).await;
    let texts: Vec<String> = (0..12).map(|n| format!("Number {n}.")).collect();
    let all = join_all(texts.iter().map(|text| say(&bob, &post, text))).await;
    let (passed, caught): (Vec<_>, Vec<_>) = all.into_iter().partition(|outcome| outcome.result.is_ok());
    assert_eq!((passed.len(), app.db_count("comments").await), (2, 2));
    for outcome in caught {
        outcome.refused(409, "refused_by_rule");
    }
    app.run_jobs().await;
}

async fn what_is_planned_counts_at_its_time(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    make(&mona, "rate", "on", json!({ "limit": 2, "windowSeconds": 3600 })).await;
    let plan = async |post: &Value, hours: i64| {
        let at = app.deps.clock.now() + TimeDelta::hours(hours);
        ada.call("publishPost", json!({ "id": post["id"], "input": { "publishAt": at } })).await
    };
    let (one, two, three) = (ada.draft("One").await, ada.draft("Two").await, ada.draft("Three").await);
    plan(&one, 2).await.ok();
    plan(&two, 2).await.ok();
    plan(&three, 2).await.refused(409, "refused_by_rule");
    plan(&three, 4).await.ok();
    plan(&two, 2).await.ok();
    ada.call("publishPost", id_of(&one)).await.ok();
    plan(&three, 2).await.ok();
    say(&ada, &one, "Now.").await.ok();
    say(&ada, &one, "Now, too.").await.refused(409, "refused_by_rule");
    app.run_jobs().await;
}

async fn a_rule_can_be_about_those_who_are_new(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let by_trust = make(&mona, "words", "on", json!({ "words": ["casino"], "maxTrust": 0 })).await;
    say(&ada, &post, "Casino.").await.refused(409, "refused_by_rule");
    say(&ada, &post, "One.").await.ok();
    say(&ada, &post, "Two.").await.ok();
    app.advance(TimeDelta::hours(25));
    let (ada, mona) = (ada.again().await, mona.again().await);
    assert_eq!(ada.call("myTrust", json!({})).await.ok()["level"], 1);
    say(&ada, &post, "Casino.").await.ok();
    mona.call("deleteModerationRule", id_of(&by_trust)).await.ok();
    make(&mona, "words", "on", json!({ "words": ["casino"], "maxAgeHours": 48 })).await;
    say(&ada, &post, "Casino.").await.refused(409, "refused_by_rule");
    app.advance(TimeDelta::hours(24));
    let ada = ada.again().await;
    say(&ada, &post, "Casino.").await.ok();
    app.run_jobs().await;
}

async fn a_rule_is_tried_on_what_is_there_before_it_is_on(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    let post = ada.published("A casino").await;
    ada.draft("A casino, begun").await;
    let comment = say(&ada, &post, "Casino!").await.ok();
    let hidden = say(&ada, &post, "Casino, too.").await.ok();
    say(&ada, &post, "Nothing.").await.ok();
    say(&mona, &post, "Casino, says a moderator.").await.ok();
    let input = json!({ "kind": "hide", "subjectId": hidden["id"], "reason": "spam" });
    mona.call("createModerationAction", json!({ "input": input })).await.ok();
    let rule = make(&mona, "words", "off", json!({ "words": ["casino"] })).await;
    let rate = make(&mona, "rate", "off", json!({ "limit": 2, "windowSeconds": 3600 })).await;
    for (rule, caught, examples) in [
        (&rule, 2, json!([post["id"], comment["id"]])),
        // The post and the first comment come before the others; what is hidden was written all the same.
        (&rate, 1, Value::Null),
    ] {
        let job = mona.call("tryModerationRule", id_of(rule)).await.ok();
        assert_eq!(job["kind"], "rules.try");
        app.run_jobs().await;
        let receipt = mona.call("job", id_of(&job)).await.ok();
        assert_eq!(receipt["state"], "succeeded", "{receipt}");
        assert_eq!((&receipt["result"]["checked"], &receipt["result"]["caught"]), (&json!(4), &json!(caught)));
        if !examples.is_null() {
            assert_eq!(receipt["result"]["examples"], examples);
        }
    }
    assert_eq!(mona.call("moderationRule", id_of(&rule)).await.ok()["mode"], "off", "to try is not to switch on");
    let none = json!({ "id": "rule_01h455vb4pex5vsknk084sn02q" });
    mona.call("tryModerationRule", none).await.refused(404, "not_found");
}

async fn rules_are_changed_and_deleted_and_that_is_in_the_audit_log(app: TestApp) {
    let (ada, mona, boss) = (app.user("ada").await, app.moderator("mona").await, app.admin("boss").await);
    let post = ada.published("Hello").await;
    let made = make(&mona, "words", "off", json!({ "words": ["casino"] })).await;
    let mut change = rule("words", "on", &json!({ "words": ["casino"] }));
    change["id"] = made["id"].clone();
    let changed = mona.call("replaceModerationRule", change.clone()).await.ok();
    assert_eq!((&changed["mode"], &changed["version"]), (&json!("on"), &json!(2)));
    say(&ada, &post, "Casino!").await.refused(409, "refused_by_rule");
    assert_eq!(mona.call("moderationRules", json!({})).await.ok()["data"].as_array().unwrap().len(), 1);
    mona.call("deleteModerationRule", id_of(&made)).await.ok();
    say(&ada, &post, "Casino!").await.ok();
    mona.call("moderationRule", id_of(&made)).await.refused(404, "not_found");
    mona.call("replaceModerationRule", change).await.refused(404, "not_found");
    mona.call("deleteModerationRule", id_of(&made)).await.refused(404, "not_found");
    for name in ["moderation.rule_created", "moderation.rule_changed", "moderation.rule_deleted"] {
        let log = boss.call("auditLog", json!({ "action": name })).await.ok();
        let entry = &log["data"][0];
        assert_eq!((&entry["actor"], &entry["target"]), (&json!(mona.id), &made["id"]), "{name}");
    }
    app.run_jobs().await;
}

async fn all_faults_of_a_rule_are_reported_together(app: TestApp) {
    let mona = app.moderator("mona").await;
    let faults =
        async |kind: &str, more: Value| mona.call("createModerationRule", rule(kind, "on", &more)).await.faults();
    let found = faults("words", json!({ "name": " ", "words": ["ok", "!!"], "limit": 3, "maxTrust": 3 })).await;
    assert_eq!(found, ["/name required", "/limit conflicting", "/words/1 invalid_format", "/maxTrust out_of_range"]);
    assert_eq!(faults("links", json!({})).await, ["/limit required"]);
    assert_eq!(faults("links", json!({ "hosts": ["https://x.example"] })).await, ["/hosts/0 invalid_format"]);
    let rate = json!({ "limit": -1, "windowSeconds": 59, "maxAgeHours": 0, "message": "x".repeat(501) });
    let found = faults("rate", rate).await;
    assert_eq!(
        found,
        ["/message too_long", "/limit out_of_range", "/windowSeconds out_of_range", "/maxAgeHours out_of_range"]
    );
    assert_eq!(app.db_count("moderation_rules").await, 0);
    app.run_jobs().await;
}
