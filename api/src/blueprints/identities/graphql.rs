//! Identities in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{identities, ids};

use super::dto::{ExchangeCodeInput, Identity};
use crate::{
    blueprints::accounts::dto::AuthTokens,
    failure::Failure,
    graphql::{
        args::page_args,
        cx, device,
        once::{check, once},
    },
    page::IdentityConnection,
};

/// Queries of identities.
#[derive(Default)]
pub struct IdentitiesQuery;

/// Mutations of identities.
#[derive(Default)]
pub struct IdentitiesMutation;

#[Object]
impl IdentitiesQuery {
    /// The identities by which the person asking can log in, the newest first.
    async fn identities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<IdentityConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(identities::list(cx(ctx)?, &args).await?.into()))
    }
}

#[Object]
impl IdentitiesMutation {
    /// Exchanges the code of a login by a provider for a session. Who is not known yet gets an account, where anybody may register.
    /// Where there is a second factor, the refusal `two_factor_required` carries the challenge of the second step.
    async fn complete_provider_login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, and its verifier.")] input: ExchangeCodeInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<AuthTokens>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(identities::complete(cx(ctx)?, &input.into(), device(ctx)?).await?.into()))
    }

    /// Exchanges the code of a login by a provider for a link: the person asking can log in by that identity from now on.
    async fn link_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code, and its verifier.")] input: ExchangeCodeInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Identity>, Failure> {
        let work = async move |cx| Ok(Identity::from(identities::link(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Ends the link to an identity. The last way to log in stays. Answers true.
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`ident_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| identities::unlink(&cx, id).await.map(|()| true)).await
    }
}
