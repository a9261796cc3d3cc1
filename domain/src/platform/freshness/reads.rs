//! What the statements of one request read.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Mark, Table};

tokio::task_local! {
    static READS: Arc<Mutex<Reads>>;
}

/// What was read, as far as statements told.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reads {
    marks: Vec<Mark>,
    statements: u64,
    unknown: bool,
}

impl Reads {
    /// What an answer was made of, when that is all known: all of so many statements told what they read, and there were
    /// any.
    #[must_use]
    pub fn known(mut self, statements: u64) -> Option<Vec<Mark>> {
        if self.unknown || self.statements == 0 || self.statements != statements {
            return None;
        }
        self.marks.sort_unstable();
        self.marks.dedup();
        Some(self.marks)
    }
}

/// Runs a future and tells what its statements read.
pub async fn record_reads<F: Future>(work: F) -> (F::Output, Reads) {
    READS
        .scope(Arc::default(), async {
            let output = work.await;
            let reads = READS.with(|reads| std::mem::take(&mut *reads.lock().unwrap_or_else(PoisonError::into_inner)));
            (output, reads)
        })
        .await
}

/// Notes what a part of this request reads that runs in a task of its own.
pub(in crate::platform) fn carried<F: Future>(work: F) -> impl Future<Output = F::Output> {
    READS.scope(READS.try_with(Arc::clone).unwrap_or_default(), work)
}

/// Notes a statement, which says by itself which rows of some of its tables it reads.
pub(in crate::platform) fn note(text: &str, rows_of: &[Table]) {
    with(|reads| {
        reads.statements += 1;
        let Some(tables) = Table::read_by(text) else {
            reads.unknown = true;
            return;
        };
        let mark = |table: Table| if rows_of.contains(&table) { Mark::whole(table) } else { Mark::any(table) };
        reads.marks.extend(tables.into_iter().map(mark));
    });
}

/// Notes rows and lists that were read.
pub(crate) fn saw(marks: impl IntoIterator<Item = Mark>) {
    with(|reads| reads.marks.extend(marks));
}

/// Notes something that no statement tells of and that is not the same for all who ask: such an answer is nobody else's.
pub(crate) fn saw_own() {
    with(|reads| reads.unknown = true);
}

fn with(note: impl FnOnce(&mut Reads)) {
    // Outside of `record_reads` nobody asked.
    let _ = READS.try_with(|reads| note(&mut reads.lock().unwrap_or_else(PoisonError::into_inner)));
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn an_answer_is_known_when_every_statement_told_what_it_read() {
        let row = Mark::row(Table::Posts, Uuid::from_u128(1));
        let ((), reads) = record_reads(async {
            note("SELECT 1 FROM posts p JOIN users u ON TRUE", &[Table::Posts]);
            saw([row]);
        })
        .await;
        let mut expected = vec![row, Mark::whole(Table::Posts), Mark::any(Table::Users)];
        expected.sort_unstable();
        assert_eq!(reads.clone().known(1), Some(expected));
        assert_eq!(reads.known(2), None, "one statement did not tell");
    }

    #[tokio::test]
    async fn an_answer_from_another_table_or_from_none_is_not_known() {
        let ((), reads) = record_reads(async { note("SELECT 1 FROM sessions", &[]) }).await;
        assert_eq!(reads.known(1), None);
        let ((), reads) = record_reads(async {
            note("SELECT 1 FROM posts p", &[]);
            saw_own();
        })
        .await;
        assert_eq!(reads.known(1), None, "something that is the caller's own");
        let ((), reads) = record_reads(async {}).await;
        assert_eq!(reads.known(0), None);
    }
}
