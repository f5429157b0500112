//! The threads of a chain: one that changes it, some that run queries. The emulator cannot be sent between threads, so
//! each of these has its own and is sent what to do with it.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

/// Something to do with what a thread owns.
type Job<T> = Box<dyn FnOnce(&mut T) + Send>;

/// One or more threads, each of which owns one thing and does one job after another with it.
pub struct Actor<T> {
    jobs: Option<Sender<Job<T>>>,
    threads: Vec<JoinHandle<()>>,
}

impl<T: 'static> Actor<T> {
    /// So many threads, each with its own thing.
    pub fn new(name: &str, threads: usize, make: impl Fn() -> T + Clone + Send + 'static) -> std::io::Result<Self> {
        let (jobs, receiver) = channel::<Job<T>>();
        let receiver = Arc::new(Mutex::new(receiver));
        let spawn = |_| {
            let (receiver, make) = (Arc::clone(&receiver), make.clone());
            std::thread::Builder::new().name(name.to_owned()).spawn(move || work(&receiver, &mut make()))
        };
        let threads = (0..threads.max(1)).map(spawn).collect::<std::io::Result<_>>()?;
        Ok(Self { jobs: Some(jobs), threads })
    }

    /// Has a job done, and waits for what comes of it; `None` once the threads have ended.
    pub async fn ask<R: Send + 'static>(&self, job: impl FnOnce(&mut T) -> R + Send + 'static) -> Option<R> {
        let (answer, answered) = oneshot::channel();
        let job: Job<T> = Box::new(move |thing| {
            // Whoever asked may have gone.
            drop(answer.send(job(thing)));
        });
        self.jobs.as_ref()?.send(job).ok()?;
        answered.await.ok()
    }
}

fn work<T>(jobs: &Mutex<Receiver<Job<T>>>, thing: &mut T) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        job(thing);
    }
}

impl<T> Drop for Actor<T> {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A thread that has panicked has told so already.
            drop(thread.join());
        }
    }
}
