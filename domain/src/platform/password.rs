//! Passwords: bcrypt over a keyed pre-hash, on a bounded number of threads.
//!
//! bcrypt reads 72 bytes and stops at NUL. The pre-hash (HMAC-SHA-256 with a key outside the database, then base64) makes
//! every password 43 characters, so nothing is cut off, and a stolen table alone can't be searched. The bound keeps a
//! flood of logins from taking every core away from readers.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    pepper: [u8; 64],
    slots: Arc<Semaphore>,
    /// A hash that no password has, checked when there is no account, so that both take the same time.
    nobody: Arc<str>,
}

impl Passwords {
    /// With a bcrypt cost (log2 of the rounds), a key of 64 bytes and how many hashes may run at once.
    ///
    /// # Errors
    /// `internal` when bcrypt refuses the cost.
    pub fn new(cost: u32, pepper: [u8; 64], parallelism: usize) -> Result<Self> {
        // Written down, not computed: checking it takes as long as checking a real one, and nothing waits for it at start.
        let nobody = format!("$2b${cost:02}${:.<53}", "");
        nobody.parse::<bcrypt::HashParts>().map_err(Error::internal)?;
        Ok(Self { cost, pepper, slots: Arc::new(Semaphore::new(parallelism.max(1))), nobody: nobody.into() })
    }

    /// The hash to store.
    ///
    /// # Errors
    /// `internal` when the thread pool is gone.
    pub async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String> {
        let (prehash, cost) = (self.prehash(password), self.cost);
        let hashed = self.blocking(move || bcrypt::hash_with_salt(prehash, cost, salt)).await?;
        Ok(hashed.map_err(Error::internal)?.format_for_version(bcrypt::Version::TwoB))
    }

    /// Whether the password is the one that was hashed. `None` for the hash takes as long and is never true.
    ///
    /// # Errors
    /// `internal` when the stored hash is damaged.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let (prehash, known) = (self.prehash(password), hash.is_some());
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let matches = self.blocking(move || bcrypt::verify(prehash, &hash)).await?.map_err(Error::internal)?;
        Ok(matches && known)
    }

    /// Whether a stored hash costs an attacker less than one made today.
    #[must_use]
    pub fn is_outdated(&self, hash: &str) -> bool {
        hash.parse::<bcrypt::HashParts>().is_ok_and(|parts| parts.get_cost() < self.cost)
    }

    fn prehash(&self, password: &str) -> String {
        let mut mac = Hmac::<Sha256>::new(&self.pepper.into());
        mac.update(password.as_bytes());
        STANDARD_NO_PAD.encode(mac.finalize().into_bytes())
    }

    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(Error::internal)?;
        // The slot goes with the work, which goes on when nobody waits for it any more: a client that hangs up frees nothing.
        let work = move || {
            let done = work();
            drop(slot);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(4, [1; 64], 1).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_opens_and_another_does_not() {
        let hash = passwords().hash("correct horse", [9; 16]).await.unwrap();
        assert!(hash.starts_with("$2b$04$"));
        assert!(passwords().verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords().verify("correct hors", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn characters_beyond_the_72nd_count() {
        let (long, longer) = ("x".repeat(72), "x".repeat(73));
        let hash = passwords().hash(&long, [9; 16]).await.unwrap();
        assert!(!passwords().verify(&longer, Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn who_hangs_up_frees_no_place_for_the_next() {
        let passwords = passwords();
        let (begun, running) = tokio::sync::oneshot::channel();
        let (go_on, told) = std::sync::mpsc::channel::<()>();
        let work = passwords.blocking(move || {
            let _ = begun.send(());
            let _ = told.recv();
        });
        tokio::select! {
            _ = work => panic!("it waits to be told"),
            _ = running => {}
        }
        assert_eq!(passwords.slots.available_permits(), 0, "it still runs");
        go_on.send(()).unwrap();
        passwords.verify("", None).await.unwrap();
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!passwords().verify("", None).await.unwrap());
    }
}
