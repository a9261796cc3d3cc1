//! A great many entries at once. On PostgreSQL finding the words of a text takes longer than writing all that belongs to it, and one
//! transaction is one process of the server's; so another one finds them, while the transaction writes the portion before.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{
    Entry,
    store::{CHUNK, put, vector_of},
};
use crate::{
    Context, Result,
    platform::{Sql, Tx, db::Engine},
};

/// Entries, and their vectors where they are made already.
pub(crate) struct Ahead {
    entries: Vec<Entry>,
    vectors: Option<Vec<String>>,
}

/// Finds the words of entries that are yet to be written, on a connection of its own where there is a second one.
///
/// # Errors
/// The database's.
pub(crate) async fn ahead(cx: &Context, entries: Vec<Entry>) -> Result<Ahead> {
    let elsewhere = cx.deps.db.engine() == Engine::Postgres && cx.settings().database.pool_max > 1;
    let vectors = if elsewhere { Some(vectors(cx, &entries).await?) } else { None };
    Ok(Ahead { entries, vectors })
}

/// Writes new entries.
///
/// # Errors
/// The database's.
pub(crate) async fn put_ahead(cx: &Context, tx: &Tx, ahead: &Ahead) -> Result<()> {
    let Some(vectors) = &ahead.vectors else { return put(cx, tx, &ahead.entries).await };
    for (entries, vectors) in ahead.entries.chunks(CHUNK).zip(vectors.chunks(CHUNK)) {
        inserting(entries, vectors).run(&**tx).await?;
    }
    Ok(())
}

/// The vectors as PostgreSQL writes them down, in the order of the entries.
async fn vectors(cx: &Context, entries: &[Entry]) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        vector: String,
    }
    let mut all = Vec::with_capacity(entries.len());
    for chunk in entries.chunks(CHUNK) {
        let mut sql = Sql::new("SELECT CAST(");
        sql.push(&vector_of(&cx.settings().search.language)).push(" AS text) AS vector FROM unnest(");
        let texts = |text: fn(&Entry) -> &String| chunk.iter().map(text).cloned().collect::<Vec<_>>();
        sql.bind(texts(|it| &it.heading)).push(", ").bind(texts(|it| &it.tags)).push(", ").bind(texts(|it| &it.body));
        sql.push(") WITH ORDINALITY AS u (heading, tags, body, place) ORDER BY u.place");
        all.extend(sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().map(|row| row.vector));
    }
    Ok(all)
}

fn inserting(entries: &[Entry], vectors: &[String]) -> Sql {
    let mut sql = Sql::new(
        "INSERT INTO search_entries (id, kind, post_id, author_id, heading, vector) SELECT u.id, u.kind, \
         NULLIF(u.post_id, CAST('00000000-0000-0000-0000-000000000000' AS uuid)), \
         NULLIF(u.author_id, CAST('00000000-0000-0000-0000-000000000000' AS uuid)), u.heading, CAST(u.vector AS tsvector) \
         FROM unnest(",
    );
    sql.bind(entries.iter().map(|entry| entry.id).collect::<Vec<Uuid>>());
    sql.push(", ").bind(entries.iter().map(|entry| entry.kind.as_str().to_owned()).collect::<Vec<_>>());
    // An array has no NULL in it; this id is nothing's.
    sql.push(", ").bind(entries.iter().map(|entry| entry.post.unwrap_or_default()).collect::<Vec<_>>());
    sql.push(", ").bind(entries.iter().map(|entry| entry.author.unwrap_or_default()).collect::<Vec<_>>());
    sql.push(", ").bind(entries.iter().map(|entry| entry.heading.clone()).collect::<Vec<_>>());
    sql.push(", ").bind(vectors.to_vec()).push(") AS u (id, kind, post_id, author_id, heading, vector)");
    sql
}
