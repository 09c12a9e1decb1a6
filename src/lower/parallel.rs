//! The same work for many items, on all cores. What comes out does not show it: results are in the order of the items.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Fewer items than these are done before a thread has started.
const WORTH_A_THREAD: usize = 256;
/// Lowering recurses with types and literals, down to a bound; only what is touched of the stack takes memory.
const STACK_BYTES: usize = 64 << 20;
/// More threads than these would wait for the memory and the file system that they share.
const MOST_THREADS: usize = 4;

/// What `work` makes of each item. A thread that the system refuses is done without.
pub(super) fn map<'items, Item: Sync, Made: Send>(
    items: &'items [Item],
    work: impl Fn(&'items Item) -> Made + Sync,
) -> Vec<Made> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    if items.len() < WORTH_A_THREAD || cores < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            match items.get(index) {
                Some(item) => made.push((index, work(item))),
                None => return made,
            }
        }
    };
    let mut all = thread::scope(|scope| {
        let start = |_| thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, take).ok();
        let helpers: Vec<_> = (1..cores).filter_map(start).collect();
        let mut all = take();
        for helper in helpers {
            all.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    });
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        for count in [0, 1, WORTH_A_THREAD - 1, WORTH_A_THREAD, 10_000] {
            let items: Vec<usize> = (0..count).collect();
            let made = map(&items, |item| item * 3);
            assert!(made.iter().enumerate().all(|(index, made)| *made == index * 3), "{count} items");
            assert_eq!(made.len(), count);
        }
    }
}
