//! Connections to PostgreSQL are lent again after whatever became of their last statement, and never more than there may be.

use std::{sync::Arc, time::Duration};

use presswork_domain::{Context, platform::db::Connections};
use presswork_tests::{Face, Profile, TestApp, run, until};
use sea_orm::ConnectionTrait;
use tokio::time::timeout;

/// Longer than a test waits.
const LONG: &str = "SELECT pg_sleep(0.5)";
/// Refused after a while.
const REFUSED_LATE: &str = "SELECT 1 / (CASE WHEN pg_sleep(0.2) IS NULL THEN 1 ELSE 0 END)";

fn context(app: &TestApp) -> Context {
    Context::system(Arc::clone(&app.deps), "connections")
}

/// Waits until nobody has a connection, and tells how many there are.
async fn all_given_back(app: &TestApp) -> u32 {
    let given_back = async || {
        let Connections { open, idle, .. } = app.deps.db.connections();
        (open == idle).then_some(open)
    };
    until("every connection is given back", given_back).await
}

#[test]
fn what_is_given_up_in_the_middle_leaves_a_connection_that_is_lent_again() {
    run(Profile::Services, Face::Rest, &[("PRESSWORK__DATABASE__POOL_MAX", "2")], |app: TestApp| async move {
        for _ in 0..3 {
            let given_up = timeout(Duration::from_millis(20), app.deps.db.reader().execute_unprepared(LONG)).await;
            assert!(given_up.is_err(), "it was not given up");
        }
        for _ in 0..10 {
            app.deps.db.reader().execute_unprepared("SELECT 1").await.unwrap();
        }
        assert!(all_given_back(&app).await <= 2);
    });
}

#[test]
fn a_transaction_that_is_dropped_is_rolled_back_and_its_connection_lent_again() {
    let write = "INSERT INTO job_groups (key, next_at) VALUES ('dropped', now())";
    run(Profile::Services, Face::Rest, &[("PRESSWORK__DATABASE__POOL_MAX", "2")], move |app: TestApp| async move {
        for _ in 0..5 {
            let tx = context(&app).begin().await.unwrap();
            tx.execute_unprepared(write).await.unwrap();
            drop(tx);
        }
        // In the middle of a statement.
        let tx = context(&app).begin().await.unwrap();
        assert!(timeout(Duration::from_millis(20), tx.execute_unprepared(LONG)).await.is_err());
        drop(tx);
        // After one that the server has refused.
        let tx = context(&app).begin().await.unwrap();
        assert!(tx.execute_unprepared("SELECT nothing").await.is_err());
        drop(tx);
        all_given_back(&app).await;
        let written = app.db_rows("SELECT key FROM job_groups WHERE key = 'dropped'", vec![]).await;
        assert!(written.is_empty(), "{written:?}");
    });
}

#[test]
fn no_more_are_open_than_may_be() {
    run(Profile::Services, Face::Rest, &[("PRESSWORK__DATABASE__POOL_MAX", "3")], |app: TestApp| async move {
        let asked = (0..20).map(|_| app.deps.db.reader().execute_unprepared("SELECT pg_sleep(0.01)"));
        for done in futures::future::join_all(asked).await {
            done.unwrap();
        }
        assert!(all_given_back(&app).await <= 3);
    });
}

#[test]
fn a_transaction_that_is_given_up_before_it_is_refused_is_rolled_back_all_the_same() {
    run(Profile::Services, Face::Rest, &[("PRESSWORK__DATABASE__POOL_MAX", "2")], |app: TestApp| async move {
        for _ in 0..2 {
            let tx = context(&app).begin().await.unwrap();
            assert!(timeout(Duration::from_millis(20), tx.execute_unprepared(REFUSED_LATE)).await.is_err());
            drop(tx);
        }
        all_given_back(&app).await;
        for _ in 0..5 {
            app.deps.db.reader().execute_unprepared("SELECT 1").await.unwrap();
        }
    });
}

#[test]
fn a_transaction_in_which_a_statement_was_refused_can_not_come_true() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let tx = context(&app).begin().await.unwrap();
        assert!(tx.execute_unprepared("SELECT nothing").await.is_err());
        assert!(tx.commit().await.is_err(), "the server rolls it back without a word");
        all_given_back(&app).await;
    });
}

#[test]
fn a_runtime_that_ends_in_the_middle_of_a_statement_takes_its_connection_along() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        for in_transaction in [false, true] {
            let deps = Arc::clone(&app.deps);
            let ended = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                drop(runtime.spawn(async move {
                    if in_transaction {
                        let tx = Context::system(deps, "connections").begin().await.unwrap();
                        tx.execute_unprepared(LONG).await.unwrap();
                    } else {
                        deps.db.reader().execute_unprepared(LONG).await.unwrap();
                    }
                }));
                runtime.block_on(async { tokio::time::sleep(Duration::from_millis(100)).await });
            });
            tokio::task::block_in_place(|| ended.join()).unwrap();
            all_given_back(&app).await;
        }
    });
}
