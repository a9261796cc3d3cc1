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
            Box::new(crate::m20261124_000020_job_indexes::Migration),
            Box::new(crate::m20261124_000021_job_families::Migration),
            Box::new(crate::m20261124_000022_job_steps::Migration),
            Box::new(crate::m20261124_000035_queue_history::Migration),
            Box::new(crate::m20261124_000050_access_tokens::Migration),
            Box::new(crate::m20261124_000051_authenticated_at::Migration),
            Box::new(crate::m20261124_000052_account_security::Migration),
            Box::new(crate::m20261124_000060_audit_log::Migration),
            Box::new(crate::m20261124_000080_comments::Migration),
            Box::new(crate::m20261124_000081_reactions::Migration),
            Box::new(crate::m20261124_000150_job_groups::Migration),
            Box::new(crate::m20261124_000120_account_ends::Migration),
            Box::new(crate::m20261124_000121_identities::Migration),
            Box::new(crate::m20261128_000260_blocks::Migration),
            Box::new(crate::m20261128_000340_media::Migration),
            Box::new(crate::m20261128_000300_schedules::Migration),
            Box::new(crate::m20261128_000301_post_revisions::Migration),
            Box::new(crate::m20261128_000302_post_details::Migration),
            Box::new(crate::m20261128_000200_parked_by::Migration),
            Box::new(crate::m20261128_000201_queue_depths::Migration),
            Box::new(crate::m20261128_000400_search::Migration),
            Box::new(crate::m20261128_000401_posts_changed::Migration),
            Box::new(crate::m20261128_000410_tag_life::Migration),
            Box::new(crate::m20261128_000411_listed_posts::Migration),
            Box::new(crate::m20261128_000412_post_ranks::Migration),
            Box::new(crate::m20261128_000413_drafts::Migration),
            Box::new(crate::m20261128_000420_notifications::Migration),
            Box::new(crate::m20261128_000430_events::Migration),
            Box::new(crate::m20261128_000431_webhooks::Migration),
            Box::new(crate::m20261129_000440_reports::Migration),
            Box::new(crate::m20261129_000441_moderation::Migration),
            Box::new(crate::m20261129_000442_appeals::Migration),
            Box::new(crate::m20261129_000443_rules::Migration),
            Box::new(crate::m20261129_000444_job_changes::Migration),
            Box::new(crate::m20261129_000450_newsletters::Migration),
            Box::new(crate::m20261129_000451_suppressions::Migration),
            Box::new(crate::m20261129_000452_post_covers::Migration),
            Box::new(crate::m20261129_000460_exports::Migration),
            Box::new(crate::m20261129_000461_imports::Migration),
            Box::new(crate::m20261129_000470_import_operations::Migration),
            Box::new(crate::m20261129_000471_import_pictures::Migration),
            Box::new(crate::m20261129_000480_moves::Migration),
            Box::new(crate::m20261129_000485_event_traces::Migration),
            Box::new(crate::m20261130_000495_import_updates::Migration),
            Box::new(crate::m20261130_000500_search_authors::Migration),
            Box::new(crate::m20261130_000501_suspended_users::Migration),
            Box::new(crate::m20261130_000502_comment_gaps::Migration),
            Box::new(crate::m20261130_000506_invitation_hosts::Migration),
            Box::new(crate::m20261130_000507_posts_changed_gone::Migration),
        ]
    }
}
