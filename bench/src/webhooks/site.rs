//! Where it happens: a post that is commented at a steady pace, and those who hear of it.

use std::collections::HashMap;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep, sleep_until};

use super::{end::End, receiver::Mood};
use crate::{Result, http::Request, installation::Installation};

/// Who writes, and looks after the webhooks.
const ANN: &str = "ann";
/// How many comments are written or wait for their time at once.
const AT_ONCE: usize = 64;
/// How long the last may take to arrive, and what is left of a round to end.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often that is looked at.
const PAUSE: Duration = Duration::from_millis(100);
/// How long everything gets to settle down between two rounds.
const SETTLING: Duration = Duration::from_millis(500);
/// What of a round is not over: its jobs, and the attempts that come after the first failure.
const LEFT: &str = "SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running', 'held') \
                    OR state = 'scheduled' AND kind = 'webhooks.retry' AND run_at < now() + INTERVAL '10 seconds'";

/// How many comments come in a second, and for how long.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    pub events: u32,
    pub seconds: u32,
}

/// What came of a round.
pub(super) struct Round {
    /// From right before the request that writes a comment until a receiver that is watched has heard of it, in milliseconds.
    pub waits: Vec<f64>,
    /// How many of these there should be.
    pub expected: usize,
    /// Of how many comments the others were told.
    pub others: usize,
}

/// A post, and the receivers that are watched.
pub(super) struct Site<'a> {
    here: &'a Installation,
    base: String,
    post: String,
    watched: Vec<End>,
}

impl<'a> Site<'a> {
    /// Publishes a post and opens what is watched.
    pub(super) async fn furnish(here: &'a Installation, base: String, receivers: u8) -> Result<Self> {
        here.admin(ANN).await?;
        let token = here.login(&base, ANN).await?;
        let post = published(here, &base, &token).await?;
        let mut watched = Vec::new();
        for _ in 0..receivers {
            watched.push(End::open(here, &base, &token, Mood::Quick).await?);
        }
        Ok(Self { here, base, post, watched })
    }

    /// Has comments come while others hear of them, too, and waits until all is over.
    pub(super) async fn round(&self, others: &[Mood], pace: Pace) -> Result<Round> {
        // Anew each time, because a token lasts for a quarter of an hour.
        let token = self.here.login(&self.base, ANN).await?;
        for end in &self.watched {
            end.receiver.forget();
        }
        let mut company = Vec::new();
        for mood in others {
            company.push(End::open(self.here, &self.base, &token, *mood).await?);
        }
        let asked = self.comments(&token, pace).await?;
        self.heard(asked.len()).await;
        let waits = self.waits(&asked);
        let others = company.iter().map(|end| end.receiver.count()).sum::<usize>();
        for end in company {
            end.close(self.here, &self.base, &token).await?;
        }
        self.drained().await?;
        Ok(Round { waits, expected: asked.len() * self.watched.len(), others })
    }

    /// Comments, each at its time, whether or not the one before is written; when each was asked for, by its id.
    async fn comments(&self, token: &str, pace: Pace) -> Result<HashMap<String, Instant>> {
        let (began, apart) = (Instant::now(), Duration::from_secs(1) / pace.events);
        let comments = (0..pace.events * pace.seconds).map(|n| self.comment(token, began + apart * n));
        stream::iter(comments).buffer_unordered(AT_ONCE).try_collect().await
    }

    async fn comment(&self, token: &str, at: Instant) -> Result<(String, Instant)> {
        let path = format!("/v1/posts/{}/comments", self.post);
        let request = Request::post(path, json!({ "markdown": "Something is new." })).by(token);
        sleep_until(at).await;
        let asked = Instant::now();
        let told = self.here.asked(&self.base, &request).await?;
        Ok((told["id"].as_str().ok_or("a comment without an id")?.to_owned(), asked))
    }

    /// Waits until all who are watched have heard of so many comments, or for long enough.
    async fn heard(&self, comments: usize) {
        let began = Instant::now();
        while self.watched.iter().any(|end| end.receiver.count() < comments) && began.elapsed() < PATIENCE {
            sleep(PAUSE).await;
        }
    }

    fn waits(&self, asked: &HashMap<String, Instant>) -> Vec<f64> {
        let heard = self.watched.iter().flat_map(|end| end.receiver.heard());
        let wait = |(comment, at): (String, Instant)| Some(at.duration_since(*asked.get(&comment)?));
        heard.filter_map(wait).map(|wait| 1000.0 * wait.as_secs_f64()).collect()
    }

    /// Waits until nothing of the round is left that the next could feel.
    async fn drained(&self) -> Result<()> {
        let began = Instant::now();
        while self.here.count(LEFT).await? > 0 {
            if began.elapsed() > PATIENCE {
                return Err("the jobs of a round do not end".into());
            }
            sleep(PAUSE).await;
        }
        sleep(SETTLING).await;
        Ok(())
    }
}

/// Publishes a post; its id.
async fn published(here: &Installation, base: &str, author: &str) -> Result<String> {
    let input = json!({ "title": "What is new", "markdown": "Nothing." });
    let post = here.asked(base, &Request::post("/v1/posts", input).by(author)).await?;
    let id = post["id"].as_str().ok_or("a post without an id")?.to_owned();
    let publish = Request { body: None, ..Request::post(format!("/v1/posts/{id}/publish"), Value::Null).by(author) };
    here.asked(base, &publish).await?;
    Ok(id)
}
