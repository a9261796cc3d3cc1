//! The tables as `SeaORM` sees them: one file per table, columns and relations only, no logic. The schema itself is made
//! by the `migration` crate, which never reads these files: what is here must say the same.

pub mod access_tokens;
pub mod comments;
pub mod email_tokens;
pub mod follows;
pub mod idempotency_keys;
pub mod jobs;
pub mod login_challenges;
pub mod media;
pub mod media_blobs;
pub mod media_objects;
pub mod post_tags;
pub mod posts;
pub mod recovery_codes;
pub mod refresh_tokens;
pub mod sessions;
pub mod slugs;
pub mod tags;
pub mod two_factors;
pub mod users;
