//! The values that one operation writes out, and the places where it uses its variables.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Pos, Positioned, ServerError,
    parser::types::{
        BaseType, Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, Type,
        VariableDefinition,
    },
};
use async_graphql_value::{ConstValue, Value};

use super::{
    is_time, size, typename,
    types::{Place, Types, root_type},
};

/// Directives that take a condition as `if`.
pub const CONDITIONAL: [&str; 2] = ["skip", "include"];

/// Looks at one operation, and once at each fragment that it leads to.
pub struct Usage<'a> {
    types: &'a Types,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: HashMap<&'a str, &'a VariableDefinition>,
    seen: HashSet<&'a Name>,
}

impl<'a> Usage<'a> {
    pub fn new(types: &'a Types, document: &'a ExecutableDocument, operation: &'a OperationDefinition) -> Self {
        let variables = operation.variable_definitions.iter().map(|it| (it.node.name.node.as_str(), &it.node));
        Self { types, document, operation, variables: variables.collect(), seen: HashSet::new() }
    }

    pub fn check(mut self) -> Result<(), ServerError> {
        for variable in &self.operation.variable_definitions {
            if let Some(default) = &variable.node.default_value {
                let place = Place { ty: variable.node.var_type.node.clone(), has_default: false };
                let default = default.node.clone().into_value();
                size::check_written(&default, "Variable", &format!("${}", variable.node.name.node), variable.pos)?;
                self.value(&default, &place, variable.pos)?;
            }
        }
        self.directives(&self.operation.directives)?;
        self.selection(&self.operation.selection_set.node, Some(root_type(self.operation.ty)))
    }

    fn selection(&mut self, of: &'a SelectionSet, on: Option<&'a str>) -> Result<(), ServerError> {
        for item in &of.items {
            self.directives(item.node.directives())?;
            match &item.node {
                Selection::Field(field) => self.field(field, on)?,
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map_or(on, |it| Some(it.node.on.node.as_str()));
                    self.selection(&inline.node.selection_set.node, on)?;
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            }
        }
        Ok(())
    }

    fn fragment(&mut self, name: &'a Name) -> Result<(), ServerError> {
        let Some(found) = self.document.fragments.get(name).filter(|_| self.seen.insert(name)) else { return Ok(()) };
        self.directives(&found.node.directives)?;
        self.selection(&found.node.selection_set.node, Some(found.node.type_condition.node.on.node.as_str()))
    }

    fn field(&mut self, field: &'a Positioned<Field>, on: Option<&str>) -> Result<(), ServerError> {
        if field.node.name.node == typename::TYPENAME {
            return typename::check(field);
        }
        let types = self.types;
        let found = on.and_then(|on| types.field(on, &field.node.name.node));
        for (name, value) in &field.node.arguments {
            size::check_written(&value.node, "Argument", &name.node, value.pos)?;
            if let Some(place) = found.and_then(|it| it.arguments.get(name.node.as_str())) {
                self.value(&value.node, place, value.pos)?;
            }
        }
        self.selection(&field.node.selection_set.node, found.map(|it| it.of.as_str()))
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> Result<(), ServerError> {
        let conditional = directives.iter().filter(|it| CONDITIONAL.contains(&it.node.name.node.as_str()));
        let mut conditions = conditional.filter_map(|it| it.node.get_argument("if"));
        conditions.try_for_each(|value| self.value(&value.node, self.types.condition(), value.pos))
    }

    fn value(&self, value: &Value, place: &Place, at: Pos) -> Result<(), ServerError> {
        match value {
            Value::Variable(name) => self.variable(name, place, at),
            Value::Null => Ok(()),
            _ => self.written(value, &place.ty, at),
        }
    }

    /// A value that is written out.
    fn written(&self, value: &Value, ty: &Type, at: Pos) -> Result<(), ServerError> {
        let name = match (&ty.base, value) {
            (BaseType::List(inner), Value::List(items)) => {
                let place = |item| self.value(item, &Place { ty: (**inner).clone(), has_default: false }, at);
                return items.iter().try_for_each(place);
            }
            // One is taken for a list of one.
            (BaseType::List(inner), one) => return self.written(one, inner, at),
            (BaseType::Named(name), _) => name.as_str(),
        };
        match (self.types.input(name), value) {
            (Some(members), Value::Object(sent)) => sent.iter().try_for_each(|(member, value)| {
                members.get(member.as_str()).map_or(Ok(()), |place| self.value(value, place, at))
            }),
            (None, Value::Enum(_)) if self.types.values(name).is_some() => Ok(()),
            (None, Value::String(text)) if name == "DateTime" && is_time(text) => Ok(()),
            (None, _) if self.types.values(name).is_none() && name != "DateTime" => Ok(()),
            _ => Err(ServerError::new(format!("Expected a value of type \"{ty}\" here."), Some(at))),
        }
    }

    /// Whether a variable may stand at a place (5.8.5). One that was not defined is told of elsewhere.
    fn variable(&self, name: &str, place: &Place, at: Pos) -> Result<(), ServerError> {
        let Some(variable) = self.variables.get(name) else { return Ok(()) };
        let ty = &variable.var_type.node;
        let never_null =
            variable.default_value.as_ref().is_some_and(|it| it.node != ConstValue::Null) || place.has_default;
        let compatible = if never_null {
            compatible(ty, &Type { base: place.ty.base.clone(), nullable: true })
        } else {
            compatible(ty, &place.ty)
        };
        if compatible {
            return Ok(());
        }
        let text = format!("Variable \"${name}\" of type \"{ty}\" used in position expecting type \"{}\".", place.ty);
        Err(ServerError::new(text, Some(at)))
    }
}

/// Whether every value of one type is one of another.
fn compatible(ty: &Type, with: &Type) -> bool {
    let nullable = with.nullable || !ty.nullable;
    nullable
        && match (&ty.base, &with.base) {
            (BaseType::Named(one), BaseType::Named(other)) => one == other,
            (BaseType::List(one), BaseType::List(other)) => compatible(one, other),
            _ => false,
        }
}
