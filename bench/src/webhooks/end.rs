//! A receiver and the webhook that leads to it.

use serde_json::json;

use super::receiver::{Mood, Receiver};
use crate::{Result, http::Request, installation::Installation};

/// A receiver and the webhook that leads to it.
pub(super) struct End {
    pub receiver: Receiver,
    webhook: String,
}

impl End {
    /// Starts a receiver and has it told of comments.
    pub(super) async fn open(here: &Installation, base: &str, admin: &str, mood: Mood) -> Result<Self> {
        let receiver = Receiver::start(mood).await?;
        let input = json!({ "url": receiver.url, "eventTypes": ["comment.created"] });
        let told = here.asked(base, &Request::post("/v1/webhooks", input).by(admin)).await?;
        let webhook = told["webhook"]["id"].as_str().ok_or("a webhook without an id")?.to_owned();
        Ok(Self { receiver, webhook })
    }

    /// Deletes the webhook, then ends the receiver, so that attempts that are under way break off and none comes after them.
    pub(super) async fn close(self, here: &Installation, base: &str, admin: &str) -> Result<()> {
        let address = format!("/v1/webhooks/{}", self.webhook);
        let request = Request { method: "DELETE", ..Request::get(address) }.by(admin);
        let answer = here.client.ask(base, &request).await?;
        if answer.status == 204 {
            Ok(())
        } else {
            Err(format!("{} {}: {}", request.method, request.address, answer.shown()).into())
        }
    }
}
