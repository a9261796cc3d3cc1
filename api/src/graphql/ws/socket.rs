//! One socket, from its introduction to its end.

use std::{io::ErrorKind, pin::Pin, sync::Arc, time::Duration};

use actix_ws::{AggregatedMessage, AggregatedMessageStream, MessageStream, ProtocolError, Session};
use presswork_domain::{
    Actor, Context, Error,
    accounts::{self, Device, Vigil},
    budget, idempotency,
};
use serde_json::{Map, Value, value::to_raw_value};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until, timeout},
};

use super::{
    close::Close,
    message::{FromClient, FromServer, token},
    operations::{Operations, Said},
};
use crate::{
    graphql::{
        Endpoint,
        http::{Asked, Manner, RootFields, Told},
        stream::{self, Paid},
    },
    problem::Problem,
    streaming::{Closing, Slot, Slots},
};

/// How long the last word waits for a client to read it.
const FAREWELL: Duration = Duration::from_secs(30);

/// Where a socket comes from.
pub struct Caller {
    /// The access token of the handshake.
    pub token: Option<String>,
    /// The device.
    pub device: Device,
    /// The network address, as it is counted.
    pub bucket: String,
}

impl Caller {
    /// Whose streams are counted.
    pub fn key(&self, cx: &Context) -> String {
        idempotency::caller(&cx.actor, &self.bucket)
    }
}

/// What a socket has once it is introduced.
struct Introduced {
    actor: watch::Receiver<Actor>,
    ended: Pin<Box<dyn Future<Output = Error>>>,
}

/// One socket.
pub struct Socket {
    cx: Context,
    caller: Caller,
    slot: Slot,
    session: Session,
    endpoint: Arc<Endpoint>,
    slots: Arc<Slots>,
    operations: Operations,
    introduced: Option<Introduced>,
}

impl Socket {
    /// A socket that has not been introduced.
    pub fn new(
        cx: Context,
        caller: Caller,
        slot: Slot,
        session: Session,
        endpoint: Arc<Endpoint>,
        slots: Arc<Slots>,
    ) -> Self {
        let operations = Operations::default();
        Self { cx, caller, slot, session, endpoint, slots, operations, introduced: None }
    }

    /// Serves it to its end.
    pub async fn run(mut self, messages: MessageStream, closing: Closing) {
        let most = self.cx.settings().http.body_limit_bytes;
        let mut messages = messages.max_frame_size(most).aggregate_continuations().max_continuation_size(most);
        let ended = self.serve(&mut messages, &closing).await;
        if let Err(Some(close)) = ended {
            tracing::info!(code = close.code, reason = close.reason, "a socket is closed");
            let _ = timeout(FAREWELL, self.session.close(close.told())).await;
        }
    }

    /// Ends with what to tell the client, if anything.
    async fn serve(&mut self, messages: &mut AggregatedMessageStream, closing: &Closing) -> Result<(), Option<Close>> {
        let settings = &self.cx.settings().realtime;
        let patience = Instant::now() + settings.init_timeout;
        let mut heartbeat = interval_at(Instant::now() + settings.heartbeat, settings.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = true;
        loop {
            tokio::select! {
                biased;
                error = ended(&mut self.introduced) => return Err(Some(Close::ended(&error))),
                () = closing.begun() => return Err(Some(Close::going_away())),
                () = sleep_until(patience), if self.introduced.is_none() => return Err(Some(Close::init_timeout())),
                message = messages.recv() => {
                    heard = true;
                    self.hear(message.ok_or(None)?).await?;
                }
                (id, said) = self.operations.next() => self.say(&id, said).await?,
                () = tick(&mut heartbeat) => {
                    // A client that lives has answered the last ping; one that does not is nobody to close for.
                    if !std::mem::take(&mut heard) {
                        return Err(None);
                    }
                    let unread = self.cx.settings().realtime.unread;
                    sent(unread, self.session.ping(b"")).await?;
                }
            }
        }
    }

    async fn hear(&mut self, message: Result<AggregatedMessage, ProtocolError>) -> Result<(), Option<Close>> {
        match message {
            Ok(AggregatedMessage::Text(text)) => {
                let depth = self.cx.settings().http.json_depth;
                self.obey(FromClient::parse(&text, depth)?).await
            }
            Ok(AggregatedMessage::Binary(_)) => Err(Some(Close::invalid("messages are text"))),
            Ok(AggregatedMessage::Ping(bytes)) => {
                let unread = self.cx.settings().realtime.unread;
                sent(unread, self.session.pong(&bytes)).await
            }
            Ok(AggregatedMessage::Pong(_)) => Ok(()),
            Err(ProtocolError::Overflow) => Err(Some(Close::too_big())),
            Err(ProtocolError::Io(error)) => Err(match error.kind() {
                ErrorKind::Other => Some(Close::too_big()),
                ErrorKind::InvalidData => Some(Close::no_text()),
                // A connection that broke off is answered by nobody.
                _ => None,
            }),
            Ok(AggregatedMessage::Close(why)) => Err(Some(Close::answer(why))),
            Err(_) => Err(Some(Close::protocol())),
        }
    }

    async fn obey(&mut self, message: FromClient) -> Result<(), Option<Close>> {
        match message {
            FromClient::ConnectionInit { payload } => self.introduce(payload.as_ref()).await,
            FromClient::Ping { payload } => self.send(&FromServer::Pong { payload }).await,
            FromClient::Pong { .. } => Ok(()),
            FromClient::Subscribe { id, payload } => self.begin(id, payload).await,
            FromClient::Complete { id } => {
                self.operations.end(&id);
                Ok(())
            }
        }
    }

    /// The introduction: the token of its payload counts, or that of the handshake.
    async fn introduce(&mut self, payload: Option<&Map<String, Value>>) -> Result<(), Option<Close>> {
        if self.introduced.is_some() {
            return Err(Some(Close::too_many_inits()));
        }
        if let Some(token) = token(payload)? {
            let cx = self.cx.again();
            let actor = accounts::authenticate(&cx, token).await.map_err(|error| Close::refused(&error))?;
            self.caller.token = Some(token.to_owned());
            self.cx = cx.with_actor(actor);
            self.slot = self.slots.take(self.caller.key(&self.cx)).map_err(|error| Close::refused(&error))?;
        }
        let vigil = Vigil::begin(&self.cx, self.caller.token.as_deref()).await;
        let vigil = vigil.map_err(|error| Close::refused(&error))?;
        self.introduced = Some(Introduced { actor: vigil.actor(), ended: Box::pin(vigil.ended()) });
        self.send(&FromServer::ConnectionAck).await
    }

    async fn begin(&mut self, id: String, mut asked: Asked) -> Result<(), Option<Close>> {
        let Some(introduced) = &self.introduced else { return Err(Some(Close::unauthorized())) };
        if self.operations.has(&id) {
            return Err(Some(Close::subscriber_exists(&id)));
        }
        let most = self.cx.settings().realtime.max_operations;
        if self.operations.len() >= most {
            let error = Error::Limited { code: "too_many_operations", retry_after: Duration::from_secs(1) };
            return self.refuse(&id, &error).await;
        }
        let cx = self.cx.again().with_actor(introduced.actor.borrow().clone());
        let actor = introduced.actor.clone();
        let caller = stream::Caller { cx, device: self.caller.device.clone(), bucket: self.caller.bucket.clone() };
        // Messages pass no flood limit: looking at a document is paid before, and what it may cost is known after.
        let reserved = match budget::reserve(&caller.cx, 1).await {
            Ok(reserved) => reserved,
            Err(refused) => return self.refuse(&id, &refused.error).await,
        };
        let prepared = self.endpoint.prepare(&caller.cx, &mut asked).await;
        let roots = self.endpoint.roots(&asked, &prepared);
        match reserved.raise(&caller.cx, roots.as_ref().map_or(1, RootFields::bound)).await {
            Ok(reservation) => {
                let paid = Paid { roots, reservation };
                self.operations.begin(id, self.endpoint.stream(asked, prepared, caller, actor, paid));
                Ok(())
            }
            Err(refused) => self.refuse(&id, &refused.error).await,
        }
    }

    /// An operation that does not begin.
    async fn refuse(&mut self, id: &str, error: &Error) -> Result<(), Option<Close>> {
        let manner = Manner { request_id: &self.cx.request_id, discreet: false };
        let refused = Told::refused(&Problem::from(error), manner);
        self.say(id, Said::Told(refused)).await
    }

    async fn say(&mut self, id: &str, said: Said) -> Result<(), Option<Close>> {
        let told = match said {
            Said::Ended => return self.send(&FromServer::Complete { id }).await,
            Said::Told(told) => told,
        };
        let failed = |error: serde_json::Error| Some(Close::refused(&Error::internal(error)));
        if told.is_refused() {
            // The last word of this operation; a complete must not follow.
            self.operations.end(id);
            let payload = to_raw_value(told.errors()).map_err(failed)?;
            return self.send(&FromServer::Error { id, payload }).await;
        }
        let payload = to_raw_value(&told).map_err(failed)?;
        self.send(&FromServer::Next { id, payload }).await
    }

    async fn send(&mut self, message: &FromServer<'_>) -> Result<(), Option<Close>> {
        let text = serde_json::to_string(message).map_err(|error| Some(Close::refused(&Error::internal(error))))?;
        let unread = self.cx.settings().realtime.unread;
        sent(unread, self.session.text(text)).await
    }
}

/// What can't be sent ends the socket without a word; what is left unread for too long, with the last that its client reads.
async fn sent(
    unread: Duration,
    sending: impl Future<Output = Result<(), actix_ws::Closed>>,
) -> Result<(), Option<Close>> {
    match timeout(unread, sending).await {
        Ok(sent) => sent.map_err(|_| None),
        Err(_) => Err(Some(Close::too_slow())),
    }
}

async fn ended(introduced: &mut Option<Introduced>) -> Error {
    match introduced {
        Some(introduced) => (&mut introduced.ended).await,
        None => std::future::pending().await,
    }
}

async fn tick(heartbeat: &mut Interval) {
    heartbeat.tick().await;
}
