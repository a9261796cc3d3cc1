//! What is read of a post: the columns, and a post made of them, in the same order.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use super::joined;
use crate::{
    Actor, Context, Error, Result,
    ids::{MediaId, PostId, UserId},
    platform::{
        Sql,
        article::{self, Heading},
        db::Columns,
    },
    posts::{Details, Extent, PlanProblem, Plans, Post, PostInclude, policy},
    users,
};

/// A row as it is read; only its id is anybody else's matter.
pub(super) struct Row {
    pub id: Uuid,
    author_id: Uuid,
    title: String,
    slug: String,
    markdown: Option<String>,
    html: String,
    with_text: bool,
    excerpt: String,
    status: String,
    version: i64,
    comment_count: i32,
    comments_locked: bool,
    published_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    hidden_at: Option<DateTime<Utc>>,
    deleted_at: Option<DateTime<Utc>>,
    publish_at: Option<DateTime<Utc>>,
    unpublish_at: Option<DateTime<Utc>>,
    settled_plan_at: Option<DateTime<Utc>>,
    settled_as: Option<String>,
    word_count: Option<i32>,
    table_of_contents: Option<String>,
    own_excerpt: Option<String>,
    canonical_url: Option<String>,
    meta_title: Option<String>,
    meta_description: Option<String>,
    social_title: Option<String>,
    social_description: Option<String>,
    social_image: Option<String>,
    series: Option<String>,
    series_position: Option<i32>,
    newsletter: bool,
    cover_media_id: Option<Uuid>,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _before: &str) -> Result<Self, DbErr> {
        Self::read(&mut Columns::of(row))
    }
}

impl Row {
    /// Reads the columns that [`selected`] names, in that order.
    pub(super) fn read(columns: &mut Columns<'_>) -> Result<Self, DbErr> {
        Ok(Self {
            with_text: columns.take("with_text")?,
            markdown: columns.take("markdown")?,
            html: columns.take("html")?,
            id: columns.take("id")?,
            author_id: columns.take("author_id")?,
            title: columns.take("title")?,
            slug: columns.take("slug")?,
            excerpt: columns.take("excerpt")?,
            status: columns.take("status")?,
            version: columns.take("version")?,
            published_at: columns.take("published_at")?,
            created_at: columns.take("created_at")?,
            updated_at: columns.take("updated_at")?,
            hidden_at: columns.take("hidden_at")?,
            deleted_at: columns.take("deleted_at")?,
            publish_at: columns.take("publish_at")?,
            unpublish_at: columns.take("unpublish_at")?,
            comments_locked: columns.take("comments_locked")?,
            settled_plan_at: columns.take("settled_plan_at")?,
            settled_as: columns.take("settled_as")?,
            word_count: columns.take("word_count")?,
            own_excerpt: columns.take("own_excerpt")?,
            table_of_contents: columns.take("table_of_contents")?,
            canonical_url: columns.take("canonical_url")?,
            meta_title: columns.take("meta_title")?,
            meta_description: columns.take("meta_description")?,
            social_title: columns.take("social_title")?,
            social_description: columns.take("social_description")?,
            social_image: columns.take("social_image")?,
            series: columns.take("series")?,
            series_position: columns.take("series_position")?,
            newsletter: columns.take("newsletter")?,
            cover_media_id: columns.take("cover_media_id")?,
            comment_count: columns.take("comment_count")?,
        })
    }

    /// The source and what is planned are shown to those who may edit the post, and to nobody else.
    pub(super) fn seen_by(self, actor: &Actor) -> Result<Post> {
        let excerpt = self.own_excerpt.clone().unwrap_or(self.excerpt);
        let details = Details {
            words: self.word_count.map_or_else(|| article::words(&self.html), |n| u32::try_from(n).unwrap_or_default()),
            contents: self.table_of_contents.as_deref().map(contents).transpose()?.unwrap_or_default(),
            own_excerpt: self.own_excerpt,
            canonical_url: self.canonical_url,
            meta_title: self.meta_title,
            meta_description: self.meta_description,
            social_title: self.social_title,
            social_description: self.social_description,
            social_image: self.social_image,
            series: self.series,
            series_position: self.series_position,
        };
        let mut post = Post {
            id: PostId::from_uuid(self.id),
            author_id: UserId::from_uuid(self.author_id),
            author: None,
            cover_id: self.cover_media_id.map(MediaId::from_uuid),
            cover: None,
            title: self.title,
            slug: self.slug,
            markdown: self.markdown,
            html: Some(self.html).filter(|_| self.with_text),
            excerpt,
            details,
            status: self.status.parse()?,
            tags: None,
            reactions: None,
            comment_count: u32::try_from(self.comment_count).unwrap_or_default(),
            comments_locked: self.comments_locked,
            version: self.version,
            published_at: self.published_at,
            plans: Plans {
                publish_at: self.publish_at,
                unpublish_at: self.unpublish_at,
                newsletter: self.newsletter && self.publish_at.is_some(),
                settled_for: self.settled_plan_at,
                problem: self.settled_as.as_deref().and_then(PlanProblem::named),
            },
            created_at: self.created_at,
            updated_at: self.updated_at,
            hidden_at: self.hidden_at,
            deleted_at: self.deleted_at,
        };
        if !policy::can_read_source(actor, &post) {
            post.markdown = None;
            post.plans = Plans::default();
        }
        Ok(post)
    }
}

/// The columns of the text. Nobody reads the source as nobody; words that were not counted at the write are counted at the read.
const fn text(extent: Extent, actor: &Actor) -> &'static str {
    match (extent, actor) {
        (Extent::WithoutText | Extent::Summary, _) => {
            "FALSE AS with_text, CAST(NULL AS TEXT) AS markdown, CASE WHEN p.word_count IS NULL THEN p.html ELSE '' END AS html"
        }
        (Extent::Whole, Actor::Anonymous) => "TRUE AS with_text, CAST(NULL AS TEXT) AS markdown, p.html",
        (Extent::Whole, _) => "TRUE AS with_text, p.markdown, p.html",
    }
}

/// The columns of what surrounds the text, those of [`Details`] that a summary shows first.
const fn details(extent: Extent) -> &'static str {
    match extent {
        Extent::Whole | Extent::WithoutText => {
            "p.word_count, p.own_excerpt, p.table_of_contents, p.canonical_url, p.meta_title, p.meta_description, p.social_title, \
             p.social_description, p.social_image, p.series, p.series_position"
        }
        Extent::Summary => {
            "p.word_count, p.own_excerpt, CAST(NULL AS TEXT) AS table_of_contents, CAST(NULL AS TEXT) AS canonical_url, \
             CAST(NULL AS TEXT) AS meta_title, CAST(NULL AS TEXT) AS meta_description, CAST(NULL AS TEXT) AS social_title, \
             CAST(NULL AS TEXT) AS social_description, CAST(NULL AS TEXT) AS social_image, CAST(NULL AS TEXT) AS series, \
             CAST(NULL AS INTEGER) AS series_position"
        }
    }
}

/// The columns; comments of people out of sight don't count.
pub(super) fn selected(cx: &Context, from: Sql, include: PostInclude) -> Sql {
    let mut sql = Sql::new("SELECT ");
    sql.push(text(include.extent, &cx.actor)).push(
        ", p.id, p.author_id, p.title, p.slug, p.excerpt, p.status, p.version, p.published_at, p.created_at, p.updated_at, p.hidden_at, \
         p.deleted_at, p.publish_at, p.unpublish_at, \
         (p.comments_locked OR p.lock_held_at IS NOT NULL) AS comments_locked, \
         p.settled_plan_at, p.settled_as, ",
    );
    sql.push(details(include.extent)).push(", p.newsletter, p.cover_media_id, CAST(p.comment_count");
    let comments = "comments h ON h.post_id = p.id AND h.deleted_at IS NULL AND h.hidden_at IS NULL";
    users::push_less_out_of_sight(&mut sql, &cx.actor, comments, "h.author_id");
    sql.push(" AS INTEGER) AS comment_count");
    let mut joins = Sql::default();
    joined::push(cx, include, &mut sql, &mut joins);
    sql.push(" FROM ").append(from).append(joins).push(" WHERE ");
    sql
}

fn contents(json: &str) -> Result<Vec<Heading>> {
    serde_json::from_str(json).map_err(Error::internal)
}

pub(super) fn as_json(contents: &[Heading]) -> Result<String> {
    serde_json::to_string(contents).map_err(Error::internal)
}
