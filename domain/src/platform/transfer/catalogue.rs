//! Which tables there are, as the database itself says, so that none can be forgotten.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseConnection, FromQueryResult};

use super::table::{Column, Kind, Table};
use crate::{
    Error, Result,
    platform::{Sql, db::Engine},
};

/// The tables that are not copied, each with its reason. All others are.
pub const LEFT_OUT: [(&str, &str); 11] = [
    ("seaql_migrations", "each database has its own, written by its migrations"),
    ("moves", "tells of this database, not of the instance"),
    ("move_marks", "tells of this database, not of the instance"),
    ("workers", "the processes at the source; those at the target tell of themselves"),
    ("search_entries", "written anew by a job: each engine keeps words in a form of its own"),
    ("search_words", "SQLite's words of search_entries"),
    ("search_words_config", "a part of search_words"),
    ("search_words_data", "a part of search_words"),
    ("search_words_docsize", "a part of search_words"),
    ("search_words_idx", "a part of search_words"),
    ("search_vocabulary", "a view of search_words"),
];

/// Generated columns are in neither: the target generates its own.
const POSTGRES: &str = "
    SELECT CAST(c.relname AS TEXT) AS name, CAST(a.attname AS TEXT) AS column_name,
        format_type(a.atttypid, a.atttypmod) AS written,
        (SELECT k.place FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
            WHERE i.indrelid = c.oid AND i.indisprimary AND k.attnum = a.attnum) AS place
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')";
const SQLITE: &str = "
    SELECT m.name AS name, c.name AS column_name, c.type AS written, NULLIF(c.pk, 0) AS place
    FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'";

const POSTGRES_REFERENCES: &str = "
    SELECT CAST(c.relname AS TEXT) AS name, CAST(t.relname AS TEXT) AS target FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND n.nspname = current_schema()";
const SQLITE_REFERENCES: &str = "
    SELECT m.name AS name, f.\"table\" AS target FROM sqlite_master m, pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table'";

#[derive(FromQueryResult)]
struct Found {
    name: String,
    column_name: String,
    written: String,
    place: Option<i64>,
}

/// The tables that are copied, each behind those that it refers to.
///
/// # Errors
/// `move_refused` for a table without a primary key or with a column of a type that is not known here: neither can be copied.
pub(super) async fn tables(db: &DatabaseConnection, engine: Engine) -> Result<Vec<Table>> {
    let all = read(db, engine).await?;
    let references = references(db, engine).await?;
    Ok(in_order(all, &references))
}

async fn read(db: &DatabaseConnection, engine: Engine) -> Result<BTreeMap<String, Table>> {
    let found: Vec<Found> = match engine {
        Engine::Postgres => Sql::new(POSTGRES).all(db).await?,
        Engine::Sqlite => Sql::new(SQLITE).all(db).await?,
    };
    let mut by_table: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for column in found.into_iter().filter(|column| LEFT_OUT.iter().all(|(name, _)| *name != column.name)) {
        by_table.entry(column.name.clone()).or_default().push(column);
    }
    by_table.into_iter().map(|(name, columns)| Ok((name.clone(), table(name, columns)?))).collect()
}

fn table(name: String, mut found: Vec<Found>) -> Result<Table> {
    found.sort_unstable_by(|a, b| a.column_name.cmp(&b.column_name));
    let column = |column: &Found| {
        let unknown = || refused(format!("{name}.{} is a {}, which is not known", column.column_name, column.written));
        Ok(Column { name: column.column_name.clone(), kind: Kind::of(&column.written).ok_or_else(unknown)? })
    };
    let columns = found.iter().map(column).collect::<Result<Vec<_>>>()?;
    let mut key: Vec<(i64, usize)> =
        found.iter().enumerate().filter_map(|(at, column)| Some((column.place?, at))).collect();
    key.sort_unstable();
    if key.is_empty() {
        return Err(refused(format!("{name} has no primary key")));
    }
    Ok(Table { name, columns, key: key.into_iter().map(|(_, at)| at).collect() })
}

fn refused(detail: String) -> Error {
    Error::conflict("move_refused", detail)
}

async fn references(db: &DatabaseConnection, engine: Engine) -> Result<BTreeMap<String, BTreeSet<String>>> {
    #[derive(FromQueryResult)]
    struct Reference {
        name: String,
        target: String,
    }
    let found: Vec<Reference> = match engine {
        Engine::Postgres => Sql::new(POSTGRES_REFERENCES).all(db).await?,
        Engine::Sqlite => Sql::new(SQLITE_REFERENCES).all(db).await?,
    };
    let mut references: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Reference { name, target } in found.into_iter().filter(|it| it.name != it.target) {
        references.entry(name).or_default().insert(target);
    }
    Ok(references)
}

/// Each table behind those that it refers to, otherwise by name. Tables that refer to each other in a ring come as they are.
fn in_order(mut left: BTreeMap<String, Table>, references: &BTreeMap<String, BTreeSet<String>>) -> Vec<Table> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_free = |name: &String| {
            references.get(name).is_none_or(|targets| targets.iter().all(|target| !left.contains_key(target)))
        };
        let next = left.keys().find(|name| is_free(name)).or_else(|| left.keys().next()).cloned();
        ordered.extend(next.and_then(|name| left.remove(&name)));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(column: &str, written: &str, place: Option<i64>) -> Found {
        Found { name: "t".into(), column_name: column.into(), written: written.into(), place }
    }

    #[test]
    fn a_table_that_can_not_be_copied_is_named() {
        let refused = |columns| table("t".to_owned(), columns).unwrap_err().detail();
        assert_eq!(refused(vec![found("a", "text", None)]), "t has no primary key");
        assert_eq!(refused(vec![found("a", "point", Some(1))]), "t.a is a point, which is not known");
    }

    #[test]
    fn columns_have_one_order_and_the_key_its_own() {
        let table = table("t".into(), vec![found("z", "uuid", Some(1)), found("a", "text", Some(2))]).unwrap();
        assert_eq!(table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["a", "z"]);
        assert_eq!(table.key, [1, 0]);
    }

    #[test]
    fn a_table_comes_behind_those_that_it_refers_to() {
        let names = ["comments", "posts", "users"];
        let all = names.map(|name| (name.to_owned(), table(name.into(), vec![found("id", "uuid", Some(1))]).unwrap()));
        let refers = |from: &str, to: &[&str]| (from.to_owned(), to.iter().map(|name| (*name).to_owned()).collect());
        let references = BTreeMap::from([refers("comments", &["posts", "users"]), refers("posts", &["users"])]);
        let ordered = in_order(BTreeMap::from(all.clone()), &references);
        assert_eq!(ordered.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["users", "posts", "comments"]);
        let ring = BTreeMap::from([refers("posts", &["users"]), refers("users", &["posts"])]);
        assert_eq!(in_order(BTreeMap::from(all), &ring).len(), 3);
    }
}
