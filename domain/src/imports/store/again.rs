//! Posts that come again: what is known of the times before, what becomes of those that have changed in their source, and how that is put back.
//! A post is changed as a whole, with its slugs and tags, and what it was is written down (`import_rows.former`).

use std::collections::{HashMap, HashSet};

use sea_orm::{FromQueryResult, Value as Bound};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::rows::{Created, KEYS, fingerprint, key_values, locked, rows_in, text};
use crate::{
    Context, Error, Result,
    archive::{self, Holds, Row, SITE, Table},
    ids::{ImportId, PostId, UserId},
    imports::walk::Candidate,
    platform::{Sql, Tx, article::Article},
    posts::revisions::{self, Reason, Save},
};

/// What stays of a post whatever its source says: its name, whose it is, and what counts and tells its changes here.
const STAYS: [&str; 5] = ["id", "authorId", "version", "createdAt", "updatedAt"];

/// What an import has written down of a post.
#[derive(FromQueryResult)]
pub(in crate::imports) struct Brought {
    key: String,
    pub import_id: Uuid,
    /// What it was here then.
    pub hash: String,
    /// What it was in its source then.
    pub source: String,
    /// Whether it was here before: what it was then is written down, too.
    pub is_changed: bool,
}

/// What a post was before an import has changed it.
#[derive(Serialize, Deserialize)]
struct Former {
    row: Map<String, Value>,
    markdown: String,
    slugs: Vec<Map<String, Value>>,
    tags: Vec<Map<String, Value>>,
}

/// What imports have written down of these posts that were not taken back, and this one in any case.
pub(in crate::imports) async fn brought(
    cx: &Context,
    own: Option<ImportId>,
    table: &Table,
    keys: Vec<String>,
) -> Result<HashMap<String, Vec<Brought>>> {
    let mut sql = Sql::new(
        "SELECT r.key, r.import_id, r.hash, r.source, (r.former IS NOT NULL) AS is_changed \
         FROM import_rows r JOIN imports i ON i.id = r.import_id \
         WHERE r.source IS NOT NULL AND i.deleted_at IS NULL AND (i.undone_at IS NULL OR i.id = ",
    );
    sql.bind(own.map(|own| own.uuid())).push(") AND r.file = ").bind(table.file).push(" AND r.key");
    sql.any_of(cx.deps.db.engine(), keys);
    let mut brought: HashMap<String, Vec<Brought>> = HashMap::new();
    for row in sql.all::<Brought>(cx.deps.db.reader()).await? {
        brought.entry(row.key.clone()).or_default().push(row);
    }
    Ok(brought)
}

/// Which of these posts have no slug.
pub(in crate::imports) async fn bare(cx: &Context, posts: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql =
        Sql::new("SELECT p.id FROM posts p WHERE NOT EXISTS (SELECT 1 FROM slugs s WHERE s.post_id = p.id) AND p.id");
    sql.any_of(cx.deps.db.engine(), posts);
    Ok(sql.all::<Id>(cx.deps.db.reader()).await?.into_iter().map(|row| row.id).collect())
}

/// Which of these posts are what an import has written down of them. They stay so until the transaction ends.
pub(in crate::imports) async fn as_written(cx: &Context, tx: &Tx, posts: &HashSet<Uuid>) -> Result<HashSet<Uuid>> {
    #[derive(FromQueryResult)]
    struct Written {
        key: String,
        hash: String,
    }
    let table = table_of("posts.jsonl")?;
    let keys: Vec<Vec<Bound>> = posts.iter().map(|post| vec![(*post).into()]).collect();
    let here = locked(cx, tx, table, &keys).await?;
    let (keys, mut as_written): (Vec<String>, HashSet<Uuid>) = (here.keys().cloned().collect(), HashSet::new());
    for some in keys.chunks(KEYS) {
        let mut sql = Sql::new("SELECT r.key, r.hash FROM import_rows r WHERE r.source IS NOT NULL AND r.file = ");
        sql.bind(table.file).push(" AND r.key").any_of(cx.deps.db.engine(), some.to_vec());
        for Written { key, hash } in sql.all::<Written>(&**tx).await? {
            let row = here.get(&key).filter(|row| fingerprint(row) == hash);
            let id = row.and_then(|row| row.get("id")?.as_str()?.parse::<PostId>().ok());
            as_written.extend(id.map(|id| id.uuid()));
        }
    }
    Ok(as_written)
}

/// What these posts are now, by their keys. They stay so until the transaction ends.
pub(in crate::imports) async fn held(
    cx: &Context,
    tx: &Tx,
    table: &'static Table,
    page: &[Candidate],
) -> Result<HashMap<String, Map<String, Value>>> {
    let keys = page.iter().map(|candidate| table.key.iter().map(|at| candidate.row.values[*at].clone()).collect());
    locked(cx, tx, table, &keys.collect::<Vec<Vec<Bound>>>()).await
}

/// Makes a post what it is in its source now, which `row` says it was not. Its tags come behind. The caller has locked it.
pub(in crate::imports) async fn rewrite(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &'static Table,
    (of, row): (&Candidate, Map<String, Value>),
) -> Result<()> {
    let post = post_of(&of.row, table)?;
    let former = Former {
        row,
        markdown: markdown(tx, post).await?,
        slugs: belonging(tx, "postSlugs.jsonl", post).await?,
        tags: belonging(tx, "postTags.jsonl", post).await?,
    };
    revisions::begin(tx, post).await?;
    call(tx, post, &of.row).await?;
    delete(tx, "post_tags", post).await?;
    let text = text(of.markdown.clone().unwrap_or_default(), of.article.clone())?;
    set(cx, tx, (table, post), &of.row, text).await?;
    record(cx, tx, post, "import").await?;
    let key = of.row.key(table);
    let after = now(tx, table, &key).await?;
    let mut sql = Sql::new("INSERT INTO import_rows (import_id, file, key, hash, source, former) VALUES (");
    sql.bind(import.uuid()).push(", ").bind(table.file).push(", ").bind(key).push(", ").bind(after).push(", ");
    sql.bind(of.digest.clone()).push(", ").bind(serde_json::to_string(&former).map_err(Error::internal)?);
    // What it was before the first time is what it has to be again.
    sql.push(") ON CONFLICT (import_id, file, key) DO UPDATE SET hash = excluded.hash, source = excluded.source");
    sql.run(&**tx).await?;
    Ok(())
}

/// Adds slugs or tags of posts that were changed.
pub(in crate::imports) async fn put_along(tx: &Tx, table: &Table, page: &[Candidate]) -> Result<()> {
    for candidate in page {
        put(tx, table, &candidate.row).await?;
    }
    Ok(())
}

/// What the former texts of those of these posts become that an import has changed, by their keys. Those that can't be rendered any more
/// are not among them.
pub(in crate::imports) async fn articles(
    cx: &Context,
    import: ImportId,
    table: &Table,
    page: &[Created],
) -> Result<HashMap<String, Article>> {
    #[derive(FromQueryResult)]
    struct Kept {
        key: String,
        former: String,
    }
    let keys: Vec<String> = page.iter().filter(|row| row.is_changed).map(|row| row.key.clone()).collect();
    let mut articles = HashMap::new();
    if keys.is_empty() {
        return Ok(articles);
    }
    let mut sql = Sql::new("SELECT r.key, r.former FROM import_rows r WHERE r.former IS NOT NULL AND r.import_id = ");
    sql.bind(import.uuid()).push(" AND r.file = ").bind(table.file).push(" AND r.key");
    sql.any_of(cx.deps.db.engine(), keys);
    for Kept { key, former } in sql.all::<Kept>(cx.deps.db.reader()).await? {
        let former: Former = serde_json::from_str(&former).map_err(Error::internal)?;
        articles.extend(cx.deps.renderer.article(&former.markdown).await?.ok().map(|article| (key, article)));
    }
    Ok(articles)
}

/// Puts back what a post was before an import has changed it; false where it can't be that here any more. `article` is what its text of then
/// becomes. The caller has locked it.
pub(in crate::imports) async fn put_back(
    cx: &Context,
    tx: &Tx,
    import: ImportId,
    table: &'static Table,
    (key, article): (&str, Article),
) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Kept {
        former: Option<String>,
    }
    let mut sql = Sql::new("SELECT r.former FROM import_rows r WHERE r.import_id = ");
    sql.bind(import.uuid()).push(" AND r.file = ").bind(table.file).push(" AND r.key = ").bind(key);
    let Some(former) = sql.one::<Kept>(&**tx).await?.and_then(|kept| kept.former) else { return Ok(false) };
    let former: Former = serde_json::from_str(&former).map_err(Error::internal)?;
    let Some(row) = read(table, &former.row) else { return Ok(false) };
    let post = post_of(&row, table)?;
    for (file, name, rows) in
        [("postSlugs.jsonl", "slugs", &former.slugs), ("postTags.jsonl", "post_tags", &former.tags)]
    {
        let table = table_of(file)?;
        delete(tx, name, post).await?;
        for row in rows.iter().filter_map(|row| read(table, row)) {
            put(tx, table, &row).await?;
        }
    }
    set(cx, tx, (table, post), &row, text(former.markdown, article)?).await?;
    record(cx, tx, post, "import taken back").await?;
    let after = now(tx, table, key).await?;
    follow(tx, table, key, (&fingerprint(&former.row), &after)).await?;
    Ok(true)
}

/// Forgets posts of somebody that were changed, with what they were before; tells how many.
pub(in crate::imports) async fn forget_former(tx: &Tx, user: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM import_rows WHERE former LIKE ");
    sql.bind(format!("%\"authorId\":\"{user}\"%"));
    Ok(sql.run(&**tx).await?)
}

/// Forgets what posts were before that are gone for good, of the next of those behind a key. Tells the last key; none behind the last.
pub(in crate::imports) async fn forget_gone(cx: &Context, tx: &Tx, after: Option<&str>) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Key {
        key: String,
    }
    let table = table_of("posts.jsonl")?;
    let mut sql =
        Sql::new("SELECT DISTINCT r.key FROM import_rows r WHERE r.source IS NOT NULL AND r.former IS NOT NULL");
    if let Some(after) = after {
        sql.push(" AND r.key > ").bind(after);
    }
    sql.push(&format!(" ORDER BY r.key LIMIT {KEYS}"));
    let keys: Vec<String> = sql.all::<Key>(&**tx).await?.into_iter().map(|row| row.key).collect();
    let Some(last) = keys.last().cloned() else { return Ok(None) };
    let values = keys.iter().map(|key| key_values(table, key)).collect::<Result<Vec<_>>>()?;
    let here = rows_in(tx, table, &values).await?;
    let gone: Vec<String> = keys.into_iter().filter(|key| !here.contains_key(key)).collect();
    if !gone.is_empty() {
        let mut sql = Sql::new("DELETE FROM import_rows WHERE former IS NOT NULL AND file = ");
        sql.bind(table.file).push(" AND key").any_of(cx.deps.db.engine(), gone);
        sql.run(&**tx).await?;
    }
    Ok(Some(last))
}

/// Has all imports know what a post has become that they know as what it was, so that it is theirs as before.
pub(super) async fn follow(tx: &Tx, table: &Table, key: &str, (before, after): (&str, &str)) -> Result<()> {
    let mut sql = Sql::new("UPDATE import_rows SET hash = ");
    sql.bind(after).push(" WHERE source IS NOT NULL AND file = ").bind(table.file).push(" AND key = ").bind(key);
    sql.push(" AND hash = ").bind(before);
    sql.run(&**tx).await?;
    Ok(())
}

/// Writes the columns of a post, and its text.
async fn set(
    cx: &Context,
    tx: &Tx,
    (table, post): (&Table, PostId),
    row: &Row,
    text: Vec<(&'static str, Bound)>,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, updated_at = ");
    sql.bind(cx.deps.clock.now());
    let columns = table.columns.iter().zip(&row.values).filter(|(column, _)| !STAYS.contains(&column.name));
    for (column, value) in columns {
        sql.push(&format!(", {} = ", column.sql.trim_start_matches("t.")));
        if let Holds::IdOrNothing(form) = column.holds {
            // What it refers to may be gone.
            sql.push(&format!("(SELECT x.id FROM {} x WHERE x.id = ", form.table())).bind(value.clone()).push(")");
        } else {
            sql.bind(value.clone());
        }
    }
    for (column, value) in text {
        sql.push(&format!(", {column} = ")).bind(value);
    }
    sql.push(" WHERE id = ").bind(post.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Makes the slug that a row of posts says the current one. The former ones stay, and lead here.
async fn call(tx: &Tx, post: PostId, row: &Row) -> Result<()> {
    let mut sql = Sql::new("UPDATE slugs SET is_current = ");
    sql.bind(false).push(" WHERE post_id = ").bind(post.uuid());
    sql.run(&**tx).await?;
    let slug = serde_json::json!({
        "postId": row.text("id"), "slug": row.text("slug"), "isCurrent": true, "createdAt": row.text("createdAt"),
    });
    let table = table_of("postSlugs.jsonl")?;
    let slug = archive::row(table, &slug.to_string()).map_err(Error::internal)?;
    put(tx, table, &slug).await
}

/// Adds a slug or a tag to a post, or makes it what the row says.
async fn put(tx: &Tx, table: &Table, row: &Row) -> Result<()> {
    if table.file == "postTags.jsonl" {
        let mut sql = Sql::new("INSERT INTO post_tags (post_id, tag_id, position) SELECT ");
        sql.bind(row.values[0].clone()).push(", x.id, ").bind(row.values[2].clone());
        // It may have ended since.
        sql.push(" FROM tags x WHERE x.id = ").bind(row.values[1].clone());
        sql.push(" ON CONFLICT (post_id, tag_id) DO NOTHING");
        sql.run(&**tx).await?;
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO slugs (post_id, slug, is_current, created_at) VALUES (");
    for (at, value) in row.values.iter().enumerate() {
        sql.push(if at == 0 { "" } else { ", " }).bind(value.clone());
    }
    sql.push(
        ") ON CONFLICT (slug) DO UPDATE SET is_current = excluded.is_current, created_at = excluded.created_at \
         WHERE slugs.post_id = excluded.post_id",
    );
    if sql.run(&**tx).await? == 0 {
        return Err(Error::unavailable("a slug", "another post was quicker"));
    }
    Ok(())
}

async fn delete(tx: &Tx, name: &str, post: PostId) -> Result<()> {
    let mut sql = Sql::new(&format!("DELETE FROM {name} WHERE post_id = "));
    sql.bind(post.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Keeps what a post says now as a revision, where there are any of it.
pub(super) async fn record_also(cx: &Context, tx: &Tx, post: PostId, reason: &str) -> Result<()> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM post_revisions r WHERE r.post_id = ");
    sql.bind(post.uuid());
    let count = sql.one::<Count>(&**tx).await?.map_or(0, |count| count.n);
    if count == 0 { Ok(()) } else { record(cx, tx, post, reason).await }
}

/// Keeps what a post says now as a revision.
async fn record(cx: &Context, tx: &Tx, post: PostId, reason: &str) -> Result<()> {
    let save = Save { reason: Reason::parse(reason).ok(), ..Save::default() };
    revisions::record(cx, tx, post, &save).await
}

/// What tells whether a post is still what it is now.
async fn now(tx: &Tx, table: &'static Table, key: &str) -> Result<String> {
    let row = rows_in(tx, table, &[key_values(table, key)?]).await?.remove(key);
    Ok(fingerprint(&row.ok_or_else(|| Error::internal("a post vanished"))?))
}

async fn markdown(tx: &Tx, post: PostId) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Source {
        markdown: String,
    }
    let mut sql = Sql::new("SELECT p.markdown FROM posts p WHERE p.id = ");
    sql.bind(post.uuid());
    Ok(sql.one::<Source>(&**tx).await?.map(|row| row.markdown).unwrap_or_default())
}

/// The rows of a file that belong to a post.
async fn belonging(tx: &Tx, file: &str, post: PostId) -> Result<Vec<Map<String, Value>>> {
    let table = table_of(file)?;
    let mut sql = archive::selection(table);
    sql.push(" WHERE t.post_id = ").bind(post.uuid());
    let rows = sql.rows(&**tx).await?;
    rows.iter().map(|row| archive::json(table, row)).collect()
}

fn read(table: &Table, row: &Map<String, Value>) -> Option<Row> {
    archive::row(table, &Value::Object(row.clone()).to_string()).ok()
}

fn post_of(row: &Row, table: &Table) -> Result<PostId> {
    row.id(table, 0).map(PostId::from_uuid).ok_or_else(|| Error::internal("a row of no post"))
}

fn table_of(file: &str) -> Result<&'static Table> {
    SITE.iter().find(|table| table.file == file).ok_or_else(|| Error::internal(format!("there is no {file}")))
}
