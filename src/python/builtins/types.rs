//! The built-in classes.

use std::rc::Rc;

use super::super::{Class, ClassHooks, Vars};
use super::{
    bytes, class, dict, float, int, iterator, list, member, object, property, protocol, range, set, str,
    tuple, views,
};

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
                let $root = Class::native("builtins", "object", &[], None, object::attributes());
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
    type_ = "builtins" "type": object, class::attributes(), class::hooks();
    int = "builtins" "int": object, int::attributes(), int::hooks();
    bool = "builtins" "bool": int, int::bool_attributes(), int::bool_hooks();
    float = "builtins" "float": object, float::attributes(), float::hooks();
    complex = "builtins" "complex": object, Vars::default(), bytes::opaque_hooks();
    str = "builtins" "str": object, str::attributes(), str::hooks();
    bytes = "builtins" "bytes": object, bytes::attributes(), bytes::hooks();
    bytearray = "builtins" "bytearray": object, Vars::default(), bytes::opaque_hooks();
    list = "builtins" "list": object, list::attributes(), list::hooks();
    tuple = "builtins" "tuple": object, tuple::attributes(), tuple::hooks();
    dict = "builtins" "dict": object, dict::attributes(), dict::hooks();
    set = "builtins" "set": object, set::attributes(), set::hooks();
    frozenset = "builtins" "frozenset": object, set::frozen_attributes(), set::frozen_hooks();
    range = "builtins" "range": object, range::attributes(), range::hooks();
    slice = "builtins" "slice": object, range::slice_attributes(), range::slice_hooks();
    property = "builtins" "property": object, property::attributes(), property::hooks();
    staticmethod = "builtins" "staticmethod": object, Vars::default(), property::static_method_hooks();
    classmethod = "builtins" "classmethod": object, Vars::default(), property::class_method_hooks();
    super_ = "builtins" "super": object, Vars::default(), None;
    none_type = "builtins" "NoneType": object, protocol::methods(&["__repr__", "__bool__"]), None;
    ellipsis = "builtins" "ellipsis": object, Vars::default(), None;
    not_implemented = "builtins" "NotImplementedType": object, Vars::default(), None;
    function = "builtins" "function": object, Vars::default(), None;
    member = "builtins" "member_descriptor": object, member::attributes(), None;
    native_function = "builtins" "builtin_function_or_method": object, Vars::default(), None;
    method = "builtins" "method": object, Vars::default(), None;
    module = "builtins" "module": object, Vars::default(), None;
    iterator = "builtins" "generator": object, iterator::attributes(), None;
    dict_keys = "builtins" "dict_keys": object, views::set_attributes(), None;
    dict_values = "builtins" "dict_values": object, views::attributes(), None;
    dict_items = "builtins" "dict_items": object, views::set_attributes(), None;
    unknown = "serialize" "unknown": object, Vars::default(), None;
}
