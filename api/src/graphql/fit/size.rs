//! How much one value holds. A list that is longer than its rule allows is told so by that rule; what is far beyond all of them is refused
//! before it is taken up, which is done anew for each field that it stands in.

use async_graphql::{Pos, ServerError};
use async_graphql_value::Value;
use serde_json::{Map, Value as Json};

/// Most items of lists and members of inputs in one value, at all depths together. The longest list of the schema may have 200
/// (`rules::LIST_MAX`).
const MOST: usize = 1_000;

/// Checks the variables of a request, also those that no operation knows.
///
/// # Errors
/// Names one that holds too much.
pub fn check_sent(variables: Option<&Map<String, Json>>) -> Result<(), ServerError> {
    let large = variables.into_iter().flatten().find(|(_, value)| left_by_sent(value, MOST).is_none());
    large.map_or(Ok(()), |(name, _)| Err(refused("Variable", &format!("${name}"), None)))
}

/// Checks what a document writes out: an argument, or the default of a variable.
///
/// # Errors
/// Names it when it holds too much.
pub fn check_written(value: &Value, what: &str, name: &str, at: Pos) -> Result<(), ServerError> {
    left_by_written(value, MOST).map_or_else(|| Err(refused(what, name, Some(at))), |_| Ok(()))
}

fn refused(what: &str, name: &str, at: Option<Pos>) -> ServerError {
    ServerError::new(format!("{what} \"{name}\" holds more than {MOST} values."), at)
}

/// How much room a value leaves; none when it holds more than there is, which is found out by looking no further than that.
fn left_by_sent(value: &Json, room: usize) -> Option<usize> {
    match value {
        Json::Array(items) => {
            items.iter().try_fold(room.checked_sub(items.len())?, |room, item| left_by_sent(item, room))
        }
        Json::Object(members) => {
            members.values().try_fold(room.checked_sub(members.len())?, |room, value| left_by_sent(value, room))
        }
        _ => Some(room),
    }
}

fn left_by_written(value: &Value, room: usize) -> Option<usize> {
    match value {
        Value::List(items) => {
            items.iter().try_fold(room.checked_sub(items.len())?, |room, item| left_by_written(item, room))
        }
        Value::Object(members) => {
            members.values().try_fold(room.checked_sub(members.len())?, |room, value| left_by_written(value, room))
        }
        _ => Some(room),
    }
}
