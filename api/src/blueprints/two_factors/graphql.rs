//! Second factors in GraphQL.

use async_graphql::{Context, Object};
use presswork_domain::two_factors;

use super::dto::{ConfirmTwoFactorInput, RecoveryCodes, StartedTwoFactor};
use crate::{
    failure::Failure,
    graphql::{
        cx,
        once::{check, once},
    },
};

/// Mutations of second factors.
#[derive(Default)]
pub struct TwoFactorsMutation;

#[Object]
impl TwoFactorsMutation {
    /// Begins a second factor: shows its secret. It counts once a code of it was confirmed.
    async fn start_two_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<StartedTwoFactor>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(two_factors::start(cx(ctx)?).await?.into()))
    }

    /// Lets the second factor count, by a code of it. Gives recovery codes.
    async fn confirm_two_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: ConfirmTwoFactorInput,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<RecoveryCodes>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(two_factors::confirm(cx(ctx)?, &input.code).await?.into()))
    }

    /// Ends the second factor; a login takes the password alone again. Answers true.
    async fn disable_two_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        once(ctx, idempotency_key, async move |cx| two_factors::disable(&cx).await.map(|()| true)).await
    }

    /// Gives new recovery codes; the former ones are void.
    async fn regenerate_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its form is checked; this answer is never given again.")] idempotency_key: Option<String>,
    ) -> Result<Option<RecoveryCodes>, Failure> {
        check(idempotency_key.as_deref())?;
        Ok(Some(two_factors::regenerate_recovery_codes(cx(ctx)?).await?.into()))
    }
}
