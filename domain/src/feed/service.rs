//! Telling followers.

use serde_json::json;

use super::store;
use crate::{
    Result, jobs,
    jobs::Run,
    mails::{Letter, SendMail},
    posts::{self, FanOutPost},
};

/// How many followers are read at a time.
const PAGE: usize = 500;

/// Enqueues a letter to every follower of the author and finishes the job, all in one transaction: a run that dies half
/// way has told nobody, and a run that lost its claim tells nobody twice.
///
/// # Errors
/// `not_found` when the post was withdrawn meanwhile; `stale_version` when another run has taken over.
pub async fn fan_out(run: &Run, job: &FanOutPost) -> Result<()> {
    let post = posts::published(&run.cx, job.post).await?;
    let author = post.author.as_ref().map(|author| author.display_name.clone()).unwrap_or_default();
    let mut tx = run.cx.begin().await?;
    let (mut told, mut after) = (0_usize, None);
    loop {
        let followers = store::followers(&run.cx, post.author_id, after, PAGE).await?;
        for to in &followers {
            let (title, slug, author) = (post.title.clone(), post.slug.clone(), author.clone());
            let letter = Letter::PostPublished { post: post.id, title, slug, author };
            jobs::enqueue(&run.cx, &mut tx, &SendMail { to: *to, letter }).await?;
        }
        told += followers.len();
        after = followers.last().copied();
        if followers.len() < PAGE {
            break;
        }
    }
    run.finish(&tx, &json!({ "followers": told })).await?;
    tx.commit().await
}
