//! One running API for one test.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use chrono::TimeDelta;
use presswork_domain::{
    Deps,
    platform::{Outbound, Settings, task},
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{
    Actor, Face, Names, Profile,
    actor::Wire,
    databases::{self, TestDatabase},
    machine::{SeededEntropy, TestClock},
    profile::redis_url,
    run::RUN,
    statements,
};

/// The real API on a free port, with a database, a mailbox and a Redis prefix of its own. Dropping it with due jobs left
/// over fails the test, unless [`Self::abandon_jobs`] was called.
pub struct TestApp {
    /// The kind of installation.
    pub profile: Profile,
    /// The face that [`Actor::call`] speaks to.
    pub face: Face,
    /// What the API holds, for `db_*` helpers and jobs.
    pub deps: Arc<Deps>,
    /// What names lead to where the API asks addresses of others.
    pub names: Arc<Names>,
    pub(crate) database: TestDatabase,
    pub(crate) wire: Wire,
    clock: Arc<TestClock>,
    entropy: Option<Arc<SeededEntropy>>,
    stop: CancellationToken,
    abandoned: AtomicBool,
    variables: HashMap<String, String>,
    _folder: TempDir,
}

impl TestApp {
    /// Starts one; the settings are variables such as `PRESSWORK__HTTP__JSON_DEPTH`.
    pub async fn open(profile: Profile, face: Face, settings: &[(&str, &str)]) -> Self {
        Self::start(profile, face, settings, (TestClock::running(), None)).await
    }

    /// Two that can't be told apart: on the same keys, with the same standing clock and the same randomness. What is done
    /// to both leaves both in the same state, byte for byte; so what is done to one through one face and to the other
    /// through the other shows every difference between the faces.
    pub async fn twins(profile: Profile) -> [Self; 2] {
        let machine = || (TestClock::standing(), Some(SeededEntropy::new(0)));
        let one = Self::start(profile, Face::Rest, &[], machine()).await;
        let keys = one.deps.settings.keys_dir();
        let keys = [("PRESSWORK__AUTH__KEYS_DIR", keys.to_str().unwrap_or_default())];
        let other = Self::start(profile, Face::Rest, &keys, machine()).await;
        [one, other]
    }

    /// Moves a twin on to a step: the clock by so much, randomness to what belongs to this step.
    pub fn step(&self, number: u64, by: TimeDelta) {
        self.advance(by);
        self.entropy.as_ref().expect("only twins step").reseed(number);
    }

    /// The same with this clock, and with this randomness instead of the machine's.
    async fn start(
        profile: Profile,
        face: Face,
        settings: &[(&str, &str)],
        (clock, entropy): (Arc<TestClock>, Option<Arc<SeededEntropy>>),
    ) -> Self {
        statements::gather_if_asked();
        let folder = tempfile::tempdir().unwrap();
        let database = databases::open(profile, folder.path()).await;
        let mut variables = variables(profile, &database, folder.path().to_str().unwrap());
        variables.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let settings = Settings::load(&variables).unwrap_or_else(|problems| panic!("{problems}"));
        let mut deps = Deps::open_at(settings, Arc::clone(&clock) as _).await.unwrap();
        if let Some(entropy) = &entropy {
            deps.entropy = Arc::clone(entropy) as _;
        }
        let names = Arc::new(Names::default());
        deps.outbound = Outbound::with_resolver(&deps.settings, Arc::clone(&names) as _).unwrap();
        let deps = Arc::new(deps);
        let application = presswork_api::Application::build(Arc::clone(&deps)).unwrap();
        let wire = Wire::new(&format!("http://{}", application.address()));
        let stop = CancellationToken::new();
        task::spawn("server under test", application.run(stop.clone()));
        let abandoned = AtomicBool::new(false);
        Self { profile, face, deps, names, database, wire, clock, entropy, stop, abandoned, variables, _folder: folder }
    }

    /// Somebody who has not logged in.
    #[must_use]
    pub fn anonymous(&self) -> Actor {
        Actor::anonymous(self.wire.clone(), self.face)
    }

    /// An author: registers, confirms by the mail that arrives, and logs in, all through the API. Runs the jobs that are
    /// due.
    pub async fn user(&self, username: &str) -> Actor {
        self.anonymous().join(self, username).await
    }

    /// The same with the role of a member, who may only read.
    pub async fn member(&self, username: &str) -> Actor {
        self.with_role(username, "member").await
    }

    /// The same with the role of an editor.
    pub async fn editor(&self, username: &str) -> Actor {
        self.with_role(username, "editor").await
    }

    /// The same with the role of a moderator.
    pub async fn moderator(&self, username: &str) -> Actor {
        self.with_role(username, "moderator").await
    }

    /// The same with the role of an admin.
    pub async fn admin(&self, username: &str) -> Actor {
        self.with_role(username, "admin").await
    }

    async fn with_role(&self, username: &str, role: &str) -> Actor {
        let actor = self.user(username).await;
        self.db_set_role(&actor, role).await;
        actor
    }

    /// Runs due jobs, and those that they enqueue, through the real handlers. Tells how many runs that took.
    pub async fn run_jobs(&self) -> usize {
        presswork_worker::drain(&self.deps).await.unwrap()
    }

    /// Lets the test end with jobs that have not run.
    pub fn abandon_jobs(&self) {
        self.abandoned.store(true, Ordering::SeqCst);
    }

    /// Moves the clock of the API and its jobs on.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Where the API listens.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.wire.base
    }

    /// Where mails arrive.
    #[must_use]
    pub fn mailbox(&self) -> PathBuf {
        self.deps.settings.mailbox_dir()
    }

    /// The environment in which a real process works on this app's database, queue and mailbox.
    #[must_use]
    pub fn environment(&self) -> HashMap<String, String> {
        self.variables.clone()
    }

    /// Looks after the end whether something was left over, then forgets the Redis keys.
    async fn clean_up(&self) -> i64 {
        let left = self.db_due_jobs().await;
        if self.profile == Profile::Services {
            forget_keys(&self.deps.settings.redis.prefix).await;
        }
        left
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
        // `drop` can't wait, so another runtime does.
        let cleaner = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(self.clean_up())
        };
        let left = std::thread::scope(|scope| scope.spawn(cleaner).join());
        if std::thread::panicking() || self.abandoned.load(Ordering::SeqCst) {
            return;
        }
        let left = left.expect("the app could not be cleaned up");
        assert!(left == 0, "{left} due jobs were left over: run_jobs() or abandon_jobs()");
    }
}

fn variables(profile: Profile, database: &TestDatabase, folder: &str) -> HashMap<String, String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);

    let mut all = vec![
        ("PRESSWORK_ENV", "test".to_owned()),
        ("PRESSWORK__STORAGE__DATA_DIR", folder.to_owned()),
        ("PRESSWORK__HTTP__WORKERS", "1".to_owned()),
        ("PRESSWORK__HTTP__SHUTDOWN_GRACE", "0s".to_owned()),
        ("PRESSWORK__DATABASE__POOL_MAX", "4".to_owned()),
    ];
    if profile == Profile::Services {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        all.push(("DATABASE_URL", database.url.clone()));
        all.push(("REDIS_URL", redis_url().into()));
        all.push(("PRESSWORK__REDIS__PREFIX", format!("test-{}-{}-{number}", *RUN, std::process::id())));
    }
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

async fn forget_keys(prefix: &str) {
    let client = redis::Client::open(redis_url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg(format!("{prefix}:*")).query_async(&mut connection).await.unwrap();
    if !keys.is_empty() {
        redis::cmd("DEL").arg(keys).query_async::<()>(&mut connection).await.unwrap();
    }
}
