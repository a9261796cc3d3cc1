//! An unsafe request of the REST face: with an `Idempotency-Key` it takes effect once, `If-Match` says what it may change,
//! `Prefer: return=minimal` asks for no more than the outcome (RFC 7240).
//!
//! Operations that answer with tokens (login, refresh) and the end of a session (logout) take a key, check its form and do
//! nothing else with it: their answers must not be kept, a second login is harmless, a refresh token is good for one use
//! anyway, and after a logout nobody can ask again. Nor is an answer kept of what changes nothing (a preview): a repeat is harmless anyway.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    web::Bytes,
};
use presswork_domain::{Context, Error, Result, expected::Expected, idempotency};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{answer, client, cx::Cx, problem::ApiError};

/// The header of a key.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that is that of an earlier request.
pub const REPLAYED: &str = "idempotent-replayed";
/// The header of how a client would like to be answered.
pub const PREFER: HeaderName = HeaderName::from_static("prefer");
const APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The body as it was sent, left by `Body` for the comparison with the first request of a key.
pub struct Sent(pub Bytes);

/// An unsafe request.
pub struct Call {
    cx: Cx,
    request: HttpRequest,
    key: Option<idempotency::Key>,
}

impl Deref for Call {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.cx
    }
}

impl FromRequest for Call {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let cx = Cx::from_request(request, payload).into_inner();
        ready(cx.and_then(|Cx(cx)| {
            let actor = cx.actor.clone().at_any_time();
            Ok(Self { cx: Cx(cx.with_actor(actor)), request: request.clone(), key: key(request)? })
        }))
    }
}

impl Call {
    /// The versions that this request may change.
    ///
    /// # Errors
    /// `invalid_if_match`.
    pub fn expected(&self) -> Result<Expected> {
        if_match(&self.request).map_or(Ok(Expected::Any), |text| Expected::parse(&text))
    }

    /// Does it, or repeats what was answered to the same request before. `T` is kept for a day and must hold no secret.
    pub async fn once<T, F, W>(self, operation: &str, work: F) -> Result<Done<T>, ApiError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(Context) -> W + Send + 'static,
        W: Future<Output = Result<T>> + Send + 'static,
    {
        let call = self.key.as_ref().map(|key| self.described(operation, key.clone())).transpose()?;
        let done = idempotency::once(&self.cx, call, work).await?;
        Ok(Done { value: done.value, version: None, replayed: done.replayed, minimal: wants_minimal(&self.request) })
    }

    /// What came of an operation that is done anew each time, because it changes nothing: no answer of it is kept.
    pub fn done<T>(&self, value: T) -> Done<T> {
        Done { value, version: None, replayed: false, minimal: wants_minimal(&self.request) }
    }

    fn described(&self, operation: &str, key: idempotency::Key) -> Result<idempotency::Call> {
        let path = self.request.match_info().iter();
        let mut input: Map<String, Value> = path.map(|(name, value)| (name.to_owned(), value.into())).collect();
        if let Some(text) = if_match(&self.request) {
            input.insert("ifMatch".to_owned(), text.into());
        }
        if let Some(Sent(bytes)) = self.request.extensions().get() {
            input.insert("input".to_owned(), serde_json::from_slice(bytes).map_err(Error::internal)?);
        }
        let caller = idempotency::caller(&self.cx.actor, &client::bucket_of(&self.request));
        Ok(idempotency::Call { caller, key, operation: operation.to_owned(), input: input.into() })
    }
}

/// What came of an unsafe request, to be put into an answer.
pub struct Done<T> {
    value: T,
    version: Option<i64>,
    replayed: bool,
    minimal: bool,
}

impl<T> Done<T> {
    /// What came of it.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// The same with something made of it, which is not kept for a repeat.
    pub fn instead<U>(self, value: U) -> Done<U> {
        Done { value, version: self.version, replayed: self.replayed, minimal: self.minimal }
    }
}

impl<T: Serialize> Done<T> {
    /// The same with the version that its tag says.
    pub fn at(self, version: impl FnOnce(&T) -> i64) -> Self {
        Self { version: Some(version(&self.value)), ..self }
    }

    /// 200 with the outcome; 204 to who prefers that.
    pub fn ok(self) -> HttpResponse {
        self.answer(StatusCode::OK, StatusCode::NO_CONTENT)
    }

    /// 201 with the outcome and where it lives; without the outcome to who prefers that.
    pub fn created(self, location: impl FnOnce(&T) -> String) -> HttpResponse {
        let location = location(&self.value);
        located(self.created_nowhere(), location)
    }

    /// 201 with the outcome, which can be listed and ended but not read by itself: there is no address to tell.
    pub fn created_nowhere(self) -> HttpResponse {
        self.answer(StatusCode::CREATED, StatusCode::CREATED)
    }

    /// 202 with the receipt, and where to follow it (RFC 9110, section 15.3.3).
    pub fn accepted_at(self, location: impl FnOnce(&T) -> String) -> HttpResponse {
        let location = location(&self.value);
        located(self.accepted(), location)
    }

    /// 202 with the receipt: accepted, not done yet.
    pub fn accepted(self) -> HttpResponse {
        Self { minimal: false, ..self }.answer(StatusCode::ACCEPTED, StatusCode::ACCEPTED)
    }

    /// 204: done, nothing to say.
    pub fn no_content(self) -> HttpResponse {
        self.marked(answer::no_content())
    }

    fn answer(self, full: StatusCode, minimal: StatusCode) -> HttpResponse {
        let mut response = answer::json(full, &self.value, self.version);
        if self.version.is_none() {
            // Not the representation of anything that could be asked for again.
            response.headers_mut().remove(header::ETAG);
        }
        if self.minimal && response.status() == full {
            let tag = response.headers_mut().remove(header::ETAG).next();
            response = HttpResponse::new(minimal);
            response.headers_mut().insert(APPLIED, HeaderValue::from_static("return=minimal"));
            tag.map(|tag| response.headers_mut().insert(header::ETAG, tag));
        }
        self.marked(response)
    }

    fn marked(&self, mut response: HttpResponse) -> HttpResponse {
        if self.replayed {
            response.headers_mut().insert(HeaderName::from_static(REPLAYED), HeaderValue::from_static("true"));
        }
        response
    }
}

fn located(mut response: HttpResponse, location: String) -> HttpResponse {
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn key(request: &HttpRequest) -> Result<Option<idempotency::Key>> {
    sent_key(request).map(|text| idempotency::Key::parse(&text)).transpose()
}

/// The key, as it was sent. Two are none, and become a text that is none: nobody could say which of them counts.
pub fn sent_key(request: &HttpRequest) -> Option<String> {
    let mut sent = request.headers().get_all(IDEMPOTENCY_KEY);
    let first = sent.next()?.to_str().unwrap_or_default();
    Some(if sent.next().is_some() { String::new() } else { first.to_owned() })
}

/// All `If-Match` lines as one; one that is no text becomes a member that no list of tags has.
pub fn if_match(request: &HttpRequest) -> Option<String> {
    let lines = request.headers().get_all(header::IF_MATCH).map(|line| line.to_str().unwrap_or("?"));
    let lines: Vec<&str> = lines.collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn wants_minimal(request: &HttpRequest) -> bool {
    let lines = request.headers().get_all(PREFER).filter_map(|line| line.to_str().ok());
    let wishes = lines.flat_map(|line| line.split(','));
    let returns = wishes.map(|wish| wish.split(';').next().unwrap_or_default().replace([' ', '"'], "").to_lowercase());
    // Of two wishes for the same thing the first counts (RFC 7240, section 2).
    returns.into_iter().find(|wish| wish.starts_with("return=")).is_some_and(|wish| wish == "return=minimal")
}
