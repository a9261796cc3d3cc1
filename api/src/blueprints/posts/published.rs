//! What publishing answers.

use async_graphql::SimpleObject;
use presswork_domain::{Context as Cx, Result, jobs, posts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::Post;
use crate::blueprints::jobs::dto::Job;

/// A published post, and the receipt of the job that tells the author's followers; or a scheduled one, and the receipt of the
/// job that will publish it.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedPost {
    /// The post.
    pub post: Post,
    /// The job that tells the followers, or publishes the post at its time.
    pub job: Job,
    /// The job that mails the post to those who subscribe to newsletters, when it is published at once as one. Its children are the
    /// mails.
    pub newsletter: Option<Job>,
}

impl PublishedPost {
    /// What publishing answered, with the receipt read.
    pub async fn of(cx: &Cx, done: posts::Published) -> Result<Self> {
        let newsletter = match done.newsletter {
            Some(job) => Some(jobs::receipt(cx, job).await?.into()),
            None => None,
        };
        Ok(Self { post: done.post.into(), job: jobs::receipt(cx, done.job).await?.into(), newsletter })
    }
}
