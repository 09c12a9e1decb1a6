//! Modules: importing one by its dotted name, evaluating its body once, and going on after a fault.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use ruff_python_ast::ModModule;
use ruff_python_parser::ParseError;

use super::read_ahead::{ParsedFile, ReadAhead};
use super::{Flow, Frame};
use crate::diagnostic::{Diagnostic, Id};

use crate::python::installed::standard::is_standard;
use crate::python::native_arguments::own_functions;
use crate::python::resolve::{self, Location};
use crate::python::{EvalResult, Evaluator, Interrupt, Module, Raised, Unknown, Value, syntax};
use crate::source::{FileId, ReadError, SourceFile, Span};

const COMPILED: &str = "the module is compiled, and its code is not run";
const NOT_RUN: &str = "the package is not part of the project, and its code is not run";

impl Evaluator {
    /// Imports a module by its dotted name, with all its parents, and gives the module that the name means. A package that
    /// is neither native nor on the search path is an unknown with that path.
    pub fn import_module(&mut self, name: &str) -> EvalResult<Value> {
        self.check_presence(name)?;
        let mut parent: Option<Value> = None;
        let mut full = String::new();
        for part in name.split('.') {
            if !full.is_empty() {
                full.push('.');
            }
            full.push_str(part);
            let module = match &parent {
                Some(Value::Unknown(unknown)) => Value::Unknown(unknown.attribute(part)),
                Some(Value::Module(parent)) => self.import_submodule(parent, &full, part)?,
                _ => self.import_top_level(&full)?,
            };
            parent = Some(module);
        }
        parent.ok_or_else(|| self.value_error("Empty module name"))
    }

    /// Whether a module of this name can be found among the project's files.
    pub fn has_source(&self, name: &str) -> bool {
        self.module_location(name).is_some()
    }

    /// Where a module of the project is, by its dotted name.
    fn module_location(&self, name: &str) -> Option<Location> {
        let mut parts = name.split('.');
        let first = parts.next()?;
        let location =
            resolve::find(first, &self.search_path()).or_else(|| self.packages.first_party(first))?;
        parts.try_fold(location, |parent, part| match parent {
            Location::Package(_, folder) => resolve::find(part, &[folder]),
            Location::Namespace(folders) => resolve::find(part, &folders),
            Location::File(_) | Location::Compiled(_) => None,
        })
    }

    fn search_path(&self) -> Vec<PathBuf> {
        if let Some(changed) = crate::python::stdlib::sys::search_path(self) {
            return changed;
        }
        let root = std::iter::once(self.settings.source_root.clone());
        root.chain(self.settings.python_path.iter().cloned()).collect()
    }

    fn import_top_level(&mut self, name: &str) -> EvalResult<Value> {
        if let Some(known) = self.loaded(name)? {
            return Ok(known);
        }
        let location = resolve::find(name, &self.search_path());
        if self.loaded_first.contains(name) {
            self.warn_of_hidden(name, location.as_ref());
        } else if let Some(location) = location {
            let shadowed = matches!(location, Location::Namespace(_))
                && (self.has_native_module(name) || self.packages.has_regular_module(name));
            if !shadowed {
                return self.load(name, location);
            }
        }
        if !self.has_native_module(name)
            && let Some(location) = self.packages.first_party(name)
        {
            return self.load(name, location);
        }
        self.import_native(name)
    }

    /// Says that a module of the program is not the one that its name means (`importlib.import_module` looks into
    /// `sys.modules` first).
    fn warn_of_hidden(&mut self, name: &str, location: Option<&Location>) {
        let Some(Location::File(file) | Location::Package(file, _)) = location else { return };
        if !self.hidden_modules.insert(name.into()) {
            return;
        }
        let file = file.strip_prefix(&self.settings.source_root).unwrap_or(file);
        let message =
            format!("`{}` is never read: another module named `{name}` is loaded before it", file.display());
        let warning = Diagnostic::warning(Id::HiddenModule, message)
            .with_help(format!("rename it; until then, every `import {name}` gives that other module"));
        let imported = self.current_span();
        self.report(if self.frames.is_empty() { warning } else { warning.at(imported, "imported here") });
    }

    /// Says that a module to load has the name of one that may be loaded before it, by what is installed beside flytekit.
    pub fn warn_of_possibly_hidden(&mut self, name: &str) {
        let other = if is_standard(name) {
            "of the standard library"
        } else if self.packages.has_regular_module(name) && self.packages.first_party(name).is_none() {
            "that is installed"
        } else {
            return;
        };
        if self.loaded_first.contains(name) {
            return;
        }
        let Some(Location::File(file) | Location::Package(file, _)) =
            resolve::find(name, &self.search_path())
        else {
            return;
        };
        let file = file.strip_prefix(&self.settings.source_root).unwrap_or(&file).display().to_string();
        let message = format!(
            "`{file}` has the name of a module {other}: it is never read where a plugin loads that first"
        );
        let warning = Diagnostic::warning(Id::HiddenModule, message).with_help("rename it");
        self.report(warning);
    }

    fn import_submodule(&mut self, parent: &Rc<Module>, full: &str, part: &str) -> EvalResult<Value> {
        if let Some(known) = self.loaded(full)? {
            return Ok(known);
        }
        let is_native = parent.path.is_none() && !parent.is_package();
        let module = if is_native || self.has_native_module(full) {
            self.import_native(full)?
        } else if let Some(location) = resolve::find(part, &parent.search_path) {
            self.load(full, location)?
        } else if parent.search_path.iter().any(|folder| resolve::compiled(part, folder).is_some()) {
            Value::Unknown(Unknown::path(full, self.current_span(), COMPILED))
        } else if self.packages.has_module(full) {
            Value::Unknown(Unknown::path(full, self.current_span(), NOT_RUN))
        } else {
            let message = if parent.is_package() {
                format!("No module named '{full}'")
            } else {
                format!("No module named '{full}'; '{}' is not a package", parent.name)
            };
            return Err(self.missing_module(&message, full));
        };
        parent.scope.set(part, module.clone());
        Ok(module)
    }

    pub(super) fn missing_module(&self, message: &str, name: &str) -> Box<Interrupt> {
        let diagnostic = Diagnostic::error(Id::ModuleNotFound, message)
            .with_help("check the name, and that --local-source-root is the folder from which the project's imports start");
        name_in(self.exception_with(&self.exceptions.module_not_found_error, diagnostic), name)
    }

    fn loaded(&mut self, name: &str) -> EvalResult<Option<Value>> {
        Ok(self.modules.get(name).map(|module| Value::Module(Rc::clone(module))))
    }

    fn import_native(&mut self, name: &str) -> EvalResult<Value> {
        let Some(build) = self.native_module(name) else {
            self.check_submodule(name)?;
            return Ok(Value::Unknown(Unknown::path(name, self.current_span(), NOT_RUN)));
        };
        let mut module = Module::new(name, None, FileId::NONE, Vec::new());
        let reason = format!("`{name}` has it, but its value is only known when the program runs");
        module.fallback = Some(Unknown::path(name, self.current_span(), reason));
        let module = Rc::new(module);
        self.modules.insert(name.into(), Rc::clone(&module));
        let mut names = build(self)?;
        self.prune(name, &mut names);
        own_functions(name, &names);
        let mut vars = module.scope.vars.borrow_mut();
        vars.insert("__name__".into(), Value::str(name));
        vars.extend(names);
        drop(vars);
        module.complete.set(true);
        Ok(Value::Module(module))
    }

    fn load(&mut self, name: &str, location: Location) -> EvalResult<Value> {
        let (path, search_path) = match location {
            Location::Package(init, folder) => (init, vec![folder]),
            Location::File(file) => (file, Vec::new()),
            Location::Compiled(_) => {
                return Ok(Value::Unknown(Unknown::path(name, self.current_span(), COMPILED)));
            }
            Location::Namespace(folders) => {
                let module = Rc::new(Module::new(name, None, FileId::NONE, folders));
                module.scope.set("__name__", Value::str(name));
                module.complete.set(true);
                self.modules.insert(name.into(), Rc::clone(&module));
                return Ok(Value::Module(module));
            }
        };
        let (file, syntax) = self.read_module(&path).map_err(|error| {
            Diagnostic::error(Id::UnreadableFile, error.to_string()).at(self.current_span(), "imported here")
        })?;
        let module = Rc::new(Module::new(name, Some(path), file, search_path));
        self.modules.insert(name.into(), Rc::clone(&module));
        let result = self.evaluate_module(&module, syntax);
        if result.is_err() {
            self.modules.shift_remove(name);
        }
        result.map(|()| Value::Module(module))
    }

    /// A module's file and syntax tree, which may have been read ahead.
    fn read_module(&mut self, path: &Path) -> Result<(FileId, Result<ModModule, ParseError>), ReadError> {
        if let Some(ParsedFile { file, syntax }) = self.read_ahead.as_ref().and_then(|ahead| ahead.take(path))
        {
            return Ok((self.sources.add(file), syntax));
        }
        let file = SourceFile::read(path)?;
        let syntax = syntax::parse_text(file.text(), self.settings.python_version);
        Ok((self.sources.add(file), syntax))
    }

    /// Starts to read the files of packages and modules before they are imported.
    pub fn read_ahead(&mut self, packages: &[String]) {
        let mut paths = Vec::new();
        for package in packages {
            let folders = match self.module_location(package) {
                Some(Location::File(file)) => {
                    paths.push(file);
                    continue;
                }
                Some(Location::Package(init, folder)) => {
                    paths.push(init);
                    vec![folder]
                }
                Some(Location::Namespace(folders)) => folders,
                Some(Location::Compiled(_)) | None => continue,
            };
            for folder in &folders {
                resolve::sources(folder, &mut paths);
            }
        }
        self.read_ahead = ReadAhead::start(paths, self.settings.python_version);
    }

    /// Evaluates the body of a module whose text is at hand.
    pub(crate) fn evaluate_text(&mut self, module: &Rc<Module>) -> EvalResult<()> {
        let Some(source) = self.sources.get(module.file) else { return Ok(()) };
        self.evaluate_module(module, syntax::parse_text(source.text(), self.settings.python_version))
    }

    /// Evaluates a module's body. A fault outside any `try` is reported, the names that its statement would have bound are
    /// unknown, and evaluation goes on after it.
    fn evaluate_module(
        &mut self,
        module: &Rc<Module>,
        syntax: Result<ModModule, ParseError>,
    ) -> EvalResult<()> {
        let mut syntax = match syntax {
            Ok(syntax) => syntax,
            Err(error) => {
                let diagnostic = syntax::syntax_error(&error, module.file);
                if self.handlers > 0 {
                    return Err(self.exception_with(&self.exceptions.syntax_error, diagnostic));
                }
                self.report(diagnostic);
                return Ok(());
            }
        };
        self.set_module_names(module, &syntax.body);
        let steps = (std::mem::take(&mut self.steps), std::mem::take(&mut self.conditional_steps));
        self.frames.push(Frame {
            module: Rc::clone(module),
            scope: Rc::clone(&module.scope),
            function: None,
            receiver: None,
            span: Span::new(module.file, 0, 0),
            fixed_span: false,
            yielded: Vec::new(),
        });
        // A module of the program is taken to load, so that what follows its import is not in doubt.
        let doubt = self.doubt.take();
        let result = self.evaluate_module_body(&mut syntax.body);
        self.doubt = doubt;
        self.frames.pop();
        (self.steps, self.conditional_steps) = steps;
        module.complete.set(true);
        result
    }

    fn evaluate_module_body(&mut self, body: &mut [ruff_python_ast::Stmt]) -> EvalResult<()> {
        for statement in body {
            match self.statement_once(statement) {
                Ok(Flow::Next | Flow::Mixed(_)) => {}
                Ok(Flow::Return(_) | Flow::Break | Flow::Continue) => break,
                Err(interrupt) if self.handlers == 0 && matches!(*interrupt, Interrupt::Bound(_)) => {
                    self.report_interrupt(*interrupt);
                    return Ok(());
                }
                Err(interrupt) => self.go_on_after(interrupt, statement)?,
            }
        }
        Ok(())
    }

    fn set_module_names(&mut self, module: &Rc<Module>, body: &[ruff_python_ast::Stmt]) {
        let package = if module.is_package() {
            &*module.name
        } else {
            module.name.rsplit_once('.').map_or("", |(package, _)| package)
        };
        let file = module.path.as_ref().map(|path| path.to_string_lossy().into_owned());
        module.scope.set("__name__", Value::Str(Rc::clone(&module.name)));
        module.scope.set("__package__", Value::str(package));
        module.scope.set("__file__", file.map_or(Value::None, Value::from));
        module.scope.set("__doc__", syntax::docstring(body).map_or(Value::None, Value::Str));
        if module.is_package() {
            let folders =
                module.search_path.iter().map(|folder| Value::str(folder.to_string_lossy())).collect();
            module.scope.set("__path__", Value::list(folders));
        }
        let postponed = body.iter().any(|statement| match statement {
            ruff_python_ast::Stmt::ImportFrom(import) => {
                import.module.as_ref().is_some_and(|name| name == "__future__")
                    && import.names.iter().any(|alias| &alias.name == "annotations")
            }
            _ => false,
        });
        module.postponed_annotations.set(postponed);
    }

    /// Reports what nothing caught.
    pub fn report_interrupt(&mut self, interrupt: Interrupt) {
        match interrupt {
            Interrupt::Fault(diagnostic) | Interrupt::Bound(diagnostic) => self.report(diagnostic),
            Interrupt::Exception(raised) => {
                if let Some(diagnostic) = self.diagnostic_of(raised) {
                    self.report(diagnostic);
                }
            }
            Interrupt::Unknown(_) => {}
        }
    }

    /// The diagnostic of an exception that nothing caught; `None` where it follows from a fault that was reported.
    fn diagnostic_of(&mut self, raised: Raised) -> Option<Diagnostic> {
        let has_own = raised.diagnostic.is_some();
        let mut diagnostic = match raised.diagnostic {
            Some(diagnostic) => *diagnostic,
            None => {
                let class = self.class_of(&raised.value);
                let message = match self.str_of(&raised.value) {
                    Ok(Value::Str(message)) => message,
                    Ok(Value::Unknown(unknown)) if unknown.reported => return None,
                    _ => "".into(),
                };
                let text = if message.is_empty() {
                    class.name.to_string()
                } else {
                    format!("{}: {message}", class.name)
                };
                Diagnostic::error(Id::UncaughtException, text)
            }
        };
        if diagnostic.primary_span().is_none() {
            diagnostic = diagnostic.at(raised.span, if has_own { "" } else { "raised here" });
        }
        for span in raised.trace.into_iter().rev().take(8) {
            if Some(span) != diagnostic.primary_span() {
                diagnostic = diagnostic.with_context(span, "called from here");
            }
        }
        Some(diagnostic)
    }

    /// Imports a package's submodules, alphabetically in each folder, parents first (`pkgutil.walk_packages`).
    pub fn walk_package(&mut self, name: &str) -> EvalResult<()> {
        let Value::Module(module) = self.import_module(name)? else { return Ok(()) };
        for folder in module.search_path.clone() {
            for (child, is_package) in resolve::submodules(&folder) {
                let full = format!("{name}.{child}");
                self.import_module(&full)?;
                if is_package {
                    self.walk_package(&full)?;
                }
            }
        }
        Ok(())
    }
}

/// Gives an `ImportError` the name of the module that it is about.
pub(super) fn name_in(interrupt: Box<Interrupt>, module: &str) -> Box<Interrupt> {
    if let Interrupt::Exception(Raised { value: Value::Instance(instance), .. }) = &*interrupt {
        instance.set_attribute("name", Value::str(module));
    }
    interrupt
}
