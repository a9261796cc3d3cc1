//! Posts to test with.

use serde_json::{Value, json};

use crate::Actor;

/// The arguments of an operation on this thing.
#[must_use]
pub fn id_of(thing: &Value) -> Value {
    json!({ "id": thing["id"] })
}

impl Actor {
    /// A draft of this person.
    pub async fn draft(&self, title: &str) -> Value {
        let input = json!({ "title": title, "markdown": format!("# {title}\n\nIt *works*."), "tags": ["Rust"] });
        self.call("createPost", json!({ "input": input })).await.ok()
    }

    /// A comment of this person on a post.
    pub async fn comment(&self, post: &Value, markdown: &str) -> Value {
        let arguments = json!({ "post": post["id"], "input": { "markdown": markdown } });
        self.call("createComment", arguments).await.ok()
    }

    /// A reply of this person to a comment.
    pub async fn reply(&self, to: &Value, markdown: &str) -> Value {
        let input = json!({ "markdown": markdown, "parentId": to["id"] });
        self.call("createComment", json!({ "post": to["postId"], "input": input })).await.ok()
    }

    /// Follows somebody.
    pub async fn follows(&self, whom: &Self) {
        self.call("followUser", json!({ "id": whom.id })).await.ok();
    }

    /// A published post of this person; its job has not run.
    pub async fn published(&self, title: &str) -> Value {
        let draft = self.draft(title).await;
        self.call("publishPost", id_of(&draft)).await.ok()["post"].clone()
    }
}
