//! What the schema says of inputs: which type belongs where.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Positioned,
    parser::types::{
        BaseType, FieldDefinition, InputValueDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
    },
};

/// A place for a value: an argument, or a member of an input.
pub struct Place {
    /// The type that belongs there.
    pub ty: Type,
    /// Whether something stands there when nothing is sent.
    pub has_default: bool,
}

/// Places by their names.
pub type Places = HashMap<String, Place>;

/// A field of an output.
pub struct Field {
    /// The name of the type that it has, lists taken off.
    pub of: String,
    /// Its arguments.
    pub arguments: Places,
}

/// The types of a schema, as far as inputs are concerned.
pub struct Types {
    outputs: HashMap<String, HashMap<String, Field>>,
    inputs: HashMap<String, Places>,
    enums: HashMap<String, HashSet<String>>,
    condition: Place,
}

impl Types {
    /// Reads them.
    pub fn of(schema: ServiceDocument) -> Self {
        let condition = Place {
            ty: Type { base: BaseType::Named(async_graphql::Name::new("Boolean")), nullable: false },
            has_default: false,
        };
        let mut types = Self { outputs: HashMap::new(), inputs: HashMap::new(), enums: HashMap::new(), condition };
        for definition in schema.definitions {
            if let TypeSystemDefinition::Type(found) = definition {
                types.add(found.node.name.node.to_string(), found.node.kind);
            }
        }
        types
    }

    fn add(&mut self, name: String, kind: TypeKind) {
        match kind {
            TypeKind::Object(object) => drop(self.outputs.insert(name, fields(object.fields))),
            TypeKind::Interface(interface) => drop(self.outputs.insert(name, fields(interface.fields))),
            TypeKind::InputObject(input) => drop(self.inputs.insert(name, places(input.fields))),
            TypeKind::Enum(found) => {
                let values = found.values.into_iter().map(|value| value.node.value.node.to_string());
                self.enums.insert(name, values.collect());
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }

    /// A field of an output.
    pub fn field(&self, of: &str, name: &str) -> Option<&Field> {
        self.outputs.get(of)?.get(name)
    }

    /// The members of an input.
    pub fn input(&self, name: &str) -> Option<&Places> {
        self.inputs.get(name)
    }

    /// The values of an enumeration.
    pub fn values(&self, name: &str) -> Option<&HashSet<String>> {
        self.enums.get(name)
    }

    /// The argument of a directive: both that there are take a condition.
    pub const fn condition(&self) -> &Place {
        &self.condition
    }
}

/// The name of a type, lists taken off.
pub fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => named(inner),
    }
}

fn fields(of: Vec<Positioned<FieldDefinition>>) -> HashMap<String, Field> {
    let field = |found: Positioned<FieldDefinition>| {
        let FieldDefinition { name, arguments, ty, .. } = found.node;
        (name.node.to_string(), Field { of: named(&ty.node).to_owned(), arguments: places(arguments) })
    };
    of.into_iter().map(field).collect()
}

fn places(of: Vec<Positioned<InputValueDefinition>>) -> Places {
    let place = |found: Positioned<InputValueDefinition>| {
        let InputValueDefinition { name, ty, default_value, .. } = found.node;
        (name.node.to_string(), Place { ty: ty.node, has_default: default_value.is_some() })
    };
    of.into_iter().map(place).collect()
}
