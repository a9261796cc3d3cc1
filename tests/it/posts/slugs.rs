//! Addresses of posts.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures::future::join_all;
use presswork_tests::{Actor, Outcome, TestApp, each_face, each_profile, id_of};
use serde_json::{Value, json};

each_face! {
    a_slug_is_made_of_the_title_and_numbered_when_it_is_taken,
    a_slug_that_was_asked_for_and_is_taken_is_a_conflict,
    a_slug_that_another_post_has_left_behind_stays_taken,
    a_slug_that_is_taken_does_not_tell_by_what,
    with [("PRESSWORK__THROTTLE__SLUGS", "20")] => who_finds_many_slugs_taken_has_to_wait_for_the_next,
    a_post_may_go_back_to_a_slug_of_its_own,
    posts_of_one_title_that_begin_at_once_have_a_slug_each,
    slugs_that_are_made_anew_at_once_are_all_different,
    of_many_who_wish_for_a_slug_at_once_one_gets_it,
}

each_profile! {
    a_former_slug_answers_301_in_rest_and_resolves_in_graphql,
    a_former_slug_tells_strangers_nothing_of_a_draft,
}

async fn create(actor: &Actor, title: &str, slug: Option<&str>) -> Value {
    let input = slug.map_or_else(|| json!({ "title": title }), |slug| json!({ "title": title, "slug": slug }));
    actor.call("createPost", json!({ "input": input })).await.ok()
}

async fn set_slug(actor: &Actor, post: &Value, slug: &str) -> Outcome {
    actor.call("updatePost", json!({ "id": post["id"], "input": { "slug": slug } })).await
}

async fn a_slug_is_made_of_the_title_and_numbered_when_it_is_taken(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for (actor, title, slug) in [
        (&ada, "Grüße, Welt!", "grusse-welt"),
        (&bob, "Grüße, Welt!", "grusse-welt-2"),
        (&ada, "Grüße Welt", "grusse-welt-3"),
        (&ada, "北京", "bei-jing"),
        (&ada, "!!!", "untitled"),
        (&bob, "???", "untitled-2"),
    ] {
        assert_eq!(create(actor, title, None).await["slug"], slug);
    }
    let long = create(&ada, &"word ".repeat(40), None).await["slug"].as_str().unwrap().to_owned();
    assert!(long.len() <= 80, "{long}");
    let longer = create(&ada, &"word ".repeat(40), None).await["slug"].as_str().unwrap().to_owned();
    assert!(longer.len() <= 80 && longer != long, "{longer}");
}

async fn a_slug_that_was_asked_for_and_is_taken_is_a_conflict(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    create(&ada, "Hello", Some("mine")).await;
    let other = create(&bob, "Other", None).await;
    let before = app.db_state().await;
    let again = json!({ "input": { "title": "Hello", "slug": "mine" } });
    bob.call("createPost", again).await.refused(409, "slug_taken");
    set_slug(&bob, &other, "mine").await.refused(409, "slug_taken");
    assert_eq!(app.db_state().await, before);
    assert_eq!(create(&bob, "Mine", Some("mine-too")).await["slug"], "mine-too");
}

async fn a_slug_that_another_post_has_left_behind_stays_taken(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = create(&ada, "Hello", Some("first")).await;
    set_slug(&ada, &post, "second").await.ok();
    let again = json!({ "input": { "title": "Hello", "slug": "first" } });
    bob.call("createPost", again.clone()).await.refused(409, "slug_taken");
    ada.call("deletePost", id_of(&post)).await.ok();
    bob.call("createPost", again).await.refused(409, "slug_taken");
    assert_eq!(create(&bob, "Second", None).await["slug"], "second-2");
}

/// By a draft, a former address, something deleted, and a post that everybody sees.
async fn a_slug_that_is_taken_does_not_tell_by_what(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    create(&ada, "Draft", Some("draft")).await;
    let moved = create(&ada, "Moved", Some("former")).await;
    set_slug(&ada, &moved, "elsewhere").await.ok();
    let deleted = create(&ada, "Deleted", Some("deleted")).await;
    ada.call("deletePost", id_of(&deleted)).await.ok();
    ada.published("Public").await;
    let mut answers = Vec::new();
    for slug in ["draft", "former", "deleted", "public"] {
        let wish = json!({ "input": { "title": "Mine", "slug": slug } });
        let mut problem = bob.call("createPost", wish).await.refused(409, "slug_taken");
        problem["requestId"].take();
        answers.push(problem);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    app.run_jobs().await;
}

/// Otherwise somebody could go through likely titles to learn which drafts there are.
async fn who_finds_many_slugs_taken_has_to_wait_for_the_next(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    create(&ada, "Merger", Some("merger")).await;
    let mine = create(&bob, "Mine", None).await;
    for n in 0..30 {
        set_slug(&bob, &mine, &format!("free-{n}")).await.ok();
    }
    let wish = |slug: &str| json!({ "input": { "title": "Mine", "slug": slug } });
    let mut found_taken = 0;
    let wait = loop {
        let problem = bob.call("createPost", wish("merger")).await.result.unwrap_err();
        if problem["code"] == "slug_taken" {
            found_taken += 1;
            continue;
        }
        assert_eq!(problem["code"], "too_many_attempts", "{problem}");
        let wait = problem["retryAfter"].as_i64().unwrap();
        if wait > 8 {
            break wait;
        }
        app.advance(TimeDelta::seconds(wait));
    };
    assert!((20..30).contains(&found_taken), "{found_taken}");
    bob.call("createPost", wish("free")).await.refused(429, "too_many_attempts");
    set_slug(&bob, &mine, "free").await.refused(429, "too_many_attempts");
    create(&bob, "No wish", None).await;
    create(&ada, "Hers", Some("hers")).await;
    app.advance(TimeDelta::seconds(wait));
    create(&bob, "Free", Some("free")).await;
}

async fn a_post_may_go_back_to_a_slug_of_its_own(app: TestApp) {
    let ada = app.user("ada").await;
    let post = create(&ada, "Hello", Some("first")).await;
    assert_eq!(set_slug(&ada, &post, "second").await.ok()["slug"], "second");
    assert_eq!(set_slug(&ada, &post, "first").await.ok()["slug"], "first");
    let again = ada.call("post", json!({ "id": "first" })).await.ok();
    assert_eq!((&again["id"], &again["version"]), (&post["id"], &json!(3)));
}

/// How many do it at once.
const AT_ONCE: usize = 8;

/// The different slugs of posts that were all written.
fn slugs(outcomes: Vec<Outcome>) -> BTreeSet<String> {
    outcomes.into_iter().map(|outcome| outcome.ok()["slug"].as_str().unwrap().to_owned()).collect()
}

/// PostgreSQL lets all of them find the same slug free.
async fn posts_of_one_title_that_begin_at_once_have_a_slug_each(app: TestApp) {
    let ada = app.user("ada").await;
    let begin = |round: usize, n: usize| {
        let input = json!({ "title": format!("Hello {round}"), "markdown": "It works.", "tags": ["Rust", "Web"] });
        ada.call("createPost", json!({ "input": input, "idempotencyKey": format!("{round}-{n}") }))
    };
    for round in 1..=3 {
        let made = slugs(join_all((0..AT_ONCE).map(|n| begin(round, n))).await);
        assert_eq!(made.len(), AT_ONCE, "{made:?}");
        assert!(made.contains(&format!("hello-{round}")), "{made:?}");
        let again = slugs(join_all((0..AT_ONCE).map(|n| begin(round, n))).await);
        assert_eq!(again, made, "a key is for one post, however often it was written");
    }
    for table in ["posts", "slugs", "post_revisions"] {
        assert_eq!(app.db_count(table).await, 3 * i64::try_from(AT_ONCE).unwrap(), "{table}");
    }
}

async fn slugs_that_are_made_anew_at_once_are_all_different(app: TestApp) {
    let ada = app.user("ada").await;
    let mut posts = Vec::new();
    for n in 0..AT_ONCE {
        let post = create(&ada, "Hello", Some(&format!("wished-{n}"))).await;
        posts.push(post);
    }
    let anew = |post: &Value| json!({ "id": post["id"], "input": { "slug": null, "markdown": "It works." } });
    let others = (0..AT_ONCE).map(|_| ada.call("createPost", json!({ "input": { "title": "Hello" } })));
    let all = posts.iter().map(|post| ada.call("updatePost", anew(post))).chain(others);
    let made = slugs(join_all(all).await);
    assert_eq!(made.len(), 2 * AT_ONCE, "{made:?}");
    assert!(made.contains("hello") && made.iter().all(|slug| slug.starts_with("hello")), "{made:?}");
    for post in &posts {
        let now = ada.call("post", id_of(post)).await.ok();
        assert_eq!((&now["version"], &now["markdown"]), (&json!(2), &json!("It works.")), "written once");
    }
}

async fn of_many_who_wish_for_a_slug_at_once_one_gets_it(app: TestApp) {
    let ada = app.user("ada").await;
    let wish = json!({ "input": { "title": "Hello", "slug": "mine" } });
    let all = join_all((0..AT_ONCE).map(|_| ada.call("createPost", wish.clone()))).await;
    let (made, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(|outcome| outcome.result.is_ok());
    assert_eq!(made.len(), 1);
    for outcome in refused {
        outcome.refused(409, "slug_taken");
    }
    assert_eq!(app.db_count("posts").await, 1);
}

async fn a_former_slug_answers_301_in_rest_and_resolves_in_graphql(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    set_slug(&ada, &post, "second").await.ok();
    set_slug(&ada, &post, "third").await.ok();
    for former in ["hello", "second"] {
        let moved = app.anonymous().get(&format!("/v1/posts/{former}")).await;
        assert_eq!((moved.status, moved.header("location")), (301, "/v1/posts/third"));
        let found = app.anonymous().gql("query($id: ID!) { post(id: $id) { slug } }", json!({ "id": former })).await;
        assert_eq!(found.ok(), json!({ "post": { "slug": "third" } }));
    }
    app.anonymous().get("/v1/posts/third").await.expect(200);
    let asked = "?include=tags&fields=id%2Ctags";
    let moved = app.anonymous().request("HEAD", &format!("/v1/posts/hello{asked}")).send().await;
    assert_eq!((moved.status, moved.header("location")), (301, format!("/v1/posts/third{asked}").as_str()));
}

async fn a_former_slug_tells_strangers_nothing_of_a_draft(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    set_slug(&ada, &post, "second").await.ok();
    app.anonymous().get("/v1/posts/hello").await.refused(404, "not_found");
    assert_eq!(ada.get("/v1/posts/hello").await.status, 301);
}
