//! A process that ends with its test.

use std::io;
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;

/// A running process, killed when dropped.
pub struct Process(Child);

impl Process {
    /// Starts a process that also ends when this one is killed.
    ///
    /// The kernel sees to that by the thread that has started it, so one thread that lives
    /// as long as this process starts them all.
    pub fn start(command: Command) -> Self {
        type Order = (Command, mpsc::Sender<io::Result<Child>>);
        static STARTER: OnceLock<mpsc::Sender<Order>> = OnceLock::new();
        let sender = STARTER.get_or_init(|| {
            let (orders, received) = mpsc::channel::<Order>();
            thread::spawn(move || {
                for (mut command, answer) in received {
                    let _ = answer.send(command.spawn());
                }
            });
            orders
        });
        let (answer, outcome) = mpsc::channel();
        sender.send((command, answer)).unwrap();
        Self(outcome.recv().unwrap().unwrap())
    }

    /// What makes `program` end with this process, run as another user where one is named.
    pub fn command(program: impl AsRef<std::ffi::OsStr>, user: Option<&str>) -> Command {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=KILL");
        if let Some(user) = user {
            command.args([
                format!("--reuid={user}"),
                format!("--regid={user}"),
                "--init-groups".to_owned(),
            ]);
        }
        command.arg("--").arg(program).stdin(Stdio::null());
        command
    }

    /// Sends a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        let done = Command::new("kill").args(["-s", name, &id]).status();
        assert!(done.unwrap().success());
    }

    /// Sends a signal to it, and then to all processes that it has started.
    ///
    /// Those that end meanwhile are let go.
    pub fn signal_all(&self, name: &str) {
        self.signal(name);
        let id = self.0.id();
        let children = format!("/proc/{id}/task/{id}/children");
        let children = std::fs::read_to_string(children).unwrap_or_default();
        if !children.trim().is_empty() {
            let mut kill = Command::new("kill");
            kill.args(["-s", name]).args(children.split_whitespace());
            kill.stderr(Stdio::null()).status().unwrap();
        }
    }

    /// Kills it at once, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    /// Waits until it has ended by itself.
    pub fn wait(&mut self) {
        let _ = self.0.wait();
    }

    /// Its output, where that is a pipe.
    pub fn output(&mut self) -> impl io::Read + use<> {
        self.0.stdout.take().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
