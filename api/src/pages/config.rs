//! Which pages there are.

use std::path::PathBuf;

/// What is switched on. The front door and its assets always are.
#[derive(Debug, Clone, Default)]
pub struct PagesConfig {
    /// Serve GraphiQL at `/graphiql`.
    pub graphiql: bool,
    /// Serve Swagger UI at `/docs`.
    pub swagger: bool,
    /// Show the mail in this folder at `/dev/mailbox`. It holds links that log people in: for development only.
    pub mailbox_dir: Option<PathBuf>,
}
