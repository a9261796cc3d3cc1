//! What goes wrong and when, drawn from a seed: the same seed gives the same plan.

use std::{fmt, time::Duration};

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};

pub const APIS: usize = 2;
pub const WORKERS: usize = 3;

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// SIGKILL; started anew at once.
    KillApi(usize),
    /// SIGSTOP, then SIGCONT.
    PauseApi(usize, Duration),
    /// SIGKILL; started anew at once.
    KillWorker(usize),
    /// SIGSTOP, then SIGCONT: half of these are longer than a lease.
    PauseWorker(usize, Duration),
    /// SIGSTOP, then SIGCONT: connections stay open and nobody answers.
    PauseRedis(Duration),
    /// SIGKILL, and for a while there is none.
    RestartRedis(Duration),
    /// FLUSHALL.
    FlushRedis,
    /// `fast`: connections are cut, transactions rolled back.
    RestartPostgres,
    /// `immediate`: as if the machine had gone.
    CrashPostgres,
}

/// A fault and the quiet before it.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub after: Duration,
    pub fault: Fault,
}

/// What happens to the APIs, to the workers, and to what they stand on, each beside the others.
pub struct Plan {
    pub lanes: [Vec<Step>; 3],
}

impl Plan {
    /// Draws a plan for a span of time. Every kind of fault comes about equally often.
    pub fn draw(seed: u64, span: Duration, longest_pause: Duration) -> Self {
        let mut dice = StdRng::seed_from_u64(seed);
        let pause = longest_pause.as_secs_f64();
        Self {
            lanes: [
                lane(&mut dice, span, 2, |dice, kind| match kind {
                    0 => Fault::KillApi(dice.random_range(0..APIS)),
                    _ => Fault::PauseApi(dice.random_range(0..APIS), seconds(dice, 0.2, pause / 2.0)),
                }),
                lane(&mut dice, span, 2, |dice, kind| match kind {
                    0 => Fault::KillWorker(dice.random_range(0..WORKERS)),
                    _ => Fault::PauseWorker(dice.random_range(0..WORKERS), seconds(dice, pause / 4.0, pause)),
                }),
                lane(&mut dice, span, 5, |dice, kind| match kind {
                    0 => Fault::PauseRedis(seconds(dice, 0.5, 5.0)),
                    1 => Fault::RestartRedis(seconds(dice, 0.0, 2.0)),
                    2 => Fault::FlushRedis,
                    3 => Fault::RestartPostgres,
                    _ => Fault::CrashPostgres,
                }),
            ],
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults = || self.lanes.iter().flatten().map(|step| step.fault);
        let kills = faults().filter(|fault| matches!(fault, Fault::KillApi(_) | Fault::KillWorker(_))).count();
        let pauses = faults().filter(|fault| matches!(fault, Fault::PauseApi(..) | Fault::PauseWorker(..))).count();
        write!(f, "{} faults: {kills} kills, {pauses} pauses, ", faults().count())?;
        write!(f, "{} of Redis and PostgreSQL", self.lanes[2].len())
    }
}

/// Faults of one lane: the kinds come in bags, each once in a bag.
fn lane(
    dice: &mut StdRng,
    span: Duration,
    kinds: usize,
    mut draw: impl FnMut(&mut StdRng, usize) -> Fault,
) -> Vec<Step> {
    let (mut steps, mut passed) = (Vec::new(), Duration::ZERO);
    loop {
        let mut bag: Vec<usize> = (0..kinds).collect();
        bag.shuffle(dice);
        for kind in bag {
            let step = Step { after: seconds(dice, 0.5, 3.0), fault: draw(dice, kind) };
            passed += step.after + step.fault.lasts();
            if passed > span {
                return steps;
            }
            steps.push(step);
        }
    }
}

impl Fault {
    fn lasts(self) -> Duration {
        match self {
            Self::PauseApi(_, time)
            | Self::PauseWorker(_, time)
            | Self::PauseRedis(time)
            | Self::RestartRedis(time) => time,
            Self::KillApi(_) | Self::KillWorker(_) | Self::FlushRedis => Duration::ZERO,
            Self::RestartPostgres | Self::CrashPostgres => Duration::from_secs(1),
        }
    }
}

fn seconds(dice: &mut StdRng, from: f64, to: f64) -> Duration {
    Duration::from_secs_f64(dice.random_range(from..to))
}
