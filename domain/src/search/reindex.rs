//! Writing all that can be found anew: after an upgrade that brought the search, after the language was changed. Readers go on
//! meanwhile; what was there is found until it is written anew.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{ReindexSearch, store};
use crate::{
    Context, Error, Result, comments,
    ids::JobId,
    index::Kind,
    jobs::{self, Run},
    platform::Tx,
    posts,
    scope::Scope,
    tags,
    users::{self, Role},
};

/// How many things one transaction writes.
const CHUNK: usize = 200;

/// How far one type has come; kept as a step of the job, for another attempt to go on from.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Place {
    after: Option<Uuid>,
    done: i64,
    ended: bool,
}

/// Sets off a job that writes all that can be found anew. While one is on its way, its receipt.
///
/// # Errors
/// `forbidden` for everybody but admins and the system.
pub async fn request_reindex(cx: &Context) -> Result<JobId> {
    if !cx.actor.may(Role::Admin, Scope::Ops) {
        return Err(Error::forbidden("only admins may write all that can be found anew"));
    }
    let mut tx = cx.begin().await?;
    let job = jobs::enqueue(cx, &mut tx, &ReindexSearch {}).await?;
    tx.commit().await?;
    Ok(job)
}

/// Writes all that can be found anew, in transactions of a few things, each of which keeps how far it has come.
///
/// # Errors
/// The database's; what is done stays done. `job_cancelled`.
pub async fn reindex(run: &Run) -> Result<Value> {
    let total = store::total(&run.cx).await?;
    let (mut before, mut written) = (0, Map::new());
    for kind in Kind::ALL {
        let done = of_kind(run, kind, (before, total)).await?;
        before += done;
        written.insert(format!("{}s", kind.as_str()), done.into());
    }
    let tx = run.cx.begin().await?;
    let orphans = store::remove_orphans(&tx).await?;
    tx.commit().await?;
    written.insert("removed".to_owned(), orphans.into());
    Ok(Value::Object(written))
}

async fn of_kind(run: &Run, kind: Kind, (before, total): (i64, i64)) -> Result<i64> {
    let mut place: Place = run.step_result(kind.as_str()).await?.unwrap_or_default();
    while !place.ended {
        run.check_cancelled()?;
        let tx = run.cx.begin().await?;
        let written = next(&run.cx, &tx, kind, place.after).await?;
        place = Place {
            after: written.last().copied().or(place.after),
            done: place.done + i64::try_from(written.len()).unwrap_or(i64::MAX),
            ended: written.len() < CHUNK,
        };
        run.finish_step(&tx, kind.as_str(), &place).await?;
        let (done, note) = (before + place.done, format!("writing what is found of {}s", kind.as_str()));
        run.progress_in(&tx, done, Some(total.max(done)), &note).await?;
        tx.commit().await?;
    }
    Ok(place.done)
}

async fn next(cx: &Context, tx: &Tx, kind: Kind, after: Option<Uuid>) -> Result<Vec<Uuid>> {
    match kind {
        Kind::Post => posts::reindex(cx, tx, after, CHUNK).await,
        Kind::Comment => comments::reindex(cx, tx, after, CHUNK).await,
        Kind::User => users::reindex(cx, tx, after, CHUNK).await,
        Kind::Tag => tags::reindex(cx, tx, after, CHUNK).await,
    }
}
