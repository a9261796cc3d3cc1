//! Writing and reading the log.

use async_trait::async_trait;

use super::{AuditEntry, AuditFilter, Entry, policy, seal::Seals, store};
use crate::{
    Context, Result, ids,
    page::{Page, PageArgs, PageRequest},
    platform::{
        Tx,
        db::{LastWord, Transaction},
    },
};

/// Writes an entry in the transaction of the change that it tells of, right before its commit.
pub fn record(cx: &Context, tx: &mut Tx, entry: Entry) {
    tx.before_commit(Box::new(Pending { seals: Seals::new(&cx.deps.secrets), entry: described(cx, entry) }));
}

/// Writes an entry about something that changes nothing else: a wrong password, a refusal.
///
/// # Errors
/// The database's.
pub async fn record_alone(cx: &Context, entry: Entry) -> Result<()> {
    let mut tx = cx.begin_apart().await?;
    record(cx, &mut tx, entry);
    tx.commit().await
}

/// The log, the newest entry first.
///
/// # Errors
/// `authentication_required`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs, filter: &AuditFilter) -> Result<Page<AuditEntry>> {
    policy::require(&cx.actor)?;
    filter.check()?;
    let request = PageRequest::parse(cx, store::AUDIT_LOG, args)?;
    store::page(cx, &request, filter).await
}

/// An entry that waits for the commit. Its place in the log is not known before.
struct Pending {
    seals: Seals,
    entry: AuditEntry,
}

#[async_trait]
impl LastWord for Pending {
    async fn write(&self, tx: &Transaction) -> Result<()> {
        store::append(tx, &self.seals, self.entry.clone()).await
    }
}

fn described(cx: &Context, entry: Entry) -> AuditEntry {
    let (actor, session, token) = entry.who(&cx.actor);
    AuditEntry {
        id: ids::new::<ids::AuditEntryKind>(cx).uuid(),
        seq: 0,
        at: cx.now,
        action: entry.action.to_owned(),
        outcome: entry.outcome,
        actor,
        session,
        token,
        target: entry.target,
        address: cx.origin.address.map(|address| address.to_string()),
        user_agent: cx.origin.user_agent.to_string(),
        request_id: cx.request_id.to_string(),
        details: entry.details.map(|details| details.to_string()),
    }
}
