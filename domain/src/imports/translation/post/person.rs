//! The row of a person.

use serde_json::{Value, json};

use super::rows::written;
use crate::{imports::translation::Person, users::Role};

impl Person {
    /// The row of `users.jsonl`: an author, whatever they were there, whose address counts as confirmed since they came there.
    pub(in crate::imports::translation) fn row(&self) -> Value {
        let joined = written(self.joined_at);
        json!({
            "id": self.id.to_string(), "username": self.username, "email": self.email, "emailVerifiedAt": joined,
            "role": Role::Author.as_str(), "displayName": self.display_name, "bio": self.bio, "suspendedAt": null,
            "hold": null, "eraseAt": null, "erasedAt": null, "version": 1, "createdAt": joined, "updatedAt": joined,
        })
    }
}
