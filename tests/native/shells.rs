//! `spiro` among other programs: pipes, signals, links, devices, and files that are not its own.
#![cfg(unix)]

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/assets/weights/base.safetensors");
/// A run that takes for ever, in steps of no time.
const LONG: &str = "pretrain --widths 2 --blocks 1 --stride 8 --batch 2 --steps 1000000 --checkpoint-every 1000000";

/// An empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shells").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn spiro(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spiro"));
    command.args(arguments.split(' ')).current_dir(folder).env_remove("RUST_BACKTRACE");
    command
}

fn run(folder: &Path, arguments: &str) -> Output {
    spiro(folder, arguments).output().unwrap()
}

fn done(folder: &Path, arguments: &str) {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What is said by a command that fails.
fn failure(folder: &Path, arguments: &str) -> String {
    let output = run(folder, arguments);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments}: {words}");
    assert!(!words.contains("panicked") && !words.contains("backtrace:"), "{words}");
    words
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A command that has begun its work: it has said how far it is.
fn begun(folder: &Path, arguments: &str) -> (Child, BufReader<impl Read>) {
    let mut child = spiro(folder, arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert!(line.starts_with("0/"), "{line}");
    (child, stderr)
}

fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id() as i32), signal).unwrap();
}

/// The exit code of a command that ends soon.
fn code(child: &mut Child) -> Option<i32> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    panic!("it goes on after the signal");
}

#[test]
fn a_signal_saves_the_run_and_the_same_command_goes_on() {
    for (signal, expected) in [(Signal::SIGINT, 130), (Signal::SIGTERM, 143)] {
        let folder = folder(&format!("signal-{expected}"));
        let (mut child, mut stderr) = begun(&folder, LONG);
        std::thread::sleep(Duration::from_millis(300));
        send(&child, signal);
        assert_eq!(code(&mut child), Some(expected));
        let mut words = String::new();
        stderr.read_to_string(&mut words).unwrap();
        assert!(words.contains("the same command goes on from checkpoint.safetensors"), "{words}");
        // Nothing half-written is left.
        assert_eq!(names(&folder), ["base.csv", "checkpoint.safetensors"]);
        let mut again = spiro(&folder, LONG).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(again.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("going on from checkpoint.safetensors at step "), "{line}");
        send(&again, signal);
        code(&mut again);
    }
}

#[test]
fn a_signal_saves_a_fine_tuning_session_in_any_phase() {
    let folder = folder("session");
    // Held-out samples enough that the first measurement is still under way.
    let arguments =
        format!("finetune {WEIGHTS} --single --steps 100 --batch 4 --held-out 4000 --checkpoint session.safetensors");
    let (mut child, _stderr) = begun(&folder, &arguments);
    send(&child, Signal::SIGTERM);
    assert_eq!(code(&mut child), Some(143));
    assert_eq!(names(&folder), ["session.safetensors"]);
    let words = failure(&folder, &format!("{arguments} --seeds 2 --lambda 0.5"));
    assert!(
        words.contains("lambda: 0.1 in the checkpoint, 0.5 asked for; seeds: 1 in the checkpoint, 2 asked for"),
        "{words}"
    );
}

#[test]
fn a_signal_ends_what_cannot_be_saved_and_leaves_nothing_behind() {
    let folder = folder("nothing");
    for (out, arguments) in [("set.npz", "dataset set.npz --train 1000000"), ("set", "dataset set --train 1000000")] {
        let (mut child, _stderr) = begun(&folder, arguments);
        send(&child, Signal::SIGINT);
        assert_eq!(code(&mut child), Some(130), "{out}");
        assert!(names(&folder).is_empty(), "{:?}", names(&folder));
    }
    // Nothing is said at first by these.
    for arguments in
        [format!("eval {WEIGHTS} --training-samples 100000"), format!("calibrate {WEIGHTS} --out out --samples 100000")]
    {
        let mut child = spiro(&folder, &arguments).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(1500));
        send(&child, Signal::SIGTERM);
        assert_eq!(code(&mut child), Some(143), "{arguments}");
    }
    assert!(names(&folder).is_empty(), "{:?}", names(&folder));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = folder("pipe");
    let eval = format!("eval {WEIGHTS} --views 1 --training-samples 20 --test-samples 5 --out figures.json");
    let mut child = spiro(&folder, &eval).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut words = String::new();
    child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    assert_eq!((child.wait().unwrap().code(), words.as_str()), (Some(0), ""));
    assert_eq!(names(&folder), ["figures.json"], "files are written all the same");
    // Nor does a closed error stream end anything.
    let mut child = spiro(&folder, "eval nowhere").stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn links_are_followed_and_nobody_elses_file_is_touched() {
    let folder = folder("links");
    fs::create_dir(folder.join("far")).unwrap();
    fs::write(folder.join("picture.partial"), "mine").unwrap();
    symlink("picture.png", folder.join("first.png")).unwrap();
    symlink("far/new.png", folder.join("dangling.png")).unwrap();
    fs::write(folder.join("picture.png"), "old").unwrap();
    fs::set_permissions(folder.join("picture.png"), fs::Permissions::from_mode(0o640)).unwrap();
    for out in ["first.png", "dangling.png", "picture.safetensors"] {
        done(&folder, &format!("render --out {out}"));
    }
    assert!(folder.join("first.png").is_symlink() && folder.join("dangling.png").is_symlink());
    let picture = fs::read(folder.join("picture.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG") && fs::read(folder.join("far/new.png")).unwrap() == picture);
    assert_eq!(fs::metadata(folder.join("picture.png")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read(folder.join("picture.partial")).unwrap(), b"mine");
    assert_eq!(
        names(&folder),
        ["dangling.png", "far", "first.png", "picture.partial", "picture.png", "picture.safetensors"]
    );
}

#[test]
fn devices_and_pipes_are_written_to() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder("devices");
    done(&folder, &format!("eval {WEIGHTS} --views 1 --training-samples 20 --test-samples 5 --out /dev/null"));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    let output =
        run(&folder, &format!("eval {WEIGHTS} --views 1 --training-samples 20 --test-samples 5 --out /dev/stdout"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with('{') && text.contains("read-back MSE"), "{text}");
    let fifo = folder.join("fifo.png");
    nix::unistd::mkfifo(&fifo, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let reader = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::read(fifo).unwrap()
    });
    done(&folder, "render --out fifo.png");
    assert!(reader.join().unwrap().starts_with(b"\x89PNG"));
    assert!(fs::metadata(fifo).unwrap().file_type().is_fifo());
}

#[test]
fn outputs_are_checked_before_the_work() {
    let folder = folder("before");
    fs::write(folder.join("file"), "").unwrap();
    fs::create_dir(folder.join("sub")).unwrap();
    fs::write(folder.join("locked"), "").unwrap();
    fs::set_permissions(folder.join("locked"), fs::Permissions::from_mode(0o444)).unwrap();
    // Each of these would work for hours first.
    let long = format!("finetune {WEIGHTS} --steps 1000000");
    for option in ["--history", "--out", "--checkpoint"] {
        assert!(failure(&folder, &format!("{long} {option} file/inside")).contains("cannot create file"), "{option}");
        assert!(failure(&folder, &format!("{long} {option} sub")).contains("is a folder"), "{option}");
        assert!(failure(&folder, &format!("{long} {option} locked")).contains("read-only"), "{option}");
    }
    for option in ["--out", "--checkpoint", "--log"] {
        assert!(failure(&folder, &format!("{LONG} {option} file/inside")).contains("file"), "{option}");
    }
    assert!(failure(&folder, &format!("calibrate {WEIGHTS} --out sub")).contains("is a folder"));
    assert!(failure(&folder, &format!("eval {WEIGHTS} --out sub")).contains("is a folder"));
}

#[test]
fn a_checkpoint_of_other_settings_is_refused_and_fresh_begins_anew() {
    let folder = folder("other");
    let short = "pretrain --widths 2 --blocks 1 --stride 8 --batch 2 --steps 2 --probe-samples 16";
    done(&folder, short);
    let words = failure(&folder, "pretrain --batch 4");
    assert!(words.contains("batch: 2 in the checkpoint, 4 asked for; --fresh begins anew"), "{words}");
    fs::write(folder.join("config.json"), r#"{"steps": 2, "batch": 2, "weight_decay": 0.5}"#).unwrap();
    let words = failure(&folder, "pretrain --config config.json");
    assert!(
        words.contains("weight_decay: 0.0001 in the checkpoint, 0.5 asked for") && !words.contains("steps"),
        "{words}"
    );
    assert!(failure(&folder, "pretrain --blocks 2").contains("encoder: "));
    // What is not asked for is as it was, and the run is done.
    done(&folder, "pretrain --probe-samples 16");
    done(&folder, &format!("{} --batch 4 --fresh", short.replace(" --batch 2", "")));
    assert!(failure(&folder, short).contains("batch: 4 in the checkpoint, 2 asked for"));
}

#[test]
fn a_warm_up_that_nobody_chose_fits_itself_to_the_run() {
    let folder = folder("warm-up");
    fs::write(folder.join("config.json"), r#"{"learning_rate_warm_up": 50, "batch": 2}"#).unwrap();
    let words = failure(&folder, "pretrain --config config.json --steps 3");
    assert!(words.contains("over 50 steps, but the run has 3 (steps)"), "{words}");
    done(&folder, "pretrain --widths 2 --blocks 1 --stride 8 --batch 2 --steps 3 --probe-samples 16");
    spirograph_lab::training::Settings { steps: 5, ..spirograph_lab::training::Settings::fine_tuning() }
        .check()
        .unwrap();
}

#[test]
fn a_device_that_is_not_there_is_a_sentence() {
    let folder = folder("device");
    // No driver is found.
    let mut command = spiro(&folder, "--device webgpu render");
    let output = command
        .env("VK_DRIVER_FILES", "/nowhere")
        .env("VK_ICD_FILENAMES", "/nowhere")
        .env("LIBGL_ALWAYS_SOFTWARE", "0")
        .env("__EGL_VENDOR_LIBRARY_FILENAMES", "/nowhere")
        .output()
        .unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("spiro: the device webgpu cannot be opened") && !words.contains("panicked"), "{words}");
}

#[test]
fn wrong_usage_and_help_have_their_codes() {
    let folder = folder("usage");
    assert_eq!(run(&folder, "render --sharpness 3").status.code(), Some(2));
    let help = run(&folder, "--help");
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8(help.stdout).unwrap().contains("130  interrupted"));
}
