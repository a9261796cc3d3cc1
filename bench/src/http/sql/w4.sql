-- W4: somebody with an access token comments on a post that is open to comments; the post counts it; the comment is answered
-- with its author. One statement is one transaction; the
-- jobs of a comment are written in it, too, if it has any.
WITH who AS (
    SELECT t.user_id AS id FROM access_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = (SELECT k.token_hash FROM bench_people k WHERE k.n = :n)
      AND t.revoked_at IS NULL AND t.expires_at > now() AND u.suspended_at IS NULL
), post AS (
    UPDATE posts p SET comment_count = p.comment_count + 1
    FROM who
    WHERE p.id = (SELECT k.id FROM bench_posts k WHERE k.n = :m)
      AND p.status = 'published' AND p.deleted_at IS NULL AND NOT p.comments_locked
      AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = p.author_id AND b.blocked_id = who.id)
    RETURNING p.id, who.id AS author_id
), new AS (
    INSERT INTO comments (id, post_id, parent_id, author_id, depth, markdown, html, reply_count, score, version, created_at)
    SELECT CAST(lpad(to_hex(CAST(:run AS bigint)), 12, '0') || lpad(to_hex(CAST(:client_id AS integer)), 4, '0')
                || lpad(to_hex(CAST(:i AS bigint)), 16, '0') AS uuid),
           post.id, NULL, post.author_id, 0, '{text}', '<p>{text}</p>', 0, 0, 1, now()
    FROM post
    RETURNING id, post_id, author_id, html, created_at
){jobs}
SELECT new.id, new.post_id, new.html, new.created_at, u.id, u.username, u.display_name, u.bio, u.role, u.created_at,
       u.follower_count, u.following_count
FROM new JOIN users u ON u.id = new.author_id;
