//! One list of routes, used in two ways: served by every thread, and described once for the OpenAPI document.
//!
//! What a thread serves it does not describe: the description of all routes takes megabytes and every thread would make its own only to
//! throw it away.

use actix_web::{dev::HttpServiceFactory, web};
use utoipa::openapi::{Components, OpenApi};
use utoipa_actix_web::OpenApiFactory;

/// Where routes are put.
pub enum Routes<'a> {
    /// Into an application that answers.
    Served(&'a mut web::ServiceConfig),
    /// Into a document.
    Described(&'a mut OpenApi),
}

impl Routes<'_> {
    /// One route, with its description.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, route: F) -> &mut Self {
        match self {
            Self::Served(app) => {
                app.service(route);
            }
            Self::Described(document) => describe(document, &route),
        }
        self
    }

    /// Those of another list.
    pub fn configure(&mut self, list: impl FnOnce(&mut Routes<'_>)) -> &mut Self {
        match self {
            Self::Served(app) => list(&mut Routes::Served(app)),
            Self::Described(document) => list(&mut Routes::Described(document)),
        }
        self
    }
}

/// A list as actix takes it.
pub fn served(list: impl FnOnce(&mut Routes<'_>)) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| list(&mut Routes::Served(app))
}

/// A list as a document.
pub fn described(list: impl FnOnce(&mut Routes<'_>)) -> OpenApi {
    let mut document = OpenApi::default();
    list(&mut Routes::Described(&mut document));
    document
}

fn describe(document: &mut OpenApi, route: &impl OpenApiFactory) {
    document.paths.merge(route.paths());
    let mut schemas = Vec::new();
    route.schemas(&mut schemas);
    document.components.get_or_insert_with(Components::new).schemas.extend(schemas);
}
