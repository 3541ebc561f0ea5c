//! Known answers that we did not make.
