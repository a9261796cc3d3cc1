//! How much chaos, and how the fleet is set for it.

use std::{fmt, str::FromStr, time::Duration};

use presswork_tests::variable;

/// The size of a run.
pub struct Size {
    /// What the faults are drawn from.
    pub seed: u64,
    /// How many operations.
    pub operations: usize,
    /// For how long faults happen; the operations are spread over it.
    pub span: Duration,
    /// The longest pause of a process: longer than a lease.
    pub longest_pause: Duration,
    /// How long everything may take to settle after the last fault.
    pub patience: Duration,
    /// Settings beside those of every run.
    pub settings: &'static [(&'static str, &'static str)],
}

impl Size {
    /// With short leases, for every run of the suite.
    pub fn short() -> Self {
        Self {
            seed: asked("PRESSWORK_CHAOS_SEED", 20_261_124),
            operations: asked("PRESSWORK_CHAOS_OPERATIONS", 600),
            span: Duration::from_secs(asked("PRESSWORK_CHAOS_SECONDS", 30)),
            longest_pause: Duration::from_secs(4),
            patience: Duration::from_secs(45),
            settings: &[
                ("PRESSWORK__JOBS__LEASE", "2s"),
                ("PRESSWORK__JOBS__HEARTBEAT", "500ms"),
                ("PRESSWORK__JOBS__SWEEP_INTERVAL", "200ms"),
            ],
        }
    }

    /// With the settings as shipped.
    pub fn long() -> Self {
        Self {
            seed: asked("PRESSWORK_CHAOS_SEED", std::process::id().into()),
            operations: asked("PRESSWORK_CHAOS_OPERATIONS", 20_000),
            span: Duration::from_secs(asked("PRESSWORK_CHAOS_SECONDS", 1_200)),
            longest_pause: Duration::from_secs(40),
            patience: Duration::from_mins(3),
            settings: &[],
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, operations, span, .. } = self;
        write!(f, "seed {seed}, {operations} operations in {} s", span.as_secs())
    }
}

fn asked<T: FromStr>(name: &str, otherwise: T) -> T {
    let Some(value) = variable(name) else { return otherwise };
    value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}"))
}
