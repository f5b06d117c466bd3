//! The same build step as the desk's.

fn main() {
    println!("cargo::rerun-if-changed=dist");
    tauri_build::build();
}
