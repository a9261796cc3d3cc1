//! The keyed hashes of entries and of the head.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Anchor, AuditEntry};
use crate::platform::Secrets;

/// Hashes with keys that the database does not have.
#[derive(Clone)]
pub(super) struct Seals {
    entries: Hmac<Sha256>,
    head: Hmac<Sha256>,
}

impl Seals {
    pub fn new(secrets: &Secrets) -> Self {
        let keyed = |purpose| Hmac::new(&secrets.key(purpose).into());
        Self { entries: keyed("audit entries"), head: keyed("audit head") }
    }

    /// The hash of an entry behind the one with the hash `previous`.
    pub fn of_entry(&self, previous: &str, entry: &AuditEntry) -> String {
        let mut mac = self.entries.clone();
        field(&mut mac, Some(previous.as_bytes()));
        field(&mut mac, Some(&entry.seq.to_be_bytes()));
        field(&mut mac, Some(entry.id.as_bytes()));
        field(&mut mac, Some(&entry.at.timestamp_micros().to_be_bytes()));
        for text in [&entry.action, entry.outcome.as_str(), &entry.actor, &entry.user_agent, &entry.request_id] {
            field(&mut mac, Some(text.as_bytes()));
        }
        for text in [&entry.session, &entry.token, &entry.target, &entry.address, &entry.details] {
            field(&mut mac, text.as_ref().map(String::as_bytes));
        }
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// The signature of a head.
    pub fn of_head(&self, head: &Anchor) -> String {
        let mut mac = self.head.clone();
        field(&mut mac, Some(&head.seq.to_be_bytes()));
        field(&mut mac, Some(head.hash.as_bytes()));
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}

/// A field with its length in front, so that no two entries have the same bytes.
fn field(mac: &mut Hmac<Sha256>, bytes: Option<&[u8]>) {
    let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
    mac.update(&length.to_be_bytes());
    mac.update(bytes.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Outcome;

    fn entry() -> AuditEntry {
        AuditEntry {
            id: uuid::Uuid::from_u128(7),
            seq: 3,
            at: chrono::DateTime::from_timestamp_micros(5).unwrap(),
            action: "queue.paused".into(),
            outcome: Outcome::Success,
            actor: "system".into(),
            session: None,
            token: None,
            target: Some("queue:bulk".into()),
            address: Some("192.0.2.1".into()),
            user_agent: "curl".into(),
            request_id: "1".into(),
            details: None,
        }
    }

    #[test]
    fn every_field_the_place_and_the_key_count() {
        let seals = Seals::new(&Secrets::new("secret"));
        let hash = seals.of_entry("before", &entry());
        assert_eq!(seals.of_entry("before", &entry()), hash);
        let changed = [
            AuditEntry { id: uuid::Uuid::from_u128(8), ..entry() },
            AuditEntry { seq: 4, ..entry() },
            AuditEntry { at: chrono::DateTime::from_timestamp_micros(6).unwrap(), ..entry() },
            AuditEntry { action: "queue.resumed".into(), ..entry() },
            AuditEntry { outcome: Outcome::Denied, ..entry() },
            AuditEntry { actor: "anonymous".into(), ..entry() },
            AuditEntry { session: Some(String::new()), ..entry() },
            AuditEntry { token: Some("queue:bulk".into()), target: None, ..entry() },
            AuditEntry { address: None, ..entry() },
            AuditEntry { user_agent: "curl1".into(), request_id: String::new(), ..entry() },
            AuditEntry { details: Some("{}".into()), ..entry() },
        ];
        for entry in changed {
            assert_ne!(seals.of_entry("before", &entry), hash, "{entry:?}");
        }
        assert_ne!(seals.of_entry("elsewhere", &entry()), hash);
        assert_ne!(Seals::new(&Secrets::new("other")).of_entry("before", &entry()), hash);
    }
}
