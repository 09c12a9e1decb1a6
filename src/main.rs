//! The command `serialize`.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Evaluation makes and drops many small values on a thread of its own, where the C library's allocator asks the system
/// for memory a page at a time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
