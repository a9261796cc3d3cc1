//! The bytes of archives: whole, in parts, and none that are something else.

use std::path::PathBuf;

use presswork_tests::{Actor, Reply, TestApp, each_profile, id_of};
use serde_json::{Value, json};

use super::operations::{asked, done, look, markdown, send};
use crate::exports::below;

each_profile! {
    an_archive_comes_in_parts_and_goes_on_where_it_broke_off,
    what_is_no_archive_is_refused_at_its_first_bytes,
    more_than_was_announced_is_refused,
    an_archive_that_was_looked_at_is_sent_no_more,
    an_archive_that_is_another_than_was_announced_is_refused,
    the_collector_of_pictures_leaves_archives_alone,
}

async fn waiting(boss: &Actor, bytes: &[u8]) -> Value {
    asked(boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await
}

async fn part(boss: &Actor, import: &Value, bytes: &[u8], start: usize, whole: usize) -> Reply {
    let range = format!("bytes {start}-{}/{whole}", start + bytes.len() - 1);
    boss.request("PUT", import["uploadUrl"].as_str().unwrap()).header("content-range", &range).body(bytes).send().await
}

/// The pieces of archives in the store.
pub fn pieces(app: &TestApp) -> Vec<PathBuf> {
    below(&app.deps.settings.media_dir().join("uploads"))
}

async fn an_archive_comes_in_parts_and_goes_on_where_it_broke_off(app: TestApp) {
    let boss = app.admin("boss").await;
    let bytes = markdown(&[("a.md", "# A\n\nThe first."), ("b.md", "# B\n\nThe second.")]);
    let import = waiting(&boss, &bytes).await;
    let (half, length) = (bytes.len() / 2, bytes.len());
    let first = part(&boss, &import, &bytes[..half], 0, length).await.expect(200);
    assert_eq!((&first["state"], &first["receivedBytes"]), (&json!("waiting"), &json!(half)));
    let problem = part(&boss, &import, &bytes[half + 1..], half + 1, length).await;
    problem.refused(409, "upload_offset_mismatch");
    boss.call("planDataImport", id_of(&import)).await.refused(409, "upload_incomplete");
    let rest = part(&boss, &import, &bytes[half..], half, length).await.expect(200);
    assert_eq!(rest["state"], "ready");
    assert_eq!(pieces(&app).len(), 2);
    let applied = done(&app, &boss, "applyDataImport", &import).await;
    assert_eq!((&applied["state"], app.db_number_of("posts").await), (&json!("applied"), 2));
}

async fn what_is_no_archive_is_refused_at_its_first_bytes(app: TestApp) {
    let boss = app.admin("boss").await;
    for bytes in [b"<script>alert(1)</script>".as_slice(), b"PK", b"{}"] {
        let import = waiting(&boss, bytes).await;
        send(&boss, &import, bytes).await.refused(415, "unsupported_media_type");
        assert_eq!(look(&boss, &import).await["receivedBytes"], 0);
    }
    assert_eq!(pieces(&app).len(), 0);
    let bytes = markdown(&[("a.md", "# A")]);
    let import = waiting(&boss, &bytes).await;
    let put = || boss.request("PUT", import["uploadUrl"].as_str().unwrap()).body(bytes.clone());
    put().header("content-encoding", "gzip").send().await.refused(415, "unsupported_media_type");
    put().header("content-type", "image/png").send().await.refused(415, "unsupported_media_type");
    put().header("content-type", "application/zip").send().await.expect(200);
}

async fn more_than_was_announced_is_refused(app: TestApp) {
    let boss = app.admin("boss").await;
    let bytes = markdown(&[("a.md", "# A")]);
    let import = waiting(&boss, &bytes[1..]).await;
    send(&boss, &import, &bytes).await.refused(413, "payload_too_large");
    // Whose length nobody was told.
    let path = import["uploadUrl"].as_str().unwrap();
    boss.request("PUT", path).chunks(vec![bytes.clone()]).send().await.refused(413, "payload_too_large");
    assert_eq!((look(&boss, &import).await["receivedBytes"].clone(), pieces(&app).len()), (json!(0), 0));
}

async fn an_archive_that_was_looked_at_is_sent_no_more(app: TestApp) {
    let boss = app.admin("boss").await;
    let bytes = markdown(&[("a.md", "# A")]);
    let import = waiting(&boss, &bytes).await;
    send(&boss, &import, &bytes).await.expect(200);
    // Once more, as long as nobody has looked at it: the last counts.
    send(&boss, &import, &bytes).await.expect(200);
    assert_eq!(pieces(&app).len(), 1);
    done(&app, &boss, "planDataImport", &import).await;
    send(&boss, &import, &bytes).await.refused(409, "import_begun");
}

async fn an_archive_that_is_another_than_was_announced_is_refused(app: TestApp) {
    let boss = app.admin("boss").await;
    let (short, long) = (markdown(&[("a.md", "# A")]), markdown(&[("a.md", "# A"), ("b.md", "# B")]));
    for (announced, there) in [(&short, &long), (&long, &short)] {
        let import = waiting(&boss, announced).await;
        send(&boss, &import, announced).await.expect(200);
        let piece = pieces(&app).remove(0);
        std::fs::write(piece, there).unwrap();
        let refused = done(&app, &boss, "planDataImport", &import).await;
        let reason = refused["reason"].as_str().unwrap_or_default();
        let told = reason.contains(&format!("the file of {} bytes", announced.len()));
        assert!(refused["state"] == "refused" && told, "{refused}");
        boss.call("deleteDataImport", id_of(&import)).await.ok();
        app.run_jobs().await;
        assert_eq!(pieces(&app).len(), 0);
    }
}

async fn the_collector_of_pictures_leaves_archives_alone(app: TestApp) {
    let boss = app.admin("boss").await;
    let bytes = markdown(&[("a.md", "# A")]);
    let import = waiting(&boss, &bytes).await;
    send(&boss, &import, &bytes).await.expect(200);
    app.advance(chrono::TimeDelta::hours(5));
    let boss = boss.again().await;
    boss.call("triggerSchedule", json!({ "name": "collect-media" })).await.ok();
    app.run_jobs().await;
    assert_eq!(pieces(&app).len(), 1);
    assert_eq!(done(&app, &boss, "applyDataImport", &import).await["state"], "applied");
}
