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

pub use apply::{down, up};
pub use migrator::Migrator;
pub use sea_orm_migration::prelude::MigratorTrait;
pub use status::{MigrationState, MigrationStatus, pending, status, unknown};
