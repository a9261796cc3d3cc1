-- W8: the 20 posts that fit two words best, with their texts, to show where, and their authors. Of many that match, the newest 500 are
-- ranked, as the server has it.
SELECT p.id, p.slug, p.title, p.html, p.published_at, u.id, u.display_name, n.score
FROM (
    SELECT m.id, ts_rank(m.vector, m.query, 1) AS score
    FROM (
        SELECT e.id, e.vector, q.query
        FROM (SELECT plainto_tsquery('simple', (SELECT k.words FROM bench_words k WHERE k.n = :n)) AS query) q
        JOIN search_entries e ON e.vector @@ q.query AND e.kind = 'post'
        ORDER BY e.id DESC LIMIT 500
    ) m
    ORDER BY score DESC, m.id DESC LIMIT 21
) n
JOIN posts p ON p.id = n.id
JOIN users u ON u.id = p.author_id
WHERE p.status = 'published' AND p.deleted_at IS NULL
ORDER BY n.score DESC, p.id DESC;
