//! The rows that come and go. What comes is written as it was; what follows from it is made by the features.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult, Value as Bound};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    accounts::EraseAccount,
    archive::{self, Holds, Row, Table},
    comments,
    ids::{CommentId, ImportId, ModerationActionId, UserId},
    imports::walk::{Candidate, POSTS, POSTS_AT_ONCE},
    jobs, moderation,
    platform::{Sql, Tx, article::Article, db::Engine},
};

/// How many keys of several columns are looked for at once: an expression of SQLite is at most a thousand deep.
pub(in crate::imports) const KEYS: usize = 200;

/// Which of these rows are here, by their keys, as an archive would have them.
pub(in crate::imports) async fn here(
    cx: &Context,
    table: &'static Table,
    rows: &[&Row],
) -> Result<HashMap<String, Map<String, Value>>> {
    let keys = rows.iter().map(|row| table.key.iter().map(|at| row.values[*at].clone()).collect());
    by_keys(cx, table, &keys.collect::<Vec<Vec<Bound>>>()).await
}

/// The rows of these keys.
pub(super) async fn by_keys(
    cx: &Context,
    table: &'static Table,
    keys: &[Vec<Bound>],
) -> Result<HashMap<String, Map<String, Value>>> {
    read(cx.deps.db.reader(), table, keys, "").await
}

/// The same as a transaction sees them.
pub(super) async fn rows_in(
    tx: &Tx,
    table: &'static Table,
    keys: &[Vec<Bound>],
) -> Result<HashMap<String, Map<String, Value>>> {
    read(&**tx, table, keys, "").await
}

/// The same, and nobody changes them before the transaction ends.
pub(super) async fn locked(
    cx: &Context,
    tx: &Tx,
    table: &'static Table,
    keys: &[Vec<Bound>],
) -> Result<HashMap<String, Map<String, Value>>> {
    let lock = if cx.deps.db.engine() == Engine::Postgres { " FOR UPDATE OF t" } else { "" };
    read(&**tx, table, keys, lock).await
}

async fn read(
    db: &impl ConnectionTrait,
    table: &'static Table,
    keys: &[Vec<Bound>],
    lock: &str,
) -> Result<HashMap<String, Map<String, Value>>> {
    let mut found = HashMap::new();
    for keys in keys.chunks(KEYS) {
        let mut sql = archive::selection(table);
        sql.push(" WHERE ");
        push_keys(&mut sql, table, keys);
        sql.push(lock);
        for row in sql.rows(db).await? {
            let json = archive::json(table, &row)?;
            found.insert(archive::key_of(table, &json), json);
        }
    }
    Ok(found)
}

fn push_keys(sql: &mut Sql, table: &Table, keys: &[Vec<Bound>]) {
    for (n, key) in keys.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { " OR (" });
        for (part, (at, value)) in table.key.iter().zip(key).enumerate() {
            sql.push(if part == 0 { "" } else { " AND " }).push(table.columns[*at].sql).push(" = ").bind(value.clone());
        }
        sql.push(")");
    }
}

/// The members of a table that nobody else may have, and where they are.
pub(in crate::imports) fn names(table: &Table) -> &'static [(&'static str, &'static str, &'static str)] {
    match table.file {
        "users.jsonl" => &[("username", "users", "username"), ("email", "users", "email")],
        "tags.jsonl" | "tagSlugs.jsonl" => &[("slug", "tag_slugs", "slug")],
        "posts.jsonl" | "postSlugs.jsonl" => &[("slug", "slugs", "slug")],
        "subscribers.jsonl" => &[("email", "subscribers", "email")],
        "suppressions.jsonl" => &[("email", "suppressions", "email")],
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

/// Writes rows as they were, with what every row has besides.
pub(in crate::imports) async fn insert(cx: &Context, tx: &Tx, table: &Table, page: &[Candidate]) -> Result<()> {
    let kept: Vec<(usize, &str)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((at, column.sql.strip_prefix("t.")?)))
        .collect();
    let blobs = if table.file == "media.jsonl" { pictures(cx, tx, page).await? } else { HashMap::new() };
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
    if table.file == "comments.jsonl" {
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

/// What a row has that is in no archive, because it is secret or follows from the rest.
fn more(table: &Table, of: &Candidate, blobs: &HashMap<String, Blob>) -> Result<Vec<(&'static str, Bound)>> {
    Ok(match table.file {
        // That of no password.
        "users.jsonl" => vec![("password_hash", "".into())],
        "posts.jsonl" => text(of.markdown.clone().unwrap_or_default(), of.article.clone())?,
        "comments.jsonl" | "commentRevisions.jsonl" => {
            vec![("html", of.article.html.clone().into())]
        }
        "media.jsonl" => {
            let blob = blobs.get(of.row.text("picture")).ok_or_else(|| Error::internal("a picture vanished"))?;
            let size = of.row.json.get("size").and_then(Value::as_i64).unwrap_or_default();
            let at = of.row.values.iter().rev().nth(1).cloned().ok_or_else(|| Error::internal("no time"))?;
            vec![
                ("blob_id", Some(blob.id).into()),
                ("state", "ready".into()),
                ("media_type", blob.media_type.clone().into()),
                ("received", size.into()),
                ("uploads", 0_i32.into()),
                ("expires_at", at),
            ]
        }
        _ => Vec::new(),
    })
}

/// The text of a post, with what is made of it.
pub(super) fn text(source: String, article: Article) -> Result<Vec<(&'static str, Bound)>> {
    let contents = serde_json::to_string(&article.contents).map_err(Error::internal)?;
    Ok(vec![
        ("markdown", source.into()),
        ("html", article.html.into()),
        ("excerpt", article.excerpt.into()),
        ("word_count", i32::try_from(article.words).ok().into()),
        ("table_of_contents", Some(contents).into()),
    ])
}

#[derive(FromQueryResult)]
struct Blob {
    id: Uuid,
    hash: String,
    media_type: String,
}

/// The pictures of these media, kept from the collector.
async fn pictures(cx: &Context, tx: &Tx, page: &[Candidate]) -> Result<HashMap<String, Blob>> {
    let hashes: Vec<String> = page.iter().map(|it| it.row.text("picture").to_owned()).collect();
    let mut sql = Sql::new("UPDATE media_blobs SET loose_at = NULL WHERE hash");
    sql.any_of(cx.deps.db.engine(), hashes).push(" RETURNING id, hash, media_type");
    Ok(sql.all::<Blob>(&**tx).await?.into_iter().map(|blob| (blob.hash.clone(), blob)).collect())
}

/// Writes down what an import has created, what it was, and what it was in its source. What has come before and was removed since comes anew.
pub(in crate::imports) async fn remember(tx: &Tx, import: ImportId, table: &Table, page: &[Candidate]) -> Result<()> {
    let mut sql = Sql::new("INSERT INTO import_rows (import_id, file, key, hash, source) VALUES ");
    for (n, candidate) in page.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { ", (" }).bind(import.uuid()).push(", ").bind(table.file);
        sql.push(", ").bind(candidate.row.key(table)).push(", ").bind(fingerprint(&candidate.row.json));
        sql.push(", ").bind(candidate.digest.clone()).push(")");
    }
    sql.push(
        " ON CONFLICT (import_id, file, key) DO UPDATE SET hash = excluded.hash, source = excluded.source, former = NULL",
    );
    sql.run(&**tx).await?;
    Ok(())
}

/// What tells whether a row is still the same.
pub(in crate::imports) fn fingerprint(json: &Map<String, Value>) -> String {
    use sha2::{Digest, Sha256};
    archive::hex(&Sha256::digest(Value::Object(json.clone()).to_string()))
}

/// What an import has written down of these rows, by their keys.
pub(in crate::imports) async fn recorded(
    cx: &Context,
    import: ImportId,
    table: &Table,
    keys: Vec<String>,
) -> Result<HashMap<String, Created>> {
    let mut sql = written_of(import, table);
    sql.push(" AND r.key").any_of(cx.deps.db.engine(), keys);
    let rows = sql.all::<Created>(cx.deps.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}

/// Begins a statement that reads what an import has written down of a table.
fn written_of(import: ImportId, table: &Table) -> Sql {
    let mut sql =
        Sql::new("SELECT r.key, r.hash, (r.former IS NOT NULL) AS is_changed FROM import_rows r WHERE r.import_id = ");
    sql.bind(import.uuid()).push(" AND r.file = ").bind(table.file);
    sql
}

/// A row that an import has created or changed.
#[derive(FromQueryResult)]
pub(in crate::imports) struct Created {
    pub key: String,
    pub hash: String,
    /// Whether it was here before: what it was then is written down, too.
    pub is_changed: bool,
}

/// What an import has created or changed in a table, from the last key to the first; so much of it as may be taken back at once.
pub(in crate::imports) async fn created(
    cx: &Context,
    import: ImportId,
    table: &Table,
    before: Option<&str>,
) -> Result<Vec<Created>> {
    let mut sql = written_of(import, table);
    if let Some(before) = before {
        sql.push(" AND r.key < ").bind(before);
    }
    let most = if table.file == POSTS { POSTS_AT_ONCE } else { KEYS };
    sql.push(&format!(" ORDER BY r.key DESC LIMIT {most}"));
    Ok(sql.all::<Created>(cx.deps.db.reader()).await?)
}

/// What an import has created below these comments and an undoing comes to later: answers whose ids stand before those of what they answer.
pub(in crate::imports) async fn below(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &Table,
    page: &[Created],
) -> Result<Vec<Created>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let Some(last) = page.last().filter(|_| table.file == "comments.jsonl") else { return Ok(Vec::new()) };
    let ids = page.iter().map(|row| comment_id(&row.key)).collect::<Result<Vec<_>>>()?;
    let mut sql = Sql::new("WITH RECURSIVE below (id) AS (SELECT c.id FROM comments c WHERE c.parent_id");
    sql.any_of(cx.deps.db.engine(), ids);
    sql.push(" UNION SELECT c.id FROM comments c JOIN below b ON c.parent_id = b.id) SELECT below.id FROM below");
    let found = sql.all::<Id>(&**tx).await?;
    let key = |row: Id| Value::from(vec![CommentId::from_uuid(row.id).to_string()]).to_string();
    let keys: Vec<String> = found.into_iter().map(key).filter(|key| *key < last.key).collect();
    let mut below = Vec::new();
    for some in keys.chunks(KEYS) {
        let mut written = recorded(cx, import, table, some.to_vec()).await?;
        below.extend(some.iter().filter_map(|key| written.remove(key)));
    }
    Ok(below)
}

fn comment_id(key: &str) -> Result<Uuid> {
    let id: CommentId = only(key)?.parse().map_err(Error::internal)?;
    Ok(id.uuid())
}

/// The id that is all of a key.
fn only(key: &str) -> Result<String> {
    let [id]: [String; 1] = serde_json::from_str(key).map_err(Error::internal)?;
    Ok(id)
}

/// Which of these rows are here, by their keys, and whether each is what the import has made. They stay so until the transaction ends.
pub(in crate::imports) async fn unchanged(
    cx: &Context,
    tx: &Tx,
    table: &'static Table,
    rows: &[Created],
) -> Result<HashMap<String, bool>> {
    let keys = rows.iter().map(|row| key_values(table, &row.key)).collect::<Result<Vec<_>>>()?;
    let here = locked(cx, tx, table, &keys).await?;
    let is_same = |row: &Created| Some((row.key.clone(), fingerprint(here.get(&row.key)?) == row.hash));
    Ok(rows.iter().filter_map(is_same).collect())
}

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
        if table.file != "comments.jsonl" || gone.len() == before || gone.len() == keys.len() {
            break;
        }
    }
    if table.file == "media.jsonl" && !gone.is_empty() {
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
    if table.file == "media.jsonl" {
        sql.push(" AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.author_id = media.owner_id AND p.markdown LIKE ");
        sql.bind(format!("%/v1/media/{}/%", only(key)?)).push(")");
    }
    Ok(sql.run(&**tx).await? == 1)
}

/// Forgets that an import has created or changed these rows.
pub(in crate::imports) async fn forget_created(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &Table,
    keys: &[String],
) -> Result<()> {
    for some in keys.chunks(KEYS) {
        let mut sql = Sql::new("DELETE FROM import_rows WHERE import_id = ");
        sql.bind(import.uuid()).push(" AND file = ").bind(table.file).push(" AND key");
        sql.any_of(cx.deps.db.engine(), some.to_vec());
        sql.run(&**tx).await?;
    }
    Ok(())
}

/// The condition that nobody has added anything to a row since.
fn needless(table: &Table) -> &'static str {
    match table.file {
        "users.jsonl" => {
            " AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.author_id = users.id) \
             AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.author_id = users.id) \
             AND NOT EXISTS (SELECT 1 FROM media m WHERE m.owner_id = users.id) \
             AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = users.id)"
        }
        "tags.jsonl" => " AND NOT EXISTS (SELECT 1 FROM post_tags pt WHERE pt.tag_id = tags.id)",
        "posts.jsonl" => " AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.post_id = posts.id)",
        "comments.jsonl" => " AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.parent_id = comments.id)",
        // Posts go before: what has one still shows it.
        "media.jsonl" => " AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.cover_media_id = media.id)",
        _ => "",
    }
}

/// The values of a key, as it was written down.
pub(super) fn key_values(table: &Table, text: &str) -> Result<Vec<Bound>> {
    let parts: Vec<Value> = serde_json::from_str(text).map_err(Error::internal)?;
    let value = |(at, part): (&usize, &Value)| {
        let bound = match table.columns[*at].holds {
            Holds::Id(form) => part.as_str().and_then(form.read).map(Bound::from),
            Holds::Text => part.as_str().map(Bound::from),
            _ => part.as_i64().map(Bound::from),
        };
        bound.ok_or_else(|| Error::internal(format!("{text} is no key of {}", table.file)))
    };
    table.key.iter().zip(&parts).map(value).collect()
}
