// Bundles src/ into one classic script: `node build.mjs [file]`, by default ../practice.js.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const target = process.argv[2] ?? new URL("../practice.js", import.meta.url).pathname;
const licenses = JSON.parse(readFileSync(new URL("licenses.json", import.meta.url), "utf8"));
const banner = licenses.map(({ name, version, text }) => `/*! ${name} ${version}\n\n${text.trim()}\n*/`).join("\n");
const { outputFiles } = await build({
  entryPoints: [new URL("src/main.ts", import.meta.url).pathname],
  bundle: true,
  write: false,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  minify: true,
  legalComments: "none", // Whole licenses stand in the banner.
});
const code = outputFiles[0].text;
if (/<\/script|<!--/i.test(banner + code)) throw new Error("the bundle would end the element that it stands in");
writeFileSync(target, `${banner}\n${code}`);
