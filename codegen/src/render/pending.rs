//! Files that are rendered when their turn comes: on every processor there is, with the same result on one.

use crate::output::{File, Owner};
use std::{
    num::NonZero,
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread::{self, Builder},
};

/// A thread is not worth its start for fewer files than this.
const FILES_PER_THREAD: usize = 8;
/// As large as a main thread's: the parser of Rust recurses.
const STACK: usize = 8 << 20;

/// A file to be rendered.
pub(super) struct Pending<'p> {
    path: String,
    contents: Box<dyn Fn() -> String + Send + Sync + 'p>,
}

impl<'p> Pending<'p> {
    /// A generated file with a way to its text.
    pub(super) fn new(path: String, contents: impl Fn() -> String + Send + Sync + 'p) -> Self {
        Self { path, contents: Box::new(contents) }
    }

    fn file(&self) -> File {
        File { path: self.path.clone(), contents: (self.contents)(), owner: Owner::Generated }
    }
}

/// Renders all, in no particular order.
pub(super) fn render(pending: &[Pending<'_>]) -> Vec<File> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = processors.min(pending.len().div_ceil(FILES_PER_THREAD));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut files = Vec::new();
        while let Some(it) = pending.get(next.fetch_add(1, Ordering::Relaxed)) {
            files.push(it.file());
        }
        files
    };
    thread::scope(|scope| {
        // A thread that can't be had is not needed: whoever is there takes all the work.
        let spawn = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).filter_map(spawn).collect();
        let mut files = work();
        for other in others {
            files.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        files
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_rendered_once() {
        let pending: Vec<Pending<'_>> =
            (0..100).map(|at| Pending::new(format!("{at:02}"), move || at.to_string())).collect();
        let mut files = render(&pending);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let contents: Vec<String> = files.into_iter().map(|file| file.contents).collect();
        assert_eq!(contents, (0..100).map(|at| at.to_string()).collect::<Vec<_>>());
        assert_eq!(render(&[]), []);
    }
}
