//! Following tags.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_face};
use serde_json::json;

use super::{assert_exact, counts, made, publish_with, slugs};

each_face! {
    following_a_tag_counts_once_however_often_it_is_sent,
    the_tags_that_one_follows_are_listed_the_latest_first,
    who_may_not_see_a_tag_does_not_follow_it,
    with [("PRESSWORK__COMMUNITY__FOLLOWS_MAX", "2")] => nobody_follows_more_tags_than_the_settings_say,
    followers_are_exact_however_many_follow_at_once,
    followers_out_of_sight_do_not_count,
    who_is_erased_follows_no_tag,
}

async fn following_a_tag_counts_once_however_often_it_is_sent(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    made(&mona, "Rust").await;
    for _ in 0..2 {
        let tag = ada.call("followTag", json!({ "slug": "rust" })).await.ok();
        assert_eq!((&tag["following"], &tag["followerCount"]), (&json!(true), &json!(1)));
    }
    let seen = mona.call("tag", json!({ "slug": "rust" })).await.ok();
    assert_eq!((&seen["following"], &seen["followerCount"]), (&json!(false), &json!(1)));
    assert!(app.anonymous().call("tag", json!({ "slug": "rust" })).await.ok()["following"].is_null());
    for _ in 0..2 {
        let tag = ada.call("unfollowTag", json!({ "slug": "rust" })).await.ok();
        assert_eq!((&tag["following"], &tag["followerCount"]), (&json!(false), &json!(0)));
    }
    assert_exact(&app).await;
}

async fn the_tags_that_one_follows_are_listed_the_latest_first(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    for name in ["Rust", "Go", "Web"] {
        made(&mona, name).await;
        ada.call("followTag", json!({ "slug": name.to_lowercase() })).await.ok();
        app.advance(TimeDelta::seconds(1));
    }
    let first = ada.call("followedTags", json!({ "first": 2 })).await.ok();
    assert_eq!(slugs(&first), ["web", "go"]);
    assert_eq!(first["data"][0]["following"], true);
    let rest = ada.call("followedTags", json!({ "after": first["pageInfo"]["endCursor"] })).await.ok();
    assert_eq!(slugs(&rest), ["rust"]);
    assert_eq!(mona.call("followedTags", json!({})).await.ok()["data"], json!([]), "nobody else's");
    app.anonymous().call("followedTags", json!({})).await.refused(401, "authentication_required");
}

async fn who_may_not_see_a_tag_does_not_follow_it(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = publish_with(&ada, "Hello", json!(["Rust"])).await;
    bob.call("followTag", json!({ "slug": "rust" })).await.ok();
    ada.call("unpublishPost", json!({ "id": post["id"] })).await.ok();
    bob.call("followTag", json!({ "slug": "rust" })).await.refused(404, "not_found");
    bob.call("followTag", json!({ "slug": "nothing" })).await.refused(404, "not_found");
    app.anonymous().call("followTag", json!({ "slug": "rust" })).await.refused(401, "authentication_required");
    assert_eq!(bob.call("followedTags", json!({})).await.ok()["data"], json!([]));
    ada.call("publishPost", json!({ "id": post["id"] })).await.ok();
    assert_eq!(slugs(&bob.call("followedTags", json!({})).await.ok()), ["rust"], "it comes back with its posts");
    app.abandon_jobs();
}

async fn nobody_follows_more_tags_than_the_settings_say(app: TestApp) {
    let (ada, mona) = (app.user("ada").await, app.moderator("mona").await);
    for name in ["One", "Two", "Three"] {
        made(&mona, name).await;
    }
    for (slug, taken) in [("one", true), ("two", true), ("three", false), ("two", true)] {
        let outcome = ada.call("followTag", json!({ "slug": slug })).await;
        if taken {
            outcome.ok()
        } else {
            outcome.refused(409, "too_many_follows")
        };
    }
    assert_eq!((counts(&mona, "two").await, counts(&mona, "three").await), ((0, 1), (0, 0)));
    assert_exact(&app).await;
}

async fn followers_are_exact_however_many_follow_at_once(app: TestApp) {
    let people = [app.user("bob").await, app.user("eve").await, app.user("joe").await, app.moderator("kim").await];
    for name in ["One", "Two", "Three"] {
        made(&people[3], name).await;
    }
    let toggles = people.iter().flat_map(|person| (0..30).map(move |n| (person, n)));
    let all = toggles.map(async |(person, n)| {
        let operation = if n / 3 % 2 == 0 { "followTag" } else { "unfollowTag" };
        let slug = ["one", "two", "three"][n % 3];
        person.call(operation, json!({ "slug": slug })).await.ok();
    });
    futures::future::join_all(all).await;
    assert_exact(&app).await;
}

async fn followers_out_of_sight_do_not_count(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    publish_with(&ada, "Of Ada", json!(["Rust"])).await;
    publish_with(&bob, "Of Bob", json!(["Rust"])).await;
    app.run_jobs().await;
    for person in [&ada, &bob] {
        person.call("followTag", json!({ "slug": "rust" })).await.ok();
    }
    ada.call("blockUser", json!({ "id": bob.id })).await.ok();
    assert_eq!((counts(&ada, "rust").await, counts(&bob, "rust").await), ((1, 1), (1, 1)), "neither is counted");
    assert_eq!(counts(&mona, "rust").await, (2, 2), "others count both");
    bob.call("blockUser", json!({ "id": ada.id })).await.ok();
    assert_eq!(counts(&ada, "rust").await, (1, 1), "counted off once");
    assert_exact(&app).await;
}

async fn who_is_erased_follows_no_tag(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    for name in ["Rust", "Go"] {
        made(&mona, name).await;
        for person in [&ada, &bob] {
            person.call("followTag", json!({ "slug": name.to_lowercase() })).await.ok();
        }
    }
    bob.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(14));
    app.run_jobs().await;
    assert_exact(&app).await;
    let nobody = app.anonymous();
    assert_eq!((counts(&nobody, "rust").await, counts(&nobody, "go").await), ((0, 1), (0, 1)));
}
