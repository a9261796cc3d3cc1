//! `POST /graphql` and `GET /graphql`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode},
    web::{Bytes, Data},
};
use async_graphql::Response;

use super::{
    super::loaders,
    accept,
    answer::{Manner, answer},
    prepare::{Endpoint, Unfit},
    request::{self, Asked},
};
use crate::{
    client::{self, Bucket},
    cx::Cx,
    device::Origin,
    media,
    problem::{ApiError, Problem},
};

/// `POST /graphql`.
pub async fn post(
    endpoint: Data<Endpoint>,
    cx: Cx,
    origin: Origin,
    request: HttpRequest,
    bytes: Bytes,
) -> Result<HttpResponse, ApiError> {
    media::accepted_type(&request)?;
    let asked = request::from_body(&bytes, cx.settings().http.json_depth)?;
    run(&endpoint, cx, origin, &request, asked).await
}

/// `GET /graphql`: queries only, so that no link can change anything.
pub async fn get(
    endpoint: Data<Endpoint>,
    cx: Cx,
    origin: Origin,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let asked = request::from_query(request.query_string())?;
    run(&endpoint, cx, origin, &request, asked).await
}

async fn run(
    endpoint: &Endpoint,
    Cx(cx): Cx,
    Origin(device): Origin,
    request: &HttpRequest,
    mut asked: Asked,
) -> Result<HttpResponse, ApiError> {
    let request_id = cx.request_id.clone();
    let accepted = accept::negotiate(request)?;
    let manner = Manner { request_id: &request_id, accepted, discreet: endpoint.is_discreet() };
    let prepared = match endpoint.prepare(&mut asked) {
        Ok(prepared) => prepared,
        Err(Unfit::Refused(problem)) => return Err(problem.into()),
        Err(Unfit::Answered(error)) => return Ok(answer(Response::from_errors(vec![error]), &manner)),
    };
    if request.method() != Method::POST && asked.mutates(&prepared.document) {
        let detail = "mutations are sent by POST";
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail);
        return Ok(crate::fallback::not_allowed(problem, "GET, HEAD, POST"));
    }
    let bucket = Bucket(client::bucket_of(request));
    let runnable = asked.into_request(prepared).data(loaders::request_loader(cx.clone()));
    let response = endpoint.schema.execute(runnable.data(cx).data(device).data(bucket)).await;
    Ok(answer(response, &manner))
}
