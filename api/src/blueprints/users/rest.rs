//! `/v1/users`.

use actix_web::{HttpRequest, get, web::Path};
use presswork_domain::users;

use super::dto::User;
use crate::{
    answer::{Answer, ok},
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List, PageParams},
    query::Query,
    routes::Routes,
};

/// Everyone, the newest first.
#[utoipa::path(
    operation_id = "users", tag = "users", params(PageParams),
    responses((status = 200, body = List<User>)),
    extensions(("x-graphql" = json!("Query.users")))
)]
#[get("/users")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<PageParams>) -> Answer {
    let (fields, total) = (Fields::of::<User>(params.fields.as_deref())?, params.include_total);
    let page = users::list(&cx, &params.into()).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, User>(&request, page, &fields))
}

/// A person by id or `@username`.
#[utoipa::path(
    operation_id = "user", tag = "users",
    params(("id" = String, Path, description = "`user_...` or `@username`", example = "@ada"), FieldsParams),
    responses((status = 200, body = User), (status = 404)),
    extensions(("x-graphql" = json!("Query.user")))
)]
#[get("/users/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<User>(params.fields.as_deref())?;
    let user = users::get(&cx, &id.parse()?).await?;
    Ok(ok(fields.pick(User::from(user))))
}

/// The routes of people.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(get);
}
