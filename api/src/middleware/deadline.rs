//! The longest that a request may run: then it is answered, with 503, or with 408 where its body is what is waited for. What
//! was begun is dropped, as if the client had hung up. Streams have begun, and are no request any more, once their head is
//! sent.
//!
//! A body that keeps coming may take longer: so much for every piece, so that a large upload gets through and a client that
//! sends a byte now and then does not.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::{
    Error, HttpMessage, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::{ConnectionType, Method, StatusCode, header},
    middleware::Next,
    web::{Bytes, Data},
};
use futures::Stream;
use presswork_domain::platform::Settings;
use tokio::time::{Instant, sleep_until};

use crate::problem::{ApiError, Problem};

/// So many bytes of a body are worth another second.
const BYTES_A_SECOND: u64 = 64 * 1024;

/// A request that runs.
#[derive(Default)]
pub struct Run {
    received: Cell<u64>,
    waits_for_client: Cell<bool>,
    request: RefCell<Option<HttpRequest>>,
}

impl Run {
    /// Remembers the request that has found its handler: only now may it be held twice.
    pub fn found(request: &HttpRequest) {
        let run = request.extensions().get::<Rc<Self>>().cloned();
        if let Some(run) = run {
            run.request.replace(Some(request.clone()));
        }
    }

    fn allowed(&self, limit: Duration) -> Duration {
        limit + Duration::from_secs(self.received.get() / BYTES_A_SECOND)
    }

    fn give_up(&self) -> Result<ServiceResponse<BoxBody>, Error> {
        let late = self.waits_for_client.get();
        let error = if late { arrives_too_slowly() } else { runs_too_long() };
        let Some(request) = self.request.take() else { return Err(error.into()) };
        let mut response = error.error_response();
        if late {
            // The rest of the body would be taken for the next request (RFC 9110, section 15.5.9).
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        Ok(ServiceResponse::new(request, response))
    }
}

/// The refusal of a request that ran for too long.
pub fn runs_too_long() -> ApiError {
    let detail = "this took longer than a request may run; it may have taken effect or not";
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timed_out", detail);
    ApiError::from(Problem { retry_after: Some(1), ..problem }).with_header(header::RETRY_AFTER, "1")
}

fn arrives_too_slowly() -> ApiError {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", "the body took too long to arrive").into()
}

/// A body that tells how it comes along.
struct Arriving {
    body: Payload,
    run: Rc<Run>,
    /// How many bytes are left of one that the server beneath sees no end of.
    left: Option<u64>,
}

/// How long a body is of which the server beneath sees no end: it takes whatever follows `Upgrade: websocket` for what is said on a socket, also
/// where none is opened. Only GET opens one (RFC 6455, section 4.1); with any other method the wish is passed over (RFC 9110, section 7.8),
/// and the body is as long as it says.
fn length_said(request: &ServiceRequest) -> Option<u64> {
    let headers = request.headers();
    let is_socket = |to: &header::HeaderValue| to.as_bytes().trim_ascii().eq_ignore_ascii_case(b"websocket");
    let wanted = request.method() != Method::GET && headers.get_all(header::UPGRADE).any(is_socket);
    let endless = wanted && !headers.contains_key(header::TRANSFER_ENCODING);
    let length = || headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok();
    endless.then(|| length().unwrap_or_default())
}

impl Stream for Arriving {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == Some(0) {
            return Poll::Ready(None);
        }
        self.run.waits_for_client.set(true);
        let mut piece = ready!(Pin::new(&mut self.body).poll_next(cx));
        self.run.waits_for_client.set(false);
        if let Some(Ok(bytes)) = &mut piece {
            if let Some(left) = self.left {
                bytes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            }
            let length = u64::try_from(bytes.len()).unwrap_or_default();
            self.left = self.left.map(|left| left.saturating_sub(length));
            self.run.received.set(self.run.received.get() + length);
        }
        Poll::Ready(piece)
    }
}

/// Lets go of the request, which holds the run that holds it.
struct Ended(Rc<Run>);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.request.take());
    }
}

/// Answers in time.
pub async fn deadline(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(limit) = request.app_data::<Data<Settings>>().map(|settings| settings.http.request_timeout) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let run = Rc::new(Run::default());
    request.extensions_mut().insert(Rc::clone(&run));
    let _ended = Ended(Rc::clone(&run));
    let left = length_said(&request);
    match request.take_payload() {
        Payload::None => {}
        body => {
            request.set_payload(Payload::Stream { payload: Box::pin(Arriving { body, run: Rc::clone(&run), left }) });
        }
    }
    let began = Instant::now();
    let mut work = std::pin::pin!(next.call(request));
    loop {
        let until = began + run.allowed(limit);
        tokio::select! {
            biased;
            answered = &mut work => return Ok(answered?.map_into_boxed_body()),
            () = sleep_until(until) => {}
        }
        if began + run.allowed(limit) <= Instant::now() {
            return run.give_up();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_comes_along_may_take_longer() {
        let run = Run::default();
        let limit = Duration::from_secs(30);
        assert_eq!(run.allowed(limit), limit);
        run.received.set(10_000);
        assert_eq!(run.allowed(limit), limit, "who sends a little at a time gains nothing");
        run.received.set(10 * 1024 * 1024);
        assert_eq!(run.allowed(limit), limit + Duration::from_secs(160));
    }
}
