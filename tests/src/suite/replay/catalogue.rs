//! Senders whose events are easily miscounted.

use super::store::Unreliable;
use super::{guard, is_duplicate};
use crate::case::Stage;
use crate::instances::{self, Fate};
use crate::site::App;

pub(super) fn instances(stage: &Stage<'_>) {
    for instance in instances::all() {
        let guard = guard(&Unreliable::default()).build().unwrap();
        let site = stage.serve_app(App::new(instance.verifier).guarded(guard));
        for (number, (request, fate)) in instance.deliveries.iter().enumerate() {
            println!("{}, delivery {number}: {fate:?}", instance.name);
            match fate {
                Fate::Handled => drop(site.accepts(request)),
                Fate::Duplicate => is_duplicate(&site, request),
                Fate::Refused => {
                    let answer = site.send(request);
                    assert_eq!(
                        (answer.status, answer.problem()),
                        (401, "unauthorized".into())
                    );
                    assert_eq!(site.handled(), []);
                }
            }
        }
    }
}
