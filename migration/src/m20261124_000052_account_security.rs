//! What accounts learn: a second factor with its recovery codes, challenges of logins, a version, and an end.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, integer, pk_uuid, text, text_uniq, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    },
};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The new columns of `users`; a change each, because SQLite adds one at a time.
fn columns() -> [(&'static str, ColumnDef); 4] {
    [
        ("version", big_integer("version").default(1).take()),
        ("two_factor_enabled_at", timestamp_with_time_zone_null("two_factor_enabled_at").take()),
        ("erase_at", timestamp_with_time_zone_null("erase_at").take()),
        ("erased_at", timestamp_with_time_zone_null("erased_at").take()),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, column) in columns() {
            manager.alter_table(Table::alter().table("users").add_column(column).to_owned()).await?;
        }
        for table in [two_factors(), recovery_codes(), login_challenges()] {
            manager.create_table(table).await?;
        }
        for table in ["recovery_codes", "login_challenges"] {
            let name = format!("idx_{table}_user_id");
            manager.create_index(Index::create().name(name).table(table).col("user_id").to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["login_challenges", "recovery_codes", "two_factors"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for (name, _) in columns().into_iter().rev() {
            manager.alter_table(Table::alter().table("users").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}

fn two_factors() -> TableCreateStatement {
    Table::create()
        .table("two_factors")
        .col(uuid("user_id").primary_key())
        .col(text("secret"))
        .col(big_integer("last_step").default(0))
        .col(integer("failures").default(0))
        .col(timestamp_with_time_zone_null("failing_since"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut of_user("two_factors"))
        .to_owned()
}

fn recovery_codes() -> TableCreateStatement {
    Table::create()
        .table("recovery_codes")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(text("code_hash"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut of_user("recovery_codes"))
        .to_owned()
}

fn login_challenges() -> TableCreateStatement {
    Table::create()
        .table("login_challenges")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(text_uniq("token_hash"))
        .col(integer("attempts").default(0))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut of_user("login_challenges"))
        .to_owned()
}

fn of_user(table: &str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{table}_user_id"))
        .from(table.to_owned(), "user_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
