//! The trace that a request is a part of, after W3C Trace Context (<https://www.w3.org/TR/trace-context/>): what clients,
//! proxies and jobs have in common, so that their logs can be read as one story.

use std::{fmt, str::FromStr};

use crate::platform::entropy::Entropy;

/// The flag of a trace that is told.
const SAMPLED: u8 = 1;

/// A place in a trace: its id, and that of the step that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    id: u128,
    span: u64,
    flags: u8,
}

/// It is no `traceparent` of a version that this release can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTrace;

impl Trace {
    /// A trace that begins here.
    #[must_use]
    pub fn begin(entropy: &dyn Entropy) -> Self {
        Self { id: u128::from_be_bytes(entropy.bytes()).max(1), span: 0, flags: 0 }.step(entropy)
    }

    /// The next step of the same trace.
    #[must_use]
    pub fn step(self, entropy: &dyn Entropy) -> Self {
        Self { span: u64::from_be_bytes(entropy.bytes()).max(1), ..self }
    }

    /// The same, told to whoever collects traces.
    #[must_use]
    pub const fn sampled(self) -> Self {
        Self { flags: self.flags | SAMPLED, ..self }
    }

    /// Whether whoever began it wants it told.
    #[must_use]
    pub const fn is_sampled(&self) -> bool {
        self.flags & SAMPLED != 0
    }

    /// Whether it is the one of so many that is told. Its id decides, so that whoever asks hears the same.
    #[must_use]
    pub fn is_one_in(&self, many: u32) -> bool {
        // The lower 63 bits, as OpenTelemetry's TraceIdRatioBased.
        let share = (1_u128 << 63).checked_div(many.into());
        share.is_some_and(|share| self.id & (u128::from(u64::MAX) >> 1) < share)
    }

    /// The id that all steps share: 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{:032x}", self.id)
    }

    /// The id that all steps share.
    pub(crate) const fn id_bytes(&self) -> [u8; 16] {
        self.id.to_be_bytes()
    }

    /// The id of this step.
    pub(crate) const fn span_bytes(&self) -> [u8; 8] {
        self.span.to_be_bytes()
    }

    /// The flags of `traceparent`.
    pub(crate) const fn flags(&self) -> u8 {
        self.flags
    }

    /// What a job carries of the request that enqueued it: the trace, where there is one, and the request's id.
    pub(crate) fn carried(trace: Option<Self>, request_id: &str) -> String {
        trace.map_or_else(|| request_id.to_owned(), |trace| format!("{trace} {request_id}"))
    }

    /// Reads that again.
    #[must_use]
    pub fn taken_up(carried: &str) -> (Option<Self>, &str) {
        match carried.split_once(' ') {
            Some((trace, request_id)) => (trace.parse().ok(), request_id),
            None => (None, carried),
        }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.id, self.span, self.flags)
    }
}

impl FromStr for Trace {
    type Err = NoTrace;

    /// Reads a `traceparent`. Of later versions what this one knows of.
    fn from_str(text: &str) -> Result<Self, NoTrace> {
        let mut parts = text.splitn(5, '-');
        let mut part = |digits: usize| {
            let part = parts.next().ok_or(NoTrace)?;
            let lower = part.len() == digits && part.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
            if lower { u128::from_str_radix(part, 16).map_err(|_| NoTrace) } else { Err(NoTrace) }
        };
        let (version, id, span, flags) = (part(2)?, part(32)?, part(16)?, part(2)?);
        let (Ok(span), Ok(flags)) = (u64::try_from(span), u8::try_from(flags)) else { return Err(NoTrace) };
        let known = version == 0 && parts.next().is_none() || (1..0xff).contains(&version);
        if known && id != 0 && span != 0 { Ok(Self { id, span, flags }) } else { Err(NoTrace) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::entropy::SystemEntropy;

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_is_read_and_written() {
        let trace: Trace = PARENT.parse().unwrap();
        assert_eq!((trace.to_string(), trace.id()), (PARENT.to_owned(), "4bf92f3577b34da6a3ce929d0e0e4736".to_owned()));
        let later = format!("cc{}-what-ever", &PARENT[2..]);
        assert_eq!(later.parse(), Ok(trace));
    }

    #[test]
    fn what_is_no_traceparent_is_none() {
        let upper = PARENT.to_uppercase();
        let longer = format!("{PARENT}-00");
        let version = format!("ff{}", &PARENT[2..]);
        let no_id = PARENT.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32));
        let no_span = PARENT.replace("00f067aa0ba902b7", &"0".repeat(16));
        for text in ["", "00", &PARENT[..54], &upper, &longer, &version, &no_id, &no_span, "00-é-1-01"] {
            assert_eq!(text.parse::<Trace>(), Err(NoTrace), "{text}");
        }
    }

    #[test]
    fn a_step_stays_in_its_trace() {
        let trace = Trace::begin(&SystemEntropy);
        let step = trace.step(&SystemEntropy);
        assert_eq!(step.id(), trace.id());
        assert_ne!(step, trace);
        assert_eq!(trace.to_string().parse(), Ok(trace));
    }

    #[test]
    fn one_in_so_many_is_told_and_the_id_says_which() {
        let traces: Vec<Trace> = (0..4000).map(|_| Trace::begin(&SystemEntropy)).collect();
        let told = |many| traces.iter().filter(|trace| trace.is_one_in(many)).count();
        assert_eq!((told(0), told(1)), (0, 4000));
        assert!((800..1200).contains(&told(4)), "{}", told(4));
        assert!(traces.iter().all(|trace| trace.is_one_in(2) || !trace.is_one_in(4)), "fewer are a part of more");
    }

    #[test]
    fn the_flag_of_a_trace_that_is_told_goes_on() {
        let trace = Trace::begin(&SystemEntropy);
        assert!(!trace.is_sampled() && trace.sampled().step(&SystemEntropy).is_sampled());
        let other: Trace = PARENT.replace("-01", "-02").parse().unwrap();
        assert!(!other.is_sampled() && other.sampled().to_string().ends_with("-03"));
    }

    #[test]
    fn a_job_carries_trace_and_request() {
        let trace: Trace = PARENT.parse().unwrap();
        assert_eq!(Trace::taken_up(&Trace::carried(Some(trace), "r1")), (Some(trace), "r1"));
        assert_eq!(Trace::taken_up(&Trace::carried(None, "r1")), (None, "r1"));
    }
}
