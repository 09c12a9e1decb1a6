//! Holds the sources to the rules of `ARCHITECTURE.md`: which room may name which, who names the parser, who prints.
//!
//! The rules about rooms are read from the page's table, so that the page stays true. Sources are searched as text,
//! without their comments.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the tree has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Room → the rooms that it may name.
type Rooms = BTreeMap<String, BTreeSet<String>>;

#[test]
fn rooms_name_only_what_the_table_allows() {
    let rooms = rooms();
    let mut faults = Vec::new();
    for file in sources() {
        let Some(allowed) = rooms.get(&file.room) else {
            faults.push(format!("{}: the room `{}` has no row", file.path.display(), file.room));
            continue;
        };
        for (line, named) in file.named_rooms(&rooms) {
            if named != file.room && !allowed.contains(&named) {
                faults.push(format!("{}:{line}: `{}` names `{named}`", file.path.display(), file.room));
            }
        }
    }
    assert!(faults.is_empty(), "against the table in ARCHITECTURE.md:\n{}", faults.join("\n"));
}

#[test]
fn only_syntax_and_eval_name_the_parser() {
    let allowed = ["src/python/syntax", "src/python/eval"].map(Path::new);
    let may =
        |path: &Path| allowed.iter().any(|room| path.starts_with(room) || path == room.with_extension("rs"));
    assert_no_use(&["ruff_"], |file| may(&file.path));
}

#[test]
fn only_the_command_line_prints_exits_and_reads_the_environment() {
    let forbidden = [
        "println!",
        "print!",
        "eprintln!",
        "eprint!",
        "dbg!",
        "process::exit",
        "io::stdout",
        "io::stderr",
        "io::stdin",
        "env::var",
        "env::vars",
        "env::args",
        "env::current_dir",
        "env::set_current_dir",
    ];
    assert_no_use(&forbidden, |file| file.room == "cli");
}

#[test]
fn the_search_sees_every_way_to_name_a_room() {
    let rooms =
        Rooms::from(["model", "idl", "source", "lower"].map(|room| (room.to_owned(), BTreeSet::new())));
    let text = "use crate::{model::{Task, source}, idl};\n// crate::source\nfn f() -> crate::source::Span {}\n\
                use super::super::lower;\nuse super::model;\nuse flyte_serialize::model;\n";
    let file =
        Source { path: "src/python/value.rs".into(), room: "python".into(), text: without_comments(text) };
    let named: Vec<_> =
        file.named_rooms(&rooms).into_iter().map(|(line, room)| format!("{line} {room}")).collect();
    assert_eq!(named, ["1 model", "1 idl", "3 source", "6 model", "4 lower"]);
}

/// A file under `src/`, with the room that it belongs to and its text without comments.
struct Source {
    path: PathBuf,
    room: String,
    text: String,
}

impl Source {
    /// The rooms that the file names, with the line where it does.
    fn named_rooms(&self, rooms: &Rooms) -> Vec<(usize, String)> {
        let mut named = Vec::new();
        for root in ["crate::", "flyte_serialize::"] {
            for (at, _) in self.text.match_indices(root) {
                let first = first_names(&self.text[at + root.len()..]);
                named.extend(first.into_iter().map(|name| (self.line(at), name)));
            }
        }
        for (at, _) in self.text.match_indices("super::") {
            let path = &self.text[at..];
            let supers = path.split("::").take_while(|part| *part == "super").count();
            let name = path.split("::").nth(supers).map(identifier).unwrap_or_default();
            if supers >= self.depth() && !self.text[..at].ends_with("super::") && name != self.room {
                named.push((self.line(at), name));
            }
        }
        named.retain(|(_, name)| rooms.contains_key(name));
        named
    }

    /// How many `super`s lead from the file's module to the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.iter().count() - 1;
        if self.path.ends_with("mod.rs") { parts - 1 } else { parts }
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }
}

/// The first names of a path, or of each path in a braced group.
fn first_names(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return vec![identifier(path)];
    };
    let mut names = Vec::new();
    let (mut depth, mut start) = (1, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && character == ',') {
            names.push(identifier(&group[start..at]));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .collect()
}

fn assert_no_use(forbidden: &[&str], exempt: impl Fn(&Source) -> bool) {
    let mut faults = Vec::new();
    for file in sources().iter().filter(|file| !exempt(file)) {
        for (number, line) in file.text.lines().enumerate() {
            for name in forbidden.iter().filter(|name| contains_word(line, name)) {
                faults.push(format!("{}:{}: {name}", file.path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "not allowed here:\n{}", faults.join("\n"));
}

/// Whether the name stands in the line and is not the end of a longer word.
fn contains_word(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        !line[..at].ends_with(|character: char| character.is_alphanumeric() || character == '_')
    })
}

/// The table of rooms in `ARCHITECTURE.md`.
fn rooms() -> Rooms {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = page.split("## Rooms, and who may name whom").nth(1).unwrap();
    let rows = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let rows: Vec<Vec<&str>> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let all: BTreeSet<String> = rows.iter().map(|row| row[1].trim_matches('`').to_owned()).collect();
    let may_name = |cell: &str| match cell {
        "all" => all.clone(),
        "–" => BTreeSet::new(),
        list => list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect(),
    };
    let rooms: Rooms =
        rows.iter().map(|row| (row[1].trim_matches('`').to_owned(), may_name(row[3]))).collect();
    assert!(rooms.len() > 5, "the table was not found");
    assert!(rooms.values().flatten().all(|name| all.contains(name)), "the table names a room without a row");
    rooms
}

fn sources() -> Vec<Source> {
    let files = WalkDir::new(root().join("src")).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"));
    let mut sources = Vec::new();
    for entry in files {
        let path = entry.path().strip_prefix(root()).unwrap().to_owned();
        let room = match path.to_str().unwrap() {
            "src/lib.rs" => continue,
            "src/main.rs" => "cli".to_owned(),
            _ => path.iter().nth(1).unwrap().to_str().unwrap().to_owned(),
        };
        let text = without_comments(&fs::read_to_string(entry.path()).unwrap());
        sources.push(Source { path, room, text });
    }
    sources
}

/// The text with each comment's characters left out; lines keep their numbers.
fn without_comments(text: &str) -> String {
    let code = text.lines().map(|line| match line.find("//") {
        Some(at) if !line[..at].ends_with(':') => &line[..at],
        _ => line,
    });
    code.collect::<Vec<_>>().join("\n")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
