//! The built-in classes.

use std::rc::Rc;

use super::super::{Class, ClassHooks, Value, Vars};
use super::descriptors::{self, MethodKindHooks, PropertyHooks};
use super::objects::{self, TypeHooks};

type Hooks = Option<Rc<dyn ClassHooks>>;

macro_rules! types {
    ($root:ident; $($field:ident = $module:literal $name:literal : $parent:ident, $attributes:expr, $hooks:expr;)+) => {
        /// The built-in classes, by what Python calls them.
        pub struct Types {
            /// `object`, the root.
            pub $root: Rc<Class>,
            $(#[doc = concat!("`", $name, "`.")] pub $field: Rc<Class>,)+
        }

        impl Types {
            pub(crate) fn new() -> Self {
                let $root = Class::native("builtins", "object", &[], None, objects::object_attributes());
                $(let $field = {
                    let hooks: Hooks = $hooks;
                    Class::native($module, $name, std::slice::from_ref(&$parent), hooks, $attributes)
                };)+
                Self { $root, $($field,)+ }
            }

            /// The classes that are names of `builtins`.
            pub(super) fn named(&self) -> Vec<&Rc<Class>> {
                let mut all = vec![&self.$root, $(&self.$field,)+];
                all.retain(|class| &*class.module == "builtins" && !class.name.contains(['_', ' ']) && *class.name != *"NoneType" && *class.name != *"ellipsis" && *class.name != *"function" && *class.name != *"method" && *class.name != *"module" && *class.name != *"generator");
                all
            }
        }
    };
}

types! {
    object;
    type_ = "builtins" "type": object, objects::type_attributes(), Some(Rc::new(TypeHooks));
    int = "builtins" "int": object, Vars::default(), None;
    bool = "builtins" "bool": int, Vars::default(), None;
    float = "builtins" "float": object, Vars::default(), None;
    complex = "builtins" "complex": object, Vars::default(), None;
    str = "builtins" "str": object, Vars::default(), None;
    bytes = "builtins" "bytes": object, Vars::default(), None;
    bytearray = "builtins" "bytearray": object, Vars::default(), None;
    list = "builtins" "list": object, Vars::default(), None;
    tuple = "builtins" "tuple": object, Vars::default(), None;
    dict = "builtins" "dict": object, Vars::default(), None;
    set = "builtins" "set": object, Vars::default(), None;
    frozenset = "builtins" "frozenset": object, Vars::default(), None;
    range = "builtins" "range": object, Vars::default(), None;
    slice = "builtins" "slice": object, Vars::default(), None;
    property = "builtins" "property": object, descriptors::property_attributes(), Some(Rc::new(PropertyHooks));
    staticmethod = "builtins" "staticmethod": object, Vars::default(), Some(Rc::new(MethodKindHooks { kind: Value::StaticMethod, name: "staticmethod" }));
    classmethod = "builtins" "classmethod": object, Vars::default(), Some(Rc::new(MethodKindHooks { kind: Value::ClassMethod, name: "classmethod" }));
    super_ = "builtins" "super": object, Vars::default(), None;
    none_type = "builtins" "NoneType": object, Vars::default(), None;
    ellipsis = "builtins" "ellipsis": object, Vars::default(), None;
    not_implemented = "builtins" "NotImplementedType": object, Vars::default(), None;
    function = "builtins" "function": object, Vars::default(), None;
    native_function = "builtins" "builtin_function_or_method": object, Vars::default(), None;
    method = "builtins" "method": object, Vars::default(), None;
    module = "builtins" "module": object, Vars::default(), None;
    iterator = "builtins" "generator": object, Vars::default(), None;
    unknown = "serialize" "unknown": object, Vars::default(), None;
}
