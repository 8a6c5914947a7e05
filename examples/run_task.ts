// A task from TypeScript, with types from openapi.yaml and no client of our own.
//
//     npm install openapi-fetch openapi-typescript@7 typescript@5
//     npx openapi-typescript ../openapi.yaml -o schema.d.ts --default-non-nullable false
//     node run_task.ts "Find the title of example.com"        # Node.js 22.18 or newer runs TypeScript as it is
//
// It waits for the end, and stops the session where it does not come in time. BROWSER_USE_API_KEY holds the key; BROWSER_USE_BASE_URL
// leads to a sandbox.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

type Session = components["schemas"]["Session"];

const api = createClient<paths>({
  baseUrl: process.env.BROWSER_USE_BASE_URL ?? "https://api.browser-use.com/api/v3",
  headers: { "X-Browser-Use-API-Key": process.env.BROWSER_USE_API_KEY },
});

// A task is over when its session has ended, or waits with a verdict. An idle session without one has not begun yet.
function isOver(session: Session): boolean {
  const verdict = session.isTaskSuccessful ?? null;
  return ["stopped", "timed_out", "error"].includes(session.status) || (session.status === "idle" && verdict !== null);
}

async function run(task: string, seconds = 600): Promise<Session> {
  const created = await api.POST("/sessions", { body: { task, maxCostUsd: "0.50" } });
  if (!created.data) throw new Error(`refused (${created.response.status}): ${JSON.stringify(created.error)}`);
  const params = { path: { session_id: created.data.id } };
  const deadline = Date.now() + seconds * 1000;
  let session: Session = created.data;
  try {
    while (!isOver(session)) {
      if (Date.now() > deadline) throw new Error(`not over after ${seconds} s`);
      await new Promise((wake) => setTimeout(wake, 250));
      const seen = await api.GET("/sessions/{session_id}", { params });
      if (seen.data) session = seen.data; // An error here may pass: the deadline is what ends it.
    }
    return session;
  } finally {
    if (!isOver(session)) await api.POST("/sessions/{session_id}/stop", { params });
  }
}

const [task] = process.argv.slice(2);
if (!task) throw new Error("Say what the agent is to do."); // Without a task the API would start an idle session.
const session = await run(task);
console.log(session.output, `(${session.status}, $${session.totalCostUsd})`);
process.exitCode = session.isTaskSuccessful ? 0 : 1;
