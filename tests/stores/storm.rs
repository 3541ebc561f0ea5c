//! A little of what `replay_storm` does at length.

use std::path::PathBuf;
use std::time::Duration;

use hookseal_tests::storm::{Engine, Fault, Kept, clock_set, clocks, gone, kills, outage, shower};
use libtest_mimic::Trial;

use crate::trial;

pub(crate) fn trials() -> Vec<Trial> {
    let of = |name: &'static str| {
        [
            trial(
                &format!("{name}::i2_of_a_storm_of_copies_each_is_handled_once"),
                move || storm(name),
            ),
            trial(
                &format!("{name}::i17_clients_that_go_lose_nothing"),
                move || goes(name),
            ),
            trial(
                &format!("{name}::i18_a_killed_process_loses_nothing"),
                move || killed(name),
            ),
        ]
    };
    let of_engines = |name: &'static str| {
        [
            trial(
                &format!("{name}::i21_an_engine_that_goes_down_under_load_loses_nothing"),
                move || goes_down(name, Fault::Killed),
            ),
            trial(
                &format!("{name}::i22_an_engine_that_freezes_under_load_loses_nothing"),
                move || goes_down(name, Fault::Frozen),
            ),
            trial(
                &format!("{name}::i32_clocks_of_processes_decide_nothing"),
                move || wrong_clocks(name),
            ),
        ]
    };
    let stores = ["memory", "redis", "valkey", "postgres"];
    let mut trials: Vec<_> = stores.into_iter().flat_map(of).collect();
    trials.extend(["redis", "postgres"].into_iter().flat_map(of_engines));
    trials.push(trial(
        "memory::i32_a_clock_that_is_set_decides_nothing",
        clock_is_set,
    ));
    trials
}

async fn storm(name: &str) {
    let engine = Engine::start(name);
    let store = Kept::connect(&engine.url()).await;
    let seen = shower(&store, 100, 20).await;
    assert_eq!((seen.lost, seen.twice, seen.refused), (0, 0, 0), "{seen}");
    assert_eq!(seen.failed_runs, 20, "{seen}");
}

async fn goes(name: &str) {
    let engine = Engine::start(name);
    let store = Kept::connect(&engine.url()).await;
    let gone = gone(&store, 50).await;
    assert_eq!((gone.lost, gone.twice, gone.refused), (0, 0, 0), "{gone}");
}

async fn killed(name: &str) {
    let engine = Engine::start(name);
    let folder = tempfile::TempDir::new().unwrap();
    let kills = kills(&program(), &engine.url(), folder.path(), 4).await;
    let wrong = kills.lost + kills.twice + kills.unfenced + kills.too_soon;
    assert_eq!(wrong, 0, "{kills}");
}

async fn goes_down(name: &str, fault: Fault) {
    let mut engine = Engine::start(name);
    let store = Kept::connect(&engine.url()).await;
    let outage = outage(&mut engine, &store, fault, Duration::from_secs(2)).await;
    assert!(outage.holds(), "{outage}");
}

async fn wrong_clocks(name: &str) {
    let engine = Engine::start(name);
    let folder = tempfile::TempDir::new().unwrap();
    let clocks = clocks(&program(), &engine, folder.path()).await;
    assert!(clocks.holds(), "{clocks}");
}

async fn clock_is_set() {
    let folder = tempfile::TempDir::new().unwrap();
    let clocks = clock_set(&program(), folder.path()).await;
    assert!(clocks.holds(), "{clocks}");
}

fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_replay_storm").into()
}
