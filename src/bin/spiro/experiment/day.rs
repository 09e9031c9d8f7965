//! The day, without a library for it.

use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS: u64 = 86_400;
/// Days of 400 years: after them the calendar repeats itself.
const ERA: u64 = 146_097;
/// Days from 1 March of the year 0, where eras begin, to 1 January 1970.
const TO_1970: u64 = 719_468;

/// Today in UTC, as in 2026-11-26.
pub fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = date(seconds / SECONDS);
    format!("{year}-{month:02}-{day:02}")
}

/// The date of a day since 1 January 1970. Years begin in March here, so that a leap day is the last of its year.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + TO_1970;
    let (era, of_era) = (days / ERA, days % ERA);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    // From March on months of 31 and 30 days alternate, five of which have 153.
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (400 * era + year + u64::from(month <= 2), month, day)
}
