//! Nobody finds what they may not see.

use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::json;

use super::{found, found_by, published};

each_face! {
    drafts_and_what_is_deleted_are_found_by_nobody,
    two_who_do_not_meet_do_not_find_each_other,
    who_is_suspended_is_found_by_nobody_but_those_who_work_on_everything,
    authors_that_entries_do_not_know_yet_are_looked_up,
    an_entry_that_has_outlived_its_post_shows_nothing,
    who_is_erased_is_not_found,
    what_one_may_not_see_is_not_counted_among_what_is_found,
    words_of_what_one_may_not_see_are_not_told_as_what_was_meant,
}

async fn drafts_and_what_is_deleted_are_found_by_nobody(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    let input = json!({ "title": "Secret plans", "markdown": "x", "tags": ["Secrets"] });
    ada.call("createPost", json!({ "input": input })).await.ok();
    let post = published(&ada, "Secret no more", "x", &[]).await;
    app.run_jobs().await;
    // Who sees all tags in their list finds them, too.
    let found = async |reader: &Actor| {
        let mut found = found_by(reader, json!({ "q": "secret*" })).await;
        found.sort_unstable();
        found
    };
    for reader in [&ada, &app.anonymous()] {
        assert_eq!(found(reader).await, ["post Secret no more"]);
    }
    assert_eq!(found(&boss).await, ["post Secret no more", "tag Secrets"]);
    ada.call("deletePost", id_of(&post)).await.ok();
    for reader in [&ada, &app.anonymous()] {
        assert_eq!(found(reader).await, [""; 0]);
    }
    assert_eq!(found(&boss).await, ["tag Secrets"]);
}

async fn two_who_do_not_meet_do_not_find_each_other(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let adas = published(&ada, "Thistles of ada", "x", &["Weeds"]).await;
    let bobs = published(&bob, "Thistles of bob", "x", &["Weeds"]).await;
    let cems = published(&cem, "Thistles of cem", "x", &["Weeds"]).await;
    for (who, post) in [(&ada, &cems), (&bob, &cems), (&cem, &adas), (&cem, &bobs)] {
        who.comment(post, &format!("{} on thistles", who.username)).await;
    }
    app.run_jobs().await;
    let sorted = async |reader: &Actor, q: &str| {
        let mut hits = found(reader, q).await;
        hits.sort_unstable();
        hits
    };
    let all = sorted(&cem, "thistles").await;
    assert_eq!(all.len(), 7);
    ada.call("blockUser", json!({ "id": bob.id })).await.ok();
    for (reader, other) in [(&ada, "bob"), (&bob, "ada")] {
        let seen = sorted(reader, "thistles").await;
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert!(!seen.iter().any(|hit| hit.ends_with(other)), "{seen:?}");
        assert_eq!(found(reader, other).await, [""; 0], "nor the person");
    }
    assert_eq!(sorted(&cem, "thistles").await, all, "others find both");
    assert_eq!(sorted(&app.anonymous(), "thistles").await, all);
    ada.call("unblockUser", json!({ "id": bob.id })).await.ok();
    assert_eq!(sorted(&ada, "thistles").await, all);
}

async fn who_is_suspended_is_found_by_nobody_but_those_who_work_on_everything(app: TestApp) {
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.editor("eve").await);
    let post = published(&ada, "Nettles", "x", &[]).await;
    bob.comment(&post, "More nettles").await;
    published(&bob, "Nettles again", "x", &[]).await;
    app.run_jobs().await;
    app.db_suspend(&bob).await;
    for reader in [&ada, &app.anonymous()] {
        assert_eq!(found(reader, "nettles").await, ["post Nettles"]);
        assert_eq!(found(reader, "bob").await, [""; 0]);
    }
    assert_eq!(found(&eve, "nettles").await.len(), 3);
    assert_eq!(found(&eve, "bob").await, ["user bob"]);
}

async fn authors_that_entries_do_not_know_yet_are_looked_up(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    for who in [&ada, &bob, &cem] {
        published(who, &format!("Docks of {}", who.username), "x", &[]).await;
    }
    app.run_jobs().await;
    assert_eq!(app.db_number_of("search_entries WHERE kind = 'post' AND author_id IS NULL").await, 0);
    app.db_run("UPDATE search_entries SET author_id = NULL", vec![]).await;
    app.db_suspend(&bob).await;
    ada.call("blockUser", json!({ "id": cem.id })).await.ok();
    let posts = json!({ "q": "docks", "type": "post" });
    assert_eq!(found_by(&ada, posts.clone()).await, ["post Docks of ada"]);
    assert_eq!(found_by(&cem, posts.clone()).await, ["post Docks of cem"]);
    assert_eq!(found_by(&app.anonymous(), posts).await, ["post Docks of cem", "post Docks of ada"]);
}

/// Somebody has changed the post in the database alone.
async fn an_entry_that_has_outlived_its_post_shows_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    for title in ["Teasels one", "Teasels two", "Teasels now"] {
        published(&ada, title, "x", &[]).await;
    }
    app.run_jobs().await;
    app.db_run("UPDATE posts SET status = 'draft' WHERE title = 'Teasels now'", vec![]).await;
    for reader in [&ada, &app.anonymous()] {
        let page = reader.call("search", json!({ "q": "teasels", "type": "post", "first": 1 })).await.ok();
        assert_eq!(
            (&page["data"][0]["title"], &page["pageInfo"]["hasNextPage"]),
            (&json!("Teasels two"), &json!(true))
        );
        let all = found_by(reader, json!({ "q": "teasels", "type": "post" })).await;
        assert_eq!(all, ["post Teasels two", "post Teasels one"]);
    }
}

async fn who_is_erased_is_not_found(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    published(&ada, "Brambles", "x", &[]).await;
    ada.call("deleteMe", json!({})).await.ok();
    app.advance(chrono::TimeDelta::days(30));
    app.run_jobs().await;
    assert_eq!(found(&nobody, "ada").await, [""; 0]);
    assert_eq!(found(&nobody, "deleted").await, [""; 0]);
    let hits = nobody.call("search", json!({ "q": "brambles" })).await.ok();
    assert_eq!(hits["data"][0]["authorName"], "Deleted account");
}

async fn what_one_may_not_see_is_not_counted_among_what_is_found(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    published(&ada, "Clover one", "x", &["Field"]).await;
    published(&bob, "Clover two", "x", &["Field"]).await;
    app.run_jobs().await;
    let count = async |reader: &Actor| {
        let answer = reader.get("/v1/search?q=clover&type=post&includeTotal=true&includeFacets=true").await.json();
        (answer["totalCount"].clone(), answer["facets"]["tags"][0]["count"].clone())
    };
    assert_eq!(count(&ada).await, (json!(2), json!(2)));
    bob.call("blockUser", json!({ "id": ada.id })).await.ok();
    assert_eq!(count(&ada).await, (json!(1), json!(1)));
    assert_eq!(count(&app.anonymous()).await, (json!(2), json!(2)));
}

/// Neither by a slip, nor by a cursor of another one, nor because a word that nobody may see keeps another from being meant.
async fn words_of_what_one_may_not_see_are_not_told_as_what_was_meant(app: TestApp) {
    let (ada, bob, nobody) = (app.user("ada").await, app.user("bob").await, app.anonymous());
    published(&ada, "Gargantuan engines", "x", &[]).await;
    published(&ada, "Zebrafist", "x", &[]).await;
    let draft = json!({ "title": "Not yet", "tags": ["Initech", "Zebrafish"] });
    ada.call("createPost", json!({ "input": draft })).await.ok();
    let withdrawn = published(&ada, "Withdrawn", "x", &[]).await;
    bob.comment(&withdrawn, "Albuquerque").await;
    ada.call("unpublishPost", id_of(&withdrawn)).await.ok();
    app.run_jobs().await;
    let first = nobody.call("search", json!({ "q": "gargantuam", "first": 1 })).await.ok();
    assert_eq!(first["corrected"], "gargantuan");
    let cursor = &first["pageInfo"]["endCursor"];
    for q in ["initach", "albuquerqe"] {
        for arguments in [json!({ "q": q }), json!({ "q": q, "first": 1, "after": cursor })] {
            let hits = nobody.call("search", arguments).await.ok();
            assert_eq!((&hits["corrected"], &hits["data"]), (&json!(null), &json!([])), "{q}");
        }
    }
    let beyond = nobody.call("search", json!({ "q": "gargantuam", "after": cursor })).await.ok();
    assert_eq!((&beyond["corrected"], &beyond["data"]), (&json!(null), &json!([])), "nothing is there any more");
    for q in ["zebrafish", "zebrafisx"] {
        let hits = nobody.call("search", json!({ "q": q })).await.ok();
        assert_eq!((&hits["corrected"], &hits["data"][0]["title"]), (&json!("zebrafist"), &json!("Zebrafist")), "{q}");
    }
}
