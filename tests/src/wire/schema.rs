//! Validation of values against schemas, sufficient to exclude examples that violate the document's own schemas.

use okta_codegen::document::Node;

use super::examples::{Spec, elements, entries, member, text};

/// Whether a value conforms to a schema by types, required members, enum values and lengths. Patterns are ignored.
pub fn conforms(spec: &Spec, value: &Node, schema: &Node) -> bool {
    conforms_at(spec, value, schema, 0)
}

/// The depth at which schemas that contain themselves are taken to conform.
const MAX_DEPTH: usize = 24;

fn conforms_at(spec: &Spec, value: &Node, schema: &Node, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return true;
    }
    let schema = spec.resolve(schema);
    if *value == Node::Null {
        return member(schema, "nullable") == Some(&Node::Bool(true))
            || *schema == Node::Map(okta_codegen::document::Map::new());
    }
    let has_type = match text(schema, "type") {
        Some("object") => matches!(value, Node::Map(_)),
        Some("array") => matches!(value, Node::List(_)),
        Some("string") => matches!(value, Node::Text(_)),
        Some("integer") => matches!(value, Node::Integer(_)),
        Some("number") => matches!(value, Node::Integer(_) | Node::Float(_)),
        Some("boolean") => matches!(value, Node::Bool(_)),
        _ => true,
    };
    let allowed =
        member(schema, "enum").is_none_or(|values| elements(values).any(|allowed| allowed == value));
    let conforms_to = |part: &Node| conforms_at(spec, value, part, depth + 1);
    has_type
        && allowed
        && has_allowed_length(value, schema)
        && member(schema, "allOf").is_none_or(|parts| elements(parts).all(conforms_to))
        && member(schema, "oneOf").is_none_or(|parts| elements(parts).any(conforms_to))
        && member(schema, "anyOf").is_none_or(|parts| elements(parts).any(conforms_to))
        && members_conform(spec, value, schema, depth)
        && match (value, member(schema, "items")) {
            (Node::List(values), Some(items)) => {
                values.iter().all(|value| conforms_at(spec, value, items, depth + 1))
            }
            _ => true,
        }
}

fn has_allowed_length(value: &Node, schema: &Node) -> bool {
    let length = match value {
        Node::Text(text) => text.chars().count(),
        Node::List(values) => values.len(),
        _ => return true,
    };
    let keys =
        if matches!(value, Node::Text(_)) { ["minLength", "maxLength"] } else { ["minItems", "maxItems"] };
    let [min, max] = keys.map(|key| match member(schema, key) {
        Some(Node::Integer(limit)) => usize::try_from(*limit).ok(),
        _ => None,
    });
    min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
}

fn members_conform(spec: &Spec, value: &Node, schema: &Node, depth: usize) -> bool {
    let Node::Map(members) = value else { return true };
    let property = |name: &str| member(member(schema, "properties")?, name);
    let required = member(schema, "required").is_none_or(|names| {
        elements(names).filter_map(Node::as_text).all(|name| {
            let read_only = property(name)
                .is_some_and(|schema| member(spec.resolve(schema), "readOnly") == Some(&Node::Bool(true)));
            members.contains_key(name) || read_only
        })
    });
    let known = member(schema, "properties").into_iter().flat_map(entries);
    let additional = member(schema, "additionalProperties").filter(|schema| matches!(schema, Node::Map(_)));
    let closed = member(schema, "additionalProperties") == Some(&Node::Bool(false));
    required
        && known.into_iter().all(|(name, schema)| {
            members.get(name).is_none_or(|value| conforms_at(spec, value, schema, depth + 1))
        })
        && members.iter().filter(|(name, _)| property(name).is_none()).all(|(_, value)| {
            !closed && additional.is_none_or(|schema| conforms_at(spec, value, schema, depth + 1))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_valid(schema: &str, value: &str) -> bool {
        let spec = Spec::parse("{}").unwrap();
        conforms(&spec, &Node::parse(value).unwrap(), &Node::parse(schema).unwrap())
    }

    #[test]
    fn types_values_lengths_and_members_are_validated() {
        let schema = "{type: object, required: [a], properties: {a: {type: string, enum: [x], maxLength: 1}, b: {type: array, minItems: 1, items: {type: integer}}}}";
        assert!(is_valid(schema, "{a: x, b: [1], c: 2}"));
        for invalid in ["[]", "{}", "{a: y}", "{a: 1}", "{a: x, b: []}", "{a: x, b: [z]}", "{a: null}"] {
            assert!(!is_valid(schema, invalid), "{invalid}");
        }
        assert!(is_valid("{oneOf: [{type: string}, {type: integer}]}", "1"));
        assert!(!is_valid("{type: object, additionalProperties: false}", "{a: 1}"));
    }
}
