#![no_main]
use libfuzzer_sys::fuzz_target;
fuzz_target!(|bytes: &[u8]| { let _ = spirograph_lab::files::read_arrays(bytes); });
