//! The GraphQL face: one schema made of the blueprints' parts, and its transports.

pub mod args;
mod fit;
pub mod follow;
pub mod http;
mod limits;
pub mod loaders;
pub mod look_ahead;
pub mod once;
mod order;
pub mod quick;
mod rewrite;
mod schema;
mod settle;
mod stream;
pub mod ws;

use async_graphql::Context;
use presswork_domain::{Context as Cx, Error, Result, accounts::Device};

pub use http::{Endpoint, error_body};
use order::Order;
pub use schema::{ApiSchema, build, sdl};
use settle::settle;

/// Where it is served.
pub const PATH: &str = "/graphql";

/// Its own media type (GraphQL over HTTP).
pub const RESPONSE_TYPE: &str = "application/graphql-response+json";

/// The request's context. That of a subscription is of its beginning: what its results nest is asked for by `loaders`, which know
/// who listens at that moment.
///
/// # Errors
/// `internal` when there is none: a bug of the transport.
pub fn cx<'a>(ctx: &Context<'a>) -> Result<&'a Cx> {
    ctx.data_opt::<Cx>().ok_or_else(|| Error::internal("no context in this request"))
}

/// Where the request comes from.
///
/// # Errors
/// `internal` when it is not known: a bug of the transport.
pub fn device<'a>(ctx: &Context<'a>) -> Result<&'a Device> {
    ctx.data_opt::<Device>().ok_or_else(|| Error::internal("no device in this request"))
}
