//! Invitations in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{ids, invitations};

use super::dto::{AcceptInvitationInput, CreateInvitationInput, Invitation};
use crate::{
    blueprints::accounts::dto::Me,
    failure::Failure,
    graphql::{args::page_args, cx, once::once},
    page::InvitationConnection,
};

/// Queries of invitations.
#[derive(Default)]
pub struct InvitationsQuery;

/// Mutations of invitations.
#[derive(Default)]
pub struct InvitationsMutation;

#[Object]
impl InvitationsQuery {
    /// The invitations that wait, the newest first; those that have expired, too.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<InvitationConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(invitations::list(cx(ctx)?, &args).await?.into()))
    }
}

#[Object]
impl InvitationsMutation {
    /// Invites somebody by mail. An earlier invitation to the same address is void.
    async fn create_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and as what.")] input: CreateInvitationInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Invitation>, Failure> {
        let work = async move |cx| Ok(Invitation::from(invitations::create(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Takes an invitation back. Answers true.
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`inv_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| invitations::revoke(&cx, id).await.map(|()| true)).await
    }

    /// Makes an account by the token of an invitation. It can log in at once.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token, and the account.")] input: AcceptInvitationInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Me>, Failure> {
        let work = async move |cx| Ok(Me::from(invitations::accept(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }
}
