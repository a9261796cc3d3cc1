//! Access tokens in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::{access_tokens, ids};

use super::dto::{CreateAccessTokenInput, IssuedAccessToken};
use crate::{
    failure::Failure,
    graphql::{
        args::page_args,
        cx,
        once::{check, once},
    },
    page::AccessTokenConnection,
};

/// Queries of access tokens.
#[derive(Default)]
pub struct AccessTokensQuery;

/// Mutations of access tokens.
#[derive(Default)]
pub struct AccessTokensMutation;

#[Object]
impl AccessTokensQuery {
    /// The tokens of the person asking that were not revoked, the newest first.
    async fn access_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<AccessTokenConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(access_tokens::list(cx(ctx)?, &args).await?.into()))
    }
}

#[Object]
impl AccessTokensMutation {
    /// Makes a token for a program. Its secret is in this answer and nowhere else.
    async fn create_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: CreateAccessTokenInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<IssuedAccessToken>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(access_tokens::create(cx(ctx)?, &input.into()).await?.into()))
    }

    /// Revokes a token, at once and for every process. Answers true.
    async fn revoke_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`token_...`")] id: ID,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let id = ids::parse(&id)?;
        once(ctx, idempotency_key, async move |cx| access_tokens::revoke(&cx, id).await.map(|()| true)).await
    }
}
