//! A database that a newer release has migrated.

use presswork_tests::{TestApp, each_profile};

use super::{doctor, presswork, refusal};

each_profile! {
    a_database_ahead_of_the_binary_is_left_alone_and_told,
}

const NEWER: &str = "m29991231_000001_holograms";

async fn a_database_ahead_of_the_binary_is_left_alone_and_told(app: TestApp) {
    app.db_run(&format!("INSERT INTO seaql_migrations (version, applied_at) VALUES ('{NEWER}', 0)"), vec![]).await;
    let before = app.db_dump().await;
    let starts = ["serve", "api", "worker"].map(|command| presswork(&app, command, &[]));
    let (found, sound) = doctor(&app, "migrations", &[]);
    let (up, down) = (presswork(&app, "migrate up", &[]), presswork(&app, "migrate down", &[]));
    let after = app.db_dump().await;
    // Before anything is claimed: the database is lent to other tests.
    app.db_run(&format!("DELETE FROM seaql_migrations WHERE version = '{NEWER}'"), vec![]).await;
    for start in starts {
        let told = refusal(&start);
        assert!(told.contains(NEWER) && told.contains("start the release that made it"), "{told}");
    }
    assert!(!sound && found[0].starts_with("WRONG") && found[0].contains(NEWER), "{found:?}");
    assert!(up.status.success(), "there is nothing to do for the older one");
    assert_eq!(down.status.code(), Some(1), "only the newer one can go back");
    assert_eq!(after, before);
}
