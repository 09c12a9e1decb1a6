//! Writes the descriptor set of `proto/` to standard output, for tools that read protobuf descriptors:
//! `cargo run --quiet --example descriptor_set > descriptor_set.binpb`.

use std::io::{self, Write as _};

fn main() -> io::Result<()> {
    io::stdout().write_all(flyte_serialize::idl::FILE_DESCRIPTOR_SET)
}
