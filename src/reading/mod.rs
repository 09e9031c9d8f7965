//! Reading back: views, the mean of their representations, and what the probe says of it.

mod averaging;
mod read_back;

pub use averaging::{MOST_VIEWS, average, check_views};
pub use read_back::{
    AveragingPoint, FactorEstimate, ReadBack, ReadBackRequest, SideBySide, Subject, read_back, read_side_by_side,
    representations,
};
