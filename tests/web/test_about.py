"""What is said about the data and the service: sources, citation, mistakes, changes, interfaces."""

import csv
import html
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
import yaml
from tests.serving import PATIENCE
from tests.web.conftest import Serve

from istograph.web.about.interface_words import CHINESE
from istograph.web.about.interfaces import GROUPS, group_of

TOKEN = "a-secret-of-the-tests"
PAGE = {"Accept": "text/html"}
COMMAND = re.compile(r'<pre tabindex="0"(?: class="(\w+)")?><code>(curl .*?)</code>', re.DOTALL)


def page(client: httpx.Client, path: str, lang: str = "en", **params: str) -> str:
    answer = client.get(path, params={"lang": lang, **params}, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return answer.text


# Sources


def test_every_graph_of_the_dataset_is_a_source_with_its_size(client: httpx.Client) -> None:
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    graphs = {
        row["g"].rpartition("/")[2]: row["n"] for row in csv.DictReader(io.StringIO(answer.text))
    }
    text = page(client, "/about")

    for name, number in graphs.items():
        row = text.partition(f"<code>{name}</code>")[2].partition("</tr>")[0]
        assert f"{int(number):,}" in row, name


def test_the_drawn_statement_is_one_of_the_graph(client: httpx.Client) -> None:
    text = page(client, "/about", "zh")
    words = text.partition("文字说明")[2].partition("</p>")[0]

    assert all(each in words for each in ("国际竹藤组织", "专业性国际组织", "第53行", "明示"))
    assert "/page/claim/inbar-said-professional" in text


# Citation


@pytest.mark.parametrize("extension", ["bib", "json", "cff"])
def test_a_citation_has_the_version_that_is_served_and_the_paper(
    client: httpx.Client, extension: str
) -> None:
    version = client.get("/ready").json()["dataset"]
    text = client.get(f"/about/citation.{extension}").raise_for_status().text

    assert version in text
    assert "10.16418/j.issn.1000-3045.20230511001" in text


def test_citations_are_well_formed(client: httpx.Client) -> None:
    csl = client.get("/about/citation.json")
    cff = yaml.safe_load(client.get("/about/citation.cff").text)
    bib = client.get("/about/citation.bib").text

    assert [each["type"] for each in csl.json()] == ["dataset", "article-journal"]
    assert csl.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    assert cff["cff-version"] == "1.2.0"
    assert cff["version"] == client.get("/ready").json()["dataset"]
    assert [line for line in bib.splitlines() if line.startswith("@")] == [
        "@misc{istograph,",
        "@article{meng2024,",
    ]
    assert bib.count("{") == bib.count("}")


def test_another_format_of_a_citation_is_missing(client: httpx.Client) -> None:
    answer = client.get("/about/citation.docx")

    assert answer.status_code == 404
    assert ".bib" in answer.json()["detail"]


def test_a_public_service_is_cited_by_its_address(serve: Serve) -> None:
    address = serve(base_url="https://example.org/kg")

    assert (
        "https://example.org/kg/"
        in httpx.get(f"{address}/about/citation.bib", trust_env=False, timeout=PATIENCE).text
    )


# Mistakes


@pytest.mark.parametrize(
    ("asked", "iri"),
    [
        ("inbar", "organization/inbar"),
        ("policy/st-progress-law-2021", "policy/st-progress-law-2021"),
        ("claim/inbar-said-professional", "claim/inbar-said-professional"),
        ("https://w3id.org/istograph/id/organization/inbar", "organization/inbar"),
    ],
)
def test_a_report_names_record_and_version(client: httpx.Client, asked: str, iri: str) -> None:
    text = page(client, "/about", record=asked)
    letter = text.partition('id="letter"')[2].partition("</textarea>")[0]

    assert f"https://w3id.org/istograph/id/{iri}" in letter
    assert client.get("/ready").json()["dataset"] in letter


@pytest.mark.parametrize("asked", ["nobody", "<script>alert(1)</script>", "a b", "///"])
def test_who_names_no_record_is_told_so(client: httpx.Client, asked: str) -> None:
    text = page(client, "/about", record=asked)

    assert 'role="alert"' in text
    assert "<script>alert" not in text


def test_a_letter_is_opened_where_the_operator_wants_letters(serve: Serve) -> None:
    address = serve(contact="mailto:data@example.org")
    text = httpx.get(
        f"{address}/about?record=inbar&lang=zh", headers=PAGE, trust_env=False, timeout=PATIENCE
    ).text
    found = re.search(r'href="(mailto:[^"]+)"', text)

    assert found
    letter = unquote(html.unescape(found[1]))
    assert letter.startswith("mailto:data@example.org?subject=istograph")
    assert "国际竹藤组织" in letter


def test_the_command_that_adds_a_fact_adds_it(ours: httpx.Client, tmp_path: Path) -> None:
    text = page(ours, "/about", record="nsfc")
    block = html.unescape(text.partition("--open-writes &amp;\n")[2].partition("</code>")[0])

    # The block starts a service of the reader's own, and asks that one.
    assert "istograph serve --port 8001 " in text
    assert f"{ours.base_url}".rstrip("/") not in block
    run(block.replace("http://localhost:8001", f"{ours.base_url}".rstrip("/")))

    facts = "ASK { GRAPH graph:local { ?f isto:subject id:organization\\/nsfc } }"
    assert ours.get("/sparql", params={"query": facts}).json()["boolean"]


# Changes


def test_the_changes_are_those_of_the_project(client: httpx.Client) -> None:
    text = page(client, "/about/changes")

    assert "<h2>0.1.0" in text
    assert 'href="/ontology/history?lang=en"' in text


# Interfaces


def run(command: str) -> str:
    """Run what a reader would, as strictly as a script."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    strict = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n'
    done = subprocess.run(
        ["bash", "-c", strict + command],
        env={"PATH": "/usr/bin:/bin", "ISTOGRAPH_TOKEN": TOKEN},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout.decode()


def test_the_examples_run_as_they_stand(
    serve: Serve, dataset: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = Path(shutil.copytree(dataset, tmp_path_factory.mktemp("api") / "store"))
    address = serve(store, writable=True, token=TOKEN)
    text = httpx.get(f"{address}/api?lang=en", headers=PAGE, trust_env=False, timeout=PATIENCE).text
    commands = {html.unescape(command): kind for kind, command in COMMAND.findall(text)}
    assert len(commands) > 14

    for command, kind in commands.items():
        if kind != "fails":
            answer = run(command)
            assert answer or kind == "writes", command


def test_a_service_that_is_read_only_shows_no_way_to_write(client: httpx.Client) -> None:
    text = page(client, "/api")

    assert "$ISTOGRAPH_TOKEN" not in text
    assert "read-only" in text


def test_the_example_of_an_error_is_one(client: httpx.Client) -> None:
    (command,) = (c for kind, c in COMMAND.findall(page(client, "/api")) if kind == "fails")
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    done = subprocess.run(["bash", "-c", html.unescape(command)], capture_output=True, check=True)

    assert json.loads(done.stdout)["status"] == 400


def test_every_operation_is_on_the_page_in_both_languages(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for lang in ("en", "zh"):
        text = html.unescape(page(client, "/api", lang))

        assert [path for path in paths if f"<code>{path}</code>" not in text] == []


def test_every_text_of_the_interfaces_is_there_in_chinese(client: httpx.Client) -> None:
    said = set()
    for methods in client.get("/openapi.json").json()["paths"].values():
        for operation in methods.values():
            said.add(operation["summary"])
            said |= {each.get("description", "") for each in operation.get("parameters", ())}

    assert sorted(said - CHINESE.keys() - {""}) == []


def test_every_group_has_a_path_and_pages_take_the_rest(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert {group_of(path).anchor for path in paths} == {group.anchor for group in GROUPS}
    assert group_of("/").anchor == "pages"


# Quality


@pytest.mark.parametrize(
    ("lang", "word", "joint"), [("en", "decided", ", "), ("zh", "已判定", "，")]
)
def test_the_bars_are_those_of_the_query(
    client: httpx.Client, lang: str, word: str, joint: str
) -> None:
    answer = client.get("/sparql", params={"query": _text("62")}, headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    text = page(client, "/report", lang)

    for row in rows:
        assert f'aria-label="{word} {int(row["decided"]):,}{joint}' in text
        assert f"{float(row['percent_decided']):.1f} %" in text


def test_large_numbers_have_their_thousands_apart(client: httpx.Client) -> None:
    cells = re.findall(r'<td class="number">([^<]+)</td>', page(client, "/report", "en"))

    assert any(re.fullmatch(r"\d{1,3},\d{3}", cell) for cell in cells)
    assert [cell for cell in cells if re.search(r"\d{4}", cell)] == []


def _text(number: str) -> str:
    from istograph.examples import find

    return find(number).text


def test_what_a_write_changed_is_counted(ours: httpx.Client) -> None:
    """Nobody is told that nothing has changed, where it has."""
    name = "https://example.org/what-changed"
    triple = "<http://example.org/s> <http://example.org/p> 1 ."
    added = ours.put(
        "/graphs", params={"graph": name}, content=triple, headers={"Content-Type": "text/turtle"}
    )
    assert added.status_code == 201, added.text

    for lang, nothing in (("en", "no graph has more"), ("zh", "三元组数无变化")):
        changed = page(ours, "/about", lang).partition('id="changes"')[2].partition("</section>")[0]
        row = changed.partition(name)[2].partition("</tr>")[0]
        assert nothing not in changed
        assert re.findall(r'"number">([^<]+)<', row) == ["0", "1", "+1"]


def test_a_graph_names_the_documents_that_it_rests_on(client: httpx.Client) -> None:
    text = client.get("/about?lang=en", headers={"Accept": "text/html"}).text
    rows = {
        name: row for row in text.split("<tr") for name in re.findall(r"<code>(\w+)</code>", row)
    }

    assert "/page/document/meng-2024-text" in rows["paper"]
    assert "/page/document/meng-2024-translation" not in rows["paper"]
    assert "/page/document/meng-2024-translation" in rows["translation"]
