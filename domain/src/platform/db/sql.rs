//! A statement put together from text and bound values. Placeholders are `$n`, which both engines read.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, Statement, Value};
use uuid::Uuid;

use super::Engine;
use crate::platform::freshness::{self, Table};

/// A statement in the making. Text comes from the code, values from anywhere: a value can't become text.
#[derive(Debug, Default, Clone)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
    rows_of: &'static [Table],
    name: Option<&'static str>,
}

impl Sql {
    /// Starts with this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new(), rows_of: &[], name: None }
    }

    /// Says that of these tables only rows and lists matter that whoever runs this tells of ([`freshness::saw`]). Otherwise
    /// every change of a table that a statement reads matters.
    pub(crate) fn rows_of(&mut self, tables: &'static [Table]) -> &mut Self {
        self.rows_of = tables;
        self
    }

    /// Whether there is no text yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds text.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and its value.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Adds `(a, b, c)`. An empty list becomes `(NULL)`, which nothing is in.
    pub fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        let mut any = false;
        for value in values {
            if any {
                self.push(", ");
            }
            any = true;
            self.bind(value);
        }
        self.push(if any { ")" } else { "NULL)" })
    }

    /// Adds ` = ANY(array)` or, on SQLite, ` IN (a, b, c)`: on PostgreSQL the text is the same for any number of values, so
    /// that the statement is prepared once.
    pub fn any_of<V: Into<Value>>(&mut self, engine: Engine, values: Vec<V>) -> &mut Self
    where
        Vec<V>: Into<Value>,
    {
        match engine {
            Engine::Postgres => self.push(" = ANY(").bind(values).push(")"),
            Engine::Sqlite => self.push(" IN ").bind_all(values),
        }
    }

    /// Adds a condition: the id is one of those that a query finds, each locked, and those that others have locked passed
    /// over. Workers that look at the same time take different rows instead of waiting for each other. As an array the rows
    /// are looked for once: PostgreSQL may plan `IN` as a join that asks again for each row, and then takes more than meant.
    pub fn id_among(&mut self, engine: Engine, query: impl FnOnce(&mut Self)) -> &mut Self {
        let (begin, end) = match engine {
            Engine::Postgres => ("id = ANY(ARRAY(", " FOR UPDATE SKIP LOCKED))"),
            Engine::Sqlite => ("id IN (", ")"),
        };
        self.push(begin);
        query(self);
        self.push(end)
    }

    /// One statement of many queries of the same columns, each with an order and limit of its own. None without queries.
    #[must_use]
    pub fn union_of_limited(queries: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut whole: Option<Self> = None;
        for (n, query) in queries.into_iter().enumerate() {
            let sql = whole.get_or_insert_default();
            sql.push(if n == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
            sql.append(query).push(&format!(") AS q{n}"));
        }
        whole
    }

    /// The same query for each of many ids, with an order and limit of its own for each, in one statement. The query is told how to
    /// add the id. None without ids. On PostgreSQL the text is the same for any number of ids.
    pub fn for_each(engine: Engine, ids: &[Uuid], query: impl Fn(&dyn Fn(&mut Self)) -> Self) -> Option<Self> {
        match engine {
            _ if ids.is_empty() => None,
            Engine::Postgres => {
                let mut sql = Self::new("SELECT q.* FROM unnest(");
                sql.bind(ids.to_vec()).push(") AS parent (id) CROSS JOIN LATERAL (");
                sql.append(query(&|sql| {
                    sql.push("parent.id");
                }));
                sql.push(") AS q");
                Some(sql)
            }
            Engine::Sqlite => {
                let of = |id: &Uuid| {
                    query(&|sql: &mut Self| {
                        sql.bind(*id);
                    })
                };
                Self::union_of_limited(ids.iter().map(of))
            }
        }
    }

    /// Joins what a query finds for each row, gathered in arrays: one for each of these of its columns, under their names with
    /// the alias before them (`tags_slug`), in the order of the query; no array where it finds nothing. Only PostgreSQL reads it.
    pub fn join_gathered(&mut self, alias: &str, columns: &[&str], query: Self) -> &mut Self {
        self.push(" LEFT JOIN LATERAL (SELECT ");
        for (n, column) in columns.iter().enumerate() {
            self.push(if n == 0 { "" } else { ", " }).push(&format!("array_agg(q.{column}) AS {alias}_{column}"));
        }
        self.push(" FROM (").append(query).push(&format!(") AS q) AS {alias} ON TRUE"))
    }

    /// Adds a statement with its values, as a part of this one.
    pub fn append(&mut self, other: Self) -> &mut Self {
        let mut values = other.values.into_iter();
        let mut rest = other.text.as_str();
        while let Some(at) = rest.find('$') {
            self.text.push_str(&rest[..at]);
            rest = rest[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit());
            if let Some(value) = values.next() {
                self.bind(value);
            }
        }
        self.push(rest)
    }

    /// Runs it and reads every row.
    ///
    /// # Errors
    /// The database's.
    pub async fn all<T: FromQueryResult>(self, db: &impl ConnectionTrait) -> Result<Vec<T>, DbErr> {
        let rows = self.rows(db).await?;
        rows.iter().map(|row| T::from_query_result(row, "")).collect()
    }

    /// Runs it and gives the rows, for whoever reads more than one thing out of each.
    ///
    /// # Errors
    /// The database's.
    pub async fn rows(self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>, DbErr> {
        freshness::note(&self.text, self.rows_of);
        db.query_all_raw(self.statement(db.get_database_backend())).await
    }

    /// Runs it and reads the first row.
    ///
    /// # Errors
    /// The database's.
    pub async fn one<T: FromQueryResult>(self, db: &impl ConnectionTrait) -> Result<Option<T>, DbErr> {
        freshness::note(&self.text, self.rows_of);
        let row = db.query_one_raw(self.statement(db.get_database_backend())).await?;
        row.map(|row| T::from_query_result(&row, "")).transpose()
    }

    /// Runs it and tells how many rows it touched.
    ///
    /// # Errors
    /// The database's.
    pub async fn run(self, db: &impl ConnectionTrait) -> Result<u64, DbErr> {
        Ok(db.execute_raw(self.statement(db.get_database_backend())).await?.rows_affected())
    }

    /// Runs statements that write, none of which needs what another has written: on PostgreSQL as one, because each would be a way to
    /// the server and back, which is most of what a small write takes.
    ///
    /// # Errors
    /// The database's; on SQLite some of them may have run then.
    pub async fn run_together(statements: Vec<Self>, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        if db.get_database_backend() == DbBackend::Postgres {
            return Self::together(statements).run(db).await.map(|_| ());
        }
        for statement in statements {
            statement.run(db).await?;
        }
        Ok(())
    }

    /// Names a part of a statement, so that a later part reads what it returns. PostgreSQL runs parts in an order that is its own, but
    /// never one before what it reads: so locks that are taken in an order everywhere are taken in it here, too.
    pub(crate) fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    fn together(statements: Vec<Self>) -> Self {
        let mut whole = Self::parts(statements);
        whole.push(" SELECT 1 AS done");
        whole
    }

    /// Begins a statement with others that write, by their names or as `w0`, `w1` and so on: what comes behind reads what they return.
    /// Only PostgreSQL reads it.
    pub(crate) fn parts(statements: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::new("WITH ");
        for (n, statement) in statements.into_iter().enumerate() {
            whole.push(if n == 0 { "" } else { ", " });
            let name = statement.name.map_or_else(|| format!("w{n}"), str::to_owned);
            // With room around them, so that what is written is found in the text.
            whole.push(&format!("{name} AS ( ")).append(statement).push(" )");
        }
        whole
    }

    /// The statement itself, for whoever reads its rows as they come.
    pub(crate) fn statement(self, backend: DbBackend) -> Statement {
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Engine, Sql, Table};

    #[test]
    fn values_never_become_text() {
        let mut sql = Sql::new("SELECT 1 WHERE a = ");
        sql.bind("'; DROP TABLE users; --").push(" AND b IN ").bind_all([1, 2]);
        assert_eq!(sql.text, "SELECT 1 WHERE a = $1 AND b IN ($2, $3)");
        assert_eq!(sql.values.len(), 3);
    }

    #[test]
    fn parts_keep_their_values() {
        let part = |n: i32| {
            let mut part = Sql::new("SELECT a FROM t WHERE a > ");
            part.bind(n).push(" LIMIT 2");
            part
        };
        let sql = Sql::union_of_limited([part(1), part(2)]).unwrap();
        let expected = "SELECT * FROM (SELECT a FROM t WHERE a > $1 LIMIT 2) AS q0 \
                        UNION ALL SELECT * FROM (SELECT a FROM t WHERE a > $2 LIMIT 2) AS q1";
        assert_eq!((sql.text.as_str(), sql.values.len()), (expected, 2));
        assert!(Sql::union_of_limited([]).is_none());
    }

    #[test]
    fn what_is_written_together_is_one_statement() {
        let mut one = Sql::new("UPDATE posts SET a = ");
        one.bind(1);
        let mut other = Sql::new("WITH e (id) AS (SELECT ");
        other.bind(2).push(") INSERT INTO comments (id) SELECT e.id FROM e");
        let sql = Sql::together(vec![one, other]);
        let expected = "WITH w0 AS ( UPDATE posts SET a = $1 ), \
                        w1 AS ( WITH e (id) AS (SELECT $2) INSERT INTO comments (id) SELECT e.id FROM e ) SELECT 1 AS done";
        assert_eq!((sql.text.as_str(), sql.values.len()), (expected, 2));
        assert_eq!(Table::written_by(expected), [Table::Posts, Table::Comments]);
    }

    #[test]
    fn a_part_reads_what_a_named_one_before_it_returns() {
        let mut one = Sql::new("UPDATE comments SET a = ");
        one.bind(1).push(" RETURNING post_id");
        let other = Sql::new("UPDATE posts SET b = 2 WHERE id = (SELECT post_id FROM answered)");
        let sql = Sql::together(vec![one.named("answered"), other]);
        let expected = "WITH answered AS ( UPDATE comments SET a = $1 RETURNING post_id ), \
                        w1 AS ( UPDATE posts SET b = 2 WHERE id = (SELECT post_id FROM answered) ) SELECT 1 AS done";
        assert_eq!(sql.text, expected);
        assert_eq!(Table::written_by(expected), [Table::Comments, Table::Posts]);
    }

    #[test]
    fn each_of_many_has_a_limit_of_its_own() {
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let query = |push_id: &dyn Fn(&mut Sql)| {
            let mut sql = Sql::new("SELECT a FROM t WHERE b = ");
            sql.bind(7).push(" AND c = ");
            push_id(&mut sql);
            sql.push(" LIMIT 3");
            sql
        };
        let postgres = Sql::for_each(Engine::Postgres, &ids, query).unwrap();
        assert_eq!(
            (postgres.text.as_str(), postgres.values.len()),
            (
                "SELECT q.* FROM unnest($1) AS parent (id) CROSS JOIN LATERAL (SELECT a FROM t WHERE b = $2 AND c = parent.id LIMIT 3) AS q",
                2
            )
        );
        assert_eq!(Sql::for_each(Engine::Sqlite, &ids, query).unwrap().values.len(), 4);
        assert!(Sql::for_each(Engine::Postgres, &[], query).is_none());
    }

    #[test]
    fn nothing_is_in_an_empty_list() {
        let mut sql = Sql::new("x IN ");
        sql.bind_all(Vec::<i32>::new());
        assert_eq!(sql.text, "x IN (NULL)");
    }
}
