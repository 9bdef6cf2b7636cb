// The workflow that a project gets is one that GitHub reads, and its scripts are ones that a shell reads.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { parse } from "yaml";
import { complaints } from "./support/github.js";
import { root } from "./support/project.js";

const text = readFileSync(path.join(root, "codegen/cli/template/github/skill.yml"), "utf8");
const workflow = parse(text);

/** One mistake each: what is written instead of what. */
const mistakes = {
  "a key that there is not": ["timeout-minutes: 30", "timeout-minuts: 30"],
  "a job that there is not": ["needs: check", "needs: checks"],
  "a context that there is not": ["vars.DIFF_STAGE", "variables.DIFF_STAGE"],
  "a property of an event that there is not": ["github.event_name == 'push'", "github.event_nam == 'push'"],
  "a permission that there is not": ["id-token: write", "id-tokens: write"],
  "a commit that is cut short": ["@3d3c42e5aac5ba805825da76410c181273ba90b1", "@3d3c42e"],
};

test("GitHub has nothing to say about it", async () => {
  assert.deepEqual(await complaints(text), []);
});

test("GitHub finds mistakes", async (t) => {
  for (const [what, [right, wrong]] of Object.entries(mistakes)) {
    await t.test(what, async () => {
      assert.ok(text.includes(right), `\`${right}\` is not in the workflow`);
      assert.notDeepEqual(await complaints(text.replace(right, wrong)), []);
    });
  }
});

test("every script is one that bash reads", async (t) => {
  const scripts = Object.values(workflow.jobs).flatMap(({ steps }) => steps.filter(({ run }) => run));
  assert.ok(scripts.length >= 7);
  assert.equal(workflow.defaults.run.shell, "bash");
  for (const { name, run } of scripts) {
    await t.test(name, () => {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: run, encoding: "utf8" });
      assert.equal(status, 0, stderr);
    });
  }
});

test("a difference is no failure of a pull request, and a failed comparison is one", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "workflow-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { run } = workflow.jobs.diff.steps.find(({ run }) => run?.includes("-- diff"));
  const script = run.replace(/cargo run --quiet -- diff[^|]*2>&1/, "sh -c 'echo changed; exit $CODE' 2>&1");
  assert.notEqual(script, run);
  const status = (code) =>
    spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
      env: { ...process.env, CODE: code, STAGE: "dev", GITHUB_STEP_SUMMARY: "/dev/null" },
      cwd: folder,
    }).status;
  assert.deepEqual(["0", "1", "2"].map((code) => status(code) === 0), [true, true, false]);
});
