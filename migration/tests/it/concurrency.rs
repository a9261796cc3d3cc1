//! Processes that start at the same moment, each migrating: one does the work, the others find it done.

use futures::future::try_join_all;
use presswork_migration::{Migrator, MigratorTrait, pending, up};

use crate::databases::{Outcome, connect, on_postgres, on_sqlite};

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_migrate_one_sqlite_file_at_once() -> Outcome {
    on_sqlite(|url: &str| all_at_once(url.to_owned(), 2)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_migrate_one_postgres_database_at_once() -> Outcome {
    on_postgres(|url: &str| all_at_once(url.to_owned(), 2)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_may_migrate_one_sqlite_file_at_once() -> Outcome {
    on_sqlite(|url: &str| all_at_once(url.to_owned(), 8)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_may_migrate_one_postgres_database_at_once() -> Outcome {
    on_postgres(|url: &str| all_at_once(url.to_owned(), 8)).await
}

async fn all_at_once(url: String, processes: usize) -> Outcome {
    let connections = try_join_all((0..processes).map(|_| connect(&url))).await?;
    let applied = try_join_all(connections.iter().map(up)).await?;
    let total: usize = applied.iter().map(Vec::len).sum();
    assert_eq!(total, Migrator::migrations().len(), "each applied once");
    for db in connections {
        assert!(pending(&db).await?.is_empty());
        db.close().await?;
    }
    Ok(())
}
