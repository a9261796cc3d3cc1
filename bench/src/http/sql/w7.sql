-- W7: the 20 newest posts by the people whom somebody follows: 21 ids from each of them, then the 21 newest of those.
SELECT p.id, p.slug, p.title, COALESCE(p.own_excerpt, p.excerpt), p.comment_count, p.published_at,
       u.id, u.username, u.display_name, u.bio, u.role, u.created_at, u.follower_count, u.following_count,
       t.ids, t.slugs, t.names, r.kinds, r.counts
FROM (
    SELECT n.id, n.published_at
    FROM follows f
    CROSS JOIN LATERAL (
        SELECT p.id, p.published_at FROM posts p
        WHERE p.author_id = f.followee_id AND p.status = 'published' AND p.deleted_at IS NULL
        ORDER BY p.published_at DESC, p.id DESC LIMIT 21
    ) n
    WHERE f.follower_id = (SELECT k.id FROM bench_people k WHERE k.n = :n)
    ORDER BY n.published_at DESC, n.id DESC LIMIT 21
) n
JOIN posts p ON p.id = n.id
JOIN users u ON u.id = p.author_id
CROSS JOIN LATERAL (
    SELECT array_agg(t.id ORDER BY pt.position) AS ids, array_agg(t.slug ORDER BY pt.position) AS slugs,
           array_agg(t.name ORDER BY pt.position) AS names
    FROM post_tags pt
    CROSS JOIN LATERAL (SELECT t.id, t.slug, t.name FROM tags t WHERE t.id = pt.tag_id OFFSET 0) t
    WHERE pt.post_id = p.id
) t
CROSS JOIN LATERAL (
    SELECT array_agg(c.kind ORDER BY c.count DESC, c.kind) AS kinds,
           array_agg(c.count ORDER BY c.count DESC, c.kind) AS counts
    FROM reaction_counts c WHERE c.subject_id = p.id AND c.count > 0
) r
ORDER BY n.published_at DESC, n.id DESC;
