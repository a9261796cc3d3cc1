//! The only file that speaks SQL about demo data. It writes rows as the features' own use cases would have left them.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    community::{KnownTag, Site, Written},
    people::Person,
};
use crate::{
    Context, Result,
    index::{self, Ahead},
    platform::{
        Sql, Tx,
        db::{
            Holds::{BigInt, Flag, Id, IdOrNothing, Int, Text, Time, TimeOrNothing},
            Rows, Table,
        },
    },
    tags::{self, TagName},
    users,
};

/// How many rows go into one statement where they are not counted in posts.
const CHUNK: usize = 5_000;

const USERS: Table = Table {
    name: "users",
    columns: &[
        ("id", Id),
        ("username", Text),
        ("email", Text),
        ("email_verified_at", Time),
        ("password_hash", Text),
        ("role", Text),
        ("display_name", Text),
        ("bio", Text),
        ("created_at", Time),
        ("updated_at", Time),
        ("follower_count", Int),
        ("following_count", Int),
    ],
};
const TAGS: Table =
    Table { name: "tags", columns: &[("id", Id), ("slug", Text), ("name", Text), ("created_at", Time)] };
const TAG_SLUGS: Table =
    Table { name: "tag_slugs", columns: &[("slug", Text), ("tag_id", Id), ("is_current", Flag), ("created_at", Time)] };
const FOLLOWS: Table =
    Table { name: "follows", columns: &[("follower_id", Id), ("followee_id", Id), ("created_at", Time)] };
const POSTS: Table = Table {
    name: "posts",
    columns: &[
        ("id", Id),
        ("author_id", Id),
        ("title", Text),
        ("slug", Text),
        ("markdown", Text),
        ("html", Text),
        ("excerpt", Text),
        ("word_count", Int),
        ("table_of_contents", Text),
        ("status", Text),
        ("published_at", TimeOrNothing),
        ("comment_count", Int),
        ("created_at", Time),
        ("updated_at", Time),
    ],
};
const SLUGS: Table =
    Table { name: "slugs", columns: &[("slug", Text), ("post_id", Id), ("is_current", Flag), ("created_at", Time)] };
const POST_TAGS: Table = Table {
    name: "post_tags",
    columns: &[("post_id", Id), ("tag_id", Id), ("position", Int), ("listed_at", TimeOrNothing)],
};
const POST_RANKS: Table = Table { name: "post_ranks", columns: &[("post_id", Id), ("rank", BigInt)] };
const COMMENTS: Table = Table {
    name: "comments",
    columns: &[
        ("id", Id),
        ("post_id", Id),
        ("parent_id", IdOrNothing),
        ("author_id", Id),
        ("depth", Int),
        ("markdown", Text),
        ("html", Text),
        ("reply_count", Int),
        ("score", BigInt),
        ("created_at", Time),
    ],
};
const MENTIONS: Table = Table { name: "comment_mentions", columns: &[("comment_id", Id), ("user_id", Id)] };
const REACTIONS: Table =
    Table { name: "reactions", columns: &[("subject_id", Id), ("kind", Text), ("user_id", Id), ("created_at", Time)] };
const REACTION_COUNTS: Table =
    Table { name: "reaction_counts", columns: &[("subject_id", Id), ("kind", Text), ("count", BigInt)] };

pub(super) async fn people(cx: &Context, tx: &Tx, people: &[Person], password_hash: &str) -> Result<()> {
    for chunk in people.chunks(CHUNK) {
        let mut rows = Rows::of(USERS);
        for person in chunk {
            let at = person.joined_at;
            rows.push([
                person.id.into(),
                person.username.as_str().into(),
                format!("{}@example.org", person.username).into(),
                at.into(),
                password_hash.into(),
                person.role.as_str().into(),
                person.display_name.as_str().into(),
                person.bio.as_str().into(),
                at.into(),
                at.into(),
                person.followers.into(),
                person.following.into(),
            ]);
        }
        rows.insert(&**tx, cx.deps.db.engine()).await.map_err(known)?;
        users::refresh(cx, tx, &chunk.iter().map(|person| person.id).collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// These tags, in their order; those that are new are made. Tells how many were.
pub(super) async fn tags(cx: &Context, tx: &Tx, tags: &[(TagName, Uuid)]) -> Result<(Vec<KnownTag>, u64)> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        slug: String,
        name: String,
    }
    let mut sql =
        Sql::new("SELECT t.id, s.slug, t.name FROM tag_slugs s JOIN tags t ON t.id = s.tag_id WHERE s.slug IN ");
    sql.bind_all(tags.iter().map(|(tag, _)| tag.slug.clone()));
    let found = sql.all::<Row>(&**tx).await?;
    let known: HashMap<&str, &Row> = found.iter().map(|row| (row.slug.as_str(), row)).collect();
    let (mut rows, mut slugs) = (Rows::of(TAGS), Rows::of(TAG_SLUGS));
    let mut new = Vec::new();
    for (tag, id) in tags.iter().filter(|(tag, _)| !known.contains_key(tag.slug.as_str())) {
        rows.push([(*id).into(), tag.slug.as_str().into(), tag.name.as_str().into(), cx.now.into()]);
        slugs.push([tag.slug.as_str().into(), (*id).into(), true.into(), cx.now.into()]);
        new.push(*id);
    }
    for rows in [rows, slugs] {
        rows.insert(&**tx, cx.deps.db.engine()).await?;
    }
    tags::refresh(cx, tx, &new).await?;
    let all = tags.iter().map(|(tag, id)| match known.get(tag.slug.as_str()) {
        Some(row) => KnownTag { id: row.id, name: row.name.clone() },
        None => KnownTag { id: *id, name: tag.name.clone() },
    });
    Ok((all.collect(), (tags.len() - known.len()) as u64))
}

pub(super) async fn follows(cx: &Context, tx: &Tx, people: &[Person], pairs: &[(usize, usize)]) -> Result<()> {
    for chunk in pairs.chunks(CHUNK) {
        let mut rows = Rows::of(FOLLOWS);
        for (follower, followee) in chunk.iter().map(|(a, b)| (&people[*a], &people[*b])) {
            let at = follower.joined_at.max(followee.joined_at);
            rows.push([follower.id.into(), followee.id.into(), at.into()]);
        }
        rows.insert(&**tx, cx.deps.db.engine()).await?;
    }
    Ok(())
}

/// A portion of posts with all that hangs on them, and what is found of it.
pub(super) async fn portion(cx: &Context, tx: &Tx, site: &Site, posts: &[Written], found: &Ahead) -> Result<()> {
    let (mut written, mut slugs, mut tagged) = (Rows::of(POSTS), Rows::of(SLUGS), Rows::of(POST_TAGS));
    let mut ranks = Rows::of(POST_RANKS);
    let (mut comments, mut mentions) = (Rows::of(COMMENTS), Rows::of(MENTIONS));
    let mut felt = Felt { reactions: Rows::of(REACTIONS), counts: Rows::of(REACTION_COUNTS) };
    for post in posts {
        push_post(&mut written, site, post);
        slugs.push([post.slug.as_str().into(), post.id.into(), true.into(), post.created_at.into()]);
        for (position, tag) in (0i32..).zip(&post.tags) {
            tagged.push([post.id.into(), site.tags[*tag].id.into(), position.into(), post.published_at.into()]);
        }
        if let Some(rank) = post.rank(site) {
            ranks.push([post.id.into(), rank.into()]);
        }
        for n in 0..post.replies.len() {
            push_comment(&mut comments, &mut mentions, site, post, n);
        }
        felt.push(site, post);
    }
    let engine = cx.deps.db.engine();
    written.insert(&**tx, engine).await.map_err(known)?;
    for rows in [slugs, tagged, ranks, comments, mentions, felt.reactions, felt.counts] {
        rows.insert(&**tx, engine).await?;
    }
    index::put_ahead(cx, tx, found).await
}

/// Counts the posts of the tags, once all are written.
pub(super) async fn count_tagged(tx: &Tx, site: &Site) -> Result<()> {
    let mut sql = Sql::new(
        "UPDATE tags SET post_count = (SELECT COUNT(*) FROM post_tags pt \
         WHERE pt.tag_id = tags.id AND pt.listed_at IS NOT NULL) WHERE id IN ",
    );
    sql.bind_all(site.tags.iter().map(|tag| tag.id));
    sql.run(&**tx).await?;
    Ok(())
}

fn push_post(rows: &mut Rows, site: &Site, post: &Written) {
    rows.push([
        post.id.into(),
        site.people[post.author].id.into(),
        post.title.as_str().into(),
        post.slug.as_str().into(),
        post.markdown.as_str().into(),
        post.html.as_str().into(),
        post.excerpt.as_str().into(),
        post.words.into(),
        post.contents.as_str().into(),
        if post.published_at.is_some() { "published" } else { "draft" }.into(),
        post.published_at.into(),
        i32::try_from(post.replies.len()).unwrap_or(i32::MAX).into(),
        post.created_at.into(),
        post.published_at.unwrap_or(post.created_at).into(),
    ]);
}

fn push_comment(comments: &mut Rows, mentions: &mut Rows, site: &Site, post: &Written, n: usize) {
    let reply = &post.replies[n];
    comments.push([
        reply.id.into(),
        post.id.into(),
        reply.parent.map(|parent| post.replies[parent].id).into(),
        site.people[reply.author].id.into(),
        i32::try_from(reply.depth).unwrap_or_default().into(),
        reply.markdown.as_str().into(),
        reply.html.as_str().into(),
        reply.replies.into(),
        i64::try_from(post.felt[n + 1].len()).unwrap_or_default().into(),
        reply.created_at.into(),
    ]);
    if let Some(person) = reply.mentioned {
        mentions.push([reply.id.into(), site.people[person].id.into()]);
    }
}

/// What people felt, and how many felt the same.
struct Felt {
    reactions: Rows,
    counts: Rows,
}

impl Felt {
    fn push(&mut self, site: &Site, post: &Written) {
        let at = post.published_at.unwrap_or(post.created_at);
        let subjects = std::iter::once((post.id, at)).chain(post.replies.iter().map(|r| (r.id, r.created_at)));
        for ((subject, at), feelings) in subjects.zip(&post.felt) {
            let mut counts = vec![0i64; site.kinds.len()];
            for feeling in feelings {
                counts[feeling.kind] += 1;
                let kind = site.kinds[feeling.kind].as_str();
                self.reactions.push([subject.into(), kind.into(), site.people[feeling.person].id.into(), at.into()]);
            }
            for (kind, count) in site.kinds.iter().zip(counts).filter(|(_, count)| *count > 0) {
                self.counts.push([subject.into(), kind.as_str().into(), count.into()]);
            }
        }
    }
}

/// What the planner has to know about so many new rows.
pub(super) async fn analyse(cx: &Context) -> Result<()> {
    cx.deps.db.reader().execute_unprepared("ANALYZE").await?;
    Ok(())
}

fn known(error: sea_orm::DbErr) -> crate::Error {
    if crate::platform::db::taken(&error).is_some() { super::model::sown_before() } else { error.into() }
}
