//! What a run wrote, for people and for programs.

use std::fmt::Write as _;
use std::path::Path;

use flyte_serialize::lower::Spec;
use flyte_serialize::model::ResourceType;
use flyte_serialize::package::{ByteSize, Dropped, Entry, Listing, Selection, Written};
use flyte_serialize::storage::Uploaded;
use serde_json::{Map, Value, json};

use super::distribution::Delivery;

/// What a run wrote.
pub(super) struct Results<'a> {
    /// The specifications.
    pub(super) specs: &'a [Spec],
    /// Where they are.
    pub(super) target: Target<'a>,
    /// What came of the code.
    pub(super) made: Made,
    /// Where the code archive was put for the tasks, if it was.
    pub(super) delivery: Option<Delivery>,
    /// The files of the code archive, if there is one.
    pub(super) code: Option<&'a Selection>,
    /// Those files as text, if the user asked for them.
    pub(super) listing: Option<Listing<'a>>,
}

/// Where specifications are, as the user named it.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    /// In files of their own, in a folder.
    Folder(&'a Path),
    /// In one file.
    Package(&'a Path),
}

/// What came of the code.
pub(super) enum Made {
    /// There was nothing to write.
    Nothing,
    /// No archive was asked for.
    WithoutArchive,
    /// An archive was written, or was there already.
    Archive(Written),
    /// The archive is too large, and nothing was written.
    Refused,
}

impl Results<'_> {
    /// The results as one JSON object.
    pub(super) fn json(&self) -> Value {
        let mut object = Map::new();
        match self.target {
            Target::Folder(folder) => object.insert("folder".to_owned(), json!(folder)),
            Target::Package(_) if self.specs.is_empty() => object.insert("package".to_owned(), Value::Null),
            Target::Package(path) => object.insert("package".to_owned(), json!(path)),
        };
        let entities: Vec<_> = self.specs.iter().map(|spec| self.entity(spec)).collect();
        object.insert("entities".to_owned(), json!(entities));
        if let (Made::Archive(written), Some(code)) = (&self.made, self.code) {
            let files = code.entries.len();
            let place = match self.target {
                Target::Folder(folder) => json!(folder.join(&written.archive)),
                Target::Package(_) if self.delivery.is_some() => Value::Null,
                Target::Package(_) => json!(written.archive),
            };
            let mut archive = json!({"path": place, "size": written.archive_size, "files": files});
            if let Some(Delivery { uri, uploaded }) = &self.delivery {
                archive["uri"] = json!(uri);
                archive["uploaded"] = json!(*uploaded == Uploaded::Sent);
            }
            object.insert("archive".to_owned(), archive);
            if self.listing.is_some() {
                object.insert("files".to_owned(), files_json(code));
                object.insert("dropped".to_owned(), dropped_json(code));
            }
        }
        Value::Object(object)
    }

    fn entity(&self, spec: &Spec) -> Value {
        let path = match self.target {
            Target::Folder(folder) => folder.join(&spec.file_name),
            Target::Package(_) => spec.file_name.clone().into(),
        };
        json!({"kind": kind(spec), "name": spec.name, "path": path})
    }

    /// The results in lines.
    pub(super) fn text(&self) -> String {
        let mut text = self.listing.map(|listing| listing.to_string()).unwrap_or_default();
        for spec in self.specs {
            let _never_fails = match self.target {
                Target::Folder(folder) => {
                    let path = folder.join(&spec.file_name);
                    writeln!(text, "{} {} -> {}", kind(spec), spec.name, path.display())
                }
                Target::Package(_) => writeln!(text, "{} {} -> {}", kind(spec), spec.name, spec.file_name),
            };
        }
        if let (Made::Archive(written), Some(code)) = (&self.made, self.code) {
            let files = code.entries.len();
            let noun = if files == 1 { "file" } else { "files" };
            let size = ByteSize(written.archive_size);
            let place = match (&self.delivery, self.target) {
                (Some(delivery), _) => delivery.uri.clone(),
                (None, Target::Folder(folder)) => folder.join(&written.archive).display().to_string(),
                (None, Target::Package(_)) => written.archive.clone(),
            };
            let present = match &self.delivery {
                Some(delivery) if delivery.uploaded == Uploaded::Present => ", already there",
                _ => "",
            };
            let _never_fails = writeln!(text, "code -> {place} ({files} {noun}, {size}{present})");
        }
        let count = self.specs.len();
        let entities = if count == 1 { "entity" } else { "entities" };
        let _never_fails = match self.target {
            Target::Folder(folder) => {
                writeln!(text, "Serialized {count} Flyte {entities} to {}", folder.display())
            }
            Target::Package(_) if self.specs.is_empty() => writeln!(text, "Nothing was packaged"),
            Target::Package(path) => {
                writeln!(text, "Packaged {count} Flyte {entities} into {}", path.display())
            }
        };
        text
    }
}

fn files_json(selection: &Selection) -> Value {
    let file = |entry: &Entry| {
        let mut file = json!({"path": entry.path, "size": entry.stamp.size});
        if let Some(link) = &entry.link {
            file["link"] = json!(link);
        }
        if let Some(rule) = &entry.rule {
            file["rule"] = json!(rule.to_string());
        }
        file
    };
    selection.entries.iter().map(file).collect()
}

fn dropped_json(selection: &Selection) -> Value {
    let dropped =
        |entry: &Dropped| json!({"path": entry.path, "size": entry.size, "rule": entry.rule.to_string()});
    selection.dropped.iter().map(dropped).collect()
}

fn kind(spec: &Spec) -> &'static str {
    match spec.kind {
        ResourceType::Task => "task",
        ResourceType::Workflow => "workflow",
        ResourceType::LaunchPlan => "launch plan",
    }
}
