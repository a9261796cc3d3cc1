//! The connections to PostgreSQL, each lent to one statement or one transaction at a time.
//!
//! A pool that asks the server whether a connection lives each time it comes back (sqlx' does) pays a second way to the server and
//! back for every statement, a task to wait for it, and lets whoever wants the connection next wait, too. Here a connection whose
//! last statement came to its end is lent again as it is, the last used first. One that was given up in the middle is asked first, and
//! one that broke is closed.
//!
//! A connection wakes whoever waits for it through the runtime in which it was opened, its home. Each thread that answers requests
//! has a runtime of its own, so everybody is lent one of their own home as long as there is one (`desk`).

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr,
    sqlx::{self, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions},
};
use tokio::{
    runtime::Handle,
    sync::Notify,
    time::{sleep, timeout},
};

use super::{
    desk::{Call, Desk, Home, Lent, Turn},
    lease::Lease,
    statements::Observer,
};
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
    desk: Mutex<Desk<Held, Place>>,
    /// Told when something comes back after the end.
    last: Notify,
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
    born: Instant,
    used: Instant,
    place: Place,
}

/// The right to one open connection, of a home.
struct Place {
    lender: Weak<Lender>,
    home: Home,
}

impl Lent for Held {
    fn home(&self) -> Home {
        self.place.home
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(lender) = self.lender.upgrade() {
            let mut unwanted = lender.desk().close(self.home);
            // One after the other, and not each by the drop of the last: there may be many who gave up.
            while let Some(mut place) = unwanted {
                place.lender = Weak::new();
                unwanted = lender.desk().close(place.home);
            }
            lender.last.notify_waiters();
        }
    }
}

impl Lender {
    /// Opens the first connection.
    ///
    /// # Errors
    /// When there is no way to the server.
    pub(super) async fn open(options: PgConnectOptions, terms: Terms) -> Result<Arc<Self>, DbErr> {
        let lender = Arc::new_cyclic(|lender| Self {
            options,
            max: terms.max,
            keep: terms.keep as usize,
            patience: terms.patience,
            observer: terms.observer,
            desk: Mutex::new(Desk::new(terms.max as usize, places(Weak::clone(lender)))),
            last: Notify::new(),
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
        let own = self.desk().take_own(here());
        if let Some(held) = own {
            return Ok(Lease::new(Arc::clone(self), held));
        }
        let waited = timeout(self.patience, self.wait()).await;
        let held = waited.unwrap_or(Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)))?;
        Ok(Lease::new(Arc::clone(self), held))
    }

    /// What somebody of this home may use, once there is something.
    async fn wait(self: &Arc<Self>) -> Result<Held, DbErr> {
        let home = here();
        loop {
            let turn = self.desk().ask(home);
            match turn {
                Turn::Own(held) => return Ok(held),
                Turn::Open(place) => return self.connect(place).await,
                Turn::Instead(held) => bid_farewell(held).await,
                // A runtime that has ended leaves its connections broken, and each makes room for one that is not.
                Turn::Foreign(mut held) => {
                    if held.connection.ping().await.is_ok() {
                        return Ok(held);
                    }
                }
                Turn::Wait(called) => match called.await {
                    Ok(Call::Take(held)) => return Ok(held),
                    Ok(Call::Open(place)) => return self.connect(place).await,
                    Err(_) => return Err(closed()),
                },
                Turn::Ended => return Err(closed()),
            }
        }
    }

    async fn connect(&self, place: Place) -> Result<Held, DbErr> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.options.connect().await {
                Ok(connection) => {
                    let now = Instant::now();
                    return Ok(Held { connection, born: now, used: now, place });
                }
                Err(error) => {
                    // Better one of another runtime than none.
                    let other = self.desk().take_any();
                    if let Some(mut held) = other
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

    /// Takes a connection back that can be lent again.
    pub(super) fn take_back(&self, mut held: Held) {
        if held.born.elapsed() < LIFETIME {
            held.used = Instant::now();
            let unwanted = self.desk().give_back(held);
            drop(unwanted);
        }
    }

    /// The server was away a moment ago: what nobody uses is broken as well, and found out one by one by those who need it.
    pub(super) fn forget_idle(&self) {
        let idle = self.desk().take_idle();
        drop(idle);
    }

    /// Waits for those in use, then closes all.
    pub(super) async fn close(&self) {
        self.desk().end();
        loop {
            let last = self.last.notified();
            let idle = self.desk().take_idle();
            for held in idle {
                bid_farewell(held).await;
            }
            if self.count().0 == 0 {
                return;
            }
            last.await;
        }
    }

    /// How many are open, and how many of them nobody uses.
    pub(super) fn count(&self) -> (usize, usize) {
        let desk = self.desk();
        (desk.opened(), desk.idle())
    }

    pub(super) const fn max(&self) -> u32 {
        self.max
    }

    fn desk(&self) -> MutexGuard<'_, Desk<Held, Place>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that are too old, and those that nobody has used for long, which lie deepest.
    fn take_unused(&self) -> Vec<Held> {
        let old = |held: &Held| held.born.elapsed() >= LIFETIME;
        self.desk().take_where(old, |held| held.used.elapsed() >= IDLE, self.keep)
    }
}

fn places(lender: Weak<Lender>) -> impl Fn(Home) -> Place {
    move |home| Place { lender: Weak::clone(&lender), home }
}

/// The runtime that this runs in.
fn here() -> Home {
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

const fn closed() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)
}

fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| NOT_YET.contains(&code.as_ref())),
        _ => false,
    }
}
