//! `reports`: what somebody says is not as it should be. `report_cases` has one row for each thing with open reports, which is the
//! queue of moderators.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

const INDEXES: &str = "
    CREATE UNIQUE INDEX idx_reports_open ON reports (subject_id, reporter_id) WHERE resolved_at IS NULL;
    CREATE INDEX idx_reports_reporter_id ON reports (reporter_id);
    CREATE INDEX idx_report_cases_opened_at ON report_cases (opened_at, subject_id);
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let gone = ForeignKeyAction::Cascade;
        let reports = Table::create()
            .table("reports")
            .col(uuid("id").primary_key())
            .col(uuid("reporter_id"))
            .col(text("subject_kind"))
            .col(uuid("subject_id"))
            .col(text("reason"))
            .col(text("note"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("resolved_at"))
            .col(uuid_null("resolved_by"))
            .col(text_null("outcome"))
            .col(text_null("resolution_note"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_reports_reporter_id")
                    .from("reports", "reporter_id")
                    .to("users", "id")
                    .on_delete(gone),
            )
            .to_owned();
        manager.create_table(reports).await?;
        let cases = Table::create()
            .table("report_cases")
            .col(uuid("subject_id").primary_key())
            .col(text("subject_kind"))
            .col(integer("report_count"))
            .col(timestamp_with_time_zone("opened_at"))
            .col(timestamp_with_time_zone("latest_at"))
            .to_owned();
        manager.create_table(cases).await?;
        manager.get_connection().execute_unprepared(INDEXES).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["report_cases", "reports"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
