//! The command line of the generator.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use okta_codegen::diff::{Surface, diff};
use okta_codegen::document::Node;
use okta_codegen::generate::{DIRECTORIES, Plan};
use okta_codegen::operations::Wrapper;
use okta_codegen::sentences::{Coverage, Phrases};
use okta_codegen::{Document, Error, Result, emit};

const USAGE: &str = "\
usage: okta-codegen COMMAND …

  generate --document FILE [--root DIR] [--check]
      writes the generated files of the workspace at DIR (default: the current directory);
      with --check, writes nothing and fails if a file is not up to date
  coverage --document FILE
      checks the sentences of the reference against the document, and lists how many items have one
  names --document FILE
      lists every operation with its Rust method
  diff OLD NEW
      lists what NEW changes for callers, compared with OLD: `!` may break code, `+` does not
  inspect --document FILE
      prints a summary of the document";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("okta-codegen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<String> {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(Error::general(USAGE));
    };
    match command.as_str() {
        "generate" => {
            let options = Options::parse(rest)?;
            generate(&options)
        }
        "coverage" => {
            let options = Options::parse(rest)?;
            let (document, phrases) = options.document_with_phrases()?;
            Ok(Coverage::check(&Plan::new(document)?, &phrases)?.to_string())
        }
        "names" => {
            let plan = Plan::new(Options::parse(rest)?.document()?)?;
            let mut lines: Vec<String> = plan.wrappers()?.iter().map(name_line).collect();
            lines.sort();
            lines.push(format!("{} operations", lines.len()));
            Ok(lines.join("\n"))
        }
        "diff" => match rest {
            [old, new] => {
                let surface = |path: &String| -> Result<Surface> {
                    let plan = Plan::for_other_version(Document::open(path.as_ref())?)?;
                    Surface::from_plan(&plan, |operation| plan.operations.rust_path(operation))
                };
                let changes = diff(&surface(old)?, &surface(new)?);
                let breaking = changes.iter().filter(|change| change.breaking).count();
                let mut lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
                lines.push(format!("{} changes, {breaking} of which may break code", changes.len()));
                Ok(lines.join("\n"))
            }
            _ => Err(Error::general(USAGE)),
        },
        "inspect" => {
            let options = Options::parse(rest)?;
            let document = options.document()?;
            Ok(format!(
                "version {}: {} operations, {} tags, {} schemas",
                document.version,
                document.operations.len(),
                document.tags.len(),
                document.schemas.len()
            ))
        }
        _ => Err(Error::general(USAGE)),
    }
}

/// `listUsers`, `GET /api/v1/users` and `users().list()`, in columns.
fn name_line(wrapper: &Wrapper<'_>) -> String {
    let operation = wrapper.operation;
    let arguments = wrapper.segments.join(", ");
    let http = format!("{} {}", operation.method.as_str(), operation.path);
    format!("{}\t{http}\t{}().{}({arguments})", operation.id, wrapper.handle, wrapper.method)
}

fn generate(options: &Options) -> Result<String> {
    let plan = Plan::new(options.document()?)?;
    let files = plan.files(&options.root)?;
    if options.check {
        emit::check(&options.root, &DIRECTORIES, &files)?;
        return Ok(format!("{} files are up to date", files.len()));
    }
    emit::write(&options.root, &DIRECTORIES, &files)?;
    Ok(format!("{} files and {} types written", files.len(), plan.types.defs.len()))
}

struct Options {
    document: Option<PathBuf>,
    root: PathBuf,
    check: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Options> {
        let mut options = Options { document: None, root: PathBuf::from("."), check: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .map(PathBuf::from)
                    .ok_or_else(|| Error::general(format!("missing value for `{argument}`")))
            };
            match argument.as_str() {
                "--document" => options.document = Some(value()?),
                "--root" => options.root = value()?,
                "--check" => options.check = true,
                other => return Err(Error::general(format!("unknown argument `{other}`\n{USAGE}"))),
            }
        }
        Ok(options)
    }

    fn path(&self) -> Result<&Path> {
        self.document
            .as_deref()
            .ok_or_else(|| Error::general(format!("missing argument `--document`\n{USAGE}")))
    }

    fn document(&self) -> Result<Document> {
        Document::open(self.path()?)
    }

    fn document_with_phrases(&self) -> Result<(Document, Phrases)> {
        let path = self.path()?;
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::general(format!("cannot read {}: {error}", path.display())))?;
        Ok((Document::parse(&text)?, Phrases::collect(&Node::parse(&text)?)))
    }
}
