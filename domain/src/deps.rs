//! Everything a process holds for its whole life, put together from the settings.

use std::sync::Arc;

use url::Url;

use crate::{
    Error, Result,
    platform::{
        Budgets, Cursors, Db, Events, Freshness, Images, Limiter, Mailer, Metrics, Outbound, Passwords, Queue,
        Renderer, Secrets, Settings, Store, Tokens, Tracer,
        budgets::{InProcessBudgets, RedisBudgets},
        clock::{Clock, SystemClock},
        documents::RedisDocuments,
        entropy::{Entropy, SystemEntropy},
        events::{InProcessEvents, RedisEvents},
        limiter::{InProcessLimiter, RedisLimiter},
        mailer::{FolderMailer, Letterhead, SmtpMailer},
        oauth::Providers,
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
    /// Tells whoever watches what has changed.
    pub events: Arc<dyn Events>,
    /// Counts attempts at what can be guessed or overdone.
    pub limiter: Arc<dyn Limiter>,
    /// Holds what callers may use up.
    pub budgets: Arc<dyn Budgets>,
    /// GraphQL documents that all processes know by their hashes; none where this process is the only one.
    pub documents: Option<RedisDocuments>,
    /// Holds files.
    pub store: Store,
    /// Makes pictures ready, so many at once.
    pub images: Images,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// bcrypt on a bounded pool.
    pub passwords: Passwords,
    /// Markdown on a bounded pool.
    pub renderer: Renderer,
    /// Access tokens.
    pub tokens: Tokens,
    /// Others by whom people may log in.
    pub providers: Providers,
    /// The way to addresses that somebody else names.
    pub outbound: Outbound,
    /// Keyed hashes of opaque tokens.
    pub secrets: Secrets,
    /// Signed page cursors.
    pub cursors: Cursors,
    /// What this process counts.
    pub metrics: Arc<Metrics>,
    /// Tells what this process does, where somebody collects it.
    pub tracer: Tracer,
    /// Whether answers that were kept are still true.
    pub freshness: Arc<Freshness>,
}

impl Deps {
    /// Connects and opens everything the settings describe.
    ///
    /// # Errors
    /// `unavailable` when the database can't be reached; `internal` with a sentence for the operator otherwise.
    pub async fn open(settings: Settings) -> Result<Self> {
        // On the heap: whoever waits for it would carry it otherwise.
        Box::pin(Self::open_at(settings, Arc::new(SystemClock))).await
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
        let metrics = Arc::new(Metrics::default());
        Ok(Self {
            db: Db::connect_counted(&settings, Arc::clone(&metrics)).await?,
            queue: queue(&settings, &metrics)?,
            events: events(&settings, &*clock)?,
            limiter: limiter(&settings)?,
            budgets: budgets(&settings, &secrets)?,
            documents: documents(&settings)?,
            store: Store::open(&settings)?,
            images: Images::new(settings.media.limits(), settings.media.decode_parallelism),
            mailer: mailer(&settings)?,
            tracer: Tracer::open(&settings, &clock, &metrics)?,
            clock,
            entropy: Arc::new(SystemEntropy),
            passwords: Passwords::new(auth.bcrypt_cost, secrets.key("passwords"), auth.crowd())?,
            renderer: Renderer::default(),
            tokens: Tokens::open(&settings)?,
            providers: Providers::new(&settings)?,
            outbound: Outbound::new(&settings)?,
            cursors: Cursors::new(&secrets.key("cursors")),
            secrets,
            freshness: Arc::new(Freshness::new(&settings.cache)),
            settings,
            metrics,
        })
    }
}

fn queue(settings: &Settings, metrics: &Arc<Metrics>) -> Result<Arc<dyn Queue>> {
    if settings.redis.url.is_empty() {
        return Ok(Arc::new(InProcessQueue::default()));
    }
    Ok(Arc::new(RedisQueue::new(settings, metrics)?))
}

fn events(settings: &Settings, clock: &dyn Clock) -> Result<Arc<dyn Events>> {
    if settings.redis.url.is_empty() {
        return Ok(Arc::new(InProcessEvents::new(&settings.realtime, clock)));
    }
    Ok(Arc::new(RedisEvents::new(settings)?))
}

fn limiter(settings: &Settings) -> Result<Arc<dyn Limiter>> {
    if settings.redis.url.is_empty() {
        return Ok(Arc::new(InProcessLimiter::default()));
    }
    Ok(Arc::new(RedisLimiter::new(settings)?))
}

fn budgets(settings: &Settings, secrets: &Secrets) -> Result<Arc<dyn Budgets>> {
    if settings.redis.url.is_empty() {
        return Ok(Arc::new(InProcessBudgets::default()));
    }
    Ok(Arc::new(RedisBudgets::new(settings, secrets)?))
}

fn documents(settings: &Settings) -> Result<Option<RedisDocuments>> {
    if settings.redis.url.is_empty() { Ok(None) } else { RedisDocuments::new(settings).map(Some) }
}

fn mailer(settings: &Settings) -> Result<Arc<dyn Mailer>> {
    let site = Url::parse(&settings.public_url(settings.http.port)).map_err(Error::internal)?;
    let letterhead = Letterhead::new(&settings.mail.from, site.host_str().unwrap_or("localhost"))?;
    if settings.mail.smtp_url.is_empty() {
        return Ok(Arc::new(FolderMailer::new(settings.mailbox_dir(), letterhead)));
    }
    Ok(Arc::new(SmtpMailer::new(settings.mail.smtp_url.expose(), settings.mail.timeout, letterhead)?))
}
