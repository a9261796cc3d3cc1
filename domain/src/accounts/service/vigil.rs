//! Watching over a credential for as long as somebody listens with it: a stream must not outlive the right to it.

use std::time::Duration;

use tokio::{sync::watch, time::sleep};

use super::session::authenticate;
use crate::{
    Actor, Context, Error, Result,
    platform::events::{Arrival, Channel, Subscription},
};

/// The shortest wait between two looks that nobody asked for.
const LEAST: Duration = Duration::from_millis(50);

/// Watches over the credential of somebody who listens.
pub struct Vigil {
    cx: Context,
    actor: watch::Sender<Actor>,
    /// What tells of an end, and the token; nothing for anonymous, who has nothing to lose.
    kept: Option<(Subscription, String)>,
}

impl Vigil {
    /// Begins for the actor of this context, who has sent this access token.
    ///
    /// # Errors
    /// `unavailable` when nobody would tell of the end of the session.
    pub async fn begin(cx: &Context, token: Option<&str>) -> Result<Self> {
        let kept = match (channels(&cx.actor), token) {
            (Some(channels), Some(token)) => Some((cx.deps.events.subscribe(channels).await?, token.to_owned())),
            _ => None,
        };
        Ok(Self { cx: cx.clone(), actor: watch::Sender::new(cx.actor.clone().at_any_time()), kept })
    }

    /// Who listens, as they are at every moment: a role may change meanwhile.
    #[must_use]
    pub fn actor(&self) -> watch::Receiver<Actor> {
        self.actor.subscribe()
    }

    /// Waits until the credential is good no more, and says why: `token_expired`, `session_revoked`,
    /// `account_suspended`, `account_banned`. Never ends for anonymous. What is told is looked at in the database at once; what is not told
    /// is found out every `realtime.recheck`.
    pub async fn ended(mut self) -> Error {
        let Some((mut told, token)) = self.kept.take() else { return std::future::pending().await };
        loop {
            let cx = self.cx.again();
            match authenticate(&cx, &token).await {
                Ok(actor) => {
                    let actor = actor.at_any_time();
                    self.actor.send_if_modified(|was| {
                        let other = *was != actor;
                        *was = actor;
                        other
                    });
                }
                // The database is away; nothing can be read meanwhile either.
                Err(Error::Unavailable { .. }) => {}
                Err(error) => return error,
            }
            tokio::select! {
                () = sleep(self.pause(&cx, &token)) => {}
                () = heard(&mut told) => {}
            }
        }
    }

    fn pause(&self, cx: &Context, token: &str) -> Duration {
        let left = cx.deps.tokens.good_until(token).and_then(|end| (end - cx.now).to_std().ok());
        let recheck = self.cx.settings().realtime.recheck;
        left.map_or(recheck, |left| left.min(recheck)).max(LEAST)
    }
}

/// What tells that a credential may have lost its right.
fn channels(actor: &Actor) -> Option<Vec<Channel>> {
    match actor {
        Actor::User(user) => Some(vec![Channel::session(user.session), Channel::standing(user.id)]),
        Actor::Token(token) => Some(vec![Channel::standing(token.owner)]),
        Actor::Anonymous | Actor::System => None,
    }
}

async fn heard(told: &mut Subscription) {
    loop {
        if let Arrival::Changed(_) | Arrival::Missed = told.next().await {
            return;
        }
    }
}
