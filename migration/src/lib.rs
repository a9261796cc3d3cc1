//! The database schema as a list of steps, for `SQLite` (3.35 and later) and `PostgreSQL` (15 and later) alike.
//!
//! One file per table or change; what a migration must and must not do is in `README.md`. The command line calls
//! [`up`], [`down`] and [`status()`]; the other processes ask [`pending`] and [`unknown`] before they serve.

mod apply;
mod migrator;
mod session;
mod status;

mod m20261123_000001_users;
mod m20261123_000002_sessions;
mod m20261123_000003_refresh_tokens;
mod m20261123_000004_email_tokens;
mod m20261123_000005_posts;
mod m20261123_000006_slugs;
mod m20261123_000007_tags;
mod m20261123_000008_post_tags;
mod m20261123_000009_follows;
mod m20261123_000010_jobs;
mod m20261123_000011_idempotency_keys;
mod m20261123_000012_job_operations;
mod m20261124_000020_job_indexes;
mod m20261124_000021_job_families;
mod m20261124_000022_job_steps;
mod m20261124_000035_queue_history;
mod m20261124_000050_access_tokens;
mod m20261124_000051_authenticated_at;
mod m20261124_000052_account_security;
mod m20261124_000060_audit_log;
mod m20261124_000080_comments;
mod m20261124_000081_reactions;
mod m20261124_000120_account_ends;
mod m20261124_000121_identities;
mod m20261124_000150_job_groups;
mod m20261128_000200_parked_by;
mod m20261128_000201_queue_depths;
mod m20261128_000260_blocks;
mod m20261128_000300_schedules;
mod m20261128_000301_post_revisions;
mod m20261128_000302_post_details;
mod m20261128_000340_media;
mod m20261128_000400_search;
mod m20261128_000401_posts_changed;
mod m20261128_000410_tag_life;
mod m20261128_000411_listed_posts;
mod m20261128_000412_post_ranks;
mod m20261128_000413_drafts;
mod m20261128_000420_notifications;
mod m20261128_000430_events;
mod m20261128_000431_webhooks;
mod m20261129_000440_reports;
mod m20261129_000441_moderation;
mod m20261129_000442_appeals;
mod m20261129_000443_rules;
mod m20261129_000444_job_changes;
mod m20261129_000450_newsletters;
mod m20261129_000451_suppressions;
mod m20261129_000452_post_covers;
mod m20261129_000460_exports;
mod m20261129_000461_imports;
mod m20261129_000470_import_operations;
mod m20261129_000471_import_pictures;
mod m20261129_000480_moves;
mod m20261129_000485_event_traces;
mod m20261130_000495_import_updates;
mod m20261130_000500_search_authors;
mod m20261130_000501_suspended_users;
mod m20261130_000502_comment_gaps;
mod m20261130_000506_invitation_hosts;
mod m20261130_000507_posts_changed_gone;

pub use apply::{down, up};
pub use migrator::Migrator;
pub use sea_orm_migration::{prelude::MigratorTrait, sea_orm::DatabaseConnection};
pub use status::{MigrationState, MigrationStatus, pending, status, unknown};
