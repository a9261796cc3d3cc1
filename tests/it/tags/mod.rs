//! Tags.

mod counting;
mod curating;
mod following;
mod merging;
mod reading;

use presswork_tests::{Actor, TestApp, id_of};
use serde_json::{Value, json};

fn slugs(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap()).collect()
}

/// A draft with these tags.
async fn draft_with(author: &Actor, title: &str, tags: Value) -> Value {
    let input = json!({ "title": title, "markdown": "x", "tags": tags });
    author.call("createPost", json!({ "input": input })).await.ok()
}

/// A published post with these tags; its job has not run.
async fn publish_with(author: &Actor, title: &str, tags: Value) -> Value {
    let draft = draft_with(author, title, tags).await;
    author.call("publishPost", id_of(&draft)).await.ok()["post"].clone()
}

/// A tag that a moderator makes.
async fn made(moderator: &Actor, name: &str) -> Value {
    moderator.call("createTag", json!({ "input": { "name": name } })).await.ok()
}

async fn change(moderator: &Actor, slug: &str, input: Value) -> Value {
    moderator.call("updateTag", json!({ "slug": slug, "input": input })).await.ok()
}

/// How many posts and followers a tag says it has, to an editor, who sees all.
async fn counts(editor: &Actor, slug: &str) -> (i64, i64) {
    let tag = editor.call("tag", json!({ "slug": slug })).await.ok();
    (tag["postCount"].as_i64().unwrap(), tag["followerCount"].as_i64().unwrap())
}

/// Every count is what it counts, and every tag is found by its slug: looked at in the database, past all that could be wrong on the way.
async fn assert_exact(app: &TestApp) {
    for wrong in [
        "tags t WHERE t.post_count <> (SELECT COUNT(*) FROM post_tags k JOIN posts p ON p.id = k.post_id \
         WHERE k.tag_id = t.id AND p.status = 'published' AND p.deleted_at IS NULL)",
        "tags t WHERE t.follower_count <> (SELECT COUNT(*) FROM tag_follows f WHERE f.tag_id = t.id)",
        "post_tags k JOIN posts p ON p.id = k.post_id \
         WHERE COALESCE(k.listed_at <> p.published_at, k.listed_at IS NULL) \
         AND p.status = 'published' AND p.deleted_at IS NULL",
        "post_tags k JOIN posts p ON p.id = k.post_id \
         WHERE k.listed_at IS NOT NULL AND (p.status <> 'published' OR p.deleted_at IS NOT NULL)",
        "tags t WHERE 1 <> (SELECT COUNT(*) FROM tag_slugs s WHERE s.tag_id = t.id AND s.is_current AND s.slug = t.slug)",
    ] {
        assert_eq!(app.db_number_of(wrong).await, 0, "{wrong}");
    }
}
