//! `cargo xtask run` without a display: the main operation in the real window, as numbered screenshots.
//!
//! Usage: `tour DIRECTORY`. It signs in, pairs a card, watches it complete and opens a rejected request.

#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
#[tokio::main(flavor = "current_thread")]
async fn main() {
    tour::make(&std::env::args_os().nth(1).map_or_else(|| acceptance::paths::target().join("tour"), Into::into)).await;
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The tour needs a virtual display, which only Linux has.");
}

#[cfg(target_os = "linux")]
mod tour {
    use std::{fs, path::Path};

    use acceptance::{
        desktop::{Desktop, Launch},
        window::key,
    };

    struct Pictures<'a> {
        directory: &'a Path,
        taken: u32,
    }

    impl Pictures<'_> {
        async fn take(&mut self, desktop: &Desktop, name: &str) {
            self.taken += 1;
            let path = self.directory.join(format!("{:02}-{name}.png", self.taken));
            desktop.window.save_picture(&path).await;
            println!("  {}", path.file_name().unwrap_or_default().display());
        }
    }

    pub async fn make(directory: &Path) {
        // Pictures of an earlier tour could be mistaken for this one's.
        let _ = fs::remove_dir_all(directory);
        let mut pictures = Pictures { directory, taken: 0 };
        let desktop = Desktop::start(Launch::new("tour")).await;
        let window = &desktop.window;

        window.click("button", "^Fill in$").await;
        pictures.take(&desktop, "sign-in").await;
        window.click("button", "^Sign in").await;
        window.until("the home page opens", async |window| (window.route().await == "#/home").then_some(())).await;
        window.read("Create pairing").await;
        pictures.take(&desktop, "home").await;

        window.visit("#/operations/conax.create-pairing").await;
        window.fill("subscription_identifier", "S100").await;
        window.fill("smartcard_set.0.smartcard_ca_id", "01900000001").await;
        window.fill("stb_set.0.stb_ca_id", "stb-0000-0001").await;
        window.read("\"stb_ca_id\": \"stb-0000-0001\"").await;
        pictures.take(&desktop, "pairing-filled-in").await;
        window.press(&[key::CONTROL, key::ENTER]).await;
        window.read("Undo").await;
        pictures.take(&desktop, "pairing-held").await;
        window.read("Completed by the CA system").await;
        pictures.take(&desktop, "pairing-completed").await;
        window.click("button", "^Close$").await;

        window.visit("#/requests").await;
        window.see("row", "Create pairing").await;
        pictures.take(&desktop, "requests").await;
        window.click("cell", "^Rejected").await;
        window.read("Timeline").await;
        pictures.take(&desktop, "rejected-request").await;
        desktop.close().await;
    }
}
