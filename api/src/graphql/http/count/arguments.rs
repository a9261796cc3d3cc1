//! How much a list is asked for.

use async_graphql::parser::types::Field;
use async_graphql_value::{ConstValue, Number, Value};
use presswork_domain::page::{PAGE_DEFAULT, PAGE_MAX};
use serde_json::Value as Json;

use super::collector::Collector;

/// What an argument says of how much is wanted.
enum Amount {
    Nothing,
    Number(u32),
    Items(u32),
    /// No number, or a larger one than there is.
    Other,
}

impl Amount {
    fn number(number: &Number) -> Self {
        number.as_u64().and_then(|n| u32::try_from(n).ok()).map_or(Self::Other, Self::Number)
    }

    fn items(count: usize) -> Self {
        Self::Items(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl Collector<'_> {
    /// How many things a list is asked for. What is too much is refused when it runs.
    pub(super) fn things(&self, field: &Field) -> u32 {
        let number = |name: &str| match self.amount(field, name)? {
            Amount::Nothing => None,
            Amount::Number(n) => Some(n),
            Amount::Items(_) | Amount::Other => Some(PAGE_MAX),
        };
        let ids = || self.amount(field, "ids").map(|amount| if let Amount::Items(n) = amount { n } else { 1 });
        number("first").or_else(|| number("last")).or_else(ids).unwrap_or(PAGE_DEFAULT)
    }

    /// What an argument says: written out, by a variable, or by the variable's default. It is looked at where it stands: a copy for each
    /// field would cost more than the field.
    fn amount(&self, field: &Field, name: &str) -> Option<Amount> {
        Some(match &field.get_argument(name)?.node {
            Value::Variable(variable) => self.variable(variable),
            Value::Null => Amount::Nothing,
            Value::Number(number) => Amount::number(number),
            Value::List(items) => Amount::items(items.len()),
            _ => Amount::Other,
        })
    }

    fn variable(&self, name: &str) -> Amount {
        match self.asked.variable(name) {
            Some(Json::Null) => Amount::Nothing,
            Some(Json::Number(number)) => Amount::number(number),
            Some(Json::Array(items)) => Amount::items(items.len()),
            Some(_) => Amount::Other,
            None => self.default(name),
        }
    }

    fn default(&self, name: &str) -> Amount {
        let mut definitions = self.operation.variable_definitions.iter();
        let defined = definitions.find(|it| it.node.name.node == name);
        match defined.and_then(|it| it.node.default_value.as_ref()).map(|value| &value.node) {
            None | Some(ConstValue::Null) => Amount::Nothing,
            Some(ConstValue::Number(number)) => Amount::number(number),
            Some(ConstValue::List(items)) => Amount::items(items.len()),
            Some(_) => Amount::Other,
        }
    }
}
