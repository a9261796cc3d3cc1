-- What works ask for, by number, since pgbench has only numbers. The requests are made from the same rows.
DROP TABLE IF EXISTS bench_posts, bench_pages, bench_people, bench_words;

CREATE TABLE bench_posts AS
    SELECT CAST(row_number() OVER (ORDER BY md5(p.slug)) AS integer) AS n, p.id, p.slug
    FROM posts p WHERE p.status = 'published' AND p.deleted_at IS NULL ORDER BY n LIMIT {keys};

-- The newest posts: each is where a page may begin, but for the last page of them.
CREATE TABLE bench_pages AS
    SELECT CAST(row_number() OVER (ORDER BY p.published_at DESC, p.id DESC) AS integer) AS n, p.id, p.published_at
    FROM posts p WHERE p.status = 'published' AND p.deleted_at IS NULL ORDER BY n LIMIT {pages} + 20;

-- People who have something in their feed.
CREATE TABLE bench_people AS
    SELECT CAST(row_number() OVER (ORDER BY md5(u.username)) AS integer) AS n, u.id, CAST('' AS text) AS token_hash
    FROM users u
    WHERE u.email_verified_at IS NOT NULL AND u.suspended_at IS NULL
      AND EXISTS (
          SELECT 1 FROM follows f JOIN posts p ON p.author_id = f.followee_id
          WHERE f.follower_id = u.id AND p.status = 'published' AND p.deleted_at IS NULL)
    ORDER BY n LIMIT {keys};

-- Two words of a post.
CREATE TABLE bench_words AS
    SELECT CAST(row_number() OVER (ORDER BY b.n) AS integer) AS n, w.words
    FROM bench_posts b JOIN posts p ON p.id = b.id
    CROSS JOIN LATERAL (
        SELECT string_agg(f.word, ' ') AS words, COUNT(*) AS count
        FROM (
            SELECT d.word
            FROM (
                SELECT DISTINCT t.word
                FROM regexp_split_to_table(lower(p.title || ' ' || p.excerpt), '[[:space:][:punct:]]+') AS t(word)
                WHERE t.word ~ '^[a-z]{5,}$'
            ) d
            ORDER BY md5(d.word || p.slug) LIMIT 2
        ) f
    ) w
    WHERE w.count = 2;

ALTER TABLE bench_posts ADD PRIMARY KEY (n);
ALTER TABLE bench_pages ADD PRIMARY KEY (n);
ALTER TABLE bench_people ADD PRIMARY KEY (n);
ALTER TABLE bench_words ADD PRIMARY KEY (n);
ANALYZE bench_posts, bench_pages, bench_people, bench_words;
