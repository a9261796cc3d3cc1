//! Two things that happen at the same moment, the one before the other.

use std::sync::Arc;

use presswork_domain::{Context, platform::Sql};

use crate::{Profile, TestApp, until};

const WAITING: &str =
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

impl TestApp {
    /// Does two things while rows are held by a statement of PostgreSQL's that locks them: each comes as far as it can, the one before the
    /// other, and waits. Then the rows are let go. With SQLite nobody holds anything, since one writes at a time.
    pub async fn db_held<A, B>(
        &self,
        rows: &str,
        one: impl AsyncFnOnce() -> A,
        other: impl AsyncFnOnce() -> B,
    ) -> (A, B) {
        if self.profile == Profile::Embedded {
            return tokio::join!(one(), other());
        }
        let cx = Context::system(Arc::clone(&self.deps), "a test");
        let held = cx.begin().await.unwrap();
        Sql::new(rows).run(&*held).await.unwrap();
        let as_many_wait = async |count: usize| {
            until("they wait", async || (self.db_rows(WAITING, vec![]).await.len() == count).then_some(())).await;
        };
        let second = async {
            as_many_wait(1).await;
            other().await
        };
        let let_go = async {
            as_many_wait(2).await;
            held.commit().await.unwrap();
        };
        let (one, other, ()) = tokio::join!(one(), second, let_go);
        (one, other)
    }
}
