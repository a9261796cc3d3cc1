//! The same over the API: sent, planned, taken in and taken back by jobs, and the pictures fetched.

use presswork_tests::{Mood, Receiver, TestApp, each_face, id_of, pictures};
use serde_json::{Value, json};

use super::{GHOST, WORDPRESS, source, zipped};
use crate::imports::operations::{asked, done, look, send, sum};

each_face! {
    an_export_of_ghost_is_taken_in_by_jobs_with_its_pictures,
    an_export_of_wordpress_says_itself_where_its_pictures_are,
    what_is_said_of_an_export_is_checked,
    what_is_no_export_is_refused_at_its_first_bytes_or_with_a_reason,
}

async fn an_export_of_ghost_is_taken_in_by_jobs_with_its_pictures(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    let receiver = Receiver::start().await;
    receiver.becomes(Mood::Answers(200, vec!["content-type: image/png".to_owned()], pictures::png(40, 30)));
    let origin = receiver.url().trim_end_matches("/hook").to_owned();
    let input = json!({ "form": "ghost", "author": "ada", "size": GHOST.len(), "origin": origin });
    let import = asked(&boss, input).await;
    assert_eq!((&import["form"], &import["author"]), (&json!("ghost"), &json!("ada")));
    assert_eq!(import["origin"], format!("{origin}/"));
    send(&boss, &import, GHOST.as_bytes()).await.expect(200);
    let planned = done(&app, &boss, "planDataImport", &import).await;
    assert_eq!((&planned["state"], app.db_number_of("posts").await), (&json!("planned"), 0), "{planned}");
    let items = json!({ "file": "posts", "created": 0, "updated": 0, "skipped": 0, "conflicts": 3 });
    assert_eq!(planned["tallies"][0], items, "one comes as a draft, a page, and one that is broken");
    let applied = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!((&applied["state"], &applied["tallies"][0]), (&json!("applied"), &items), "{applied}");
    let receipt = boss.call("job", json!({ "id": applied["mediaJobId"] })).await.ok();
    assert_eq!((&receipt["state"], &receipt["result"]), (&json!("succeeded"), &json!({ "fetched": 3, "failed": 0 })));
    assert!(source(&app, "drizzle").await.contains("![Fog](/v1/media/"), "{}", source(&app, "drizzle").await);
    assert_eq!(app.db_number_of("posts WHERE cover_media_id IS NOT NULL AND social_image IS NULL").await, 1);
    assert_eq!(app.db_number_of("users").await, 3, "ada is who has her address, and grace is new");
    let again = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!((sum(&again, "conflicts"), receiver.heard().len()), (3, 3), "{again}");
    let undone = done(&app, &boss, "undoDataImport", &import).await;
    assert_eq!((&undone["state"], sum(&undone, "conflicts")), (&json!("undone"), 0), "{undone}");
    for (table, left) in [("users", 2), ("posts", 0), ("media", 0), ("tags", 0), ("import_pictures", 0)] {
        assert_eq!(app.db_number_of(table).await, left, "{table}");
    }
}

async fn an_export_of_wordpress_says_itself_where_its_pictures_are(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    app.names.lead("blog.example.org", &[&["10.0.0.1"]]);
    let bytes = zipped(&[("blog.wordpress.2024-03-10.xml", WORDPRESS)]);
    let import = asked(&boss, json!({ "form": "wordpress", "author": "ada", "size": bytes.len() })).await;
    assert_eq!((&import["form"], &import["origin"]), (&json!("wordpress"), &Value::Null));
    send(&boss, &import, &bytes).await.expect(200);
    let applied = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!((&applied["state"], &applied["origin"]), (&json!("applied"), &json!("https://blog.example.org")));
    let items = json!({ "file": "items", "created": 0, "updated": 0, "skipped": 4, "conflicts": 3 });
    assert_eq!(applied["tallies"][0], items);
    assert_eq!(app.db_number_of("comments").await, 2);
    let found = boss.call("dataImportFindings", json!({ "id": import["id"], "first": 100 })).await.ok();
    let told = |file: &str, words: &str| {
        let found = found["data"].as_array().unwrap();
        found.iter().any(|it| it["file"] == file && it["reason"].as_str().unwrap().contains(words))
    };
    assert!(told("items", "pages do not come"), "{found}");
    assert!(told("pictures", "puddle"), "what leads to a network that may not be asked: {found}");
    let undone = done(&app, &boss, "undoDataImport", &import).await;
    assert_eq!((&undone["state"], app.db_number_of("posts").await), (&json!("undone"), 0), "{undone}");
}

async fn what_is_said_of_an_export_is_checked(app: TestApp) {
    let boss = app.admin("boss").await;
    for (input, faults) in [
        (json!({ "form": "ghost", "size": 1 }), vec!["/author required"]),
        (json!({ "form": "wordpress", "size": 1 }), vec!["/author required"]),
        (json!({ "form": "ghost", "author": "nobody", "size": 1 }), vec!["/author unknown"]),
        (json!({ "form": "wordpress", "author": "nobody", "size": 1 }), vec!["/author unknown"]),
        (
            json!({ "form": "ghost", "author": "boss", "size": 1, "origin": "ftp://old.example.org" }),
            vec!["/origin invalid_format"],
        ),
        (
            json!({ "form": "wordpress", "size": 0, "origin": "https://10.0.0.1/" }),
            vec!["/author required", "/size out_of_range", "/origin forbidden_address"],
        ),
    ] {
        let refused = boss.call("createDataImport", json!({ "input": input.clone() })).await.faults();
        assert_eq!(refused, faults, "{input}");
    }
}

async fn what_is_no_export_is_refused_at_its_first_bytes_or_with_a_reason(app: TestApp) {
    let boss = app.admin("boss").await;
    let (ghost, wordpress) = (GHOST.as_bytes(), WORDPRESS.as_bytes());
    for (form, bytes) in [("ghost", wordpress), ("wordpress", ghost), ("markdown", ghost), ("site", wordpress)] {
        let author = (form != "site").then_some("boss");
        let import = asked(&boss, json!({ "form": form, "author": author, "size": bytes.len() })).await;
        send(&boss, &import, bytes).await.refused(415, "unsupported_media_type");
    }
    for (form, bytes) in [("ghost", &ghost[..ghost.len() / 2]), ("wordpress", &wordpress[..wordpress.len() / 2])] {
        let import = asked(&boss, json!({ "form": form, "author": "boss", "size": bytes.len() })).await;
        send(&boss, &import, bytes).await.expect(200);
        let refused = done(&app, &boss, "applyDataImport", &import).await;
        assert_eq!(refused["state"], "refused", "{refused}");
        assert!(refused["reason"].as_str().unwrap().contains("ends in the middle"), "{refused}");
        boss.call("deleteDataImport", id_of(&import)).await.ok();
        app.run_jobs().await;
    }
    let list = boss.call("dataImports", json!({})).await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 4);
    assert_eq!(look(&boss, &list["data"][0]).await["receivedBytes"], 0);
    assert_eq!(app.db_number_of("posts").await, 0);
}
