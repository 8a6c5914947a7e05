"""An endpoint that runs a task and streams its progress to a web page by server-sent events.

    uvicorn --app-dir examples web_progress:app
    curl -N 'http://127.0.0.1:8000/run?task=Find+a+mouse'

When the browser leaves, the task is stopped: nobody would pay attention to what it finds. Needs fastapi and uvicorn (extra
`examples`).
"""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from browser_use_sessions import AsyncBrowserUse, BrowserUseError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncBrowserUse() as app.state.client:  # One client for all requests. Its end stops what is still running.
        yield


app = FastAPI(lifespan=lifespan)


def event(name: str, **data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


@app.get("/run")
async def run(task: str) -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        stream = app.state.client.stream(task, max_cost_usd="0.50")
        # The server cancels this where the browser has left; leaving the block then stops the task.
        async with aclosing(stream):
            try:
                async for message in stream:
                    yield event("message", text=message.summary or message.data, live_url=stream.session.live_url)
                yield event("result", output=stream.output, cost=str(stream.result.total_cost_usd))
            except BrowserUseError as error:
                yield event("error", text=str(error))

    return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
