//! The committed completion scripts are what the command writes.

use std::fs;
use std::path::Path;

use crate::sandbox::Sandbox;

/// Set this variable to write the scripts anew.
const UPDATE: &str = "UPDATE_COMPLETIONS";

const SCRIPTS: [(&str, &str); 5] = [
    ("bash", "serialize.bash"),
    ("zsh", "_serialize"),
    ("fish", "serialize.fish"),
    ("powershell", "_serialize.ps1"),
    ("elvish", "serialize.elv"),
];

#[test]
fn the_committed_scripts_are_up_to_date() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, file) in SCRIPTS {
        let output = Sandbox::new().output(&format!("completions {shell}"));
        assert!(output.status.success() && output.stderr.is_empty(), "{shell}");
        let written = String::from_utf8(output.stdout).unwrap();
        let path = folder.join(file);
        if std::env::var_os(UPDATE).is_some() {
            fs::write(&path, &written).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == written, "completions/{file} is stale: run `{UPDATE}=1 cargo test --test cli`");
    }
}
