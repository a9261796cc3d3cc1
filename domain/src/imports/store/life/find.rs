//! Finding imports.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::row::Row;
use crate::{
    Context, Result,
    ids::ImportId,
    imports::Import,
    jobs::UNFINISHED,
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx},
};

pub(in crate::imports) const IMPORTS: List =
    List { name: "imports", key: "i.created_at", id: "i.id", order: Order::Descending };

/// Every query starts here.
fn existing() -> Sql {
    Sql::new(&format!(
        "SELECT i.id, i.form, i.author, i.origin, i.size, i.received, i.uploads, i.expires_at, i.archive_gone_at, i.task, i.job_id, \
         i.media_job_id, i.planned_at, i.finished_at, i.undone_at, i.created_at, i.report, i.reason, \
         EXISTS (SELECT 1 FROM jobs j WHERE j.id = i.job_id AND j.state IN {UNFINISHED}) AS runs FROM imports i \
         WHERE i.deleted_at IS NULL"
    ))
}

pub(in crate::imports) async fn page(cx: &Context, request: &PageRequest) -> Result<Page<Import>> {
    let mut sql = existing();
    let whole = sql.clone();
    request.apply(IMPORTS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let imports = rows.into_iter().map(Row::read).collect::<Result<Vec<_>>>()?;
    let position = |it: &Import| Position { key: Key::Time(it.created_at), id: it.id.uuid() };
    Ok(request.page(cx, IMPORTS, imports, position).of(whole))
}

pub(in crate::imports) async fn by_id(db: &impl ConnectionTrait, id: ImportId) -> Result<Option<Import>> {
    let mut sql = existing();
    sql.push(" AND i.id = ").bind(id.uuid());
    sql.one::<Row>(db).await?.map(Row::read).transpose()
}

/// Whether there is such an import, and it was not undone.
pub(in crate::imports) async fn stands(cx: &Context, import: ImportId) -> Result<bool> {
    let found = by_id(cx.deps.db.reader(), import).await?;
    Ok(found.is_some_and(|import| import.undone_at.is_none()))
}

/// Whether an import has created anything.
pub(in crate::imports) async fn has_created(tx: &Tx, id: ImportId) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct One {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM import_rows r WHERE r.import_id = ");
    sql.bind(id.uuid()).push(" LIMIT 1) q");
    Ok(sql.one::<One>(&**tx).await?.is_some_and(|row| row.n > 0))
}
