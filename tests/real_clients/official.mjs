// The official TypeScript client (browser-use-sdk 3.4.2, v3) against a server: BASE_URL, KEY and the client's folder as arguments.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

const [baseUrl, apiKey, modules] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(`${modules}/${file}`).href);
const { BrowserUse } = await load("browser-use-sdk/dist/v3.js");
const { z } = await load("zod/index.js");

const client = new BrowserUse({ apiKey, baseUrl });
const fast = { interval: 50 };

const plain = await client.run("Find the title of example.com", { ...fast, maxCostUsd: 0.5, proxyCountryCode: "de" });
assert.equal(plain.status, "stopped");
assert.equal(plain.isTaskSuccessful, true);
assert.equal(typeof plain.output, "string");
assert.equal(plain.proxyCountryCode, "de");

const Price = z.object({ product: z.string(), price: z.number() });
const structured = await client.run("Read a price", { ...fast, schema: Price, keepAlive: true });
assert.equal(typeof structured.output.price, "number");
assert.equal(structured.status, "idle");

const run = client.run("And another", { ...fast, sessionId: structured.id });
const messages = [];
for await (const message of run) messages.push(message);
assert.equal(messages[0].data, "And another");
assert.equal(run.result.id, structured.id);
assert.ok(run.result.stepCount > structured.stepCount);

const idle = await client.sessions.create({ enableRecording: true, proxyCountryCode: null });
assert.equal(idle.proxyCountryCode, null);
assert.equal((await client.sessions.get(idle.id)).id, idle.id);
assert.ok((await client.sessions.list({ page: 1, page_size: 100 })).sessions.some((session) => session.id === idle.id));
await client.run("Say hello", { ...fast, sessionId: idle.id, enableRecording: true });
const newest = (await client.sessions.messages(idle.id, { limit: 1 })).messages.at(-1);
const older = (await client.sessions.messages(idle.id, { before: newest.id, limit: 100 })).messages;
assert.ok(older.every((message) => message.id !== newest.id));
assert.equal((await client.sessions.stop(idle.id, { strategy: "task" })).status, "idle");
assert.equal((await client.sessions.stop(idle.id)).status, "stopped");
assert.ok((await client.sessions.waitForRecording(idle.id)).length > 0);
await client.sessions.delete(idle.id);
await assert.rejects(client.sessions.get(idle.id), (error) => error.statusCode === 404);
await client.sessions.stop(structured.id);

// The body of the API page's own example, with the id of a live idle session.
const live = await client.sessions.create({ keepAlive: true });
while ((await client.sessions.get(live.id)).status !== "idle") await new Promise((done) => setTimeout(done, 20));
const response = await fetch(`${baseUrl}/sessions`, {
  method: "POST",
  headers: { "X-Browser-Use-API-Key": apiKey, "Content-Type": "application/json" },
  body: JSON.stringify({
    task: "<string>",
    model: "claude-sonnet-4.6",
    sessionId: live.id,
    keepAlive: false,
    maxCostUsd: 123,
    profileId: "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    workspaceId: "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    proxyCountryCode: "us",
    outputSchema: {},
    enableScheduledTasks: false,
    enableRecording: false,
    skills: true,
    agentmail: true,
    cacheScript: true,
  }),
});
assert.equal(response.status, 200);
assert.equal((await response.json()).id, live.id);
console.log("all held");
