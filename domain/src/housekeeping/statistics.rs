//! What PostgreSQL knows of the sizes of tables. A connection makes its plan for a statement once and keeps it, so a plan that was made
//! while a table was empty reads all of it, however large it has become, until somebody looks at the table (ANALYZE): that is told
//! to all connections, which plan anew. Autovacuum does so within a minute, where it is on; where it is off or behind, this does.

use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::{Value, json};

use crate::{
    Result,
    jobs::Run,
    platform::{Sql, db::Engine},
};

/// Tables with fewer pages are read as fast without an index.
const PAGES: u32 = 8;

/// Has PostgreSQL look at the tables that are more than twice as large as when it last did. SQLite plans without statistics.
///
/// # Errors
/// The database's; what was looked at stays so.
pub async fn refresh_statistics(run: &Run) -> Result<Value> {
    #[derive(FromQueryResult)]
    struct Table {
        name: String,
    }
    let db = run.cx.deps.db.reader();
    if run.cx.deps.db.engine() == Engine::Sqlite {
        return Ok(json!({ "tables": [] }));
    }
    // Those of others are not ours to look at: PostgreSQL would pass over them with a warning, each minute.
    let outgrown = Sql::new(&format!(
        "SELECT CAST(quote_ident(c.relname) AS text) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind = 'r' AND n.nspname = current_schema() AND pg_has_role(c.relowner, 'USAGE') \
         AND pg_relation_size(c.oid) \
         > (2 * CAST(c.relpages AS bigint) + {PAGES}) * CAST(current_setting('block_size') AS integer) ORDER BY 1"
    ));
    let tables: Vec<String> = outgrown.all::<Table>(db).await?.into_iter().map(|table| table.name).collect();
    for table in &tables {
        run.check_cancelled()?;
        // Not where autovacuum is at it, which would give way. What is passed over is looked at next time.
        db.execute_unprepared(&format!("ANALYZE (SKIP_LOCKED) {table}")).await?;
    }
    Ok(json!({ "tables": tables }))
}
