//! What the settings' own types say about their fields.

use schemars::{
    JsonSchema,
    r#gen::SchemaSettings,
    schema::{InstanceType, Schema, SchemaObject, SingleOrVec},
};

/// The whole schema, without references.
pub(super) fn of<T: JsonSchema>() -> SchemaObject {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().schema
}

/// The field at a path. Keys of a map all have the map's schema.
pub(super) fn find<'a>(schema: &'a SchemaObject, path: &[String]) -> Option<&'a SchemaObject> {
    path.iter().try_fold(schema, |schema, key| field(schema, key))
}

/// One field.
pub(super) fn field<'a>(schema: &'a SchemaObject, key: &str) -> Option<&'a SchemaObject> {
    present(schema).find_map(|schema| {
        if let Some(array) = &schema.array {
            return match &array.items {
                Some(SingleOrVec::Single(items)) => object(items),
                _ => None,
            };
        }
        let fields = schema.object.as_ref()?;
        fields.properties.get(key).or(fields.additional_properties.as_deref()).and_then(object)
    })
}

/// Whether a secret may stand there.
pub(super) fn is_secret(schema: &SchemaObject) -> bool {
    present(schema).any(|schema| schema.metadata.as_ref().is_some_and(|metadata| metadata.write_only))
}

/// Whether it is one value that may be shown.
pub(super) fn is_plain(schema: &SchemaObject) -> bool {
    !is_secret(schema) && present(schema).all(|schema| schema.object.is_none() && schema.array.is_none())
}

/// Whether nothing but text may stand there.
pub(super) fn is_text(schema: &SchemaObject) -> bool {
    let mut types = present(schema).flat_map(types).filter(|of| *of != InstanceType::Null).peekable();
    types.peek().is_some() && types.all(|of| of == InstanceType::String)
}

/// The doc comment.
pub(super) fn description(schema: &SchemaObject) -> Option<&str> {
    schema.metadata.as_ref()?.description.as_deref()
}

/// The type of a field that is absent by default.
pub(super) fn kind(schema: &SchemaObject) -> Option<InstanceType> {
    present(schema).flat_map(types).find(|of| *of != InstanceType::Null)
}

/// The schema, and those of which it is one: an optional field's, an enum's.
fn present(schema: &SchemaObject) -> Box<dyn Iterator<Item = &SchemaObject> + '_> {
    let inner = schema.subschemas.iter().flat_map(|of| [&of.all_of, &of.any_of, &of.one_of]).flatten().flatten();
    Box::new(std::iter::once(schema).chain(inner.filter_map(object).flat_map(present)))
}

fn types(schema: &SchemaObject) -> impl Iterator<Item = InstanceType> + '_ {
    let (one, many) = match &schema.instance_type {
        Some(SingleOrVec::Single(one)) => (Some(**one), [].as_slice()),
        Some(SingleOrVec::Vec(many)) => (None, many.as_slice()),
        None => (None, [].as_slice()),
    };
    one.into_iter().chain(many.iter().copied())
}

fn object(schema: &Schema) -> Option<&SchemaObject> {
    match schema {
        Schema::Object(object) => Some(object),
        Schema::Bool(_) => None,
    }
}
