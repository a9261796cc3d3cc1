//! Another mail address, and the end of an account: `/v1/me/email`, `DELETE /v1/me`, and the same in GraphQL.

use actix_web::{delete, post};
use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use presswork_domain::{Context as Cx, Result as Done, accounts, ids::JobId, jobs};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{dto::ConfirmEmailInput, inputs::MailRequested};
use crate::{
    answer::Answer, blueprints::jobs::dto::Job, body::Body, call::Call, failure::Failure, graphql::once::once,
    routes::Routes, scalars::Time,
};

/// A mail address that an account is to have.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeEmailInput {
    /// The address.
    #[schema(format = Email, example = "ada.king@example.org")]
    pub email: String,
}

/// How a change of the mail address stands.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmailChange {
    /// Whether both addresses have agreed, so that the account has the new one.
    pub complete: bool,
}

/// An account that is going to be erased.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountDeletion {
    /// When it will be erased. Until then a login keeps it.
    pub erase_at: Time,
    /// The job that will do it: its result says how much of each kind was erased.
    pub job: Job,
}

impl AccountDeletion {
    async fn of(cx: &Cx, (erase_at, job): (DateTime<Utc>, JobId)) -> Done<Self> {
        Ok(Self { erase_at: erase_at.into(), job: jobs::receipt(cx, job).await?.into() })
    }
}

/// Begins a change of the mail address: a mail goes to the present address and another to the new one, and both have to agree.
#[utoipa::path(
    operation_id = "changeEmail", tag = "accounts",
    request_body(content = ChangeEmailInput, description = "The new address."),
    responses((status = 202, body = MailRequested), (status = 403)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.changeEmail")))
)]
#[post("/me/email")]
async fn change_email(call: Call, Body(input): Body<ChangeEmailInput>) -> Answer {
    let work = async move |cx| Ok(MailRequested::from(accounts::change_email(&cx, &input.email).await?));
    Ok(call.once("changeEmail", work).await?.accepted())
}

/// Agrees to a change of the mail address by the token of one of its two mails.
#[utoipa::path(
    operation_id = "confirmEmailChange", tag = "accounts",
    request_body(content = ConfirmEmailInput, description = "The token."),
    responses((status = 200, body = EmailChange), (status = 409), (status = 410)),
    extensions(("x-graphql" = json!("Mutation.confirmEmailChange")))
)]
#[post("/me/email/confirm")]
async fn confirm_email_change(call: Call, Body(input): Body<ConfirmEmailInput>) -> Answer {
    let work = async move |cx| Ok(EmailChange { complete: accounts::confirm_email_change(&cx, &input.token).await? });
    Ok(call.once("confirmEmailChange", work).await?.ok())
}

/// Deletes the account of the person asking: it is logged out everywhere at once, and erased when the grace is over. Until then
/// a login keeps it.
#[utoipa::path(
    operation_id = "deleteMe", tag = "accounts",
    responses((status = 202, body = AccountDeletion), (status = 403), (status = 409)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteMe")))
)]
#[delete("/me")]
async fn delete_me(call: Call) -> Answer {
    let work = async move |cx| AccountDeletion::of(&cx, accounts::delete_me(&cx).await?).await;
    Ok(call.once("deleteMe", work).await?.accepted())
}

/// The routes of changes of the address, and of ends.
pub fn routes(config: &mut Routes<'_>) {
    config.service(change_email).service(confirm_email_change).service(delete_me);
}

/// Mutations of addresses and ends.
#[derive(Default)]
pub struct EndsMutation;

#[Object]
impl EndsMutation {
    /// Begins a change of the mail address: a mail goes to the present address and another to the new one, and both have to
    /// agree.
    async fn change_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new address.")] input: ChangeEmailInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<MailRequested>, Failure> {
        let work = async move |cx| Ok(MailRequested::from(accounts::change_email(&cx, &input.email).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Agrees to a change of the mail address by the token of one of its two mails.
    async fn confirm_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: ConfirmEmailInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<EmailChange>, Failure> {
        let work =
            async move |cx| Ok(EmailChange { complete: accounts::confirm_email_change(&cx, &input.token).await? });
        once(ctx, idempotency_key, work).await
    }

    /// Deletes the account of the person asking: it is logged out everywhere at once, and erased when the grace is over. Until
    /// then a login keeps it.
    async fn delete_me(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<AccountDeletion>, Failure> {
        let work = async move |cx| AccountDeletion::of(&cx, accounts::delete_me(&cx).await?).await;
        once(ctx, idempotency_key, work).await
    }
}
