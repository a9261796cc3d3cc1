//! Following some topics.

use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

use futures::{Stream, stream};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::{Place, Topic, Update, inbox::Inbox, topic::Manner};
use crate::{
    Actor, Context, Error, Result,
    platform::events::{Arrival, Channel, Event, Subscription},
};

/// What comes to one who follows.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Something to see.
    Update(Topic, Update),
    /// Events may have been missed: read again what they are about.
    Resync,
}

/// A topic that shows a state, and when to look at it.
struct Look {
    topic: Topic,
    channel: Option<Channel>,
    pause: Duration,
    /// When to look next, once there is a reason to.
    due: Option<Instant>,
    looked_at: Option<Instant>,
    seen: Option<Update>,
}

/// Following some topics.
pub struct Watch {
    cx: Context,
    actor: watch::Receiver<Actor>,
    topics: Vec<Topic>,
    subscription: Subscription,
    looks: Vec<Look>,
    told: Vec<(Channel, Topic)>,
    inbox: Option<Inbox>,
    /// Events from the log that have not been handed out.
    backlog: VecDeque<Event>,
    resync: bool,
    place: Place,
}

impl Watch {
    /// Begins to follow; each topic counts once. `after` is the last event seen by one who comes back.
    ///
    /// # Errors
    /// A fault when there are no or too many topics; the errors of reading what they show; `unavailable`.
    pub async fn open(
        cx: &Context,
        actor: watch::Receiver<Actor>,
        topics: Vec<Topic>,
        after: Option<Place>,
    ) -> Result<Self> {
        let topics = each_once(cx, topics)?;
        let (mut looks, mut told, mut inbox) = (Vec::new(), Vec::new(), None);
        for topic in &topics {
            for manner in topic.manners(cx)? {
                match manner {
                    Manner::State(channel, pause) => looks.push(Look::new(topic.clone(), Some(channel), pause)),
                    Manner::Polled(pause) => looks.push(Look::new(topic.clone(), None, pause)),
                    Manner::Events(channel) => told.push((channel, topic.clone())),
                    // Named in two ways it still is the same one.
                    Manner::Inbox(channel) => inbox = Some(Inbox::new(topic.clone(), channel)),
                }
            }
        }
        let channels = looks.iter().filter_map(|look| look.channel.clone());
        let channels = channels.chain(told.iter().map(|(channel, _)| channel.clone()));
        let channels = channels.chain(inbox.as_ref().map(|inbox: &Inbox| inbox.channel.clone())).collect();
        // In this order nothing is missed: what happens from now on arrives, what was before is in a log or in the state.
        let subscription = cx.deps.events.subscribe(channels).await?;
        let log = cx.deps.events.position().await?;
        if let Some(inbox) = &mut inbox {
            inbox.begin(cx).await?;
        }
        let place = Place { log, inbox: inbox.as_ref().map(Inbox::place) };
        let (cx, backlog) = (cx.clone(), VecDeque::new());
        let mut watch = Self { cx, actor, topics, subscription, looks, told, inbox, backlog, resync: false, place };
        for look in &mut watch.looks {
            // Seen by the one who asks, or refused before anything is sent.
            look.seen = look.topic.state(&watch.cx).await?;
        }
        if let Some(after) = after {
            watch.return_to(after).await?;
        }
        Ok(watch)
    }

    /// What is followed, each topic once.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// Behind the last event that was handed out; at first, where to come back to.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }

    /// Everything that comes, until something may not be seen any more: then the error, and the end. Each step comes with
    /// the place to come back to.
    pub fn into_steps(self) -> impl Stream<Item = Result<(Step, Place)>> + Send {
        let first: VecDeque<Step> = self.looks.iter().filter_map(Look::shown).collect();
        stream::unfold(Some((self, first)), |state| async move {
            let (mut watch, mut first) = state?;
            let step = match first.pop_front() {
                Some(step) => Ok(step),
                None => watch.next().await,
            };
            match step {
                Ok(step) => Some((Ok((step, watch.place)), Some((watch, first)))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn return_to(&mut self, after: Place) -> Result<()> {
        if let (Some(inbox), Some(place)) = (&mut self.inbox, after.inbox) {
            self.resync = !inbox.begin_at(place);
            self.place.inbox = Some(inbox.place());
        }
        let channels: Vec<_> = self.told.iter().map(|(channel, _)| channel.clone()).collect();
        if channels.is_empty() {
            return Ok(());
        }
        match self.cx.deps.events.since(after.log, &channels).await? {
            Some(missed) => {
                self.place.log = after.log;
                self.backlog = missed.into();
            }
            None => self.resync = true,
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Step> {
        loop {
            if std::mem::take(&mut self.resync) {
                return Ok(Step::Resync);
            }
            if let Some(event) = self.backlog.pop_front() {
                if let Some(step) = self.hand_out(&event).await? {
                    return Ok(step);
                }
                continue;
            }
            if let Some(step) = self.open_inbox().await? {
                return Ok(step);
            }
            let due = self.looks.iter().filter_map(|look| look.due).min();
            tokio::select! {
                arrival = self.subscription.next() => self.hear(arrival),
                () = until(due) => {
                    if let Some(step) = self.look().await? {
                        return Ok(step);
                    }
                }
                () = changed(&mut self.actor) => self.look_at_all(),
            }
        }
    }

    fn hear(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Changed(channel) => {
                self.inbox.iter_mut().filter(|inbox| inbox.channel == channel).for_each(Inbox::ring);
                let look = self.looks.iter_mut().find(|look| look.channel.as_ref() == Some(&channel));
                look.into_iter().for_each(Look::soon);
            }
            Arrival::Happened(event) => self.backlog.push_back((*event).clone()),
            Arrival::Missed => {
                self.resync = !self.told.is_empty();
                self.inbox.iter_mut().for_each(Inbox::ring);
                self.look_at_all();
            }
        }
    }

    /// Looks again at everything, which shows too whether the actor still may.
    fn look_at_all(&mut self) {
        self.looks.iter_mut().for_each(Look::soon);
    }

    async fn look(&mut self) -> Result<Option<Step>> {
        let (cx, now) = (self.here(), Instant::now());
        let Some(look) = self.looks.iter_mut().find(|look| look.due.is_some_and(|due| due <= now)) else {
            return Ok(None);
        };
        look.due = look.channel.is_none().then(|| now + look.pause);
        look.looked_at = Some(now);
        let update = look.topic.state(&cx).await?;
        if update == look.seen {
            return Ok(None);
        }
        look.seen = update;
        Ok(look.shown())
    }

    /// Hands out an event, once: what stands in the log may arrive, too.
    async fn hand_out(&mut self, event: &Event) -> Result<Option<Step>> {
        if event.position <= self.place.log {
            return Ok(None);
        }
        self.place.log = event.position;
        let Some((_, topic)) = self.told.iter().find(|(channel, _)| *channel == event.channel) else { return Ok(None) };
        let update = topic.event(&self.here(), &event.data).await?;
        Ok(update.map(|update| Step::Update(topic.clone(), update)))
    }

    /// Hands out the next of what has come to the inbox.
    async fn open_inbox(&mut self) -> Result<Option<Step>> {
        let cx = self.here();
        let Some(inbox) = &mut self.inbox else { return Ok(None) };
        let next = inbox.next(&cx).await?;
        self.place.inbox = Some(inbox.place());
        Ok(next.map(|it| Step::Update(inbox.topic.clone(), Update::Notification(Box::new(it)))))
    }

    /// The one who follows, at this moment.
    fn here(&self) -> Context {
        self.cx.again().with_actor(self.actor.borrow().clone())
    }
}

impl Look {
    fn new(topic: Topic, channel: Option<Channel>, pause: Duration) -> Self {
        let now = Instant::now();
        let due = channel.is_none().then(|| now + pause);
        Self { topic, channel, pause, due, looked_at: Some(now), seen: None }
    }

    /// Looks as soon as its pace allows.
    fn soon(&mut self) {
        let allowed = self.looked_at.map_or_else(Instant::now, |last| last + self.pause);
        self.due = Some(self.due.map_or(allowed, |due| due.min(allowed)));
    }

    fn shown(&self) -> Option<Step> {
        self.seen.clone().map(|update| Step::Update(self.topic.clone(), update))
    }
}

fn each_once(cx: &Context, mut topics: Vec<Topic>) -> Result<Vec<Topic>> {
    let mut known = HashSet::new();
    topics.retain(|topic| known.insert(topic.clone()));
    let most = cx.settings().realtime.max_topics;
    match topics.len() {
        0 => Err(Error::invalid("/topics", "required", "name at least one topic")),
        n if n > most => Err(Error::invalid("/topics", "too_many", format!("at most {most} topics"))),
        _ => Ok(topics),
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// Waits until somebody says that the actor is another; for ever once nobody can.
async fn changed(actor: &mut watch::Receiver<Actor>) {
    if actor.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}
