//! Reading an inbox.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{live, tell::bare};
use crate::{
    Context, Error, Result,
    ids::{CommentId, ModerationActionId, NotificationId, PostId, UserId},
    notifications::NotificationKind,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::Sql,
};

/// What one is told, the last first.
pub(in crate::notifications) const INBOX: List =
    List { name: "notifications", key: "n.seq", id: "n.id", order: Order::Descending };

/// How many of those who did something are shown.
const ACTORS: u32 = 3;

/// A notification without the people of whom it tells.
#[derive(Debug, Clone)]
pub(in crate::notifications) struct Head {
    pub id: NotificationId,
    pub kind: NotificationKind,
    pub post_id: Option<PostId>,
    pub comment_id: Option<CommentId>,
    pub action_id: Option<ModerationActionId>,
    pub title: Option<String>,
    pub slug: Option<String>,
    pub seq: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    /// Whether it is in the inbox, where it can be read.
    pub inbox: bool,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    kind: String,
    post_id: Option<Uuid>,
    comment_id: Option<Uuid>,
    subject_id: Uuid,
    title: Option<String>,
    slug: Option<String>,
    seq: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
    inbox: bool,
}

impl TryFrom<Row> for Head {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let kind = row.kind.parse()?;
        let about = ModerationActionId::from_uuid(row.subject_id);
        Ok(Self {
            id: NotificationId::from_uuid(row.id),
            kind,
            action_id: Some(about).filter(|_| kind == NotificationKind::Moderation),
            post_id: row.post_id.map(PostId::from_uuid),
            comment_id: row.comment_id.map(CommentId::from_uuid),
            title: row.title,
            slug: row.slug,
            seq: row.seq,
            created_at: row.created_at,
            updated_at: row.updated_at,
            read_at: row.read_at,
            inbox: row.inbox,
        })
    }
}

/// Every query starts here: what may still be told to this person, whether they want it in their inbox or not.
pub(super) fn visible_to(whose: UserId) -> Sql {
    let mut sql = of(whose, Sql::default(), Sql::default());
    push_live(&mut sql);
    sql
}

/// How many columns a head has.
pub(super) const COLUMNS: usize = 12;

/// A person's, with more columns behind those of heads, and what is joined for them.
pub(super) fn of(whose: UserId, more: Sql, joins: Sql) -> Sql {
    let mut sql = Sql::new(
        "SELECT n.id, n.kind, n.post_id, n.comment_id, n.subject_id, p.title, p.slug, n.seq, n.created_at, n.updated_at, n.read_at, \
         n.inbox",
    );
    sql.append(more).push(" FROM notifications n LEFT JOIN posts p ON p.id = n.post_id").append(joins);
    sql.push(" WHERE n.user_id = ").bind(whose.uuid());
    sql
}

/// Adds the condition that a notification `n`, whose post `p` is joined, may still be told.
pub(super) fn push_live(sql: &mut Sql) {
    sql.push(&format!(
        " AND {} AND EXISTS (SELECT 1 FROM notification_events e WHERE e.notification_id = n.id AND {})",
        live::subject(),
        live::event()
    ));
}

const UNREAD: &str = " AND n.read_at IS NULL";

pub(in crate::notifications) async fn page(
    cx: &Context,
    user: UserId,
    unread: bool,
    request: &PageRequest,
) -> Result<Page<Head>> {
    let mut sql = visible_to(user);
    sql.push(" AND n.inbox");
    if unread {
        sql.push(UNREAD);
    }
    let whole = sql.clone();
    request.apply(INBOX, &mut sql);
    let found = heads(cx, sql).await?;
    Ok(request.page(cx, INBOX, found, |it| Position { key: Key::Number(it.seq), id: it.id.uuid() }).of(whole))
}

#[derive(FromQueryResult)]
struct Count {
    n: i64,
}

/// How many there are that nobody has read.
pub(in crate::notifications) async fn unread(cx: &Context, whose: UserId) -> Result<i64> {
    let mut sql = Sql::new(
        "SELECT COUNT(*) AS n FROM notifications n LEFT JOIN posts p ON p.id = n.post_id WHERE n.inbox AND n.user_id = ",
    );
    sql.bind(whose.uuid()).push(UNREAD);
    push_live(&mut sql);
    Ok(sql.one::<Count>(cx.deps.db.reader()).await?.map_or(0, |row| row.n))
}

/// Some of a person's, in the order of their places.
pub(in crate::notifications) async fn by_ids(cx: &Context, whose: UserId, ids: &[NotificationId]) -> Result<Vec<Head>> {
    let mut sql = visible_to(whose);
    sql.push(" AND n.id IN ").bind_all(bare(ids)).push(" ORDER BY n.seq");
    heads(cx, sql).await
}

pub(super) async fn heads(cx: &Context, sql: Sql) -> Result<Vec<Head>> {
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(Head::try_from).collect()
}

/// The last place that is taken in an inbox; 0 for one that nothing has come to.
pub(in crate::notifications) async fn end(cx: &Context, whose: UserId) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Row {
        last: i64,
    }
    let mut sql = Sql::new("SELECT i.last FROM inboxes i WHERE i.user_id = ");
    sql.bind(whose.uuid());
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.map_or(0, |row| row.last))
}

/// What has come to an inbox behind a place, whether it may still be told or not: ids and places, the first first.
pub(in crate::notifications) async fn since(
    cx: &Context,
    whose: UserId,
    after: i64,
    max: usize,
) -> Result<Vec<(NotificationId, i64)>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        seq: i64,
    }
    let mut sql = Sql::new("SELECT n.id, n.seq FROM notifications n WHERE n.inbox AND n.user_id = ");
    sql.bind(whose.uuid()).push(" AND n.seq > ").bind(after).push(&format!(" ORDER BY n.seq LIMIT {max}"));
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (NotificationId::from_uuid(row.id), row.seq)).collect())
}

/// Who did what a notification tells of.
#[derive(Debug, Clone, Default)]
pub(in crate::notifications) struct Did {
    /// The last few, the last first.
    pub actors: Vec<UserId>,
    /// How many there are in all.
    pub count: u32,
    /// What the last of them did last.
    pub event: Option<Uuid>,
}

/// Who did what these notifications tell of, in one statement: everybody once, by what they did last.
pub(in crate::notifications) async fn gather(
    cx: &Context,
    ids: &[NotificationId],
) -> Result<HashMap<NotificationId, Did>> {
    #[derive(FromQueryResult)]
    struct Row {
        notification_id: Uuid,
        actor_id: Uuid,
        event_id: Uuid,
        actors: i64,
    }
    let mut found: HashMap<NotificationId, Did> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut sql = Sql::new(
        "SELECT s.notification_id, s.actor_id, s.event_id, s.actors FROM (SELECT d.notification_id, d.actor_id, d.event_id, \
         COUNT(*) OVER (PARTITION BY d.notification_id) AS actors, ROW_NUMBER() OVER (PARTITION BY d.notification_id \
         ORDER BY d.created_at DESC, d.event_id DESC, d.actor_id DESC) AS place FROM (SELECT e.notification_id, e.actor_id, \
         e.event_id, e.created_at, ROW_NUMBER() OVER (PARTITION BY e.notification_id, e.actor_id \
         ORDER BY e.created_at DESC, e.event_id DESC) AS of_actor FROM notification_events e \
         JOIN notifications n ON n.id = e.notification_id WHERE e.notification_id IN ",
    );
    sql.bind_all(bare(ids)).push(&format!(
        " AND {}) AS d WHERE d.of_actor = 1) AS s WHERE s.place <= {ACTORS} ORDER BY s.notification_id, s.place",
        live::event()
    ));
    for row in sql.all::<Row>(cx.deps.db.reader()).await? {
        let gathered = found.entry(NotificationId::from_uuid(row.notification_id)).or_default();
        gathered.actors.push(UserId::from_uuid(row.actor_id));
        gathered.count = u32::try_from(row.actors).unwrap_or(u32::MAX);
        gathered.event.get_or_insert(row.event_id);
    }
    Ok(found)
}
