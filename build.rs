//! Compiles `proto/` to Rust types and to a descriptor set, without `protoc`.
//!
//! Every map field becomes a `BTreeMap`, so that the bytes of a message are the same on every run; a structure is kept encoded. Services appear in
//! the descriptor set only. Both results go to `OUT_DIR`, where `src/idl/mod.rs` picks them up.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use protox::prost::Message as _;

const ROOT: &str = "proto";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={ROOT}");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let mut files = Vec::new();
    collect_proto_files(Path::new(ROOT), &mut files)?;
    files.sort();
    let mut descriptors = protox::compile(files, [ROOT])?;
    prost_build::Config::new()
        .btree_map(["."])
        .extern_path(".google.protobuf.Struct", "crate::idl::Struct")
        .compile_fds(descriptors.clone())?;

    // Comments and positions are of no use at run time.
    for file in &mut descriptors.file {
        file.source_code_info = None;
    }
    fs::write(out_dir.join("descriptor_set.binpb"), descriptors.encode_to_vec())?;
    Ok(())
}

fn collect_proto_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_proto_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
