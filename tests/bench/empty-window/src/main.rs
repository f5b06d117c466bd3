//! A Tauri window with an empty page, as a reference for the desk's start-up time and memory.

#![forbid(unsafe_code)]

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
