// Bundles each test and runs it: `node test/run.mjs`. With `--replay`: what replay.ts prints.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { buildSync } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const replay = process.argv[2] === "--replay";
const names = replay ? ["replay.ts"] : readdirSync(here).filter((name) => name.endsWith(".test.ts"));
const folder = mkdtempSync(join(tmpdir(), "practice-"));
try {
  buildSync({
    entryPoints: names.map((name) => here + name), outdir: folder, outExtension: { ".js": ".mjs" },
    bundle: true, platform: "node", format: "esm", target: "node20",
  });
  const files = names.map((name) => join(folder, name.replace(/ts$/, "mjs")));
  const done = spawnSync(process.execPath, [...(replay ? [] : ["--test"]), ...files], { stdio: "inherit" });
  process.exitCode = done.status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
