//! Many posts that are due in the same second, and a worker that is killed among them.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use futures::{StreamExt, stream};
use presswork_domain::{
    Actor as Asking, Context,
    actor::{Blocks, UserActor},
    expected::Expected,
    ids::{self, PostId, SessionId, UserKind},
    platform::clock::{Clock, SystemClock},
    posts::{self, PostInput, PublishInput},
    users::Role,
};
use presswork_tests::{Face, Process, Profile, TestApp, run, until, variable};
use sea_orm::prelude::Uuid;
use serde_json::{Value, json};
use tokio::time::sleep;

/// The promise of scheduled publishing: 10,000 posts within it. The suite plans fewer; `PRESSWORK_SCHEDULED` sets how many, and
/// `bench/publishing/run` keeps it with a release binary, settings as shipped.
const PROMISE: TimeDelta = TimeDelta::seconds(10);
const WORKERS: usize = 3;

#[test]
fn posts_that_are_due_in_the_same_second_go_out_once_each_through_a_kill() {
    run(Profile::Services, Face::Rest, &[("PRESSWORK__DATABASE__POOL_MAX", "8")], through_a_kill);
}

async fn through_a_kill(app: TestApp) {
    let count = variable("PRESSWORK_SCHEDULED").map_or(300, |count| count.parse().unwrap());
    let ada = app.user("ada").await;
    let author = author(&app, &ada.id);
    let drafts = drafts(&author, count).await;
    let at = (SystemClock.now() + TimeDelta::seconds(5) + TimeDelta::milliseconds(5) * i32::try_from(count).unwrap())
        .trunc_subsecs(0);
    plan(&author, &drafts, at).await;
    assert!(SystemClock.now() < at, "planning took too long");
    let environment = app.environment();
    let mut workers: Vec<_> = (0..WORKERS).map(|_| Process::start("worker", &settings(&environment))).collect();
    sleep((at - SystemClock.now()).to_std().unwrap() + Duration::from_millis(40)).await;
    workers[0].kill();
    let done = until("all are published", async || all_published(&app, count).await).await;
    let took = done - at;
    presswork_tests::say(&format!(
        "{count} posts due in the same second: all out after {} ms",
        took.num_milliseconds()
    ));
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
    assert_eq!(
        once_each(&app).await,
        json!({ "posts": count, "versions": count * 3, "told": count, "receipts": count })
    );
    assert!(took < PROMISE, "{took}");
}

fn settings(environment: &HashMap<String, String>) -> HashMap<String, String> {
    let mut all = environment.clone();
    for (name, value) in [("LEASE", "2s"), ("HEARTBEAT", "500ms"), ("SWEEP_INTERVAL", "500ms")] {
        all.insert(format!("PRESSWORK__JOBS__{name}"), value.to_owned());
    }
    all
}

fn author(app: &TestApp, id: &str) -> Context {
    let (id, session) = (ids::parse::<UserKind>(id).unwrap(), SessionId::from_uuid(Uuid::from_u128(1)));
    let person = UserActor {
        id,
        role: Role::Author,
        session,
        authenticated_at: SystemClock.now(),
        may_operate_here: false,
        blocks: Blocks::PERHAPS,
    };
    Context::system(app.deps.clone(), "scheduling").with_actor(Asking::User(person))
}

async fn drafts(author: &Context, count: usize) -> Vec<PostId> {
    let begin = |n| async move {
        let input = PostInput {
            title: format!("Post {n}"),
            markdown: Some(format!("# {n}\n\n{}", "Words and *words*. ".repeat(100))),
            slug: Some(format!("post-{n}")),
            ..PostInput::default()
        };
        posts::create(author, &input).await.unwrap().id
    };
    stream::iter(0..count).map(begin).buffer_unordered(6).collect().await
}

async fn plan(author: &Context, drafts: &[PostId], at: DateTime<Utc>) {
    let how = PublishInput { at: Some(at), newsletter: false };
    let plan = |id| async move { posts::publish(author, id, &how, &Expected::Any).await.map(|_| ()).unwrap() };
    stream::iter(drafts.iter().copied()).map(plan).buffer_unordered(6).collect::<Vec<()>>().await;
}

async fn all_published(app: &TestApp, count: usize) -> Option<DateTime<Utc>> {
    let rows = app.db_rows("SELECT COUNT(*) AS n FROM posts WHERE status = 'published'", vec![]).await;
    (rows[0]["n"].as_u64() == Some(count as u64)).then(|| SystemClock.now())
}

/// How many are out, how often they were written (created, planned, published), how often the followers were told, and how
/// many receipts say so.
async fn once_each(app: &TestApp) -> Value {
    let sql = "SELECT (SELECT COUNT(*) FROM posts WHERE status = 'published') AS posts, \
               (SELECT CAST(SUM(version) AS BIGINT) FROM posts) AS versions, \
               (SELECT COUNT(*) FROM jobs WHERE kind = 'posts.fan_out') AS told, \
               (SELECT COUNT(*) FROM jobs WHERE kind = 'posts.publish' AND state = 'succeeded' \
               AND CAST(result AS TEXT) LIKE '%\"published\": true%') AS receipts";
    app.db_rows(sql, vec![]).await.remove(0)
}
