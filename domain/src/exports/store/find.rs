//! Finding exports.

use sea_orm::ConnectionTrait;

use super::row::Row;
use crate::{
    Context, Result,
    actor::UserActor,
    exports::DataExport,
    ids::ExportId,
    jobs::UNFINISHED,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::Sql,
    users::Role,
};

pub(in crate::exports) const EXPORTS: List =
    List { name: "exports", key: "e.created_at", id: "e.id", order: Order::Descending };

/// Every query starts here.
fn existing() -> Sql {
    Sql::new(&format!(
        "SELECT e.id, e.kind, e.job_id, e.created_at, e.as_of, e.ready_at, e.expires_at, e.attempt, e.bytes, e.sha256, \
         EXISTS (SELECT 1 FROM jobs j WHERE j.id = e.job_id AND j.state IN {UNFINISHED}) AS runs FROM exports e \
         WHERE e.deleted_at IS NULL"
    ))
}

/// One's own; what only admins take along is theirs only as long as they are admins.
fn visible_to(person: &UserActor) -> Sql {
    let mut sql = existing();
    sql.push(" AND e.user_id = ").bind(person.id.uuid());
    if person.role < Role::Admin {
        sql.push(" AND e.kind = 'own'");
    }
    sql
}

pub(in crate::exports) async fn page(
    cx: &Context,
    person: &UserActor,
    request: &PageRequest,
) -> Result<Page<DataExport>> {
    let mut sql = visible_to(person);
    let whole = sql.clone();
    request.apply(EXPORTS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let exports = rows.into_iter().map(|row| row.read(cx)).collect::<Result<Vec<_>>>()?;
    let position = |it: &DataExport| Position { key: Key::Time(it.created_at), id: it.id.uuid() };
    Ok(request.page(cx, EXPORTS, exports, position).of(whole))
}

pub(in crate::exports) async fn by_id(
    cx: &Context,
    db: &impl ConnectionTrait,
    person: &UserActor,
    id: ExportId,
) -> Result<Option<DataExport>> {
    let mut sql = visible_to(person);
    sql.push(" AND e.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(|row| row.read(cx)).transpose()
}

/// An export by who has an address that is signed. Here, too, what only admins take along is theirs only as long as they are admins, and
/// let in.
pub(in crate::exports) async fn by_link(cx: &Context, id: ExportId) -> Result<Option<DataExport>> {
    let mut sql = existing();
    sql.push(" AND e.id = ").bind(id.uuid()).push(
        " AND (e.kind = 'own' OR EXISTS (SELECT 1 FROM users u WHERE u.id = e.user_id AND u.role = 'admin' \
         AND u.suspended_at IS NULL))",
    );
    sql.one::<Row>(cx.deps.db.reader()).await?.map(|row| row.read(cx)).transpose()
}
