//! What requests cost, in both faces. That every operation costs the same in both, `parity/` compares.

mod charging;
mod lasting;
mod running_out;

/// A small budget that practically does not fill up while a test runs.
const SMALL: [(&str, &str); 4] = [
    ("PRESSWORK__BUDGET__POINTS", "40"),
    ("PRESSWORK__BUDGET__ANONYMOUS_POINTS", "30"),
    ("PRESSWORK__BUDGET__WINDOW", "24h"),
    ("PRESSWORK__AUTH__ACCESS_TOKEN_TTL", "24h"),
];
