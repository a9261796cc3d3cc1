//! `[media]`: what people may send, and what it may cost.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};
use crate::platform::images::Limits;

/// What people may send, and what it may cost.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// Largest file, in bytes.
    pub max_bytes: u64,
    /// Most pixels of a picture.
    pub max_pixels: u64,
    /// Most memory that decoding one picture may take, in bytes.
    pub decode_memory_bytes: u64,
    /// Pictures that a process decodes at the same time.
    pub decode_parallelism: usize,
    /// Longest that decoding one picture may take.
    #[serde(with = "duration")]
    pub decode_timeout: Duration,
    /// How long a ticket waits for its upload.
    #[serde(with = "duration")]
    pub ticket_ttl: Duration,
    /// Longest silence of who uploads.
    #[serde(with = "duration")]
    pub upload_idle_timeout: Duration,
    /// Tickets of one person that wait for their uploads.
    pub max_tickets: u32,
    /// Tickets name an address of the bucket, where there is one.
    pub presigned: bool,
}

impl Media {
    /// The largest file that an operator can allow, in bytes.
    pub const MAX_BYTES: u64 = 10 << 30;

    /// What one picture may cost.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits { pixels: self.max_pixels, memory: self.decode_memory_bytes, time: self.decode_timeout }
    }

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        faults.within("media.max_bytes", self.max_bytes, 1024..=Self::MAX_BYTES);
        faults.within("media.max_pixels", self.max_pixels, 1_000_000..=1_000_000_000);
        faults.within("media.decode_memory_bytes", self.decode_memory_bytes, (64 << 20)..=(64 << 30));
        faults.within("media.decode_parallelism", self.decode_parallelism, 1..=64);
        let (second, minutes, month) = (Duration::from_secs(1), Duration::from_mins(5), Duration::from_hours(24 * 31));
        faults.lasts("media.decode_timeout", self.decode_timeout, second..=minutes);
        faults.lasts("media.ticket_ttl", self.ticket_ttl, Duration::from_mins(1)..=month);
        faults.lasts("media.upload_idle_timeout", self.upload_idle_timeout, second..=minutes);
        faults.within("media.max_tickets", self.max_tickets, 1..=100_000);
    }
}
