//! The only file that speaks SQL about feeds: which posts are at home with somebody.

use crate::{
    Context,
    ids::UserId,
    page::{List, Order, PageRequest},
    platform::{Sql, db::Engine},
    posts::Wanted,
    tags::TagSet,
    users,
};

/// The newest first.
pub(super) const HOME: List = List { name: "feed.home", key: "p.published_at", id: "p.id", order: Order::Descending };

/// The posts of somebody's home, and where those of a page are found soonest.
pub(super) fn home(cx: &Context, me: UserId, request: &PageRequest) -> Wanted {
    let sooner = (cx.deps.db.engine() == Engine::Postgres).then(|| newest_of_newest(cx, me, request));
    Wanted { which: at_home(me), sooner }
}

/// As a condition about a post `p`: good for who looks at one post after the other, until there are enough.
fn at_home(me: UserId) -> Sql {
    let mut sql = Sql::new("(EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = ");
    sql.bind(me.uuid()).push(" AND f.followee_id = p.author_id) OR EXISTS (SELECT 1 FROM post_tags pt ");
    sql.push("JOIN tag_follows g ON g.tag_id = pt.tag_id WHERE pt.post_id = p.id AND g.user_id = ");
    sql.bind(me.uuid()).push("))");
    sql
}

/// From the few posts that can be on the page: of those whom one follows, only as many can have a post on it as it has posts, and they
/// are those whose newest posts are the newest; of tags as many as these posts can have. So each is asked for one post by its index, and those few for a
/// page each. With 5,000 follows that took 13 ms, where a page of each took 38 ms and looking through all posts 59 ms (PostgreSQL 15,
/// 100,000 posts).
fn newest_of_newest(cx: &Context, me: UserId, request: &PageRequest) -> Sql {
    let mut sql = Sql::new("(SELECT c.id FROM ((");
    sql.append(of_each(me, request, &AUTHORS, of_author));
    sql.push(") UNION (");
    sql.append(of_each(me, request, &TAGS, |request| of_tag(cx, request)));
    sql.push(")) AS c WHERE 1 = 1");
    request.apply(by_time("c.at", "c.id"), &mut sql);
    sql.push(") AS found JOIN posts p ON p.id = found.id");
    sql
}

/// What somebody follows.
struct Followed {
    table: &'static str,
    mine: &'static str,
    theirs: &'static str,
    /// Of how many of them a post can be.
    of_a_post: usize,
}

const AUTHORS: Followed = Followed { table: "follows", mine: "follower_id", theirs: "followee_id", of_a_post: 1 };
const TAGS: Followed = Followed { table: "tag_follows", mine: "user_id", theirs: "tag_id", of_a_post: TagSet::MAX };

/// The first page of all that somebody follows, from the first page of each whose first post is early enough for it. `posts` are those of
/// one, by `f.id`.
fn of_each(me: UserId, request: &PageRequest, of: &Followed, posts: impl Fn(&PageRequest) -> Sql) -> Sql {
    let Followed { table, mine, theirs, of_a_post } = *of;
    // A post of several is found by each of them, and counts once.
    let mut sql = Sql::new(if of_a_post == 1 { "SELECT " } else { "SELECT DISTINCT " });
    sql.push(&format!("a.id, a.at FROM (SELECT f.id FROM (SELECT {theirs} AS id FROM {table} WHERE {mine} = "));
    sql.bind(me.uuid())
        .push(") AS f CROSS JOIN LATERAL (")
        .append(posts(&request.nearest()))
        .push(") AS n WHERE 1 = 1");
    request.with_rows(of_a_post).apply(by_time("n.at", "n.id"), &mut sql);
    sql.push(") AS f CROSS JOIN LATERAL (").append(posts(request)).push(") AS a WHERE 1 = 1");
    request.apply(by_time("a.at", "a.id"), &mut sql);
    sql
}

fn of_author(request: &PageRequest) -> Sql {
    let mut sql = Sql::new(
        "SELECT q.id, q.published_at AS at FROM posts q WHERE q.author_id = f.id AND q.status = 'published' \
         AND q.deleted_at IS NULL",
    );
    request.apply(by_time("q.published_at", "q.id"), &mut sql);
    sql
}

fn of_tag(cx: &Context, request: &PageRequest) -> Sql {
    let mut sql = Sql::new(
        "SELECT pt.post_id AS id, pt.listed_at AS at FROM post_tags pt WHERE pt.tag_id = f.id \
         AND pt.listed_at IS NOT NULL",
    );
    users::push_none_out_of_sight(&mut sql, &cx.actor, "posts h ON h.id = pt.post_id", "h.author_id");
    request.apply(by_time("pt.listed_at", "pt.post_id"), &mut sql);
    sql
}

/// The order of the feed, where its columns are called so.
const fn by_time(key: &'static str, id: &'static str) -> List {
    List { key, id, ..HOME }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_post_is_at_home_with_who_follows_its_author_or_a_tag() {
        let sql = format!("{:?}", at_home(UserId::from_uuid(Uuid::from_u128(1))));
        for part in ["f.follower_id = $1", "f.followee_id = p.author_id", "OR EXISTS", "g.user_id = $2"] {
            assert!(sql.contains(part), "{part} in {sql}");
        }
    }
}
