//! `[docs]`: pages that help whoever writes a client.

use serde::{Deserialize, Serialize};

/// Pages that help whoever writes a client.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Docs {
    /// Serve Swagger UI.
    pub swagger_ui: bool,
    /// Serve the mails of the mailbox folder to anyone; refused in production.
    pub dev_mailbox: bool,
}
