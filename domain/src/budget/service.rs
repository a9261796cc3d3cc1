//! Reserving, settling, spending.

use std::{net::IpAddr, time::Duration};

use crate::{
    Actor, Context, Error, Result,
    origin::bucket,
    platform::{
        budgets::{Change, Level, Payer, Pot, Size},
        freshness::saw_own,
    },
};

const TENTHS: u32 = 10;

/// Points that are held for a request until it is known what it used.
#[derive(Debug)]
#[must_use]
pub struct Reservation {
    pot: Pot,
    tenths: u32,
    level: Level,
}

/// There are not enough points.
#[derive(Debug)]
pub struct Refused {
    /// `budget_exceeded`, or `query_too_complex` where no waiting helps.
    pub error: Error,
    /// What there is.
    pub level: Level,
}

/// Reserves the most that a request may cost, in points.
///
/// # Errors
/// `budget_exceeded` with how long to wait; `query_too_complex` when it is more than the caller can ever have.
pub async fn reserve(cx: &Context, points: u32) -> Result<Reservation, Refused> {
    let (pot, tenths) = (pot(cx), points.saturating_mul(TENTHS));
    let level = take(cx, &pot, tenths, tenths).await?;
    cx.meter.reserve(tenths);
    Ok(Reservation { pot, tenths, level })
}

/// Takes points for one more piece of something that lasts, such as an event of a stream.
///
/// # Errors
/// `budget_exceeded` with how long to wait.
pub async fn spend(cx: &Context, points: u32) -> Result<(), Refused> {
    let tenths = points.saturating_mul(TENTHS);
    take(cx, &pot(cx), tenths, tenths).await?;
    cx.deps.metrics.budget.charged(is_known(cx), tenths);
    Ok(())
}

/// What the caller has once this request is charged for what it has done so far: what the headers of its answer tell, too. An answer that
/// shows it is not kept for others.
pub async fn standing(cx: &Context) -> Level {
    saw_own();
    let asked = cx.deps.budgets.change(&pot(cx), Change::Take(0), cx.deps.clock.now()).await;
    let given_back = cx.meter.reserved().saturating_sub(owed(cx, false));
    asked.unwrap_or_else(|level| level).with(given_back)
}

/// What a request owes for what it did, in tenths of a point; next to nothing where an answer that was kept had not to be sent.
#[must_use]
pub fn owed(cx: &Context, not_modified: bool) -> u32 {
    if not_modified && cx.meter.is_kept() { 1 } else { cx.meter.spent().max(1).saturating_mul(TENTHS) }
}

impl Reservation {
    /// Reserves more for the same request, once it is known that it may cost so many points in all.
    ///
    /// # Errors
    /// As [`reserve`]. What was reserved before stays paid: it was for finding this out.
    pub async fn raise(self, cx: &Context, points: u32) -> Result<Self, Refused> {
        let all = points.saturating_mul(TENTHS);
        let more = all.saturating_sub(self.tenths);
        if more == 0 {
            return Ok(self);
        }
        let raised = take(cx, &self.pot, more, all).await;
        let level = raised.inspect_err(|_| cx.deps.metrics.budget.charged(is_known(cx), self.tenths))?;
        cx.meter.reserve(more);
        Ok(Self { tenths: all, level, ..self })
    }

    /// Charges what was used, in tenths of a point, and gives the rest back.
    pub async fn settle(self, cx: &Context, used: u32) -> Level {
        cx.deps.metrics.budget.charged(is_known(cx), used);
        let change =
            if used > self.tenths { Change::Owe(used - self.tenths) } else { Change::GiveBack(self.tenths - used) };
        if change == Change::GiveBack(0) {
            return self.level;
        }
        cx.deps.budgets.change(&self.pot, change, cx.deps.clock.now()).await.unwrap_or_else(|level| level)
    }

    /// What was left once it was reserved.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }
}

/// Takes so many tenths of a point, which make up `all` of a request together with what it has been given already.
async fn take(cx: &Context, pot: &Pot, tenths: u32, all: u32) -> Result<Level, Refused> {
    let taken = cx.deps.budgets.change(pot, Change::Take(tenths), cx.deps.clock.now()).await;
    taken.map_err(|level| {
        cx.deps.metrics.budget.refused(is_known(cx));
        Refused { error: refusal(&level, all), level }
    })
}

const fn is_known(cx: &Context) -> bool {
    cx.actor.account().is_some()
}

fn refusal(level: &Level, tenths: u32) -> Error {
    let (asked, most) = (tenths / TENTHS, level.size.points);
    if asked > most {
        let detail = format!("this may cost {asked} points, and you never have more than {most}");
        return Error::malformed("query_too_complex", detail);
    }
    // Rounded up: who comes back when told so is not told to wait once more.
    let retry_after = Duration::from_secs(level.wait_for(tenths).as_secs() + 1);
    Error::Limited { code: "budget_exceeded", retry_after }
}

/// The pot of the caller.
fn pot(cx: &Context) -> Pot {
    let settings = &cx.settings().budget;
    let points = if is_known(cx) { settings.points } else { settings.anonymous_points };
    Pot { of: payer(&cx.actor, cx.origin.address), size: Size { points, window: settings.window } }
}

fn payer(actor: &Actor, address: Option<IpAddr>) -> Payer {
    match actor {
        Actor::User(user) => Payer::Person(user.id),
        Actor::Token(token) => Payer::Token(token.token),
        Actor::Anonymous => Payer::Address(address.map(bucket)),
        Actor::System => Payer::System,
    }
}
