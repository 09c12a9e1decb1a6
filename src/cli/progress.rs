//! Shows how far packing has come: a bar on a terminal, else one line, nothing if the user wants none. Always on standard
//! error, and for people only.

use std::cell::Cell;
use std::io::{self, IsTerminal as _};

use flyte_serialize::package::{ByteSize, Reporter};
use indicatif::{ProgressBar, ProgressStyle};

use super::interrupt::Interrupts;
use super::printer::Printer;

/// Files, bytes, rate and time left.
const TEMPLATE: &str =
    "packing {bar:24} {msg}, {binary_bytes}/{binary_total_bytes}, {binary_bytes_per_sec}, {eta} left";

/// The progress of one archive.
pub(super) struct Progress<'a> {
    printer: &'a Printer,
    interrupts: &'a Interrupts,
    show: Show,
    files: Cell<(usize, usize)>,
}

enum Show {
    Nothing,
    Line,
    Bar(ProgressBar),
}

impl<'a> Progress<'a> {
    /// Progress for a person, unless there is none or it is not wanted.
    pub(super) fn new(printer: &'a Printer, is_quiet: bool, interrupts: &'a Interrupts) -> Self {
        let show = if is_quiet || !printer.is_for_people() {
            Show::Nothing
        } else if io::stderr().is_terminal() {
            let bar = ProgressBar::no_length();
            if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
                bar.set_style(style);
            }
            Show::Bar(bar)
        } else {
            Show::Line
        };
        Self { printer, interrupts, show, files: Cell::new((0, 0)) }
    }
}

impl Reporter for Progress<'_> {
    fn started(&self, files: usize, bytes: u64) {
        self.files.set((0, files));
        match &self.show {
            Show::Nothing => {}
            Show::Line => {
                let noun = if files == 1 { "file" } else { "files" };
                self.printer.remark(&format!("packing {files} {noun}, {}", ByteSize(bytes)));
            }
            Show::Bar(bar) => bar.set_length(bytes),
        }
    }

    fn read(&self, bytes: u64) {
        if let Show::Bar(bar) = &self.show {
            bar.inc(bytes);
        }
    }

    fn finished_file(&self, _: &str) {
        if let Show::Bar(bar) = &self.show {
            let (done, all) = self.files.get();
            self.files.set((done + 1, all));
            bar.set_message(format!("{}/{all} files", done + 1));
        }
    }

    fn finished(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }

    fn is_interrupted(&self) -> bool {
        self.interrupts.is_interrupted()
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }
}
