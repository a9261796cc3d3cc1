//! Lists name the type of their items. Left alone, each would spell it out once more, and a generated client would have
//! two types for one thing.

use utoipa::openapi::{
    Components, Ref, RefOr,
    schema::{ArrayItems, Object, Schema},
};

/// Replaces the items of every `List_X` by a reference to `X`.
pub fn refer_to_items(components: &mut Components) {
    let known: Vec<String> = components.schemas.keys().cloned().collect();
    for (name, schema) in &mut components.schemas {
        let item = name.strip_prefix("List_").filter(|item| known.iter().any(|other| other == item));
        if let (Some(item), RefOr::T(Schema::Object(list))) = (item, schema) {
            refer(list, item);
        }
    }
}

fn refer(list: &mut Object, item: &str) {
    if let Some(RefOr::T(Schema::Array(data))) = list.properties.get_mut("data") {
        data.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))));
    }
}
