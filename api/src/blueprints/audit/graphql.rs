//! The audit log in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::audit::{self, AuditFilter};

use crate::{
    failure::Failure,
    graphql::{args::page_args, cx},
    page::AuditEntryConnection,
    scalars::Time,
};

/// Queries of the audit log.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    /// Who did what to what, from where, and what came of it; the newest first. For admins.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only by this actor: a `user_...` id, `anonymous` or `system`.")] actor: Option<String>,
        #[graphql(desc = "Only this action.")] action: Option<String>,
        #[graphql(desc = "Only on this target.")] target: Option<String>,
        #[graphql(desc = "Only since then.")] since: Option<Time>,
    ) -> Result<Option<AuditEntryConnection>, Failure> {
        let filter = AuditFilter { actor, action, target, since: since.map(|Time(since)| since) };
        Ok(Some(audit::list(cx(ctx)?, &page_args(first, after, last, before), &filter).await?.into()))
    }
}
