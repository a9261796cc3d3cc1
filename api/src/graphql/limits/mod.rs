//! Documents that ask too much are refused before anything is done for them.
//!
//! First the text: tokens and brackets are counted without parsing, because the parser recurses. Then the parsed document:
//! what it would expand to is counted with every fragment counted once, so that 2^28 nested spreads cost no more than 28,
//! and a fragment that spreads itself is found. Only then does the executor see it, whose own checks walk the expansion.

mod refusal;
mod tally;
mod text;

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument};
use presswork_domain::platform::settings::Graphql;

pub use refusal::Refusal;
use tally::{Counter, Tally};
pub use text::tokens;

/// Deepest nesting of brackets, and of selections through fragments: below the 64 at which the parser gives up, far above
/// what anybody writes.
pub const NESTING: usize = 60;

/// Longest name or number, in bytes. What a name may have meant is looked for among all there are, in time that grows with its length.
const WORD: usize = 256;
/// How many lists of introspection may be asked for, fragments expanded; the query that tools send has four.
const INTROSPECTED: usize = 16;
/// How many times as many fields as one operation all of a document may have together: each is checked, whichever is run.
const TOGETHER: usize = 5;

/// Refuses a text that has too many bytes, whatever they are.
///
/// # Errors
/// The limit.
pub const fn check_length(query: &str, limits: &Graphql) -> Result<(), Refusal> {
    if query.len() > limits.max_document_bytes { Err(Refusal::Length(limits.max_document_bytes)) } else { Ok(()) }
}

/// Refuses a text that is too long or too deep to be parsed.
///
/// # Errors
/// The first limit that it exceeds.
pub fn check_text(query: &str, limits: &Graphql) -> Result<(), Refusal> {
    check_length(query, limits)?;
    let measured = text::measure(query, limits.max_tokens);
    if measured.tokens > limits.max_tokens {
        return Err(Refusal::Tokens(limits.max_tokens));
    }
    if measured.nesting > NESTING {
        return Err(Refusal::Depth(limits.max_depth));
    }
    if measured.word > WORD {
        return Err(Refusal::Word(WORD));
    }
    Ok(())
}

/// Refuses a document of which any operation asks too much, or all of them together.
///
/// # Errors
/// The first limit that it exceeds.
pub fn check(document: &ExecutableDocument, limits: &Graphql) -> Result<(), Refusal> {
    let mut counter = Counter::new(document, limits.max_depth);
    let operations: Vec<_> = match &document.operations {
        DocumentOperations::Single(one) => vec![one],
        DocumentOperations::Multiple(many) => many.values().collect(),
    };
    let mut together = 0_usize;
    for operation in operations {
        let variables = operation.node.variable_definitions.iter().map(|it| it.node.directives.len()).sum::<usize>();
        let mut tally = counter.count(&operation.node.selection_set.node)?;
        tally.directives = tally.directives.saturating_add(variables + operation.node.directives.len());
        within(&tally, limits)?;
        together = together.saturating_add(tally.fields);
    }
    let most = limits.max_cost.saturating_mul(TOGETHER);
    if together > most {
        return Err(Refusal::Together(most));
    }
    // Fragments that nothing spreads are walked by the executor's checks all the same.
    counter.count_the_rest()
}

fn within(tally: &Tally, limits: &Graphql) -> Result<(), Refusal> {
    let table = [
        (tally.depth, limits.max_depth, Refusal::Depth(limits.max_depth)),
        (tally.aliases, limits.max_aliases, Refusal::Aliases(limits.max_aliases)),
        (tally.directives, limits.max_directives, Refusal::Directives(limits.max_directives)),
        (tally.root_fields, limits.max_root_fields, Refusal::RootFields(limits.max_root_fields)),
        (tally.fields, limits.max_cost, Refusal::Cost(limits.max_cost)),
        (tally.introspected, INTROSPECTED, Refusal::Introspection(INTROSPECTED)),
    ];
    table.into_iter().find(|(found, limit, _)| found > limit).map_or(Ok(()), |(.., refusal)| Err(refusal))
}

#[cfg(test)]
mod tests;
