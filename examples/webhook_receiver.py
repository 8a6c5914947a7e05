"""A receiver of webhooks: it prints the sessions whose task has come to its end, and believes only what is signed.

    BROWSER_USE_WEBHOOK_SECRET=… uvicorn --app-dir examples webhook_receiver:app
    bu-sessions sandbox --webhook http://127.0.0.1:8000/webhook      # its secret: sandbox-webhook-secret

The secret comes from the dashboard. Needs fastapi and uvicorn (extra `examples`).
"""

import os

from fastapi import FastAPI, Request, Response

from browser_use_sessions import WebhookError, verify_webhook

app = FastAPI()


@app.post("/webhook")
async def webhook(request: Request) -> Response:
    secret = os.environ["BROWSER_USE_WEBHOOK_SECRET"]
    try:
        event = verify_webhook(await request.body(), request.headers, secret)
    except WebhookError as error:
        return Response(str(error), status_code=400)
    # Answer fast, and keep in mind that an event may come twice: what takes time belongs into a queue.
    data = event.to_dict()
    if data["type"] == "agent.task.status_update":
        print(f"session {data['payload']['session_id']} is {data['payload']['status']}", flush=True)
    return Response(status_code=204)
