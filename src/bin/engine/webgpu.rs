//! The page's engine with WebGPU: the same program, built with the feature `webgpu`. Cargo wants a file for each.

#[path = "main.rs"]
mod engine;

fn main() {
    engine::main();
}
