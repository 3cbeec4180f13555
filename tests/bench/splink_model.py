"""Splink's side of splink_compare.py: runs inside the virtual environment that holds Splink, one model a process.

    python splink_model.py MODEL OUT_FOLDER SOURCE=FILE.csv …

The settings of each model are those of Splink's public demo for the same data (MODELS says which), so that it runs as its
authors recommend. Every threshold gets a file of entities in the form of `onefold-lab link`. Standard output: one JSON object.
"""
import csv
import json
import pathlib
import sys
import time

import duckdb
import pyarrow
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, __version__, block_on

THREADS = 2
# Time and memory are taken after the first clustering; the others only ask what a better choice would have given.
RECOMMENDED = (0.95, 0.99)
SWEEP_BITS = (-12, -8, -4, -2, 0, 2, 4, 6, 8, 10, 12, 16, 20, 24, 28)
SWEEP_BITS_ONE_TO_ONE = (-12, -6, 0, 6)  # costs gigabytes and ten seconds a threshold on FEBRL 4


def historical():
    """Demo "deduplicate_50k_synthetic"."""
    return {
        "link_type": "dedupe_only", "id": "record_id",
        "blocking": [
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"), block_on("surname", "dob"),
            block_on("first_name", "dob"), block_on("postcode", "first_name"), block_on("postcode", "surname"),
            block_on("dob", "birth_place"), block_on("substr(postcode,1,3)", "dob"),
            block_on("substr(postcode,1,3)", "first_name"), block_on("substr(postcode,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)")],
        "comparisons": [
            cl.ForenameSurnameComparison("first_name", "surname",
                                         forename_surname_concat_col_name="first_name_surname_concat"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True)],
        "derived": "first_name || ' ' || surname as first_name_surname_concat",
        "certain": [block_on("first_name", "surname", "dob"),
                    block_on("substr(first_name,1,2)", "surname", "substr(postcode,1,2)"),
                    block_on("dob", "postcode")],
        "recall": 0.6, "u_pairs": 1e7, "em": [block_on("first_name", "surname"), block_on("dob")]}


SWAPPED = "l.given_name = r.surname and l.surname = r.given_name"


def febrl_birth_date():
    return cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                                    invalid_dates_as_null=True)


def febrl4():
    """Demo "febrl4", its detailed model."""
    return {
        "link_type": "link_only", "id": "rec_id",
        "blocking": [block_on("given_name", "surname"), SWAPPED, block_on("date_of_birth"), block_on("soc_sec_id"),
                     block_on("state", "address_1"), block_on("street_number", "address_1"), block_on("postcode")],
        "comparisons": [
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            febrl_birth_date(),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True)],
        "certain": [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        "recall": 0.8, "u_pairs": 1e7, "em": [block_on("date_of_birth"), block_on("postcode")]}


def febrl3():
    """Demo "febrl3"."""
    return {
        "link_type": "dedupe_only", "id": "rec_id",
        "blocking": [block_on("soc_sec_id"), block_on("given_name"), block_on("surname"), block_on("date_of_birth"),
                     block_on("postcode")],
        "comparisons": [
            cl.NameComparison("given_name"), cl.NameComparison("surname"), febrl_birth_date(),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True)],
        "certain": [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"),
                    f"{SWAPPED} and l.date_of_birth = r.date_of_birth"],
        "recall": 0.9, "u_pairs": 1e7, "em": [block_on("date_of_birth"), block_on("postcode")]}


def without_number(model):
    """The same model without the social security number, which Onefold's schemas of this data do not use."""
    def about(part):
        return "soc_sec_id" in str(getattr(part, "__dict__", part))
    changed = dict(model)
    for part in ("blocking", "comparisons", "certain"):
        changed[part] = [one for one in model[part] if not about(one)]
    return changed


def febrl4_name_dob():
    """No demo has these three fields: comparisons of the demo "febrl4", blocking rules of "febrl3"."""
    return {
        "link_type": "link_only", "id": "rec_id",
        "blocking": [block_on("given_name"), block_on("surname"), block_on("date_of_birth"), SWAPPED],
        "comparisons": [
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            febrl_birth_date()],
        "certain": [block_on("given_name", "surname", "date_of_birth")],
        "recall": 0.6, "u_pairs": 1e7, "em": [block_on("date_of_birth"), block_on("given_name"), block_on("surname")]}


MODELS = {
    "historical": historical, "febrl4": febrl4, "febrl3": febrl3, "febrl4-name-dob": febrl4_name_dob,
    "febrl4-no-ssn": lambda: without_number(febrl4()), "febrl3-no-ssn": lambda: without_number(febrl3())}


def read(path):
    """Trimmed texts; an empty one is missing."""
    with open(path, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = {name.strip(): [row[i].strip() or None for row in rows] for i, name in enumerate(header)}
    return pyarrow.table({name: pyarrow.array(values, pyarrow.string()) for name, values in columns.items()})


def make_linker(model, sources):
    connection = duckdb.connect(config={"threads": THREADS})
    database = DuckDBAPI(connection=connection)
    tables = []
    for name, path in sources.items():
        rows = connection.from_arrow(read(path))
        if "derived" in model:
            rows = rows.project(f"*, {model['derived']}")
        tables.append(database.register(rows, dataset_display_name=name))
    return Linker(tables if len(tables) > 1 else tables[0], SettingsCreator(
        unique_id_column_name=model["id"], link_type=model["link_type"],
        blocking_rules_to_generate_predictions=model["blocking"], comparisons=model["comparisons"]))


def train(model, linker):
    training = linker.training
    training.estimate_probability_two_random_records_match(model["certain"], recall=model["recall"])
    training.estimate_u_using_random_sampling(max_pairs=model["u_pairs"], seed=1)
    for rule in model["em"]:
        training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)


def write_entities(model, clusters, sources, path):
    table = clusters.as_pyarrow_table()
    names = table["source_dataset"].to_pylist() if "source_dataset" in table.column_names else \
        [next(iter(sources))] * table.num_rows
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source", "record_id", "entity_id"])
        writer.writerows(zip(names, table[model["id"]].to_pylist(), table["cluster_id"].to_pylist()))


def peak_rss_mib():
    status = pathlib.Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def main():
    began = time.monotonic()
    model = MODELS[sys.argv[1]]()
    folder = pathlib.Path(sys.argv[2])
    sources = dict(argument.split("=", 1) for argument in sys.argv[3:])
    linker = make_linker(model, sources)
    train(model, linker)
    predictions = linker.inference.predict()
    files = {}

    def save(name, clusters):
        files[name] = str(folder / f"splink-{len(files)}.csv")
        write_entities(model, clusters, sources, files[name])

    def components(**threshold):
        return linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, **threshold)

    def one_to_one(**threshold):
        return linker.clustering.cluster_using_single_best_links(
            predictions, duplicate_free_datasets=list(sources), **threshold)

    for probability in RECOMMENDED:
        save(f"{probability}", components(threshold_match_probability=probability))
        if len(files) == 1:
            seconds, peak = time.monotonic() - began, peak_rss_mib()
    for bits in SWEEP_BITS:
        save(f"{bits} bits", components(threshold_match_weight=bits))
    if model["link_type"] == "link_only":
        for bits in SWEEP_BITS_ONE_TO_ONE:
            save(f"{bits} bits, one to one", one_to_one(threshold_match_weight=bits))
    pairs = predictions.query_sql("select count(*) as n from {this}").as_record_list()[0]["n"]
    print(json.dumps({"version": __version__, "entities": files, "seconds": round(seconds, 1), "peak_rss_mib": peak,
                      "pairs": pairs}))


if __name__ == "__main__":
    main()
