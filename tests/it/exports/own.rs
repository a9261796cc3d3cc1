//! What one has, and what is known of one.

use presswork_tests::{TestApp, each_face, id_of, pictures};
use serde_json::{Value, json};

use super::{Archive, downloaded, sha256, taken};

each_face! {
    what_is_mine_is_in_it_and_nothing_of_others,
    pictures_are_in_it_byte_by_byte,
}

async fn what_is_mine_is_in_it_and_nothing_of_others(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mine, draft) = (ada.published("Weather").await, ada.draft("Not yet").await);
    let theirs = bob.published("Of bob alone").await;
    ada.comment(&theirs, "Rain, *again*.").await;
    bob.comment(&mine, "Nothing that ada wrote.").await;
    ada.follows(&bob).await;
    ada.call("addBookmark", json!({ "post": theirs["id"] })).await.ok();
    ada.call("reactToPost", json!({ "id": theirs["id"], "kind": "like" })).await.ok();
    for person in [&ada, &bob] {
        person.call("subscribe", json!({ "input": {} })).await.ok();
    }
    let bounced = "INSERT INTO suppressions (id, email, reason, created_at) \
                   SELECT u.id, u.email, 'bounce', u.created_at FROM users u WHERE u.username IN ('ada', 'bob')";
    assert_eq!(app.db_run(bounced, vec![]).await, 2);
    app.run_jobs().await;
    let export = taken(&app, &ada, "own").await;
    let bytes = downloaded(&app, &export).await;
    assert_eq!((&export["bytes"], &export["sha256"]), (&json!(bytes.len()), &json!(sha256(&bytes))));
    let archive = Archive::of(&bytes);

    let accounts = archive.lines("users.jsonl");
    assert_eq!((accounts.len(), &accounts[0]["email"]), (1, &json!("ada@example.org")));
    let posts: Vec<_> = archive.lines("posts.jsonl").iter().map(|post| post["id"].clone()).collect();
    assert!(posts.len() == 2 && posts.contains(&mine["id"]) && posts.contains(&draft["id"]), "{posts:?}");
    let source = archive.text(&format!("posts/{}.md", mine["id"].as_str().unwrap()));
    assert_eq!(source, "# Weather\n\nIt *works*.");
    assert_eq!(archive.lines("comments.jsonl")[0]["markdown"], "Rain, *again*.");
    assert_eq!(archive.lines("bookmarks.jsonl")[0]["postId"], theirs["id"]);
    assert_eq!(archive.lines("postReactions.jsonl")[0]["kind"], "like");
    assert_eq!(archive.lines("follows.jsonl")[0]["followeeId"], json!(bob.id));
    assert_eq!(archive.lines("tags.jsonl")[0]["slug"], "rust");
    assert!(!archive.lines("sessions.jsonl").is_empty() && !archive.lines("notifications.jsonl").is_empty());
    let actions: Vec<_> = archive.lines("actions.jsonl").iter().map(|line| line["action"].clone()).collect();
    assert!(actions.contains(&json!("session.login")), "{actions:?}");

    let (subscriptions, suppressed) = (archive.lines("subscribers.jsonl"), archive.lines("suppressions.jsonl"));
    assert_eq!((subscriptions.len(), &subscriptions[0]["userId"]), (1, &json!(ada.id)));
    assert!(subscriptions[0]["confirmedAt"].is_string(), "{subscriptions:?}");
    assert_eq!((suppressed.len(), &suppressed[0]["reason"]), (1, &json!("bounce")));

    let words = archive.words();
    for foreign in ["bob@example.org", "Of bob alone", "Nothing that ada wrote", "password", "$2b$"] {
        assert!(!words.contains(foreign), "{foreign}");
    }
}

async fn pictures_are_in_it_byte_by_byte(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let media = ada.picture(&app, &pictures::png(400, 300)).await;
    bob.picture(&app, &pictures::png(40, 30)).await;
    let archive = Archive::of(&downloaded(&app, &taken(&app, &ada, "own").await).await);
    let (kept, picture) = (archive.lines("media.jsonl"), archive.lines("pictures.jsonl"));
    assert_eq!((kept.len(), picture.len(), &kept[0]["id"]), (1, 1, &media["id"]));
    let hash = sha256(&pictures::png(400, 300));
    assert_eq!((&kept[0]["picture"], &picture[0]["sha256"]), (&json!(hash), &json!(hash)));
    let variants = picture[0]["variants"].as_array().unwrap();
    assert_eq!(variants.len(), media["variants"].as_array().unwrap().len());
    for (variant, shown) in variants.iter().zip(media["variants"].as_array().unwrap()) {
        let file = &archive.0[&format!("media/{hash}/{}", variant["name"].as_str().unwrap())];
        let served = app.anonymous().get(shown["url"].as_str().unwrap()).await.body;
        assert_eq!((file, &variant["sha256"]), (&served, &json!(sha256(&served))));
    }
    let manifest = archive.manifest();
    assert_eq!(
        (&manifest["format"], &manifest["version"], &manifest["kind"]),
        (&json!("presswork"), &json!(1), &json!("own"))
    );
    let entries = manifest["files"].as_array().unwrap();
    assert_eq!(entries.len() + 1, archive.0.len(), "all but the manifest");
    for entry in entries {
        let file = &archive.0[entry["path"].as_str().unwrap()];
        assert_eq!((&entry["bytes"], &entry["sha256"]), (&json!(file.len()), &json!(sha256(file))), "{entry}");
    }
    assert_eq!(manifest["missing"], Value::Array(Vec::new()));
    ada.call("deleteMedia", id_of(&media)).await.ok();
}
