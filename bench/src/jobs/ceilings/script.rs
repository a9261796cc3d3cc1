//! Statements of the engine as a script of pgbench. They are recorded while the engine runs them, so they can't drift from
//! what it does; what differs from run to run of a script is put in place of the values.

use sea_orm::{Statement, Value, sea_query::ArrayType};

use crate::Result;

/// A recorded statement whose values are replaced by expressions: by `instead` where it has one, otherwise by themselves.
pub(super) fn statement(recorded: &Statement, instead: impl Fn(&Value) -> Option<String>) -> Result<String> {
    let values = recorded.values.as_ref().map(|values| values.0.as_slice()).unwrap_or_default();
    let mut text = recorded.sql.clone();
    // From the last to the first, so that $1 is not found in $12.
    for (index, value) in values.iter().enumerate().rev() {
        let expression = match instead(value) {
            Some(expression) => expression,
            None => itself(value)?,
        };
        text = text.replace(&format!("${}", index + 1), &expression);
    }
    if text.contains(';') {
        return Err(format!("more than one statement: {text}").into());
    }
    Ok(format!("{text};\n"))
}

fn itself(value: &Value) -> Result<String> {
    Ok(match value {
        Value::String(Some(text)) => quoted(text),
        Value::String(None) => "CAST(NULL AS text)".to_owned(),
        Value::Int(Some(number)) => number.to_string(),
        Value::Uuid(None) => "CAST(NULL AS uuid)".to_owned(),
        Value::Uuid(Some(id)) => format!("CAST('{id}' AS uuid)"),
        // The engine's own times are long over when the script runs, and have colons, which mark variables there.
        Value::ChronoDateTimeUtc(Some(_)) => "now()".to_owned(),
        Value::ChronoDateTimeUtc(None) => "CAST(NULL AS timestamptz)".to_owned(),
        other => return Err(format!("no expression for {other:?}").into()),
    })
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The name of the column of an array's elements, and what they are when they are all the same.
pub(super) fn array(value: &Value) -> Option<(&'static str, String)> {
    let Value::Array(kind, Some(elements)) = value else { return None };
    let first = elements.first()?;
    match (kind, first) {
        (ArrayType::Uuid, _) => Some(("uuid", String::new())),
        (ArrayType::Int, Value::Int(Some(number))) => Some(("integer", number.to_string())),
        (ArrayType::String, Value::String(Some(text))) => Some(("text", quoted(text))),
        _ => None,
    }
}
