//! nginx as people put it before an app: its defaults, and which servers there are.

use std::fmt::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;

use tempfile::TempDir;

use super::{Process, free_port, program, server_path};
use crate::site::wait_until;

/// A reverse proxy in front of servers.
pub struct Nginx {
    _process: Process,
    port: u16,
    _data: TempDir,
}

impl Nginx {
    /// One that passes requests to these servers in turn. Only the longest body is no default
    /// of nginx: with 1 MiB, larger ones would reach no server.
    pub fn before(servers: &[SocketAddr]) -> Self {
        let nginx = program("nginx", "nginx", server_path);
        let (port, data) = (free_port(), TempDir::new().unwrap());
        let folder = data.path().display();
        let mut upstream = String::new();
        for server in servers {
            write!(upstream, "server {server}; ").unwrap();
        }
        let settings = format!(
            "daemon off; worker_processes 1; user root root; pid {folder}/pid;
             error_log {folder}/error.log info;
             events {{ worker_connections 512; }}
             http {{
                 access_log off;
                 client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
                 fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
                 scgi_temp_path {folder}/scgi;
                 client_max_body_size 32m;
                 upstream apps {{ {upstream} }}
                 server {{
                     listen 127.0.0.1:{port};
                     location / {{ proxy_pass http://apps; }}
                 }}
             }}"
        );
        let file = data.path().join("nginx.conf");
        std::fs::write(&file, settings).unwrap();
        let mut command = Process::command(nginx, None);
        command.arg("-c").arg(file).arg("-p").arg(data.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = Process::start(command);
        wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self {
            _process: process,
            port,
            _data: data,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }
}
