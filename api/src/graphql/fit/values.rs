//! The values that are sent for variables (6.1.2), before anything is done with them.

use async_graphql::{
    Pos, ServerError,
    parser::types::{BaseType, OperationDefinition, Type},
};
use serde_json::{Map, Value};

use super::{is_time, types::Types};

/// Checks what was sent for the variables of the operation that runs.
///
/// # Errors
/// The first variable that is missing or does not fit.
pub fn check(
    types: &Types,
    operation: &OperationDefinition,
    sent: Option<&Map<String, Value>>,
) -> Result<(), ServerError> {
    for variable in &operation.variable_definitions {
        let (name, ty, at) = (variable.node.name.node.as_str(), &variable.node.var_type.node, variable.pos);
        match sent.and_then(|sent| sent.get(name)) {
            Some(value) => fits(types, value, ty, name).map_err(|misfit| refused(name, &misfit, at))?,
            None if ty.nullable || variable.node.default_value.is_some() => {}
            None => {
                let text = format!("Variable \"${name}\" of required type \"{ty}\" was not provided.");
                return Err(ServerError::new(text, Some(at)));
            }
        }
    }
    Ok(())
}

/// Where a value does not fit, and what belongs there.
struct Misfit {
    path: String,
    expected: String,
}

fn refused(name: &str, Misfit { path, expected }: &Misfit, at: Pos) -> ServerError {
    ServerError::new(format!("Variable \"${name}\" got an invalid value at \"{path}\": expected {expected}."), Some(at))
}

fn fits(types: &Types, value: &Value, ty: &Type, path: &str) -> Result<(), Misfit> {
    let misfit = || Err(Misfit { path: path.to_owned(), expected: format!("type \"{ty}\"") });
    match (&ty.base, value) {
        (_, Value::Null) if ty.nullable => Ok(()),
        (_, Value::Null) => misfit(),
        (BaseType::List(inner), Value::Array(items)) => {
            items.iter().enumerate().try_for_each(|(n, item)| fits(types, item, inner, &format!("{path}.{n}")))
        }
        (BaseType::List(inner), one) => fits(types, one, inner, path),
        (BaseType::Named(name), _) => {
            let (enumeration, input) = (types.values(name), types.input(name));
            let is_fit = match (name.as_str(), value) {
                (_, Value::Object(sent)) if input.is_some() => return members(types, sent, name, path),
                (_, Value::String(text)) if enumeration.is_some() => {
                    enumeration.is_some_and(|values| values.contains(text))
                }
                (_, _) if input.is_some() || enumeration.is_some() => false,
                ("String", _) => value.is_string(),
                ("ID", _) => value.is_string() || value.is_i64() || value.is_u64(),
                ("Int", _) => value.is_i64() || value.is_u64(),
                ("Float", _) => value.is_number(),
                ("Boolean", _) => value.is_boolean(),
                ("DateTime", _) => value.as_str().is_some_and(is_time),
                // Anything is JSON.
                _ => true,
            };
            if is_fit { Ok(()) } else { misfit() }
        }
    }
}

fn members(types: &Types, sent: &Map<String, Value>, name: &str, path: &str) -> Result<(), Misfit> {
    let Some(places) = types.input(name) else { return Ok(()) };
    for (member, value) in sent {
        let path = format!("{path}.{member}");
        match places.get(member) {
            Some(place) => fits(types, value, &place.ty, &path)?,
            None => return Err(Misfit { path, expected: format!("no such member of \"{name}\"") }),
        }
    }
    let missing = places
        .iter()
        .find(|(member, place)| !place.ty.nullable && !place.has_default && !sent.contains_key(member.as_str()));
    missing.map_or(Ok(()), |(member, place)| {
        Err(Misfit { path: format!("{path}.{member}"), expected: format!("type \"{}\"", place.ty) })
    })
}
