//! What may still be told. Every statement that shows notifications adds these conditions; they speak of whose it is (`n.user_id`)
//! and not of who asks, so that a mail is judged like a read.

use crate::{posts::PUBLIC, users};

/// The condition that a notification `n` is about something that is there: `p` is its post, joined by `LEFT JOIN`.
pub(super) fn subject() -> String {
    let hidden = users::none_blocked("n.user_id", "p.author_id");
    format!(
        "(n.post_id IS NULL OR ({PUBLIC} AND {hidden})) \
         AND (n.comment_id IS NULL OR EXISTS (SELECT 1 FROM comments s WHERE s.id = n.comment_id AND s.deleted_at IS NULL \
         AND s.hidden_at IS NULL))"
    )
}

/// The condition that an event `e` of a notification `n` still counts: neither of the two has blocked the other, and what
/// happened was not deleted, taken back or, where somebody was named, changed so that they are not. What moderators do is told whatever stands between them and its reader.
pub(super) fn event() -> String {
    let hidden = users::none_blocked("n.user_id", "e.actor_id");
    format!(
        "(n.kind = 'moderation' OR ({hidden} AND CASE n.kind WHEN 'post_published' THEN 1 = 1 \
         WHEN 'reaction' THEN EXISTS (SELECT 1 FROM reactions r WHERE r.subject_id = n.subject_id AND r.user_id = e.actor_id) \
         WHEN 'follow' THEN EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = e.actor_id AND f.followee_id = n.user_id) \
         WHEN 'mention' THEN (SELECT 1 FROM comments c JOIN comment_mentions m ON m.comment_id = c.id WHERE c.id = e.event_id \
         AND m.user_id = n.user_id AND c.deleted_at IS NULL AND c.hidden_at IS NULL LIMIT 1) IS NOT NULL \
         ELSE EXISTS (SELECT 1 FROM comments c WHERE c.id = e.event_id AND c.deleted_at IS NULL AND c.hidden_at IS NULL) END))"
    )
}
