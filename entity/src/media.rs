//! `media`: what people sent, or are about to.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    pub state: String,
    pub filename: String,
    pub media_type: String,
    pub size: i64,
    pub received: i64,
    pub uploads: i32,
    pub alt_text: Option<String>,
    pub reason: Option<String>,
    pub blob_id: Option<Uuid>,
    pub version: i64,
    pub expires_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::OwnerId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    Owners,
    #[sea_orm(
        belongs_to = "super::media_blobs::Entity",
        from = "Column::BlobId",
        to = "super::media_blobs::Column::Id"
    )]
    Blobs,
}

impl ActiveModelBehavior for ActiveModel {}
