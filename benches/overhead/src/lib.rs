//! What verification costs in each framework, beside what others cost: the parts that the
//! two programs share.

pub mod allocations;
pub mod contestant;
pub mod delivery;
pub mod frames;
pub mod frameworks;
pub mod measure;
pub mod report;
