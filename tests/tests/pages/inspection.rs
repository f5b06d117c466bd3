//! Checks a page in each size: saves a picture for people to look at, and collects axe-core's findings.

use acceptance::{paths, window::Window};

pub const SIZES: [(u32, u32); 2] = [(1280, 800), (1024, 640)];

pub struct Look<'a> {
    pub window: &'a Window,
    /// Name of the colour scheme; part of the pictures' file names.
    theme: &'static str,
    more_contrast: bool,
    sizes: &'static [(u32, u32)],
    /// Findings on all pages, so that one run reports all of them.
    found: Vec<String>,
}

impl<'a> Look<'a> {
    pub fn new(window: &'a Window, theme: &'static str, sizes: &'static [(u32, u32)]) -> Self {
        Self { window, theme, more_contrast: false, sizes, found: Vec::new() }
    }

    /// With a desktop theme that asks for more contrast.
    pub async fn with_more_contrast(window: &'a Window, theme: &'static str, sizes: &'static [(u32, u32)]) -> Self {
        let more = window.run("return matchMedia('(prefers-contrast: more)').matches", vec![]).await;
        assert_eq!(more, true, "the page is told that more contrast is wanted");
        Self { more_contrast: true, ..Self::new(window, theme, sizes) }
    }

    /// Checks the following pages in these sizes.
    pub fn in_sizes(&mut self, sizes: &'static [(u32, u32)]) {
        self.sizes = sizes;
    }

    /// Takes a picture of the page in each size and runs axe-core on it.
    pub async fn at(&mut self, page: &str) {
        for &(width, height) in self.sizes {
            self.window.resize(width, height).await;
            // Animations must have ended. Otherwise axe-core reports half-faded text as lacking contrast.
            self.window
                .until("nothing moves", async |window| {
                    let still = "return document.getAnimations().every(one => one.playState !== 'running' ||
                        one.effect.getComputedTiming().iterations === Infinity)";
                    (window.run(still, vec![]).await == true).then_some(())
                })
                .await;
            let contrast = if self.more_contrast { "-contrast" } else { "" };
            let picture = format!("{page}-{}{contrast}-{width}x{height}.png", self.theme);
            self.window.save_picture(&paths::target().join("screenshots").join(picture)).await;
            let found = self.window.violations().await;
            self.found.extend(found.iter().map(|rule| format!("{page} {width}×{height}: {rule}")));
        }
        let theme = "return document.documentElement.getAttribute('data-mantine-color-scheme')";
        assert_eq!(self.window.run(theme, vec![]).await, self.theme, "{page}: the chosen theme holds");
    }

    /// Fails with everything that axe-core found, and also if axe-core would have overlooked a fault.
    pub async fn must_find_nothing(self) {
        self.window.run("document.querySelector('main, #root').append(document.createElement('img'))", vec![]).await;
        let planted = self.window.violations().await;
        assert!(planted.iter().any(|rule| rule.starts_with("image-alt")), "axe-core overlooks a fault: {planted:?}");
        assert!(self.found.is_empty(), "axe-core finds:\n{}", self.found.join("\n"));
    }
}
