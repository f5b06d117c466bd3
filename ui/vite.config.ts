import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** An empty page is not painted before the script that fills it has run: that would take the processor from it. */
const firstPaintWithContent: Plugin = {
  name: "first-paint-with-content",
  transformIndexHtml: {
    order: "post",
    // Vite leaves the attribute out of the element that it makes.
    handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
  },
};

export default defineConfig({
  plugins: [react(), firstPaintWithContent],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    // The oldest engines that Tauri 2 meets: WebKitGTK 2.42, macOS 13, WebView2.
    target: ["safari16.4", "chrome110"],
    modulePreload: { polyfill: false },
    // An inlined asset is a data: URL, which the content security policy refuses for fonts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // A start loads a file or two, not one for each set of pages that share a part: each file has to be asked for.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 3 },
            { name: "sign-in", test: /sign-in\/SignInPage/, priority: 2 },
            { name: "shell", test: /layouts\/Shell\.tsx|home\/HomePage/, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
