//! What the schema says of inputs, which type belongs where, and of outputs, which type comes from where.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Positioned,
    parser::types::{
        BaseType, FieldDefinition, InputValueDefinition, OperationType, ServiceDocument, Type, TypeKind,
        TypeSystemDefinition,
    },
};

use super::typename::TYPENAME;

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
    /// The type that it has.
    pub ty: Type,
    /// Its arguments.
    pub arguments: Places,
}

/// The types of a schema.
pub struct Types {
    outputs: HashMap<String, HashMap<String, Field>>,
    objects: HashSet<String>,
    unions: HashSet<String>,
    inputs: HashMap<String, Places>,
    enums: HashMap<String, HashSet<String>>,
    condition: Place,
    typename: Type,
}

impl Types {
    /// Reads them.
    pub fn of(schema: ServiceDocument) -> Self {
        let mut types = Self {
            outputs: HashMap::new(),
            objects: HashSet::new(),
            unions: HashSet::new(),
            inputs: HashMap::new(),
            enums: HashMap::new(),
            condition: Place { ty: never_null("Boolean"), has_default: false },
            typename: never_null("String"),
        };
        for definition in schema.definitions {
            if let TypeSystemDefinition::Type(found) = definition {
                types.add(found.node.name.node.to_string(), found.node.kind);
            }
        }
        types
    }

    fn add(&mut self, name: String, kind: TypeKind) {
        match kind {
            TypeKind::Object(object) => {
                self.objects.insert(name.clone());
                self.outputs.insert(name, fields(object.fields));
            }
            TypeKind::Interface(interface) => drop(self.outputs.insert(name, fields(interface.fields))),
            TypeKind::InputObject(input) => drop(self.inputs.insert(name, places(input.fields))),
            TypeKind::Enum(found) => {
                let values = found.values.into_iter().map(|value| value.node.value.node.to_string());
                self.enums.insert(name, values.collect());
            }
            TypeKind::Union(_) => {
                self.unions.insert(name);
            }
            TypeKind::Scalar => {}
        }
    }

    /// A field of an output.
    pub fn field(&self, of: &str, name: &str) -> Option<&Field> {
        self.outputs.get(of)?.get(name)
    }

    /// The type of a field of an output, also that of the name of its type.
    pub fn output(&self, of: Option<&str>, name: &str) -> Option<&Type> {
        if name == TYPENAME { Some(&self.typename) } else { self.field(of?, name).map(|found| &found.ty) }
    }

    /// Whether values of a type are objects of that type alone.
    pub fn is_object(&self, name: &str) -> bool {
        self.objects.contains(name)
    }

    /// Whether values of a type have fields.
    pub fn has_fields(&self, name: &str) -> bool {
        self.outputs.contains_key(name) || self.unions.contains(name)
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

/// The type whose fields an operation selects.
pub const fn root_type(of: OperationType) -> &'static str {
    match of {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

/// The name of a type, lists taken off.
pub fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => named(inner),
    }
}

fn never_null(name: &str) -> Type {
    Type { base: BaseType::Named(Name::new(name)), nullable: false }
}

fn fields(of: Vec<Positioned<FieldDefinition>>) -> HashMap<String, Field> {
    let field = |found: Positioned<FieldDefinition>| {
        let FieldDefinition { name, arguments, ty, .. } = found.node;
        (name.node.to_string(), Field { of: named(&ty.node).to_owned(), ty: ty.node, arguments: places(arguments) })
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
