//! Everything a process holds for its whole life, put together from the settings.

use std::sync::Arc;

use url::Url;

use crate::{
    Error, Result,
    platform::{
        Cursors, Db, Mailer, Passwords, Queue, Secrets, Settings, Tokens,
        clock::{Clock, SystemClock},
        entropy::{Entropy, SystemEntropy},
        mailer::{FolderMailer, Letterhead, SmtpMailer},
        queue::{InProcessQueue, RedisQueue},
    },
};

/// What a process holds. Tests and deployments swap the ports; the rest follows from the settings.
pub struct Deps {
    /// What the operator decided.
    pub settings: Settings,
    /// The database.
    pub db: Db,
    /// Tells workers that there is something to do.
    pub queue: Arc<dyn Queue>,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// bcrypt on a bounded pool.
    pub passwords: Passwords,
    /// Access tokens.
    pub tokens: Tokens,
    /// Keyed hashes of opaque tokens.
    pub secrets: Secrets,
    /// Signed page cursors.
    pub cursors: Cursors,
}

impl Deps {
    /// Connects and opens everything the settings describe.
    ///
    /// # Errors
    /// `unavailable` when the database can't be reached; `internal` with a sentence for the operator otherwise.
    pub async fn open(settings: Settings) -> Result<Self> {
        Self::open_at(settings, Arc::new(SystemClock)).await
    }

    /// The same with another clock.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_at(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self> {
        std::fs::create_dir_all(&settings.storage.data_dir).map_err(|e| {
            Error::internal(format!("the data folder {} can't be made: {e}", settings.storage.data_dir.display()))
        })?;
        let secrets = Secrets::new(settings.auth.secret_key.expose());
        let auth = &settings.auth;
        Ok(Self {
            db: Db::connect(&settings).await?,
            queue: queue(&settings)?,
            mailer: mailer(&settings)?,
            clock,
            entropy: Arc::new(SystemEntropy),
            passwords: Passwords::new(auth.bcrypt_cost, secrets.key("passwords"), auth.bcrypt_parallelism)?,
            tokens: Tokens::open(&settings)?,
            cursors: Cursors::new(&secrets.key("cursors")),
            secrets,
            settings,
        })
    }
}

fn queue(settings: &Settings) -> Result<Arc<dyn Queue>> {
    if settings.redis.url.is_empty() {
        return Ok(Arc::new(InProcessQueue::default()));
    }
    Ok(Arc::new(RedisQueue::new(settings)?))
}

fn mailer(settings: &Settings) -> Result<Arc<dyn Mailer>> {
    let site = Url::parse(&settings.public_url(settings.http.port)).map_err(Error::internal)?;
    let letterhead = Letterhead::new(&settings.mail.from, site.host_str().unwrap_or("localhost"))?;
    if settings.mail.smtp_url.is_empty() {
        return Ok(Arc::new(FolderMailer::new(settings.mailbox_dir(), letterhead)));
    }
    Ok(Arc::new(SmtpMailer::new(settings.mail.smtp_url.expose(), settings.mail.timeout, letterhead)?))
}
