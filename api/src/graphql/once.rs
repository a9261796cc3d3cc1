//! Mutations with an idempotency key: the same rule as `Idempotency-Key` in REST, with the same keys.
//!
//! A key belongs to one field of a document, not to the request: three aliased mutations carry three keys. The selection is
//! no part of the input: what was answered is kept whole, and a repeat may select other parts of it.

use async_graphql::Context;
use presswork_domain::{Context as Cx, Error, Result, idempotency};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::cx;
use crate::{call::REPLAYED, client::Bucket, failure::Failure};

/// The name of the argument.
const ARGUMENT: &str = "idempotencyKey";

/// Does what the field asks for, or repeats what was answered to the same key before. `T` is kept for a day and must hold
/// no secret.
///
/// # Errors
/// Those of the work and of the key.
pub async fn once<T, F, W>(ctx: &Context<'_>, key: Option<String>, work: F) -> Result<Option<T>, Failure>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    F: FnOnce(Cx) -> W + Send + 'static,
    W: Future<Output = Result<T>> + Send + 'static,
{
    let call = key.map(|key| described(ctx, &key)).transpose()?;
    let done = idempotency::once(cx(ctx)?, call, work).await?;
    if done.replayed {
        ctx.insert_http_header(REPLAYED, "true");
    }
    Ok(Some(done.value))
}

/// Checks a key of an operation whose answer is not kept, see `call`.
///
/// # Errors
/// `invalid_idempotency_key`.
pub fn check(key: Option<&str>) -> Result<()> {
    key.map(idempotency::Key::parse).transpose().map(|_| ())
}

fn described(ctx: &Context<'_>, key: &str) -> Result<idempotency::Call> {
    let key = idempotency::Key::parse(key)?;
    let arguments = ctx.field().arguments().map_err(|error| Error::malformed("graphql_invalid", error.message))?;
    let mut input = Map::new();
    for (name, value) in arguments {
        let value = value.into_json().map_err(Error::internal)?;
        // An argument that is null is one that is absent: REST has no other way to say it.
        if name != ARGUMENT && value != Value::Null {
            // A number by itself stands in the path in REST, which has texts only.
            let value = if value.is_number() { value.to_string().into() } else { value };
            input.insert(name.to_string(), value);
        }
    }
    let bucket = ctx.data_opt::<Bucket>().map(|Bucket(bucket)| bucket.as_str()).unwrap_or_default();
    let caller = idempotency::caller(&cx(ctx)?.actor, bucket);
    Ok(idempotency::Call { caller, key, operation: ctx.field().name().to_owned(), input: input.into() })
}
