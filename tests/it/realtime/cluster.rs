//! Several processes on one database and one Redis.

use presswork_tests::{Face, Process, Profile, TestApp, id_of, run};
use serde_json::json;

#[test]
fn what_one_process_does_is_heard_in_another() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let ada = app.user("ada").await;
        let other = Process::start_ready("api", &app.environment()).await;
        let there = other.anonymous().with_token(ada.token.as_deref().unwrap());
        let (mut here, mut feed) = (ada.follow("feed").await, there.follow("feed").await);
        here.expect("ready").await;
        feed.expect("ready").await;
        let draft = ada.draft("Hello").await;
        let published = ada.call("publishPost", id_of(&draft)).await.ok();
        let (one, two) = (here.expect("postPublished").await, feed.expect("postPublished").await);
        assert_eq!((one.id, one.data), (two.id, two.data), "the same event under the same id");
        let mut job = there.follow(&format!("job:{}", published["job"]["id"].as_str().unwrap())).await;
        assert_eq!(job.until("jobUpdated").await.data["state"], "queued");
        app.run_jobs().await;
        while job.expect("jobUpdated").await.data["state"] != "succeeded" {}
        ada.call("logout", json!({})).await.ok();
        feed.ended("session_revoked").await;
    });
}
