//! Embeds the built user interface and rebuilds when it changes, which cargo does not detect by itself.

use std::{path::Path, process::exit};

fn main() {
    println!("cargo::rerun-if-changed=../ui/dist");
    if !Path::new("../ui/dist/index.html").exists() {
        println!("cargo::error=the user interface is not built: `cargo xtask run` builds it first");
        exit(1);
    }
    tauri_build::build();
}
