//! A little of what `replay_storm` does at length.

use std::path::Path;
use std::time::Duration;

use hookseal_tests::storm::{Engine, Kept, gone, kills, outage, shower};
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
    let down = |name: &'static str| {
        let title = format!("{name}::i21_an_engine_that_goes_down_under_load_loses_nothing");
        trial(&title, move || goes_down(name))
    };
    let stores = ["memory", "redis", "postgres"].into_iter().flat_map(of);
    stores.chain(["redis", "postgres"].map(down)).collect()
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
    let program = Path::new(env!("CARGO_BIN_EXE_replay_storm"));
    let kills = kills(program, &engine.url(), folder.path(), 4).await;
    let wrong = kills.lost + kills.twice + kills.unfenced + kills.too_soon;
    assert_eq!(wrong, 0, "{kills}");
}

async fn goes_down(name: &str) {
    let mut engine = Engine::start(name);
    let store = Kept::connect(&engine.url()).await;
    let outage = outage(&mut engine, &store, Duration::from_secs(2)).await;
    assert!(outage.unavailable > 0, "{outage}");
    assert_eq!((outage.lost, outage.others), (0, 0), "{outage}");
    assert!(outage.slowest < Duration::from_secs(1), "{outage}");
    assert!(outage.recovered < Duration::from_secs(5), "{outage}");
}
