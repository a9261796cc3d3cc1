//! Passwords: `/v1/auth/password-reset`, `/v1/me/password` and `/v1/me/reauthentication`, and the same in GraphQL.

use actix_web::{post, put};
use async_graphql::{Context, Object};
use presswork_domain::accounts;

use super::inputs::{
    ChangePasswordInput, MailRequested, ReauthenticateInput, RequestPasswordResetInput, ResetPasswordInput,
};
use crate::{answer::Answer, body::Body, call::Call, failure::Failure, graphql::once::once, routes::Routes};

/// Mails a link that sets a new password. The answer is the same whether or not there is such an account.
#[utoipa::path(
    operation_id = "requestPasswordReset", tag = "accounts",
    request_body(content = RequestPasswordResetInput, description = "Where to."),
    responses((status = 202, body = MailRequested)),
    extensions(("x-graphql" = json!("Mutation.requestPasswordReset")))
)]
#[post("/auth/password-reset")]
async fn request_reset(call: Call, Body(input): Body<RequestPasswordResetInput>) -> Answer {
    let work = async move |cx| Ok(MailRequested::from(accounts::request_password_reset(&cx, &input.email).await?));
    Ok(call.once("requestPasswordReset", work).await?.accepted())
}

/// Sets a new password by the token of the mail. Every session and every access token of the account ends.
#[utoipa::path(
    operation_id = "resetPassword", tag = "accounts",
    request_body(content = ResetPasswordInput, description = "The token, and the password."),
    responses((status = 204, description = "The password is set; log in."), (status = 410)),
    extensions(("x-graphql" = json!("Mutation.resetPassword")))
)]
#[post("/auth/password-reset/confirm")]
async fn reset(call: Call, Body(input): Body<ResetPasswordInput>) -> Answer {
    let work = async move |cx| accounts::reset_password(&cx, &input.token, &input.password).await.map(|()| true);
    Ok(call.once("resetPassword", work).await?.no_content())
}

/// Changes the password of the person asking. Their other sessions and every access token end.
#[utoipa::path(
    operation_id = "changePassword", tag = "accounts",
    request_body(content = ChangePasswordInput, description = "The present one, and the new one."),
    responses((status = 204, description = "The password is changed."), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.changePassword")))
)]
#[put("/me/password")]
async fn change(call: Call, Body(input): Body<ChangePasswordInput>) -> Answer {
    let work = async move |cx| accounts::change_password(&cx, &input.into()).await.map(|()| true);
    Ok(call.once("changePassword", work).await?.no_content())
}

/// Proves once more who one is, so that for a while this session may do what is dangerous.
#[utoipa::path(
    operation_id = "reauthenticate", tag = "accounts",
    request_body(content = ReauthenticateInput, description = "The proof."),
    responses((status = 204, description = "The proof counts for a while."), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.reauthenticate")))
)]
#[post("/me/reauthentication")]
async fn reauthenticate(call: Call, Body(input): Body<ReauthenticateInput>) -> Answer {
    let work = async move |cx| accounts::reauthenticate(&cx, &input.into()).await.map(|()| true);
    Ok(call.once("reauthenticate", work).await?.no_content())
}

/// The routes of passwords.
pub fn routes(config: &mut Routes<'_>) {
    config.service(request_reset).service(reset).service(change).service(reauthenticate);
}

/// Mutations of passwords.
#[derive(Default)]
pub struct PasswordsMutation;

#[Object]
impl PasswordsMutation {
    /// Mails a link that sets a new password. The answer is the same whether or not there is such an account.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: RequestPasswordResetInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<MailRequested>, Failure> {
        let work = async move |cx| Ok(MailRequested::from(accounts::request_password_reset(&cx, &input.email).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Sets a new password by the token of the mail. Every session and every access token of the account ends. Answers
    /// true.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token, and the password.")] input: ResetPasswordInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let work = async move |cx| accounts::reset_password(&cx, &input.token, &input.password).await.map(|()| true);
        once(ctx, idempotency_key, work).await
    }

    /// Changes the password of the person asking. Their other sessions and every access token end. Answers true.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present one, and the new one.")] input: ChangePasswordInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let work = async move |cx| accounts::change_password(&cx, &input.into()).await.map(|()| true);
        once(ctx, idempotency_key, work).await
    }

    /// Proves once more who one is, so that for a while this session may do what is dangerous. Answers true.
    async fn reauthenticate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proof.")] input: ReauthenticateInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<bool>, Failure> {
        let work = async move |cx| accounts::reauthenticate(&cx, &input.into()).await.map(|()| true);
        once(ctx, idempotency_key, work).await
    }
}
