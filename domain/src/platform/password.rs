//! Passwords: bcrypt over a keyed pre-hash, on a bounded number of threads.
//!
//! bcrypt reads 72 bytes and stops at NUL. The pre-hash (HMAC-SHA-256 with a key outside the database, then base64) makes
//! every password 43 characters, so nothing is cut off, and a stolen table alone can't be searched. The bound keeps a
//! flood of logins from taking every core away from readers; so many more may wait, and the rest is sent away at once.
//! A new password is checked in the same turn, because how strong it is takes a while to find out, too.
//!
//! What does not match takes as long as the dearest hash there is, whatever was compared: no account, one of before the cost
//! was raised, one of before it was lowered. So the time does not tell who has an account, or how old it is.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// How long who is sent away shall stay away: some ten to twenty hashes at the usual cost.
const COME_BACK: Duration = Duration::from_secs(5);

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    pepper: [u8; 64],
    /// Who is let in: those that run and those that wait.
    places: Arc<Semaphore>,
    slots: Arc<Semaphore>,
    /// A hash that no password has, checked when there is no account, so that both take the same time.
    nobody: Arc<str>,
    /// The highest cost that this process has met: that of today, or of a hash of a time when it was higher.
    dearest: Arc<AtomicU32>,
}

/// How many hashes there may be at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crowd {
    /// So many are computed, each by a core.
    pub running: usize,
    /// So many more wait for that.
    pub waiting: usize,
}

impl Passwords {
    /// With a bcrypt cost (log2 of the rounds), a key of 64 bytes and how many hashes there may be at once.
    ///
    /// # Errors
    /// `internal` when bcrypt refuses the cost.
    pub fn new(cost: u32, pepper: [u8; 64], crowd: Crowd) -> Result<Self> {
        // Written down, not computed: checking it takes as long as checking a real one, and nothing waits for it at start.
        let nobody = format!("$2b${cost:02}${:.<53}", "");
        nobody.parse::<bcrypt::HashParts>().map_err(Error::internal)?;
        let running = crowd.running.max(1);
        Ok(Self {
            cost,
            pepper,
            places: Arc::new(Semaphore::new(running + crowd.waiting)),
            slots: Arc::new(Semaphore::new(running)),
            nobody: nobody.into(),
            dearest: Arc::new(AtomicU32::new(cost)),
        })
    }

    /// The hash to store.
    ///
    /// # Errors
    /// `busy` when too many wait already; `internal` when the thread pool is gone.
    pub async fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String> {
        let (prehash, cost) = (self.prehash(password), self.cost);
        self.blocking(move || digest(&prehash, cost, salt)).await?
    }

    /// Checks something that has a new password in it, and gives it with the hash to store. Both take one turn, and none of it is done
    /// on the caller's thread.
    ///
    /// # Errors
    /// Those of the check, and of [`Self::hash`].
    pub(crate) async fn checked<T: Send + 'static>(
        &self,
        check: impl FnOnce() -> Result<T> + Send + 'static,
        password: fn(&T) -> &str,
        salt: [u8; 16],
    ) -> Result<(T, String)> {
        let this = self.clone();
        let work = move || {
            let checked = check()?;
            let hash = digest(&this.prehash(password(&checked)), this.cost, salt)?;
            Ok((checked, hash))
        };
        self.blocking(work).await?
    }

    /// Whether the password is the one that was hashed. `None` for the hash takes as long as a wrong password and is never true.
    ///
    /// # Errors
    /// `busy` when too many wait already; `internal` when the stored hash is damaged.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let (prehash, known) = (self.prehash(password), hash.is_some());
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let dearest = Arc::clone(&self.dearest);
        let matches = self.blocking(move || compare(&prehash, &hash, &dearest)).await?.map_err(Error::internal)?;
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
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Error::Busy { retry_after: COME_BACK })?;
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(Error::internal)?;
        // Both go with the work, which goes on when nobody waits for it any more: a client that hangs up frees nothing.
        let work = move || {
            let done = work();
            drop((slot, place));
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

/// The hash to store of what was hashed before.
fn digest(prehash: &str, cost: u32, salt: [u8; 16]) -> Result<String> {
    let hashed = bcrypt::hash_with_salt(prehash, cost, salt).map_err(Error::internal)?;
    Ok(hashed.format_for_version(bcrypt::Version::TwoB))
}

/// Compares with a hash. What does not match goes on until as much was done as for the dearest hash.
fn compare(prehash: &str, hash: &str, dearest: &AtomicU32) -> bcrypt::BcryptResult<bool> {
    let cost = hash.parse::<bcrypt::HashParts>()?.get_cost();
    let dearest = dearest.fetch_max(cost, Ordering::Relaxed).max(cost);
    let matches = bcrypt::verify(prehash, hash)?;
    if !matches {
        for step in missing(cost, dearest) {
            bcrypt::hash_with_salt(prehash, step, [0; 16])?;
        }
    }
    Ok(matches)
}

/// The costs of the hashes that together with one of `done` take as long as one of `whole`: each step doubles the rounds.
const fn missing(done: u32, whole: u32) -> Range<u32> {
    done..whole
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: Crowd = Crowd { running: 1, waiting: 1 };

    fn passwords() -> Passwords {
        Passwords::new(4, [1; 64], ALONE).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_opens_and_another_does_not() {
        let hash = passwords().hash("correct horse", [9; 16]).await.unwrap();
        assert!(hash.starts_with("$2b$04$"));
        assert!(passwords().verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!passwords().verify("correct hors", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn what_is_checked_is_hashed_and_what_is_refused_is_not() {
        let text = |text: &'static str| move || Ok(text.to_owned());
        let (given, hash) = passwords().checked(text("correct horse"), String::as_str, [9; 16]).await.unwrap();
        assert_eq!(given, "correct horse");
        assert_eq!(hash, passwords().hash("correct horse", [9; 16]).await.unwrap());
        let refusing = || Err(Error::invalid("/password", "too_weak", "as an example"));
        let refused = passwords().checked(refusing, String::as_str, [9; 16]).await.unwrap_err();
        assert_eq!(refused.code(), "validation_failed");
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
    async fn who_would_wait_behind_too_many_is_sent_away_at_once() {
        let passwords = passwords();
        let (go_on, told) = std::sync::mpsc::channel::<()>();
        let running = passwords.blocking(move || told.recv());
        let waiting = passwords.verify("", None);
        let third = async {
            let refused = passwords.verify("", None).await.unwrap_err();
            go_on.send(()).unwrap();
            refused
        };
        let (_, waited, refused) = tokio::join!(running, waiting, third);
        assert!(!waited.unwrap(), "its turn has come");
        assert_eq!(refused.code(), "busy");
        passwords.verify("", None).await.unwrap();
    }

    #[test]
    fn what_is_missing_makes_up_for_an_older_cost_to_the_round() {
        for (done, whole) in [(4, 4), (4, 12), (10, 12), (12, 13)] {
            let rounds: u64 = missing(done, whole).map(|cost| 1_u64 << cost).sum();
            assert_eq!((1 << done) + rounds, 1_u64 << whole, "{done} of {whole}");
        }
    }

    /// At these costs a hash of today takes some ten milliseconds, an old one a sixteenth of that.
    #[tokio::test]
    async fn a_wrong_password_takes_as_long_whatever_the_hash_has_cost() {
        let hash =
            |cost| async move { Passwords::new(cost, [1; 64], ALONE).unwrap().hash("right", [9; 16]).await.unwrap() };
        let now = Passwords::new(8, [1; 64], ALONE).unwrap();
        let (old, new, dear) = (hash(4).await, hash(8).await, hash(9).await);
        for (one, other) in
            [(Some(&old), Some(&new)), (Some(&old), None), (Some(&dear), None), (Some(&dear), Some(&old))]
        {
            let mut times = [Vec::new(), Vec::new()];
            for _ in 0..15 {
                for (times, hash) in times.iter_mut().zip([one, other]) {
                    let begin = std::time::Instant::now();
                    assert!(!now.verify("wrong", hash.map(String::as_str)).await.unwrap());
                    times.push(begin.elapsed());
                }
            }
            let [one, other] = times.map(|mut times| {
                times.sort_unstable();
                times[times.len() / 4].as_secs_f64()
            });
            assert!((0.6..1.7).contains(&(one / other)), "{one} s and {other} s");
        }
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!passwords().verify("", None).await.unwrap());
    }
}
