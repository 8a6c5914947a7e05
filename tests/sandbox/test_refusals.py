"""What the sandbox refuses, and how."""

import pytest

ID = "5c1f7a52-8d3e-4b6f-9a70-2e4c6d8f0b13"
JSON = {"Content-Type": "application/json"}


def post(api, content, status=422, headers=JSON, path="/sessions"):
    return api.call("POST", path, status, content=content, headers=headers)


@pytest.mark.parametrize(
    ("body", "loc", "type_"),
    [
        ("5", ["body"], "type"),
        ("[]", ["body"], "type"),
        ("null", ["body"], "type"),
        (f'{{"sessionId": "{ID}"}}', ["body", "task"], "missing"),
        (f'{{"sessionId": "{ID}", "task": null}}', ["body", "task"], "missing"),
        ('{"cacheScript": true}', ["body", "workspaceId"], "missing"),
        ('{"cacheScript": true, "workspaceId": null}', ["body", "workspaceId"], "missing"),
        ('{"model": "gpt-5"}', ["body", "model"], "enum"),
        ('{"model": null}', ["body", "model"], None),
        ('{"task": 5}', ["body", "task"], "type"),
        ('{"keepAlive": null}', ["body", "keepAlive"], "type"),
        ('{"keepAlive": "true"}', ["body", "keepAlive"], "type"),
        ('{"proxyCountryCode": "DE"}', ["body", "proxyCountryCode"], "anyOf"),
        ('{"profileId": "x"}', ["body", "profileId"], "format"),
        (f'{{"workspaceId": "{ID.replace("-", "")}"}}', ["body", "workspaceId"], "format"),
        ('{"outputSchema": []}', ["body", "outputSchema"], "anyOf"),
        ('{"maxCostUsd": true}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": ""}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": "."}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": "1e3"}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": "1\\n"}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": "１"}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": "٣"}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": " 1"}', ["body", "maxCostUsd"], "anyOf"),
        ('{"maxCostUsd": NaN}', ["body"], "json_invalid"),
        ('{"maxCostUsd": Infinity}', ["body"], "json_invalid"),
        ('{"maxCostUsd": 1e999}', ["body"], "json_invalid"),
        ('{"maxCostUsd": 1e-999999999}', ["body"], "json_invalid"),
        ('{"maxCostUsd": ' + "9" * 5000 + "}", ["body"], "json_invalid"),
        ('{"task": "x"', ["body"], "json_invalid"),
        ("{'task': 'x'}", ["body"], "json_invalid"),
        ('\ufeff{"task": "x"}', ["body"], "json_invalid"),
        ("[" * 100_000, ["body"], "json_invalid"),
        ('{"task": "\\ud800"}', ["body"], "unicode"),
        ('{"\\udfff": 1}', ["body"], "unicode"),
        (b'{"task": "\xff"}', ["body"], "json_invalid"),
        ('{"task": "x"}'.encode("utf-16"), ["body"], "json_invalid"),
        ('{"outputSchema": {"type": "text"}}', ["body", "outputSchema", "type"], "json_schema"),
        (
            '{"outputSchema": {"properties": {"a": {"minimum": "5"}}}}',
            ["body", "outputSchema", "properties", "a", "minimum"],
            None,
        ),
        ('{"outputSchema": {"pattern": "("}}', ["body", "outputSchema", "pattern"], "json_schema"),
        ('{"outputSchema": {"$ref": "#/$defs/nowhere"}}', ["body", "outputSchema"], "json_schema"),
        ('{"outputSchema": {"$ref": "http://127.0.0.1:9/schema"}}', ["body", "outputSchema"], "json_schema"),
        ('{"outputSchema": {"$ref": "file:///etc/passwd"}}', ["body", "outputSchema"], "json_schema"),
        ('{"outputSchema": {"$schema": "https://example.com/unknown"}}', ["body", "outputSchema"], "json_schema"),
    ],
)
def test_bodies_of_create(api, body, loc, type_):
    (only,) = post(api, body)["detail"]
    assert only["loc"] == loc
    assert type_ in (None, only["type"])
    assert 0 < len(only["msg"]) <= 500
    assert api.call("GET", "/sessions")["total"] == 0


def test_each_fault_has_its_entry(api):
    answer = post(api, f'{{"sessionId": "{ID}", "model": 5, "keepAlive": null, "proxyCountryCode": "xx"}}')
    assert [entry["loc"][1] for entry in answer["detail"]] == ["model", "keepAlive", "proxyCountryCode", "task"]


@pytest.mark.parametrize(("depth", "status"), [(190, 200), (250, 422), (900, 422), (990, 422), (5000, 422)])
def test_bodies_may_be_nested_to_a_bound(api, depth, status):
    body = '{"task": "x", "outputSchema": {"const": ' + "[" * depth + "]" * depth + "}}"
    post(api, body, status)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "*/*"])
def test_content_types_that_are_not_json(api, content_type):
    (only,) = post(api, '{"task": "x"}', headers={"Content-Type": content_type})["detail"]
    assert only["loc"] == ["header", "content-type"]


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/vnd.api+json", "application/json;x"]
)
def test_content_types_that_are_json(api, content_type):
    assert post(api, '{"task": "x"}', 200, {"Content-Type": content_type})["status"] == "created"


def test_a_create_without_a_body(api):
    assert post(api, "") == {"detail": [{"loc": ["body"], "msg": "A body is required", "type": "missing"}]}


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ("5", ["body"]),
        ('"task"', ["body"]),
        ('{"strategy": "all"}', ["body", "strategy"]),
        ('{"strategy": null}', ["body", "strategy"]),
        ('{"strategy": "task"', ["body"]),
        ("[]", ["body"]),
    ],
)
def test_bodies_of_stop(api, body, loc):
    session = api.create()
    (only,) = post(api, body, path=f"/sessions/{session['id']}/stop")["detail"]
    assert only["loc"] == loc
    assert api.get(session)["status"] == "created"


def test_a_value_that_is_no_choice_is_told_all_of_them(api):
    (only,) = post(api, '{"model": "gpt-5"}')["detail"]
    assert '"gpt-5" is none of "bu-mini", ' in only["msg"]
    assert only["msg"].endswith('"claude-opus-4.6"')


@pytest.mark.parametrize("schema", ['{"type": "text"}', '{"type": ["text"]}', '{"properties": {"a": {"type": ["text"]}}}'])
def test_a_broken_schema_is_called_so(api, schema):
    (only,) = post(api, f'{{"outputSchema": {schema}}}')["detail"]
    assert only["msg"].startswith("Is not a valid JSON Schema: ")
    assert "text" in only["msg"]


@pytest.mark.parametrize(
    "value", ["1.5", "1.0", "", "１", " 1", "1 ", "+1", "01", "0x1", "1e1", "abc", "0", "-1", "9" * 5000, "\0"]
)
@pytest.mark.parametrize("name", ["page", "page_size"])
def test_integers_in_the_query(api, name, value):
    (only,) = api.call("GET", "/sessions", 422, params={name: value})["detail"]
    assert only["loc"] == ["query", name]


def test_bounds_in_the_query(api):
    session = api.create()
    for path, name, most in (("/sessions", "page_size", 100), (f"/sessions/{session['id']}/messages", "limit", 100)):
        api.call("GET", path, params={name: 1})
        api.call("GET", path, params={name: most})
        for value in (0, most + 1):
            (only,) = api.call("GET", path, 422, params={name: value})["detail"]
            assert only["loc"] == ["query", name]
            assert only["type"] in ("minimum", "maximum")


def test_parameters_given_twice_and_unknown_ones(api):
    (only,) = api.call("GET", "/sessions?page=1&page=1", 422)["detail"]
    assert only["type"] == "repeated"
    assert api.call("GET", "/sessions?pages=x&pages=y&%FF=%FE&&=")["page"] == 1


@pytest.mark.parametrize("cursor", ["after", "before"])
def test_cursors_that_are_no_uuid(api, cursor):
    session = api.create()
    (only,) = api.call("GET", f"/sessions/{session['id']}/messages", 422, params={cursor: "x"})["detail"]
    assert (only["loc"], only["type"]) == (["query", cursor], "format")


@pytest.mark.parametrize(
    "text", ["x", "0", ID[:-1], ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}", ID + "%0A", "%F0%9F%96%B1", "%FF"]
)
def test_ids_that_are_no_uuid(api, text):
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/stop"), ("GET", "/messages")):
        (only,) = api.call(method, f"/sessions/{text}{path}", 422)["detail"]
        assert only["loc"] == ["path", "session_id"]


@pytest.mark.parametrize("key", ["wrong", "", "sandbox-key2", "SANDBOX-KEY", "\xe9"])
def test_wrong_keys_are_refused_before_anything_else(api, key):
    requests = (
        ("GET", "/sessions"),
        ("POST", "/sessions"),
        ("GET", "/sessions?page=x"),
        ("GET", "/sessions/x"),
        ("DELETE", f"/sessions/{ID}"),
        ("PUT", "/sessions"),
        ("GET", "/unknown"),
    )
    for method, path in requests:
        headers = {"X-Browser-Use-API-Key": key.encode("latin-1")}
        response = api.client.request(
            method, api.sandbox.base_url + path, headers=headers, content=b"{" if method == "POST" else None
        )
        assert response.status_code == 401
        assert response.json() == {"detail": "Invalid API key"}


def test_no_key_and_two_keys(api):
    del api.client.headers["X-Browser-Use-API-Key"]
    assert api.call("GET", "/sessions", 401) == {"detail": "Invalid API key"}
    both = [("X-Browser-Use-API-Key", "sandbox-key"), ("X-Browser-Use-API-Key", "other")]
    assert api.client.get(api.sandbox.base_url + "/sessions", headers=both).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/session",
        "/sessions/",
        f"/sessions/{ID}/",
        f"/sessions/{ID}/stop/",
        f"/sessions/{ID}/unknown",
        "//sessions",
        "",
        "/sessions%0A",
        "%0A",
    ],
)
def test_unknown_paths(api, path):
    response = api.client.get(api.sandbox.base_url + path)
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/sessions", {"GET", "HEAD", "POST"}),
        ("OPTIONS", "/sessions", {"GET", "HEAD", "POST"}),
        ("PATCH", f"/sessions/{ID}", {"GET", "HEAD", "DELETE"}),
        ("POST", "/sessions/x", {"GET", "HEAD", "DELETE"}),
        ("GET", f"/sessions/{ID}/stop", {"POST"}),
        ("BREW", f"/sessions/{ID}/messages", {"GET", "HEAD"}),
    ],
)
def test_methods_that_a_path_lacks(api, method, path, allowed):
    response = api.client.request(method, api.sandbox.base_url + path)
    assert (response.status_code, response.json()) == (405, {"detail": "Method Not Allowed"})
    assert set(response.headers["Allow"].split(", ")) == allowed


def test_head(api):
    response = api.client.head(api.sandbox.base_url + "/sessions")
    assert (response.status_code, response.content) == (200, b"")


def test_too_many_active_sessions(make_api):
    api = make_api(max_active_sessions=2, retry_after_seconds=7, api_keys=("one", "two"))
    first, _ = api.create(keepAlive=True), api.create(task="x")
    headers = {"X-Browser-Use-API-Key": "one"}
    response = api.client.post(api.sandbox.base_url + "/sessions", json={}, headers=headers)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert api.create(429) == {"detail": "Too many concurrent active sessions"}
    assert api.call("POST", "/sessions", key="two", json={})["status"] == "created"
    api.wait(2)
    assert api.create(task="y", sessionId=first["id"], keepAlive=True)["status"] == "running"
    api.wait(5)
    api.create()
    api.create(429)
    api.delete(first)
    api.create()
    api.create(429)


def test_bodies_that_are_too_large(make_api):
    api = make_api(max_body_bytes=1000)
    assert api.create(task="x" * 900)["status"] == "created"
    large = b'{"task": "' + b"x" * 1000 + b'"}'
    for content in (large, iter([large[:600], large[600:]])):
        response = api.client.post(api.sandbox.base_url + "/sessions", content=content, headers=JSON)
        assert response.status_code == 413
        assert response.json() == {"detail": "The request body is larger than 1000 bytes"}
    assert api.call("GET", "/sessions")["total"] == 1
