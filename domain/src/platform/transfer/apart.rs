//! What the target does without while it is filled: foreign keys, which rows that come in any order would break, and triggers,
//! which would do again what the source has done or refuse it. SQLite leaves foreign keys to each connection.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    side::refused,
    table::{Kind, Table, quoted},
};
use crate::{
    Error, Result,
    platform::{Sql, db::Engine},
};

const POSTGRES: &str = "
    SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname) AS away,
        format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS back
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND n.nspname = current_schema()
    UNION ALL SELECT format('ALTER TABLE %I DISABLE TRIGGER %I', c.relname, t.tgname),
        format('ALTER TABLE %I ENABLE TRIGGER %I', c.relname, t.tgname)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND n.nspname = current_schema()";
const SQLITE: &str = "
    SELECT 'DROP TRIGGER \"' || name || '\"' AS away, sql AS back FROM sqlite_master WHERE type = 'trigger'";

#[derive(FromQueryResult)]
struct Part {
    away: String,
    back: String,
}

/// Takes them away; gives the statements that put them back, as JSON.
pub(super) async fn take(tx: &impl ConnectionTrait, engine: Engine) -> Result<String> {
    let parts: Vec<Part> = match engine {
        Engine::Postgres => Sql::new(POSTGRES).all(tx).await?,
        Engine::Sqlite => Sql::new(SQLITE).all(tx).await?,
    };
    for part in &parts {
        tx.execute_unprepared(&part.away).await?;
    }
    let back: Vec<&str> = parts.iter().map(|part| part.back.as_str()).collect();
    serde_json::to_string(&back).map_err(Error::internal)
}

/// Puts them back; with them what the rows of the source do not keep is told by name.
pub(super) async fn put_back(tx: &impl ConnectionTrait, engine: Engine, statements: &str) -> Result<()> {
    let statements: Vec<String> = serde_json::from_str(statements).map_err(Error::internal)?;
    for statement in statements {
        let done = tx.execute_unprepared(&statement).await;
        done.map_err(|error| refused(format!("the rows of the source break a rule of the schema: {error}")))?;
    }
    if engine == Engine::Sqlite {
        return check_references(tx).await;
    }
    Ok(())
}

async fn check_references(tx: &impl ConnectionTrait) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Broken {
        name: String,
        target: String,
    }
    let sql = "SELECT \"table\" AS name, parent AS target FROM pragma_foreign_key_check LIMIT 1";
    match Sql::new(sql).one::<Broken>(tx).await? {
        None => Ok(()),
        Some(Broken { name, target }) => Err(refused(format!(
            "the rows of the source break a rule of the schema: {name} refers to rows that {target} lacks"
        ))),
    }
}

/// Sets the sequences of PostgreSQL behind the numbers that were given.
pub(super) async fn set_sequences(tx: &impl ConnectionTrait, engine: Engine, tables: &[Table]) -> Result<()> {
    if engine == Engine::Sqlite {
        return Ok(());
    }
    for table in tables {
        for column in table.columns.iter().filter(|column| column.kind == Kind::Whole) {
            let (name, from) = (quoted(&column.name), quoted(&table.name));
            let mut sql = Sql::new(&format!(
                "SELECT setval(CAST(s.it AS regclass), GREATEST((SELECT MAX({name}) FROM {from}), 1), \
                 (SELECT MAX({name}) FROM {from}) IS NOT NULL) FROM (SELECT pg_get_serial_sequence("
            ));
            sql.bind(from.clone()).push(", ").bind(column.name.clone());
            sql.push(") AS it) AS s WHERE s.it IS NOT NULL");
            sql.rows(tx).await?;
        }
    }
    Ok(())
}
