//! `audit_log`: who did what, for ever, and `audit_head`, its signed last entry. The database itself refuses to change or
//! remove an entry. No foreign keys: the log outlives what it tells of.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, text, text_null, timestamp_with_time_zone, uuid},
    sea_orm::DbBackend,
};

const INDEXES: &str = "
    CREATE INDEX idx_audit_log_actor_seq ON audit_log (actor, seq);
    CREATE INDEX idx_audit_log_action_seq ON audit_log (action, seq);
    CREATE INDEX idx_audit_log_target_seq ON audit_log (target, seq) WHERE target IS NOT NULL;
    CREATE INDEX idx_audit_log_at ON audit_log (at);
";

const SQLITE_GUARDS: &str = "
    CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
";

const POSTGRES_GUARDS: &str = "
    CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
    CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
    CREATE TRIGGER audit_head_no_delete BEFORE DELETE OR TRUNCATE ON audit_head
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_log()).await?;
        manager.create_table(audit_head()).await?;
        let db = manager.get_connection();
        db.execute_unprepared(INDEXES).await?;
        let guards = if db.get_database_backend() == DbBackend::Postgres { POSTGRES_GUARDS } else { SQLITE_GUARDS };
        db.execute_unprepared(guards).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["audit_head", "audit_log"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared("DROP FUNCTION audit_log_refuse()").await?;
        }
        Ok(())
    }
}

fn audit_log() -> TableCreateStatement {
    Table::create()
        .table("audit_log")
        .col(big_integer("seq").primary_key())
        .col(uuid("id").unique_key())
        .col(timestamp_with_time_zone("at"))
        .col(text("action"))
        .col(text("outcome"))
        .col(text("actor"))
        .col(text_null("session"))
        .col(text_null("token"))
        .col(text_null("target"))
        .col(text_null("address"))
        .col(text("user_agent"))
        .col(text("request_id"))
        .col(text_null("details"))
        .col(text("previous"))
        .col(text("hash"))
        .to_owned()
}

fn audit_head() -> TableCreateStatement {
    Table::create()
        .table("audit_head")
        .col(integer("id").primary_key())
        .col(big_integer("seq"))
        .col(text("hash"))
        .col(text("signature"))
        .to_owned()
}
