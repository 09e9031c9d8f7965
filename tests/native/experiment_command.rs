//! `spiro experiment`, as it is called.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use spirograph_lab::experiments::Experiment;

use crate::experiments::{file, shipped};

/// A folder for one test alone.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("experiments").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn spiro(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spiro"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("experiment").args(arguments);
    command
}

fn stdout(arguments: &[&str]) -> String {
    let output = spiro(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(arguments: &[&str]) -> String {
    let output = spiro(arguments).output().unwrap();
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_command_judges_and_keeps_what_it_has_found() {
    let folder = scratch("kept");
    let (own, state) = (folder.join("mine.json"), folder.join("state"));
    std::fs::write(&own, file().to_string()).unwrap();
    let [path, state] = [&own, &state].map(|path| path.to_str().unwrap());
    let found = stdout(&[path, "--quick", "--state", state]);
    assert!(found.contains("### mine\n\nA penalty helps.\n\n| quantity"), "{found}");
    assert!(found.contains("he gradient penalty is") && found.contains("95 % confidence, 2 seeds"), "{found}");
    assert!(folder.join("state/mine.results.json").is_file());
    assert_eq!(stdout(&[path, "--quick", "--state", state]), found);
    assert!(
        stderr(&[path, "--small", "--state", state]).contains("is of the size quick, not small; --fresh begins anew")
    );
    std::fs::write(&own, file().to_string().replace("helps", "is of help")).unwrap();
    assert!(stderr(&[path, "--quick", "--state", state]).contains("whose file has changed; --fresh begins anew"));
    std::fs::write(&own, file().to_string().replace("\"smaller\"", "\"nicer\"")).unwrap();
    assert!(stderr(&[path]).contains("mine.json: compared[0].expected: “nicer” is none that there is."));
    // What was found before is not handed out as what comes now, however soon that is interrupted.
    std::fs::write(&own, file().to_string().replace("\"base\"", "\"bse\"")).unwrap();
    let refused = stderr(&["paired", path, "--quick"]);
    assert!(
        refused.contains("cannot read www/assets/weights/bse.safetensors") && !refused.contains("steps"),
        "{refused}"
    );
    std::fs::write(&own, file().to_string()).unwrap();
    assert!(stdout(&[path, "--quick", "--fresh", "--state", state]).contains("### mine"));
    assert!(stderr(&["pared"]).contains("there is no experiment “pared”"));
    assert!(stderr(&["paired", "--out", "/dev/null"]).contains("cannot be used with '--out <OUT>'"));
}

#[test]
fn all_shipped_experiments_run_quickly_into_one_document() {
    let out = scratch("all").join("experiments.md");
    let printed = stdout(&["--all", "--quick", "--out", out.to_str().unwrap()]);
    let document = std::fs::read_to_string(&out).unwrap();
    assert!(document.contains(&format!("by `spiro experiment --all --quick --out {}`", out.display())));
    for (path, text) in shipped() {
        let experiment = Experiment::read(&path, &text).unwrap();
        let section = document.split(&format!("\n## {}\n", experiment.name)).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        assert!(
            section.contains("\n**What was expected ") || section.contains("\n**Whether what was expected "),
            "{section}"
        );
        // Each comparison is judged, and the terminal shows the same sentences.
        let ends = ["Holds.", "Does not hold.", "Undecided."];
        let is_judged = |line: &&str| line.starts_with("- ") && ends.iter().any(|end| line.ends_with(end));
        let sentences: Vec<_> = section.lines().filter(is_judged).collect();
        assert_eq!(sentences.len(), experiment.compared.len(), "{section}");
        assert!(sentences.iter().all(|sentence| printed.contains(sentence)), "{printed}");
    }
}

#[test]
fn the_document_is_that_of_the_record_which_the_page_shows() {
    let out = scratch("record").join("experiments.md");
    let figures = "www/assets/experiments/figures";
    let arguments = ["--all", "--full", "--recorded", "--figures", figures, "--out", out.to_str().unwrap()];
    assert_eq!(stdout(&arguments), "", "nothing is run anew: every file is as it was when it was run");
    let sections = |text: String| text.split_once("\n| experiment | work | verdict |").unwrap().1.to_owned();
    let committed = std::fs::read_to_string("docs/experiments.md").unwrap();
    assert_eq!(sections(std::fs::read_to_string(&out).unwrap()), sections(committed));
}

#[cfg(unix)]
#[test]
fn an_experiment_that_is_interrupted_goes_on() {
    use std::io::{BufRead, BufReader};

    use nix::{
        sys::signal::{Signal, kill},
        unistd::Pid,
    };
    let folder = scratch("interrupted");
    let own = folder.join("mine.json");
    std::fs::write(&own, file().to_string()).unwrap();
    let arguments = [own.to_str().unwrap(), "--small", "--state", folder.to_str().unwrap()];
    let mut begun = spiro(&arguments).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(begun.stderr.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "0/8 steps");
    kill(Pid::from_raw(begun.id() as i32), Signal::SIGTERM).unwrap();
    let said: Vec<_> = lines.map(Result::unwrap).collect();
    assert_eq!(begun.wait().unwrap().code(), Some(143));
    assert!(
        said.iter().any(|line| line.starts_with("stopped in the middle of mine; the same command goes on")),
        "{said:?}"
    );
    assert!(folder.join("mine.session.safetensors").is_file());
    let found = stdout(&arguments);
    assert!(found.contains("95 % confidence, 2 seeds"), "{found}");
    assert!(!folder.join("mine.session.safetensors").exists());
}
