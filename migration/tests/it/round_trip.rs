//! Up, down and up again leaves the schema as it was, from every depth.

use presswork_migration::{Migrator, MigratorTrait, down, pending, up};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::databases::{Outcome, connect, on_postgres, on_sqlite};

#[tokio::test]
async fn sqlite_goes_up_down_and_up_again() -> Outcome {
    on_sqlite(up_down_up).await
}

#[tokio::test]
async fn postgres_goes_up_down_and_up_again() -> Outcome {
    on_postgres(up_down_up).await
}

async fn up_down_up(url: &str) -> Outcome {
    let db = connect(url).await?;
    let mut all: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    assert_eq!(up(&db).await?, all);
    assert!(pending(&db).await?.is_empty());
    assert!(up(&db).await?.is_empty(), "nothing is left to apply");

    let whole = schema(&db).await?;
    assert!(whole.len() > all.len(), "the comparison sees the schema");
    for steps in 1..=u32::try_from(all.len())? {
        let undone = down(&db, steps).await?;
        assert_eq!(undone.len(), usize::try_from(steps)?);
        up(&db).await?;
        assert_eq!(schema(&db).await?, whole, "after {steps} steps down and up");
    }

    all.reverse();
    assert_eq!(down(&db, u32::MAX).await?, all);
    assert_eq!(schema(&db).await?, Vec::<String>::new());
    Ok(db.close().await?)
}

/// One line for each table, column, constraint and index but the migrations' own.
async fn schema(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master
             WHERE tbl_name <> 'seaql_migrations' ORDER BY 1"
        }
        _ => {
            "SELECT line FROM (
               SELECT table_name AS t, concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line
                 FROM information_schema.columns WHERE table_schema = 'public'
               UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
               UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
                 FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             ) AS all_of_it WHERE t <> 'seaql_migrations' ORDER BY 1"
        }
    };
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get("", "line")).collect()
}
