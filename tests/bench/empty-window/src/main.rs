//! A Tauri window with an empty page: what the desk's start-up and memory are measured against.

#![forbid(unsafe_code)]

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
