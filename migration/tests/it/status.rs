//! Asking where a database stands changes nothing, and a database newer than this binary is no error.

use presswork_migration::{MigrationState, Migrator, MigratorTrait, down, pending, status, unknown, up};
use sea_orm_migration::{SchemaManager, sea_orm::ConnectionTrait};

use crate::databases::{Outcome, connect, on_postgres, on_sqlite};

const FROM_THE_FUTURE: &str = "m29991231_000001_holograms";

#[tokio::test]
async fn asking_creates_nothing_in_an_empty_sqlite_database() -> Outcome {
    on_sqlite(ask_an_empty_database).await
}

#[tokio::test]
async fn asking_creates_nothing_in_an_empty_postgres_database() -> Outcome {
    on_postgres(ask_an_empty_database).await
}

#[tokio::test]
async fn a_newer_sqlite_database_is_told_and_left_alone() -> Outcome {
    on_sqlite(meet_a_newer_release).await
}

#[tokio::test]
async fn a_newer_postgres_database_is_told_and_left_alone() -> Outcome {
    on_postgres(meet_a_newer_release).await
}

async fn ask_an_empty_database(url: &str) -> Outcome {
    let db = connect(url).await?;
    let count = Migrator::migrations().len();
    assert_eq!(pending(&db).await?.len(), count);
    assert!(unknown(&db).await?.is_empty());
    assert_eq!(status(&db).await?.len(), count);
    let manager = SchemaManager::new(&db);
    assert!(!manager.has_table("seaql_migrations").await?);
    Ok(db.close().await?)
}

async fn meet_a_newer_release(url: &str) -> Outcome {
    let db = connect(url).await?;
    up(&db).await?;
    let record = format!("INSERT INTO seaql_migrations VALUES ('{FROM_THE_FUTURE}', 0)");
    db.execute_unprepared(&record).await?;

    assert_eq!(unknown(&db).await?, [FROM_THE_FUTURE]);
    assert!(pending(&db).await?.is_empty());
    assert!(up(&db).await?.is_empty());
    let last = status(&db).await?.pop();
    assert_eq!(last.map(|entry| entry.state), Some(MigrationState::Unknown));
    assert!(down(&db, 1).await.is_err(), "only the release that knows them all may roll back");
    Ok(db.close().await?)
}
