//! Looking through the whole log for what was changed, removed, moved or cut off.

use super::{Anchor, AuditFault, Verification, policy, seal::Seals, store, store::Link};
use crate::{
    Context, Result,
    platform::{Db, Secrets},
};

/// Checks every entry, the chain, the head and, if one is given, an anchor that was noted down elsewhere. Reads a thousand
/// entries at a time; entries that are written meanwhile do no harm.
///
/// # Errors
/// `authentication_required`, `forbidden`.
pub async fn verify(cx: &Context, anchor: Option<Anchor>) -> Result<Verification> {
    policy::require(&cx.actor)?;
    let seals = Seals::new(&cx.deps.secrets);
    // Before the entries: what is written meanwhile lies behind it.
    let head = store::head(cx).await?;
    let mut walk = Walk::new(seals.clone(), [Some(head.anchor.clone()), anchor].into_iter().flatten().collect());
    loop {
        let links = store::links_after(cx, walk.last.seq).await?;
        if links.is_empty() {
            break;
        }
        for link in &links {
            walk.step(link);
        }
    }
    // An entry and its head come into being together, so a head that is read after the entries is not behind them.
    let now = store::head(cx).await?;
    if !store::is_ours(&now, &walk.last, &seals) || now.anchor.seq < walk.last.seq {
        walk.faults.insert(0, AuditFault::HeadForged);
    }
    Ok(walk.end(head.anchor))
}

/// Whether the head was signed with these keys, that is by `auth.secret_key`; `None` while nobody has written to the log.
///
/// # Errors
/// `unavailable` when the database is away.
pub async fn is_signed_with(db: &Db, secrets: &Secrets) -> Result<Option<bool>> {
    let head = store::read_head(db.reader(), "").await?.filter(|head| !head.signature.is_empty());
    Ok(head.map(|head| head.signature == Seals::new(secrets).of_head(&head.anchor)))
}

/// The way from the first entry to the last.
struct Walk {
    seals: Seals,
    last: Anchor,
    entries: u64,
    /// Entries that have to be there, with these hashes.
    expected: Vec<Anchor>,
    faults: Vec<AuditFault>,
}

impl Walk {
    fn new(seals: Seals, expected: Vec<Anchor>) -> Self {
        Self { seals, last: Anchor { seq: 0, hash: String::new() }, entries: 0, expected, faults: Vec::new() }
    }

    fn step(&mut self, link: &Link) {
        let seq = link.entry.seq;
        if seq > self.last.seq + 1 {
            self.faults.push(AuditFault::Missing(self.last.seq + 1, seq - 1));
        } else if link.previous != self.last.hash {
            self.faults.push(AuditFault::Misplaced(seq));
        }
        if self.seals.of_entry(&link.previous, &link.entry) != link.hash {
            self.faults.push(AuditFault::Changed(seq));
        }
        if link.entry.action == "audit.head_rejected" {
            self.faults.push(AuditFault::HeadRejected(seq));
        }
        if self.expected.iter().any(|anchor| anchor.seq == seq && anchor.hash != link.hash) {
            self.faults.push(AuditFault::AnchorLost(seq));
        }
        self.entries += 1;
        self.last = Anchor { seq, hash: link.hash.clone() };
    }

    fn end(mut self, head: Anchor) -> Verification {
        let farthest = self.expected.iter().map(|anchor| anchor.seq).max().unwrap_or_default();
        if farthest > self.last.seq {
            self.faults.push(AuditFault::Missing(self.last.seq + 1, farthest));
        }
        Verification { entries: self.entries, head, faults: self.faults }
    }
}
