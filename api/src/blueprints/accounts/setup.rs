//! The first admin: `POST /v1/auth/setup`, and the same in GraphQL.

use actix_web::post;
use async_graphql::{Context, InputObject, Object};
use presswork_domain::accounts;
use serde::Deserialize;
use utoipa::ToSchema;

use super::dto::Me;
use crate::{answer::Answer, body::Body, call::Call, failure::Failure, graphql::once::once, routes::Routes};

/// The first admin of an installation.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateFirstAdminInput {
    /// The token of the setup link.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub token: String,
    /// The handle: 3 to 30 of a-z, 0-9, _ and -, beginning with a letter.
    #[schema(example = "ann")]
    pub username: String,
    /// The mail address.
    #[schema(format = Email, example = "ann@example.org")]
    pub email: String,
    /// The password: 8 to 256 characters that are not easy to guess.
    #[schema(format = Password, example = "tram violet kettle")]
    pub password: String,
    /// The name shown to people; the handle when missing.
    #[schema(example = "Ann")]
    pub display_name: Option<String>,
}

impl CreateFirstAdminInput {
    fn parts(self) -> (String, accounts::NewAccountInput) {
        let Self { token, username, email, password, display_name } = self;
        (token, accounts::NewAccountInput { username, email, password, display_name })
    }
}

/// Makes the first admin, by the token of the link that the server prints at its start while there is none.
#[utoipa::path(
    operation_id = "createFirstAdmin", tag = "accounts",
    request_body(content = CreateFirstAdminInput, description = "The token, and the account."),
    responses((status = 201, body = Me), (status = 409)),
    extensions(("x-graphql" = json!("Mutation.createFirstAdmin")))
)]
#[post("/auth/setup")]
async fn create_first_admin(call: Call, Body(input): Body<CreateFirstAdminInput>) -> Answer {
    let (token, account) = input.parts();
    let work = async move |cx| Ok(Me::from(accounts::create_first_admin(&cx, &token, &account).await?));
    Ok(call.once("createFirstAdmin", work).await?.created(|me| format!("/v1/users/{}", *me.id)))
}

/// The routes of the setup.
pub fn routes(config: &mut Routes<'_>) {
    config.service(create_first_admin);
}

/// Mutations of the setup.
#[derive(Default)]
pub struct SetupMutation;

#[Object]
impl SetupMutation {
    /// Makes the first admin, by the token of the link that the server prints at its start while there is none.
    async fn create_first_admin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token, and the account.")] input: CreateFirstAdminInput,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Me>, Failure> {
        let (token, account) = input.parts();
        let work = async move |cx| Ok(Me::from(accounts::create_first_admin(&cx, &token, &account).await?));
        once(ctx, idempotency_key, work).await
    }
}
