//! `posts`: what people write.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub author_id: Uuid,
    pub title: String,
    #[sea_orm(unique)]
    pub slug: String,
    pub markdown: String,
    pub html: String,
    pub excerpt: String,
    pub status: String,
    pub published_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    pub version: i64,
    pub comment_count: i32,
    pub comments_locked: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub publish_at: Option<DateTimeUtc>,
    pub publish_by: Option<Uuid>,
    pub unpublish_at: Option<DateTimeUtc>,
    pub unpublish_by: Option<Uuid>,
    pub settled_plan_at: Option<DateTimeUtc>,
    pub settled_at: Option<DateTimeUtc>,
    pub settled_as: Option<String>,
    pub word_count: Option<i32>,
    pub table_of_contents: Option<String>,
    pub own_excerpt: Option<String>,
    pub canonical_url: Option<String>,
    pub meta_title: Option<String>,
    pub meta_description: Option<String>,
    pub social_title: Option<String>,
    pub social_description: Option<String>,
    pub social_image: Option<String>,
    pub series: Option<String>,
    pub series_position: Option<i32>,
    pub newsletter: bool,
    pub cover_media_id: Option<Uuid>,
    pub hidden_at: Option<DateTimeUtc>,
    pub lock_held_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::AuthorId",
        to = "super::users::Column::Id",
        on_delete = "Restrict"
    )]
    Users,
    #[sea_orm(has_many = "super::slugs::Entity")]
    Slugs,
    #[sea_orm(has_many = "super::post_tags::Entity")]
    PostTags,
}

impl Related<super::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Users.def()
    }
}

impl Related<super::slugs::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Slugs.def()
    }
}

impl Related<super::post_tags::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::PostTags.def()
    }
}

impl Related<super::tags::Entity> for Entity {
    fn to() -> RelationDef {
        super::post_tags::Relation::Tags.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::post_tags::Relation::Posts.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {}
