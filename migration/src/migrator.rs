//! The list of migrations, oldest first. New ones go at the end; published ones are never edited or reordered.

use sea_orm_migration::prelude::*;

/// Every migration that this binary knows.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(crate::m20261123_000001_users::Migration),
            Box::new(crate::m20261123_000002_sessions::Migration),
            Box::new(crate::m20261123_000003_refresh_tokens::Migration),
            Box::new(crate::m20261123_000004_email_tokens::Migration),
            Box::new(crate::m20261123_000005_posts::Migration),
            Box::new(crate::m20261123_000006_slugs::Migration),
            Box::new(crate::m20261123_000007_tags::Migration),
            Box::new(crate::m20261123_000008_post_tags::Migration),
            Box::new(crate::m20261123_000009_follows::Migration),
            Box::new(crate::m20261123_000010_jobs::Migration),
            Box::new(crate::m20261123_000011_idempotency_keys::Migration),
            Box::new(crate::m20261123_000012_job_operations::Migration),
        ]
    }
}
