//! One's own inbox: `user:me`.

use presswork_tests::{Actor, Events, TestApp, each_profile, id_of};
use serde_json::{Value, json};

each_profile! {
    what_one_is_told_comes_at_once_and_only_to_oneself,
    an_inbox_is_known_by_its_owner_too,
    who_comes_back_hears_all_that_came_meanwhile_once_and_in_order,
    with [("PRESSWORK__REALTIME__LOG", "1")] => an_inbox_reaches_further_back_than_the_log,
    a_place_in_another_inbox_is_answered_with_a_resync,
    what_may_not_be_told_any_more_is_passed_over,
    both_faces_tell_the_same_of_an_inbox,
}

async fn next(events: &mut Events) -> Value {
    events.expect("notificationReceived").await.data
}

/// What comes, in short.
async fn titles(events: &mut Events, count: usize) -> Vec<String> {
    let mut titles = Vec::new();
    for _ in 0..count {
        titles.push(next(events).await["title"].as_str().unwrap().to_owned());
    }
    titles
}

async fn publish(app: &TestApp, author: &Actor, titles: &[&str]) {
    for title in titles {
        author.published(title).await;
        app.run_jobs().await;
    }
}

/// Somebody who follows another.
async fn follower(app: &TestApp, name: &str, whom: &Actor) -> Actor {
    let reader = app.user(name).await;
    reader.follows(whom).await;
    app.run_jobs().await;
    reader
}

async fn what_one_is_told_comes_at_once_and_only_to_oneself(app: TestApp) {
    let ada = app.user("ada").await;
    let (bob, cem) = (follower(&app, "bob", &ada).await, app.user("cem").await);
    let (mut bobs, mut cems) = (bob.follow("user:me").await, cem.follow("user:me,feed").await);
    bobs.expect("ready").await;
    cems.expect("ready").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let told = next(&mut bobs).await;
    assert_eq!((&told["kind"], &told["postId"]), (&json!("post_published"), &post["id"]));
    assert_eq!(told, bob.call("notifications", json!({})).await.ok()["data"][0], "in the form of every read");
    cems.expect("postPublished").await;
    // What is gathered comes again, as it is then.
    let mut adas = ada.follow("user:me").await;
    adas.expect("ready").await;
    for (reader, count) in [(&bob, 1), (&cem, 2)] {
        reader.call("reactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
        app.run_jobs().await;
        let told = next(&mut adas).await;
        assert_eq!((&told["kind"], &told["actorCount"]), (&json!("reaction"), &json!(count)));
    }
    cem.comment(&post, "Well, @bob.").await;
    app.run_jobs().await;
    assert_eq!(next(&mut bobs).await["kind"], "mention");
    let bobs_comment = bob.comment(&post, "Well.").await;
    cem.reply(&bobs_comment, "Well?").await;
    app.run_jobs().await;
    assert_eq!(next(&mut bobs).await["kind"], "reply");
}

async fn an_inbox_is_known_by_its_owner_too(app: TestApp) {
    let ada = app.user("ada").await;
    let bob = follower(&app, "bob", &ada).await;
    let mut events = bob.follow(&format!("user:{},user:me", bob.id)).await;
    events.expect("ready").await;
    publish(&app, &ada, &["One", "Two"]).await;
    assert_eq!(titles(&mut events, 2).await, ["One", "Two"], "each once");
}

async fn who_comes_back_hears_all_that_came_meanwhile_once_and_in_order(app: TestApp) {
    let ada = app.user("ada").await;
    let bob = follower(&app, "bob", &ada).await;
    let mut events = bob.follow("user:me,feed").await;
    let ready = events.expect("ready").await;
    publish(&app, &ada, &["One"]).await;
    let mut last = events.next().await.unwrap();
    if last.name == "postPublished" {
        last = events.expect("notificationReceived").await;
    }
    drop(events);
    publish(&app, &ada, &["Two", "Three"]).await;
    let mut again = bob.follow_after("user:me", &last.id).await;
    let in_the_inbox = |id: &str| id.rsplit('-').next().unwrap().to_owned();
    let place = again.expect("ready").await.id;
    assert_eq!(in_the_inbox(&place), in_the_inbox(&last.id), "what is not sent yet is not seen yet");
    assert_eq!(titles(&mut again, 2).await, ["Two", "Three"]);
    publish(&app, &ada, &["Four"]).await;
    assert_eq!(titles(&mut again, 1).await, ["Four"]);
    let mut from_the_start = bob.follow_after("user:me", &ready.id).await;
    from_the_start.expect("ready").await;
    assert_eq!(titles(&mut from_the_start, 4).await, ["One", "Two", "Three", "Four"]);
}

async fn an_inbox_reaches_further_back_than_the_log(app: TestApp) {
    let ada = app.user("ada").await;
    let bob = follower(&app, "bob", &ada).await;
    let start = bob.follow("user:me").await.expect("ready").await.id;
    let names: Vec<String> = (0..60).map(|n| format!("Post {n}")).collect();
    publish(&app, &ada, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut events = bob.follow_after("user:me", &start).await;
    events.expect("ready").await;
    assert_eq!(titles(&mut events, 60).await, names);
}

async fn a_place_in_another_inbox_is_answered_with_a_resync(app: TestApp) {
    let ada = app.user("ada").await;
    let bob = follower(&app, "bob", &ada).await;
    let id = bob.follow("user:me").await.expect("ready").await.id;
    let strange = format!("{}-99", id.rsplit_once('-').unwrap().0);
    let mut events = bob.follow_after("user:me", &strange).await;
    events.expect("ready").await;
    events.expect("resync").await;
    publish(&app, &ada, &["Next"]).await;
    assert_eq!(titles(&mut events, 1).await, ["Next"]);
    // An id of a stream without an inbox: it begins at the end.
    let mut events = bob.follow_after("user:me", id.rsplit_once('-').unwrap().0).await;
    events.expect("ready").await;
    publish(&app, &ada, &["Last"]).await;
    assert_eq!(titles(&mut events, 1).await, ["Last"]);
}

async fn what_may_not_be_told_any_more_is_passed_over(app: TestApp) {
    let ada = app.user("ada").await;
    let bob = follower(&app, "bob", &ada).await;
    let start = bob.follow("user:me").await.expect("ready").await.id;
    let hidden = ada.published("Hidden").await;
    app.run_jobs().await;
    publish(&app, &ada, &["Shown"]).await;
    ada.call("unpublishPost", id_of(&hidden)).await.ok();
    let mut events = bob.follow_after("user:me", &start).await;
    events.expect("ready").await;
    let shown = events.expect("notificationReceived").await;
    assert_eq!(shown.data["title"], "Shown");
    let mut again = bob.follow_after("user:me", &shown.id).await;
    again.expect("ready").await;
    publish(&app, &ada, &["More"]).await;
    assert_eq!(titles(&mut again, 1).await, ["More"]);
}

async fn both_faces_tell_the_same_of_an_inbox(app: TestApp) {
    let ada = app.user("ada").await;
    let bob = follower(&app, "bob", &ada).await;
    let mut rest = bob.follow("user:me").await;
    rest.expect("ready").await;
    let query =
        format!("subscription {{ notificationReceived {} }}", presswork_tests::SCHEMA.selection("Notification"));
    let mut graphql = bob.request("POST", "/graphql").json(&json!({ "query": query })).follow().await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    publish(&app, &ada, &["One", "Two"]).await;
    for _ in 0..2 {
        let told = next(&mut rest).await;
        assert_eq!(graphql.expect("next").await.data["data"]["notificationReceived"], told);
    }
    let body = json!({ "query": query });
    let mut nobodys = app.anonymous().request("POST", "/graphql").json(&body).follow().await;
    let refused = nobodys.expect("next").await.data;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "authentication_required");
}
