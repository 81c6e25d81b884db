//! The command line of the generator.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use okta_codegen::diff::{Change, Surface, diff};
use okta_codegen::document::Node;
use okta_codegen::generate::{Plan, Run};
use okta_codegen::manifest::Entry;
use okta_codegen::operations::Wrapper;
use okta_codegen::sentences::{Coverage, Phrases};
use okta_codegen::{Document, Error, Manifest, Result, emit};

const USAGE: &str = "\
usage: okta-codegen COMMAND …

  generate --documents DIR [--only NAME] [--root DIR] [--check]
      writes the generated files of the workspace at the root (default: the current directory);
      with --check, writes nothing and fails if a file is not up to date
  coverage --documents DIR [--only NAME]
      checks the sentences of the reference against the documents, and lists how many items have one
  names --documents DIR [--only NAME]
      lists every operation with its Rust method
  diff OLD NEW [--only NAME]
      lists what NEW changes for callers, compared with OLD: `!` may break code, `+` does not;
      both are folders of documents, or files with versions of one document
  inspect --documents DIR [--only NAME]
      prints a summary of the documents

The documents are those of documents.yaml; --only selects one by its name there.";

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
    let options = Options::parse(rest)?;
    let manifest = Manifest::committed()?;
    match command.as_str() {
        "generate" => generate(&options, &manifest),
        "coverage" => options.each(&manifest, coverage),
        "names" => options.each(&manifest, |entry, documents| names(&Plan::open(entry, documents)?)),
        "diff" => differences(&options, &manifest),
        "inspect" => options.each(&manifest, |entry, documents| {
            let document = entry.open(documents)?;
            Ok(format!(
                "version {}: {} operations, {} tags, {} schemas",
                document.version,
                document.operations.len(),
                document.tags.len(),
                document.schemas.len()
            ))
        }),
        _ => Err(Error::general(USAGE)),
    }
}

fn generate(options: &Options, manifest: &Manifest) -> Result<String> {
    let run = Run::open(manifest, options.documents()?, options.only.as_deref())?;
    let (files, directories) = (run.files(&options.root)?, run.directories());
    if options.check {
        emit::check(&options.root, &directories, &files)?;
        return Ok(format!("{} files are up to date", files.len()));
    }
    emit::write(&options.root, &directories, &files)?;
    Ok(format!("{} files and {} types written", files.len(), run.types()))
}

fn coverage(entry: &Entry, documents: &Path) -> Result<String> {
    let path = documents.join(&entry.file);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Error::general(format!("cannot read {}: {error}", path.display())))?;
    let phrases = Phrases::collect(&Node::parse(&text)?);
    Ok(Coverage::check(&Plan::open(entry, documents)?, &phrases)?.to_string())
}

fn names(plan: &Plan) -> Result<String> {
    let prefix = plan.entry.module.as_ref().map(|module| format!("{module}().")).unwrap_or_default();
    let mut lines: Vec<String> = plan.wrappers()?.iter().map(|wrapper| name_line(&prefix, wrapper)).collect();
    lines.sort();
    lines.push(format!("{} operations", lines.len()));
    Ok(lines.join("\n"))
}

/// `listUsers`, `GET /api/v1/users` and `users().list()`, in columns.
fn name_line(prefix: &str, wrapper: &Wrapper<'_>) -> String {
    let operation = wrapper.operation;
    let arguments = wrapper.segments.join(", ");
    let http = format!("{} {}", operation.method.as_str(), operation.path);
    format!("{}\t{http}\t{prefix}{}().{}({arguments})", operation.id, wrapper.handle, wrapper.method)
}

fn differences(options: &Options, manifest: &Manifest) -> Result<String> {
    let [old, new] = options.paths.as_slice() else {
        return Err(Error::general(USAGE));
    };
    let mut changes: Vec<Change> = Vec::new();
    if old.is_file() {
        let entry = match &options.only {
            Some(name) => manifest.entry(name)?,
            None => manifest.first()?,
        };
        changes = diff(&surface(entry, old)?, &surface(entry, new)?);
    } else {
        for entry in options.entries(manifest)? {
            let file = |folder: &PathBuf| surface(entry, &folder.join(&entry.file));
            changes.extend(diff(&file(old)?, &file(new)?));
        }
        changes.sort_by_key(|change| !change.breaking);
    }
    let breaking = changes.iter().filter(|change| change.breaking).count();
    let mut lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
    lines.push(format!("{} changes, {breaking} of which may break code", changes.len()));
    Ok(lines.join("\n"))
}

fn surface(entry: &Entry, file: &Path) -> Result<Surface> {
    let plan = Plan::for_other_version(entry, Document::open(file, &entry.security)?)?;
    Surface::from_plan(&plan, |operation| plan.operations.rust_path(operation))
}

struct Options {
    documents: Option<PathBuf>,
    only: Option<String>,
    root: PathBuf,
    check: bool,
    /// Arguments without a name.
    paths: Vec<PathBuf>,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Options> {
        let mut options = Options {
            documents: None,
            only: None,
            root: PathBuf::from("."),
            check: false,
            paths: Vec::new(),
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .cloned()
                    .ok_or_else(|| Error::general(format!("missing value for `{argument}`")))
            };
            match argument.as_str() {
                "--documents" => options.documents = Some(value()?.into()),
                "--only" => options.only = Some(value()?),
                "--root" => options.root = value()?.into(),
                "--check" => options.check = true,
                path if !path.starts_with('-') => options.paths.push(path.into()),
                other => return Err(Error::general(format!("unknown argument `{other}`\n{USAGE}"))),
            }
        }
        Ok(options)
    }

    fn documents(&self) -> Result<&Path> {
        self.documents
            .as_deref()
            .ok_or_else(|| Error::general(format!("missing argument `--documents`\n{USAGE}")))
    }

    fn entries<'m>(&self, manifest: &'m Manifest) -> Result<Vec<&'m Entry>> {
        match &self.only {
            Some(name) => Ok(vec![manifest.entry(name)?]),
            None => Ok(manifest.documents.iter().collect()),
        }
    }

    /// The text of each document, below its name if there are several.
    fn each(&self, manifest: &Manifest, text: impl Fn(&Entry, &Path) -> Result<String>) -> Result<String> {
        let documents = self.documents()?;
        let mut texts = Vec::new();
        for entry in self.entries(manifest)? {
            let text = text(entry, documents)?;
            texts.push(if self.only.is_some() { text } else { format!("== {}\n{text}", entry.name) });
        }
        Ok(texts.join("\n"))
    }
}
