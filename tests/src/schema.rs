//! The GraphQL schema of this build, read from its SDL.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};

use async_graphql_parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition},
};
use presswork_domain::platform::Settings;
use serde_json::Value;

/// The schema of this build.
pub static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::parse(&sdl()));

/// The SDL of this build.
#[must_use]
pub fn sdl() -> String {
    let variables = HashMap::from([("PRESSWORK_ENV".to_owned(), "test".to_owned())]);
    presswork_api::schema_sdl(&Settings::load(&variables).unwrap())
}

/// A schema.
pub struct Schema {
    /// Every type that the schema defines, by name.
    pub types: BTreeMap<String, TypeDefinition>,
}

impl Schema {
    /// Reads an SDL.
    #[must_use]
    pub fn parse(sdl: &str) -> Self {
        let document = parse_schema(sdl).unwrap();
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(found) => Some((found.node.name.node.to_string(), found.node)),
            _ => None,
        });
        Self { types: types.collect() }
    }

    /// The fields of an object or interface; none for other types.
    #[must_use]
    pub fn fields(&self, of: &str) -> Vec<&FieldDefinition> {
        let fields = match self.types.get(of).map(|found| &found.kind) {
            Some(TypeKind::Object(object)) => &object.fields,
            Some(TypeKind::Interface(interface)) => &interface.fields,
            _ => return Vec::new(),
        };
        fields.iter().map(|field| &field.node).collect()
    }

    /// One field.
    #[must_use]
    pub fn field(&self, of: &str, name: &str) -> Option<&FieldDefinition> {
        self.fields(of).into_iter().find(|field| field.name.node == name)
    }

    /// A selection of all that a type has; empty for scalars and enums.
    #[must_use]
    pub fn selection(&self, of: &str) -> String {
        match self.types.get(of).map(|found| &found.kind) {
            Some(TypeKind::Interface(_)) => {
                let all = self.implementations(of).into_iter();
                on_each(all.map(|name| (name, self.plain(name).map(|it| (it, self.selected(it))).collect())))
            }
            Some(TypeKind::Object(_)) if of.ends_with("Connection") => {
                let node = of.trim_end_matches("Connection");
                let is_plain = |field: &&FieldDefinition| self.selection(base(&field.ty.node)).is_empty();
                let besides = self.besides(of).into_iter().filter(is_plain).map(|field| field.name.node.to_string());
                let besides = besides.collect::<Vec<_>>().join(" ");
                format!("{{ nodes {} pageInfo {} {besides} }}", self.selection(node), self.selection("PageInfo"))
            }
            Some(TypeKind::Object(_)) => {
                let each = self.plain(of).map(|field| self.selected(field));
                format!("{{ {} }}", each.collect::<Vec<_>>().join(" "))
            }
            _ => String::new(),
        }
    }

    /// A selection of what these answers of the REST face have; of the scalars, where they have nothing.
    #[must_use]
    pub fn selection_like(&self, of: &str, answers: &[&Value]) -> String {
        match self.types.get(of).map(|found| &found.kind) {
            Some(TypeKind::Interface(_)) => {
                let all = self.implementations(of).into_iter();
                let mut all: Vec<_> = all.map(|name| (name, self.told(name, answers))).collect();
                // That of the answer comes first, so that it is selected whole.
                all.sort_by_key(|(_, told)| std::cmp::Reverse(told.len()));
                on_each(all.into_iter())
            }
            Some(TypeKind::Object(_)) if of.ends_with("Connection") => {
                let node = of.trim_end_matches("Connection");
                let nodes = self.selection_like(node, &members(answers, "data"));
                let told = |field: &&FieldDefinition| !members(answers, &field.name.node).is_empty();
                let besides = self.besides(of).into_iter().filter(told).map(|field| {
                    let (name, kind) = (field.name.node.as_str(), base(&field.ty.node));
                    format!("{name} {}", self.selection_like(kind, &members(answers, name)))
                });
                let besides = besides.collect::<Vec<_>>().join(" ");
                format!("{{ nodes {nodes} pageInfo {} {besides} }}", self.selection("PageInfo"))
            }
            Some(TypeKind::Object(_)) => self.members_like(of, answers),
            _ => String::new(),
        }
    }

    /// What a list tells besides its items.
    fn besides(&self, connection: &str) -> Vec<&FieldDefinition> {
        let of_every_list = |field: &&FieldDefinition| {
            !["edges", "nodes", "pageInfo", "totalCount"].contains(&field.name.node.as_str())
        };
        self.fields(connection).into_iter().filter(of_every_list).collect()
    }

    /// The fields that take nothing.
    fn plain(&self, of: &str) -> impl Iterator<Item = &FieldDefinition> {
        self.fields(of).into_iter().filter(|field| field.arguments.is_empty())
    }

    fn selected(&self, field: &FieldDefinition) -> String {
        format!("{} {}", field.name.node, self.selection(base(&field.ty.node)))
    }

    fn members_like(&self, of: &str, answers: &[&Value]) -> String {
        let each: Vec<_> = self.told(of, answers).into_iter().map(|(_, selected)| selected).collect();
        format!("{{ {} }}", if each.is_empty() { "__typename".to_owned() } else { each.join(" ") })
    }

    /// The fields that answers have, each as it is selected.
    fn told(&self, of: &str, answers: &[&Value]) -> Vec<(&FieldDefinition, String)> {
        let objects = answers.iter().filter_map(|answer| answer.as_object());
        let named: BTreeSet<&str> = objects.flat_map(|object| object.keys().map(String::as_str)).collect();
        let is_scalar = |field: &FieldDefinition| self.selection(base(&field.ty.node)).is_empty();
        let wanted = |field: &FieldDefinition| {
            if named.is_empty() { is_scalar(field) } else { named.contains(field.name.node.as_str()) }
        };
        let fields = self.plain(of).filter(|field| wanted(field));
        let selected = |field: &FieldDefinition| {
            let (name, kind) = (field.name.node.as_str(), base(&field.ty.node));
            format!("{name} {}", self.selection_like(kind, &members(answers, name)))
        };
        fields.map(|field| (field, selected(field))).collect()
    }

    /// The object types that implement an interface.
    #[must_use]
    pub fn implementations(&self, interface: &str) -> Vec<&str> {
        let implements = |found: &TypeDefinition| match &found.kind {
            TypeKind::Object(object) => object.implements.iter().any(|name| name.node == interface),
            _ => false,
        };
        self.types.iter().filter(|(_, found)| implements(found)).map(|(name, _)| name.as_str()).collect()
    }
}

/// What stands between a type and the name of its field, where two types have one name and not of one type: these can't be selected of both
/// under that name (5.3.2).
pub(crate) const OF: &str = "__of__";

/// A fragment on each type.
fn on_each<'a>(all: impl Iterator<Item = (&'a str, Vec<(&'a FieldDefinition, String)>)>) -> String {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let each = all.map(|(name, fields)| {
        let told = fields.into_iter().map(|(field, selected)| {
            let ty = field.ty.node.to_string();
            let first = known.entry(field.name.node.to_string()).or_insert_with(|| ty.clone());
            if *first == ty { selected } else { format!("{name}{OF}{}: {selected}", field.name.node) }
        });
        let told: Vec<_> = told.collect();
        format!("... on {name} {{ {} }}", if told.is_empty() { "__typename".to_owned() } else { told.join(" ") })
    });
    format!("{{ {} }}", each.collect::<Vec<_>>().join(" "))
}

/// What answers have under a name; the items, where that is a list.
fn members<'a>(answers: &[&'a Value], name: &str) -> Vec<&'a Value> {
    let found = answers.iter().filter_map(|answer| answer.get(name));
    found.flat_map(|value| value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())).collect()
}

/// The named type inside of lists and bangs.
#[must_use]
pub fn base(of: &Type) -> &str {
    match &of.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => base(inner),
    }
}
