//! A statement put together from text and bound values. Placeholders are `$n`, which both engines read.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult, Statement, Value};

/// A statement in the making. Text comes from the code, values from anywhere: a value can't become text.
#[derive(Debug, Default, Clone)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Starts with this text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
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

    /// Runs it and reads every row.
    ///
    /// # Errors
    /// The database's.
    pub async fn all<T: FromQueryResult>(self, db: &impl ConnectionTrait) -> Result<Vec<T>, DbErr> {
        let rows: Vec<QueryResult> = db.query_all_raw(self.statement(db)).await?;
        rows.iter().map(|row| T::from_query_result(row, "")).collect()
    }

    /// Runs it and reads the first row.
    ///
    /// # Errors
    /// The database's.
    pub async fn one<T: FromQueryResult>(self, db: &impl ConnectionTrait) -> Result<Option<T>, DbErr> {
        let row = db.query_one_raw(self.statement(db)).await?;
        row.map(|row| T::from_query_result(&row, "")).transpose()
    }

    /// Runs it and tells how many rows it touched.
    ///
    /// # Errors
    /// The database's.
    pub async fn run(self, db: &impl ConnectionTrait) -> Result<u64, DbErr> {
        Ok(db.execute_raw(self.statement(db)).await?.rows_affected())
    }

    fn statement(self, db: &impl ConnectionTrait) -> Statement {
        Statement::from_sql_and_values(db.get_database_backend(), self.text, self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::Sql;

    #[test]
    fn values_never_become_text() {
        let mut sql = Sql::new("SELECT 1 WHERE a = ");
        sql.bind("'; DROP TABLE users; --").push(" AND b IN ").bind_all([1, 2]);
        assert_eq!(sql.text, "SELECT 1 WHERE a = $1 AND b IN ($2, $3)");
        assert_eq!(sql.values.len(), 3);
    }

    #[test]
    fn nothing_is_in_an_empty_list() {
        let mut sql = Sql::new("x IN ");
        sql.bind_all(Vec::<i32>::new());
        assert_eq!(sql.text, "x IN (NULL)");
    }
}
