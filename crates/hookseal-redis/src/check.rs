//! Server settings that break the store's promise.

use redis::Value;

/// The response to `INFO`, of one server or of each in a cluster.
#[derive(Debug, Default)]
pub(crate) struct Facts(Vec<String>);

impl Facts {
    pub(crate) fn of(value: Value) -> Self {
        let mut texts = Vec::new();
        collect(value, &mut texts);
        Self(texts)
    }

    /// The eviction policy of a server that drops keys when its memory is full, if there is
    /// one, preferring a server that also has a memory limit.
    pub(crate) fn eviction(&self) -> Option<(&str, IsBounded)> {
        let evicting = self.0.iter().filter_map(|server| {
            let policy = field(server, "maxmemory_policy")?;
            let bounded = field(server, "maxmemory").is_some_and(|bytes| bytes != "0");
            (policy != "noeviction").then_some((policy, IsBounded(bounded)))
        });
        evicting.max_by_key(|(_, IsBounded(bounded))| *bounded)
    }

    /// Whether a server keeps no append-only file.
    pub(crate) fn forgets_at_restart(&self) -> bool {
        self.any("aof_enabled", "0")
    }

    /// Whether a server accepts no writes.
    pub(crate) fn is_replica(&self) -> bool {
        self.any("role", "slave")
    }

    /// Whether anything was said at all.
    pub(crate) fn are_known(&self) -> bool {
        self.0
            .iter()
            .any(|server| field(server, "maxmemory_policy").is_some())
    }

    fn any(&self, name: &str, value: &str) -> bool {
        self.0
            .iter()
            .any(|server| field(server, name) == Some(value))
    }
}

/// Whether the server's memory has a bound, so that its policy ever matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IsBounded(pub(crate) bool);

fn field<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .map(str::trim_end)
}

fn collect(value: Value, texts: &mut Vec<String>) {
    match value {
        Value::BulkString(bytes) => texts.push(String::from_utf8_lossy(&bytes).into_owned()),
        Value::VerbatimString { text, .. } | Value::SimpleString(text) => texts.push(text),
        Value::Map(nodes) => nodes.into_iter().for_each(|(_, node)| collect(node, texts)),
        Value::Array(nodes) => nodes.into_iter().for_each(|node| collect(node, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(info: &str) -> Facts {
        Facts::of(Value::BulkString(info.into()))
    }

    #[test]
    fn reads_what_matters() {
        let sound = facts(
            "# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\nrole:master\r\n",
        );
        assert!(sound.are_known() && !sound.forgets_at_restart() && !sound.is_replica());
        assert_eq!(sound.eviction(), None);
        let evicting = facts("maxmemory:104857600\r\nmaxmemory_policy:volatile-lru\r\n");
        assert_eq!(evicting.eviction(), Some(("volatile-lru", IsBounded(true))));
        let unbounded = facts("maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\naof_enabled:0\r\n");
        assert_eq!(
            unbounded.eviction(),
            Some(("allkeys-lru", IsBounded(false)))
        );
        assert!(unbounded.forgets_at_restart());
        assert!(!Facts::of(Value::Nil).are_known());
    }

    #[test]
    fn one_bad_node_of_a_cluster_is_enough() {
        let node = |info: &str| Value::BulkString(info.into());
        let cluster = Facts::of(Value::Map(vec![
            (
                node("a:1"),
                node("maxmemory:1\r\nmaxmemory_policy:noeviction\r\n"),
            ),
            (
                node("b:1"),
                node("maxmemory:1\r\nmaxmemory_policy:allkeys-lfu\r\n"),
            ),
        ]));
        assert_eq!(cluster.eviction(), Some(("allkeys-lfu", IsBounded(true))));
        // What a node would do if its memory had a bound does not hide what another does.
        let cluster = Facts::of(Value::Array(vec![
            node("maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\n"),
            node("maxmemory:1\r\nmaxmemory_policy:allkeys-lfu\r\n"),
        ]));
        assert_eq!(cluster.eviction(), Some(("allkeys-lfu", IsBounded(true))));
    }
}
