use proptest::prelude::*;

use super::*;

fn cover(share: &mut Share, length: usize, budget: &Arc<Budget>) -> bool {
    let covered = share.cover(length, budget, "acme");
    if let Err(refused) = &covered {
        assert_eq!(refused.code(), "overloaded");
    }
    covered.is_ok()
}

#[test]
fn small_bodies_are_not_counted() {
    let budget = Arc::new(Budget::new(0, RetryStatus::TooManyRequests));
    let mut share = Share::default();
    assert!(cover(&mut share, UNCOUNTED, &budget));
    assert!(!cover(&mut share, UNCOUNTED + 1, &budget));
    assert_eq!(budget.held(), 0);
}

#[test]
fn the_bound_itself_passes_and_one_byte_more_does_not() {
    let budget = Arc::new(Budget::new(100, RetryStatus::TooManyRequests));
    let (mut first, mut second) = (Share::default(), Share::default());
    assert!(cover(&mut first, UNCOUNTED + 60, &budget));
    assert!(cover(&mut second, UNCOUNTED + 40, &budget));
    assert!(!cover(&mut second, UNCOUNTED + 41, &budget));
    assert_eq!(budget.held(), 100, "what was refused is not counted");
    drop(first);
    assert_eq!(budget.held(), 40);
    assert!(cover(&mut second, UNCOUNTED + 100, &budget));
}

/// Whatever threads do, no more is ever counted than there is, and in the end nothing.
#[test]
fn many_threads_together_stay_below_the_bound() {
    let budget = Arc::new(Budget::new(1000, RetryStatus::TooManyRequests));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let budget = &budget;
            scope.spawn(move || {
                for turn in 0..2000 {
                    let mut share = Share::default();
                    for step in 1..4 {
                        cover(
                            &mut share,
                            UNCOUNTED + step * (thread * 37 + turn % 91),
                            budget,
                        );
                        assert!(budget.held() <= 1000);
                    }
                }
            });
        }
    });
    assert_eq!(budget.held(), 0);
}

proptest! {
    #[test]
    fn what_is_counted_is_what_is_held(
        total in 0_usize..100_000,
        steps in proptest::collection::vec((0_usize..5, 0_usize..60_000), 0..40),
    ) {
        let budget = Arc::new(Budget::new(total, RetryStatus::TooManyRequests));
        let mut shares: [(Share, usize); 5] = Default::default();
        for (at, more) in steps {
            let (share, length) = &mut shares[at];
            // A length of nothing is a body that has gone.
            if more == 0 {
                (*share, *length) = Default::default();
            } else if cover(share, *length + more, &budget) {
                *length += more;
            }
            let counted = |(_, length): &(Share, usize)| length.saturating_sub(UNCOUNTED);
            prop_assert_eq!(budget.held(), shares.iter().map(counted).sum::<usize>());
            prop_assert!(budget.held() <= total);
        }
    }
}
