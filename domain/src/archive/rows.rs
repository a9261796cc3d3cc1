//! Reading a table page by page, in the order of its key.

use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::{Table, column::Holds, table::selection};
use crate::{
    Error, Result,
    ids::UserId,
    platform::{Sql, db::Engine},
};

/// The rows of a table, from the first to the last.
pub(crate) struct Rows {
    table: &'static Table,
    whose: Option<UserId>,
    engine: Engine,
    after: Option<Vec<Value>>,
    ended: bool,
}

impl Rows {
    /// All of a table, or what is somebody's.
    pub(crate) const fn of(table: &'static Table, whose: Option<UserId>, engine: Engine) -> Self {
        Self { table, whose, engine, after: None, ended: false }
    }

    /// The next page; empty behind the last.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>> {
        if self.ended {
            return Ok(Vec::new());
        }
        let rows = self.statement()?.rows(db).await?;
        self.ended = rows.len() < self.table.page;
        if let Some(last) = rows.last() {
            let key = self.table.key.iter().map(|at| self.table.columns[*at].key(last, *at));
            self.after = Some(key.collect::<Result<_>>()?);
        }
        Ok(rows)
    }

    fn statement(&self) -> Result<Sql> {
        let table = self.table;
        let mut sql = selection(table);
        sql.push(" WHERE ").push(table.only.unwrap_or("1 = 1"));
        if let Some(person) = self.whose {
            let condition =
                table.whose.ok_or_else(|| Error::internal(format!("nothing of {} is anybody's", table.file)))?;
            push_whose(&mut sql, condition, person);
        }
        let key = self.key();
        if let Some(after) = &self.after {
            sql.push(&format!(" AND ({key}) > ("));
            for (at, value) in after.iter().enumerate() {
                sql.push(if at == 0 { "" } else { ", " }).bind(value.clone());
            }
            sql.push(")");
        }
        sql.push(&format!(" ORDER BY {key} LIMIT {}", table.page));
        Ok(sql)
    }

    /// The columns of the key; texts byte by byte, so that the order is the same whatever the database's language is.
    fn key(&self) -> String {
        let part = |at: &usize| {
            let column = self.table.columns[*at];
            match (column.holds, self.engine) {
                (Holds::Text, Engine::Postgres) => format!("{} COLLATE \"C\"", column.sql),
                _ => column.sql.to_owned(),
            }
        };
        self.table.key.iter().map(part).collect::<Vec<_>>().join(", ")
    }
}

fn push_whose(sql: &mut Sql, condition: &str, person: UserId) {
    sql.push(" AND (");
    let mut rest = condition;
    while let Some(at) = rest.find('$') {
        sql.push(&rest[..at]);
        if let Some(behind) = rest[at..].strip_prefix("$me") {
            sql.bind(person.uuid());
            rest = behind;
        } else {
            sql.bind(person.to_string());
            rest = rest[at..].trim_start_matches("$name");
        }
    }
    sql.push(rest).push(")");
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::archive::{MEMBERS, OWN, POSTS, SITE};

    #[test]
    fn every_table_of_an_own_archive_says_what_is_whose() {
        let me = UserId::from_uuid(Uuid::from_u128(1));
        for table in OWN {
            assert!(Rows::of(table, Some(me), Engine::Sqlite).statement().is_ok(), "{}", table.file);
        }
    }

    #[test]
    fn no_archive_has_two_files_of_a_name() {
        for tables in [SITE, OWN] {
            let mut files: Vec<_> = tables.iter().map(|table| table.file).collect();
            files.sort_unstable();
            files.dedup();
            assert_eq!(files.len(), tables.len());
        }
    }

    #[test]
    fn no_column_is_a_secret() {
        let tables = SITE.iter().chain(OWN).chain([&MEMBERS, &POSTS]);
        for column in tables.flat_map(|table| table.columns) {
            let secret = ["_hash", "secret", "password", "salt"].iter().any(|word| column.sql.contains(word));
            assert!(!secret, "{}", column.sql);
        }
    }
}
