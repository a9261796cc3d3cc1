//! `/v1/me/two-factor`.

use actix_web::{delete, post};
use presswork_domain::two_factors;

use super::dto::{ConfirmTwoFactorInput, RecoveryCodes, StartedTwoFactor};
use crate::{
    answer::{Answer, ok_once},
    body::Body,
    call::Call,
    routes::Routes,
};

/// Begins a second factor: shows its secret. It counts once a code of it was confirmed.
#[utoipa::path(
    operation_id = "startTwoFactor", tag = "twoFactors",
    responses((status = 200, body = StartedTwoFactor), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.startTwoFactor")))
)]
#[post("/me/two-factor")]
async fn start(call: Call) -> Answer {
    Ok(ok_once(StartedTwoFactor::from(two_factors::start(&call).await?)))
}

/// Lets the second factor count, by a code of it. Gives recovery codes.
#[utoipa::path(
    operation_id = "confirmTwoFactor", tag = "twoFactors",
    request_body(content = ConfirmTwoFactorInput, description = "The code."),
    responses((status = 200, body = RecoveryCodes), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.confirmTwoFactor")))
)]
#[post("/me/two-factor/confirm")]
async fn confirm(call: Call, Body(input): Body<ConfirmTwoFactorInput>) -> Answer {
    Ok(ok_once(RecoveryCodes::from(two_factors::confirm(&call, &input.code).await?)))
}

/// Ends the second factor; a login takes the password alone again.
#[utoipa::path(
    operation_id = "disableTwoFactor", tag = "twoFactors",
    responses((status = 204, description = "It has ended."), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.disableTwoFactor")))
)]
#[delete("/me/two-factor")]
async fn disable(call: Call) -> Answer {
    let work = async move |cx| two_factors::disable(&cx).await.map(|()| true);
    Ok(call.once("disableTwoFactor", work).await?.no_content())
}

/// Gives new recovery codes; the former ones are void.
#[utoipa::path(
    operation_id = "regenerateRecoveryCodes", tag = "twoFactors",
    responses((status = 200, body = RecoveryCodes), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.regenerateRecoveryCodes")))
)]
#[post("/me/two-factor/recovery-codes")]
async fn regenerate(call: Call) -> Answer {
    Ok(ok_once(RecoveryCodes::from(two_factors::regenerate_recovery_codes(&call).await?)))
}

/// The routes of second factors.
pub fn routes(config: &mut Routes<'_>) {
    config.service(start).service(confirm).service(disable).service(regenerate);
}
