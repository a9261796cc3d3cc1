//! The only file that speaks SQL about searching. One statement finds a page: matches of each type, of which those are ranked that
//! this actor may see, the best of them, and what is shown of those.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Looked;
use crate::{
    Actor, Context, Result,
    index::{Kind, Matching},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{Sql, Tx, db::Engine},
    posts,
    scope::Scope,
    tags,
    users::{self, Role, UserRef},
};

/// What matches.
pub(super) const HITS: List = List { name: "search", key: "c.score", id: "c.id", order: Order::Descending };
/// What matches what may have been meant: a list of its own, so that its cursors lead back to it.
pub(super) const CORRECTED: List = List { name: "search.corrected", ..HITS };
/// Who has written the post of an entry `m`. Those from before entries knew have to be looked up.
const AUTHOR: &str = "COALESCE(m.author_id, (SELECT a.author_id FROM posts a WHERE a.id = m.id))";
/// That a post `c` is published still. Entries come and go with that, but for hands that know the database alone.
const THERE: &str = "(c.kind <> 'post' OR (SELECT 1 FROM posts o WHERE o.id = c.id AND o.status = 'published' \
                     AND o.deleted_at IS NULL LIMIT 1) IS NOT NULL)";
/// How much of a text is looked at to show where something was found, in bytes; read are as many characters.
pub(super) const SHOWN: usize = 40_000;
/// How many facets of each sort.
const FACETS: u32 = 10;

/// What is shown of a match.
pub(super) struct Row {
    pub kind: Kind,
    pub id: Uuid,
    pub score: i64,
    pub title: String,
    pub slug: String,
    pub html: String,
    pub bio: String,
    pub post_id: Option<Uuid>,
    pub author_id: Option<Uuid>,
    pub author_name: Option<String>,
    pub at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Found {
    kind: String,
    id: Uuid,
    score: i64,
    post_id: Option<Uuid>,
    title: Option<String>,
    post_slug: Option<String>,
    html: Option<String>,
    published_at: Option<DateTime<Utc>>,
    written_at: Option<DateTime<Utc>>,
    user_id: Option<Uuid>,
    username: Option<String>,
    display_name: Option<String>,
    bio: Option<String>,
    joined_at: Option<DateTime<Utc>>,
    tag_slug: Option<String>,
    tag_name: Option<String>,
}

impl Found {
    fn shown(self) -> Result<Row> {
        let kind: Kind = self.kind.parse()?;
        let (title, slug, at) = match kind {
            Kind::Post => (self.title, self.post_slug, self.published_at),
            Kind::Comment => (self.title, self.post_slug, self.written_at),
            Kind::User => (self.display_name.clone(), self.username, self.joined_at),
            Kind::Tag => (self.tag_name, self.tag_slug, None),
        };
        let is_written = matches!(kind, Kind::Post | Kind::Comment);
        Ok(Row {
            kind,
            id: self.id,
            score: self.score,
            title: title.unwrap_or_default(),
            slug: slug.unwrap_or_default(),
            html: self.html.unwrap_or_default(),
            bio: self.bio.filter(|_| kind == Kind::User).unwrap_or_default(),
            post_id: self.post_id.filter(|_| kind == Kind::Comment),
            author_id: self.user_id.filter(|_| is_written),
            author_name: self.display_name.filter(|_| is_written),
            at,
        })
    }
}

pub(super) async fn page(cx: &Context, looked: &Looked, list: List, request: &PageRequest) -> Result<Page<Row>> {
    let matching = matching(cx, looked);
    let candidates = candidates(cx, looked, &matching);
    let mut whole = matching.begin();
    whole.push("SELECT c.id FROM (").append(candidates.clone()).push(") c");
    let mut sql = matching.begin();
    sql.push(&format!(
        "SELECT h.kind, h.id, h.score, p.id AS post_id, p.title, p.slug AS post_slug, CASE h.kind \
         WHEN 'post' THEN SUBSTR(p.html, 1, {SHOWN}) WHEN 'comment' THEN SUBSTR(r.html, 1, {SHOWN}) END AS html, p.published_at, \
         r.created_at AS written_at, u.id AS user_id, u.username, u.display_name, u.bio, u.created_at AS joined_at, \
         t.slug AS tag_slug, t.name AS tag_name FROM (SELECT c.kind, c.id, c.score FROM ("
    ));
    let way = request.way(list.order);
    sql.append(sorted(candidates, way, matching.engine)).push(&format!(") c WHERE {THERE}"));
    request.apply(list, &mut sql);
    sql.push(&format!(
        ") h LEFT JOIN comments r ON h.kind = 'comment' AND r.id = h.id \
         LEFT JOIN posts p ON p.id = CASE h.kind WHEN 'post' THEN h.id WHEN 'comment' THEN r.post_id END \
         LEFT JOIN users u ON u.id = CASE h.kind WHEN 'post' THEN p.author_id WHEN 'comment' THEN r.author_id \
         WHEN 'user' THEN h.id END LEFT JOIN tags t ON h.kind = 'tag' AND t.id = h.id \
         ORDER BY h.score {way}, h.id {way}"
    ));
    let rows = sql.all::<Found>(cx.deps.db.reader()).await?;
    let rows = rows.into_iter().map(Found::shown).collect::<Result<Vec<_>>>()?;
    let at = |row: &Row| Position { key: Key::Number(row.score), id: row.id };
    Ok(request.page(cx, list, rows, at).of(whole))
}

/// In their order, so that [`THERE`] is asked of the best alone, and not of all before they are sorted.
fn sorted(candidates: Sql, way: &str, engine: Engine) -> Sql {
    if engine == Engine::Sqlite {
        return candidates;
    }
    let mut sql = Sql::new("SELECT s.kind, s.id, s.score FROM (");
    sql.append(candidates).push(&format!(") s ORDER BY s.score {way}, s.id {way} OFFSET 0"));
    sql
}

fn matching<'a>(cx: &'a Context, looked: &'a Looked) -> Matching<'a> {
    let settings = &cx.settings().search;
    Matching {
        query: &looked.query,
        engine: cx.deps.db.engine(),
        language: &settings.language,
        candidates: settings.candidates,
    }
}

/// The matches of all types that are wanted, with their scores.
fn candidates(cx: &Context, looked: &Looked, matching: &Matching<'_>) -> Sql {
    let mut sql = Sql::default();
    for (n, kind) in looked.kinds.iter().enumerate() {
        sql.push(if n == 0 { "SELECT " } else { " UNION ALL SELECT " });
        sql.push(&format!("'{}' AS kind, v.id, ", kind.as_str()));
        matching.push_score(&mut sql);
        sql.push(" AS score FROM ");
        push_seen(&mut sql, &cx.actor, looked, matching, *kind);
        sql.push(" v");
    }
    sql
}

/// The newest matches of a type that this actor may see, in parentheses.
fn push_seen(sql: &mut Sql, actor: &Actor, looked: &Looked, matching: &Matching<'_>, kind: Kind) {
    sql.push("(SELECT ").push(matching.columns()).push(" FROM ");
    matching.push_newest(sql, kind, |sql| push_narrowed(sql, looked, kind));
    push_sight(sql, actor, kind);
    sql.push(&format!(" ORDER BY m.id DESC LIMIT {})", matching.candidates));
}

/// The condition on an entry `e` that this actor may see what it is of.
pub(super) fn in_sight(actor: &Actor) -> Sql {
    let mut sql = Sql::default();
    for (n, kind) in Kind::ALL.iter().enumerate() {
        sql.push(if n == 0 { "(" } else { " OR " });
        sql.push(&format!("(e.kind = '{}' AND EXISTS (SELECT 1 FROM search_entries", kind.as_str()));
        push_sight(&mut sql, actor, *kind);
        sql.push(" AND m.id = e.id))");
    }
    sql.push(")");
    sql
}

/// What an entry `m` of this type is of, and the condition that this actor may see that.
fn push_sight(sql: &mut Sql, actor: &Actor, kind: Kind) {
    sql.push(match kind {
        // There is an entry of those alone that are published.
        Kind::Post => " m WHERE 1 = 1",
        Kind::Comment => {
            " m JOIN comments r ON r.id = m.id JOIN posts p ON p.id = r.post_id JOIN users u ON u.id = r.author_id \
             WHERE r.deleted_at IS NULL AND r.hidden_at IS NULL AND p.status = 'published' AND "
        }
        Kind::User => " m JOIN users u ON u.id = m.id WHERE ",
        Kind::Tag => " m JOIN tags t ON t.id = m.id WHERE ",
    });
    match kind {
        Kind::Post => users::push_in_sight(sql, actor, AUTHOR),
        Kind::Comment => {
            posts::push_visible(sql, actor);
            users::push_in_sight(sql, actor, "r.author_id");
        }
        Kind::User => {
            sql.push(users::LIVING);
            users::push_in_sight(sql, actor, "u.id");
        }
        Kind::Tag => tags::push_visible(sql, actor),
    }
    if actor.may(Role::Editor, Scope::Read) {
        return;
    }
    match kind {
        // Of the few who are suspended, read once for all matches.
        Kind::Post => {
            let suspended = "SELECT s.id FROM users s WHERE s.suspended_at IS NOT NULL";
            sql.push(&format!(" AND {AUTHOR} NOT IN ({suspended})"));
        }
        Kind::Comment | Kind::User => {
            sql.push(" AND u.suspended_at IS NULL");
        }
        Kind::Tag => {}
    }
}

/// What was asked for besides words, of an entry `e`.
fn push_narrowed(sql: &mut Sql, looked: &Looked, kind: Kind) {
    if let Some(author) = &looked.author {
        let table = if kind == Kind::Comment { "comments" } else { "posts" };
        sql.push(&format!(" AND EXISTS (SELECT 1 FROM {table} a WHERE a.id = e.id AND a.author_id = "));
        match author {
            UserRef::Id(id) => sql.bind(id.uuid()),
            UserRef::Username(name) => {
                sql.push("(SELECT n.id FROM users n WHERE n.username = ").bind(name.to_lowercase()).push(")")
            }
        };
        sql.push(")");
    }
    if let Some(tag) = &looked.tag {
        sql.push(" AND EXISTS (SELECT 1 FROM post_tags pt WHERE pt.post_id = e.id AND pt.tag_id = ");
        tags::push_led_to(sql, tag);
        sql.push(")");
    }
}

/// How many matches have a tag, or are by a person, who has the id.
#[derive(FromQueryResult)]
pub(super) struct FacetRow {
    pub id: Option<Uuid>,
    pub slug: String,
    pub name: String,
    pub count: i64,
}

/// The tags and the authors of the posts among the matches, the most frequent first.
pub(super) async fn facets(cx: &Context, looked: &Looked) -> Result<Vec<FacetRow>> {
    let matching = matching(cx, looked);
    let mut sql = matching.begin();
    sql.push(if sql.is_empty() { "WITH " } else { ", " }).push("found AS MATERIALIZED (SELECT v.id FROM ");
    push_seen(&mut sql, &cx.actor, looked, &matching, Kind::Post);
    sql.push(&format!(
        " v) SELECT * FROM (SELECT NULLIF(t.id, t.id) AS id, t.slug, t.name, COUNT(*) AS count FROM found f \
         JOIN post_tags pt ON pt.post_id = f.id JOIN tags t ON t.id = pt.tag_id GROUP BY t.id, t.slug, t.name \
         ORDER BY COUNT(*) DESC, t.slug LIMIT {FACETS}) AS tags UNION ALL \
         SELECT * FROM (SELECT u.id, u.username AS slug, u.display_name AS name, COUNT(*) AS count FROM found f \
         JOIN posts p ON p.id = f.id JOIN users u ON u.id = p.author_id GROUP BY u.id, u.username, u.display_name \
         ORDER BY COUNT(*) DESC, u.username LIMIT {FACETS}) AS authors"
    ));
    Ok(sql.all(cx.deps.db.reader()).await?)
}

/// How many things there may be to find.
pub(super) async fn total(cx: &Context) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        count: i64,
    }
    let of = |table| format!("(SELECT COUNT(*) FROM {table})");
    let all = ["posts", "comments", "users", "tags"].map(of).join(" + ");
    let sql = Sql::new(&format!("SELECT {all} AS count"));
    Ok(sql.one::<Count>(cx.deps.db.reader()).await?.map_or(0, |row| row.count))
}

/// Removes entries of things that are not there any more and that nothing has removed along with them. Tells how many.
pub(crate) async fn remove_orphans(tx: &Tx) -> Result<u64> {
    let mut removed = 0;
    for kind in Kind::ALL {
        let sql = format!(
            "DELETE FROM search_entries WHERE kind = '{0}' AND NOT EXISTS (SELECT 1 FROM {0}s s WHERE s.id = search_entries.id)",
            kind.as_str()
        );
        removed += Sql::new(&sql).run(&**tx).await?;
    }
    Ok(removed)
}
