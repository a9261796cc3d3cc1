//! Rendering Markdown, and going through its HTML again, apart from requests: on threads of its own, as many as half of the cores, so
//! that a flood of long texts leaves everything else alone. What it may cost is bounded by `complexity.rs`.

use std::{num::NonZero, sync::Arc};

use tokio::sync::Semaphore;

use super::{
    article::{self, Article},
    markdown,
};
use crate::{Error, Result, fault::Refusal};

/// Renders Markdown; so many at once.
#[derive(Debug, Clone)]
pub struct Renderer(Arc<Semaphore>);

impl Default for Renderer {
    /// Half of the cores.
    fn default() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, NonZero::get).div_ceil(2))
    }
}

impl Renderer {
    /// So many at once.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once.max(1))))
    }

    /// Renders a post; waits until a place is free. That the source is refused is no error, but an answer.
    ///
    /// # Errors
    /// `internal` for a bug.
    pub async fn article(&self, source: &str) -> Result<Result<Article, Refusal>> {
        let source = source.to_owned();
        self.apart(move || article::render(&source)).await
    }

    /// Renders a comment; otherwise the same.
    ///
    /// # Errors
    /// `internal` for a bug.
    pub async fn html(&self, source: &str) -> Result<Result<String, Refusal>> {
        let source = source.to_owned();
        self.apart(move || markdown::render(&source)).await
    }

    /// Does other work that takes as long, such as writing a feed; waits for a place as rendering does.
    ///
    /// # Errors
    /// `internal` for a bug.
    pub async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let place = Arc::clone(&self.0).acquire_owned().await.map_err(Error::internal)?;
        let work = move || {
            let done = work();
            // Held by the work itself, which goes on when nobody waits for it any more: a client that hangs up frees nothing.
            drop(place);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_refused_is_an_answer_and_leaves_its_place() {
        let renderer = Renderer::new(1);
        let refused = renderer.html(&">".repeat(1_000)).await.unwrap().unwrap_err();
        assert_eq!(refused.code, "too_complex");
        assert_eq!(renderer.html("a").await.unwrap().unwrap(), "<p>a</p>\n");
        assert_eq!(renderer.article("a b").await.unwrap().unwrap().words, 2);
    }

    #[tokio::test]
    async fn no_more_run_than_there_are_places() {
        let renderer = Renderer::new(1);
        let held = Arc::clone(&renderer.0).acquire_owned().await.unwrap();
        let waiting = renderer.html("a");
        let waited = tokio::time::timeout(std::time::Duration::from_millis(20), waiting).await;
        assert!(waited.is_err(), "it waits for a place");
        drop(held);
        assert!(renderer.html("a").await.unwrap().is_ok());
    }
}
