//! The processes of an installation, and what is done to them.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};
use futures::future::join_all;
use presswork_domain::platform::Settings;
use presswork_tests::{Actor, Process, Server, SmtpServer, Temper};
use tempfile::TempDir;
use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use crate::{
    journal::Journal,
    plan::{APIS, Fault, Plan, Step, WORKERS},
    size::Size,
};

/// How long the mail server takes, so that kills find jobs that run.
const MAIL: Duration = Duration::from_millis(150);

/// Something that recovers: when, and which worker had it if one had.
#[derive(Debug)]
pub enum Incident {
    /// A worker of this name was killed.
    Killed(String, DateTime<Utc>),
    /// Redis is back.
    Redis(DateTime<Utc>),
    /// PostgreSQL is back.
    Postgres(DateTime<Utc>),
}

/// Everything that can die.
pub struct Fleet {
    pub journal: Journal,
    pub mails: SmtpServer,
    apis: Vec<Mutex<Process>>,
    workers: Vec<Mutex<Process>>,
    postgres: Mutex<Server>,
    redis: Mutex<Server>,
    /// Nobody in particular, at each API.
    pub doors: Vec<Actor>,
    /// How long until a job of a killed worker is looked for at the latest: its lease, and the pause between two sweeps.
    pub lease_and_sweep: Duration,
    _folder: TempDir,
}

impl Fleet {
    /// Starts everything.
    pub async fn start(size: &Size) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (postgres, redis) = tokio::join!(Server::postgres(), Server::redis());
        let mails = SmtpServer::start(Temper::Dawdles(MAIL));
        let database = format!("postgres://postgres@127.0.0.1:{}/postgres?sslmode=disable", postgres.port());
        let journal = Journal::open(&database).await;
        let mut environment = environment(size, &database, redis.port(), mails.url());
        environment.insert("PRESSWORK__STORAGE__DATA_DIR".to_owned(), folder.path().to_str().unwrap().to_owned());
        let jobs = Settings::load(&environment).unwrap_or_else(|problems| panic!("{problems}")).jobs;
        let lease_and_sweep = jobs.lease + jobs.sweep_interval;
        let mut apis = Vec::new();
        for _ in 0..APIS {
            apis.push(Process::start_ready("api", &environment).await);
        }
        let doors = apis.iter().map(Process::anonymous).collect();
        let workers = (0..WORKERS).map(|_| Mutex::new(Process::start("worker", &environment))).collect();
        let apis = apis.into_iter().map(Mutex::new).collect();
        let (postgres, redis) = (Mutex::new(postgres), Mutex::new(redis));
        Self { journal, mails, apis, workers, postgres, redis, doors, lease_and_sweep, _folder: folder }
    }

    /// Goes through the plan, its lanes side by side.
    pub async fn suffer(&self, plan: &Plan) -> Vec<Incident> {
        join_all(plan.lanes.iter().map(|lane| self.lane(lane))).await.into_iter().flatten().collect()
    }

    async fn lane(&self, steps: &[Step]) -> Vec<Incident> {
        let mut incidents = Vec::new();
        for step in steps {
            sleep(step.after).await;
            incidents.extend(self.befall(step.fault).await);
        }
        incidents
    }

    async fn befall(&self, fault: Fault) -> Option<Incident> {
        match fault {
            Fault::KillApi(n) => self.apis[n].lock().await.restart(),
            Fault::PauseApi(n, time) => pause(&self.apis[n], time).await,
            Fault::KillWorker(n) => return self.kill_worker(n).await,
            Fault::PauseWorker(n, time) => pause(&self.workers[n], time).await,
            Fault::FlushRedis => self.redis.lock().await.flush().await,
            Fault::PauseRedis(time) => {
                let redis = self.redis.lock().await;
                redis.signal("STOP");
                sleep(time).await;
                redis.signal("CONT");
                return Some(Incident::Redis(now()));
            }
            Fault::RestartRedis(time) => {
                self.redis.lock().await.restart("KILL", time).await;
                return Some(Incident::Redis(now()));
            }
            Fault::RestartPostgres => return Some(self.restart_postgres("INT").await),
            Fault::CrashPostgres => return Some(self.restart_postgres("QUIT").await),
        }
        None
    }

    async fn kill_worker(&self, n: usize) -> Option<Incident> {
        let mut worker = self.workers[n].lock().await;
        let name = worker.log().rfind("worker_").map(|at| worker.log()[at..].chars().take(33).collect());
        worker.kill();
        let killed = now();
        worker.restart();
        name.map(|name| Incident::Killed(name, killed))
    }

    async fn restart_postgres(&self, by: &str) -> Incident {
        self.postgres.lock().await.restart(by, Duration::ZERO).await;
        Incident::Postgres(now())
    }

    /// Waits until no job is left that should end by itself; tells whether that came about.
    pub async fn settle(&self, patience: Duration) -> bool {
        let began = Instant::now();
        while self.journal.number(UNSETTLED).await > 0 {
            if began.elapsed() > patience {
                return false;
            }
            sleep(Duration::from_millis(100)).await;
        }
        true
    }
}

const UNSETTLED: &str =
    "SELECT COUNT(*) AS it FROM jobs WHERE state IN ('queued', 'scheduled', 'running', 'held', 'waiting')";

async fn pause(process: &Mutex<Process>, time: Duration) {
    let process = process.lock().await;
    process.signal("STOP");
    sleep(time).await;
    process.signal("CONT");
}

#[expect(clippy::disallowed_methods, reason = "compared with the clock of the database on the same machine")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

fn environment(size: &Size, database: &str, redis: u16, smtp: &str) -> HashMap<String, String> {
    let redis = format!("redis://127.0.0.1:{redis}");
    let common = [
        ("PRESSWORK_ENV", "test"),
        ("DATABASE_URL", database),
        ("REDIS_URL", &redis),
        ("PRESSWORK__MAIL__SMTP_URL", smtp),
        ("PRESSWORK__DATABASE__POOL_MAX", "8"),
        ("PRESSWORK__HTTP__WORKERS", "1"),
        ("PRESSWORK__ACCOUNTS__REQUIRE_VERIFIED_EMAIL", "false"),
        ("PRESSWORK__AUTH__ACCESS_TOKEN_TTL", "12h"),
        // The name of a worker is in what it says when it starts.
        ("PRESSWORK__LOG__FILTER", "warn,presswork_worker::runtime=info"),
    ];
    common.iter().chain(size.settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
