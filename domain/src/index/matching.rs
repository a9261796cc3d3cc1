//! The parts of a statement that look for something: in a vector on PostgreSQL, in the full-text table on SQLite.

use super::{Kind, Query};
use crate::platform::{Sql, db::Engine};

/// How many newest matches are looked at for each one that is ranked, because some may not be seen by who asks.
const SPARE: u32 = 4;
/// What a word of the heading weighs on SQLite, and one of a tag. PostgreSQL's own weights are 1, 0.4 and 0.1.
const WEIGHTS: [(&str, u32); 2] = [("heading", 8), ("tags", 4)];

/// What is looked for, and in what.
pub(crate) struct Matching<'a> {
    /// What is looked for.
    pub query: &'a Query,
    /// In which database.
    pub engine: Engine,
    /// The language whose forms of words are known, as PostgreSQL calls it.
    pub language: &'a str,
    /// How many matches are ranked at most.
    pub candidates: u32,
}

impl Matching<'_> {
    /// What a statement begins with: the search, read once.
    pub(crate) fn begin(&self) -> Sql {
        let mut sql = Sql::default();
        if self.engine == Engine::Postgres {
            let (wanted, unwanted) = self.query.for_postgres();
            sql.push("WITH q AS MATERIALIZED (SELECT ");
            self.push_read(&mut sql, &wanted);
            if let Some(unwanted) = unwanted {
                sql.push(" && !!");
                self.push_read(&mut sql, &unwanted);
            }
            sql.push(" AS it) ");
        }
        sql
    }

    /// Words as they are, or as the language forms them.
    fn push_read(&self, sql: &mut Sql, words: &str) {
        sql.push("(to_tsquery('simple', ").bind(words).push(")");
        if self.language != "simple" {
            sql.push(&format!(" || to_tsquery('{}', ", self.language)).bind(words).push(")");
        }
        sql.push(")");
    }

    /// The newest entries of a kind that match and fulfil a condition on `e`, in parentheses and with what [`Self::score`] needs.
    /// What a match costs here is little: nothing is read of its vector.
    pub(crate) fn push_newest(&self, sql: &mut Sql, kind: Kind, condition: impl FnOnce(&mut Sql)) {
        match self.engine {
            Engine::Postgres => {
                sql.push(
                    "(SELECT e.id, e.author_id, e.vector, q.it FROM q JOIN search_entries e ON e.vector @@ q.it WHERE ",
                );
            }
            Engine::Sqlite => {
                sql.push(
                    "(SELECT e.id, e.author_id, e.number FROM search_words JOIN search_entries e ON e.number = search_words.rowid \
                     WHERE search_words MATCH ",
                );
                sql.bind(self.query.for_sqlite()).push(" AND ");
            }
        }
        sql.push(&format!("e.kind = '{}'", kind.as_str()));
        condition(sql);
        let by = if self.engine == Engine::Postgres { "e.id" } else { "search_words.rowid" };
        // Literals: a bound limit makes PostgreSQL plan the statement again at every execution.
        sql.push(&format!(" ORDER BY {by} DESC LIMIT {})", self.candidates.saturating_mul(SPARE)));
    }

    /// The columns of [`Self::push_newest`] that a score is made of.
    pub(crate) const fn columns(&self) -> &'static str {
        match self.engine {
            Engine::Postgres => "m.id, m.vector, m.it",
            Engine::Sqlite => "m.id, m.number",
        }
    }

    /// How well an entry `v` matches, as a number that depends on nothing but its words and the search: so a page goes on where
    /// the last ended, whatever is written meanwhile.
    pub(crate) fn push_score(&self, sql: &mut Sql) {
        if self.engine == Engine::Postgres {
            // By the length of the text, too: a word in few says more.
            sql.push("CAST(ts_rank(v.vector, v.it, 1) * 1000000000 AS BIGINT)");
            return;
        }
        sql.push("(0");
        for term in self.query.wanted() {
            for (column, weight) in WEIGHTS {
                let there = format!("{{{column}}} : ({})", term.for_sqlite());
                sql.push(&format!(
                    " + {weight} * (v.number IN (SELECT rowid FROM search_words WHERE search_words MATCH "
                ));
                sql.bind(there).push("))");
            }
        }
        sql.push(")");
    }
}
