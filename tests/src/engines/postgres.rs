//! PostgreSQL.

use std::fs;
use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{Process, free_port, program, search_path};
use crate::site::wait_until;

/// A PostgreSQL server of its own.
pub struct Postgres {
    process: Option<Process>,
    port: u16,
    folder: TempDir,
}

impl Postgres {
    /// A server that keeps what it is told.
    pub fn start() -> Self {
        let initdb = postgres("initdb");
        let folder = TempDir::new().unwrap();
        if let Some(user) = user() {
            let (user, group) = (id("-u", Some(user)), id("-g", Some(user)));
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let made = Process::command(initdb, user())
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--no-sync", "--no-instructions", "--pgdata"])
            .arg(data(&folder))
            .stdout(Stdio::null())
            .current_dir("/")
            .status();
        assert!(made.unwrap().success(), "initdb has failed");
        let mut postgres = Self {
            process: None,
            port: free_port(),
            folder,
        };
        postgres.begin();
        postgres
    }

    /// The URL of its database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Stops the work of all its processes, without closing anything.
    pub fn freeze(&self) {
        self.process.as_ref().unwrap().signal_all("STOP");
    }

    /// Lets it go on after [`freeze`](Self::freeze).
    pub fn thaw(&self) {
        self.process.as_ref().unwrap().signal_all("CONT");
    }

    /// Makes it end without a good-bye to anyone, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // What SIGKILL leaves behind would be in the way of the next start.
            // A frozen one would never hear of it.
            process.signal_all("CONT");
            process.signal("QUIT");
            process.wait();
        }
    }

    /// Begins again after [`kill`](Self::kill), with the data that it has kept.
    pub fn begin(&mut self) {
        let mut command = Process::command(postgres("postgres"), user());
        command
            .arg("-D")
            .arg(data(&self.folder))
            .args(["-p", &self.port.to_string(), "-h", "127.0.0.1", "-k", ""])
            .args(["-c", "max_connections=150", "-c", "log_min_messages=panic"])
            .current_dir("/")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.process = Some(Process::start(command));
        wait_until(|| {
            let ready = Command::new(postgres("pg_isready"))
                .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
                .stdout(Stdio::null())
                .status();
            ready.unwrap().success()
        });
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

fn data(folder: &TempDir) -> PathBuf {
    folder.path().join("data")
}

/// Debian keeps each version's programs in a folder of its own.
fn postgres(name: &str) -> PathBuf {
    program(name, "postgresql", || {
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
        let mut folders: Vec<_> = versions
            .filter_map(|version| Some(version.ok()?.path().join("bin")))
            .collect();
        folders.sort();
        folders.reverse();
        folders.extend(search_path());
        folders
    })
}

/// The server refuses to run as root.
fn user() -> Option<&'static str> {
    (id("-u", None) == 0).then_some("postgres")
}

/// What `id` says of a user, or of this process.
fn id(which: &str, user: Option<&str>) -> u32 {
    let output = Command::new("id").arg(which).args(user).output().unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("there is no user {user:?}"))
}
