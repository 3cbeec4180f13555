"""Link boundaries from CMake's own target graph: what every program reaches, directly or not."""

import os
import pathlib
import re

import pytest

from boundaries import FORBIDDEN_LINKS

GRAPH_FILE = pathlib.Path(os.environ["ONEFOLD_BUILD_DIR"]) / "target_graph.txt"
PROJECT_TYPES = {"STATIC_LIBRARY", "EXECUTABLE", "OBJECT_LIBRARY"}


def parse_graph(text):
    """name -> the targets that a program using it links."""
    edges = {}
    for line in text.splitlines():
        name, kind, own, handed = line.split("|")
        # A static library hands its private dependencies on to the final link too.
        listed = own + ";" + handed if kind in PROJECT_TYPES else handed
        edges[name] = {re.sub(r"^\$<LINK_ONLY:(.*)>$", r"\1", link) for link in listed.split(";") if link}
    return edges


def paths_from(edges, start):
    """Everything reachable from `start`, each with the path that leads there."""
    paths = {start: [start]}
    queue = [start]
    while queue:
        here = queue.pop()
        for link in sorted(edges.get(here, ())):
            if link not in paths:
                paths[link] = paths[here] + [link]
                queue.append(link)
    return paths


def violations(edges, program, rules):
    found = []
    for target, path in paths_from(edges, program).items():
        for pattern, reason in rules:
            if re.fullmatch(pattern, target):
                found.append(f"{' -> '.join(path)}: {reason}")
    return found


@pytest.fixture(scope="module")
def edges():
    return parse_graph(GRAPH_FILE.read_text())


@pytest.mark.parametrize("program", sorted(FORBIDDEN_LINKS))
def test_program_stays_inside_its_boundary(edges, program):
    assert program in edges, f"{program} is not built"
    assert "onefold_crypto" in paths_from(edges, program), "the walk over the graph found nothing"
    assert violations(edges, program, FORBIDDEN_LINKS[program]) == []


@pytest.mark.parametrize("program", sorted(FORBIDDEN_LINKS))
def test_each_forbidden_edge_would_be_found(edges, program):
    # Negative case: one planted edge per rule, two steps away, through a library the program does link.
    carrier = "onefold_crypto"
    for pattern, reason in FORBIDDEN_LINKS[program]:
        victim = next((t for t in sorted(edges) if re.fullmatch(pattern, t)), None)
        assert victim, f"no target matches {pattern}: the rule has lost its object"
        planted = dict(edges)
        planted[carrier] = edges[carrier] | {victim}
        assert any(reason in v for v in violations(planted, program, [(pattern, reason)]))


def test_nothing_deployed_reaches_the_lab(edges):
    lab = {t for t in edges if t.startswith("onefold_lab") or t == "onefold-lab"}
    for program in FORBIDDEN_LINKS:
        assert not lab & set(paths_from(edges, program))


def test_private_dependencies_of_static_libraries_are_followed():
    graph = parse_graph("a|EXECUTABLE|b|\nb|STATIC_LIBRARY|c|$<LINK_ONLY:c>\nc|STATIC_LIBRARY|d|\n"
                        "d|INTERFACE_LIBRARY||e\n")
    assert set(paths_from(graph, "a")) == set("abcde")


def test_generator_expressions_do_not_hide_a_project_target():
    for line in GRAPH_FILE.read_text().splitlines():
        for link in line.split("|")[2].split(";"):
            plain = re.sub(r"^\$<LINK_ONLY:(.*)>$", r"\1", link)
            assert not ("$<" in plain and "onefold" in plain), f"conditional link to a project target: {line}"
