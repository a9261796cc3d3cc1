//! Accounts in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::accounts;

use super::dto::{
    AuthTokens, ConfirmEmailInput, LoginInput, Me, RefreshInput, RegisterInput, Registration,
    RequestEmailVerificationInput,
};
use super::inputs::CompleteTwoFactorLoginInput;
use crate::{
    failure::Failure,
    graphql::{
        cx, device,
        once::{check, once},
    },
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
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Registration>, Failure> {
        let work = async move |cx| Ok(Registration::from(accounts::register(&cx, &input.into()).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Sends the mail that confirms an address once more.
    async fn request_email_verification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: RequestEmailVerificationInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Registration>, Failure> {
        let work =
            async move |cx| Ok(Registration::from(accounts::request_email_verification(&cx, &input.email).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Confirms a mail address by the token of the mail.
    async fn confirm_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: ConfirmEmailInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Me>, Failure> {
        let work = async move |cx| Ok(Me::from(accounts::confirm_email(&cx, &input.token).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Logs in. Where there is a second factor, the refusal `two_factor_required` carries the challenge of the second step.
    async fn login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: LoginInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<AuthTokens>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(accounts::login(cx(ctx)?, &input.into(), device(ctx)?).await?.into()))
    }

    /// Completes a login by a code of the second factor, or a recovery code. Each works once.
    async fn complete_two_factor_login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The challenge, and the code.")] input: CompleteTwoFactorLoginInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<AuthTokens>, Failure> {
        check(idempotency_key.as_deref())?;
        let (cx, device) = (cx(ctx)?, device(ctx)?);
        Ok(Some(accounts::complete_two_factor_login(cx, &input.challenge, &input.code, device).await?.into()))
    }

    /// Exchanges a refresh token for the next pair of tokens. Each is good for one use; a second use ends the session.
    async fn refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: RefreshInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<AuthTokens>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(accounts::refresh(cx(ctx)?, &input.refresh_token).await?.into()))
    }

    /// Ends the session of this request. Answers true.
    async fn logout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        check(idempotency_key.as_deref())?;
        accounts::logout(cx(ctx)?).await?;
        Ok(Some(true))
    }
}
