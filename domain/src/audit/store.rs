//! The only file that speaks SQL about the audit log.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use uuid::Uuid;

use super::{Anchor, AuditEntry, AuditFilter, seal::Seals};
use crate::{
    Context, Error, Result,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, db::Transaction},
};

pub(super) const AUDIT_LOG: List = List { name: "audit-log", key: "seq", id: "id", order: Order::Descending };

const COLUMNS: &str = "seq, id, at, action, outcome, actor, session, token, target, address, user_agent, request_id, \
                       details, previous, hash";

#[derive(FromQueryResult)]
struct Row {
    seq: i64,
    id: Uuid,
    at: DateTime<Utc>,
    action: String,
    outcome: String,
    actor: String,
    session: Option<String>,
    token: Option<String>,
    target: Option<String>,
    address: Option<String>,
    user_agent: String,
    request_id: String,
    details: Option<String>,
    previous: String,
    hash: String,
}

/// An entry with its hash and that of the one before it.
pub(super) struct Link {
    pub entry: AuditEntry,
    pub previous: String,
    pub hash: String,
}

impl TryFrom<Row> for Link {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let entry = AuditEntry {
            id: row.id,
            seq: row.seq,
            at: row.at,
            action: row.action,
            outcome: row.outcome.parse()?,
            actor: row.actor,
            session: row.session,
            token: row.token,
            target: row.target,
            address: row.address,
            user_agent: row.user_agent,
            request_id: row.request_id,
            details: row.details,
        };
        Ok(Self { entry, previous: row.previous, hash: row.hash })
    }
}

/// The head of the log as it stands in the database.
pub(super) struct Head {
    pub anchor: Anchor,
    pub signature: String,
}

impl Head {
    /// Of a log that nobody has written to yet.
    fn unwritten() -> Self {
        Self { anchor: Anchor { seq: 0, hash: String::new() }, signature: String::new() }
    }
}

/// The head as it stands.
pub(super) async fn head(cx: &Context) -> Result<Head> {
    Ok(read_head(cx.deps.db.reader(), "").await?.unwrap_or_else(Head::unwritten))
}

/// The head, locked until the transaction ends.
async fn locked_head(tx: &Transaction) -> Result<Head> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(read_head(tx, "").await?.unwrap_or_else(Head::unwritten)); // SQLite has one writer.
    }
    if let Some(head) = read_head(tx, " FOR UPDATE").await? {
        return Ok(head);
    }
    // The first entry of all: a row to lock, made by one and waited for by the others.
    let row = "INSERT INTO audit_head (id, seq, hash, signature) VALUES (1, 0, '', '') ON CONFLICT DO NOTHING";
    Sql::new(row).run(tx).await?;
    Ok(read_head(tx, " FOR UPDATE").await?.unwrap_or_else(Head::unwritten))
}

/// The head as it stands, locked by these words of PostgreSQL.
pub(super) async fn read_head(db: &impl ConnectionTrait, lock: &str) -> Result<Option<Head>> {
    #[derive(FromQueryResult)]
    struct Row {
        seq: i64,
        hash: String,
        signature: String,
    }
    let mut sql = Sql::new("SELECT seq, hash, signature FROM audit_head WHERE id = 1");
    sql.push(lock);
    let head = |row: Row| Head { anchor: Anchor { seq: row.seq, hash: row.hash }, signature: row.signature };
    Ok(sql.one::<Row>(db).await?.map(head))
}

/// Whether the head is one that we signed. A log that nobody has written to yet has none, and no entries either.
pub(super) fn is_ours(head: &Head, last: &Anchor, seals: &Seals) -> bool {
    let unwritten = head.signature.is_empty() && head.anchor == *last && last.seq == 0;
    unwritten || head.signature == seals.of_head(&head.anchor)
}

/// Puts an entry behind the last one. The head stays locked until the transaction ends, so this comes last in it.
pub(super) async fn append(tx: &Transaction, seals: &Seals, entry: AuditEntry) -> Result<()> {
    let head = locked_head(tx).await?;
    let mut last = last_entry(tx).await?;
    if last != head.anchor || !is_ours(&head, &last, seals) {
        tracing::error!(seq = last.seq, "the head of the audit log is not ours; run: presswork audit verify");
        // Written down for good before it is overwritten: a forged head must not become a signed one unseen.
        last = chain(tx, seals, &last, rejection(&entry)).await?;
    }
    last = chain(tx, seals, &last, entry).await?;
    let mut sql = Sql::new("INSERT INTO audit_head (id, seq, hash, signature) VALUES (1, ");
    sql.bind(last.seq).push(", ").bind(last.hash.clone()).push(", ").bind(seals.of_head(&last));
    sql.push(
        ") ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, signature = excluded.signature",
    );
    sql.run(tx).await?;
    tracing::info!(head = %last, "audit log");
    Ok(())
}

fn rejection(entry: &AuditEntry) -> AuditEntry {
    let fresh = super::Entry::failed("audit.head_rejected");
    AuditEntry {
        id: Uuid::from_u128(entry.id.as_u128() ^ 1),
        action: fresh.action.to_owned(),
        outcome: fresh.outcome,
        actor: "system".to_owned(),
        session: None,
        token: None,
        target: None,
        details: None,
        ..entry.clone()
    }
}

async fn last_entry(tx: &Transaction) -> Result<Anchor> {
    #[derive(FromQueryResult)]
    struct Row {
        seq: i64,
        hash: String,
    }
    let row = Sql::new("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1").one::<Row>(tx).await?;
    Ok(row.map_or(Anchor { seq: 0, hash: String::new() }, |row| Anchor { seq: row.seq, hash: row.hash }))
}

async fn chain(tx: &Transaction, seals: &Seals, last: &Anchor, entry: AuditEntry) -> Result<Anchor> {
    let entry = AuditEntry { seq: last.seq + 1, ..entry };
    let hash = seals.of_entry(&last.hash, &entry);
    let seq = entry.seq;
    let mut sql = Sql::new(&format!("INSERT INTO audit_log ({COLUMNS}) VALUES ("));
    sql.bind(seq).push(", ").bind(entry.id).push(", ").bind(entry.at).push(", ").bind(entry.action);
    sql.push(", ").bind(entry.outcome.as_str()).push(", ").bind(entry.actor);
    for text in [entry.session, entry.token, entry.target, entry.address] {
        sql.push(", ").bind(text);
    }
    sql.push(", ").bind(entry.user_agent).push(", ").bind(entry.request_id).push(", ").bind(entry.details);
    sql.push(", ").bind(last.hash.clone()).push(", ").bind(hash.clone()).push(")");
    sql.run(tx).await?;
    Ok(Anchor { seq, hash })
}

pub(super) async fn page(cx: &Context, request: &PageRequest, filter: &AuditFilter) -> Result<Page<AuditEntry>> {
    let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM audit_log WHERE 1 = 1"));
    for (column, value) in [("actor", &filter.actor), ("action", &filter.action), ("target", &filter.target)] {
        if let Some(value) = value {
            sql.push(&format!(" AND {column} = ")).bind(value.clone());
        }
    }
    if let Some(since) = filter.since {
        sql.push(" AND at >= ").bind(since);
    }
    let whole = sql.clone();
    request.apply(AUDIT_LOG, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let entries = rows.into_iter().map(|row| Ok(Link::try_from(row)?.entry)).collect::<Result<Vec<_>>>()?;
    Ok(request.page(cx, AUDIT_LOG, entries, |entry| Position { key: Key::Number(entry.seq), id: entry.id }).of(whole))
}

/// The entries behind this number, oldest first, so many at a time.
pub(super) async fn links_after(cx: &Context, seq: i64) -> Result<Vec<Link>> {
    let mut sql = Sql::new(&format!("SELECT {COLUMNS} FROM audit_log WHERE seq > "));
    sql.bind(seq).push(" ORDER BY seq LIMIT 1000");
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Link::try_from).collect()
}
