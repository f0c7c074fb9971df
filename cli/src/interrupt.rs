//! Ctrl-C where something would be left half done: the first lets the part that runs end, the second ends at once.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use tokio::{runtime::Builder, signal::ctrl_c};

/// Whether somebody pressed it.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on it does not end the program.
    pub(crate) fn watch() -> Self {
        let pressed = Self(Arc::new(AtomicBool::new(false)));
        let ours = pressed.clone();
        thread::spawn(move || {
            let Ok(runtime) = Builder::new_current_thread().enable_io().build() else { return };
            runtime.block_on(async {
                if ctrl_c().await.is_ok() {
                    ours.0.store(true, Ordering::Relaxed);
                    let _ = ctrl_c().await;
                    process::exit(130);
                }
            });
        });
        pressed
    }

    pub(crate) fn pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
