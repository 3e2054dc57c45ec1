import { resolve } from "node:path";
import { defineConfig } from "vite";

// embed.js keeps its name, because its address stands in other people's pages.
export default defineConfig({
  build: {
    outDir: process.env.XIAOCHEN_WIDGET_DIST ?? "dist",
    emptyOutDir: false,
    target: "es2020",
    lib: {
      entry: resolve(import.meta.dirname, "src/embed.ts"),
      formats: ["iife"],
      name: "xiaochenEmbed",
      fileName: () => "embed.js",
    },
  },
});
