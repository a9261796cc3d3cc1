//! One list of routes, used in two ways: served by every thread, and described once for the OpenAPI document.
//!
//! What a thread serves it does not describe: the description of all routes takes megabytes and every thread would make its own only to
//! throw it away.
//!
//! actix tries one route after the other, each by a regular expression. So routes stand together by what their addresses look like, and a
//! request is tried against its own few only.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{dev::HttpServiceFactory, guard::fn_guard, web};
use url::form_urlencoded;
use utoipa::openapi::{Components, OpenApi};
use utoipa_actix_web::OpenApiFactory;

/// Where routes are put.
pub enum Routes<'a> {
    /// Into an application that answers.
    Served(&'a mut web::ServiceConfig),
    /// Into an application that answers, by what their addresses look like.
    Grouped(&'a mut Groups),
    /// Their addresses only.
    Named(&'a mut Vec<String>),
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
            Self::Named(addresses) => addresses.push(address(&route)),
            Self::Described(document) => describe(document, &route),
        }
        self
    }

    /// Those of another list.
    pub fn configure(&mut self, list: impl FnOnce(&mut Routes<'_>)) -> &mut Self {
        match self {
            Self::Served(app) => list(&mut Routes::Served(app)),
            Self::Grouped(groups) => list(&mut Routes::Grouped(groups)),
            Self::Named(addresses) => list(&mut Routes::Named(addresses)),
            Self::Described(document) => list(&mut Routes::Described(document)),
        }
        self
    }
}

/// A list as actix takes it.
pub fn served(list: impl FnOnce(&mut Routes<'_>)) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| list(&mut Routes::Served(app))
}

/// What the addresses of a list look like, in its order: found once, for all threads.
#[derive(Clone)]
pub struct Looks(Arc<[Look]>);

impl Looks {
    /// Of this list.
    pub fn of(list: impl FnOnce(&mut Routes<'_>)) -> Self {
        let mut addresses = Vec::new();
        list(&mut Routes::Named(&mut addresses));
        Self(Look::of_all(&addresses).into())
    }
}

/// What an address looks like below the scope. No address looks like two of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    first: Box<str>,
    pieces: usize,
    /// The last piece, where no address with that beginning and length ends with a variable.
    last: Option<Box<str>>,
}

impl Look {
    fn of_all(addresses: &[String]) -> Vec<Self> {
        let bare = |address: &String| {
            let pieces: Vec<&str> = address.trim_start_matches('/').split('/').collect();
            let last = pieces.last().copied().unwrap_or_default();
            (Self { first: pieces[0].into(), pieces: pieces.len(), last: None }, Box::<str>::from(last))
        };
        let all: Vec<(Self, Box<str>)> = addresses.iter().map(bare).collect();
        let varies = |look: &Self| all.iter().any(|(other, last)| other == look && last.starts_with('{'));
        all.iter()
            .map(|(look, last)| Self { last: Some(last.clone()).filter(|_| !varies(look)), ..look.clone() })
            .collect()
    }

    /// Whether a path with a scope of one piece looks so.
    fn fits(&self, path: &str) -> bool {
        let mut asked = path.split('/').skip(2);
        asked.next().is_some_and(|first| is(first, &self.first))
            && asked.clone().count() + 1 == self.pieces
            && self.last.as_ref().is_none_or(|last| path.rsplit('/').next().is_some_and(|asked| is(asked, last)))
    }
}

/// Whether a piece is this one. Routes are found by what is meant, however it is written.
fn is(asked: &str, piece: &str) -> bool {
    asked == piece
        || asked.contains('%') && form_urlencoded::parse(asked.as_bytes()).next().is_some_and(|(name, _)| name == piece)
}

/// A list by what its addresses look like.
pub struct Groups {
    looks: Arc<[Look]>,
    added: usize,
    of: BTreeMap<Look, Vec<Serve>>,
}

type Serve = Box<dyn FnOnce(&mut web::ServiceConfig)>;

impl Groups {
    fn add<F: HttpServiceFactory + 'static>(&mut self, route: F) {
        let look = self.looks.get(self.added).cloned().unwrap_or_default();
        self.added += 1;
        let serve = move |app: &mut web::ServiceConfig| {
            app.service(route);
        };
        self.of.entry(look).or_default().push(Box::new(serve));
    }

    fn serve(self, app: &mut web::ServiceConfig) {
        for (look, routes) in self.of {
            let group = web::scope("").guard(fn_guard(move |asked| look.fits(asked.head().uri.path())));
            app.service(group.configure(|app| routes.into_iter().for_each(|serve| serve(app))));
        }
    }
}

/// A list as actix takes it below a scope such as `/v1`, by what its addresses look like.
pub fn grouped(list: impl FnOnce(&mut Routes<'_>), looks: &Looks) -> impl FnOnce(&mut web::ServiceConfig) {
    let mut groups = Groups { looks: Arc::clone(&looks.0), added: 0, of: BTreeMap::new() };
    list(&mut Routes::Grouped(&mut groups));
    move |app| groups.serve(app)
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

fn address(route: &impl OpenApiFactory) -> String {
    route.paths().paths.keys().next().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_however_it_is_written() {
        let addresses = ["/posts", "/posts/{id}", "/posts/{id}/comments"].map(str::to_owned);
        let looks = Look::of_all(&addresses);
        let fitting = |path: &str| looks.iter().filter(|look| look.fits(path)).collect::<Vec<_>>();
        for (path, at) in [
            ("/v1/posts", 0),
            ("/v1/p%6Fsts/x", 1),
            ("/v1/posts/comments", 1),
            ("/v1/posts/x/comments", 2),
            ("/v1/posts/x/c%6Fmments", 2),
        ] {
            assert_eq!(fitting(path), [&looks[at]], "{path}");
        }
        for path in ["/v1/postscripts", "/v1", "/v1/p%2Fosts", "/v1/posts/x/likes", "/v1/posts/x/comments/y"] {
            assert!(fitting(path).is_empty(), "{path}");
        }
    }

    #[test]
    fn addresses_that_the_same_path_may_ask_for_look_alike() {
        let addresses =
            ["/media/{id}/content", "/media/{id}/{variant}", "/jobs/retry", "/jobs/{id}"].map(str::to_owned);
        let looks = Look::of_all(&addresses);
        assert!(looks[0] == looks[1] && looks[2] == looks[3] && looks[0] != looks[2]);
    }
}
