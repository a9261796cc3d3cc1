//! People in GraphQL.

use async_graphql::{Context, ID, Object};
use presswork_domain::users;

use super::dto::User;
use crate::{
    failure::Failure,
    graphql::{args::page_args, cx},
    page::UserConnection,
};

/// Queries of people.
#[derive(Default)]
pub struct UsersQuery;

#[Object]
impl UsersQuery {
    /// Everyone, the newest first.
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many items from the start, 1 to 100; 20 when missing.")] first: Option<i64>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many items from the end, 1 to 100.")] last: Option<i64>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<UserConnection>, Failure> {
        let args = page_args(first, after, last, before);
        Ok(Some(users::list(cx(ctx)?, &args).await?.into()))
    }

    /// A person by id or `@username`.
    async fn user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`user_...` or `@username`")] id: ID,
    ) -> Result<Option<User>, Failure> {
        Ok(Some(users::get(cx(ctx)?, &id.parse()?).await?.into()))
    }
}
