//! What people change about themselves, and admins about others: `PATCH /v1/me`, `PATCH /v1/users/{id}`, and the same in
//! GraphQL.

use actix_web::{patch, web::Path};
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use presswork_domain::{accounts, patch::Patch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::Me;
use crate::{
    answer::Answer,
    blueprints::users::dto::Role,
    body::Body,
    call::Call,
    failure::Failure,
    graphql::{args::expected, once::once},
    routes::Routes,
    scalars::Time,
};

/// A change of what one shows of oneself (RFC 7396): what is absent stays, null clears.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdateMeInput {
    /// The name shown to people, 1 to 80 characters; can't be cleared.
    #[schema(value_type = Option<String>, example = "Ada Lovelace")]
    pub display_name: MaybeUndefined<String>,
    /// A few words, at most 500 characters; null empties it.
    #[schema(value_type = Option<String>)]
    pub bio: MaybeUndefined<String>,
}

impl From<UpdateMeInput> for accounts::MePatchInput {
    fn from(input: UpdateMeInput) -> Self {
        Self { display_name: patched(input.display_name), bio: patched(input.bio) }
    }
}

/// A change of somebody's account by an admin (RFC 7396): what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UpdateUserInput {
    /// What they may do; can't be cleared.
    #[schema(value_type = Option<Role>)]
    pub role: MaybeUndefined<Role>,
    /// Whether they are kept out; can't be cleared.
    #[schema(value_type = Option<bool>, example = false)]
    pub suspended: MaybeUndefined<bool>,
}

impl From<UpdateUserInput> for accounts::UserPatchInput {
    fn from(input: UpdateUserInput) -> Self {
        let role = match patched(input.role) {
            Patch::Value(role) => Patch::Value(role.into()),
            Patch::Null => Patch::Null,
            Patch::Absent => Patch::Absent,
        };
        Self { role, suspended: patched(input.suspended) }
    }
}

fn patched<T>(value: MaybeUndefined<T>) -> Patch<T> {
    match value {
        MaybeUndefined::Undefined => Patch::Absent,
        MaybeUndefined::Null => Patch::Null,
        MaybeUndefined::Value(value) => Patch::Value(value),
    }
}

/// An account as admins see it.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManagedUser {
    /// The public id.
    #[schema(value_type = String, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The handle.
    #[schema(example = "ada")]
    pub username: String,
    /// The name shown to people.
    #[schema(example = "Ada Lovelace")]
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// Since when they are kept out; null if they are not.
    pub suspended_at: Option<Time>,
    /// Counts the changes; for `If-Match`.
    pub version: i64,
}

impl From<accounts::ManagedUser> for ManagedUser {
    fn from(managed: accounts::ManagedUser) -> Self {
        Self {
            id: managed.user.id.to_string().into(),
            username: managed.user.username,
            display_name: managed.user.display_name,
            role: managed.user.role.into(),
            suspended_at: managed.suspended_at.map(Time::from),
            version: managed.version,
        }
    }
}

/// Changes what the person asking shows of themselves.
#[utoipa::path(
    operation_id = "updateMe", tag = "accounts",
    request_body(content = UpdateMeInput, description = "What is absent stays, null clears."),
    responses((status = 200, body = Me), (status = 403), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updateMe")))
)]
#[patch("/me")]
async fn update_me(call: Call, Body(input): Body<UpdateMeInput>) -> Answer {
    let expected = call.expected()?;
    let work = async move |cx| Ok(Me::from(accounts::update_me(&cx, &input.into(), &expected).await?));
    Ok(call.once("updateMe", work).await?.at(|me| me.version).ok())
}

/// Gives somebody another role, suspends them or lets them back in. Who is suspended is logged out at once.
#[utoipa::path(
    operation_id = "updateUser", tag = "users",
    request_body(content = UpdateUserInput, description = "What is absent stays."),
    params(("id" = String, Path, description = "`user_...` or `@username`")),
    responses((status = 200, body = ManagedUser), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updateUser")))
)]
#[patch("/users/{id}")]
async fn update_user(call: Call, id: Path<String>, Body(input): Body<UpdateUserInput>) -> Answer {
    let (who, expected) = (id.parse()?, call.expected()?);
    let work = async move |cx| Ok(ManagedUser::from(accounts::update_user(&cx, &who, &input.into(), &expected).await?));
    Ok(call.once("updateUser", work).await?.at(|user| user.version).ok())
}

/// The routes of profiles.
pub fn routes(config: &mut Routes<'_>) {
    config.service(update_me).service(update_user);
}

/// Mutations of profiles.
#[derive(Default)]
pub struct ProfilesMutation;

#[Object]
impl ProfilesMutation {
    /// Changes what the person asking shows of themselves.
    async fn update_me(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is absent stays, null clears.")] input: UpdateMeInput,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<Me>, Failure> {
        let expected = expected(if_match.as_deref())?;
        let work = async move |cx| Ok(Me::from(accounts::update_me(&cx, &input.into(), &expected).await?));
        once(ctx, idempotency_key, work).await
    }

    /// Gives somebody another role, suspends them or lets them back in. Who is suspended is logged out at once.
    async fn update_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
        #[graphql(desc = "What is absent stays.")] input: UpdateUserInput,
        #[graphql(desc = "Only if it has one of these versions: `7`, entity tags (their version counts), or `*`.")]
        if_match: Option<String>,
        #[graphql(desc = "Within 24 hours a repeat in either face only gets the first answer. 1 to 255 ASCII signs.")]
        idempotency_key: Option<String>,
    ) -> Result<Option<ManagedUser>, Failure> {
        let (who, expected) = (id.parse()?, expected(if_match.as_deref())?);
        let work =
            async move |cx| Ok(ManagedUser::from(accounts::update_user(&cx, &who, &input.into(), &expected).await?));
        once(ctx, idempotency_key, work).await
    }
}
