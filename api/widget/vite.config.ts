import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

// The resident page, and what the pages made by the api use; vite.embed.config.ts builds the script other sites include.
export default defineConfig({
  build: {
    outDir: process.env.XIAOCHEN_WIDGET_DIST ?? "dist",
    emptyOutDir: true,
    // Pages the api renders look the names of these files up.
    manifest: true,
    target: "es2020",
    // A strict Content-Security-Policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: resolve(import.meta.dirname, "index.html"),
        console: resolve(import.meta.dirname, "src/console/main.ts"),
        card_frame: resolve(import.meta.dirname, "src/console/card_frame.tsx"),
        site: resolve(import.meta.dirname, "src/site/site.css"),
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
  },
});
