//! Writing rows as they were.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::Value as Bound;

use super::derived::{more, pictures};
use crate::{
    Context, Result,
    accounts::EraseAccount,
    archive::{Row, Table, files},
    comments,
    ids::{CommentId, ModerationActionId, UserId},
    imports::walk::Candidate,
    jobs, moderation,
    platform::{Sql, Tx},
};

/// Writes rows as they were, with what every row has besides.
pub(in crate::imports) async fn insert(cx: &Context, tx: &Tx, table: &Table, page: &[Candidate]) -> Result<()> {
    let kept: Vec<(usize, &str)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((at, column.sql.strip_prefix("t.")?)))
        .collect();
    let blobs = if table.file == files::MEDIA { pictures(cx, tx, page).await? } else { HashMap::new() };
    let (mut names, mut rows): (Vec<&str>, Vec<Vec<Bound>>) = (Vec::new(), Vec::new());
    for candidate in page {
        let more = more(table, candidate, &blobs)?;
        names = kept.iter().map(|(_, name)| *name).chain(more.iter().map(|(name, _)| *name)).collect();
        let values = kept.iter().map(|(at, _)| candidate.row.values[*at].clone());
        rows.push(values.chain(more.into_iter().map(|(_, value)| value)).collect());
    }
    let name = table.from.split(' ').next().unwrap_or_default();
    let mut sql = Sql::new(&format!("INSERT INTO {name} ({}) VALUES ", names.join(", ")));
    for (n, row) in rows.into_iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" });
        for (at, value) in row.into_iter().enumerate() {
            sql.push(if at == 0 { "" } else { ", " }).bind(value);
        }
        sql.push(")");
    }
    sql.run(&**tx).await?;
    if table.file == files::COMMENTS {
        for comment in page.iter().filter_map(|it| Some((it.row.id(table, 0)?, it.row.text("markdown")))) {
            comments::name_people(tx, CommentId::from_uuid(comment.0), comment.1).await?;
        }
    }
    Ok(())
}

/// Enqueues what is to become of a row: what moderators did for a time still ends, and who wanted to be deleted still is.
pub(in crate::imports) async fn go_on(cx: &Context, tx: &mut Tx, table: &Table, row: &Row) -> Result<()> {
    let until = row.text("until").parse::<DateTime<Utc>>();
    if let (Some(id), Ok(until), true) = (row.id(table, 0), until, row.text("endedAt").is_empty()) {
        return moderation::expire_at(cx, tx, ModerationActionId::from_uuid(id), until).await;
    }
    let due = row.text("eraseAt").parse::<DateTime<Utc>>();
    let (Some(id), Ok(erase_at), true) = (row.id(table, 0), due, row.text("erasedAt").is_empty()) else {
        return Ok(());
    };
    let job = EraseAccount { account: UserId::from_uuid(id), erase_at };
    jobs::enqueue_at(cx, tx, &job, erase_at).await.map(|_| ())
}
