# Made by tools/generate.py from an OpenAPI document; never edit it.
"""`client.sessions`: one method for each operation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from .._core.resource import AsyncPages
from .._core.resource import AsyncResource as _AsyncResource
from .._core.resource import Resource as _Resource
from .._core.unset import UNSET, Unset
from ..operations import sessions as _operations

if TYPE_CHECKING:
    from ..models.message import Message
    from ..models.message_list import MessageList
    from ..models.session import Session
    from ..models.session_list import SessionList
    from ..models.stop_strategy import StopStrategy


class Sessions(_Resource):
    """Browser sessions and the tasks that run in them."""

    def list(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> SessionList:
        """List the project's sessions.

        One page of the project's sessions, the newest first. Deleted sessions are neither listed nor counted.

        Args:
            page: Number of the page; the first is 1. Default: 1.
            page_size: How many sessions a page holds at most. Default: 20.
        """
        return self._page(
            _operations.LIST,
            {
                "page": page,
                "page_size": page_size,
            },
            extra_query=extra_query,
        )

    def create(
        self,
        *,
        task: str | None | Unset = UNSET,
        model: str | None = None,
        session_id: UUID | str | None | Unset = UNSET,
        keep_alive: bool | None = None,
        max_cost_usd: Decimal | float | str | None | Unset = UNSET,
        profile_id: UUID | str | None | Unset = UNSET,
        workspace_id: UUID | str | None | Unset = UNSET,
        proxy_country_code: str | None | Unset = UNSET,
        output_schema: Mapping[str, Any] | None | Unset = UNSET,
        enable_scheduled_tasks: bool | None = None,
        enable_recording: bool | None = None,
        skills: bool | None = None,
        agentmail: bool | None = None,
        cache_script: bool | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Session:
        """Start a session, a task, or both.

        What happens depends on which of `sessionId` and `task` are given:

        - neither: a new session starts and waits in `idle`, for instance so that files can be uploaded first;
        - `task` alone: a new session starts and runs the task at once;
        - both: the task is dispatched to that session, which must be idle;
        - `sessionId` alone: refused with 422.

        A dispatch keeps the session's model, proxy, profile and workspace; its `keepAlive` (false when absent) replaces
        the session's.

        Args:
            task: What the agent is to do, in plain language. Required when `sessionId` is given.
            model: The model that drives the agent. Known values: bu-mini, bu-max, bu-ultra, gemini-3-flash,
                claude-sonnet-4.6, claude-opus-4.6. Default: 'claude-sonnet-4.6'.
            session_id: An existing, idle session to dispatch the task to. When absent or null, a new session is
                created.
            keep_alive: Whether the session waits in `idle` for a follow-up when its task is over; otherwise it stops by
                itself. Default: False.
            max_cost_usd: Upper limit in USD for the total cost of the session; a task that reaches it is stopped. When
                absent or null, a default limit applies, capped by the balance of the account.
            profile_id: A browser profile (cookies, local storage and the like) to load into the session.
            workspace_id: A workspace to attach, for files that outlive the session.
            proxy_country_code: The country that the browser's traffic leaves from. Null turns the proxy off; absent
                means the default. Default: 'us'.
            output_schema: A JSON Schema that the agent's final output has to fit. The output then is structured data.
            enable_scheduled_tasks: Whether the agent may create recurring tasks. They outlive the session and are
                visible to the whole project. Default: False.
            enable_recording: Whether a video is recorded. Its URLs are in the session's `recordingUrls` once the task
                is over. Default: False.
            skills: Whether the agent has its built-in skills, such as spreadsheets and file management, besides the
                browser. Default: True.
            agentmail: Whether the session gets a temporary mailbox, whose address is in `agentmailEmail`. Default:
                True.
            cache_script: Whether the first run of a task leaves a script that later runs of the same task template
                replay at no LLM cost. Null decides by the task: on where it has `{{value}}` brackets and a workspace is
                attached. True needs a `workspaceId`.
        """
        return self._send(
            _operations.CREATE,
            {
                "task": task,
                "model": model,
                "session_id": session_id,
                "keep_alive": keep_alive,
                "max_cost_usd": max_cost_usd,
                "profile_id": profile_id,
                "workspace_id": workspace_id,
                "proxy_country_code": proxy_country_code,
                "output_schema": output_schema,
                "enable_scheduled_tasks": enable_scheduled_tasks,
                "enable_recording": enable_recording,
                "skills": skills,
                "agentmail": agentmail,
                "cache_script": cache_script,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def get(
        self,
        session_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Session:
        """Get a session.

        The session as it is now. This is the operation to poll while a task runs.

        Args:
            session_id: ID of the session.
        """
        return self._send(
            _operations.GET,
            {
                "session_id": session_id,
            },
            extra_query=extra_query,
        )

    def delete(
        self,
        session_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a session.

        A soft delete: the session is no longer listed or found. One that still runs is stopped first.

        Args:
            session_id: ID of the session.
        """
        return self._send(
            _operations.DELETE,
            {
                "session_id": session_id,
            },
            extra_query=extra_query,
        )

    def stop(
        self,
        session_id: UUID | str,
        *,
        strategy: Literal["session", "task"] | StopStrategy | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Session:
        """Stop a session or its task.

        Strategy `session`, also taken where there is no body, destroys the browser: the status becomes `stopped`.
        Strategy `task` ends the running task alone: the session stays alive and becomes `idle`. Stopping what has
        already stopped changes nothing.

        Args:
            session_id: ID of the session.
            strategy: Stop the whole session, or its running task alone. Default: 'session'.
        """
        return self._send(
            _operations.STOP,
            {
                "session_id": session_id,
                "strategy": strategy,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def messages(
        self,
        session_id: UUID | str,
        *,
        after: UUID | str | None = None,
        before: UUID | str | None = None,
        limit: int | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> MessageList:
        """Read a session's messages.

        Messages in chronological order. Without a cursor: the newest `limit` ones. With `after`: the first `limit` that
        follow that message. With `before`: the last `limit` that precede it.

        Args:
            session_id: ID of the session.
            after: ID of a message; only later ones are returned.
            before: ID of a message; only earlier ones are returned.
            limit: How many messages to return at most. Default: 10.
        """
        return self._page(
            _operations.MESSAGES,
            {
                "session_id": session_id,
                "after": after,
                "before": before,
                "limit": limit,
            },
            extra_query=extra_query,
        )


class AsyncSessions(_AsyncResource):
    """`Sessions` with asyncio: the same methods, to be awaited."""

    def list(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> AsyncPages[SessionList, Session]:
        """`Sessions.list`: await it for one page, or iterate over it for all items."""
        return self._page(
            _operations.LIST,
            {
                "page": page,
                "page_size": page_size,
            },
            extra_query=extra_query,
        )

    async def create(
        self,
        *,
        task: str | None | Unset = UNSET,
        model: str | None = None,
        session_id: UUID | str | None | Unset = UNSET,
        keep_alive: bool | None = None,
        max_cost_usd: Decimal | float | str | None | Unset = UNSET,
        profile_id: UUID | str | None | Unset = UNSET,
        workspace_id: UUID | str | None | Unset = UNSET,
        proxy_country_code: str | None | Unset = UNSET,
        output_schema: Mapping[str, Any] | None | Unset = UNSET,
        enable_scheduled_tasks: bool | None = None,
        enable_recording: bool | None = None,
        skills: bool | None = None,
        agentmail: bool | None = None,
        cache_script: bool | None | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Session:
        """Start a session, a task, or both.

        What happens depends on which of `sessionId` and `task` are given:

        - neither: a new session starts and waits in `idle`, for instance so that files can be uploaded first;
        - `task` alone: a new session starts and runs the task at once;
        - both: the task is dispatched to that session, which must be idle;
        - `sessionId` alone: refused with 422.

        A dispatch keeps the session's model, proxy, profile and workspace; its `keepAlive` (false when absent) replaces
        the session's.

        Args:
            task: What the agent is to do, in plain language. Required when `sessionId` is given.
            model: The model that drives the agent. Known values: bu-mini, bu-max, bu-ultra, gemini-3-flash,
                claude-sonnet-4.6, claude-opus-4.6. Default: 'claude-sonnet-4.6'.
            session_id: An existing, idle session to dispatch the task to. When absent or null, a new session is
                created.
            keep_alive: Whether the session waits in `idle` for a follow-up when its task is over; otherwise it stops by
                itself. Default: False.
            max_cost_usd: Upper limit in USD for the total cost of the session; a task that reaches it is stopped. When
                absent or null, a default limit applies, capped by the balance of the account.
            profile_id: A browser profile (cookies, local storage and the like) to load into the session.
            workspace_id: A workspace to attach, for files that outlive the session.
            proxy_country_code: The country that the browser's traffic leaves from. Null turns the proxy off; absent
                means the default. Default: 'us'.
            output_schema: A JSON Schema that the agent's final output has to fit. The output then is structured data.
            enable_scheduled_tasks: Whether the agent may create recurring tasks. They outlive the session and are
                visible to the whole project. Default: False.
            enable_recording: Whether a video is recorded. Its URLs are in the session's `recordingUrls` once the task
                is over. Default: False.
            skills: Whether the agent has its built-in skills, such as spreadsheets and file management, besides the
                browser. Default: True.
            agentmail: Whether the session gets a temporary mailbox, whose address is in `agentmailEmail`. Default:
                True.
            cache_script: Whether the first run of a task leaves a script that later runs of the same task template
                replay at no LLM cost. Null decides by the task: on where it has `{{value}}` brackets and a workspace is
                attached. True needs a `workspaceId`.
        """
        return await self._send(
            _operations.CREATE,
            {
                "task": task,
                "model": model,
                "session_id": session_id,
                "keep_alive": keep_alive,
                "max_cost_usd": max_cost_usd,
                "profile_id": profile_id,
                "workspace_id": workspace_id,
                "proxy_country_code": proxy_country_code,
                "output_schema": output_schema,
                "enable_scheduled_tasks": enable_scheduled_tasks,
                "enable_recording": enable_recording,
                "skills": skills,
                "agentmail": agentmail,
                "cache_script": cache_script,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    async def get(
        self,
        session_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Session:
        """Get a session.

        The session as it is now. This is the operation to poll while a task runs.

        Args:
            session_id: ID of the session.
        """
        return await self._send(
            _operations.GET,
            {
                "session_id": session_id,
            },
            extra_query=extra_query,
        )

    async def delete(
        self,
        session_id: UUID | str,
        *,
        extra_query: Mapping[str, Any] | None = None,
    ) -> None:
        """Delete a session.

        A soft delete: the session is no longer listed or found. One that still runs is stopped first.

        Args:
            session_id: ID of the session.
        """
        return await self._send(
            _operations.DELETE,
            {
                "session_id": session_id,
            },
            extra_query=extra_query,
        )

    async def stop(
        self,
        session_id: UUID | str,
        *,
        strategy: Literal["session", "task"] | StopStrategy | None = None,
        extra_body: Mapping[str, Any] | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> Session:
        """Stop a session or its task.

        Strategy `session`, also taken where there is no body, destroys the browser: the status becomes `stopped`.
        Strategy `task` ends the running task alone: the session stays alive and becomes `idle`. Stopping what has
        already stopped changes nothing.

        Args:
            session_id: ID of the session.
            strategy: Stop the whole session, or its running task alone. Default: 'session'.
        """
        return await self._send(
            _operations.STOP,
            {
                "session_id": session_id,
                "strategy": strategy,
            },
            extra_body=extra_body,
            extra_query=extra_query,
        )

    def messages(
        self,
        session_id: UUID | str,
        *,
        after: UUID | str | None = None,
        before: UUID | str | None = None,
        limit: int | None = None,
        extra_query: Mapping[str, Any] | None = None,
    ) -> AsyncPages[MessageList, Message]:
        """`Sessions.messages`: await it for one page, or iterate over it for all items."""
        return self._page(
            _operations.MESSAGES,
            {
                "session_id": session_id,
                "after": after,
                "before": before,
                "limit": limit,
            },
            extra_query=extra_query,
        )
