use crate::{Options, Registry, Runtime};
use presswork_domain::{
    Context, Deps,
    jobs::{self, Job, JobState, QueueName, Run},
    platform::{Settings, Sql},
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

#[derive(serde::Serialize, serde::Deserialize)]
pub struct Noop;
impl Job for Noop {
    const KIND: &'static str = "test.noop";
    const QUEUE: QueueName = QueueName::Standard;
    const MAX_ATTEMPTS: u32 = 3;
    const TIMEOUT: Duration = Duration::from_secs(30);
}
async fn left(deps: &Deps) -> u64 {
    let rows =
        Sql::new("UPDATE jobs SET progress_done = 0 WHERE state <> 'succeeded'").run(deps.db.reader()).await.unwrap();
    rows
}
async fn bench(vars: Vec<(String, String)>, n: usize, conc: usize) {
    let _ = tracing_subscriber::fmt().with_env_filter("info").with_test_writer().try_init();
    let vars: std::collections::HashMap<_, _> = vars.into_iter().collect();
    let deps = Arc::new(Deps::open(Settings::load(&vars).unwrap()).await.unwrap());
    presswork_migration::up(deps.db.reader()).await.unwrap();
    Sql::new("DELETE FROM jobs").run(deps.db.reader()).await.unwrap();
    let cx = Context::system(Arc::clone(&deps), "test");
    let mut tx = cx.begin().await.unwrap();
    for _ in 0..n {
        jobs::enqueue(&cx, &mut tx, &Noop).await.unwrap();
    }
    tx.commit().await.unwrap();
    sleep(Duration::from_secs(2)).await;
    let picked = Arc::new(std::sync::Mutex::new(Vec::new()));
    let p = Arc::clone(&picked);
    let registry = Registry::default().with::<Noop, _>(move |run: Arc<Run>, _: Noop| {
        let p = p.clone();
        async move {
            p.lock().unwrap().push((run.cx.deps.clock.now() - run.job.created_at).num_microseconds().unwrap());
            Ok(json!(null))
        }
    });
    let began = Instant::now();
    let runtime = Runtime::start_with(
        Arc::clone(&deps),
        registry,
        Options { queues: QueueName::ALL.to_vec(), concurrency: conc },
    );
    while picked.lock().unwrap().len() < n {
        sleep(Duration::from_millis(5)).await;
    }
    let ran = began.elapsed();
    while left(&deps).await > 0 {
        sleep(Duration::from_millis(20)).await;
    }
    println!(
        "conc {conc}: ran {n} in {ran:?} ({:.0}/s), recorded after {:?}",
        n as f64 / ran.as_secs_f64(),
        began.elapsed()
    );
    picked.lock().unwrap().clear();
    sleep(Duration::from_millis(300)).await;
    for _ in 0..200 {
        let cx = Context::system(Arc::clone(&deps), "test");
        let mut tx = cx.begin().await.unwrap();
        jobs::enqueue(&cx, &mut tx, &Noop).await.unwrap();
        tx.commit().await.unwrap();
        sleep(Duration::from_millis(10)).await;
    }
    sleep(Duration::from_millis(100)).await;
    let mut p = picked.lock().unwrap().clone();
    p.sort();
    println!("  pick-up of {}: p50 {} us p99 {} us", p.len(), p[p.len() / 2], p[p.len() * 99 / 100]);
    runtime.stop().await;
    deps.db.close().await;
}
fn v(a: &[(&str, &str)]) -> Vec<(String, String)> {
    a.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
}
#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    for conc in [8, 64] {
        bench(
            v(&[("PRESSWORK_ENV", "test"), ("PRESSWORK__STORAGE__DATA_DIR", folder.path().to_str().unwrap())]),
            10000,
            conc,
        )
        .await;
    }
}
#[tokio::test(flavor = "multi_thread")]
async fn pg_redis() {
    let folder = tempfile::tempdir().unwrap();
    for conc in [8, 64] {
        bench(
            v(&[
                ("PRESSWORK_ENV", "test"),
                ("PRESSWORK__STORAGE__DATA_DIR", folder.path().to_str().unwrap()),
                ("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/presswork_worker_scratch"),
                ("REDIS_URL", "redis://127.0.0.1:6379/9"),
                ("PRESSWORK__REDIS__PREFIX", "pwscratch"),
            ]),
            10000,
            conc,
        )
        .await;
    }
}
