//! What trust depends on, in one statement.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::Standing;
use crate::{Result, ids::UserId, platform::Sql};

pub(super) async fn standing(db: &impl ConnectionTrait, who: UserId) -> Result<Option<Standing>> {
    #[derive(FromQueryResult)]
    struct Row {
        created_at: DateTime<Utc>,
        contributions: i64,
        reactions: i64,
        acted_at: Option<DateTime<Utc>>,
    }
    let mut sql = Sql::new(
        "SELECT u.created_at, \
         (SELECT COUNT(*) FROM posts p WHERE p.author_id = u.id AND p.status = 'published' AND p.deleted_at IS NULL) \
         + (SELECT COUNT(*) FROM comments c WHERE c.author_id = u.id AND c.deleted_at IS NULL AND c.hidden_at IS NULL) \
         AS contributions, \
         (SELECT COUNT(*) FROM posts p JOIN reactions r ON r.subject_id = p.id AND r.user_id <> u.id WHERE p.author_id = u.id \
         AND p.status = 'published' AND p.deleted_at IS NULL) \
         + (SELECT COUNT(*) FROM comments c JOIN reactions r ON r.subject_id = c.id AND r.user_id <> u.id \
         WHERE c.author_id = u.id AND c.deleted_at IS NULL AND c.hidden_at IS NULL) AS reactions, \
         (SELECT a.created_at FROM moderation_actions a WHERE a.user_id = u.id \
         AND (a.ended_as IS NULL OR a.ended_as NOT IN ('reversed', 'overturned')) ORDER BY a.created_at DESC LIMIT 1) AS acted_at \
         FROM users u WHERE u.erased_at IS NULL AND u.id = ",
    );
    sql.bind(who.uuid());
    let row = sql.one::<Row>(db).await?;
    Ok(row.map(|row| Standing {
        created_at: row.created_at,
        contributions: row.contributions,
        reactions: row.reactions,
        acted_at: row.acted_at,
    }))
}
