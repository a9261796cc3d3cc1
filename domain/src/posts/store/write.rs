//! Writing what a post says: a new one, and changes of one that is there.

use chrono::{DateTime, Utc};
use presswork_entity::posts;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{
    columns::as_json,
    marks::{row, row_and_lists},
    state::tell_followed,
};
use crate::{
    Context, Result,
    ids::{self, PostId, UserId},
    platform::{Sql, Tx, article::Article},
    posts::{
        PostStatus,
        details::DetailsPatch,
        model::{Markdown, Title},
        slugs::slug_clash,
    },
};

pub(in crate::posts) async fn insert(
    cx: &Context,
    tx: &Tx,
    author: UserId,
    title: &Title,
    (source, article): (&Markdown, &Article),
    slug: &str,
) -> Result<PostId> {
    let id: PostId = ids::new(cx);
    let post = posts::ActiveModel {
        id: Set(id.uuid()),
        author_id: Set(author.uuid()),
        title: Set(title.as_str().to_owned()),
        slug: Set(slug.to_owned()),
        markdown: Set(source.as_str().to_owned()),
        word_count: Set(i32::try_from(article.words).ok()),
        table_of_contents: Set(Some(as_json(&article.contents)?)),
        excerpt: Set(article.excerpt.clone()),
        html: Set(article.html.clone()),
        status: Set(PostStatus::Draft.as_str().to_owned()),
        published_at: Set(None),
        deleted_at: Set(None),
        comment_count: Set(0),
        comments_locked: Set(false),
        version: Set(1),
        created_at: Set(cx.now),
        updated_at: Set(cx.now),
        ..Default::default()
    };
    posts::Entity::insert(post).exec_without_returning(&tx.at(&[row(id)])).await.map_err(slug_clash)?;
    Ok(id)
}

/// What a change writes; the caller has locked the row. Counts the version.
pub(in crate::posts) struct Change<'a> {
    pub title: Option<&'a Title>,
    /// The source and what it becomes.
    pub text: Option<(&'a Markdown, Article)>,
    pub status: Option<PostStatus>,
    pub published_at: Option<DateTime<Utc>>,
    pub details: Option<&'a DetailsPatch>,
}

impl Change<'_> {
    pub(in crate::posts) const NONE: Self =
        Change { title: None, text: None, status: None, published_at: None, details: None };
}

pub(in crate::posts) async fn update(cx: &Context, tx: &Tx, id: PostId, change: Change<'_>) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, updated_at = ");
    sql.bind(cx.now);
    if let Some(title) = change.title {
        sql.push(", title = ").bind(title.as_str().to_owned());
    }
    if let Some((source, article)) = change.text {
        sql.push(", markdown = ").bind(source.as_str().to_owned()).push(", excerpt = ").bind(article.excerpt);
        sql.push(", word_count = ").bind(i32::try_from(article.words).ok());
        sql.push(", table_of_contents = ").bind(as_json(&article.contents)?).push(", html = ").bind(article.html);
    }
    for (column, value) in change.details.into_iter().flat_map(DetailsPatch::columns) {
        sql.push(&format!(", {column} = ")).bind(value);
    }
    if let Some(status) = change.status {
        sql.push(", status = ").bind(status.as_str()).push(", publish_at = NULL, publish_by = NULL, settled_as = NULL");
        if status == PostStatus::Draft {
            sql.push(", unpublish_at = NULL, unpublish_by = NULL");
        }
    }
    if let Some(at) = change.published_at {
        sql.push(", published_at = ").bind(at);
    }
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    if change.status.is_some() {
        tell_followed(tx, id);
    }
    Ok(())
}

/// Writes what surrounds the text of a post that is new.
pub(in crate::posts) async fn set_details(tx: &Tx, id: PostId, details: &DetailsPatch) -> Result<()> {
    if details.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE posts SET ");
    for (n, (column, value)) in details.columns().enumerate() {
        sql.push(if n == 0 { "" } else { ", " }).push(&format!("{column} = ")).bind(value);
    }
    sql.push(" WHERE id = ").bind(id.uuid());
    sql.run(&tx.at(&row_and_lists(id))).await?;
    Ok(())
}
