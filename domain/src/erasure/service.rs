//! The erasure.

use serde_json::{Map, Value, json};

use crate::{
    Context, Error, Result, access_tokens,
    accounts::{self, EraseAccount, Leaving},
    audit::{self, Entry},
    blocks, bookmarks, comments, exports, follows, idempotency, identities,
    ids::UserId,
    imports,
    jobs::Run,
    mails, media, moderation, newsletters, notifications,
    platform::Tx,
    posts, reactions, reports, suppressions, tags, two_factors,
};

/// The step that is done once: everything is gone but the address.
const FORGOTTEN: &str = "forgotten";

/// Erases an account whose grace is over, unless its owner came back. May run again at any point.
///
/// # Errors
/// The database's; `unavailable` while the owner can't be told, but for the last attempt.
pub async fn erase(run: &Run, job: &EraseAccount) -> Result<()> {
    let Some(leaving) = accounts::leaving(&run.cx, job).await? else {
        let tx = run.cx.begin().await?;
        run.finish(&tx, &json!({ "erased": false })).await?;
        return tx.commit().await;
    };
    let removed = match run.step_result::<Value>(FORGOTTEN).await? {
        Some(removed) => removed,
        None => forget(run, job).await?,
    };
    let told = tell(run, &leaving).await?;
    let tx = run.cx.begin().await?;
    accounts::forget_address(&run.cx, &tx, job.account).await?;
    run.finish(&tx, &json!({ "erased": true, "removed": removed, "told": told })).await?;
    tx.commit().await
}

/// Everything but the address, in one transaction.
async fn forget(run: &Run, job: &EraseAccount) -> Result<Value> {
    let mut tx = run.cx.begin().await?;
    // People, then comments, before anything is changed: as who writes a comment locks them.
    follows::hold(&run.cx, &tx, job.account).await?;
    comments::hold(&run.cx, &tx, job.account).await?;
    let mut removed = accounts::forget(&run.cx, &tx, job).await?;
    of_features(&run.cx, &tx, job.account, &mut removed).await?;
    let removed = Value::Object(removed);
    run.finish_step(&tx, FORGOTTEN, &removed).await?;
    audit::record(&run.cx, &mut tx, Entry::done("account.erased").on(job.account).with(removed.clone()));
    tx.commit().await?;
    Ok(removed)
}

/// In an order in which nothing is missing that a later part counts by: scores of comments are counted by reactions.
async fn of_features(cx: &Context, tx: &Tx, account: UserId, removed: &mut Map<String, Value>) -> Result<()> {
    let mut count = |name: &str, rows: u64| removed.insert(name.to_owned(), rows.into());
    count("exports", exports::forget(cx, tx, account).await?);
    count("identities", identities::forget(tx, account).await?);
    // Answers to programs are kept by their tokens, which only these rows know as the person's.
    let programs = access_tokens::all(tx, account).await?;
    count("keptAnswers", idempotency::forget(tx, account, &programs).await?);
    count("accessTokens", access_tokens::forget(tx, account).await?);
    count("secondFactors", two_factors::forget(tx, account).await?);
    count("formerTexts", comments::forget(tx, account).await?);
    count("revisions", posts::revisions::forget(tx, account).await?);
    count("importedTexts", imports::forget(tx, account).await?);
    count("drafts", posts::forget(tx, account).await?);
    count("media", media::forget(cx, tx, account).await?);
    count("bookmarks", bookmarks::forget(tx, account).await?);
    count("reactions", reactions::forget(tx, account).await?);
    count("follows", follows::forget(tx, account).await?);
    count("followedTags", tags::forget(cx, tx, account).await?);
    count("blocks", blocks::forget(tx, account).await?);
    count("notifications", notifications::forget(tx, account).await?);
    count("subscriptions", newsletters::forget(tx, account).await?);
    count("suppressions", suppressions::forget(tx, account).await?);
    count("appeals", moderation::appeals::forget(tx, account).await?);
    count("moderationActions", moderation::forget(tx, account).await?);
    count("reports", reports::forget(tx, account).await?);
    Ok(())
}

/// Whether the owner was told. A mail server that is away is asked again, but does not keep an address for ever.
async fn tell(run: &Run, leaving: &Leaving) -> Result<bool> {
    match mails::farewell(run, &leaving.email).await {
        Ok(()) => Ok(true),
        // Refused for good; everything else may pass.
        Err(Error::Conflict { .. }) => Ok(false),
        Err(error) if run.job.attempt < run.job.max_attempts => Err(error),
        Err(error) => {
            tracing::warn!(job = %run.job.id, code = error.code(), "the receipt of an erasure could not be sent");
            Ok(false)
        }
    }
}
