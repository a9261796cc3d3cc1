//! How much a list is asked for.

use async_graphql::{Value, parser::types::Field};
use presswork_domain::page::{PAGE_DEFAULT, PAGE_MAX};

use super::collector::Collector;

impl Collector<'_> {
    /// How many things a list is asked for. What is too much is refused when it runs.
    pub(super) fn things(&self, field: &Field) -> u32 {
        let number = |name: &str| match self.argument(field, name)? {
            serde_json::Value::Null => None,
            value => Some(value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(PAGE_MAX)),
        };
        let ids = || match self.argument(field, "ids")? {
            serde_json::Value::Array(ids) => u32::try_from(ids.len()).ok(),
            _ => Some(1),
        };
        number("first").or_else(|| number("last")).or_else(ids).unwrap_or(PAGE_DEFAULT)
    }

    /// An argument as it will be: written out, from a variable, or from the variable's default.
    fn argument(&self, field: &Field, name: &str) -> Option<serde_json::Value> {
        let value = &field.get_argument(name)?.node;
        value.clone().into_const_with(|variable| Ok::<_, ()>(self.variable(&variable))).ok()?.into_json().ok()
    }

    fn variable(&self, name: &str) -> Value {
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            let defined = definitions.find(|it| it.node.name.node == name)?;
            defined.node.default_value.as_ref().map(|value| value.node.clone())
        };
        let sent = self.asked.variable(name).and_then(|value| Value::from_json(value.clone()).ok());
        sent.or_else(default).unwrap_or_default()
    }
}
