//! What is particular to a Redis cluster.

use std::time::Duration;

use hookseal::redis::RedisStore;
use hookseal::replay::{ReplayStore, ReserveRequest, Settled};
use hookseal_tests::engines::{Redis, RedisCluster};
use libtest_mimic::Trial;
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;

use crate::{KNOWN, MINUTE, granted, request, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("redis_cluster::keys_are_spread_over_all_nodes", spread),
        trial("redis_cluster::i26_one_node_that_evicts_is_told", evicting),
        trial(
            "redis_cluster::i28_flushed_scripts_are_loaded_again",
            flushed,
        ),
        trial(
            "redis_cluster::i28_slots_that_move_take_their_deliveries_along",
            moving,
        ),
        trial("redis_cluster::i27_a_node_that_restarts_is_back", restart),
    ]
}

pub(crate) async fn connect(cluster: &RedisCluster) -> RedisStore<ClusterConnection> {
    let client = ClusterClient::new(cluster.urls()).unwrap();
    let connection = client.get_async_connection().await.unwrap();
    RedisStore::with_connection(connection, "hookseal:")
}

async fn spread() {
    let cluster = RedisCluster::start();
    let store = connect(&cluster).await;
    for _ in 0..100 {
        granted(&store, &request(MINUTE)).await;
    }
    for node in cluster.nodes() {
        let keys: usize = number(&node.command("DBSIZE"));
        assert!(keys > 10, "{keys}");
    }
}

async fn evicting() {
    let cluster = RedisCluster::start();
    let store = connect(&cluster).await;
    let concerns = async || {
        let health = store.health().await.unwrap();
        health.concerns().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(concerns().await, Vec::<String>::new());
    let asked = |node: &Redis, setting: &str| node.command(&format!("CONFIG SET {setting}"));
    for node in cluster.nodes() {
        asked(node, "maxmemory 64mb");
        asked(node, "maxmemory-policy allkeys-lru");
        let said = concerns().await;
        assert!(said[0].contains("server evicts keys"), "{said:?}");
        asked(node, "maxmemory 0");
        asked(node, "maxmemory-policy noeviction");
        asked(node, "appendonly no");
        let said = concerns().await;
        assert!(said[0].contains("append-only"), "{said:?}");
        asked(node, "appendonly yes");
    }
    // What nodes would do if their memory had a bound does not hide what one does.
    for node in cluster.nodes() {
        asked(node, "maxmemory-policy allkeys-lru");
    }
    for node in cluster.nodes() {
        asked(node, "maxmemory 64mb");
        let said = concerns().await;
        assert!(said[0].contains("server evicts keys"), "{said:?}");
        asked(node, "maxmemory 0");
    }
}

async fn flushed() {
    let cluster = RedisCluster::start();
    let store = connect(&cluster).await;
    for _ in 0..20 {
        let wanted = request(MINUTE);
        for node in cluster.nodes() {
            node.command("SCRIPT FLUSH");
        }
        let held = granted(&store, &wanted).await;
        assert_eq!(store.commit(&held).await.unwrap(), Settled::Applied);
        assert_eq!(store.reserve(&wanted).await.unwrap(), KNOWN);
    }
}

async fn moving() {
    let cluster = RedisCluster::start();
    let store = connect(&cluster).await;
    let mut done = Vec::new();
    for _ in 0..300 {
        done.push(handled(&store).await);
    }
    let before = done.len();
    let moved = std::thread::scope(|scope| {
        let moving = scope.spawn(|| cluster.move_slots(0, 1, 1_000));
        let rest = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| {
            rest.block_on(async {
                while !moving.is_finished() {
                    done.push(handled(&store).await);
                }
            });
        });
        moving.join()
    });
    moved.unwrap();
    assert!(done.len() > before + 10, "it was over too soon");
    for wanted in done {
        assert_eq!(store.reserve(&wanted).await.unwrap(), KNOWN);
    }
}

async fn restart() {
    let mut cluster = RedisCluster::start();
    let store = connect(&cluster).await;
    // Else the node may keep its last writes back for a moment.
    cluster.nodes()[0].command("CONFIG SET appendfsync always");
    let mut wanted = Vec::new();
    for _ in 0..30 {
        wanted.push(handled(&store).await);
    }
    cluster.nodes_mut()[0].kill();
    // Its deliveries cannot be asked about; nothing is granted anew.
    let mut failed = 0;
    for wanted in &wanted {
        let asked = tokio::time::timeout(Duration::from_millis(250), store.reserve(wanted)).await;
        match asked {
            Ok(Ok(reserved)) => assert_eq!(reserved, KNOWN),
            Ok(Err(_)) | Err(_) => failed += 1,
        }
    }
    assert!(failed > 0 && failed < wanted.len(), "{failed}");
    cluster.nodes_mut()[0].begin();
    let start = std::time::Instant::now();
    for wanted in &wanted {
        loop {
            match store.reserve(wanted).await {
                Ok(reserved) => break assert_eq!(reserved, KNOWN),
                Err(error) => assert!(start.elapsed() < Duration::from_secs(10), "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A delivery that is done.
async fn handled(store: &impl ReplayStore) -> ReserveRequest {
    let wanted = request(MINUTE);
    let held = granted(store, &wanted).await;
    assert_eq!(store.commit(&held).await.unwrap(), Settled::Applied);
    wanted
}

/// An integer, as a server answers it.
fn number(answer: &str) -> usize {
    answer.trim().trim_start_matches(':').parse().unwrap()
}
