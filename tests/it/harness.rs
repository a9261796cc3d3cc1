//! The harness keeps its own promises.

use std::panic::{AssertUnwindSafe, catch_unwind};

use presswork_tests::{Face, Profile, TestApp, each_profile, run};
use serde_json::json;

each_profile! {
    each_test_has_a_database_of_its_own,
    a_refused_request_is_seen_to_change_nothing,
}

async fn each_test_has_a_database_of_its_own(app: TestApp) {
    app.user("ada").await;
    let other = TestApp::open(app.profile, app.face, &[]).await;
    assert_eq!((app.db_count("users").await, other.db_count("users").await), (1, 0));
    assert!(other.mails().await.is_empty());
    other.user("ada").await;
}

async fn a_refused_request_is_seen_to_change_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let before = app.db_state().await;
    ada.call("updatePost", json!({ "id": draft["id"], "input": { "title": "Other" } })).await.ok();
    assert_ne!(app.db_state().await, before, "a write that adds no row shows too");
}

#[test]
fn a_test_that_leaves_jobs_behind_fails_unless_it_says_so() {
    let leave = |abandoned: bool| {
        let test = move |app: TestApp| async move {
            app.user("ada").await.published("Hello").await;
            if abandoned {
                app.abandon_jobs();
            }
        };
        catch_unwind(AssertUnwindSafe(|| run(Profile::Embedded, Face::Rest, &[], test)))
    };
    let complaint = leave(false).unwrap_err();
    let complaint = complaint.downcast_ref::<String>().unwrap();
    assert_eq!(complaint, "1 due jobs were left over: run_jobs() or abandon_jobs()");
    assert!(leave(true).is_ok());
}
