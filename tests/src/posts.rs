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

    /// A published post of this person; its job has not run.
    pub async fn published(&self, title: &str) -> Value {
        let draft = self.draft(title).await;
        self.call("publishPost", id_of(&draft)).await.ok()["post"].clone()
    }
}
