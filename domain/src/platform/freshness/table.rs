//! The tables that public answers may show, found in the text of statements.

/// A table that a public answer may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Table {
    /// Posts, and what hangs on one: its slugs and its tags. Who changes those changes the post.
    Posts,
    /// All slugs of posts.
    Slugs,
    /// Which tags posts have.
    PostTags,
    /// Tags.
    Tags,
    /// People.
    Users,
    /// Counts of reactions.
    ReactionCounts,
    /// Comments; a mark of a row is that of their post.
    Comments,
    /// Whom comments name; a mark of a row is that of the comment.
    CommentMentions,
    /// All slugs of tags.
    TagSlugs,
    /// Where posts stand among those that are talked about.
    PostRanks,
    /// What people sent.
    Media,
    /// The pictures of media. What one shows that is ready never changes.
    Pictures,
}

const NAMES: [(&str, Table); 12] = [
    ("posts", Table::Posts),
    ("slugs", Table::Slugs),
    ("post_tags", Table::PostTags),
    ("tags", Table::Tags),
    ("users", Table::Users),
    ("reaction_counts", Table::ReactionCounts),
    ("comments", Table::Comments),
    ("comment_mentions", Table::CommentMentions),
    ("tag_slugs", Table::TagSlugs),
    ("post_ranks", Table::PostRanks),
    ("media", Table::Media),
    ("media_blobs", Table::Pictures),
];

impl Table {
    /// The table of a name, as statements write it.
    fn named(name: &str) -> Option<Self> {
        let name = bare(name);
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, table)| *table)
    }

    /// The tables that a statement writes, as far as they are shown.
    pub(in crate::platform) fn written_by(text: &str) -> Vec<Self> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let is = |at: usize, word: &str| words.get(at).is_some_and(|found| found.eq_ignore_ascii_case(word));
        let written = (0..words.len()).filter_map(|at| {
            let after = is(at, "UPDATE") || is(at, "INTO") || (is(at, "FROM") && at > 0 && is(at - 1, "DELETE"));
            if after { Self::named(words.get(at + 1)?) } else { None }
        });
        written.collect()
    }

    /// The tables that a statement reads; `None` when one of them is none of these, or can't be told.
    pub(super) fn read_by(text: &str) -> Option<Vec<Self>> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let is_own = |name: &str| {
            words.windows(2).any(|pair| pair[0].eq_ignore_ascii_case("RECURSIVE") && pair[1] == bare(name))
        };
        let mut read = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let word = word.trim_start_matches('(');
            if !(word.eq_ignore_ascii_case("FROM") || word.eq_ignore_ascii_case("JOIN")) {
                continue;
            }
            let name = words.get(at + 1)?;
            // What is in parentheses is looked at when its turn comes, what was sent along is in no table, and what a statement finds by
            // itself is no table.
            let is_none = name.starts_with('(') || name.eq_ignore_ascii_case("LATERAL") || name.starts_with("unnest(");
            if is_none || is_own(name) {
                continue;
            }
            let listed = name.ends_with(',') || words.get(at + 2).is_some_and(|alias| alias.ends_with(','));
            if listed {
                return None;
            }
            read.push(Self::named(name)?);
        }
        (!read.is_empty()).then_some(read)
    }
}

/// A name without what stands around it.
fn bare(name: &str) -> &str {
    name.trim_matches(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_statement_reads_is_found_wherever_it_stands() {
        let text = "SELECT p.id FROM posts p JOIN users u ON u.id = p.author_id WHERE p.id = (SELECT s.post_id FROM slugs s) \
                    AND EXISTS (SELECT 1 FROM post_tags pt)";
        assert_eq!(Table::read_by(text), Some(vec![Table::Posts, Table::Users, Table::Slugs, Table::PostTags]));
        assert_eq!(Table::read_by("SELECT x FROM (SELECT 1 FROM tags) t"), Some(vec![Table::Tags]));
        let for_each =
            "SELECT q.* FROM unnest($1) AS parent (id) CROSS JOIN LATERAL (SELECT c.id FROM comments c) AS q";
        assert_eq!(Table::read_by(for_each), Some(vec![Table::Comments]));
        let recursive = "SELECT 1 FROM posts p WHERE EXISTS (WITH RECURSIVE below (id) AS (SELECT c.id FROM comments c UNION ALL \
                         SELECT c.id FROM below JOIN comments c ON c.parent_id = below.id) SELECT 1 FROM below)";
        assert_eq!(Table::read_by(recursive), Some(vec![Table::Posts, Table::Comments, Table::Comments]));
    }

    #[test]
    fn a_statement_that_reads_anything_else_can_not_be_told() {
        for text in
            ["SELECT 1 FROM sessions", "SELECT 1 FROM posts p, users u", "SELECT 1", "SELECT 1 FROM posts, users"]
        {
            assert_eq!(Table::read_by(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_statement_writes_is_found_and_locks_are_no_writes() {
        for (text, expected) in [
            ("UPDATE posts SET a = 1", vec![Table::Posts]),
            ("INSERT INTO \"comments\" (\"id\") VALUES (1)", vec![Table::Comments]),
            ("DELETE FROM tags WHERE id = 1", vec![Table::Tags]),
            ("WITH x AS (SELECT 1) UPDATE users SET a = 1", vec![Table::Users]),
            ("INSERT INTO slugs (slug) VALUES (1) ON CONFLICT (slug) DO UPDATE SET is_current = 1", vec![Table::Slugs]),
            ("SELECT 1 FROM posts p FOR UPDATE OF p", vec![]),
            ("UPDATE jobs SET state = 1", vec![]),
        ] {
            assert_eq!(Table::written_by(text), expected, "{text}");
        }
    }
}
