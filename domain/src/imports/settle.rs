//! Making what follows from rows that came or went: counts, ranks, what is found. Of the whole site, a few hundred things in a
//! transaction: it is right whatever happened before, and may be done again.

use uuid::Uuid;

use super::{
    ImportReport,
    journal::{Journal, Place},
};
use crate::{Context, Result, comments, platform::Tx, posts, search, tags, users};

/// How many things one transaction looks at.
const CHUNK: usize = 200;

/// What is looked at, in an order in which nothing is missing that a later one counts by.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Users,
    Comments,
    Posts,
    Tags,
}

/// Every kind, in their order.
const KINDS: [Kind; 4] = [Kind::Users, Kind::Comments, Kind::Posts, Kind::Tags];

/// Makes all of it, or what an earlier attempt has not come to.
///
/// # Errors
/// The database's; `job_cancelled`; what is done stays done.
pub(super) async fn all(cx: &Context, journal: &mut Journal<'_>, report: &mut ImportReport) -> Result<()> {
    let (mut from, mut after) = match journal.resume().await?.0 {
        Some(Place::Settling { kind, after }) => (kind, after),
        _ => (0, None),
    };
    while let Some(kind) = KINDS.get(from) {
        journal.check()?;
        let tx = cx.begin().await?;
        let done = next(cx, &tx, *kind, after).await?;
        after = done.last().copied().or(after);
        if done.len() < CHUNK {
            (from, after) = (from + 1, None);
        }
        journal.note(&tx, &Place::Settling { kind: from, after }, report, "counting what there is now").await?;
        tx.commit().await?;
    }
    let tx = cx.begin().await?;
    search::remove_orphans(&tx).await?;
    tx.commit().await
}

async fn next(cx: &Context, tx: &Tx, kind: Kind, after: Option<Uuid>) -> Result<Vec<Uuid>> {
    match kind {
        Kind::Users => users::recount(cx, tx, after, CHUNK).await,
        Kind::Comments => comments::recount(cx, tx, after, CHUNK).await,
        Kind::Posts => posts::recount(cx, tx, after, CHUNK).await,
        Kind::Tags => tags::recount(cx, tx, after, CHUNK).await,
    }
}
