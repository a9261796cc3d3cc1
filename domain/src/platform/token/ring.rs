//! The keys of a process, looked at again while it runs: a rotation by one process reaches the others without a restart.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant, SystemTime},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::keys::{self, Key, Source};
use crate::{Error, Result};

/// How often the folder is looked at in passing.
const IN_PASSING: Duration = Duration::from_secs(5);
/// How often at most it is looked at because a token names a key that is not known: anybody can send such tokens.
const FOR_A_STRANGER: Duration = Duration::from_millis(100);

/// A public key, as others need it to check tokens of ours (RFC 8037).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name in the header of tokens.
    pub kid: String,
    /// The 32 bytes, base64url.
    pub x: String,
}

/// The keys at one moment.
pub(super) struct Ring {
    pub kid: String,
    pub signing: EncodingKey,
    pub verifying: HashMap<String, DecodingKey>,
    pub public: Vec<PublicKey>,
    stamps: Vec<(PathBuf, SystemTime)>,
}

impl Ring {
    fn of(keys: &[Key]) -> Result<Self> {
        let newest = keys.last().ok_or_else(|| Error::internal("there is no signing key"))?;
        let public = |key: &Key| PublicKey { kid: key.kid.clone(), x: URL_SAFE_NO_PAD.encode(&key.public) };
        Ok(Self {
            kid: newest.kid.clone(),
            signing: EncodingKey::from_ed_der(&newest.pkcs8),
            verifying: keys.iter().map(|key| (key.kid.clone(), DecodingKey::from_ed_der(&key.public))).collect(),
            public: keys.iter().map(public).collect(),
            stamps: keys.iter().filter_map(|key| key.file.clone()).collect(),
        })
    }
}

/// The keys, kept fresh.
pub(super) struct KeyRing {
    source: Source,
    current: RwLock<Arc<Ring>>,
    looked: Mutex<Instant>,
    /// When it was looked at for a stranger. Apart, so that a look in passing keeps no stranger from being recognised.
    asked: Mutex<Instant>,
}

impl KeyRing {
    pub fn open(source: Source, may_create: bool) -> Result<Self> {
        let ring = Ring::of(&source.read_or_create(may_create)?)?;
        let now = Instant::now();
        Ok(Self { source, current: RwLock::new(Arc::new(ring)), looked: Mutex::new(now), asked: Mutex::new(now) })
    }

    /// The keys as they were a few seconds ago, or later.
    pub fn current(&self) -> Arc<Ring> {
        self.look_again(&self.looked, IN_PASSING);
        self.known()
    }

    /// The keys, looked at again because this one was not among them.
    pub fn with(&self, kid: &str) -> Arc<Ring> {
        let ring = self.current();
        if ring.verifying.contains_key(kid) {
            return ring;
        }
        self.look_again(&self.asked, FOR_A_STRANGER);
        self.known()
    }

    fn known(&self) -> Arc<Ring> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn look_again(&self, last: &Mutex<Instant>, every: Duration) {
        let Source::Folder(folder) = &self.source else { return };
        {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if last.elapsed() < every {
                return;
            }
            *last = Instant::now();
        }
        if keys::stamps(folder).is_ok_and(|stamps| stamps == self.known().stamps) {
            return;
        }
        match self.source.read().and_then(|keys| Ring::of(&keys)) {
            Ok(ring) => {
                tracing::info!(kid = %ring.kid, keys = ring.public.len(), "the signing keys have changed");
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(cause, "the signing keys can't be read again; the old ones stay");
            }
        }
    }
}
