//! The operations that run on one socket.

use std::{collections::HashMap, pin::Pin};

use futures::{
    Stream, StreamExt,
    stream::{AbortHandle, SelectAll, abortable, once},
};

use crate::graphql::http::Told;

/// What an operation has to say.
pub enum Said {
    /// A result, or why it did not begin.
    Told(Told),
    /// It has ended by itself.
    Ended,
}

/// An operation, told apart from an earlier one under the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    id: String,
    number: u64,
}

/// What one operation says, piece by piece.
type Sayings = Pin<Box<dyn Stream<Item = (Name, Said)>>>;

/// The operations that run on one socket, by the client's ids.
#[derive(Default)]
pub struct Operations {
    running: HashMap<String, (u64, AbortHandle)>,
    streams: SelectAll<Sayings>,
    count: u64,
}

impl Operations {
    /// Whether an operation of this id runs.
    pub fn has(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    /// How many run.
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Begins one.
    pub fn begin(&mut self, id: String, results: impl Stream<Item = Told> + 'static) {
        self.count += 1;
        let name = Name { id: id.clone(), number: self.count };
        let (results, handle) = abortable(results);
        let ended = once(async { Said::Ended });
        self.streams.push(Box::pin(results.map(Said::Told).chain(ended).map(move |said| (name.clone(), said))));
        self.running.insert(id, (self.count, handle));
    }

    /// Ends one, at the client's wish.
    pub fn end(&mut self, id: &str) {
        if let Some((_, handle)) = self.running.remove(id) {
            handle.abort();
        }
    }

    /// What is said next, and by which; waits for ever while none runs. What one that was ended meanwhile still had to say
    /// is left out.
    pub async fn next(&mut self) -> (String, Said) {
        loop {
            let Some((name, said)) = self.streams.next().await else { return std::future::pending().await };
            let current = self.running.get(&name.id).is_some_and(|(number, _)| *number == name.number);
            if current {
                if matches!(said, Said::Ended) {
                    self.running.remove(&name.id);
                }
                return (name.id, said);
            }
        }
    }
}
