//! Removing rows, as long as nothing hangs on them.

use std::collections::HashSet;

use super::keys::{key_values, only};
use crate::{
    Context, Result,
    archive::{Table, files},
    media::PATH,
    platform::{Sql, Tx},
};

/// Removes rows, as long as nothing hangs on them; tells the keys of those that are gone.
pub(in crate::imports) async fn remove(
    cx: &Context,
    tx: &Tx,
    table: &'static Table,
    keys: &[&str],
) -> Result<HashSet<String>> {
    let mut gone = HashSet::new();
    loop {
        let before = gone.len();
        for key in keys {
            if !gone.contains(*key) && remove_one(tx, table, key).await? {
                gone.insert((*key).to_owned());
            }
        }
        // An answer that has gone just now may be what hung on another.
        if table.file != files::COMMENTS || gone.len() == before || gone.len() == keys.len() {
            break;
        }
    }
    if table.file == files::MEDIA && !gone.is_empty() {
        // The collector looks whether anybody has their pictures.
        let mut sql = Sql::new("UPDATE media_blobs SET loose_at = ");
        sql.bind(cx.now)
            .push(" WHERE loose_at IS NULL AND NOT EXISTS (SELECT 1 FROM media m WHERE m.blob_id = media_blobs.id)");
        sql.run(&**tx).await?;
    }
    Ok(gone)
}

async fn remove_one(tx: &Tx, table: &'static Table, key: &str) -> Result<bool> {
    let name = table.from.split(' ').next().unwrap_or_default();
    let mut sql = Sql::new(&format!("DELETE FROM {name} WHERE "));
    for (part, (at, value)) in table.key.iter().zip(key_values(table, key)?).enumerate() {
        let column = table.columns[*at].sql.trim_start_matches("t.");
        sql.push(if part == 0 { "" } else { " AND " }).push(column).push(" = ").bind(value);
    }
    sql.push(needless(table));
    if table.file == files::MEDIA {
        // Of posts by others, `shown` has told.
        sql.push(" AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.author_id = media.owner_id AND p.markdown LIKE ");
        sql.bind(format!("%{PATH}{}/%", only(key)?)).push(")");
    }
    Ok(sql.run(&**tx).await? == 1)
}

/// The condition that nobody has added anything to a row since.
fn needless(table: &Table) -> &'static str {
    match table.file {
        files::USERS => {
            " AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.author_id = users.id) \
             AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.author_id = users.id) \
             AND NOT EXISTS (SELECT 1 FROM media m WHERE m.owner_id = users.id) \
             AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = users.id)"
        }
        // What is called so stays.
        files::TAG_SLUGS | files::POST_SLUGS => " AND NOT is_current",
        files::TAGS => " AND NOT EXISTS (SELECT 1 FROM post_tags pt WHERE pt.tag_id = tags.id)",
        files::POSTS => " AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.post_id = posts.id)",
        files::COMMENTS => " AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.parent_id = comments.id)",
        // Posts go before: what has one still shows it.
        files::MEDIA => " AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.cover_media_id = media.id)",
        _ => "",
    }
}
