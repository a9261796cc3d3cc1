//! What is not there and shown all the same, as a gap: comments that were deleted or hidden, below which something is there.

use crate::platform::{Sql, db::Engine};

/// Adds to the condition that a comment `c` is there the cases in which it is a gap. Replies that are there are counted; where there are
/// none, gaps below are looked through until something is there.
pub(super) fn push_gaps(sql: &mut Sql, engine: Engine) {
    sql.push(" OR c.reply_count > 0 OR ").push(match engine {
        // A function, so that it is no part of the plan by which comments are found.
        Engine::Postgres => "comment_leads_on(c.id)",
        Engine::Sqlite => {
            "EXISTS (WITH RECURSIVE below (id, there) AS (\
             SELECT k.id, k.deleted_at IS NULL AND k.hidden_at IS NULL FROM comments k WHERE k.parent_id = c.id \
             UNION ALL SELECT k.id, k.deleted_at IS NULL AND k.hidden_at IS NULL \
             FROM below JOIN comments k ON k.parent_id = below.id WHERE NOT below.there) \
             SELECT 1 FROM below WHERE below.there)"
        }
    });
}
