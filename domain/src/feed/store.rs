//! The only file that speaks SQL about who follows whom.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Context, Result, ids::UserId, platform::Sql};

/// The followers of a person in id order, from after one of them.
pub(super) async fn followers(cx: &Context, of: UserId, after: Option<UserId>, max: usize) -> Result<Vec<UserId>> {
    #[derive(FromQueryResult)]
    struct Row {
        follower_id: Uuid,
    }
    let mut sql = Sql::new("SELECT f.follower_id FROM follows f WHERE f.followee_id = ");
    sql.bind(of.uuid());
    if let Some(after) = after {
        sql.push(" AND f.follower_id > ").bind(after.uuid());
    }
    sql.push(&format!(" ORDER BY f.follower_id LIMIT {max}"));
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| UserId::from_uuid(row.follower_id)).collect())
}
