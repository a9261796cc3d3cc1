//! The answers, by what was asked.

use std::{hash::Hash, sync::Arc};

use actix_web::{
    HttpResponse,
    body::BoxBody,
    http::{
        StatusCode,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
};
use bytes::Bytes;
use moka::{Equivalent, sync::Cache};
use presswork_domain::platform::{
    Freshness, Metrics,
    freshness::{Mark, Seen, Stamp},
    settings,
};

use super::flights::{Flight, Flights};

/// The largest answer that is kept.
const LARGEST: usize = 1 << 20;

/// What was asked, and in which form the answer is wanted: three parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key([Box<[u8]>; 3]);

impl Key {
    fn size(&self) -> usize {
        self.0.iter().map(|part| part.len()).sum()
    }
}

/// The same, while it is only looked for.
#[derive(Debug, Clone, Copy, Hash)]
pub struct Question<'a>(pub [&'a [u8]; 3]);

impl Question<'_> {
    /// As what it is kept under.
    pub fn key(&self) -> Key {
        Key(self.0.map(Box::from))
    }
}

impl Equivalent<Key> for Question<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.0.iter().zip(&key.0).all(|(asked, kept)| **asked == **kept)
    }
}

/// An answer.
#[derive(Debug)]
pub struct Kept {
    /// Its headers, as handlers and compression left them.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Its body, as it is sent.
    body: Bytes,
    /// What it costs, in points.
    pub points: u32,
    /// What it was made of.
    marks: Vec<Mark>,
    /// When that was read.
    read: Stamp,
    /// When that was last looked at.
    seen: Seen,
}

impl Kept {
    /// An answer of these headers and this body, that costs so many points and was made of this, read then.
    pub fn new(headers: &HeaderMap, body: Bytes, points: u32, (read, marks): (Stamp, Vec<Mark>)) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { headers, body, points, marks, read, seen: Seen::default() }
    }

    /// The answer.
    pub fn answer(&self) -> HttpResponse {
        let mut response = HttpResponse::new(StatusCode::OK);
        // Into the map that the response has, which was used before and is large enough.
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response.set_body(BoxBody::new(self.body.clone()))
    }

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
    metrics: Arc<Metrics>,
}

impl Answers {
    /// As many as the settings have room for.
    pub fn new(settings: &settings::Cache, freshness: Arc<Freshness>, metrics: Arc<Metrics>) -> Self {
        let bytes = u64::from(settings.size_mib) << 20;
        let size = |key: &Key, kept: &Arc<Kept>| u32::try_from(key.size() + kept.size()).unwrap_or(u32::MAX);
        let kept = (bytes > 0).then(|| Cache::builder().max_capacity(bytes).weigher(size).build());
        Self { kept, flights: Flights::default(), freshness, metrics }
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
    pub fn find(&self, asked: &(impl Equivalent<Key> + Hash)) -> Option<Arc<Kept>> {
        let found = self.kept.as_ref()?.get(asked).filter(|kept| self.is_true(kept))?;
        self.metrics.cache.hit();
        Some(found)
    }

    fn is_true(&self, kept: &Kept) -> bool {
        self.freshness.holds_as_seen(kept.read, &kept.marks, &kept.seen)
    }

    /// The answer; or the right to make it, which others who ask the same wait for.
    pub async fn find_or_wait(&self, key: &Key) -> Result<Arc<Kept>, Option<Flight>> {
        if let Some(kept) = self.find(key) {
            return Ok(kept);
        }
        let (flight, waited) = self.flights.board(key).await;
        if let Some(kept) = self.find(key) {
            return Ok(kept);
        }
        self.metrics.cache.miss();
        // What somebody has just made was not one to keep: nobody waits for the next one in vain.
        Err((!waited).then_some(flight))
    }

    /// Keeps an answer.
    pub fn keep(&self, key: Key, kept: Kept) {
        if let Some(cache) = self.kept.as_ref().filter(|_| kept.body.len() <= LARGEST) {
            cache.insert(key, Arc::new(kept));
            self.metrics.cache.holds(cache.entry_count(), cache.weighted_size());
        }
    }
}
