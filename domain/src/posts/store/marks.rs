//! What whoever reads or writes a post marks, for answers that are kept.

use crate::{
    ids::PostId,
    platform::freshness::{Mark, Table},
};

/// A post, as whoever read or wrote it marks it.
pub(super) fn row(id: PostId) -> Mark {
    Mark::row(Table::Posts, id.uuid())
}

/// A post that may come into lists or leave them.
pub(in crate::posts) fn row_and_lists(id: PostId) -> [Mark; 2] {
    [row(id), Mark::list(Table::Posts)]
}
