//! The loader of a request.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{Context, dataloader::DataLoader};
use presswork_domain::{
    Context as Cx, Error,
    platform::{db::carried, task},
};

use crate::graphql::follow::Listener;

/// Loads as one actor, or as one who listens.
pub struct RequestLoader {
    cx: Cx,
    listener: Option<Listener>,
}

impl RequestLoader {
    /// The context of one batch.
    pub(super) fn cx(&self) -> Cow<'_, Cx> {
        self.listener.as_ref().map_or(Cow::Borrowed(&self.cx), |listener| Cow::Owned(listener.here(&self.cx)))
    }
}

/// The loader of a request.
pub fn request_loader(cx: Cx) -> DataLoader<RequestLoader> {
    batched(RequestLoader { cx, listener: None })
}

/// The loader of a request that lasts: each batch is asked for as who listens at that moment.
pub fn lasting_loader(cx: Cx, listener: Listener) -> DataLoader<RequestLoader> {
    batched(RequestLoader { cx, listener: Some(listener) })
}

fn batched(loader: RequestLoader) -> DataLoader<RequestLoader> {
    DataLoader::new(loader, |work| task::spawn("graphql loader", carried(work)))
}

pub(super) fn loader<'a>(ctx: &Context<'a>) -> Result<&'a DataLoader<RequestLoader>, Error> {
    ctx.data_opt().ok_or_else(|| Error::internal("no loader in this request"))
}

/// A failed batch fails every field that waited for it; the cause is shared and can only be told, not moved.
pub(super) fn unshared(error: &Arc<Error>) -> Error {
    Error::internal(error.to_string())
}
