//! The answers, by what was asked.

use std::sync::Arc;

use actix_web::http::header::HeaderMap;
use bytes::Bytes;
use moka::sync::Cache;
use presswork_domain::platform::{
    Freshness,
    freshness::{Mark, Stamp},
    settings,
};

use super::flights::{Flight, Flights};

/// The largest answer that is kept.
const LARGEST: usize = 1 << 20;

/// What was asked, and in which form the answer is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(Box<[u8]>);

impl Key {
    /// Of these parts.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut key = Vec::new();
        for part in parts {
            key.extend(part.len().to_le_bytes());
            key.extend(part);
        }
        Self(key.into())
    }
}

/// An answer.
#[derive(Debug)]
pub struct Kept {
    /// Its headers, as handlers and compression left them.
    pub headers: HeaderMap,
    /// Its body, as it is sent.
    pub body: Bytes,
    /// What it costs, in points.
    pub points: u32,
    /// What it was made of.
    pub marks: Vec<Mark>,
    /// When that was read.
    pub read: Stamp,
}

impl Kept {
    fn size(&self) -> usize {
        // Of a header: two pointers, two lengths, the text. Of an entry: the map's own.
        let headers: usize = self.headers.iter().map(|(name, value)| 64 + name.as_str().len() + value.len()).sum();
        256 + headers + self.body.len() + self.marks.len() * size_of::<Mark>()
    }
}

/// The answers of this process.
pub struct Answers {
    kept: Option<Cache<Key, Arc<Kept>>>,
    flights: Flights,
    freshness: Arc<Freshness>,
}

impl Answers {
    /// As many as the settings have room for.
    pub fn new(settings: &settings::Cache, freshness: Arc<Freshness>) -> Self {
        let bytes = u64::from(settings.size_mib) << 20;
        let size = |key: &Key, kept: &Arc<Kept>| u32::try_from(key.0.len() + kept.size()).unwrap_or(u32::MAX);
        let kept = (bytes > 0).then(|| Cache::builder().max_capacity(bytes).weigher(size).build());
        Self { kept, flights: Flights::default(), freshness }
    }

    /// Whether any are kept.
    pub const fn is_on(&self) -> bool {
        self.kept.is_some()
    }

    /// This moment, before the first statement of an answer.
    pub fn stamp(&self) -> Stamp {
        self.freshness.stamp()
    }

    /// The answer, when there is one that is still true.
    pub fn find(&self, key: &Key) -> Option<Arc<Kept>> {
        self.kept.as_ref()?.get(key).filter(|kept| self.freshness.holds(kept.read, &kept.marks))
    }

    /// The answer; or the right to make it, which others who ask the same wait for.
    pub async fn find_or_wait(&self, key: &Key) -> Result<Arc<Kept>, Option<Flight>> {
        if let Some(kept) = self.find(key) {
            return Ok(kept);
        }
        let (flight, waited) = self.flights.board(key).await;
        match self.find(key) {
            Some(kept) => Ok(kept),
            // What somebody has just made was not one to keep: nobody waits for the next one in vain.
            None => Err((!waited).then_some(flight)),
        }
    }

    /// Keeps an answer.
    pub fn keep(&self, key: Key, kept: Kept) {
        if let Some(cache) = self.kept.as_ref().filter(|_| kept.body.len() <= LARGEST) {
            cache.insert(key, Arc::new(kept));
        }
    }
}
