//! Accounts in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::accounts;

use super::dto::{
    AuthTokens, ConfirmEmailInput, LoginInput, Me, RefreshInput, RegisterInput, Registration,
    RequestEmailVerificationInput,
};
use crate::{
    failure::Failure,
    graphql::{cx, device},
};

/// Queries of accounts.
#[derive(Default)]
pub struct AccountsQuery;

/// Mutations of accounts.
#[derive(Default)]
pub struct AccountsMutation;

#[Object]
impl AccountsQuery {
    /// The person asking, as they see themselves.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Me>, Failure> {
        Ok(Some(accounts::me(cx(ctx)?).await?.into()))
    }
}

#[Object]
impl AccountsMutation {
    /// Makes an account. A mail with a token to confirm the address is on its way.
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: RegisterInput,
    ) -> Result<Option<Registration>, Failure> {
        Ok(Some(accounts::register(cx(ctx)?, &input.into()).await?.into()))
    }

    /// Sends the mail that confirms an address once more.
    async fn request_email_verification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: RequestEmailVerificationInput,
    ) -> Result<Option<Registration>, Failure> {
        Ok(Some(accounts::request_email_verification(cx(ctx)?, &input.email).await?.into()))
    }

    /// Confirms a mail address by the token of the mail.
    async fn confirm_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: ConfirmEmailInput,
    ) -> Result<Option<Me>, Failure> {
        Ok(Some(accounts::confirm_email(cx(ctx)?, &input.token).await?.into()))
    }

    /// Logs in.
    async fn login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: LoginInput,
    ) -> Result<Option<AuthTokens>, Failure> {
        Ok(Some(accounts::login(cx(ctx)?, &input.into(), device(ctx)?).await?.into()))
    }

    /// Exchanges a refresh token for the next pair of tokens. Each is good for one use; a second use ends the session.
    async fn refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: RefreshInput,
    ) -> Result<Option<AuthTokens>, Failure> {
        Ok(Some(accounts::refresh(cx(ctx)?, &input.refresh_token).await?.into()))
    }

    /// Ends the session of this request. Answers true.
    async fn logout(&self, ctx: &Context<'_>) -> Result<Option<bool>, Failure> {
        accounts::logout(cx(ctx)?).await?;
        Ok(Some(true))
    }
}
