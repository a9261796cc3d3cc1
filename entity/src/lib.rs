//! The tables as `SeaORM` sees them: one file per table, columns and relations only, no logic. The schema itself is made
//! by the `migration` crate, which never reads these files: what is here must say the same.

pub mod email_tokens;
pub mod follows;
pub mod idempotency_keys;
pub mod jobs;
pub mod post_tags;
pub mod posts;
pub mod refresh_tokens;
pub mod sessions;
pub mod slugs;
pub mod tags;
pub mod users;
