//! Entries of the audit log as admins see them.

use async_graphql::{Enum, ID, Json, SimpleObject};
use presswork_domain::{audit, ids::AuditEntryId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::scalars::Time;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Enum, ToSchema)]
#[serde(rename_all = "lowercase")]
#[graphql(rename_items = "lowercase", remote = "audit::Outcome")]
pub enum AuditOutcome {
    /// It was done.
    Success,
    /// It was tried and did not succeed.
    Failure,
    /// It was refused.
    Denied,
}

/// An entry of the audit log: who did what to what, from where, and what came of it.
#[derive(Debug, Clone, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// The public id.
    #[schema(value_type = String, example = "aud_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// Its place in the log, from 1, without gaps.
    #[schema(minimum = 1, example = 42)]
    pub seq: i64,
    /// When.
    pub at: Time,
    /// What was done or tried.
    #[schema(example = "queue.paused")]
    pub action: String,
    /// What came of it.
    pub outcome: AuditOutcome,
    /// Who: a `user_...` id, `anonymous` or `system`.
    #[schema(example = "user_01h455vb4pex5vsknk084sn02q")]
    pub actor: String,
    /// The session of the request.
    #[schema(example = "sess_01h455vb4pex5vsknk084sn02q")]
    pub session: Option<String>,
    /// The API token of the request.
    pub token: Option<String>,
    /// What it was done to: an id, or a name behind its kind.
    #[schema(example = "queue:bulk")]
    pub target: Option<String>,
    /// The network address of the request.
    #[schema(example = "192.0.2.1")]
    pub address: Option<String>,
    /// The `User-Agent` of the request.
    #[schema(example = "Mozilla/5.0")]
    pub user_agent: String,
    /// The request, as the logs know it.
    #[schema(example = "0199f1a2b3c4d5e6")]
    pub request_id: String,
    /// More about it.
    #[schema(value_type = Option<Object>)]
    pub details: Option<Json<serde_json::Value>>,
}

impl From<audit::AuditEntry> for AuditEntry {
    fn from(entry: audit::AuditEntry) -> Self {
        let details = entry.details.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: AuditEntryId::from_uuid(entry.id).to_string().into(),
            seq: entry.seq,
            at: entry.at.into(),
            action: entry.action,
            outcome: entry.outcome.into(),
            actor: entry.actor,
            session: entry.session,
            token: entry.token,
            target: entry.target,
            address: entry.address,
            user_agent: entry.user_agent,
            request_id: entry.request_id,
            details: details.map(Json),
        }
    }
}
