//! The variables of an operation, as they were sent.

use async_graphql::{
    Name, Positioned,
    parser::types::{Directive, OperationDefinition},
};
use async_graphql_value::{ConstValue, Value};
use serde_json::{Map, Value as Json};

/// The variables of an operation, as they were sent.
pub struct Given<'a> {
    operation: &'a OperationDefinition,
    sent: Option<&'a Map<String, Json>>,
}

impl<'a> Given<'a> {
    pub const fn new(operation: &'a OperationDefinition, sent: Option<&'a Map<String, Json>>) -> Self {
        Self { operation, sent }
    }

    /// Whether a value is that of a variable which may be missing, and is.
    pub fn is_absent(&self, value: &Value) -> bool {
        let Value::Variable(name) = value else { return false };
        let mut defined = self.operation.variable_definitions.iter();
        defined.any(|it| {
            it.node.name.node == *name
                && it.node.var_type.node.nullable
                && it.node.default_value.is_none()
                && self.sent(name).is_none()
        })
    }

    /// Whether a value is null, or that of a variable which is, or which nobody has sent.
    pub fn is_null(&self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Variable(name) => match self.sent(name) {
                Some(sent) => sent.is_null(),
                None => !self.operation.variable_definitions.iter().any(|it| {
                    let default = it.node.default_value.as_ref();
                    it.node.name.node == *name && default.is_some_and(|it| it.node != ConstValue::Null)
                }),
            },
            _ => false,
        }
    }

    /// A value without what is absent: the members of an input are left out, the items of a list are null.
    pub fn present(&self, value: &Value) -> Value {
        match value {
            Value::List(items) => {
                let item = |item| if self.is_absent(item) { Value::Null } else { self.present(item) };
                Value::List(items.iter().map(item).collect())
            }
            Value::Object(members) => {
                let there = members.iter().filter(|(_, value)| !self.is_absent(value));
                Value::Object(there.map(|(name, value)| (name.clone(), self.present(value))).collect())
            }
            other => other.clone(),
        }
    }

    /// Whether the conditions of a selection leave it out (3.13.1, 3.13.2).
    pub fn skips(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let holds = directive.node.get_argument("if").is_some_and(|value| self.holds(&value.node));
            match directive.node.name.node.as_str() {
                "skip" => holds,
                "include" => !holds,
                _ => false,
            }
        })
    }

    /// Whether a condition of a selection is a variable that was not sent.
    pub fn leaves_to_default(&self, directives: &[Positioned<Directive>]) -> bool {
        let conditions = directives.iter().filter_map(|directive| directive.node.get_argument("if"));
        let mut variables = conditions.filter_map(|value| match &value.node {
            Value::Variable(name) => Some(name),
            _ => None,
        });
        variables.any(|name| self.sent(name).is_none())
    }

    fn holds(&self, condition: &Value) -> bool {
        match condition {
            Value::Boolean(holds) => *holds,
            Value::Variable(name) => match self.sent(name) {
                Some(sent) => *sent == Json::Bool(true),
                None => self.operation.variable_definitions.iter().any(|it| {
                    let default = it.node.default_value.as_ref();
                    it.node.name.node == *name && default.is_some_and(|it| it.node == ConstValue::Boolean(true))
                }),
            },
            _ => false,
        }
    }

    fn sent(&self, name: &Name) -> Option<&Json> {
        self.sent?.get(name.as_str())
    }
}
