//! HTTPS by the server itself: the certificate and key of the settings, looked at again and again, so that a new pair is
//! taken without a restart. A pair that is no good is told in the log, and the old one stays.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use presswork_domain::{
    Error, Result,
    platform::{Settings, tls},
};
use rustls::{
    ServerConfig,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::time::{MissedTickBehavior, interval};

/// How soon a new pair is noticed. Two small files are read then; changes are not told by every kind of file system.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The pair that new connections are shown.
#[derive(Debug)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<CertifiedKey>>,
}

/// What is in the files, to see whether it is the same; or that they can't be read.
type Seen = Option<(Vec<u8>, Vec<u8>)>;

impl Certificate {
    /// The pair of the settings; none where HTTP is plain.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator, when the files are no good.
    pub fn open(settings: &Settings) -> Result<Option<Arc<Self>>> {
        let Some((certificate, key)) = settings.http.tls() else { return Ok(None) };
        let current = RwLock::new(Arc::new(tls::certified_key(certificate, key)?));
        Ok(Some(Arc::new(Self { chain: certificate.to_owned(), key: key.to_owned(), current })))
    }

    /// TLS 1.2 and 1.3, with whatever the pair is at the time.
    ///
    /// # Errors
    /// `internal` when this build can't do that.
    pub fn config(self: &Arc<Self>) -> Result<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(Arc::new(tls::provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(Error::internal)?;
        Ok(builder.with_no_client_auth().with_cert_resolver(Arc::clone(self) as _))
    }

    /// Takes every new pair, for ever.
    pub async fn watch(self: Arc<Self>) {
        let mut seen = self.look().await;
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let now = self.look().await;
            if now != seen {
                self.take();
                seen = now;
            }
        }
    }

    async fn look(&self) -> Seen {
        Some((tokio::fs::read(&self.chain).await.ok()?, tokio::fs::read(&self.key).await.ok()?))
    }

    fn take(&self) {
        match tls::certified_key(&self.chain, &self.key) {
            Ok(pair) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
                tracing::info!("a new certificate is in use");
            }
            Err(Error::Internal(cause)) => tracing::error!(%cause, "the new certificate is no good; the old one stays"),
            Err(error) => tracing::error!(%error, "the new certificate is no good; the old one stays"),
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner)))
    }
}
