//! Whether a value keeps to a schema: enough to leave out examples that contradict the document's own rules.

use okta_codegen::document::Node;

use super::examples::{Source, elements, entries, member, text};

/// Whether a value keeps to a schema, by kinds, required members, allowed values and lengths. Patterns are not
/// looked at.
pub fn fits(source: &Source, value: &Node, schema: &Node) -> bool {
    let schema = source.resolve(schema);
    if *value == Node::Null {
        return member(schema, "nullable") == Some(&Node::Bool(true))
            || *schema == Node::Map(okta_codegen::document::Map::new());
    }
    let of_kind = match text(schema, "type") {
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
    let within = |part: &Node| fits(source, value, part);
    of_kind
        && allowed
        && short_enough(value, schema)
        && member(schema, "allOf").is_none_or(|parts| elements(parts).all(within))
        && member(schema, "oneOf").is_none_or(|parts| elements(parts).any(within))
        && member(schema, "anyOf").is_none_or(|parts| elements(parts).any(within))
        && members_fit(source, value, schema)
        && match (value, member(schema, "items")) {
            (Node::List(values), Some(items)) => values.iter().all(|value| fits(source, value, items)),
            _ => true,
        }
}

fn short_enough(value: &Node, schema: &Node) -> bool {
    let length = match value {
        Node::Text(text) => text.chars().count(),
        Node::List(values) => values.len(),
        _ => return true,
    };
    let keys =
        if matches!(value, Node::Text(_)) { ["minLength", "maxLength"] } else { ["minItems", "maxItems"] };
    let [least, most] = keys.map(|key| match member(schema, key) {
        Some(Node::Integer(limit)) => usize::try_from(*limit).ok(),
        _ => None,
    });
    least.is_none_or(|least| length >= least) && most.is_none_or(|most| length <= most)
}

fn members_fit(source: &Source, value: &Node, schema: &Node) -> bool {
    let Node::Map(members) = value else { return true };
    let property = |name: &str| member(member(schema, "properties")?, name);
    let required = member(schema, "required").is_none_or(|names| {
        elements(names).filter_map(Node::as_text).all(|name| {
            let read_only = property(name)
                .is_some_and(|schema| member(source.resolve(schema), "readOnly") == Some(&Node::Bool(true)));
            members.contains_key(name) || read_only
        })
    });
    let known = member(schema, "properties").into_iter().flat_map(entries);
    let further = member(schema, "additionalProperties").filter(|schema| matches!(schema, Node::Map(_)));
    let closed = member(schema, "additionalProperties") == Some(&Node::Bool(false));
    required
        && known
            .into_iter()
            .all(|(name, schema)| members.get(name).is_none_or(|value| fits(source, value, schema)))
        && members
            .iter()
            .filter(|(name, _)| property(name).is_none())
            .all(|(_, value)| !closed && further.is_none_or(|schema| fits(source, value, schema)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(schema: &str, value: &str) -> bool {
        let source = Source::parse("{}").unwrap();
        fits(&source, &Node::parse(value).unwrap(), &Node::parse(schema).unwrap())
    }

    #[test]
    fn kinds_values_lengths_and_members_count() {
        let schema = "{type: object, required: [a], properties: {a: {type: string, enum: [x], maxLength: 1}, b: {type: array, minItems: 1, items: {type: integer}}}}";
        assert!(fit(schema, "{a: x, b: [1], c: 2}"));
        for wrong in ["[]", "{}", "{a: y}", "{a: 1}", "{a: x, b: []}", "{a: x, b: [z]}", "{a: null}"] {
            assert!(!fit(schema, wrong), "{wrong}");
        }
        assert!(fit("{oneOf: [{type: string}, {type: integer}]}", "1"));
        assert!(!fit("{type: object, additionalProperties: false}", "{a: 1}"));
    }
}
