//! Compares the evaluator with CPython: generated programs must print the same in both.
//!
//! `DIFFERENTIAL_PROGRAMS` is the number of programs, `DIFFERENTIAL_SEED` the seed (`clock` takes one from the clock; it
//! is always printed), `DIFFERENTIAL_FIRST` the index of the first program. `DIFFERENTIAL_FAULTS` is the number of differences
//! after which the run ends; each is printed with its seed, its index and the program, made smaller. With `DIFFERENTIAL_FOLDER`
//! the programs with a difference are written there, with both outputs, and the run goes on. `DIFFERENTIAL_SCENARIO`
//! narrows the programs to scenarios that have the text in their title. `DIFFERENTIAL_FILE` is a program that is compared
//! instead of generated ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot run its programs has failed")]
#![expect(clippy::print_stderr, reason = "the seed and what was run are printed")]

mod classes;
mod evaluated;
mod generator;
mod grammar;
mod literals;
mod random;
mod reference;
mod shrink;
mod statements;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Instant, SystemTime};

use generator::Generator;
use grammar::Grammar;
use reference::Reference;

/// How many programs one evaluator runs.
const BATCH: u64 = 25;

#[test]
fn programs_print_what_they_print_in_cpython() {
    let Some(mut reference) = Reference::start() else {
        eprintln!("skipped: there is no python3 of version 3.11");
        return;
    };
    if let Some(file) = std::env::var_os("DIFFERENTIAL_FILE") {
        return compare_file(&mut reference, &std::fs::read_to_string(file).unwrap());
    }
    let seed = if std::env::var("DIFFERENTIAL_SEED").as_deref() == Ok("clock") {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |now| now.as_secs())
    } else {
        variable("SEED", 7)
    };
    let count = variable("PROGRAMS", 3000);
    let (first, most) = (variable("FIRST", 0), variable("FAULTS", 5));
    eprintln!("DIFFERENTIAL_SEED={seed}, {count} programs from {first}");
    let start = Instant::now();
    let narrowed_to = std::env::var("DIFFERENTIAL_SCENARIO").ok();
    let grammar = Grammar::load(narrowed_to.as_deref());
    let folder = std::env::var_os("DIFFERENTIAL_FOLDER").map(PathBuf::from);
    let mut run = Run { grammar, seed, most: most as usize, folder, ..Run::default() };
    let mut at = first;
    while at < first + count && run.differences.len() < run.most {
        let end = (at + BATCH).min(first + count);
        run.batch(&mut reference, at..end);
        at = end;
        if (at - first).is_multiple_of(10_000) {
            eprintln!("{}, {}, {:?}", run.statistics, memory(), start.elapsed());
        }
    }
    eprintln!("{}, {}, {:?}", run.statistics, memory(), start.elapsed());
    let differences = run.differences.len() + run.written;
    assert_eq!(differences, 0, "programs with a difference");
    run.statistics.check();
}

/// Compares what one program prints, statement by statement.
fn compare_file(reference: &mut Reference, text: &str) {
    let programs = [("program".to_owned(), text.to_owned())];
    reference.send(&programs);
    let (ours, theirs) = (evaluated::run(&programs).remove(0), reference.receive().remove(0));
    let theirs = theirs.expect("CPython has the means for the program");
    let lines = theirs.lines().count().max(ours.lines().count());
    let mut differences = 0;
    for (their_line, our_line) in padded(&theirs).zip(padded(&ours)).take(lines) {
        if their_line != our_line {
            eprintln!("  CPython: {their_line}\n  ours:    {our_line}");
            differences += 1;
        }
    }
    assert_eq!(differences, 0, "lines differ, of {lines}");
}

/// The lines of a text, and empty ones after them.
fn padded(text: &str) -> impl Iterator<Item = &str> {
    text.lines().chain(std::iter::repeat(""))
}

/// Whether the program reached a bound of the evaluator (which CPython has in the machine's memory), and printed the same until
/// then.
fn is_bounded(ours: &str, theirs: &str) -> bool {
    let (printed, last) = ours.trim_end().rsplit_once('\n').unwrap_or(("", ours));
    last.starts_with("reported [bound-reached]") && theirs.starts_with(printed)
}

/// How many more times CPython is asked for a program with a difference. Of two orders each run takes one at random, so that
/// one program in 65,536 is taken for fixed that is not.
const OTHER_RUNS: u32 = 16;

/// Whether CPython itself prints something else in other runs, as the order of a set of mixed kinds differs.
fn varies(program: &(String, String), printed: &str) -> bool {
    (0..OTHER_RUNS).any(|_| {
        let mut other = Reference::start().expect("python3 starts again");
        other.send(std::slice::from_ref(program));
        other.receive().remove(0).is_some_and(|text| text != printed)
    })
}

/// The most memory that the test has had so far, where the system tells it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    format!("at most {} of memory", most.unwrap_or("an unknown amount").trim())
}

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(format!("DIFFERENTIAL_{name}")).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[derive(Default)]
struct Run {
    grammar: Grammar,
    seed: u64,
    most: usize,
    /// Where programs with a difference are written instead of being made smaller.
    folder: Option<PathBuf>,
    /// How many were written there.
    written: usize,
    statistics: Statistics,
    differences: Vec<String>,
}

impl Run {
    fn batch(&mut self, reference: &mut Reference, indices: std::ops::Range<u64>) {
        let programs: Vec<(String, String)> = indices
            .clone()
            .map(|index| {
                let mut generator = Generator::new(&self.grammar, self.seed, index);
                (format!("program_{index}"), statements::program(&mut generator))
            })
            .collect();
        reference.send(&programs);
        let ours = evaluated::run(&programs);
        let theirs = reference.receive();
        for (((index, program), ours), theirs) in indices.zip(&programs).zip(ours).zip(theirs) {
            let Some(theirs) = theirs else {
                eprintln!("program {index} is set aside: it takes too much of CPython's memory or time");
                self.statistics.set_aside += 1;
                if let Some(folder) = &self.folder {
                    std::fs::write(folder.join(format!("{index}.aside")), &program.1).unwrap();
                }
                continue;
            };
            if ours != theirs && is_bounded(&ours, &theirs) {
                self.statistics.bounded += 1;
                continue;
            }
            self.statistics.add(&theirs);
            if ours == theirs {
                continue;
            }
            if varies(program, &theirs) {
                eprintln!("program {index} prints something else in another run of CPython");
                self.statistics.varying += 1;
                continue;
            }
            if let Some(folder) = &self.folder {
                for (what, text) in [("py", &program.1), ("cpython", &theirs), ("ours", &ours)] {
                    std::fs::write(folder.join(format!("{index}.{what}")), text).unwrap();
                }
                self.written += 1;
            } else if self.differences.len() < self.most {
                let report = self.difference(reference, index, &program.1);
                eprintln!("{report}");
                self.differences.push(report);
            }
        }
    }

    fn difference(&self, reference: &mut Reference, index: u64, text: &str) -> String {
        let mut both = |text: &str| {
            let programs = [(format!("program_{index}"), text.to_owned())];
            reference.send(&programs);
            (evaluated::run(&programs).remove(0), reference.receive().remove(0).unwrap_or_default())
        };
        let small = shrink::shrink(text, &mut |text| {
            let (ours, theirs) = both(text);
            let is_faulty =
                theirs.is_empty() || theirs.contains("does not compile") || theirs.contains("uncaught ");
            ours != theirs && !is_faulty
        });
        let (ours, theirs) = both(&small);
        let mut report = format!(
            "DIFFERENTIAL_SEED={} DIFFERENTIAL_FIRST={index} DIFFERENTIAL_PROGRAMS=1\n{small}",
            self.seed
        );
        let first = padded(&theirs)
            .zip(padded(&ours))
            .take(10_000)
            .find(|(their_line, our_line)| their_line != our_line);
        if let Some((their_line, our_line)) = first {
            writeln!(report, "  CPython: {their_line}\n  ours:    {our_line}").unwrap();
        }
        report
    }
}

/// What the programs did, to see that they do real work.
#[derive(Default)]
struct Statistics {
    programs: usize,
    lines: usize,
    caught: usize,
    ended: usize,
    uncompiled: usize,
    timed_out: usize,
    bounded: usize,
    /// Programs that CPython has not the means for.
    set_aside: usize,
    /// Programs that print something else in each run of CPython.
    varying: usize,
}

impl Statistics {
    fn add(&mut self, output: &str) {
        self.programs += 1;
        self.lines += output.lines().count();
        self.caught += output.lines().filter(|line| line.contains("Error: ")).count();
        self.ended += usize::from(output.lines().any(|line| line.starts_with("ended by ")));
        self.uncompiled += usize::from(output.starts_with("does not compile"));
        self.timed_out += usize::from(output.contains("TimedOut"));
    }

    /// Fails where the programs do too little to say anything.
    fn check(&self) {
        assert_eq!(self.uncompiled, 0, "programs that CPython does not compile");
        assert_eq!(self.timed_out, 0, "programs that do not end");
        assert!(self.bounded <= self.programs / 1000 + 1, "programs reach bounds of the evaluator");
        assert!(
            self.varying <= self.programs / 5000 + 1,
            "programs print something else in each run of CPython"
        );
        assert!(
            self.set_aside <= self.programs / 5000 + 1,
            "programs take too much of CPython's memory or time"
        );
        assert!(self.programs < 100 || self.lines > self.programs * 5, "the programs print too little");
    }
}

impl std::fmt::Display for Statistics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{} programs, {} lines printed, {} of them exceptions; {} programs with a statement that an exception ended, {} not compiled, {} timed out, {} bounded, {} set aside, {} varying",
            self.programs,
            self.lines,
            self.caught,
            self.ended,
            self.uncompiled,
            self.timed_out,
            self.bounded,
            self.set_aside,
            self.varying
        )
    }
}
