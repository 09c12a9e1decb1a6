//! Ends a run that the user interrupts only after it has cleaned up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::SigId;
use signal_hook::consts::{SIGINT, SIGTERM};

/// Watches for signals while something is being written that would otherwise be left behind. When it is dropped, the
/// process ends as the signal would have ended it.
pub(super) struct Interrupts {
    signal: Arc<AtomicUsize>,
    registered: Vec<SigId>,
}

impl Interrupts {
    /// Starts watching; without the system's leave, signals end the process at once, as always.
    pub(super) fn watch() -> Self {
        let signal = Arc::new(AtomicUsize::new(0));
        let register = |number: i32| {
            signal_hook::flag::register_usize(number, Arc::clone(&signal), number.unsigned_abs() as usize)
                .ok()
        };
        let registered = [SIGINT, SIGTERM].into_iter().filter_map(register).collect();
        Self { signal, registered }
    }

    /// Whether there was a signal.
    pub(super) fn is_interrupted(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            signal_hook::low_level::unregister(id);
        }
        let signal = self.signal.load(Ordering::Relaxed);
        if let Ok(signal @ 1..) = i32::try_from(signal) {
            let _ends_the_process = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
}
