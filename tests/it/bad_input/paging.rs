//! Pages that can't be.

use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    a_page_has_one_to_a_hundred_items,
    first_and_last_do_not_go_together,
    a_cursor_that_is_not_ours_is_refused,
    a_cursor_of_another_list_is_refused,
    a_cursor_that_was_changed_is_refused,
}

const LISTS: [&str; 5] = ["posts", "tags", "followedTags", "users", "jobs"];

/// Somebody with something in every list; publishes two posts.
async fn writer(app: &TestApp) -> Actor {
    let ada = app.user("ada").await;
    for title in ["One", "Two"] {
        let input = json!({ "title": title, "markdown": "x", "tags": [title] });
        let post = ada.call("createPost", json!({ "input": input })).await.ok();
        ada.call("publishPost", id_of(&post)).await.ok();
    }
    for slug in ["one", "two"] {
        ada.call("followTag", json!({ "slug": slug })).await.ok();
    }
    app.user("bob").await;
    ada
}

async fn cursor(actor: &Actor, list: &str) -> String {
    let page = actor.call(list, json!({ "first": 1 })).await.ok();
    page["pageInfo"]["endCursor"].as_str().unwrap().to_owned()
}

async fn a_page_has_one_to_a_hundred_items(app: TestApp) {
    let ada = writer(&app).await;
    for list in LISTS {
        for size in [0, -1, 101, i64::from(i32::MAX)] {
            for end in ["first", "last"] {
                let faults = ada.call(list, json!({ end: size })).await.faults();
                assert_eq!(faults, [format!("/{end} out_of_range")], "{list} {size}");
            }
        }
        ada.call(list, json!({ "first": 100 })).await.ok();
        ada.call(list, json!({ "last": 1 })).await.ok();
    }
}

async fn first_and_last_do_not_go_together(app: TestApp) {
    let ada = writer(&app).await;
    for list in LISTS {
        assert_eq!(ada.call(list, json!({ "first": 1, "last": 1 })).await.faults(), ["/last conflicting"]);
        let all = ada.call(list, json!({ "first": 0, "last": 101 })).await.faults();
        assert_eq!(all, ["/first out_of_range", "/last out_of_range", "/last conflicting"]);
    }
}

async fn a_cursor_that_is_not_ours_is_refused(app: TestApp) {
    let ada = writer(&app).await;
    let long = "A".repeat(5000);
    for list in LISTS {
        for cursor in ["", "x", "!!", "MTIz", "AAAAAAAAAAAAAAAA", "a\u{0}b", "ä", &long] {
            for end in ["after", "before"] {
                ada.call(list, json!({ end: cursor })).await.refused(400, "invalid_cursor");
            }
        }
    }
}

async fn a_cursor_of_another_list_is_refused(app: TestApp) {
    let ada = writer(&app).await;
    ada.draft("Draft").await;
    for list in LISTS {
        let cursor = cursor(&ada, list).await;
        for other in LISTS.into_iter().filter(|other| *other != list) {
            ada.call(other, json!({ "after": cursor })).await.refused(400, "invalid_cursor");
        }
    }
    let published = cursor(&ada, "posts").await;
    let drafts = json!({ "status": "draft", "after": published });
    ada.call("posts", drafts).await.refused(400, "invalid_cursor");
}

async fn a_cursor_that_was_changed_is_refused(app: TestApp) {
    let ada = writer(&app).await;
    let cursor = cursor(&ada, "posts").await;
    for at in [0, 5, 12, cursor.len() / 2, cursor.len() - 2] {
        let mut changed = cursor.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = Value::from(String::from_utf8(changed).unwrap());
        ada.call("posts", json!({ "after": changed })).await.refused(400, "invalid_cursor");
    }
    ada.call("posts", json!({ "after": cursor })).await.ok();
}
