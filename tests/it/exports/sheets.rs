//! Tables for spreadsheets.

use presswork_tests::{TestApp, each_face};
use serde_json::json;

use super::{downloaded, taken};

each_face! {
    members_are_a_sheet_that_computes_nothing,
    posts_are_a_sheet,
}

async fn members_are_a_sheet_that_computes_nothing(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    ada.call("updateMe", json!({ "input": { "displayName": "=1+1, \"sum\"" } })).await.ok();
    boss.follows(&ada).await;
    app.run_jobs().await;
    let export = taken(&app, &boss, "members").await;
    assert_eq!(export["mediaType"], "text/csv; charset=utf-8");
    assert_eq!(export["filename"].as_str().unwrap().rsplit('.').next(), Some("csv"), "{export}");
    let text = String::from_utf8(downloaded(&app, &export).await).unwrap();
    let lines: Vec<_> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "id,username,displayName,email,emailVerifiedAt,role,suspendedAt,followers,following,createdAt"
    );
    let line = lines.iter().find(|line| line.starts_with(&ada.id)).unwrap();
    let begin = format!("{},ada,\"'=1+1, \"\"sum\"\"\",ada@example.org,20", ada.id);
    assert!(line.starts_with(&begin) && line.contains(",author,,1,0,"), "{line}");
    assert_eq!(lines.len(), 4, "a heading, two members, and nothing behind the last end of a line");
}

async fn posts_are_a_sheet(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let input = json!({ "title": "Rain", "markdown": "One two three.", "tags": ["Zeta", "Alpha"] });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    let gone = ada.draft("Gone").await;
    ada.call("deletePost", json!({ "id": gone["id"] })).await.ok();
    let text = String::from_utf8(downloaded(&app, &taken(&app, &boss, "posts").await).await).unwrap();
    let lines: Vec<_> = text.split("\r\n").collect();
    let begin = format!("{},rain,Rain,draft,ada,zeta alpha,,3,0,,20", post["id"].as_str().unwrap());
    assert!(lines[1].starts_with(&begin), "{}", lines[1]);
    assert_eq!(lines.len(), 3, "{text}");
}
