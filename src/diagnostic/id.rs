//! The closed list of diagnostic ids.
//!
//! An id is part of the command's interface: scripts filter by it, the documentation explains it. A name never changes
//! its meaning; `Id::ALL` is what tests and documentation walk.

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What kind of fault a diagnostic reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Id { $($(#[doc = $doc])+ $variant,)+ }

        impl Id {
            /// Every id, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The id as it is printed and filtered by.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the id means, for the documentation.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

ids! {
    /// The file is not valid Python.
    SyntaxError = "syntax-error",
    /// A module or package to serialize, or one that is imported, does not exist.
    ModuleNotFound = "module-not-found",
    /// A module of the program is never read: one of its name is loaded before it.
    HiddenModule = "hidden-module",
    /// A source file could not be read.
    UnreadableFile = "unreadable-file",
    /// The program raises an exception that nothing catches.
    UncaughtException = "uncaught-exception",
    /// A value that cannot be known without running the program reaches a specification.
    UnknownValue = "unknown-value",
    /// A Flyte entity is made under a condition that cannot be known.
    ConditionalEntity = "conditional-entity",
    /// Evaluation reached a bound on steps, recursion or size.
    BoundReached = "bound-reached",
    /// The evaluator does not support a construct of the language.
    UnsupportedSyntax = "unsupported-syntax",
    /// A parameter of a task or workflow has no type annotation.
    MissingAnnotation = "missing-annotation",
    /// A function declares outputs but never returns a value.
    MissingReturn = "missing-return",
    /// A type cannot be an input or output of a task or workflow.
    UnsupportedType = "unsupported-type",
    /// A value does not fit the type that it is given to.
    TypeMismatch = "type-mismatch",
    /// A value is a local file, or would be pickled: its data is not uploaded, and no task finds it.
    NotUploaded = "not-uploaded",
    /// A decorator, task or constructor got an argument that it does not take, lacks one, or got two for one.
    InvalidArgument = "invalid-argument",
    /// A promise is used as if its value were known.
    PromiseMisuse = "promise-misuse",
    /// A workflow cannot be compiled.
    InvalidWorkflow = "invalid-workflow",
    /// A launch plan is at fault.
    InvalidLaunchPlan = "invalid-launch-plan",
    /// An image, an image specification or an image name is at fault.
    InvalidImage = "invalid-image",
    /// A resource quantity is at fault.
    InvalidResource = "invalid-resource",
    /// A default is the moment of this run, which executions will not see as their own.
    PresentTime = "present-time",
    /// Entities depend on each other in a circle.
    DependencyCycle = "dependency-cycle",
    /// A feature of flytekit that is not supported.
    UnsupportedFeature = "unsupported-feature",
    /// There is no package to serialize, or the packages make no task, workflow or launch plan.
    NothingToSerialize = "nothing-to-serialize",
    /// Something goes into the code archive that hardly ever belongs there, or rules about it could not be applied.
    ArchiveContents = "archive-contents",
    /// The code archive is larger than expected.
    ArchiveSize = "archive-size",
    /// The code archive could not be uploaded to its distribution location.
    Upload = "upload",
    /// An argument or an environment variable of the command is at fault.
    Usage = "usage",
    /// A configuration file is at fault.
    Configuration = "configuration",
    /// The operating system refused something: a file, a folder, the network.
    Environment = "environment",
}

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn names_are_unique_kebab_case_and_explained() {
        for (at, id) in Id::ALL.iter().enumerate() {
            assert!(id.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", id.name());
            assert!(!id.explanation().trim().is_empty());
            assert!(Id::ALL.iter().skip(at + 1).all(|other| other.name() != id.name()));
        }
    }
}
