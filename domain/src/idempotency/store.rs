//! The only file that speaks SQL about idempotency keys.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;

use super::{Call, Claim, model::IN_PROGRESS};
use crate::{
    Context, Error, Result,
    ids::{AccessTokenId, UserId},
    platform::{
        Sql, Tx,
        db::{Engine, Fence},
    },
};

/// How long a key is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// After how long a run that has not written its answer down is taken for dead.
const DEAD: TimeDelta = TimeDelta::seconds(60);
/// Of how many callers one statement removes what was answered.
const CALLERS: usize = 500;
/// How many expired keys each claim removes: more than one, so that the table never holds much more than a day.
const SWEPT: u32 = 4;

/// What a key leads to.
pub(super) enum Found {
    /// It was free and is ours now.
    Nothing(Claim),
    /// The answer of the run before, as JSON.
    Answer(String),
}

#[derive(FromQueryResult)]
struct Row {
    operation: String,
    fingerprint: String,
    claimed_at: DateTime<Utc>,
    answer: Option<String>,
}

/// Takes a key that is free: new, expired, or claimed by a process that died.
pub(super) async fn claim(cx: &Context, call: &Call) -> Result<Found> {
    let (id, fingerprint) =
        (uuid::Builder::from_random_bytes(cx.deps.entropy.bytes()).into_uuid(), call.fingerprint(cx));
    let claim = Claim { caller: call.caller.clone(), key: call.key.clone(), id };
    let tx = cx.begin().await?;
    let taken = take(cx, &claim, &call.operation, &fingerprint).run(&*tx).await? == 1;
    // After the statement that may wait for another claim, so that two of them never wait for each other.
    sweep(cx).run(&*tx).await?;
    tx.commit().await?;
    if taken {
        return Ok(Found::Nothing(claim));
    }
    let mut sql = Sql::new("SELECT operation, fingerprint, claimed_at, answer FROM idempotency_keys WHERE caller = ");
    sql.bind(call.caller.clone()).push(" AND key = ").bind(call.key.as_str());
    match sql.one::<Row>(cx.deps.db.reader()).await? {
        // It was released a moment ago: a repeat will find it free.
        None => Err(in_progress()),
        Some(row) if row.operation != call.operation || row.fingerprint != fingerprint => Err(mismatch()),
        Some(Row { answer: Some(answer), .. }) => Ok(Found::Answer(answer)),
        // Between its commit and its answer a living run looks like a dead one; time tells them apart.
        Some(row) if row.claimed_at > cx.now - DEAD => Err(in_progress()),
        Some(_) => Err(answer_lost()),
    }
}

fn take(cx: &Context, claim: &Claim, operation: &str, fingerprint: &str) -> Sql {
    let mut sql = Sql::new(
        "INSERT INTO idempotency_keys (caller, key, operation, fingerprint, claim, state, claimed_at, expires_at) VALUES (",
    );
    sql.bind(claim.caller.clone()).push(", ").bind(claim.key.as_str()).push(", ").bind(operation);
    sql.push(", ").bind(fingerprint).push(", ").bind(claim.id).push(", 'claimed', ").bind(cx.now);
    sql.push(", ").bind(cx.now + KEPT).push(
        ") ON CONFLICT (caller, key) DO UPDATE SET operation = excluded.operation, fingerprint = excluded.fingerprint, \
         claim = excluded.claim, state = excluded.state, answer = NULL, claimed_at = excluded.claimed_at, \
         expires_at = excluded.expires_at WHERE idempotency_keys.expires_at <= ",
    );
    sql.bind(cx.now).push(" OR (idempotency_keys.state = 'claimed' AND idempotency_keys.claimed_at <= ");
    sql.bind(cx.now - DEAD).push(")");
    sql
}

fn sweep(cx: &Context) -> Sql {
    // Named, because PostgreSQL may run a subquery that locks once per row, and then it finds other rows each time.
    let mut sql = Sql::new("WITH expired AS (SELECT caller, key FROM idempotency_keys WHERE expires_at <= ");
    sql.bind(cx.now).push(&format!(" ORDER BY expires_at LIMIT {SWEPT}"));
    sql.push(if cx.deps.db.engine() == Engine::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" });
    sql.push(") DELETE FROM idempotency_keys WHERE (caller, key) IN (SELECT caller, key FROM expired)");
    sql
}

/// Marks the key in the transaction of the effect. When another run has taken it over, nothing may become true.
pub(crate) fn fence(claim: &Claim) -> Fence {
    let mut statement = Sql::new("UPDATE idempotency_keys SET state = 'committed'");
    of(claim, &mut statement).push(" AND state IN ('claimed', 'committed')");
    Fence { statement, otherwise: in_progress }
}

/// Keeps the answer for repeats.
pub(super) async fn answer(cx: &Context, claim: &Claim, json: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE idempotency_keys SET state = 'answered', answer = ");
    sql.bind(json);
    of(claim, &mut sql);
    write(cx, sql).await
}

/// Frees a key whose work changed nothing; one that is marked stays so.
pub(super) async fn release(cx: &Context, claim: &Claim) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM idempotency_keys");
    of(claim, &mut sql).push(" AND state = 'claimed'");
    write(cx, sql).await
}

fn of<'a>(claim: &Claim, sql: &'a mut Sql) -> &'a mut Sql {
    let Claim { caller, key, id } = claim;
    sql.push(" WHERE caller = ").bind(caller.clone()).push(" AND key = ").bind(key.as_str());
    sql.push(" AND claim = ").bind(*id)
}

async fn write(cx: &Context, sql: Sql) -> Result<()> {
    let tx = cx.begin().await?;
    sql.run(&*tx).await?;
    tx.commit().await
}

fn mismatch() -> Error {
    let detail = "this idempotency key was used for another request; use a new one";
    Error::Mismatch { code: "idempotency_mismatch", detail: detail.to_owned() }
}

fn in_progress() -> Error {
    Error::conflict(IN_PROGRESS, "the first request with this idempotency key is still running; try again")
}

pub(super) fn answer_lost() -> Error {
    let detail =
        "the first request with this idempotency key was carried out, but its answer is lost; read the resource";
    Error::conflict("idempotency_answer_lost", detail)
}

/// Removes what was answered to a person who is erased, and to their programs by these tokens. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, account: UserId, programs: &[AccessTokenId]) -> Result<u64> {
    let mut callers = vec![account.to_string()];
    callers.extend(programs.iter().map(ToString::to_string));
    let mut removed = 0;
    for some in callers.chunks(CALLERS) {
        let mut sql = Sql::new("DELETE FROM idempotency_keys WHERE caller IN ");
        sql.bind_all(some.iter().cloned());
        removed += sql.run(&**tx).await?;
    }
    Ok(removed)
}
