//! Redis, and Valkey, which has the same options.

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
    /// Which program serves, and the package that it comes in: both have one name.
    pub server: &'static str,
    /// Whether it is a node of a cluster.
    pub cluster: bool,
    /// Whether it keeps an append-only file.
    pub append_only: bool,
    /// Its `maxmemory` and `maxmemory-policy`.
    pub memory: Option<(&'static str, &'static str)>,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            server: "redis-server",
            cluster: false,
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

    /// A Valkey server that keeps what it is told.
    pub fn valkey() -> Self {
        Self::with(RedisOptions {
            server: "valkey-server",
            ..RedisOptions::default()
        })
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
        let server = program(self.options.server, self.options.server, search_path);
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
        if self.options.cluster {
            command.args(["--cluster-enabled", "yes"]);
            command.args(["--cluster-port", &free_port().to_string()]);
        }
        if let Some((bytes, policy)) = self.options.memory {
            command.args(["--maxmemory", bytes, "--maxmemory-policy", policy]);
        }
        self.process = Some(Process::start(command));
        wait_until(|| self.answers());
    }

    /// Stops its work without closing anything.
    pub fn freeze(&self) {
        self.process.as_ref().unwrap().signal("STOP");
    }

    /// Lets it go on after [`freeze`](Self::freeze).
    pub fn thaw(&self) {
        self.process.as_ref().unwrap().signal("CONT");
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
