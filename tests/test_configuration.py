"""`istograph serve` takes its options from the line, the environment and a file, in this order."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest
from tests.serving import free_port
from typer.testing import CliRunner

from istograph.cli.app import app
from istograph.errors import InputError
from istograph.rdf.store import snapshot
from istograph.web import app as web
from istograph.web import server
from istograph.web.settings import Settings


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What would have been served, instead of serving it."""
    found: dict[str, Any] = {}

    def create_app(directory: Path, settings: Settings) -> None:
        found.update(directory=directory, settings=settings)

    def run(_: None, taken: socket.socket) -> None:
        host, port = taken.getsockname()[:2]
        found.update(host=host, port=port)

    monkeypatch.setattr(web, "create_app", create_app)
    monkeypatch.setattr(server, "run", run)
    return found


def serve(directory: Path, *arguments: str, **environment: str) -> None:
    snapshot.publish_empty(directory)
    line = ["serve", "--empty", "--store", str(directory), *arguments]
    # The usual one may be taken; what the line or a file says counts for more, or is meant.
    usual = {} if "--config" in arguments else {"ISTOGRAPH_PORT": str(free_port())}
    result = CliRunner().invoke(app, line, env={**usual, **environment}, catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception


def config(directory: Path, text: str) -> str:
    path = directory / "istograph.toml"
    path.write_text(text)
    return str(path)


def test_a_file_gives_options_by_their_names(tmp_path: Path, served: dict[str, Any]) -> None:
    port = free_port()
    text = f'port = {port}\nquery-timeout = 7\nservice-allow = ["http://a.example", "http://b.example"]'
    serve(tmp_path / "store", "--config", config(tmp_path, text))

    assert served["port"] == port
    assert served["settings"].limits.seconds == 7
    assert served["settings"].service_allow == ("http://a.example", "http://b.example")


def test_the_environment_counts_for_more_and_the_line_for_most(
    tmp_path: Path, served: dict[str, Any]
) -> None:
    port = free_port()
    file = config(tmp_path, "port = 1001\nhost = '127.0.0.9'\nworkers = 9")
    serve(
        tmp_path / "store",
        *("--port", str(port)),
        ISTOGRAPH_CONFIG=file,
        ISTOGRAPH_HOST="127.0.0.8",
        ISTOGRAPH_PORT="1002",
    )

    assert (served["host"], served["port"]) == ("127.0.0.8", port)
    assert served["settings"].workers == 9


def test_an_option_that_serve_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no option prot"):
        serve(tmp_path / "store", "--config", config(tmp_path, "prot = 1"))


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"istograph\.toml"):
        serve(tmp_path / "store", "--config", config(tmp_path, "port 1"))


def test_wikidata_alone_may_be_asked_if_nothing_is_said(
    tmp_path: Path, served: dict[str, Any]
) -> None:
    serve(tmp_path / "store")

    assert served["settings"].service_allow == ("https://query.wikidata.org/sparql",)


def test_the_environment_has_lists_with_spaces_between(
    tmp_path: Path, served: dict[str, Any]
) -> None:
    serve(
        tmp_path / "store",
        ISTOGRAPH_SERVICE_ALLOW="https://a.example/sparql http://127.0.0.1:81",
        ISTOGRAPH_TRUSTED_PROXY="10.0.0.1 10.1.0.0/16",
    )

    allowed = ("https://a.example/sparql", "http://127.0.0.1:81")
    assert served["settings"].service_allow == allowed
    assert served["settings"].trusted_proxies == ("10.0.0.1/32", "10.1.0.0/16")


def test_a_proxy_that_is_no_address_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"10\.0\.0\.300"):
        serve(tmp_path / "store", "--trusted-proxy", "10.0.0.300")


@pytest.mark.parametrize(("option", "wanted"), [("--access-log", True), ("--no-access-log", False)])
def test_the_access_log_is_a_choice(
    tmp_path: Path, served: dict[str, Any], option: str, wanted: bool
) -> None:
    serve(tmp_path / "store", option)

    assert served["settings"].access_log is wanted


def test_an_address_that_is_taken_is_known_before_anything_is_built(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        with pytest.raises(InputError, match=f"cannot listen on 127.0.0.1, port {port}"):
            serve(tmp_path, "--port", str(port))


def test_a_host_that_is_not_ours_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot listen on 192\.0\.2\.1"):
        serve(tmp_path, "--host", "192.0.2.1")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "istograph serves http://localhost:{};"),
        (("--base-url", "https://example.org/kg"), "as https://example.org/kg;"),
    ],
)
def test_it_says_where_it_listens_and_by_which_name(
    tmp_path: Path, served: dict[str, Any], options: tuple[str, ...], said: str
) -> None:
    snapshot.publish_empty(tmp_path)
    port = str(free_port())
    line = ["serve", "--empty", "--store", str(tmp_path), "--port", port, *options]

    assert said.format(port) in CliRunner().invoke(app, line).stderr
    assert served


@pytest.mark.parametrize("contact", ["mailto:data@example.org", "https://example.org/issues"])
def test_readers_are_told_where_mistakes_go(
    tmp_path: Path, served: dict[str, Any], contact: str
) -> None:
    serve(tmp_path / "store", ISTOGRAPH_CONTACT=contact)

    assert served["settings"].contact == contact


def test_a_contact_that_no_page_could_link_to_is_refused(
    tmp_path: Path, served: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match="--contact 'javascript:alert"):
        serve(tmp_path / "store", "--contact", "javascript:alert(1)")

    assert not served


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--base-url", "example.org"), "--base-url 'example.org'"),
        (("--base-url", "https://"), "--base-url 'https://'"),
        (("--base-url", "https://example.org/?a"), "https://example.org/kg"),
        (("--service-allow", "example.org/sparql"), "--service-allow 'example.org/sparql'"),
    ],
)
def test_an_address_that_is_none_is_refused_by_the_name_of_its_option(
    tmp_path: Path, served: dict[str, Any], options: tuple[str, ...], said: str
) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        serve(tmp_path / "store", *options)


def test_a_misspelt_option_of_a_file_comes_with_the_nearest(
    tmp_path: Path, served: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match="no option prot; did you mean 'port'"):
        serve(tmp_path / "store", "--config", config(tmp_path, "prot = 8123"))


def test_a_variable_that_sets_nothing_is_told(tmp_path: Path, served: dict[str, Any]) -> None:
    snapshot.publish_empty(tmp_path)
    line = ["serve", "--empty", "--store", str(tmp_path), "--port", str(free_port())]
    told = CliRunner().invoke(
        app, line, env={"ISTOGRAPH_PROT": "1", "ISTOGRAPH_TOKEN": "x", "ISTOGRAPH_WORKERS": "2"}
    )

    assert "ISTOGRAPH_PROT in the environment sets nothing" in told.stderr
    assert "ISTOGRAPH_TOKEN" not in told.stderr
    assert "ISTOGRAPH_WORKERS" not in told.stderr
    assert served
