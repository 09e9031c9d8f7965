//! The document about all experiments.

use std::{fmt::Write, path::Path};

use spirograph_lab::experiments::{Experiment, Figures, Origin};

use super::{chosen::Chosen, tables::table};

/// What stands above the experiments, around the command.
const BEGINNING: &str = "\
# Experiments

Each section is a work beside the paper, by its smallest honest counterpart here: a file in
[www/assets/experiments](../www/assets/experiments), which the page's steps *Train* and *Look inside* run at a small size, and
`spiro experiment` at any. The file says what is compared **and in which direction the difference is expected**; it was
written before its experiment was run. What fails is shown as what it is.
";

const VERDICTS: &str = "\
## What a verdict means

Arms of one seed have the same first weights and the same batches, so they are compared seed by seed: the difference of
the two at each seed, its mean over the seeds, and Student's 95 % interval of that mean. *Smaller* or *larger* holds where the
whole interval is on that side of zero, and does not hold where all of it is on the other. *No larger*, *no smaller* and *as large*
allow a margin, a tenth of the other arm's mean. Everything else is *undecided*, and so is a comparison in which a run
diverged, or one of a single seed. An experiment does not hold where one of its comparisons does not; else it is undecided where
one of them is; else it holds.

From one set of seeds to the next such an interval holds the true mean 95 times in 100, if the differences are normally
distributed (a test draws 20,000 sets of each size and counts). Whether the differences of real runs are was measured.

- 24 seeds of the paired run at the page's size (`spiro finetune --steps 40 --batch 16 --held-out 96 --seeds 8 --seed N --history FILE`,
  with N = 1, 9 and 17): an interval of three of them holds the mean of all 24 in 93 to 98 of 100 triples (of 2,024 for each
  quantity) for the penalty, the variance, its share, the mean errors and the sensitivities. **For the unread shares it does
  not everywhere**: 93 to 96 of 100 for m, b, fore.r and back.b, but 84 for sigma, 82 for back.r, 72 for h, 52 for fore.g and 24 for
  fore.b. At this size many runs read nothing of a factor, its share is cut off at 1 in both arms, and the differences are far from
  normal: a verdict on an unread share near 1 means little.
- Eight seeds of each of the nine experiments that train, at the page's size (their files with `\"seeds\": 8`): of 38 comparisons,
  97 of 100 triples hold the mean of the eight, which they are part of; the fewest for one comparison are 88 of 100. In five of
  the 38 both arms are at a limit at every seed, so that they hold of themselves; without them it is 97 as well.

With three seeds an interval is wide, 4.3 standard errors to each side: a small effect stays undecided rather than being claimed. With as
many comparisons as there are on this page, one or two may be decided by luck.

The tables have means over the seeds ± the unbiased standard deviation; accuracies of episodes are means over all of these ± half of the
95 % interval of that mean.

## One of your own

An experiment of existing parts is one file, such as
[wide-views.json](../www/assets/experiments/wide-views.json), made up to show it: the page lists it as soon as it lies in the folder,
and `spiro experiment mine.json` runs it from any folder, in the checkout. What it leaves out of the settings is as in fine-tuning; a bad
field is refused by its name, with what would be right.
";

/// The document: a section an experiment, in their order. `out` is its path.
pub fn document(sections: &[(&Chosen, &Figures)], origin: &Origin, out: &Path) -> String {
    let Origin { date, command, .. } = origin;
    let mut text = format!(
        "{BEGINNING}\nWritten on {date} by `{command} --out {out}`. Under each table stands what ",
        out = out.display()
    );
    text.push_str("its figures were computed by, when, and on what.\n\n");
    text.push_str("| experiment | work | verdict |\n|---|---|---|\n");
    for (Chosen { experiment, .. }, figures) in sections {
        let (name, verdict) = (&experiment.name, figures.judgement.verdict);
        let _ = writeln!(text, "| [{name}](#{name}) | {} | {} |", origin_of(experiment), verdict.words());
    }
    let _ = write!(text, "\n{VERDICTS}");
    for (Chosen { experiment, .. }, figures) in sections {
        text.push_str(&section(experiment, figures));
    }
    text
}

/// The work that an experiment is about, with a link.
fn origin_of(experiment: &Experiment) -> String {
    match &experiment.work {
        Some(work) => format!("[{}](https://arxiv.org/abs/{}) ({})", work.title, work.arxiv, work.year),
        None => "Made up here".to_owned(),
    }
}

fn section(experiment: &Experiment, figures: &Figures) -> String {
    let Figures { origin, judgement, .. } = figures;
    let arms: Vec<_> = figures.arms.iter().map(|arm| format!("- **{}**: {}", arm.name, arm.words)).collect();
    let expected: Vec<_> = experiment.compared.iter().map(|comparison| format!("- {}", comparison.sentence)).collect();
    let sentences: Vec<_> = judgement.comparisons.iter().map(|judged| format!("- {}", judged.sentence)).collect();
    let limits = experiment.limits.as_ref().map_or(String::new(), |limits| format!("\nWhat limits it: {limits}\n"));
    format!(
        "\n## {}\n\n{}: {}\n\n{}\n\nExpected:\n\n{}\n\n{}\n\n{} seeds; {}, `{}`, on {}.\n\n**{}**\n\n{}\n{limits}",
        experiment.name,
        origin_of(experiment),
        experiment.claim,
        arms.join("\n"),
        expected.join("\n"),
        table(experiment, figures),
        figures.seeds,
        origin.date,
        origin.command,
        origin.device,
        judgement.sentence,
        sentences.join("\n"),
    )
}
