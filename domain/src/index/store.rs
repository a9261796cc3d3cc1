//! The only file that writes what can be found, and that knows which words there are.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{Entry, Words};
use crate::{
    Context, Result,
    platform::{Sql, Tx, db::Engine},
};

/// How many entries one statement writes.
pub(super) const CHUNK: usize = 400;
/// How many headings are looked at for the word that somebody may have meant.
const HEADINGS: u32 = 200;
/// How many words of the full-text table.
const VOCABULARY: u32 = 20_000;
/// How alike a heading has to be to be looked at, from 0 to 1: a third of the beginnings, middles and ends of a word.
const ALIKE: &str = "0.25";

/// Writes entries, new ones or instead of those of the same things.
///
/// # Errors
/// The database's.
pub(crate) async fn put(cx: &Context, tx: &Tx, entries: &[Entry]) -> Result<()> {
    for statement in putting(cx, entries) {
        statement.run(&**tx).await?;
    }
    Ok(())
}

/// What [`put`] runs, for who writes something else with it.
pub(crate) fn putting(cx: &Context, entries: &[Entry]) -> Vec<Sql> {
    let statements = |chunk| match cx.deps.db.engine() {
        Engine::Postgres => vec![vectors(chunk, &cx.settings().search.language)],
        Engine::Sqlite => words(chunk),
    };
    entries.chunks(CHUNK).flat_map(statements).collect()
}

fn vectors(entries: &[Entry], language: &str) -> Sql {
    let mut sql = Sql::new(
        "INSERT INTO search_entries (id, kind, post_id, author_id, heading, vector) SELECT u.id, u.kind, \
         NULLIF(u.post_id, CAST('00000000-0000-0000-0000-000000000000' AS uuid)), \
         NULLIF(u.author_id, CAST('00000000-0000-0000-0000-000000000000' AS uuid)), u.heading, ",
    );
    sql.push(&vector_of(language));
    let texts = |text: fn(&Entry) -> &String| entries.iter().map(text).cloned().collect::<Vec<_>>();
    sql.push(" FROM unnest(").bind(entries.iter().map(|entry| entry.id).collect::<Vec<_>>());
    sql.push(", ").bind(entries.iter().map(|entry| entry.kind.as_str().to_owned()).collect::<Vec<_>>());
    // An array has no NULL in it; this id is nothing's.
    sql.push(", ").bind(entries.iter().map(|entry| entry.post.unwrap_or_default()).collect::<Vec<_>>());
    sql.push(", ").bind(entries.iter().map(|entry| entry.author.unwrap_or_default()).collect::<Vec<_>>());
    sql.push(", ").bind(texts(|entry| &entry.heading)).push(", ").bind(texts(|entry| &entry.tags));
    sql.push(", ").bind(texts(|entry| &entry.body)).push(") AS u (id, kind, post_id, author_id, heading, tags, body)");
    sql.push(" ON CONFLICT (id) DO UPDATE SET author_id = excluded.author_id, heading = excluded.heading, vector = excluded.vector");
    sql
}

/// Stands between two parts of a vector, so that no phrase goes on from one to the next: no word is like it.
const GAP: &str = " || CAST('_:1' AS tsvector) || ";

/// The vector of the texts `u.heading`, `u.tags` and `u.body`: each word as it is, and by the language.
pub(super) fn vector_of(language: &str) -> String {
    let mut languages = vec!["simple"];
    languages.extend(Some(language).filter(|language| *language != "simple"));
    let part = |language: &str| {
        let of = |column, weight| format!("setweight(to_tsvector('{language}', u.{column}), '{weight}')");
        [of("heading", 'A'), of("tags", 'B'), of("body", 'D')].join(GAP)
    };
    languages.into_iter().map(part).collect::<Vec<_>>().join(GAP)
}

fn words(entries: &[Entry]) -> Vec<Sql> {
    let mut headings = Sql::new("INSERT INTO search_entries (id, kind, post_id, author_id, heading) VALUES ");
    for (n, entry) in entries.iter().enumerate() {
        headings.push(if n == 0 { "(" } else { ", (" }).bind(entry.id).push(", ").bind(entry.kind.as_str());
        headings.push(", ").bind(entry.post).push(", ").bind(entry.author);
        headings.push(", ").bind(entry.heading.as_str()).push(")");
    }
    headings.push(" ON CONFLICT (id) DO UPDATE SET author_id = excluded.author_id, heading = excluded.heading");
    let mut words = Sql::new("WITH v (id, heading, tags, body) AS (VALUES ");
    for (n, entry) in entries.iter().enumerate() {
        words.push(if n == 0 { "(" } else { ", (" }).bind(entry.id).push(", ").bind(entry.heading.as_str());
        words.push(", ").bind(entry.tags.as_str()).push(", ").bind(entry.body.as_str()).push(")");
    }
    words.push(
        ") REPLACE INTO search_words (rowid, heading, tags, body) \
         SELECT e.number, v.heading, v.tags, v.body FROM v JOIN search_entries e ON e.id = v.id",
    );
    vec![headings, words]
}

/// How long the lists are in which PostgreSQL lets new entries wait, in kB: as the migration says, so that who searches reads little, and
/// while a great many are written, so that each word is looked up once for thousands of them.
const WAITING_KB: [u32; 2] = [256, 32 * 1024];
const LISTS: [&str; 4] = ["posts", "comments", "users", "tags"];

/// Makes ready for a great many entries in this transaction, which ends with [`settle`].
///
/// # Errors
/// The database's.
pub(crate) async fn expect_many(cx: &Context, tx: &Tx) -> Result<()> {
    if cx.deps.db.engine() == Engine::Postgres {
        let longer = LISTS.map(|list| waiting(list, WAITING_KB[1])).concat();
        let memory = "SET LOCAL work_mem = '128MB'";
        tx.execute_unprepared(memory).await?;
        tx.execute_unprepared(&if_owner(&longer)).await?;
    }
    Ok(())
}

/// Puts what has been waiting since [`expect_many`] where it is found soonest.
///
/// # Errors
/// The database's.
pub(crate) async fn settle(cx: &Context, tx: &Tx) -> Result<()> {
    if cx.deps.db.engine() == Engine::Postgres {
        let short = |list: &str| {
            format!("PERFORM gin_clean_pending_list('idx_search_entries_{list}'); {}", waiting(list, WAITING_KB[0]))
        };
        tx.execute_unprepared(&if_owner(&LISTS.map(short).concat())).await?;
    }
    Ok(())
}

fn waiting(list: &str, kb: u32) -> String {
    format!("ALTER INDEX idx_search_entries_{list} SET (gin_pending_list_limit = {kb}); ")
}

/// Who does not own the tables does without: it is for speed alone.
fn if_owner(work: &str) -> String {
    format!("DO $$ BEGIN {work} EXCEPTION WHEN insufficient_privilege THEN NULL; END $$")
}

/// Removes the entries of these things; there need not be any.
///
/// # Errors
/// The database's.
pub(crate) async fn remove(cx: &Context, tx: &Tx, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("DELETE FROM search_entries WHERE id");
    sql.any_of(cx.deps.db.engine(), ids.to_vec());
    sql.run(&**tx).await?;
    Ok(())
}

/// Makes what is found of these things what they are now: those of which there is an entry are found, the others not.
///
/// # Errors
/// The database's.
pub(crate) async fn refresh(cx: &Context, tx: &Tx, ids: &[Uuid], now: &[Entry]) -> Result<()> {
    let there: HashSet<Uuid> = now.iter().map(|entry| entry.id).collect();
    let gone: Vec<Uuid> = ids.iter().copied().filter(|id| !there.contains(id)).collect();
    put(cx, tx, now).await?;
    remove(cx, tx, &gone).await
}

/// What there is of some words.
pub(crate) struct Known {
    /// Those that stand somewhere.
    pub words: HashSet<String>,
    /// Whether alike headings can be looked up.
    pub trigrams: bool,
}

/// Which of these words stand in an entry `e` that fulfils a condition, in one statement.
///
/// # Errors
/// The database's.
pub(crate) async fn known(cx: &Context, words: &[&str], seen: &Sql) -> Result<Known> {
    #[derive(FromQueryResult)]
    struct Row {
        place: i32,
        there: bool,
    }
    let engine = cx.deps.db.engine();
    let mut sql = Sql::new(match engine {
        Engine::Postgres => "SELECT 0 AS place, to_regclass('idx_search_entries_heading') IS NOT NULL AS there",
        Engine::Sqlite => "SELECT 0 AS place, FALSE AS there",
    });
    for (place, word) in (1..).zip(words) {
        sql.push(&format!(" UNION ALL SELECT {place} AS place, EXISTS (SELECT 1 FROM "));
        match engine {
            // Of posts alone, each kind has an index of its own; a word of a name is found to be like itself. Posts with an entry are
            // published, so nothing is told of others.
            Engine::Postgres => {
                sql.push("search_entries e WHERE e.kind = 'post' AND e.vector @@ to_tsquery('simple', ");
                sql.bind(format!("'{word}'")).push(")) AS there");
            }
            Engine::Sqlite => {
                sql.push("search_words JOIN search_entries e ON e.number = search_words.rowid WHERE search_words ");
                sql.push("MATCH ").bind(format!("\"{word}\"")).push(" AND ");
                sql.append(seen.clone()).push(") AS there");
            }
        }
    }
    let (mut found, mut trigrams) = (HashSet::new(), false);
    for row in sql.all::<Row>(cx.deps.db.reader()).await?.into_iter().filter(|row| row.there) {
        match usize::try_from(row.place - 1).ok().and_then(|n| words.get(n)) {
            Some(word) => {
                found.insert((*word).to_owned());
            }
            None => trigrams = true,
        }
    }
    Ok(Known { words: found, trigrams })
}

/// Words that there are and that may be meant by this one, which is not there; in no order. Which of them stand in an entry `e` that
/// fulfils the condition is known of their nearest alone: [`first_seen`].
///
/// # Errors
/// The database's.
pub(crate) async fn similar(cx: &Context, word: &str, trigrams: bool, seen: &Sql) -> Result<Vec<String>> {
    let headings = match cx.deps.db.engine() {
        Engine::Postgres if trigrams => alike(cx, word, seen).await?,
        Engine::Postgres => alike_at_the_beginning(cx, word).await?,
        Engine::Sqlite => of_the_same_letter(cx, word).await?,
    };
    let mut others: Vec<String> = Vec::new();
    for heading in &headings {
        others.extend(Words::of(heading, CHUNK).texts().map(str::to_owned));
    }
    others.sort_unstable();
    others.dedup();
    Ok(others)
}

/// The first of these words that stands in an entry `e` which fulfils a condition; they are of those that [`similar`] told.
///
/// # Errors
/// The database's.
pub(crate) async fn first_seen(cx: &Context, words: Vec<String>, seen: &Sql) -> Result<Option<String>> {
    // PostgreSQL has told none but those; SQLite's list of words does not know where they stand.
    if words.is_empty() || cx.deps.db.engine() == Engine::Postgres {
        return Ok(words.into_iter().next());
    }
    let asked: Vec<&str> = words.iter().map(String::as_str).collect();
    let there = known(cx, &asked, seen).await?.words;
    Ok(words.into_iter().find(|word| there.contains(word)))
}

/// The headings that are most alike, by the index on their trigrams, and of those the ones that fulfil a condition. The limit holds for
/// this transaction.
async fn alike(cx: &Context, word: &str, seen: &Sql) -> Result<Vec<String>> {
    let tx = cx.deps.db.transaction().await?;
    tx.execute_unprepared(&format!("SET LOCAL pg_trgm.word_similarity_threshold = {ALIKE}")).await?;
    let mut sql =
        Sql::new("SELECT e.heading AS text FROM (SELECT a.id, a.kind, a.heading FROM search_entries a WHERE ");
    sql.push("a.heading %> ").bind(word).push(" ORDER BY word_similarity(").bind(word);
    sql.push(&format!(", a.heading) DESC LIMIT {HEADINGS}) e WHERE ")).append(seen.clone());
    let found = texts(sql, &tx).await?;
    tx.commit().await?;
    Ok(found)
}

/// Without that index: headings with a word that begins with the same two letters.
async fn alike_at_the_beginning(cx: &Context, word: &str) -> Result<Vec<String>> {
    let beginning: String = word.chars().take(2).collect();
    let mut sql = Sql::new("SELECT e.heading AS text FROM search_entries e WHERE e.kind = 'post' AND e.vector @@ ");
    sql.push("to_tsquery('simple', ").bind(format!("'{beginning}':*A")).push(&format!(") LIMIT {HEADINGS}"));
    texts(sql, cx.deps.db.reader()).await
}

/// All words that begin with the same letter.
async fn of_the_same_letter(cx: &Context, word: &str) -> Result<Vec<String>> {
    let letter: String = word.chars().take(1).collect();
    let mut sql = Sql::new("SELECT v.term AS text FROM search_vocabulary v WHERE v.term >= ");
    // Behind every word that begins with it.
    sql.bind(letter.as_str()).push(" AND v.term < ").bind(format!("{letter}\u{10ffff}"));
    sql.push(&format!(" LIMIT {VOCABULARY}"));
    texts(sql, cx.deps.db.reader()).await
}

async fn texts(sql: Sql, db: &impl ConnectionTrait) -> Result<Vec<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        text: String,
    }
    Ok(sql.all::<Row>(db).await?.into_iter().map(|row| row.text).collect())
}
