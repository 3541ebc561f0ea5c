//! Redis.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

use tempfile::TempDir;

use super::{Process, free_port, program, search_path};
use crate::site::wait_until;

/// A Redis server of its own.
pub struct Redis {
    process: Option<Process>,
    port: u16,
    data: TempDir,
    options: RedisOptions,
}

/// How a server is configured.
#[derive(Clone, Copy, Debug)]
pub struct RedisOptions {
    /// Whether it keeps an append-only file.
    pub append_only: bool,
    /// Its `maxmemory` and `maxmemory-policy`.
    pub memory: Option<(&'static str, &'static str)>,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            append_only: true,
            memory: None,
        }
    }
}

impl Redis {
    /// A server that keeps what it is told.
    pub fn start() -> Self {
        Self::with(RedisOptions::default())
    }

    /// A server with these options.
    pub fn with(options: RedisOptions) -> Self {
        let mut redis = Self {
            process: None,
            port: free_port(),
            data: TempDir::new().unwrap(),
            options,
        };
        redis.begin();
        redis
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Begins again after [`kill`](Self::kill), with the data that it has kept.
    pub fn begin(&mut self) {
        let server = program("redis-server", "redis-server", search_path);
        let mut command = Process::command(server, None);
        command
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--loglevel", "warning", "--dir"])
            .arg(self.data.path())
            .args([
                "--appendonly",
                if self.options.append_only {
                    "yes"
                } else {
                    "no"
                },
            ])
            .stdout(Stdio::null());
        if let Some((bytes, policy)) = self.options.memory {
            command.args(["--maxmemory", bytes, "--maxmemory-policy", policy]);
        }
        self.process = Some(Process::start(command));
        wait_until(|| self.answers());
    }

    /// Stops its work without closing anything; `CONT` goes on.
    pub fn signal(&self, name: &str) {
        self.process.as_ref().unwrap().signal(name);
    }

    /// Sends one inline command, and gives the beginning of its answer.
    pub fn command(&self, command: &str) -> String {
        self.try_command(command).unwrap()
    }

    fn try_command(&self, command: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.write_all(format!("{command}\r\n").as_bytes())?;
        let mut answer = [0; 512];
        let length = stream.read(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
    }

    fn answers(&self) -> bool {
        self.try_command("PING")
            .is_ok_and(|answer| answer.starts_with("+PONG"))
    }
}
