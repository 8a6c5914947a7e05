import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "../../openapi.yaml",
  output: { path: "generated", module: { extension: ".ts" } },
  plugins: [
    "@hey-api/client-fetch",
    "zod",
    // Requests are checked before they are sent. Answers are not: zod refuses the values that servers add over time.
    { name: "@hey-api/sdk", validator: { request: "zod" } },
  ],
});
