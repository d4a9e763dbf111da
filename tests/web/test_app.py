"""The service as a whole."""

import httpx


def test_a_started_service_is_ready(client: httpx.Client) -> None:
    answer = client.get("/ready")

    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
