//! Writing events down, giving them their order, reading them.

use super::{
    Event, EventFilter, EventType, Fact, policy,
    store::{self, EVENTS},
};
use crate::{
    Context, Error, Result,
    fault::Faults,
    page::{Key, Page, PageArgs, PageRequest},
    platform::{
        Sql, Tx,
        events::{Channel, Signal},
    },
};

/// How many events get their number in one transaction.
pub(crate) const BATCH: usize = 500;

/// Writes an event in the transaction of what it tells of.
///
/// # Errors
/// The database's.
pub async fn record(cx: &Context, tx: &Tx, fact: Fact) -> Result<()> {
    record_many(cx, tx, vec![fact]).await
}

/// The same for what happened to many at once, in this order.
///
/// # Errors
/// As [`record`].
pub async fn record_many(cx: &Context, tx: &Tx, facts: Vec<Fact>) -> Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    for statement in recording(cx, tx, facts) {
        statement.run(&**tx).await?;
    }
    Ok(())
}

/// What [`record_many`] runs, for who writes something else with it. Whoever asks for it has to run it.
pub(crate) fn recording(cx: &Context, tx: &Tx, facts: Vec<Fact>) -> Vec<Sql> {
    tx.tell_after_commit(Signal::Changed(Channel::outbox()));
    store::inserts(cx, facts)
}

/// Whether there are events without a number.
///
/// # Errors
/// The database's.
pub(crate) async fn waiting(cx: &Context) -> Result<bool> {
    store::waiting(cx).await
}

/// Gives the next events their numbers and tells which, in order. `None` while somebody else is at it, who looks once more
/// when done.
///
/// # Errors
/// The database's.
pub(crate) async fn number(cx: &Context, tx: &Tx) -> Result<Option<Vec<Event>>> {
    let Some(head) = store::locked_head(cx, tx).await? else { return Ok(None) };
    let events = store::number(tx, head).await?;
    if let Some(last) = events.last() {
        store::advance(tx, last.seq).await?;
    }
    Ok(Some(events))
}

/// Events in the order in which they happened, as far back as they are kept.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments, `unknown_event_type`; `gone` for a
/// cursor after which events have been thrown away.
pub async fn list(cx: &Context, args: &PageArgs, filter: &EventFilter) -> Result<Page<Event>> {
    policy::require_reader(&cx.actor)?;
    let request = PageRequest::parse(cx, EVENTS, args)?;
    let kind = filter.kind.as_deref().map(str::parse::<EventType>);
    let mut faults = Faults::default();
    let kind = kind.map(|kind| faults.take("/type", kind));
    let kind = faults.finish(Some(kind.flatten()))?;
    if let Some(Key::Number(seen)) = request.after().map(|position| &position.key)
        && *seen < store::head(cx).await?.purged
    {
        return Err(Error::Gone { what: "part of the list of events" });
    }
    store::page(cx, &request, kind).await
}

/// Throws away what is older than events are kept, the oldest first, a batch at a time. Tells how many.
///
/// # Errors
/// The database's; what is gone stays gone.
pub async fn purge(cx: &Context) -> Result<u64> {
    let before = cx.now - cx.settings().webhooks.kept;
    let mut purged = 0;
    loop {
        let tx = cx.begin().await?;
        let count = store::purge(&tx, before).await?;
        tx.commit().await?;
        purged += count;
        if count < BATCH as u64 {
            return Ok(purged);
        }
    }
}
