//! `/v1/auth` and `/v1/me`.

use actix_web::{get, post};
use presswork_domain::accounts;

use super::dto::{
    AuthTokens, ConfirmEmailInput, LoginInput, Me, RefreshInput, RegisterInput, Registration,
    RequestEmailVerificationInput,
};
use super::inputs::CompleteTwoFactorLoginInput;
use crate::{
    answer::{Answer, no_content, ok_at, ok_once},
    body::Body,
    call::Call,
    cx::Cx,
    device::Origin,
    fields::{Fields, FieldsParams},
    query::Query,
    routes::Routes,
};

/// Makes an account. A mail with a token to confirm the address is on its way.
#[utoipa::path(
    operation_id = "register", tag = "accounts", request_body(content = RegisterInput, description = "The account."),
    responses((status = 202, body = Registration), (status = 403), (status = 409)),
    extensions(("x-graphql" = json!("Mutation.register")))
)]
#[post("/auth/register")]
async fn register(call: Call, Body(input): Body<RegisterInput>) -> Answer {
    let work = async move |cx| Ok(Registration::from(accounts::register(&cx, &input.into()).await?));
    Ok(call.once("register", work).await?.accepted())
}

/// Sends the mail that confirms an address once more.
#[utoipa::path(
    operation_id = "requestEmailVerification", tag = "accounts",
    request_body(content = RequestEmailVerificationInput, description = "Where to."),
    responses((status = 202, body = Registration)),
    extensions(("x-graphql" = json!("Mutation.requestEmailVerification")))
)]
#[post("/auth/email-verification")]
async fn request_email_verification(call: Call, Body(input): Body<RequestEmailVerificationInput>) -> Answer {
    let work = async move |cx| Ok(Registration::from(accounts::request_email_verification(&cx, &input.email).await?));
    Ok(call.once("requestEmailVerification", work).await?.accepted())
}

/// Confirms a mail address by the token of the mail.
#[utoipa::path(
    operation_id = "confirmEmail", tag = "accounts",
    request_body(content = ConfirmEmailInput, description = "The token."),
    responses((status = 200, body = Me), (status = 410)),
    extensions(("x-graphql" = json!("Mutation.confirmEmail")))
)]
#[post("/auth/email-verification/confirm")]
async fn confirm_email(call: Call, Body(input): Body<ConfirmEmailInput>) -> Answer {
    let work = async move |cx| Ok(Me::from(accounts::confirm_email(&cx, &input.token).await?));
    Ok(call.once("confirmEmail", work).await?.ok())
}

/// Logs in. Where there is a second factor, the refusal `two_factor_required` carries the challenge of the second step.
#[utoipa::path(
    operation_id = "login", tag = "accounts", request_body(content = LoginInput, description = "Who."),
    responses((status = 200, body = AuthTokens), (status = 403)),
    extensions(("x-graphql" = json!("Mutation.login")))
)]
#[post("/auth/login")]
async fn login(call: Call, Origin(device): Origin, Body(input): Body<LoginInput>) -> Answer {
    Ok(ok_once(AuthTokens::from(accounts::login(&call, &input.into(), &device).await?)))
}

/// Completes a login by a code of the second factor, or a recovery code. Each works once.
#[utoipa::path(
    operation_id = "completeTwoFactorLogin", tag = "accounts",
    request_body(content = CompleteTwoFactorLoginInput, description = "The challenge, and the code."),
    responses((status = 200, body = AuthTokens), (status = 403)),
    extensions(("x-graphql" = json!("Mutation.completeTwoFactorLogin")))
)]
#[post("/auth/login/two-factor")]
async fn complete_two_factor_login(
    call: Call,
    Origin(device): Origin,
    Body(input): Body<CompleteTwoFactorLoginInput>,
) -> Answer {
    let tokens = accounts::complete_two_factor_login(&call, &input.challenge, &input.code, &device).await?;
    Ok(ok_once(AuthTokens::from(tokens)))
}

/// Exchanges a refresh token for the next pair of tokens. Each is good for one use; a second use ends the session.
#[utoipa::path(
    operation_id = "refresh", tag = "accounts", request_body(content = RefreshInput, description = "The token."),
    responses((status = 200, body = AuthTokens)),
    extensions(("x-graphql" = json!("Mutation.refresh")))
)]
#[post("/auth/refresh")]
async fn refresh(call: Call, Body(input): Body<RefreshInput>) -> Answer {
    Ok(ok_once(AuthTokens::from(accounts::refresh(&call, &input.refresh_token).await?)))
}

/// Ends the session of this request.
#[utoipa::path(
    operation_id = "logout", tag = "accounts",
    responses((status = 204, description = "The session has ended.")),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.logout")))
)]
#[post("/auth/logout")]
async fn logout(call: Call) -> Answer {
    accounts::logout(&call).await?;
    Ok(no_content())
}

/// The person asking, as they see themselves.
#[utoipa::path(
    operation_id = "me", tag = "accounts", params(FieldsParams),
    responses((status = 200, body = Me)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.me")))
)]
#[get("/me")]
async fn me(cx: Cx, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<Me>(params.fields.as_deref())?;
    let me = Me::from(accounts::me(&cx).await?);
    Ok(ok_at(me.version, fields.pick(me)))
}

/// The routes of accounts.
pub fn routes(config: &mut Routes<'_>) {
    config.service(register).service(request_email_verification).service(confirm_email);
    config.service(login).service(complete_two_factor_login).service(refresh).service(logout).service(me);
    super::ends::routes(config);
    super::passwords::routes(config);
    super::profiles::routes(config);
    super::sessions::routes(config);
    super::setup::routes(config);
}
