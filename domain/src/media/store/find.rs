//! Finding media.

use sea_orm::ConnectionTrait;
use type_safe_id::TypeSafeId;

use super::row::{Row, row};
use crate::{
    Actor, Context, Result,
    ids::{MediaId, UserId},
    media::Media,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        db::Engine,
        freshness::{self, Table},
    },
    scope::Scope,
    users::Role,
};

/// What somebody sent, the newest first.
pub(in crate::media) const LIBRARY: List =
    List { name: "media", key: "m.created_at", id: "m.id", order: Order::Descending };

/// Every query starts here: what is ready is for everyone, the rest for its owner and editors.
fn visible_to(actor: &Actor) -> Sql {
    let mut sql = Sql::new(
        "SELECT m.id, m.owner_id, m.state, m.filename, COALESCE(b.media_type, m.media_type) AS media_type, m.size, m.received, \
         m.uploads, m.alt_text, m.reason, m.version, m.expires_at, m.created_at, m.updated_at, b.width, b.height, \
         b.blurhash, b.dominant_color, b.renditions FROM media m LEFT JOIN media_blobs b ON b.id = m.blob_id WHERE ",
    );
    match actor.user_id() {
        _ if actor.may(Role::Editor, Scope::Read) => sql.push("1 = 1"),
        Some(user) => sql.push("(m.state = 'ready' OR m.owner_id = ").bind(user.uuid()).push(")"),
        None => sql.push("m.state = 'ready'"),
    };
    sql
}

pub(in crate::media) async fn by_id(cx: &Context, db: &impl ConnectionTrait, id: MediaId) -> Result<Option<Media>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND m.id = ").bind(id.uuid()).rows_of(&[Table::Media, Table::Pictures]);
    freshness::saw([row(id)]);
    sql.one::<Row>(db).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

pub(in crate::media) async fn by_ids(cx: &Context, ids: &[MediaId]) -> Result<Vec<Media>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND m.id").any_of(cx.deps.db.engine(), ids.iter().map(TypeSafeId::uuid).collect::<Vec<_>>());
    sql.rows_of(&[Table::Media, Table::Pictures]);
    freshness::saw(ids.iter().map(|id| row(*id)));
    sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(|row| row.seen_by(&cx.actor)).collect()
}

/// Locks a medium for a change, as far as the engine has row locks; SQLite has one writer anyway.
pub(in crate::media) async fn lock(cx: &Context, tx: &Tx, id: MediaId) -> Result<Option<Media>> {
    let mut sql = visible_to(&cx.actor);
    sql.push(" AND m.id = ").bind(id.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE OF m");
    }
    sql.one::<Row>(&**tx).await?.map(|row| row.seen_by(&cx.actor)).transpose()
}

/// One's own, or for editors everyone's; on demand those that nobody has described.
pub(in crate::media) async fn page(
    cx: &Context,
    user: UserId,
    needs_alt_text: bool,
    request: &PageRequest,
) -> Result<Page<Media>> {
    let mut sql = visible_to(&cx.actor);
    if !cx.actor.may(Role::Editor, Scope::Read) {
        sql.push(" AND m.owner_id = ").bind(user.uuid());
    }
    if needs_alt_text {
        sql.push(" AND m.alt_text IS NULL");
    }
    let whole = sql.clone();
    request.apply(LIBRARY, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let media = rows.into_iter().map(|row| row.seen_by(&cx.actor)).collect::<Result<Vec<_>>>()?;
    Ok(request.page(cx, LIBRARY, media, |it| Position { key: Key::Time(it.created_at), id: it.id.uuid() }).of(whole))
}
