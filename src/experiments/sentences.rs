//! What is expected and what is found, in sentences: the page, the command line and the documents print the same ones.

use super::{
    comparison::{Comparison, Direction, Other},
    verdict::Verdict,
};
use crate::fine_tuning::ArmName;

/// What a comparison found.
pub(super) struct Found<'a> {
    pub verdict: Verdict,
    /// Mean difference, if there is a number.
    pub difference: Option<f64>,
    /// Its interval, if there are two numbers.
    pub interval: Option<(f64, f64)>,
    /// How large a difference counts as none.
    pub margin: f64,
    /// How many seeds it is the mean of.
    pub seeds: usize,
    /// An arm that lacks a number at a seed.
    pub missing: Option<Missing<'a>>,
}

/// An arm that lacks a number at a seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Missing<'a> {
    /// Its name.
    pub arm: &'a str,
    /// Whether a run of it has ended without any result.
    pub is_whole: bool,
}

impl Found<'_> {
    /// “The mean error is smaller with it than without it: the difference is … Holds.”
    pub fn sentence(&self, comparison: &Comparison, arms: &[ArmName]) -> String {
        let (subject, expected) = (subject(&comparison.quantity), comparison.expected);
        let (whether, direction, end) = match self.verdict {
            Verdict::Holds => ("", expected_words(expected), "Holds."),
            Verdict::DoesNotHold => ("", opposite_words(expected), "Does not hold."),
            Verdict::Undecided => ("whether ", expected_words(expected), "Undecided."),
        };
        let beginning = format!("{whether}{subject} is {direction} {}", compared(comparison, arms));
        format!("{}: {}. {end}", capital(&beginning), self.figures(expected, arms))
    }

    fn figures(&self, expected: Direction, arms: &[ArmName]) -> String {
        let figures = match (self.difference, self.interval) {
            (Some(difference), Some((lower, upper))) => {
                let margin = match expected {
                    Direction::Smaller | Direction::Larger => None,
                    _ => Some(self.margin),
                };
                interval_words(difference, (lower, upper), margin, self.seeds)
            }
            (Some(difference), None) => {
                let difference = rounded(difference, decimals(difference / 10.0));
                format!("the difference is {difference} with one seed, which has no spread")
            }
            (None, _) => "there are no numbers to compare".to_owned(),
        };
        match self.missing {
            Some(Missing { arm, is_whole: true }) => {
                format!("{figures}; a run {} has ended without a result", words(arms, arm))
            }
            Some(Missing { arm, .. }) => format!("{figures}; a run {} has no such number", words(arms, arm)),
            None => figures,
        }
    }
}

fn interval_words(difference: f64, (lower, upper): (f64, f64), margin: Option<f64>, seeds: usize) -> String {
    let half = (upper - lower) / 2.0;
    let places = decimals(if half > 0.0 { half } else { difference / 10.0 });
    let [difference, lower, upper] = [difference, lower, upper].map(|value| rounded(value, places));
    let margin = margin.map_or(String::new(), |margin| {
        format!(", and up to {} counts as none", rounded(margin, decimals(margin / 10.0)))
    });
    format!("the difference is {difference} ({lower} to {upper} with 95 % confidence, {seeds} seeds{margin})")
}

/// What a comparison expects: “The mean error should be smaller with it than without it.”
pub(super) fn expectation(comparison: &Comparison, arms: &[ArmName]) -> String {
    let (subject, direction) = (capital(&subject(&comparison.quantity)), expected_words(comparison.expected));
    format!("{subject} should be {direction} {}.", compared(comparison, arms))
}

/// The verdict of a whole experiment, from how many comparisons hold, do not hold, and are undecided.
pub(super) fn whole(verdict: Verdict, [holds, fails, undecided]: [usize; 3]) -> String {
    let words = match verdict {
        Verdict::Holds => "What was expected holds",
        Verdict::DoesNotHold => "What was expected does not hold",
        Verdict::Undecided => "Whether what was expected holds is undecided",
    };
    let all = holds + fails + undecided;
    let comparisons = if all == 1 { "comparison" } else { "comparisons" };
    let counts = [(holds, "as expected"), (fails, "otherwise"), (undecided, "undecided")];
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
    format!("{words}: of {all} {comparisons} {}.", counts.collect::<Vec<_>>().join(", "))
}

fn expected_words(expected: Direction) -> &'static str {
    match expected {
        Direction::Equal => "as large",
        other => other.name(),
    }
}

/// What is found where an expectation does not hold.
fn opposite_words(expected: Direction) -> &'static str {
    match expected {
        Direction::Smaller | Direction::NoLarger => "larger",
        Direction::Larger | Direction::NoSmaller => "smaller",
        Direction::Equal => "not as large",
    }
}

/// “with the regulariser than without the regulariser”.
fn compared(comparison: &Comparison, arms: &[ArmName]) -> String {
    let Comparison { arm, than, expected, .. } = comparison;
    let conjunction = if *expected == Direction::Equal { "as" } else { "than" };
    let than = match than {
        Other::Arm(name) => words(arms, name).to_owned(),
        Other::Number(number) => number.to_string(),
    };
    format!("{} {conjunction} {than}", words(arms, arm))
}

/// An arm's words, or its name where no arm has it.
fn words<'a>(arms: &'a [ArmName], name: &'a str) -> &'a str {
    arms.iter().find(|arm| arm.name == name).map_or(name, |arm| &arm.words)
}

/// A quantity as the subject of a sentence: “the mean error, M = 16,”.
fn subject(quantity: &str) -> String {
    // What follows a comma says more precisely what is meant, and ends with a comma as well.
    let end = if quantity.contains(", ") { "," } else { "" };
    format!("the {quantity}{end}")
}

/// A sentence's beginning.
fn capital(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

/// How many decimal places show two digits of a number of this size.
fn decimals(size: f64) -> usize {
    if size == 0.0 { 0 } else { (1.0 - size.abs().log10().floor()).clamp(0.0, 12.0) as usize }
}

/// A number with so many decimal places, and a minus sign as people write it; none before what is rounded to zero.
fn rounded(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let is_zero = !text.contains(|character: char| ('1'..='9').contains(&character));
    if is_zero { text.replace('-', "") } else { text.replace('-', "−") }
}
