//! What runs in this task, and for whom. It is found by whatever runs in it, as the count of its statements is.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use super::{Attribute, Span, SpanKind};
use crate::{platform::entropy::SystemEntropy, trace::Trace};

tokio::task_local! {
    static WORK: Arc<Work>;
}

/// Through which face something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// REST, and the pages beside it.
    Rest,
    /// GraphQL.
    Graphql,
    /// The queue.
    Job,
    /// The shell.
    Cli,
    /// Nobody: a task of the process itself.
    Task,
}

impl Face {
    /// Its name in logs and metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Graphql => "graphql",
            Self::Job => "job",
            Self::Cli => "cli",
            Self::Task => "task",
        }
    }
}

/// What is done: an operation of the API (its `operationId`, the root fields of a document), a kind of job, a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// By which face.
    pub face: Face,
    /// Its name.
    pub name: Arc<str>,
}

/// A request, a run of a job or a command while it lasts.
#[derive(Default)]
pub struct Work {
    id: Option<Arc<str>>,
    operation: OnceLock<Operation>,
    statements: AtomicU64,
    trace: Option<Trace>,
    span: Option<Span>,
}

impl Work {
    /// The work of this id, by which logs know it, in this trace, told by this span.
    #[must_use]
    pub fn new(id: Arc<str>, trace: Option<Trace>, span: Option<Span>) -> Self {
        Self { id: Some(id), trace, span, ..Self::default() }
    }

    /// The same, known to be this.
    #[must_use]
    pub fn known_as(self, face: Face, name: impl Into<Arc<str>>) -> Self {
        self.is(Operation { face, name: name.into() });
        self
    }

    /// Says what it is, once that is found out. The first word counts.
    pub fn is(&self, operation: Operation) {
        // Said before.
        let _ = self.operation.set(operation);
    }

    /// Runs a future as this work.
    pub fn run<F: Future>(self: &Arc<Self>, future: F) -> impl Future<Output = F::Output> + use<F> {
        WORK.scope(Arc::clone(self), future)
    }

    /// Calls a function as this work.
    pub fn now<T>(self: &Arc<Self>, call: impl FnOnce() -> T) -> T {
        WORK.sync_scope(Arc::clone(self), call)
    }

    /// Its place in its trace, when it is in one.
    #[must_use]
    pub const fn trace(&self) -> Option<Trace> {
        self.trace
    }

    /// Its id; none where nobody gave it one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What it is, as far as that is known.
    #[must_use]
    pub fn operation(&self) -> Option<&Operation> {
        self.operation.get()
    }

    /// The span that tells of it, when there is one.
    #[must_use]
    pub const fn span(&self) -> Option<&Span> {
        self.span.as_ref()
    }

    /// How many SQL statements it has run.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// It has run a statement.
    pub(crate) fn ran_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }
}

/// What runs in this task.
#[must_use]
pub fn current() -> Option<Arc<Work>> {
    WORK.try_with(Arc::clone).ok()
}

/// A part of this work that runs in a task of its own.
pub fn carried<F: Future>(part: F) -> impl Future<Output = F::Output> {
    current().unwrap_or_default().run(part)
}

/// Looks at what runs in this task, if that is known.
pub(crate) fn with<T>(look: impl FnOnce(&Work) -> T) -> Option<T> {
    WORK.try_with(|work| look(work)).ok()
}

/// What is done in this task, as far as that is known.
#[must_use]
pub fn operation() -> Option<Operation> {
    with(|work| work.operation().cloned()).flatten()
}

/// Says what is done in this task. The first word counts.
pub fn doing(face: Face, name: impl Into<Arc<str>>) {
    with(|work| work.is(Operation { face, name: name.into() }));
}

/// Adds an attribute to the span of this task, when there is one.
pub fn note<A: Into<Attribute>>(key: &'static str, value: impl FnOnce() -> A) {
    with(|work| {
        if let Some(span) = work.span() {
            span.set(key, value());
        }
    });
}

/// Begins a step of this work: its span, when it is told, and its place in the trace of the work, when that is in one.
pub fn child(kind: SpanKind, name: impl FnOnce() -> String) -> (Option<Span>, Option<Trace>) {
    let begun = with(|work| {
        let span = work.span().and_then(|span| span.tracer().child(kind, name, span.trace()));
        let trace = span.as_ref().map(Span::trace).or_else(|| work.trace.map(|trace| trace.step(&SystemEntropy)));
        (span, trace)
    });
    begun.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_runs_in_a_task_is_found_there_and_in_its_parts() {
        assert!(current().is_none() && operation().is_none());
        let work = Arc::new(Work::new("r1".into(), None, None));
        work.run(async {
            doing(Face::Rest, "posts");
            doing(Face::Graphql, "late");
            let part = carried(async { with(|work| (work.id().map(str::to_owned), work.operation().cloned())) });
            let found = crate::platform::task::spawn("a part", part).await.unwrap().flatten().unwrap();
            assert_eq!(found, (Some("r1".to_owned()), Some(Operation { face: Face::Rest, name: "posts".into() })));
        })
        .await;
    }
}
