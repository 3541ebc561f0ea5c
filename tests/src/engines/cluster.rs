//! A Redis cluster.

use std::process::{Command, Stdio};

use super::{Redis, RedisOptions, program, search_path};
use crate::site::wait_until;

/// Three Redis servers that share the keys among them.
pub struct RedisCluster {
    nodes: [Redis; 3],
}

impl RedisCluster {
    /// A cluster that keeps what it is told, and takes keys of any slot.
    pub fn start() -> Self {
        let nodes = [(); 3].map(|()| {
            Redis::with(RedisOptions {
                cluster: true,
                ..RedisOptions::default()
            })
        });
        order("create", nodes.each_ref().map(address));
        let is_ready = |node: &Redis| node.command("CLUSTER INFO").contains("cluster_state:ok");
        wait_until(|| nodes.iter().all(is_ready));
        Self { nodes }
    }

    /// The URLs of its nodes.
    pub fn urls(&self) -> [String; 3] {
        self.nodes.each_ref().map(Redis::url)
    }

    /// Its nodes.
    pub const fn nodes(&self) -> &[Redis; 3] {
        &self.nodes
    }

    /// Its nodes, to be killed and begun.
    pub const fn nodes_mut(&mut self) -> &mut [Redis; 3] {
        &mut self.nodes
    }

    /// Moves so many slots, and the keys in them, from one node to another.
    pub fn move_slots(&self, from: usize, to: usize, slots: usize) {
        let id = |node: usize| {
            let answer = self.nodes[node].command("CLUSTER MYID");
            // A bulk string: its length, and then itself.
            answer.lines().nth(1).unwrap().to_owned()
        };
        order(
            "reshard",
            [
                address(&self.nodes[from]),
                "--cluster-from".to_owned(),
                id(from),
                "--cluster-to".to_owned(),
                id(to),
                "--cluster-slots".to_owned(),
                slots.to_string(),
            ],
        );
    }
}

fn address(node: &Redis) -> String {
    format!("127.0.0.1:{}", node.port())
}

fn order(what: &str, arguments: impl IntoIterator<Item = String>) {
    let done = Command::new(program("redis-cli", "redis-tools", search_path))
        .args(["--cluster", what])
        .args(arguments)
        .arg("--cluster-yes")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "redis-cli --cluster {what}: {said}");
}
