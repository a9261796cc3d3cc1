//! What the schema itself promises, where code would come too late.

use presswork_migration::up;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, SqlErr};

use crate::databases::{Outcome, connect, on_postgres, on_sqlite};

#[tokio::test]
async fn unfinished_jobs_with_one_unique_key_collide_on_sqlite() -> Outcome {
    on_sqlite(enqueue_twice).await
}

#[tokio::test]
async fn unfinished_jobs_with_one_unique_key_collide_on_postgres() -> Outcome {
    on_postgres(enqueue_twice).await
}

async fn enqueue_twice(url: &str) -> Outcome {
    let db = connect(url).await?;
    up(&db).await?;
    enqueue(&db, 1, "succeeded").await?;
    enqueue(&db, 2, "queued").await?;
    enqueue(&db, 3, "dead").await?;
    for state in ["scheduled", "queued", "running", "parked"] {
        let error = enqueue(&db, 4, state).await.err();
        let error = error.and_then(|error| error.sql_err());
        assert!(matches!(error, Some(SqlErr::UniqueConstraintViolation(_))));
    }
    Ok(db.close().await?)
}

async fn enqueue(db: &DatabaseConnection, number: u8, state: &str) -> Result<(), DbErr> {
    let id = format!("00000000-0000-7000-8000-0000000000{number:02}");
    let now = "2026-11-23T00:00:00+00:00";
    let sql = format!(
        "INSERT INTO jobs (id, kind, queue, payload, state, max_attempts, run_at, created_at, unique_key)
         VALUES ('{id}', 'digest', 'bulk', '{{}}', '{state}', 3, '{now}', '{now}', 'weekly')"
    );
    db.execute_unprepared(&sql).await.map(|_| ())
}
