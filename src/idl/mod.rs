//! Flyte's protobuf messages as Rust types, generated from `proto/` by the build script. By hand is only [`Struct`], for
//! `google.protobuf.Struct`.
//!
//! The module tree is the package tree: the message `flyteidl.core.TaskTemplate` is [`flyteidl::core::TaskTemplate`],
//! and its oneof `target` is `flyteidl::core::task_template::Target`. Map fields are `BTreeMap`s, so a message has one
//! encoding. A field that can be absent (a message, a wrapper such as `google.protobuf.BoolValue`, proto3 `optional`)
//! is an `Option`: `Some(false)` is written, `None` is not.
//!
//! The `.proto` files hold that part of flyteidl 1.16 which specifications, the container's inputs and outputs, and the
//! control plane's registration calls need. `tests/idl_compat.py` compares them with the published descriptors.

mod structure;

pub use structure::Struct;

/// The encoded `google.protobuf.FileDescriptorSet` of all files in `proto/` and what they import.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptor_set.binpb"));

/// The root package of Flyte's messages.
#[expect(missing_docs, clippy::pedantic, clippy::large_enum_variant, reason = "generated from `proto/`")]
pub mod flyteidl {
    /// Requests to and answers from the control plane, and the specifications that it stores.
    pub mod admin {
        include!(concat!(env!("OUT_DIR"), "/flyteidl.admin.rs"));
    }

    /// Tasks, workflows, types, literals and identifiers.
    pub mod core {
        include!(concat!(env!("OUT_DIR"), "/flyteidl.core.rs"));
    }

    /// What the `custom` field of a plugin's task holds.
    pub mod plugins {
        include!(concat!(env!("OUT_DIR"), "/flyteidl.plugins.rs"));

        /// Training jobs of the Kubeflow operator.
        pub mod kubeflow {
            include!(concat!(env!("OUT_DIR"), "/flyteidl.plugins.kubeflow.rs"));
        }
    }

    /// Services of the control plane; their messages only.
    pub mod service {
        include!(concat!(env!("OUT_DIR"), "/flyteidl.service.rs"));
    }
}
