//! Class definitions.

use std::rc::Rc;

use ruff_python_ast::StmtClassDef;

use super::metaclasses::{ClassBeingMade, ClassParts};
use super::{Flow, Frame};
use crate::python::{
    Arguments, Class, EvalResult, Evaluator, HooksOfClasses, Interrupt, Module, Scope, Unknown, Value, Vars,
};
use crate::source::Span;

/// A class body's annotations, in order.
pub(in crate::python) type Annotations = Vec<(Rc<str>, crate::python::Annotation)>;

impl Evaluator {
    pub(super) fn class_statement(&mut self, def: &StmtClassDef) -> EvalResult<Flow> {
        let decorators = self.decorators(&def.decorator_list)?;
        let span = self.span_of(def);
        self.set_span(span);
        let mut bases = Vec::new();
        let mut keywords = Vec::new();
        if let Some(arguments) = &def.arguments {
            bases = self.elements(&arguments.args)?;
            for keyword in &arguments.keywords {
                if let Some(name) = &keyword.arg {
                    keywords.push((Rc::from(name.as_str()), self.expression(&keyword.value)?));
                }
            }
        }
        let qualname = self.qualified_name(&def.name)?;
        let module = Rc::clone(&self.frame()?.module);
        let asked = keywords.iter().position(|(name, _)| &**name == "metaclass");
        let asked = asked.map(|at| keywords.remove(at).1);
        let metaclass = self.metaclass_of(asked.as_ref(), &bases)?;
        let maker = match (&asked, &metaclass) {
            (Some(function @ (Value::Function(_) | Value::Native(_))), _) => Some(function.clone()),
            (_, Some(metaclass)) if metaclass.span.is_some() => Some(Value::Class(Rc::clone(metaclass))),
            _ => None,
        };
        let parts = ClassParts { name: &def.name, qualname: &qualname, bases, keywords, span };
        let bindings = crate::python::syntax::bindings_of_class(&def.body);
        let scope = Scope::of_class(bindings, self.scope()?);
        scope.set("__module__", Value::Str(Rc::clone(&module.name)));
        scope.set("__qualname__", Value::str(&qualname));
        if let Some(docstring) = crate::python::syntax::docstring(&def.body) {
            scope.set("__doc__", Value::Str(docstring));
        }
        let unknown = match &maker {
            Some(maker) => self.prepare_class(maker, &parts, &scope)?,
            None => None,
        };
        let annotations = self.class_body(def, &module, &scope)?;
        let attributes = scope.vars.take();
        self.being_made.push(ClassBeingMade { qualname: qualname.as_str().into(), scope, span });
        let made = match (unknown, maker) {
            (Some(unknown), _) => Ok(unknown),
            (None, Some(maker)) => self.class_by(&maker, parts, attributes, annotations),
            (None, None) => self.class_by_type(parts, &module.name, attributes, annotations, metaclass),
        };
        self.being_made.pop();
        let value = self.decorate_class(made?, decorators)?;
        self.set_span(span);
        self.store_name(&def.name, value)?;
        Ok(Flow::Next)
    }

    /// The class that `type`, or a native metaclass, makes of the body.
    fn class_by_type(
        &mut self,
        parts: ClassParts,
        module: &str,
        mut attributes: Vars,
        annotations: Annotations,
        metaclass: Option<Rc<Class>>,
    ) -> EvalResult<Value> {
        attributes.shift_remove("__qualname__");
        let ClassParts { name, qualname, bases, keywords, span } = parts;
        let class = self.make_class(name, qualname, module, bases, attributes, span, metaclass)?;
        *class.annotations.borrow_mut() = annotations;
        self.finish_class(&class, &keywords)?;
        Ok(Value::Class(class))
    }

    fn class_body(
        &mut self,
        def: &StmtClassDef,
        module: &Rc<Module>,
        scope: &Rc<Scope>,
    ) -> EvalResult<Annotations> {
        let function = self.frame()?.function.clone();
        self.frames.push(Frame {
            module: Rc::clone(module),
            scope: Rc::clone(scope),
            function,
            receiver: None,
            span: self.span_of(def),
            fixed_span: false,
            yielded: Vec::new(),
        });
        self.class_annotations.push(Vec::new());
        let result = self.block(&def.body);
        let annotations = self.class_annotations.pop().unwrap_or_default();
        self.frames.pop();
        result.map(|_| annotations)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a class, each named where it is made")]
    /// A class of the given bases, as `type(name, bases, attributes)` makes it, before hooks and decorators.
    pub(crate) fn make_class(
        &mut self,
        name: &str,
        qualname: &str,
        module: &str,
        original_bases: Vec<Value>,
        attributes: Vars,
        span: Span,
        metaclass: Option<Rc<Class>>,
    ) -> EvalResult<Rc<Class>> {
        let mut bases = Vec::new();
        for base in &original_bases {
            match base {
                Value::Class(_) | Value::Unknown(_) => bases.push(base.clone()),
                other => match self.entries_of_base(other, &original_bases)? {
                    Some(entries) => bases.extend(entries),
                    None => {
                        let class = self.class_of(other);
                        return Err(self.type_error(&format!("'{}' object is not a class", class.name)));
                    }
                },
            }
        }
        if bases.is_empty() {
            bases.push(Value::Class(Rc::clone(&self.types.object)));
        }
        let known: Vec<Rc<Class>> = bases.iter().filter_map(Value::as_class).cloned().collect();
        let own_unknown = bases.iter().find_map(Value::as_unknown).cloned();
        let unknown: Option<Rc<Unknown>> =
            own_unknown.or_else(|| known.iter().find_map(|class| class.unknown_base.clone()));
        let mut known = known;
        if known.is_empty() {
            known.push(Rc::clone(&self.types.object));
        }
        if let Some(twice) = known
            .iter()
            .enumerate()
            .find(|(at, base)| known[..*at].iter().any(|other| Rc::ptr_eq(other, base)))
        {
            return Err(self.type_error(&format!("duplicate base class {}", twice.1.name)));
        }
        self.check_bases(&known)?;
        let Some(ancestors) = Class::linearize(&known) else {
            let names: Vec<&str> = known.iter().map(|base| &*base.name).collect();
            let order = "Cannot create a consistent method resolution\norder (MRO) for bases";
            return Err(self.type_error(&format!("{order} {}", names.join(", "))));
        };
        let metaclass = self.metaclass_of(metaclass.map(Value::Class).as_ref(), &bases)?;
        let mut class = Class::new(module, name, qualname, bases, ancestors, unknown, attributes, span);
        class.original_bases = original_bases;
        class.hooks = metaclass.as_ref().and_then(|metaclass| {
            let own = metaclass.inherited_data::<HooksOfClasses>()?;
            let inherited = class.all_hooks();
            (!inherited.iter().any(|hooks| Rc::ptr_eq(hooks, &own.0))).then(|| Rc::clone(&own.0))
        });
        class.set_metaclass(metaclass);
        let class = Rc::new(class);
        self.captured.add_class(&class);
        self.bind_class_cell(&class);
        for base in &known {
            base.subclasses.borrow_mut().push(Rc::downgrade(&class));
        }
        for value in class.attributes.borrow().values() {
            set_defining_class(value, &class);
        }
        Ok(class)
    }

    /// `TypeError` for built-in classes that can't be extended, and for those that can't be extended together.
    fn check_bases(&self, bases: &[Rc<Class>]) -> EvalResult<()> {
        const FINAL: &[&str] =
            &["bool", "range", "slice", "NoneType", "ellipsis", "function", "method", "generator"];
        const LAID_OUT: &[&str] = &[
            "int",
            "float",
            "str",
            "bytes",
            "list",
            "tuple",
            "dict",
            "set",
            "frozenset",
            "type",
            "BaseException",
        ];
        let is_builtin = |class: &Rc<Class>| &*class.module == "builtins" && !class.span.is_some();
        if let Some(base) = bases.iter().find(|base| is_builtin(base) && FINAL.contains(&&*base.name)) {
            return Err(self.type_error(&format!("type '{}' is not an acceptable base type", base.name)));
        }
        let laid_out = |class: &Rc<Class>| {
            let order = class.resolution_order();
            order.into_iter().find(|class| is_builtin(class) && LAID_OUT.contains(&&*class.name))
        };
        let mut layouts: Vec<Rc<Class>> = bases.iter().filter_map(laid_out).collect();
        layouts.dedup_by(|one, other| Rc::ptr_eq(one, other));
        if layouts.len() > 1 {
            return Err(self.type_error("multiple bases have instance lay-out conflict"));
        }
        Ok(())
    }

    /// What a base that is no class stands for (`__mro_entries__`): `Generic[T]` for `Generic`, `NamedTuple` for its class.
    fn entries_of_base(&mut self, base: &Value, bases: &[Value]) -> EvalResult<Option<Vec<Value>>> {
        if let Some(entries) = crate::python::stdlib::typing::mro_entries(self, base, bases) {
            return Ok(Some(entries));
        }
        let Value::Instance(_) = base else { return Ok(None) };
        match self.special(base, "__mro_entries__", [Value::tuple([base.clone()])])? {
            Some(Value::Unknown(unknown)) => Ok(Some(vec![Value::Unknown(unknown)])),
            Some(entries) => self.iterate(&entries).map(Some),
            None => Ok(None),
        }
    }

    /// Runs what a new class sets off: `__set_name__`, native hooks, `__init_subclass__`.
    pub(crate) fn finish_class(
        &mut self,
        class: &Rc<Class>,
        keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        let attributes: Vec<(Rc<str>, Value)> =
            class.attributes.borrow().iter().map(|(name, value)| (Rc::clone(name), value.clone())).collect();
        for (name, value) in attributes {
            if let Value::Instance(instance) = &value
                && instance.class.lookup("__set_name__").is_some()
            {
                self.special(&value, "__set_name__", [Value::Class(Rc::clone(class)), Value::Str(name)])?;
            }
        }
        let mut done: Vec<*const ()> = Vec::new();
        for hooks in class.all_hooks() {
            let address = Rc::as_ptr(&hooks).cast::<()>();
            if !done.contains(&address) {
                done.push(address);
                match hooks.subclass_created(self, class, keywords) {
                    Err(interrupt) if matches!(*interrupt, Interrupt::Unknown(_)) => {}
                    other => other?,
                }
            }
        }
        let inherited =
            class.ancestors.iter().find_map(|ancestor| ancestor.own_attribute("__init_subclass__"));
        if let Some(function) = inherited {
            let function = match function {
                Value::ClassMethod(function) | Value::StaticMethod(function) => (*function).clone(),
                other => other,
            };
            let keywords = keywords.to_vec();
            let arguments = Arguments {
                positional: vec![Value::Class(Rc::clone(class))],
                keywords,
                ..Arguments::default()
            };
            if matches!(function, Value::Function(_)) {
                self.call(&function, arguments)?;
            }
        }
        Ok(())
    }
}

fn set_defining_class(value: &Value, class: &Rc<Class>) {
    match value {
        Value::Function(function) => {
            let mut defining = function.defining_class.borrow_mut();
            if defining.is_none() {
                *defining = Some(Rc::clone(class));
            }
            drop(defining);
            if let Some(wrapped) = function.attribute("__wrapped__") {
                set_defining_class(&wrapped, class);
            }
        }
        Value::StaticMethod(function) | Value::ClassMethod(function) => set_defining_class(function, class),
        Value::Property(property) => {
            set_defining_class(&property.getter, class);
            set_defining_class(&property.setter, class);
        }
        _ => {}
    }
}
