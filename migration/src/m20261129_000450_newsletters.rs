//! `subscribers`: who gets newsletters, or has been asked whether they want them. `newsletter_mails`: who was mailed which post, by a
//! keyed hash of the address, for ever. `posts.newsletter`: whether a planned publication is to be mailed.

use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

const INDEXES: &str = "
    CREATE INDEX idx_subscribers_confirmed ON subscribers (created_at, id) WHERE confirmed_at IS NOT NULL;
    CREATE INDEX idx_subscribers_mailed ON subscribers (id) WHERE confirmed_at IS NOT NULL;
    CREATE INDEX idx_subscribers_user_id ON subscribers (user_id) WHERE user_id IS NOT NULL;
    CREATE INDEX idx_subscribers_expires_at ON subscribers (expires_at) WHERE expires_at IS NOT NULL;
    ALTER TABLE posts ADD COLUMN newsletter BOOLEAN NOT NULL DEFAULT FALSE;
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(subscribers()).await?;
        manager.create_table(newsletter_mails()).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("ALTER TABLE posts DROP COLUMN newsletter").await?;
        for table in ["newsletter_mails", "subscribers"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn subscribers() -> TableCreateStatement {
    Table::create()
        .table("subscribers")
        .col(pk_uuid("id"))
        .col(text_uniq("email"))
        .col(uuid_null("user_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("confirmed_at"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_subscribers_user_id")
                .from("subscribers", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn newsletter_mails() -> TableCreateStatement {
    Table::create()
        .table("newsletter_mails")
        .col(uuid("post_id"))
        .col(text("recipient"))
        .primary_key(Index::create().col("post_id").col("recipient"))
        .foreign_key(
            ForeignKey::create()
                .name("fk_newsletter_mails_post_id")
                .from("newsletter_mails", "post_id")
                .to("posts", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
