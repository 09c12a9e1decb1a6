//! The code archive of a run: which files go into it, what there is to say about them, and making it unless it is there.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use flyte_serialize::configuration::Environment;
use flyte_serialize::diagnostic::{Diagnostic, Id, Severity};
use flyte_serialize::package::{
    Archive, ByteSize, Cache, CopyStyle, Fingerprint, Listing, PackageError, Reporter, SelectOptions,
    Selection, Written, select, select_modules,
};

use super::arguments::{ArchiveOptions, Options};
use super::interrupt::Interrupts;
use super::printer::Printer;
use super::progress::Progress;

/// How many of the largest files a warning names.
const LARGEST: usize = 10;

/// The code archive of a run, before it is made.
pub(super) struct CodeArchive<'a> {
    archive_options: &'a ArchiveOptions,
    pub(super) options: &'a Options,
    pub(super) printer: &'a Printer,
    cache: Cache,
    /// The files that go into it.
    pub(super) selection: Selection,
}

/// What decides about the files of an archive besides the options.
pub(super) struct Sources<'a> {
    /// The source root, absolute.
    pub(super) root: &'a Path,
    /// Which of its files.
    pub(super) style: CopyStyle,
    /// The files of the modules that were loaded.
    pub(super) modules: &'a [PathBuf],
    /// What the run itself writes, absolute.
    pub(super) outputs: Vec<PathBuf>,
}

impl<'a> CodeArchive<'a> {
    /// Chooses the files.
    pub(super) fn new(
        archive_options: &'a ArchiveOptions,
        options: &'a Options,
        environment: &Environment,
        printer: &'a Printer,
        sources: Sources<'_>,
    ) -> Result<Self, PackageError> {
        let root = resolved(sources.root);
        let select_options = SelectOptions {
            dereference_symlinks: archive_options.deref_symlinks,
            outputs: sources.outputs.iter().map(|output| resolved(output)).collect(),
            home_directory: environment.home_directory.clone(),
            explain: archive_options.show_files && options.verbose > 0,
        };
        let selection = match sources.style {
            CopyStyle::Auto => {
                let modules: Vec<_> =
                    sources.modules.iter().map(|module| rebased(module, sources.root, &root)).collect();
                select_modules(&root, &modules, &select_options)?
            }
            CopyStyle::All | CopyStyle::None => select(&root, &select_options)?,
        };
        let folder = (!archive_options.no_cache).then(|| cache_folder(environment)).flatten();
        Ok(Self { archive_options, options, printer, cache: Cache::new(folder), selection })
    }

    /// What the user should know about the files.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Diagnostic> {
        self.selection.warnings.iter().map(|warning| {
            Diagnostic::warning(Id::ArchiveContents, warning.to_string()).with_help(warning.help())
        })
    }

    /// The files as text, if the user asked for them.
    pub(super) fn listing(&self) -> Option<Listing<'_>> {
        self.archive_options.show_files.then(|| Listing::new(&self.selection, self.options.verbose > 0))
    }

    /// What an earlier run wrote for the same purpose from the same files and contents.
    pub(super) fn find(&self, purpose: &[&Path], fingerprint: &Fingerprint) -> Option<Written> {
        self.cache.find(purpose, fingerprint)
    }

    /// Remembers what was written.
    pub(super) fn record(&self, purpose: &[&Path], fingerprint: Fingerprint, written: Written) {
        self.cache.record(purpose, fingerprint, written);
    }

    /// Makes the archive in a folder, without a name.
    pub(super) fn build(&self, folder: &Path, interrupts: &Interrupts) -> Result<Archive, PackageError> {
        let progress = Progress::new(self.printer, self.options.quiet, interrupts);
        Archive::build(&self.selection, folder, threads(), &progress as &dyn Reporter)
    }

    /// Warns if the archive has more bytes than it should have; whether the run may go on.
    pub(super) fn accepts(&self, size: u64) -> bool {
        let Some(mut warning) = self.size_warning(size) else { return true };
        if self.options.strict {
            warning.severity = Severity::Error;
        }
        self.printer.diagnostics(&[warning], &flyte_serialize::source::Sources::new());
        !self.options.strict
    }

    fn size_warning(&self, size: u64) -> Option<Diagnostic> {
        let limit = self.archive_options.max_archive_size.0;
        if size <= limit {
            return None;
        }
        let message = format!("the code archive has {}, more than {}", ByteSize(size), ByteSize(limit));
        let largest = self.selection.largest(LARGEST);
        let largest = largest.iter().map(|entry| format!("{} {}", ByteSize(entry.stamp.size), entry.path));
        Some(
            Diagnostic::warning(Id::ArchiveSize, message)
                .with_note(format!("its largest files:\n{}", largest.collect::<Vec<_>>().join("\n")))
                .with_help(
                    "leave out what tasks don't need with a .flyteignore, or raise `--max-archive-size`",
                ),
        )
    }
}

/// As many threads as there are processors for this process.
pub(super) fn threads() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// The path without symbolic links in its folder, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.zip(path.file_name()).map_or_else(|| path.to_owned(), |(folder, name)| folder.join(name))
}

/// The path below another root than it was given with.
fn rebased(path: &Path, root: &Path, other: &Path) -> PathBuf {
    path.strip_prefix(root).map_or_else(|_| path.to_owned(), |rest| other.join(rest))
}

/// The folder for what may be forgotten, as the freedesktop.org specification has it.
fn cache_folder(environment: &Environment) -> Option<PathBuf> {
    let given =
        environment.variable("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = given.or_else(|| Some(environment.home_directory.as_ref()?.join(".cache")))?;
    Some(folder.join("flyte-serialize"))
}
