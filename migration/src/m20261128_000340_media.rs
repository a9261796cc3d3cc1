//! `media_blobs`: pictures made ready, once for the same bytes; `hash` is SHA-256 of what was sent, in hex.
//! `media`: what people sent, or are about to. `media_objects`: every file in the store, written down before the file is, so that none
//! is ever forgotten; `holder` is what it belongs to (a medium: a part of its upload; a blob: a rendition).

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, pk_uuid, text, text_null, text_uniq, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

const INDEXES: &str = "
    CREATE INDEX idx_media_owner_id_created_at ON media (owner_id, created_at, id);
    CREATE INDEX idx_media_created_at ON media (created_at, id);
    CREATE INDEX idx_media_needs_alt_text ON media (owner_id, created_at, id) WHERE alt_text IS NULL;
    CREATE INDEX idx_media_blob_id ON media (blob_id) WHERE blob_id IS NOT NULL;
    CREATE INDEX idx_media_unready ON media (expires_at) WHERE state <> 'ready';
    CREATE INDEX idx_media_blobs_loose ON media_blobs (loose_at) WHERE loose_at IS NOT NULL;
    CREATE INDEX idx_media_objects_holder ON media_objects (holder, starts_at);
    CREATE INDEX idx_media_objects_loose ON media_objects (created_at) WHERE loose;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(blobs()).await?;
        manager.create_table(media()).await?;
        manager.create_table(objects()).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["media_objects", "media", "media_blobs"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn blobs() -> TableCreateStatement {
    Table::create()
        .table("media_blobs")
        .col(pk_uuid("id"))
        .col(text_uniq("hash"))
        .col(text("media_type"))
        .col(integer("width"))
        .col(integer("height"))
        .col(text("blurhash"))
        .col(text("dominant_color"))
        .col(text("renditions"))
        .col(timestamp_with_time_zone_null("loose_at"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn media() -> TableCreateStatement {
    let owner = ForeignKey::create()
        .name("fk_media_owner_id")
        .from("media", "owner_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    let blob =
        ForeignKey::create().name("fk_media_blob_id").from("media", "blob_id").to("media_blobs", "id").to_owned();
    Table::create()
        .table("media")
        .col(pk_uuid("id"))
        .col(uuid("owner_id"))
        .col(text("state"))
        .col(text("filename"))
        .col(text("media_type"))
        .col(big_integer("size"))
        .col(big_integer("received"))
        .col(integer("uploads"))
        .col(text_null("alt_text"))
        .col(text_null("reason"))
        .col(uuid_null("blob_id"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut owner.clone())
        .foreign_key(&mut blob.clone())
        .to_owned()
}

fn objects() -> TableCreateStatement {
    Table::create()
        .table("media_objects")
        .col(text("key").primary_key())
        .col(uuid("holder"))
        .col(big_integer_null("starts_at"))
        .col(big_integer_null("length"))
        .col(boolean("loose"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}
