//! Every example of every document decodes, and is encoded as the same JSON.

use std::path::Path;

use okta_tests::{generated::DOCUMENTS, report_skipped, same_json::first_difference, wire::examples::Spec};

/// Examples of another kind than the schema of their body.
const UNDECODABLE: [&str; 0] = [];

#[test]
fn examples_of_documents_are_encoded_unchanged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/spec");
    for document in DOCUMENTS {
        let Ok(text) = std::fs::read_to_string(folder.join(document.file)) else {
            report_skipped("examples_of_documents_are_encoded_unchanged", document.file);
            continue;
        };
        let spec = Spec::parse(&text).unwrap();
        let (mut examples, mut problems) = (0, Vec::new());
        for body in document.bodies {
            let Some(operation) = spec.operation(body.operation) else { continue };
            let own = operation.body_examples().into_iter().filter(|(status, _)| *status == body.status);
            for (_, value) in own {
                let text = value.to_string();
                examples += 1;
                let name = format!("{} {:?}", body.operation, body.status);
                match (body.round_trip)(text.as_bytes()) {
                    Err(_) if UNDECODABLE.contains(&name.as_str()) => {}
                    Err(error) => problems.push(format!("{name}: {error}")),
                    Ok(trip) => {
                        let encoded = std::str::from_utf8(&trip.encoded).unwrap();
                        let difference = first_difference(&text, encoded).unwrap();
                        problems.extend(difference.map(|difference| format!("{name}: {difference}")));
                    }
                }
            }
        }
        println!("{}: {examples} examples", document.name);
        assert!(problems.is_empty(), "{}: {}", document.name, problems.join("\n"));
        assert!(examples > 10, "{}: {examples} examples", document.name);
    }
}
