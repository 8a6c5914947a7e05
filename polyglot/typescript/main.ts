// Tasks, files and profiles with openapi-fetch; generated/api.d.ts has the types of openapi.yaml.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api.d.ts";

type Session = components["schemas"]["Session"];

const client = createClient<paths>({
  baseUrl: process.env.BROWSER_USE_BASE_URL ?? "https://api.browser-use.com/api/v3",
  headers: { "X-Browser-Use-API-Key": process.env.BROWSER_USE_API_KEY },
});

/** The data of an answer; an error that says why, where there is none. */
function unwrap<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`HTTP ${answer.response.status}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

async function wait(session: Session): Promise<Session> {
  while (session.isTaskSuccessful == null && !["stopped", "timed_out", "error"].includes(session.status)) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    session = unwrap(await client.GET("/sessions/{session_id}", { params: { path: { session_id: session.id } } }));
  }
  return session;
}

// A task, and what the agent said.
const created = unwrap(await client.POST("/sessions", { body: { task: "Find the cheapest mouse", maxCostUsd: "0.50" } }));
const mouse = await wait(created);
console.log(`output: ${mouse.output}`);
console.log(`cost: ${mouse.totalCostUsd} USD`);
console.log(`model: ${mouse.model}`);
const ofMouse = { path: { session_id: mouse.id } };
const { messages } = unwrap(await client.GET("/sessions/{session_id}/messages", { params: { ...ofMouse, query: { limit: 100 } } }));
console.log(`messages: ${messages.length}, the first from ${messages[0]?.role}`);

// Two tasks in one session, which is stopped afterwards.
let chat = unwrap(await client.POST("/sessions", { body: { task: "Name a city", keepAlive: true } }));
const ofChat = { path: { session_id: chat.id } };
try {
  console.log(`first task: ${(await wait(chat)).output}`);
  chat = unwrap(await client.POST("/sessions", { body: { sessionId: chat.id, task: "How many people live there?", keepAlive: true } }));
  console.log(`follow-up: ${(await wait(chat)).output}`);
} finally {
  const stopped = unwrap(await client.POST("/sessions/{session_id}/stop", { params: ofChat }));
  console.log(`status: ${stopped.status}`);
}

// A request that is refused: a session without a task.
const { error, response } = await client.POST("/sessions", { body: { sessionId: chat.id } });
if (response.status === 422 && typeof error === "object" && Array.isArray(error.detail)) {
  for (const { loc, msg } of error.detail) console.log(`refused: ${loc.join(".")}: ${msg}`);
}

// A file up and down. The URLs belong to a storage host: the API key does not go there.
const workspace = unwrap(await client.POST("/workspaces", { body: { name: "Prices" } }));
const ofWorkspace = { path: { workspace_id: workspace.id } };
const content = "mouse,39.90";
const file = { name: "prices.csv", contentType: "text/csv", size: content.length };
const upload = unwrap(await client.POST("/workspaces/{workspace_id}/files/upload", { params: ofWorkspace, body: { files: [file] } }));
for (const { uploadUrl } of upload.files) {
  const put = await fetch(uploadUrl, { method: "PUT", body: content, headers: { "Content-Type": file.contentType } });
  if (!put.ok) throw new Error(`HTTP ${put.status} from the storage host`);
}
const { files } = unwrap(
  await client.GET("/workspaces/{workspace_id}/files", { params: { ...ofWorkspace, query: { includeUrls: true } } }),
);
for (const { url } of files) if (url) console.log(`file: ${await (await fetch(url)).text()}`);

// All profiles, two to a page.
for (const name of ["Ann", "Bob", "Cem"]) unwrap(await client.POST("/profiles", { body: { name } }));
const names: (string | null | undefined)[] = [];
for (let pageNumber = 1, total = Infinity; names.length < total; pageNumber++) {
  const page = unwrap(await client.GET("/profiles", { params: { query: { pageNumber, pageSize: 2 } } }));
  names.push(...page.items.map((profile) => profile.name));
  total = page.items.length > 0 ? page.totalItems : 0;
}
console.log(`profiles: ${names.join(", ")}`);
