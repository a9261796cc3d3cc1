//! What becomes of a post that is here.

use serde_json::{Map, Value};

use crate::{
    ids::ImportId,
    imports::{
        store::{self, Brought},
        walk::Candidate,
    },
};

/// What becomes of a post that is here.
pub(super) enum Fate {
    /// Nothing: this import has brought it as it is there, and it is so here.
    Own,
    /// Nothing: it has come before as it is there, and it is so here.
    Same,
    /// Nothing: it has come before as it is there, and was changed here since.
    Kept,
    /// It becomes what it is there.
    Changed,
    /// Nothing, because it can't be done.
    Stays(&'static str),
}

pub(super) fn fate(
    candidate: &Candidate,
    here: &Map<String, Value>,
    brought: &[Brought],
    own: Option<ImportId>,
) -> Fate {
    let has_come = |it: &&Brought| Some(&it.source) == candidate.digest.as_ref();
    let now = store::fingerprint(here);
    // What this one has brought stays as it is, whatever came after it.
    if let Some(it) = brought.iter().filter(has_come).find(|it| is_of(it, own)) {
        return if it.hash == now { Fate::Own } else { Fate::Kept };
    }
    match brought.iter().find(|it| it.hash == now) {
        Some(last) if has_come(&last) => Fate::Same,
        Some(_) if here.get("authorId") != candidate.row.json.get("authorId") => {
            Fate::Stays("it has changed there, and is by somebody else here")
        }
        Some(_) => Fate::Changed,
        None if brought.iter().any(|it| has_come(&it)) => Fate::Kept,
        None => Fate::Stays("it has changed there, and was changed here, too, since it came"),
    }
}

/// Whether an import has written this down.
pub(super) fn is_of(brought: &Brought, import: Option<ImportId>) -> bool {
    import.is_some_and(|import| import.uuid() == brought.import_id)
}
