//! Shows how far packing or uploading has come: a bar on a terminal, else one line, nothing if the user wants none. Always on standard
//! error, and for people only.

use std::cell::Cell;
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use flyte_serialize::package::{ByteSize, Reporter};
use flyte_serialize::storage;
use indicatif::{ProgressBar, ProgressStyle};

use super::interrupt::Interrupts;
use super::printer::Printer;

/// Files, bytes, rate and time left.
const PACKING: &str =
    "packing {bar:24} {msg}, {binary_bytes}/{binary_total_bytes}, {binary_bytes_per_sec}, {eta} left";

/// Bytes, rate and time left.
const UPLOADING: &str =
    "uploading {bar:24} {binary_bytes}/{binary_total_bytes}, {binary_bytes_per_sec}, {eta} left";

/// The progress of one archive, while it is packed or uploaded.
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
            Show::Bar(ProgressBar::no_length())
        } else {
            Show::Line
        };
        Self { printer, interrupts, show, files: Cell::new((0, 0)) }
    }

    /// Shows the bar, or the line where there is no terminal.
    fn start(&self, line: &str, template: &str, bytes: u64) {
        match &self.show {
            Show::Nothing => {}
            Show::Line => self.printer.remark(line),
            Show::Bar(bar) => {
                if let Ok(style) = ProgressStyle::with_template(template) {
                    bar.set_style(style);
                }
                bar.set_length(bytes);
            }
        }
    }

    fn clear(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }
}

impl Reporter for Progress<'_> {
    fn started(&self, files: usize, bytes: u64) {
        self.files.set((0, files));
        let noun = if files == 1 { "file" } else { "files" };
        self.start(&format!("packing {files} {noun}, {}", ByteSize(bytes)), PACKING, bytes);
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
        self.clear();
    }

    fn is_interrupted(&self) -> bool {
        self.interrupts.is_interrupted()
    }
}

impl storage::Reporter for Progress<'_> {
    fn started(&self, object: &str, bytes: u64) {
        self.start(&format!("uploading {} to {object}", ByteSize(bytes)), UPLOADING, bytes);
    }

    fn sent(&self, bytes: u64) {
        if let Show::Bar(bar) = &self.show {
            bar.inc(bytes);
        }
    }

    fn lost(&self, bytes: u64) {
        if let Show::Bar(bar) = &self.show {
            bar.dec(bytes);
        }
    }

    fn waiting(&self, reason: &str, time: Duration) {
        let line = format!("{reason}; trying again in {:.1} s", time.as_secs_f64());
        match &self.show {
            Show::Nothing => {}
            Show::Line => self.printer.remark(&line),
            Show::Bar(bar) => bar.suspend(|| self.printer.remark(&line)),
        }
    }

    fn finished(&self) {
        self.clear();
    }

    fn is_interrupted(&self) -> bool {
        self.interrupts.is_interrupted()
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}
