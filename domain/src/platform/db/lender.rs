//! The connections to PostgreSQL, each lent to one statement or one transaction at a time.
//!
//! A pool that asks the server whether a connection lives each time it comes back (sqlx' does) pays a second way to the server and
//! back for every statement, a task to wait for it, and lets whoever wants the connection next wait, too. Here a connection whose
//! last statement came to its end is lent again as it is, the last used first. One that was given up in the middle is asked first, and
//! one that broke is closed.
//!
//! A connection wakes whoever waits for it through the runtime in which it was opened. Each thread that answers requests has a runtime of
//! its own, so one of the same runtime is lent first, and one more is opened before another's is taken.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr,
    sqlx::{self, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions},
};
use tokio::{
    runtime::{Handle, Id},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::yield_now,
    time::{sleep, timeout},
};

use super::{lease::Lease, statements::Observer};
use crate::platform::task;

/// A connection is closed after this, so that the memory that the server keeps for it does not grow for ever.
const LIFETIME: Duration = Duration::from_mins(30);
/// One that nobody has used for so long is closed.
const IDLE: Duration = Duration::from_mins(10);
/// How often it is looked for such.
const LOOK: Duration = Duration::from_mins(1);
/// The first wait for a server that is starting; each further one is twice as long, up to a fifth of the patience.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
/// PostgreSQL's codes of a server that has no room yet, or is starting.
const NOT_YET: [&str; 2] = ["53300", "57P03"];

/// Lends connections, at most so many at once.
pub(super) struct Lender {
    options: PgConnectOptions,
    max: u32,
    keep: usize,
    patience: Duration,
    /// Who is told of statements.
    pub(super) observer: Observer,
    /// Whoever has a connection has one of these.
    permits: Arc<Semaphore>,
    /// Every connection has one of these.
    room: Arc<Semaphore>,
    idle: Mutex<Vec<Held>>,
}

/// How many connections, and how long they are waited for.
pub(super) struct Terms {
    /// Most that are open.
    pub max: u32,
    /// Those that stay open when nobody uses them.
    pub keep: u32,
    /// Longest wait for one.
    pub patience: Duration,
    /// Who is told of statements.
    pub observer: Observer,
}

/// An open connection.
pub(super) struct Held {
    pub(super) connection: PgConnection,
    home: Option<Id>,
    born: Instant,
    used: Instant,
    _room: OwnedSemaphorePermit,
}

impl Lender {
    /// Opens the first connection.
    ///
    /// # Errors
    /// When there is no way to the server.
    pub(super) async fn open(options: PgConnectOptions, terms: Terms) -> Result<Arc<Self>, DbErr> {
        let lender = Arc::new(Self {
            options,
            max: terms.max,
            keep: terms.keep as usize,
            patience: terms.patience,
            observer: terms.observer,
            permits: Arc::new(Semaphore::new(terms.max as usize)),
            room: Arc::new(Semaphore::new(terms.max as usize)),
            idle: Mutex::default(),
        });
        drop(lender.lend().await?);
        task::spawn("idle connections", close_idle(Arc::downgrade(&lender)));
        Ok(lender)
    }

    /// A connection, as soon as one is free.
    ///
    /// # Errors
    /// When none comes free in time, and when there is no way to the server.
    pub(super) async fn lend(self: &Arc<Self>) -> Result<Lease, DbErr> {
        // Nearly always there is one; only who waits needs a clock.
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned()
            && let Some(held) = self.take_own()
        {
            return Ok(Lease::new(Arc::clone(self), held, permit));
        }
        let waited = timeout(self.patience, self.wait()).await;
        waited.unwrap_or(Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)))
    }

    async fn wait(self: &Arc<Self>) -> Result<Lease, DbErr> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        loop {
            if let Some(held) = self.take_own() {
                return Ok(Lease::new(Arc::clone(self), held, permit));
            }
            if let Ok(room) = Arc::clone(&self.room).try_acquire_owned() {
                return Ok(Lease::new(Arc::clone(self), self.connect(room).await?, permit));
            }
            if let Some(mut held) = self.take_any() {
                // A runtime that has ended leaves its connections broken, and each makes room for one that is not.
                if held.connection.ping().await.is_ok() {
                    return Ok(Lease::new(Arc::clone(self), held, permit));
                }
            } else {
                // With a permit there is one: somebody is just giving it back.
                yield_now().await;
            }
        }
    }

    fn take_own(&self) -> Option<Held> {
        let here = here();
        let mut idle = self.idle();
        let at = idle.iter().rposition(|held| held.home == here)?;
        Some(idle.remove(at))
    }

    fn take_any(&self) -> Option<Held> {
        self.idle().pop()
    }

    async fn connect(&self, room: OwnedSemaphorePermit) -> Result<Held, DbErr> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.options.connect().await {
                Ok(connection) => {
                    let now = Instant::now();
                    return Ok(Held { connection, home: here(), born: now, used: now, _room: room });
                }
                Err(error) => {
                    // Better one of another runtime than none.
                    if let Some(mut held) = self.take_any()
                        && held.connection.ping().await.is_ok()
                    {
                        return Ok(held);
                    }
                    if !is_starting(&error) {
                        return Err(DbErr::Conn(RuntimeErr::SqlxError(error.into())));
                    }
                    sleep(pause).await;
                    pause = (pause * 2).min(self.patience / 5);
                }
            }
        }
    }

    /// Takes a connection back that can be lent again. The permit goes after it, so that whoever gets it finds the connection.
    pub(super) fn take_back(&self, mut held: Held, permit: OwnedSemaphorePermit) {
        if held.born.elapsed() < LIFETIME && !self.permits.is_closed() {
            held.used = Instant::now();
            self.idle().push(held);
        }
        drop(permit);
    }

    /// The server was away a moment ago: what nobody uses is broken as well, and found out one by one by those who need it.
    pub(super) fn forget_idle(&self) {
        self.idle().clear();
    }

    /// Waits for those in use, then closes all.
    pub(super) async fn close(&self) {
        // Fails when they are closed already.
        let all = Arc::clone(&self.permits).acquire_many_owned(self.max).await;
        self.permits.close();
        let held = std::mem::take(&mut *self.idle());
        for held in held {
            bid_farewell(held).await;
        }
        drop(all);
    }

    /// How many are open, and how many of them nobody uses.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.max as usize - self.room.available_permits(), self.idle().len())
    }

    pub(super) const fn max(&self) -> u32 {
        self.max
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Held>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that are too old, and those that nobody has used for long, which lie deepest.
    fn take_unused(&self) -> Vec<Held> {
        let mut idle = self.idle();
        let mut taken: Vec<_> = idle.extract_if(.., |held| held.born.elapsed() >= LIFETIME).collect();
        let unused = idle.iter().take_while(|held| held.used.elapsed() >= IDLE).count();
        let most = idle.len().saturating_sub(self.keep);
        taken.extend(idle.drain(..unused.min(most)));
        taken
    }
}

/// The runtime that this runs in.
fn here() -> Option<Id> {
    Handle::try_current().ok().map(|handle| handle.id())
}

/// Closes what nobody uses, as long as somebody lends.
async fn close_idle(lender: Weak<Lender>) {
    loop {
        sleep(LOOK).await;
        let Some(lender) = lender.upgrade() else { return };
        for held in lender.take_unused() {
            bid_farewell(held).await;
        }
    }
}

/// Tells the server, too. It notices by itself otherwise.
async fn bid_farewell(held: Held) {
    if let Err(error) = held.connection.close().await {
        tracing::debug!(%error, "a connection was closed already");
    }
}

fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| NOT_YET.contains(&code.as_ref())),
        _ => false,
    }
}
