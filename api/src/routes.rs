//! One list of routes, used in two ways: served by every thread, and described once for the OpenAPI document.
//!
//! What a thread serves it does not describe: the description of all routes takes megabytes and every thread would make its own only to
//! throw it away.
//!
//! actix tries one route after the other, each by a regular expression. So routes stand together by the first piece of their
//! addresses, and a request is tried against its own only.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{dev::HttpServiceFactory, guard::fn_guard, web};
use url::form_urlencoded;
use utoipa::openapi::{Components, OpenApi};
use utoipa_actix_web::OpenApiFactory;

/// Where routes are put.
pub enum Routes<'a> {
    /// Into an application that answers.
    Served(&'a mut web::ServiceConfig),
    /// Into an application that answers, by the first pieces of their addresses.
    Grouped(&'a mut Groups),
    /// Their first pieces only.
    Named(&'a mut Vec<Box<str>>),
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
            Self::Grouped(groups) => groups.add(route),
            Self::Named(pieces) => pieces.push(first_piece(&route)),
            Self::Described(document) => describe(document, &route),
        }
        self
    }

    /// Those of another list.
    pub fn configure(&mut self, list: impl FnOnce(&mut Routes<'_>)) -> &mut Self {
        match self {
            Self::Served(app) => list(&mut Routes::Served(app)),
            Self::Grouped(groups) => list(&mut Routes::Grouped(groups)),
            Self::Named(pieces) => list(&mut Routes::Named(pieces)),
            Self::Described(document) => list(&mut Routes::Described(document)),
        }
        self
    }
}

/// A list as actix takes it.
pub fn served(list: impl FnOnce(&mut Routes<'_>)) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| list(&mut Routes::Served(app))
}

/// The first pieces of the addresses of a list, in its order: found once, for all threads.
#[derive(Clone)]
pub struct Pieces(Arc<[Box<str>]>);

impl Pieces {
    /// Of this list.
    pub fn of(list: impl FnOnce(&mut Routes<'_>)) -> Self {
        let mut pieces = Vec::new();
        list(&mut Routes::Named(&mut pieces));
        Self(pieces.into())
    }
}

/// A list by first pieces.
pub struct Groups {
    pieces: Arc<[Box<str>]>,
    added: usize,
    of: BTreeMap<Box<str>, Vec<Serve>>,
}

type Serve = Box<dyn FnOnce(&mut web::ServiceConfig)>;

impl Groups {
    fn add<F: HttpServiceFactory + 'static>(&mut self, route: F) {
        let piece = self.pieces.get(self.added).cloned().unwrap_or_default();
        self.added += 1;
        let serve = move |app: &mut web::ServiceConfig| {
            app.service(route);
        };
        self.of.entry(piece).or_default().push(Box::new(serve));
    }

    fn serve(self, app: &mut web::ServiceConfig) {
        for (piece, routes) in self.of {
            let group = web::scope("").guard(fn_guard(move |asked| begins(asked.head().uri.path(), &piece)));
            app.service(group.configure(|app| routes.into_iter().for_each(|serve| serve(app))));
        }
    }
}

/// A list as actix takes it below a scope such as `/v1`, by its first pieces.
pub fn grouped(list: impl FnOnce(&mut Routes<'_>), pieces: &Pieces) -> impl FnOnce(&mut web::ServiceConfig) {
    let mut groups = Groups { pieces: Arc::clone(&pieces.0), added: 0, of: BTreeMap::new() };
    list(&mut Routes::Grouped(&mut groups));
    move |app| groups.serve(app)
}

/// Whether the piece after the scope's is this one.
fn begins(path: &str, piece: &str) -> bool {
    let asked = path.split('/').nth(2).unwrap_or_default();
    // Routes are found by what is meant, however it is written.
    asked == piece
        || asked.contains('%') && form_urlencoded::parse(asked.as_bytes()).next().is_some_and(|(name, _)| name == piece)
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

fn first_piece(route: &impl OpenApiFactory) -> Box<str> {
    let paths = route.paths();
    let path = paths.paths.keys().next().map(String::as_str).unwrap_or_default();
    path.trim_start_matches('/').split('/').next().unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_known_however_it_is_written() {
        assert!(
            begins("/v1/posts", "posts") && begins("/v1/posts/x/comments", "posts") && begins("/v1/p%6Fsts/x", "posts")
        );
        assert!(!begins("/v1/postscripts", "posts") && !begins("/v1", "posts") && !begins("/v1/p%2Fosts", "posts"));
    }
}
