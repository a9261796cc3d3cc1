//! Whom comments name.

use std::collections::{BTreeSet, HashMap};

use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::marks::mentions_of;
use crate::{
    Context, Result,
    comments::mentions::bare,
    ids::{CommentId, UserId},
    platform::{
        Sql, Tx,
        freshness::{self, Mark, Table},
    },
    users,
};

/// Whom each of these comments names, in one statement.
pub(in crate::comments) async fn mentioned(
    cx: &Context,
    comments: &[CommentId],
) -> Result<HashMap<CommentId, Vec<UserId>>> {
    #[derive(FromQueryResult)]
    struct Mention {
        comment_id: Uuid,
        user_id: Uuid,
    }
    let mut sql = Sql::new("SELECT m.comment_id, m.user_id FROM comment_mentions m WHERE m.comment_id IN ");
    sql.bind_all(comments.iter().map(TypeSafeId::uuid)).push(" ORDER BY m.comment_id, m.user_id");
    sql.rows_of(&[Table::CommentMentions]);
    freshness::saw(comments.iter().map(|id| Mark::row(Table::CommentMentions, id.uuid())));
    let mut of: HashMap<CommentId, Vec<UserId>> = HashMap::new();
    for row in sql.all::<Mention>(cx.deps.db.reader()).await? {
        of.entry(CommentId::from_uuid(row.comment_id)).or_default().push(UserId::from_uuid(row.user_id));
    }
    Ok(of)
}

/// Makes a comment name exactly these people.
pub(in crate::comments) async fn set_mentions(tx: &Tx, id: CommentId, names: &BTreeSet<String>) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM comment_mentions WHERE comment_id = ");
    sql.bind(id.uuid());
    sql.run(&tx.at(&[mentions_of(id)])).await?;
    if names.is_empty() { Ok(()) } else { mention(tx, id, names).await }
}

/// Makes a comment that names nobody name these people; names of nobody are passed over, and of those who can't be reached. A name that
/// ends with signs and is nobody's is that of who is called so without them.
pub(in crate::comments) async fn mention(tx: &Tx, id: CommentId, names: &BTreeSet<String>) -> Result<()> {
    let mut sql = Sql::new(
        "INSERT INTO comment_mentions (comment_id, user_id) SELECT c.id, u.id FROM comments c, users u WHERE c.id = ",
    );
    sql.bind(id.uuid())
        .push(" AND u.email_verified_at IS NOT NULL AND (u.username IN ")
        .bind_all(names.iter().cloned());
    for name in names.iter().filter(|name| bare(name) != name.as_str()) {
        sql.push(" OR (u.username = ").bind(bare(name).to_owned());
        sql.push(" AND NOT EXISTS (SELECT 1 FROM users w WHERE w.email_verified_at IS NOT NULL AND w.username = ");
        sql.bind(name.clone()).push("))");
    }
    sql.push(&format!(") AND {}", users::none_blocked("u.id", "c.author_id")));
    sql.run(&tx.at(&[mentions_of(id)])).await?;
    Ok(())
}
