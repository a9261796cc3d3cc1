//! Which comments somebody may see: where every query starts.

use super::gaps::push_gaps;
use crate::{Actor, Context, comments::policy, platform::Sql, posts, users};

/// Every query starts here: comments of posts that this actor may see, by people whom they may meet, and of the deleted and the
/// hidden ones those that are gaps.
pub(super) fn visible_to(cx: &Context) -> Sql {
    let actor = &cx.actor;
    let mut sql = Sql::new(
        "SELECT c.id, c.post_id, c.parent_id, c.author_id, c.depth, c.markdown, c.html, c.score, c.version, \
         c.created_at, c.edited_at, c.deleted_at, c.hidden_at, CAST(c.reply_count",
    );
    let replies = "comments h ON h.post_id = c.post_id AND h.parent_id = c.id AND h.deleted_at IS NULL \
                   AND h.hidden_at IS NULL";
    users::push_less_out_of_sight(&mut sql, actor, replies, "h.author_id");
    sql.push(
        " AS INTEGER) AS reply_count FROM comments c JOIN posts p ON p.id = c.post_id \
         WHERE (c.deleted_at IS NULL",
    );
    push_shown(&mut sql, actor);
    push_gaps(&mut sql, cx.deps.db.engine());
    sql.push(") AND ");
    posts::push_visible(&mut sql, actor);
    users::push_in_sight(&mut sql, actor, "c.author_id");
    sql
}

/// Whose comments are shown though moderators hid them.
fn push_shown(sql: &mut Sql, actor: &Actor) {
    if policy::keeps_order(actor) {
        return;
    }
    sql.push(" AND (c.hidden_at IS NULL");
    if let Some(me) = actor.user_id() {
        sql.push(" OR c.author_id = ").bind(me.uuid());
    }
    sql.push(")");
}
