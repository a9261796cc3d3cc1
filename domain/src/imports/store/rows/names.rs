//! The names and ids that somebody has.

use std::collections::HashSet;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{
    Context, Result,
    archive::{Row, Table, files},
    platform::Sql,
};

/// The members of a table that nobody else may have, and where they are.
pub(in crate::imports) fn names(table: &Table) -> &'static [(&'static str, &'static str, &'static str)] {
    match table.file {
        files::USERS => &[("username", "users", "username"), ("email", "users", "email")],
        files::TAGS | files::TAG_SLUGS => &[("slug", "tag_slugs", "slug")],
        files::POSTS | files::POST_SLUGS => &[("slug", "slugs", "slug")],
        files::SUBSCRIBERS => &[("email", "subscribers", "email")],
        files::SUPPRESSIONS => &[("email", "suppressions", "email")],
        _ => &[],
    }
}

/// Which of the names of these rows somebody has.
pub(in crate::imports) async fn names_taken(
    cx: &Context,
    table: &Table,
    rows: &[&Row],
) -> Result<HashSet<(&'static str, String)>> {
    #[derive(FromQueryResult)]
    struct Taken {
        name: String,
    }
    let mut taken = HashSet::new();
    if rows.is_empty() {
        return Ok(taken);
    }
    for (member, from, column) in names(table) {
        let mut sql = Sql::new(&format!("SELECT x.{column} AS name FROM {from} x WHERE x.{column}"));
        sql.any_of(cx.deps.db.engine(), rows.iter().map(|row| row.text(member).to_owned()).collect::<Vec<String>>());
        let found = sql.all::<Taken>(cx.deps.db.reader()).await?;
        taken.extend(found.into_iter().map(|row| (*member, row.name)));
    }
    Ok(taken)
}

/// Which of these ids a table has.
pub(in crate::imports) async fn existing(cx: &Context, table: &'static str, ids: Vec<Uuid>) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql = Sql::new(&format!("SELECT x.id FROM {table} x WHERE x.id"));
    sql.any_of(cx.deps.db.engine(), ids);
    Ok(sql.all::<Id>(cx.deps.db.reader()).await?.into_iter().map(|row| row.id).collect())
}
