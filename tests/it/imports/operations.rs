//! Imports as admins ask for them: planned, taken in and taken back by jobs.

use chrono::TimeDelta;
use presswork_tests::{Actor, Face, TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{packed, site, with};

each_face! {
    an_archive_is_sent_planned_taken_in_and_taken_back,
    only_admins_who_have_just_proved_themselves_take_archives_in,
    what_can_not_be_is_said,
    an_archive_that_is_not_whole_is_refused_with_a_reason,
    what_can_not_come_is_listed,
    one_import_is_carried_out_at_a_time,
    what_was_called_off_can_be_done_again,
    an_old_job_that_is_retried_does_nothing,
    a_job_that_is_retried_waits_for_another_import,
    files_of_markdown_are_somebodys,
    another_try_meets_all_that_the_one_before_has_brought,
}

/// Another site with an admin of its own.
pub async fn elsewhere(app: &TestApp) -> (TestApp, Actor) {
    let other = TestApp::open(app.profile, app.face, &[]).await;
    let chief = other.admin("chief").await;
    (other, chief)
}

/// Asks for an import.
pub async fn asked(who: &Actor, input: Value) -> Value {
    who.call("createDataImport", json!({ "input": input })).await.ok()
}

/// Sends the archive of an import.
pub async fn send(who: &Actor, import: &Value, bytes: &[u8]) -> presswork_tests::Reply {
    who.request("PUT", import["uploadUrl"].as_str().unwrap()).body(bytes).send().await
}

/// An import of a site whose archive has arrived.
pub async fn sent(who: &Actor, bytes: &[u8]) -> Value {
    let import = asked(who, json!({ "form": "site", "size": bytes.len() })).await;
    send(who, &import, bytes).await.expect(200);
    import
}

/// How an import stands.
pub async fn look(who: &Actor, import: &Value) -> Value {
    who.call("dataImport", id_of(import)).await.ok()
}

/// Has a job carried out, and tells how the import stands then.
pub async fn done(app: &TestApp, who: &Actor, operation: &str, import: &Value) -> Value {
    who.call(operation, id_of(import)).await.ok();
    app.run_jobs().await;
    look(who, import).await
}

/// A sum of all files.
pub fn sum(import: &Value, of: &str) -> u64 {
    import["tallies"].as_array().unwrap().iter().map(|tally| tally[of].as_u64().unwrap()).sum()
}

/// A zip of Markdown files.
pub fn markdown(files: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    packed(&files)
}

/// A zip of so many Markdown files of some two kilobytes.
pub fn packed_markdown(count: usize) -> Vec<u8> {
    let text = |n: usize| {
        let words = format!("Words and *words* about {n}. ").repeat(75);
        format!("---\ntitle: Post {n}\ndate: 2020-01-01\ntags: [tag-{}, rust]\n---\n\n{words}\n", n % 50)
    };
    let files: Vec<_> = (0..count).map(|n| (format!("post-{n}.md"), text(n).into_bytes())).collect();
    packed(&files)
}

async fn an_archive_is_sent_planned_taken_in_and_taken_back(app: TestApp) {
    let bytes = site(&app).await;
    let (other, chief) = elsewhere(&app).await;
    let import = asked(&chief, json!({ "form": "site", "size": bytes.len() })).await;
    assert_eq!((&import["state"], &import["receivedBytes"]), (&json!("waiting"), &json!(0)));
    let ready = send(&chief, &import, &bytes).await.expect(200);
    assert_eq!((&ready["state"], &ready["receivedBytes"]), (&json!("ready"), &json!(bytes.len())));

    let job = chief.call("planDataImport", id_of(&import)).await.ok();
    assert_eq!((&job["kind"], &job["state"]), (&json!("imports.plan"), &json!("queued")));
    let planning = look(&chief, &import).await;
    assert_eq!((&planning["state"], &planning["jobId"]), (&json!("planning"), &job["id"]));
    other.run_jobs().await;
    let planned = look(&chief, &import).await;
    assert_eq!((&planned["state"], &planned["uploadUrl"]), (&json!("planned"), &Value::Null));
    assert!(sum(&planned, "created") > 20 && sum(&planned, "conflicts") == 0, "{planned}");
    assert_eq!(other.db_number_of("posts").await, 0, "a plan writes nothing");

    let job = chief.call("applyDataImport", id_of(&import)).await.ok();
    other.run_jobs().await;
    let applied = look(&chief, &import).await;
    assert_eq!((&applied["state"], &applied["tallies"]), (&json!("applied"), &planned["tallies"]));
    let job = chief.call("job", id_of(&job)).await.ok();
    let created = sum(&applied, "created");
    let told = json!({ "state": "applied", "created": created, "updated": 0, "skipped": 0, "conflicts": 0 });
    assert_eq!((&job["state"], &job["result"]), (&json!("succeeded"), &told));
    assert_eq!(job["progress"]["done"], job["progress"]["total"], "{job}");
    assert_eq!(other.anonymous().get("/v1/posts/climate").await.expect(200)["title"], "Weather");

    let undone = done(&other, &chief, "undoDataImport", &import).await;
    assert_eq!((&undone["state"], sum(&undone, "conflicts")), (&json!("undone"), 0), "{undone}");
    for table in ["posts", "slugs", "tags", "comments", "reactions", "media", "follows"] {
        assert_eq!(other.db_number_of(table).await, 0, "{table}");
    }
    for table in ["users", "search_entries"] {
        assert_eq!(other.db_number_of(table).await, 1, "the admin of the place: {table}");
    }
    chief.call("undoDataImport", id_of(&import)).await.refused(409, "import_not_applied");
    let again = done(&other, &chief, "applyDataImport", &import).await;
    assert_eq!((&again["state"], sum(&again, "conflicts")), (&json!("applied"), 0), "it can come again: {again}");
    let log = chief.call("auditLog", json!({ "target": import["id"] })).await.ok();
    let log: Vec<_> = log["data"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(log, ["import.applied", "import.undone", "import.applied", "import.created"]);
    other.abandon_jobs();
}

async fn only_admins_who_have_just_proved_themselves_take_archives_in(app: TestApp) {
    let (boss, ed) = (app.admin("boss").await, app.moderator("mod").await);
    let bytes = markdown(&[("a.md", "# A")]);
    let input = json!({ "form": "markdown", "author": "mod", "size": bytes.len() });
    let import = asked(&boss, input.clone()).await;
    send(&boss, &import, &bytes).await.expect(200);
    let program = boss.program(&["admin"]).await;
    for operation in
        ["dataImport", "dataImportFindings", "planDataImport", "applyDataImport", "undoDataImport", "deleteDataImport"]
    {
        ed.call(operation, id_of(&import)).await.refused(403, "forbidden");
        program.call(operation, id_of(&import)).await.refused(403, "session_required");
        app.anonymous().call(operation, id_of(&import)).await.refused(401, "authentication_required");
    }
    ed.call("dataImports", json!({})).await.refused(403, "forbidden");
    ed.call("createDataImport", json!({ "input": input })).await.refused(403, "forbidden");
    send(&ed, &import, &bytes).await.refused(403, "forbidden");
    send(&app.anonymous(), &import, &bytes).await.refused(401, "authentication_required");
    app.advance(TimeDelta::minutes(11));
    boss.call("createDataImport", json!({ "input": input })).await.refused(403, "reauthentication_required");
    for operation in ["applyDataImport", "undoDataImport"] {
        boss.call(operation, id_of(&import)).await.refused(403, "reauthentication_required");
    }
    let planned = done(&app, &boss, "planDataImport", &import).await;
    assert_eq!(planned["state"], "planned", "who only looks need not have proved anything");
    assert_eq!(app.db_number_of("posts").await, 0);
}

async fn what_can_not_be_is_said(app: TestApp) {
    let boss = app.admin("boss").await;
    for (input, faults) in [
        (json!({ "form": "site", "size": 0 }), vec!["/size out_of_range"]),
        (json!({ "form": "site", "size": 10_i64 << 32 }), vec!["/size out_of_range"]),
        (json!({ "form": "site", "author": "boss", "size": 1 }), vec!["/author conflicting"]),
        (json!({ "form": "markdown", "size": 1 }), vec!["/author required"]),
        (json!({ "form": "markdown", "author": "nobody", "size": 1 }), vec!["/author unknown"]),
        (
            json!({ "form": "markdown", "author": "a b", "size": 0, "origin": "x" }),
            vec!["/author invalid_format", "/size out_of_range", "/origin invalid_format"],
        ),
        (json!({ "form": "site", "size": 1, "origin": "http://169.254.169.254/" }), vec!["/origin forbidden_address"]),
    ] {
        let refused = boss.call("createDataImport", json!({ "input": input.clone() })).await.faults();
        assert_eq!(refused, faults, "{input}");
    }
    let nothing = json!({ "id": "imp_01h455vb4pex5vsknk084sn02q" });
    for operation in ["dataImport", "dataImportFindings", "planDataImport", "applyDataImport", "deleteDataImport"] {
        boss.call(operation, nothing.clone()).await.refused(404, "not_found");
    }
}

async fn an_archive_that_is_not_whole_is_refused_with_a_reason(app: TestApp) {
    let bytes = site(&app).await;
    let (other, chief) = elsewhere(&app).await;
    for (archive, operation, words) in [
        (bytes[..bytes.len() / 2].to_vec(), "planDataImport", "no zip archive"),
        (bytes[..bytes.len() / 2].to_vec(), "applyDataImport", "no zip archive"),
        (markdown(&[("users.jsonl", "")]), "applyDataImport", "manifest.json is missing"),
        (markdown(&[("../../outside", "x")]), "applyDataImport", "no file of an archive"),
        (with(&bytes, "users.jsonl", |_| "\u{fffd}".repeat(5_000_000)), "applyDataImport", "longer than"),
    ] {
        let import = sent(&chief, &archive).await;
        let job = chief.call(operation, id_of(&import)).await.ok();
        other.run_jobs().await;
        let refused = look(&chief, &import).await;
        assert_eq!(refused["state"], "refused", "{refused}");
        assert!(refused["reason"].as_str().unwrap().contains(words), "{words}: {refused}");
        assert_eq!(chief.call("job", id_of(&job)).await.ok()["state"], "dead");
        chief.call("undoDataImport", id_of(&import)).await.refused(409, "import_not_applied");
    }
    for table in ["posts", "slugs", "tags", "comments", "media", "import_rows"] {
        assert_eq!(other.db_number_of(table).await, 0, "{table}");
    }
    assert_eq!(other.db_number_of("users").await, 1);
    let scratch = other.deps.settings.scratch_dir();
    assert_eq!(std::fs::read_dir(scratch).unwrap().count(), 0, "nothing is left in the scratch folder");
}

async fn what_can_not_come_is_listed(app: TestApp) {
    let boss = app.admin("boss").await;
    let files: Vec<_> = (0..30).map(|n| (format!("{n:02}.md"), "---\ntitle: x\ndate: soon\n---\n")).collect();
    let mut files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    files.push(("good.md", "# Good"));
    let bytes = markdown(&files);
    let import = asked(&boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await;
    send(&boss, &import, &bytes).await.expect(200);
    for operation in ["planDataImport", "applyDataImport"] {
        let told = done(&app, &boss, operation, &import).await;
        let files = json!({ "file": "files", "created": 0, "updated": 0, "skipped": 0, "conflicts": 30 });
        assert_eq!(told["tallies"][0], files);
        let first = json!({ "id": import["id"], "first": 25 });
        let page = boss.call("dataImportFindings", first).await.ok();
        let after = json!({ "id": import["id"], "first": 25, "after": page["pageInfo"]["endCursor"] });
        let rest = boss.call("dataImportFindings", after).await.ok();
        let (page, rest) = (page["data"].as_array().unwrap(), rest["data"].as_array().unwrap());
        assert_eq!((page.len(), rest.len()), (25, 5), "{operation}");
        for (n, finding) in page.iter().chain(rest).enumerate() {
            assert_eq!((&finding["file"], &finding["line"]), (&json!("files"), &json!(3)));
            let reason = finding["reason"].as_str().unwrap();
            assert!(reason.starts_with(&format!("{n:02}.md: date")), "{reason}");
        }
    }
    assert_eq!(app.db_number_of("posts").await, 1);
}

async fn one_import_is_carried_out_at_a_time(app: TestApp) {
    let boss = app.admin("boss").await;
    let bytes = markdown(&[("a.md", "# A")]);
    let make = async || {
        let import = asked(&boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await;
        send(&boss, &import, &bytes).await.expect(200);
        import
    };
    let (one, other) = (make().await, make().await);
    let job = boss.call("applyDataImport", id_of(&one)).await.ok();
    assert_eq!(boss.call("applyDataImport", id_of(&one)).await.ok()["id"], job["id"], "the same receipt");
    for (operation, import) in [("planDataImport", &one), ("planDataImport", &other), ("applyDataImport", &other)] {
        let problem = boss.call(operation, id_of(import)).await.refused(409, "import_running");
        assert!(problem["detail"].as_str().unwrap().contains(one["id"].as_str().unwrap()), "{problem}");
    }
    app.run_jobs().await;
    let second = done(&app, &boss, "applyDataImport", &other).await;
    assert_eq!((&second["state"], sum(&second, "created")), (&json!("applied"), 0), "it is here already");
    boss.call("undoDataImport", id_of(&other)).await.refused(409, "import_not_applied");
    let list = boss.call("dataImports", json!({})).await.ok();
    let ids: Vec<_> = list["data"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, [&other["id"], &one["id"]]);
}

async fn what_was_called_off_can_be_done_again(app: TestApp) {
    let boss = app.admin("boss").await;
    let bytes = markdown(&[("a.md", "# A")]);
    let import = asked(&boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await;
    boss.call("applyDataImport", id_of(&import)).await.refused(409, "upload_incomplete");
    send(&boss, &import, &bytes).await.expect(200);
    let job = boss.call("applyDataImport", id_of(&import)).await.ok();
    boss.call("cancelJob", id_of(&job)).await.ok();
    assert_eq!(look(&boss, &import).await["state"], "stopped");
    app.run_jobs().await;
    assert_eq!(app.db_number_of("posts").await, 0);
    assert_eq!(done(&app, &boss, "applyDataImport", &import).await["state"], "applied");
    assert_eq!(app.db_number_of("posts").await, 1);
}

/// An import of one post, and a job that was to take it in and was called off.
async fn called_off(boss: &Actor) -> (Value, Value) {
    let bytes = markdown(&[("a.md", "# A")]);
    let import = asked(boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await;
    send(boss, &import, &bytes).await.expect(200);
    let job = boss.call("applyDataImport", id_of(&import)).await.ok();
    boss.call("cancelJob", id_of(&job)).await.ok();
    (import, job)
}

async fn an_old_job_that_is_retried_does_nothing(app: TestApp) {
    let boss = app.admin("boss").await;
    let (import, job) = called_off(&boss).await;
    assert_eq!(done(&app, &boss, "planDataImport", &import).await["state"], "planned");
    boss.call("retryJob", id_of(&job)).await.ok();
    app.run_jobs().await;
    let retried = boss.call("job", id_of(&job)).await.ok();
    assert_eq!((&retried["state"], &retried["result"]), (&json!("succeeded"), &json!({ "state": "gone" })));
    assert_eq!((&look(&boss, &import).await["state"], app.db_number_of("posts").await), (&json!("planned"), 0));
}

async fn a_job_that_is_retried_waits_for_another_import(app: TestApp) {
    let boss = app.admin("boss").await;
    let ((import, job), (other, _)) = (called_off(&boss).await, called_off(&boss).await);
    boss.call("planDataImport", id_of(&other)).await.ok();
    let running = "UPDATE jobs SET state = 'running', attempt = 1, worker = 'worker_one' WHERE kind = 'imports.plan'";
    assert_eq!(app.db_run(running, vec![]).await, 1);
    boss.call("retryJob", id_of(&job)).await.ok();
    app.run_jobs().await;
    assert_eq!(boss.call("job", id_of(&job)).await.ok()["state"], "scheduled");
    assert_eq!(app.db_number_of("posts").await, 0);
    app.db_run("UPDATE jobs SET state = 'dead' WHERE kind = 'imports.plan'", vec![]).await;
    app.advance(TimeDelta::seconds(10));
    app.run_jobs().await;
    assert_eq!((&look(&boss, &import).await["state"], app.db_number_of("posts").await), (&json!("applied"), 1));
    app.abandon_jobs();
}

async fn files_of_markdown_are_somebodys(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let bytes = markdown(&[("2020-01-31-rain.md", "# Rain\n\nIt *rains*."), ("cat.png", "no picture")]);
    let import = asked(&boss, json!({ "form": "markdown", "author": "ada", "size": bytes.len() })).await;
    assert_eq!((&import["author"], &import["form"]), (&json!("ada"), &json!("markdown")));
    send(&boss, &import, &bytes).await.expect(200);
    let applied = done(&app, &boss, "applyDataImport", &import).await;
    let files = json!({ "file": "files", "created": 0, "updated": 0, "skipped": 1, "conflicts": 0 });
    assert_eq!(applied["tallies"][0], files);
    let rain = ada.through(Face::Rest).call("post", json!({ "id": "rain", "include": "author" })).await.ok();
    assert_eq!(rain["author"]["username"], "ada");
    // Changed since, so it stays.
    ada.call("updatePost", json!({ "id": rain["id"], "input": { "title": "Sun" } })).await.ok();
    let undone = done(&app, &boss, "undoDataImport", &import).await;
    assert_eq!((&undone["state"], sum(&undone, "conflicts")), (&json!("undone"), 1), "{undone}");
    let found = boss.call("dataImportFindings", id_of(&import)).await.ok();
    assert!(found["data"][0]["reason"].as_str().unwrap().ends_with("was changed since"), "{found}");
    assert_eq!(app.db_number_of("posts").await, 1);
    app.run_jobs().await;
}

async fn another_try_meets_all_that_the_one_before_has_brought(app: TestApp) {
    let boss = app.admin("boss").await;
    boss.draft("Here already").await;
    let bytes = markdown(&[("a.md", "---\ntags: [rust, one, two]\n---\n\n# A")]);
    let import = asked(&boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await;
    send(&boss, &import, &bytes).await.expect(200);
    let first = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!((sum(&first, "skipped"), sum(&first, "conflicts")), (0, 0), "rust was here, and is not in it: {first}");
    let again = done(&app, &boss, "applyDataImport", &import).await;
    let told = (sum(&again, "created"), sum(&again, "skipped"), sum(&again, "conflicts"));
    // Line by line, or a try that goes on in the middle would pass over what is missing.
    assert_eq!(told, (0, sum(&first, "created"), 0), "{again}");
    assert_eq!(app.db_number_of("tags").await, 3);
}
