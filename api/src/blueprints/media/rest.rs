//! `/v1/media`.

use actix_web::{HttpRequest, delete, get, patch, post, web::Path};
use presswork_domain::{
    Context, ids, jobs,
    media::{self, Ticket},
};

use super::{
    dto::{Media, MediaTicket},
    inputs::{CreateMediaInput, UpdateMediaInput},
    params::LibraryParams,
};
use crate::{
    answer::{Answer, ok_at},
    blueprints::jobs::dto::Job,
    body::Body,
    call::Call,
    cx::Cx,
    fields::{Fields, FieldsParams},
    page::{self, List},
    query::Query,
    routes::Routes,
};

/// What one has sent, the newest first; for editors what anybody has.
#[utoipa::path(
    operation_id = "mediaLibrary", tag = "media", params(LibraryParams),
    responses((status = 200, body = List<Media>)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Query.mediaLibrary")))
)]
#[get("/media")]
async fn list(cx: Cx, request: HttpRequest, Query(params): Query<LibraryParams>) -> Answer {
    let (fields, total) = (Fields::of::<Media>(params.fields.as_deref())?, params.include_total);
    let (args, needs_alt_text) = params.split();
    let page = media::library(&cx, &args, needs_alt_text).await?.counted(&cx, total).await?;
    Ok(page::answer::<_, Media>(&request, page, &fields))
}

/// Says that a picture is coming. The answer says where its bytes go; then `completeMedia`.
#[utoipa::path(
    operation_id = "createMedia", tag = "media", request_body(content = CreateMediaInput, description = "The picture."),
    responses(
        (status = 201, body = MediaTicket), (status = 403), (status = 409),
        (status = 404, description = "The medium of an earlier request with this key is gone.")
    ),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.createMedia")))
)]
#[post("/media")]
async fn create(call: Call, Body(input): Body<CreateMediaInput>) -> Answer {
    let cx = Context::clone(&call);
    let created = async move |cx| Ok(media::create(&cx, &input.into()).await?.id.to_string());
    let done = call.once::<String, _, _>("createMedia", created).await?;
    let ticket = Ticket::of(&cx, media::get(&cx, ids::parse(done.value())?).await?).await?;
    Ok(done.instead(MediaTicket::from(ticket)).created(|ticket| format!("/v1/media/{}", *ticket.media.id)))
}

/// A medium. Once it is ready everybody sees it.
#[utoipa::path(
    operation_id = "media", tag = "media",
    params(("id" = String, Path, description = "`media_...`"), FieldsParams),
    responses((status = 200, body = Media), (status = 404)),
    extensions(("x-graphql" = json!("Query.media")))
)]
#[get("/media/{id}")]
async fn get(cx: Cx, id: Path<String>, Query(params): Query<FieldsParams>) -> Answer {
    let fields = Fields::of::<Media>(params.fields.as_deref())?;
    let found = media::get(&cx, ids::parse(&id)?).await?;
    Ok(ok_at(found.version, fields.pick(Media::from(found))))
}

/// Says what a medium shows.
#[utoipa::path(
    operation_id = "updateMedia", tag = "media",
    request_body(content = UpdateMediaInput, description = "What is absent stays, null clears."),
    params(("id" = String, Path, description = "`media_...`")),
    responses((status = 200, body = Media), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.updateMedia")))
)]
#[patch("/media/{id}")]
async fn update(call: Call, id: Path<String>, Body(input): Body<UpdateMediaInput>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| Ok(Media::from(media::update(&cx, id, &input.into(), &expected).await?));
    Ok(call.once("updateMedia", work).await?.at(|media| media.version).ok())
}

/// Deletes a medium, at any time.
#[utoipa::path(
    operation_id = "deleteMedia", tag = "media",
    params(("id" = String, Path, description = "`media_...`")),
    responses((status = 204, description = "It is gone."), (status = 403), (status = 404), (status = 412)),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.deleteMedia")))
)]
#[delete("/media/{id}")]
async fn delete(call: Call, id: Path<String>) -> Answer {
    let (id, expected) = (ids::parse(&id)?, call.expected()?);
    let work = async move |cx| media::delete(&cx, id, &expected).await.map(|()| true);
    Ok(call.once("deleteMedia", work).await?.no_content())
}

/// Says that all bytes have been sent. The receipt is of the job that makes the picture ready, or refuses it.
#[utoipa::path(
    operation_id = "completeMedia", tag = "media",
    params(("id" = String, Path, description = "`media_...`")),
    responses(
        (status = 202, body = Job), (status = 404),
        (status = 410, description = "The ticket is over."),
        (status = 413, description = "What was sent to the bucket is longer than announced."),
    ),
    security(("bearer" = [])),
    extensions(("x-graphql" = json!("Mutation.completeMedia")))
)]
#[post("/media/{id}/complete")]
async fn complete(call: Call, id: Path<String>) -> Answer {
    let id = ids::parse(&id)?;
    let work = async move |cx| {
        let job = media::complete(&cx, id).await?;
        Ok(Job::from(jobs::receipt(&cx, job).await?))
    };
    Ok(call.once("completeMedia", work).await?.accepted_at(Job::address))
}

/// The routes of media.
pub fn routes(config: &mut Routes<'_>) {
    config.service(list).service(create).service(complete);
    config.service(super::content::put).service(super::variants::get);
    config.service(get).service(update).service(delete);
}
