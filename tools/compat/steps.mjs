// What a program does with the official TypeScript client: the same steps as steps.py, as far as the client has them.
// node steps.mjs NODE_MODULES KEY URL… writes a JSON object for each URL on a line: step → why it failed, or null.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, apiKey, ...urls] = process.argv.slice(2);
const { BrowserUse } = await import(pathToFileURL(`${modules}/browser-use-sdk/dist/v3.js`).href);
// What is another one with each answer.
const FRESH = new Set(["screenshotUrl", "url", "nextCursor", "updatedAt"]);

function steps(baseUrl) {
  const client = new BrowserUse({ apiKey, baseUrl });
  const fetched = async (path) => (await fetch(baseUrl + path, { headers: { "X-Browser-Use-API-Key": apiKey } })).json();
  const stable = (value) => JSON.parse(JSON.stringify(value, (name, each) => (FRESH.has(name) ? undefined : each)));
  const read = async (value, path) => assert.deepEqual(stable(value), stable(await fetched(path)));
  const over = async (id) => {
    while ((await fetched(`/sessions/${id}`)).isTaskSuccessful === null) await new Promise((done) => setTimeout(done, 10));
  };
  return {
    async run() {
      const result = await client.run("Say hello", { interval: 10, maxCostUsd: 0.5 });
      assert.ok(result.output);
      assert.ok(Number(result.totalCostUsd) > 0);
    },
    async follow_up() {
      const first = await client.sessions.create({ task: "Open example.com", keepAlive: true });
      await over(first.id);
      const second = await client.sessions.create({ task: "Read its title", sessionId: first.id });
      assert.equal(second.id, first.id);
      await over(first.id);
      assert.equal((await client.sessions.stop(first.id)).status, "stopped");
    },
    async stream() {
      const messages = [];
      for await (const message of client.run("Say hello", { interval: 10 })) messages.push(message);
      assert.equal(messages[0].role, "human");
      assert.equal(messages.at(-1).role, "ai");
    },
    async sessions() {
      const made = await client.sessions.create({ task: "Say hello", keepAlive: true, enableRecording: true });
      await over(made.id);
      await read(await client.sessions.get(made.id), `/sessions/${made.id}`);
      await read(await client.sessions.list({ page: 1, page_size: 100 }), "/sessions?page=1&page_size=100");
      await read(await client.sessions.messages(made.id, { limit: 100 }), `/sessions/${made.id}/messages?limit=100`);
      await client.sessions.stop(made.id, { strategy: "task" });
      await client.sessions.stop(made.id);
      await client.sessions.delete(made.id);
    },
    async profiles() {
      const made = await client.profiles.create({ name: "Ada" });
      await read(await client.profiles.update(made.id, { name: "Grace" }), `/profiles/${made.id}`);
      await read(await client.profiles.get(made.id), `/profiles/${made.id}`);
      await read(await client.profiles.list(), "/profiles");
      await client.profiles.delete(made.id);
    },
    async workspaces() {
      const folder = await mkdtemp(join(tmpdir(), "compat-"));
      try {
        const made = await client.workspaces.create({ name: "Shop" });
        await read(await client.workspaces.update(made.id, { name: "Market" }), `/workspaces/${made.id}`);
        await read(await client.workspaces.list(), "/workspaces");
        await writeFile(join(folder, "notes.txt"), "one line");
        await client.workspaces.upload(made.id, join(folder, "notes.txt"));
        const back = await client.workspaces.download(made.id, "notes.txt", { to: join(folder, "back.txt") });
        assert.equal(await readFile(back, "utf8"), "one line");
        await read(await client.workspaces.files(made.id), `/workspaces/${made.id}/files`);
        await read(await client.workspaces.size(made.id), `/workspaces/${made.id}/size`);
        await client.workspaces.delete(made.id);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    async browsers() {
      const made = await client.browsers.create({ timeout: 5 });
      await read(await client.browsers.get(made.id), `/browsers/${made.id}`);
      await read(await client.browsers.list(), "/browsers");
      assert.equal((await client.browsers.stop(made.id)).status, "stopped");
    },
    async downloads() {
      if (!client.browsers.downloads) return;
      const made = await client.browsers.create({ timeout: 5 });
      await read(await client.browsers.downloads(made.id), `/browsers/${made.id}/downloads`);
    },
    async billing() {
      await read(await client.billing.account(), "/billing/account");
    },
  };
}

for (const url of urls) {
  const found = {};
  for (const [name, step] of Object.entries(steps(url))) {
    try {
      await step();
      found[name] = null;
    } catch (error) {
      found[name] = `${error.name}: ${String(error.message).replaceAll(/\s+/g, " ")}`.slice(0, 300);
    }
  }
  console.log(JSON.stringify(found));
}
