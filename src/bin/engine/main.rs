//! The page's engine: everything it exports is in [`spirograph_lab::web`]; this only makes it a program.
//!
//! The small one, for the CPU; `webgpu.rs` is the same with the feature `webgpu`.

#[cfg(target_arch = "wasm32")]
unsafe extern "C" {
    /// The constructors of the linked libraries, as the linker gathers them.
    fn __wasm_call_ctors();
}

/// What wasm-bindgen runs when the module is loaded (it would not, had the library a start function of its own).
/// Runs the constructors, once.
///
/// Unless somebody calls them, wasm-ld takes the module for a command and runs them again before every exported
/// function: an answer at M = 16 then takes five times as long (295 instead of 61 ms, measured).
pub fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        // SAFETY: the linker provides the function; it takes nothing, returns nothing, and is called once, here, before
        // any other export.
        unsafe { __wasm_call_ctors() };
        spirograph_lab::web::log_to_console();
    }
}
