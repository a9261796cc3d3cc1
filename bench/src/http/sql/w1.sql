-- W1: a post by slug, with its author, tags and counts of reactions.
SELECT p.id, p.title, p.slug, p.html, p.excerpt, p.own_excerpt, p.status, p.version, p.comment_count, p.comments_locked,
       p.published_at, p.created_at, p.updated_at, p.word_count, p.table_of_contents, p.canonical_url, p.meta_title,
       p.meta_description, p.social_title, p.social_description, p.social_image, p.series, p.series_position,
       u.id, u.username, u.display_name, u.bio, u.role, u.created_at, u.follower_count, u.following_count,
       t.ids, t.slugs, t.names, r.kinds, r.counts
FROM slugs s
JOIN posts p ON p.id = s.post_id
JOIN users u ON u.id = p.author_id
CROSS JOIN LATERAL (
    SELECT array_agg(t.id ORDER BY pt.position) AS ids, array_agg(t.slug ORDER BY pt.position) AS slugs,
           array_agg(t.name ORDER BY pt.position) AS names
    FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = p.id
) t
CROSS JOIN LATERAL (
    SELECT array_agg(c.kind ORDER BY c.count DESC, c.kind) AS kinds,
           array_agg(c.count ORDER BY c.count DESC, c.kind) AS counts
    FROM reaction_counts c WHERE c.subject_id = p.id AND c.count > 0
) r
WHERE s.slug = (SELECT k.slug FROM bench_posts k WHERE k.n = :n)
  AND p.status = 'published' AND p.deleted_at IS NULL AND u.email_verified_at IS NOT NULL;
