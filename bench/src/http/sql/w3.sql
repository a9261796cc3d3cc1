-- W3: the 20 newest posts after a position, with author, tags, counts of reactions, and the first 3 comments with their authors.
SELECT p.id, p.slug, p.title, COALESCE(p.own_excerpt, p.excerpt), p.comment_count, p.published_at,
       u.id, u.username, u.display_name, t.slugs, t.names, r.kinds, r.counts,
       c.ids, c.htmls, c.written, c.author_ids, c.usernames, c.display_names
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
    SELECT array_agg(t.slug ORDER BY pt.position) AS slugs, array_agg(t.name ORDER BY pt.position) AS names
    FROM post_tags pt
    CROSS JOIN LATERAL (SELECT t.id, t.slug, t.name FROM tags t WHERE t.id = pt.tag_id OFFSET 0) t
    WHERE pt.post_id = p.id
) t
CROSS JOIN LATERAL (
    SELECT array_agg(c.kind ORDER BY c.count DESC, c.kind) AS kinds,
           array_agg(c.count ORDER BY c.count DESC, c.kind) AS counts
    FROM reaction_counts c WHERE c.subject_id = p.id AND c.count > 0
) r
CROSS JOIN LATERAL (
    SELECT array_agg(f.id) AS ids, array_agg(f.html) AS htmls, array_agg(f.created_at) AS written,
           array_agg(a.id) AS author_ids, array_agg(a.username) AS usernames, array_agg(a.display_name) AS display_names
    FROM (
        SELECT c.id, c.html, c.created_at, c.author_id FROM comments c
        WHERE c.post_id = p.id AND c.parent_id IS NULL AND (c.deleted_at IS NULL OR c.reply_count > 0)
        ORDER BY c.created_at, c.id LIMIT 3
    ) f
    CROSS JOIN LATERAL (SELECT a.id, a.username, a.display_name FROM users a WHERE a.id = f.author_id OFFSET 0) a
) c
WHERE u.email_verified_at IS NOT NULL
ORDER BY p.published_at DESC, p.id DESC;
