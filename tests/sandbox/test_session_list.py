"""Pages of sessions."""


def listed(api, key=None, **query):
    return api.call("GET", "/sessions", key=key, params=query)


def test_newest_first_in_pages(api):
    made = [api.create()["id"] for _ in range(7)][::-1]
    assert [session["id"] for session in listed(api)["sessions"]] == made
    for page, expected in ((1, made[:3]), (2, made[3:6]), (3, made[6:]), (4, []), (10**30, [])):
        answer = listed(api, page=page, page_size=3)
        assert [session["id"] for session in answer["sessions"]] == expected
        assert (answer["total"], answer["page"], answer["pageSize"]) == (7, page, 3)


def test_defaults(api):
    for _ in range(21):
        api.create()
    answer = listed(api)
    assert (len(answer["sessions"]), answer["total"], answer["page"], answer["pageSize"]) == (20, 21, 1, 20)


def test_nothing_yet(api):
    assert listed(api) == {"sessions": [], "total": 0, "page": 1, "pageSize": 20}


def test_deleted_ones_are_neither_listed_nor_counted(api):
    made = [api.create()["id"] for _ in range(5)]
    for index in (0, 2, 4):
        api.delete(made[index])
    answer = listed(api)
    assert [session["id"] for session in answer["sessions"]] == [made[3], made[1]]
    assert answer["total"] == 2


def test_it_shows_what_get_shows(api):
    session = api.create(task="x", enableRecording=True)
    for _ in range(8):
        api.wait(1)
        one, other = api.get(session), listed(api)["sessions"][0]
        assert one.pop("screenshotUrl") != other.pop("screenshotUrl")
        assert one == other


def test_each_key_is_a_project_of_its_own(make_api):
    api = make_api(api_keys=("one", "two"))
    mine = api.create(task="x")
    other = api.call("POST", "/sessions", key="two", json={"task": "y"})
    assert [session["id"] for session in listed(api, key="one")["sessions"]] == [mine["id"]]
    assert [session["id"] for session in listed(api, key="two")["sessions"]] == [other["id"]]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/stop"), ("GET", "/messages")):
        api.call(method, f"/sessions/{mine['id']}{path}", 404, key="two")
    api.call("POST", "/sessions", 404, key="two", json={"task": "x", "sessionId": mine["id"]})
    assert api.get(mine)["status"] == "created"
