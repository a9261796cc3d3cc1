//! Pictures of the site that an archive comes from.

use chrono::TimeDelta;
use presswork_tests::{Actor, Face, Mood, Receiver, TestApp, each_profile, id_of, pictures};
use serde_json::{Value, json};

use super::operations::{asked, done, look, markdown, send};

each_profile! {
    pictures_are_fetched_and_shown_where_they_were,
    what_can_not_be_fetched_is_told_and_the_post_stays_whole,
    an_address_that_is_not_public_is_never_asked,
    a_site_that_does_not_answer_at_once_is_asked_again,
    what_comes_again_has_its_pictures_and_what_has_changed_gets_them_anew,
    a_picture_that_was_fetched_goes_with_its_import,
    a_picture_that_a_post_shows_stays_with_it,
    a_picture_that_a_post_of_somebody_else_shows_stays,
    a_picture_goes_with_its_import_also_when_the_fetching_did_not_end,
}

/// A site that sends a picture whatever it is asked for.
async fn old_site() -> (Receiver, Vec<u8>) {
    let (receiver, png) = (Receiver::start().await, pictures::png(40, 30));
    receiver.becomes(Mood::Answers(200, vec!["content-type: image/png".to_owned()], png.clone()));
    (receiver, png)
}

/// Its address under a name, whatever path.
fn base(receiver: &Receiver, host: &str) -> String {
    receiver.url_at(host).trim_end_matches("/hook").to_owned()
}

/// Files of Markdown that come from a site, to be taken in.
async fn from(boss: &Actor, origin: &str, files: &[(&str, &str)]) -> Value {
    let bytes = markdown(files);
    let input = json!({ "form": "markdown", "author": "ada", "size": bytes.len(), "origin": origin });
    let import = asked(boss, input).await;
    send(boss, &import, &bytes).await.expect(200);
    import
}

async fn source(app: &TestApp, ada: &Actor, slug: &str) -> String {
    app.run_jobs().await;
    ada.through(Face::Rest).call("post", json!({ "id": slug })).await.ok()["markdown"].as_str().unwrap().to_owned()
}

/// What the job that fetches pictures says in the end.
async fn receipt(boss: &Actor, import: &Value) -> Value {
    let stands = look(boss, import).await;
    assert_eq!(stands["state"], "applied");
    boss.call("job", json!({ "id": stands["mediaJobId"] })).await.ok()
}

async fn pictures_are_fetched_and_shown_where_they_were(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (receiver, png) = old_site().await;
    let origin = base(&receiver, "127.0.0.1");
    let one = format!(
        "---\ndate: 2020-01-01\n---\n\n![A cat]({origin}/a.png) and ![again](/a.png) and ![far](https://far.example/a.png)"
    );
    let two = format!("---\ndate: 2020-01-01\n---\n\n![The same]({origin}/a.png \"A\") [linked]({origin}/a.png)");
    let import = from(&boss, &origin, &[("one.md", &one), ("two.md", &two)]).await;
    done(&app, &boss, "applyDataImport", &import).await;
    let receipt = receipt(&boss, &import).await;
    assert_eq!((&receipt["state"], &receipt["result"]), (&json!("succeeded"), &json!({ "fetched": 2, "failed": 0 })));
    assert_eq!(receiver.heard().len(), 2, "an address is asked once: {:?}", receiver.heard());
    let library = ada.call("mediaLibrary", json!({})).await.ok();
    let media = library["data"].as_array().unwrap();
    assert!(media.len() == 2 && media.iter().all(|it| it["state"] == "ready"), "theirs whose post it is in: {library}");
    let (one, two) = (source(&app, &ada, "one").await, source(&app, &ada, "two").await);
    assert!(!one.contains(&origin) && !two.contains(&origin), "{one}\n{two}");
    assert!(one.contains("![far](https://far.example/a.png)"), "{one}");
    let place = one.split("![A cat](").nth(1).unwrap().split(')').next().unwrap();
    assert!(two.contains(&format!("![The same]({place} \"A\") [linked]({place})")), "{two}");
    let shown = app.anonymous().get(place).await;
    assert_eq!((shown.status, pictures::decoded(&shown.body).0), (200, 40), "{place}");
    let html = app.anonymous().get("/v1/posts/one").await.expect(200)["html"].as_str().unwrap().to_owned();
    assert!(html.contains(&format!("src=\"{place}\"")), "{html}");
    assert!(!png.is_empty());
    // Taken in again, it is what it was.
    let again = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!(super::operations::sum(&again, "conflicts"), 0, "{again}");
    assert_eq!(receiver.heard().len(), 2);
}

async fn what_can_not_be_fetched_is_told_and_the_post_stays_whole(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (receiver, _) = old_site().await;
    let origin = base(&receiver, "127.0.0.1");
    let text = "# Pictures\n\n![gone](/gone.png)";
    for (mood, words) in [
        (Mood::status(404), "it answered with 404"),
        (Mood::header(302, "location: http://169.254.169.254/"), "it answered with 302; redirects are not followed"),
        (Mood::Answers(200, Vec::new(), b"<html>".to_vec()), "no JPEG, PNG, GIF or WebP"),
        (Mood::Answers(200, Vec::new(), Vec::new()), "no JPEG, PNG, GIF or WebP"),
        (Mood::Answers(200, Vec::new(), pictures::png(40, 30)[..60].to_vec()), "it can't be shown: image_unreadable"),
    ] {
        receiver.becomes(mood);
        let import = from(&boss, &origin, &[("pictures.md", text)]).await;
        done(&app, &boss, "applyDataImport", &import).await;
        assert_eq!(receipt(&boss, &import).await["result"], json!({ "fetched": 0, "failed": 1 }), "{words}");
        let found = boss.call("dataImportFindings", id_of(&import)).await.ok();
        let reason = found["data"][0]["reason"].as_str().unwrap();
        assert!(reason.starts_with("/gone.png: ") && reason.contains(words), "{reason}");
        assert_eq!(source(&app, &ada, "pictures").await, text);
        done(&app, &boss, "undoDataImport", &import).await;
    }
}

async fn an_address_that_is_not_public_is_never_asked(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (receiver, _) = old_site().await;
    // Public when it is said; then what a rebinding name server says.
    app.names.lead("old.example", &[&["169.254.169.254", "10.0.0.1"]]);
    let origin = base(&receiver, "old.example");
    let port = origin.rsplit(':').next().unwrap();
    let text = format!(
        "# Pictures\n\n![a](/a.png) ![b](http://old.example:22/b.png) ![c](http://127.0.0.1:{port}/c.png) \
         ![d](http://169.254.169.254/d.png)"
    );
    let import = from(&boss, &origin, &[("pictures.md", &text)]).await;
    done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!(receipt(&boss, &import).await["result"], json!({ "fetched": 0, "failed": 2 }));
    let found = boss.call("dataImportFindings", id_of(&import)).await.ok();
    let reasons: Vec<_> = found["data"].as_array().unwrap().iter().map(|it| it["reason"].as_str().unwrap()).collect();
    assert_eq!(
        reasons,
        [
            "/a.png: the address leads to a network that may not be asked",
            "http://old.example:22/b.png: this port is not for HTTP",
        ]
    );
    assert_eq!(receiver.heard().len(), 0, "what lies on another site is let alone");
    assert_eq!(source(&app, &ada, "pictures").await, text);
}

async fn a_site_that_does_not_answer_at_once_is_asked_again(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (receiver, _) = old_site().await;
    receiver.first([Mood::status(503), Mood::HangsUp]);
    let origin = base(&receiver, "127.0.0.1");
    let import = from(&boss, &origin, &[("pictures.md", "![a](/a.png)")]).await;
    done(&app, &boss, "applyDataImport", &import).await;
    for _ in 0..2 {
        let problem = boss.call("undoDataImport", id_of(&import)).await.refused(409, "import_running");
        assert!(problem["detail"].as_str().unwrap().contains(import["id"].as_str().unwrap()), "{problem}");
        app.advance(TimeDelta::seconds(10));
        app.run_jobs().await;
    }
    assert_eq!(receipt(&boss, &import).await["result"], json!({ "fetched": 1, "failed": 0 }));
    assert_eq!(receiver.heard().len(), 3);
    assert!(source(&app, &ada, "pictures").await.starts_with("![a](/v1/media/"));
}

async fn what_comes_again_has_its_pictures_and_what_has_changed_gets_them_anew(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (receiver, _) = old_site().await;
    let origin = base(&receiver, "127.0.0.1");
    let posts = |import: &Value| {
        let tallies = import["tallies"].as_array().unwrap();
        let of = tallies.iter().find(|tally| tally["file"] == "posts.jsonl").unwrap();
        ["created", "updated", "skipped", "conflicts"].map(|name| of[name].as_u64().unwrap())
    };
    let first = from(&boss, &origin, &[("pictures.md", "![a](/a.png)")]).await;
    assert_eq!(posts(&done(&app, &boss, "applyDataImport", &first).await), [1, 0, 0, 0]);
    let before = source(&app, &ada, "pictures").await;
    let same = from(&boss, &origin, &[("pictures.md", "![a](/a.png)")]).await;
    assert_eq!(posts(&done(&app, &boss, "applyDataImport", &same).await), [0, 0, 1, 0]);
    assert_eq!((source(&app, &ada, "pictures").await, receiver.heard().len()), (before.clone(), 1));
    let changed = from(&boss, &origin, &[("pictures.md", "![a](/a.png) and ![b](/b.png)")]).await;
    assert_eq!(posts(&done(&app, &boss, "planDataImport", &changed).await), [0, 1, 0, 0]);
    let applied = done(&app, &boss, "applyDataImport", &changed).await;
    assert_eq!(posts(&applied), [0, 1, 0, 0], "{applied}");
    let after = source(&app, &ada, "pictures").await;
    assert!(after.contains(" and ![b](/v1/media/") && !after.contains("/a.png"), "{after}");
    assert_eq!(app.db_number_of("media").await, 3);
    let revisions = app.db_rows("SELECT reason FROM post_revisions ORDER BY number", vec![]).await;
    let reasons = json!([{ "reason": null }, { "reason": "import" }, { "reason": "pictures fetched" }]);
    assert_eq!(json!(revisions), reasons, "each of what it said");
    let undone = done(&app, &boss, "undoDataImport", &changed).await;
    assert_eq!((&undone["state"], posts(&undone)), (&json!("undone"), [0, 1, 0, 0]), "{undone}");
    assert_eq!((source(&app, &ada, "pictures").await, app.db_number_of("media").await), (before, 1));
    let undone = done(&app, &boss, "undoDataImport", &first).await;
    assert_eq!((posts(&undone), app.db_number_of("posts").await), ([1, 0, 0, 0], 0), "{undone}");
}

async fn a_picture_that_was_fetched_goes_with_its_import(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    let (receiver, _) = old_site().await;
    let origin = base(&receiver, "127.0.0.1");
    let import = from(&boss, &origin, &[("pictures.md", "![a](/a.png)")]).await;
    done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!(app.db_number_of("media").await, 1);
    let undone = done(&app, &boss, "undoDataImport", &import).await;
    assert_eq!((&undone["state"], super::operations::sum(&undone, "conflicts")), (&json!("undone"), 0), "{undone}");
    for table in ["posts", "media", "import_pictures"] {
        assert_eq!(app.db_number_of(table).await, 0, "{table}");
    }
    let again = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!((&again["state"], app.db_number_of("media").await), (&json!("applied"), 1));
}

async fn a_picture_that_a_post_shows_stays_with_it(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (receiver, _) = old_site().await;
    let origin = base(&receiver, "127.0.0.1");
    let text = |name: &str| format!("---\ndate: 2020-01-01\n---\n\n![a](/{name}.png)");
    let (kept, gone) = (text("kept"), text("gone"));
    let import = from(&boss, &origin, &[("kept.md", &kept), ("gone.md", &gone)]).await;
    done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!(app.db_number_of("media").await, 2);
    let post = ada.through(Face::Rest).call("post", json!({ "id": "kept" })).await.ok();
    ada.call("updatePost", json!({ "id": post["id"], "input": { "title": "Anew" } })).await.ok();
    let undone = done(&app, &boss, "undoDataImport", &import).await;
    assert_eq!((&undone["state"], super::operations::sum(&undone, "conflicts")), (&json!("undone"), 2), "{undone}");
    assert_eq!((app.db_number_of("posts").await, app.db_number_of("media").await), (1, 1));
    let found = boss.call("dataImportFindings", id_of(&import)).await.ok();
    assert!(found["data"][1]["reason"].as_str().unwrap().ends_with("is shown by a post that stays"), "{found}");
    let source = source(&app, &ada, "kept").await;
    let place = source.split("![a](").nth(1).unwrap().split(')').next().unwrap();
    assert_eq!(app.anonymous().get(place).await.status, 200, "{place}");
}

async fn a_picture_that_a_post_of_somebody_else_shows_stays(app: TestApp) {
    let (boss, ada, bob) = (app.admin("boss").await, app.user("ada").await, app.user("bob").await);
    let (receiver, _) = old_site().await;
    let origin = base(&receiver, "127.0.0.1");
    let import = from(&boss, &origin, &[("one.md", "---\ndate: 2020-01-01\n---\n\n![a](/a.png)")]).await;
    done(&app, &boss, "applyDataImport", &import).await;
    let source = source(&app, &ada, "one").await;
    let place = source.split("![a](").nth(1).unwrap().split(')').next().unwrap();
    let input = json!({ "title": "Seen", "markdown": format!("![b]({place})") });
    bob.call("createPost", json!({ "input": input })).await.ok();
    let undone = done(&app, &boss, "undoDataImport", &import).await;
    assert_eq!((&undone["state"], super::operations::sum(&undone, "conflicts")), (&json!("undone"), 1), "{undone}");
    assert_eq!((app.db_number_of("posts").await, app.db_number_of("media").await), (1, 1));
    assert_eq!(app.anonymous().get(place).await.status, 200, "{place}");
}

async fn a_picture_goes_with_its_import_also_when_the_fetching_did_not_end(app: TestApp) {
    let boss = app.admin("boss").await;
    app.user("ada").await;
    let (receiver, _) = old_site().await;
    let origin = base(&receiver, "127.0.0.1");
    let import = from(&boss, &origin, &[("pictures.md", "![a](/a.png)")]).await;
    done(&app, &boss, "applyDataImport", &import).await;
    // As if it had been called off before it wrote down what has come.
    assert_eq!(app.db_run("DELETE FROM import_rows WHERE file = 'media.jsonl'", vec![]).await, 1);
    done(&app, &boss, "undoDataImport", &import).await;
    for table in ["posts", "media", "import_pictures"] {
        assert_eq!(app.db_number_of(table).await, 0, "{table}");
    }
}
