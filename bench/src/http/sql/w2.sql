-- W2: the 20 newest posts after a position, with author, tags and counts of reactions, and one more to know whether there are more.
SELECT p.id, p.slug, p.title, COALESCE(p.own_excerpt, p.excerpt), p.comment_count, p.published_at,
       u.id, u.username, u.display_name, u.bio, u.role, u.created_at, u.follower_count, u.following_count,
       t.ids, t.slugs, t.names, r.kinds, r.counts
FROM (
    SELECT p.id, p.author_id, p.slug, p.title, p.own_excerpt, p.excerpt, p.comment_count, p.published_at
    FROM posts p
    WHERE p.status = 'published' AND p.deleted_at IS NULL
      AND (p.published_at, p.id) < (
          (SELECT k.published_at FROM bench_pages k WHERE k.n = :n), (SELECT k.id FROM bench_pages k WHERE k.n = :n))
    ORDER BY p.published_at DESC, p.id DESC LIMIT 21
) p
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
WHERE u.email_verified_at IS NOT NULL
ORDER BY p.published_at DESC, p.id DESC;
