// Tasks, files and profiles with the client that @hey-api/openapi-ts makes; zod checks each request before it is sent.
import { client } from "./generated/client.gen.ts";
import * as api from "./generated/index.ts";

client.setConfig({
  baseUrl: process.env.BROWSER_USE_BASE_URL ?? "https://api.browser-use.com/api/v3",
  auth: process.env.BROWSER_USE_API_KEY ?? "",
});

const throwOnError = true;

async function wait(session: api.Session): Promise<api.Session> {
  while (session.isTaskSuccessful == null && !["stopped", "timed_out", "error"].includes(session.status)) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    session = (await api.getSession({ path: { session_id: session.id }, throwOnError })).data;
  }
  return session;
}

// A task, and what the agent said.
const created = await api.createSession({ body: { task: "Find the cheapest mouse", maxCostUsd: "0.50" }, throwOnError });
const mouse = await wait(created.data);
console.log(`output: ${mouse.output}`);
console.log(`cost: ${mouse.totalCostUsd} USD`);
console.log(`model: ${mouse.model}`);
const said = await api.listSessionMessages({ path: { session_id: mouse.id }, query: { limit: 100 }, throwOnError });
console.log(`messages: ${said.data.messages.length}, the first from ${said.data.messages[0]?.role}`);

// Two tasks in one session, which is stopped afterwards.
const chat = (await api.createSession({ body: { task: "Name a city", keepAlive: true }, throwOnError })).data;
try {
  console.log(`first task: ${(await wait(chat)).output}`);
  const followUp = { sessionId: chat.id, task: "How many people live there?", keepAlive: true };
  console.log(`follow-up: ${(await wait((await api.createSession({ body: followUp, throwOnError })).data)).output}`);
} finally {
  const stopped = await api.stopSession({ path: { session_id: chat.id }, throwOnError });
  console.log(`status: ${stopped.data.status}`);
}

// A request that is refused: a session without a task.
const { error, response } = await api.createSession({ body: { sessionId: chat.id }, throwOnError: false });
if (response?.status === 422 && error && "detail" in error && Array.isArray(error.detail)) {
  for (const { loc, msg } of error.detail) console.log(`refused: ${loc.join(".")}: ${msg}`);
}

// A file up and down. The URLs belong to a storage host: the API key does not go there.
const workspace = (await api.createWorkspace({ body: { name: "Prices" }, throwOnError })).data;
const path = { workspace_id: workspace.id };
const content = "mouse,39.90";
const file = { name: "prices.csv", contentType: "text/csv", size: content.length };
const upload = await api.uploadWorkspaceFiles({ path, body: { files: [file] }, throwOnError });
for (const { uploadUrl } of upload.data.files) {
  const put = await fetch(uploadUrl, { method: "PUT", body: content, headers: { "Content-Type": file.contentType } });
  if (!put.ok) throw new Error(`HTTP ${put.status} from the storage host`);
}
const listed = await api.listWorkspaceFiles({ path, query: { includeUrls: true }, throwOnError });
for (const { url } of listed.data.files) if (url) console.log(`file: ${await (await fetch(url)).text()}`);

// All profiles, two to a page.
for (const name of ["Ann", "Bob", "Cem"]) await api.createProfile({ body: { name }, throwOnError });
const names: (string | null | undefined)[] = [];
for (let pageNumber = 1, total = Infinity; names.length < total; pageNumber++) {
  const page = (await api.listProfiles({ query: { pageNumber, pageSize: 2 }, throwOnError })).data;
  names.push(...page.items.map((profile) => profile.name));
  total = page.items.length > 0 ? page.totalItems : 0;
}
console.log(`profiles: ${names.join(", ")}`);
