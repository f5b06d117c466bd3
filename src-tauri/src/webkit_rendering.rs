//! Chooses the web view's rendering mode.
//!
//! WebKitGTK renders through OpenGL. On a machine without a graphics processor that is OpenGL in software, which costs
//! a quarter of the start-up time and of the memory; WebKit's own renderer is meant for such machines. The web views of
//! other systems choose by themselves.

/// Chooses the mode for this machine. Called before any thread is started, because the environment is shared by all of
/// them.
pub fn suit_machine() {
    #[cfg(target_os = "linux")]
    linux::suit_machine();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{env, fs, path::Path};

    /// Read by WebKitGTK in each of its processes. The setting for a single view can be changed only after the view
    /// exists, which ends the page's process if it happens at the wrong moment (seen in 2.50).
    const NO_COMPOSITING_VARIABLE: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

    /// Folder with a node for each graphics processor that programs may use.
    const GRAPHICS_NODES_DIR: &str = "/dev/dri";

    pub fn suit_machine() {
        // WebDriver waits for frames that are not drawn in this mode.
        if crate::automation::driven()
            || env::var_os(NO_COMPOSITING_VARIABLE).is_some()
            || has_graphics_processor(Path::new(GRAPHICS_NODES_DIR))
        {
            return;
        }
        // If it cannot be set, only the start is slower.
        let _ = glib::setenv(NO_COMPOSITING_VARIABLE, "1", false);
    }

    fn has_graphics_processor(nodes: &Path) -> bool {
        let nodes = fs::read_dir(nodes).into_iter().flatten().flatten();
        nodes.into_iter().any(|node| node.file_name().as_encoded_bytes().starts_with(b"renderD"))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn detects_a_graphics_processor() {
            let nodes = tempfile::tempdir().unwrap();
            assert!(!has_graphics_processor(&nodes.path().join("missing")), "a machine without any");
            fs::write(nodes.path().join("card0"), "").unwrap();
            assert!(!has_graphics_processor(nodes.path()), "the plain screen of a virtual machine");
            fs::write(nodes.path().join("renderD128"), "").unwrap();
            assert!(has_graphics_processor(nodes.path()));
        }
    }
}
