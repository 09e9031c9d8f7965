//! Reading back: views, the mean of their representations, and what the probe says of it, or which thing is found by it.

mod averaging;
mod read_back;
mod retrieval;

pub use averaging::{MOST_VIEWS, average, check_views};
pub use read_back::{
    AveragingPoint, FactorEstimate, ReadBack, ReadBackRequest, SideBySide, Subject, read_back, read_side_by_side,
    representations,
};
pub use retrieval::{CropMatch, CropSearch, FindCropRequest, FoundCrop, Gallery, find_crop, shown_as_it_is};
