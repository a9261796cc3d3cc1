//! The only file that speaks SQL about events.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{Event, EventType, Fact, service::BATCH};
use crate::{
    Context, Error, Result,
    ids::{self, EventId, EventKind},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::{Engine, Holds, Rows, Table},
    },
    trace::Trace,
};

pub(super) const EVENTS: List = List { name: "events", key: "e.seq", id: "e.id", order: Order::Ascending };

const TABLE: Table = Table {
    name: "events",
    columns: &[
        ("id", Holds::Id),
        ("kind", Holds::Text),
        ("version", Holds::Int),
        ("data", Holds::Text),
        ("at", Holds::Time),
        ("trace_context", Holds::Text),
    ],
};

const COLUMNS: &str =
    "SELECT e.id, e.seq, e.kind, e.version, e.data, e.at, e.trace_context FROM events e WHERE e.seq IS NOT NULL";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    seq: i64,
    kind: String,
    version: i32,
    data: String,
    at: DateTime<Utc>,
    trace_context: String,
}

impl TryFrom<Row> for Event {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let kind =
            row.kind.parse::<EventType>().map_err(|_| Error::internal(format!("unknown event {:?}", row.kind)))?;
        let id = EventId::from_uuid(row.id);
        let Row { seq, version, data, at, trace_context: trace, .. } = row;
        Ok(Self { id, seq, kind, version, data, at, trace })
    }
}

/// How far the numbers are given, and how far their events are thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub(super) struct Head {
    /// The last number that was given.
    pub seq: i64,
    /// The last number whose event is gone.
    pub purged: i64,
}

/// The head as it stands.
pub(super) async fn head(cx: &Context) -> Result<Head> {
    read_head(cx.deps.db.reader()).await
}

async fn read_head(db: &impl ConnectionTrait) -> Result<Head> {
    let head = Sql::new("SELECT seq, purged FROM event_head WHERE id = 1").one::<Head>(db).await?;
    head.ok_or_else(|| Error::internal("the row of event_head is gone"))
}

/// The last number that was given, locked until the transaction ends; `None` when somebody else has it. On SQLite the
/// transaction is the lock.
pub(super) async fn locked_head(cx: &Context, tx: &Tx) -> Result<Option<i64>> {
    let lock = if cx.deps.db.engine() == Engine::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let mut sql = Sql::new("SELECT seq, purged FROM event_head WHERE id = 1");
    sql.push(lock);
    Ok(sql.one::<Head>(&**tx).await?.map(|head| head.seq))
}

pub(super) async fn advance(tx: &Tx, seq: i64) -> Result<()> {
    let mut sql = Sql::new("UPDATE event_head SET seq = ");
    sql.bind(seq).push(" WHERE id = 1");
    sql.run(&**tx).await?;
    Ok(())
}

pub(super) fn inserts(cx: &Context, facts: Vec<Fact>) -> Vec<Sql> {
    let mut rows = Rows::of(TABLE);
    for Fact { kind, data } in facts {
        rows.push([
            ids::new::<EventKind>(cx).uuid().into(),
            kind.as_str().into(),
            kind.version().into(),
            data.to_string().into(),
            cx.now.into(),
            Trace::carried(cx.trace, &cx.request_id).into(),
        ]);
    }
    rows.inserts(cx.deps.db.engine())
}

pub(super) async fn waiting(cx: &Context) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Found {
        #[expect(dead_code, reason = "that there is one is all that is asked")]
        place: i64,
    }
    let sql = Sql::new("SELECT place FROM events WHERE seq IS NULL ORDER BY place LIMIT 1");
    Ok(sql.one::<Found>(cx.deps.db.reader()).await?.is_some())
}

/// Gives the next ones the numbers behind this one. Only what is committed is seen, and only one at a time comes here: so the
/// numbers are committed in their order.
pub(super) async fn number(tx: &Tx, head: i64) -> Result<Vec<Event>> {
    let mut sql = Sql::new("WITH n (event_place, nth) AS (SELECT u.place, ROW_NUMBER() OVER (ORDER BY u.place) FROM (");
    sql.push(&format!("SELECT place FROM events WHERE seq IS NULL ORDER BY place LIMIT {BATCH}) AS u) "));
    sql.push("UPDATE events SET seq = n.nth + ").bind(head).push(" FROM n WHERE events.place = n.event_place");
    sql.push(" RETURNING id, seq, kind, version, data, at, trace_context");
    let mut rows = sql.all::<Row>(&**tx).await?;
    rows.sort_unstable_by_key(|row| row.seq);
    rows.into_iter().map(Event::try_from).collect()
}

pub(super) async fn page(cx: &Context, request: &PageRequest, kind: Option<EventType>) -> Result<Page<Event>> {
    let mut sql = Sql::new(COLUMNS);
    if let Some(kind) = kind {
        sql.push(" AND e.kind = ").bind(kind.as_str());
    }
    let whole = sql.clone();
    request.apply(EVENTS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let events = rows.into_iter().map(Event::try_from).collect::<Result<Vec<_>>>()?;
    let position = |event: &Event| Position { key: Key::Number(event.seq), id: event.id.uuid() };
    Ok(request.page(cx, EVENTS, events, position).of(whole))
}

/// Events since a time, after a number, in order: of these types, or of all when there are none.
pub(crate) async fn after_seq(
    cx: &Context,
    seq: i64,
    since: DateTime<Utc>,
    kinds: &[EventType],
    limit: usize,
) -> Result<Vec<Event>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push(" AND e.seq > ").bind(seq).push(" AND e.at >= ").bind(since);
    if !kinds.is_empty() {
        sql.push(" AND e.kind")
            .any_of(cx.deps.db.engine(), kinds.iter().map(|kind| kind.as_str().to_owned()).collect());
    }
    sql.push(&format!(" ORDER BY e.seq LIMIT {limit}"));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Event::try_from).collect()
}

/// Throws the first ones away that happened before a time, up to the first that did not, so that nothing is missing in between.
pub(super) async fn purge(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Old {
        seq: i64,
        at: DateTime<Utc>,
    }
    let purged = read_head(&**tx).await?.purged;
    let mut sql = Sql::new("SELECT seq, at FROM events WHERE seq IS NOT NULL AND seq > ");
    sql.bind(purged).push(&format!(" ORDER BY seq LIMIT {BATCH}"));
    let old = sql.all::<Old>(&**tx).await?;
    let Some(last) = old.iter().take_while(|one| one.at < before).last() else { return Ok(0) };
    let mut sql = Sql::new("DELETE FROM events WHERE seq IS NOT NULL AND seq <= ");
    sql.bind(last.seq);
    let count = sql.run(&**tx).await?;
    let mut sql = Sql::new("UPDATE event_head SET purged = ");
    sql.bind(last.seq).push(" WHERE id = 1 AND purged < ").bind(last.seq);
    sql.run(&**tx).await?;
    Ok(count)
}
