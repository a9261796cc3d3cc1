//! Writing completions: many finished jobs in one statement. A slot is free again before its completion is written, so
//! the writing holds up nothing; the channel is bounded, so a database that is away does.

use std::sync::Arc;

use presswork_domain::jobs::ledger::{self, Completion};
use tokio::sync::mpsc;

use crate::{held::Ticket, shared::Shared};

/// How many completions one statement carries at most.
const BATCH: usize = 500;

/// A finished job. Its lease is renewed until the ledger knows.
pub(crate) struct Done {
    pub completion: Completion,
    pub ticket: Ticket,
}

/// Where finished jobs go, and what the writer reads.
pub(crate) fn channel() -> (mpsc::Sender<Done>, mpsc::Receiver<Done>) {
    mpsc::channel(BATCH)
}

/// Writes until every sender is gone.
pub(crate) async fn write(shared: Arc<Shared>, mut finished: mpsc::Receiver<Done>) {
    let mut batch = Vec::with_capacity(BATCH);
    while finished.recv_many(&mut batch, BATCH).await > 0 {
        let (ended, tickets): (Vec<_>, Vec<_>) = batch.drain(..).map(|done| (done.completion, done.ticket)).unzip();
        // A result that the database can't store must not take others with it.
        if succeed(&shared, &ended).await.is_none() && ended.len() > 1 {
            for one in &ended {
                succeed(&shared, std::slice::from_ref(one)).await;
            }
        }
        drop(tickets);
    }
}

async fn succeed(shared: &Shared, ended: &[Completion]) -> Option<()> {
    let written = shared.persist(|| async { ledger::succeed_all(&shared.cx(), ended).await }).await?;
    let lost = u64::try_from(ended.len()).unwrap_or(u64::MAX).saturating_sub(written);
    if lost > 0 {
        tracing::info!(lost, "runs had lost their claim; others have taken over");
    }
    Some(())
}
