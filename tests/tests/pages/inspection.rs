//! Checks a page in each size: saves a picture for people to look at, and collects the findings of axe-core and the faults of
//! the layout.

use std::time::Duration;

use acceptance::{paths, window::Window};
use serde_json::Value;

pub const SIZES: [(u32, u32); 2] = [(1280, 800), (1024, 640)];

/// Further sizes in which the layout is checked: the least that a window may have, and those of large screens.
const FURTHER_SIZES: [(u32, u32); 3] = [(2560, 1440), (1920, 1080), (800, 600)];
/// A size in which some pages have further parts: axe-core looks at them again.
const WIDE: (u32, u32) = (1920, 1080);
const WIDER_PAGES: [&str; 4] = ["home", "request-rejected", "rejected-request", "rejected-overview"];
/// Menus and messages follow a resized window after a moment: what is found must be there in each of some looks.
const LOOKS: usize = 10;
const LOOK_INTERVAL: Duration = Duration::from_millis(100);
/// Percent, as a user zooms in.
const LARGE_TEXT: u32 = 150;

const FAULTS_SCRIPT: &str = include_str!("layout.js");

pub struct Look<'a> {
    pub window: &'a Window,
    /// Name of the colour scheme; part of the pictures' file names.
    theme: &'static str,
    more_contrast: bool,
    sizes: &'static [(u32, u32)],
    /// Pictures of every size, in each theme and with large text.
    all_pictures: bool,
    /// Findings on all pages, so that one run reports all of them.
    found: Vec<String>,
}

impl<'a> Look<'a> {
    pub fn new(window: &'a Window, theme: &'static str, sizes: &'static [(u32, u32)]) -> Self {
        let all_pictures = std::env::var_os("ALL_PICTURES").is_some();
        Self { window, theme, more_contrast: false, sizes, all_pictures, found: Vec::new() }
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

    /// Takes a picture of the page in each size, runs axe-core on it and checks its layout. The layout is the same in each
    /// theme: the further sizes and large text are checked in light alone.
    pub async fn at(&mut self, page: &str) {
        let further = self.theme == "light" && !self.more_contrast;
        if further || self.all_pictures {
            for size in FURTHER_SIZES.into_iter().filter(|size| !self.sizes.contains(size)) {
                self.resize(size).await;
                self.check_layout(page, size, "").await;
                if size == WIDE && further && WIDER_PAGES.contains(&page) {
                    self.run_axe(page, size).await;
                }
                if self.all_pictures {
                    self.take_picture(page, size, "").await;
                }
            }
            self.with_large_text(page).await;
        }
        for &size in self.sizes {
            self.resize(size).await;
            self.take_picture(page, size, "").await;
            self.check_layout(page, size, "").await;
            self.run_axe(page, size).await;
        }
        let theme = "return document.documentElement.getAttribute('data-mantine-color-scheme')";
        assert_eq!(self.window.run(theme, vec![]).await, self.theme, "{page}: the chosen theme holds");
    }

    async fn resize(&self, (width, height): (u32, u32)) {
        self.window.resize(width, height).await;
        self.is_still().await;
    }

    /// Animations must have ended. Otherwise axe-core reports half-faded text as lacking contrast.
    async fn is_still(&self) {
        self.window
            .until("nothing moves", async |window| {
                let still = "return document.getAnimations().every(one => one.playState !== 'running' ||
                    one.effect.getComputedTiming().iterations === Infinity)";
                (window.run(still, vec![]).await == true).then_some(())
            })
            .await;
    }

    async fn with_large_text(&mut self, page: &str) {
        let size = self.sizes[0];
        self.resize(size).await;
        self.window.zoom(LARGE_TEXT, size.0).await;
        self.is_still().await;
        self.check_layout(page, size, "zoomed").await;
        if self.all_pictures {
            self.take_picture(page, size, "-zoomed").await;
        }
        self.window.zoom(100, size.0).await;
    }

    async fn take_picture(&self, page: &str, (width, height): (u32, u32), zoomed: &str) {
        let contrast = if self.more_contrast { "-contrast" } else { "" };
        let picture = format!("{page}-{}{contrast}{zoomed}-{width}x{height}.png", self.theme);
        self.window.save_picture(&paths::target().join("screenshots").join(picture)).await;
    }

    async fn run_axe(&mut self, page: &str, (width, height): (u32, u32)) {
        let found = self.window.violations().await;
        self.found.extend(found.iter().map(|rule| format!("{page} {width}×{height}: {rule}")));
    }

    async fn check_layout(&mut self, page: &str, (width, height): (u32, u32), zoomed: &str) {
        let mut faults = layout_faults(self.window).await;
        for _ in 1..LOOKS {
            if faults.is_empty() {
                return;
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
            let still = layout_faults(self.window).await;
            faults.retain(|fault| still.contains(fault));
        }
        self.found.extend(faults.iter().map(|fault| format!("{page} {width}×{height} {zoomed}: {fault}")));
    }

    /// Fails with everything that was found, and also if a planted fault would have been overlooked.
    pub async fn must_find_nothing(self) {
        assert!(self.found.is_empty(), "found:\n{}", self.found.join("\n"));
        // The page's policy forbids styles in markup.
        let plant = "
            const plant = (name, style, words) => {
                const planted = document.createElement(name);
                planted.style.cssText = `position: fixed; z-index: 1000; top: 40px; ${style}`;
                planted.append(words);
                document.querySelector('#root').append(planted);
            };
            plant('img', '', '');
            plant('p', 'left: 200px; width: 40px; overflow: hidden; white-space: nowrap', 'A label that is cut');
            plant('p', 'left: -40px', 'Out of the window');
            plant('button', 'left: 400px; width: 80px', 'One');
            plant('button', 'left: 460px; width: 80px', 'Other');
            plant('button', 'left: 620px; width: 60px', 'Hidden');
            plant('p', 'left: 600px; width: 120px; block-size: 60px', 'Cover');";
        self.window.run(plant, vec![]).await;
        let planted = self.window.violations().await;
        assert!(planted.iter().any(|rule| rule.starts_with("image-alt")), "axe-core overlooks a fault: {planted:?}");
        let planted = layout_faults(self.window).await;
        for fault in ["A label that is cut", "Out of the window", "“One” () and", "covered: <button > “Hidden”"]
        {
            assert!(planted.iter().any(|found| found.contains(fault)), "“{fault}” is overlooked: {planted:?}");
        }
    }
}

/// Texts that are cut without a way to see them, controls that overlap or are covered, and whatever is out of reach, one line
/// for each.
async fn layout_faults(window: &Window) -> Vec<String> {
    let found = window.run(FAULTS_SCRIPT, vec![]).await;
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
