use super::scratch::Noop;
use crate::{Options, Registry, Runtime};
use presswork_domain::jobs::QueueName;
use presswork_domain::{
    Context, Deps,
    jobs::{self, Run},
    platform::{Settings, Sql},
};
use serde_json::json;
use std::{
    collections::HashMap,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};

async fn proxy(up: Arc<AtomicBool>, port: u16) {
    let l = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    loop {
        let (mut a, _) = l.accept().await.unwrap();
        let up = up.clone();
        tokio::spawn(async move {
            if !up.load(Ordering::SeqCst) {
                return;
            }
            let mut b = tokio::net::TcpStream::connect("127.0.0.1:5432").await.unwrap();
            let u = up.clone();
            tokio::select! { _ = tokio::io::copy_bidirectional(&mut a, &mut b) => (), () = async { while u.load(Ordering::SeqCst) { sleep(Duration::from_millis(5)).await } } => () }
        });
    }
}
fn redis() -> std::process::Child {
    Command::new("redis-server")
        .args(["--port", "6390", "--save", "", "--dir", "/tmp"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}
async fn chaos(break_it: impl AsyncFn(&Arc<AtomicBool>, &mut std::process::Child)) {
    let _ = tracing_subscriber::fmt()
        .with_env_filter("info,apalis_core=warn,sea_orm_migration=warn")
        .with_ansi(false)
        .try_init();
    let mut r = redis();
    let up = Arc::new(AtomicBool::new(true));
    tokio::spawn(proxy(up.clone(), 15432));
    let folder = tempfile::tempdir().unwrap();
    let vars: HashMap<String, String> = [
        ("PRESSWORK_ENV", "test"),
        ("PRESSWORK__STORAGE__DATA_DIR", folder.path().to_str().unwrap()),
        ("DATABASE_URL", "postgres://postgres@127.0.0.1:15432/presswork_worker_scratch"),
        ("REDIS_URL", "redis://127.0.0.1:6390/0"),
    ]
    .iter()
    .map(|(a, b)| (a.to_string(), b.to_string()))
    .collect();
    sleep(Duration::from_millis(300)).await;
    let deps = Arc::new(Deps::open(Settings::load(&vars).unwrap()).await.unwrap());
    presswork_migration::up(deps.db.reader()).await.unwrap();
    Sql::new("DELETE FROM jobs").run(deps.db.reader()).await.unwrap();
    let ran: Arc<std::sync::Mutex<HashMap<String, (u32, i64)>>> = Default::default();
    let r2 = ran.clone();
    let registry = Registry::default().with::<Noop, _>(move |run: Arc<Run>, _: Noop| {
        let p = r2.clone();
        async move {
            let lat = (run.cx.deps.clock.now() - run.job.created_at).num_milliseconds();
            let mut g = p.lock().unwrap();
            let e = g.entry(run.job.id.to_string()).or_insert((0, lat));
            e.0 += 1;
            Ok(json!(null))
        }
    });
    let runtime =
        Runtime::start_with(Arc::clone(&deps), registry, Options { queues: QueueName::ALL.to_vec(), concurrency: 8 });
    let stop = Arc::new(AtomicBool::new(false));
    let (s, d) = (stop.clone(), deps.clone());
    let producer = tokio::spawn(async move {
        let mut n = 0;
        let mut refused = 0;
        while !s.load(Ordering::SeqCst) {
            let cx = Context::system(Arc::clone(&d), "test");
            let done = async {
                let mut tx = cx.begin().await?;
                jobs::enqueue(&cx, &mut tx, &Noop).await?;
                tx.commit().await
            };
            match done.await {
                Ok(()) => n += 1,
                Err(_) => refused += 1,
            }
            sleep(Duration::from_millis(5)).await;
        }
        (n, refused)
    });
    sleep(Duration::from_secs(1)).await;
    println!("-- breaking");
    break_it(&up, &mut r).await;
    println!("-- mended");
    sleep(Duration::from_secs(5)).await;
    stop.store(true, Ordering::SeqCst);
    let (n, refused) = producer.await.unwrap();
    let began = Instant::now();
    loop {
        let left = Sql::new("UPDATE jobs SET progress_done = 0 WHERE state <> 'succeeded'")
            .run(deps.db.reader())
            .await
            .unwrap();
        if left == 0 || began.elapsed() > Duration::from_secs(60) {
            println!("left {left} after {:?}", began.elapsed());
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    {
        let g = ran.lock().unwrap();
        let mut lats: Vec<_> = g.values().map(|v| v.1).collect();
        lats.sort();
        println!(
            "enqueued {n} refused {refused} ran {} doubled {} latency p50 {} p90 {} p99 {} max {}",
            g.len(),
            g.values().filter(|v| v.0 > 1).count(),
            lats[lats.len() / 2],
            lats[lats.len() * 9 / 10],
            lats[lats.len() * 99 / 100],
            lats.last().unwrap()
        );
    }
    runtime.stop().await;
    let _ = Command::new("kill").args(["-9", &r.id().to_string()]).status();
    let _ = r.wait();
}
fn sig(c: &std::process::Child, s: &str) {
    Command::new("kill").args([s, &c.id().to_string()]).status().unwrap();
}
#[tokio::test(flavor = "multi_thread")]
async fn stall() {
    chaos(async |_, r| {
        sig(r, "-STOP");
        sleep(Duration::from_secs(5)).await;
        sig(r, "-CONT");
    })
    .await
}
#[tokio::test(flavor = "multi_thread")]
async fn restart() {
    chaos(async |_, r| {
        sig(r, "-9");
        let _ = r.wait();
        sleep(Duration::from_secs(5)).await;
        *r = redis();
    })
    .await
}
#[tokio::test(flavor = "multi_thread")]
async fn flush() {
    chaos(async |_, _| {
        for _ in 0..20 {
            Command::new("redis-cli").args(["-p", "6390", "flushall"]).output().unwrap();
            sleep(Duration::from_millis(100)).await;
        }
    })
    .await
}
#[tokio::test(flavor = "multi_thread")]
async fn database() {
    chaos(async |up, _| {
        up.store(false, Ordering::SeqCst);
        sleep(Duration::from_secs(5)).await;
        up.store(true, Ordering::SeqCst);
    })
    .await
}
#[tokio::test(flavor = "multi_thread")]
async fn long_database() {
    chaos(async |up, _| {
        up.store(false, Ordering::SeqCst);
        sleep(Duration::from_secs(40)).await;
        up.store(true, Ordering::SeqCst);
    })
    .await
}
