//! A PostgreSQL that keeps its dead rows.

use presswork_tests::{Face, Profile, TestApp, run};

use super::doctor;

#[test]
fn the_doctor_notices_that_dead_rows_are_not_cleared_away() {
    run(Profile::Services, Face::Rest, &[], a_postgres_that_keeps_dead_rows);
}

async fn a_postgres_that_keeps_dead_rows(app: TestApp) {
    assert_eq!(told(&app, "on").await, "ok");
    let off = told(&app, "off").await;
    assert!(
        off.starts_with("look") && off.contains("autovacuum is off") && off.contains("VACUUM (ANALYZE) jobs"),
        "{off}"
    );
    app.db_run("ALTER TABLE jobs SET (autovacuum_enabled = off)", vec![]).await;
    let of_jobs = told(&app, "on").await;
    app.db_run("ALTER TABLE jobs RESET (autovacuum_enabled)", vec![]).await;
    app.db_run("DROP SCHEMA told CASCADE", vec![]).await;
    assert!(of_jobs.starts_with("look") && of_jobs.contains("autovacuum_enabled of jobs is off"), "{of_jobs}");
}

/// What the doctor says of dead rows, or "ok", where the server says that autovacuum is so: a function before PostgreSQL's own, because
/// no database can have a setting of its own for that.
async fn told(app: &TestApp, autovacuum: &str) -> String {
    app.db_run("CREATE SCHEMA IF NOT EXISTS told", vec![]).await;
    let function = format!(
        "CREATE OR REPLACE FUNCTION told.current_setting(name text) RETURNS text LANGUAGE sql AS \
         'SELECT CASE name WHEN ''autovacuum'' THEN ''{autovacuum}'' ELSE pg_catalog.current_setting(name) END'"
    );
    app.db_run(&function, vec![]).await;
    let url = app.environment()["DATABASE_URL"].clone();
    let joint = if url.contains('?') { '&' } else { '?' };
    let there = format!("{url}{joint}options=-c%20search_path%3Dtold%2Cpg_catalog%2Cpublic");
    let (found, sound) = doctor(app, "database", &[("DATABASE_URL", &there)]);
    assert!(sound, "nothing of it is a reason not to start: {found:?}");
    let line = found.into_iter().find(|line| line.contains("dead rows")).unwrap_or_default();
    if line.starts_with("ok ") { "ok".to_owned() } else { line }
}
