//! Keeping what a post says as a revision.

use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    ids::PostId,
    platform::{Sql, Tx},
    posts::revisions::{self, Reason, Save},
};

/// Keeps what a post says now as a revision, where there are any of it.
pub(in crate::imports::store) async fn record_also(cx: &Context, tx: &Tx, post: PostId, reason: &str) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM post_revisions r WHERE r.post_id = ");
    sql.bind(post.uuid());
    let count = sql.one::<Count>(&**tx).await?.map_or(0, |count| count.n);
    if count == 0 { Ok(()) } else { record(cx, tx, post, reason).await }
}

/// Keeps what a post says now as a revision.
pub(super) async fn record(cx: &Context, tx: &Tx, post: PostId, reason: &str) -> Result<()> {
    let save = Save { reason: Reason::parse(reason).ok(), ..Save::default() };
    revisions::record(cx, tx, post, &save).await
}
