"""The chart: reports and results by patient, in SQLite. An update is filed whole or not at all."""

import sqlite3

TABLES = """
CREATE TABLE IF NOT EXISTS report (key TEXT PRIMARY KEY, version INT, redelivery TEXT, patient TEXT, state TEXT, status TEXT, notes TEXT);
CREATE TABLE IF NOT EXISTS result (report TEXT, slot TEXT, value TEXT, status TEXT, state TEXT, marks TEXT, notes TEXT, PRIMARY KEY (report, slot));
CREATE TABLE IF NOT EXISTS notice (report TEXT, version INT, what TEXT, about TEXT);
"""


# Who acted on the older result must be told.
ALARMING = ("corrected", "amended", "cancelled", "entered-in-error")


class Chart:
    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)  # transactions are begun below
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.executescript(TABLES)

    def close(self):
        self.db.close()

    def file(self, update, content):
        """Files an update, unless the chart has it or a newer one: `filed` or `known`."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            outcome = "known"
            if self._is_news(update):
                self._replace(update, content["report"], content.get("retired", []))
                outcome = "filed"
            self.db.execute("COMMIT")
            return outcome
        except BaseException:
            self.db.execute("ROLLBACK")
            raise

    def _is_news(self, update):
        filed = self.db.execute("SELECT version, redelivery FROM report WHERE key = ?", [update["reportKey"]]).fetchone()
        if filed is None or update["version"] > filed["version"]:
            return True
        redelivery = update.get("redelivery")
        return update["version"] == filed["version"] and redelivery is not None and redelivery != filed["redelivery"]

    def _replace(self, update, report, retired):
        key, version = update["reportKey"], update["version"]
        patient = report["patient"]["identifiers"][0]
        owner = f"{patient['scope']}|{patient['value']}"
        before = self.db.execute("SELECT patient, state FROM report WHERE key = ?", [key]).fetchone()
        results = {row["slot"]: row for row in self.db.execute("SELECT slot, value, state FROM result WHERE report = ?", [key])}

        def notify(what, about):
            self.db.execute("INSERT INTO notice VALUES (?, ?, ?, ?)", [key, version, what, about])

        state = state_of(report)
        if before and before["patient"] != owner:
            notify("moved from", before["patient"])
        if before and before["state"] != state:
            notify(f"report {state}", "")
        self.db.execute(
            "INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?, ?)",
            [key, version, update.get("redelivery"), owner, state, report.get("status"), texts(report["notes"])],
        )

        def save(result, result_state):
            value, old = value_of(result), results.get(result["slot"])
            is_other = old and (old["value"], old["state"]) != (value, result_state)
            if is_other and result_state in ALARMING:
                notify(f"result {result_state}", result["slot"])
            row = [key, result["slot"], value, status_of(result), result_state, ",".join(result.get("marks", [])), texts(result["notes"])]
            self.db.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?)", row)

        for result in retired:
            save(result, "entered-in-error")
        for result in report["observations"]:
            save(result, "entered-in-error" if report.get("isWithdrawn") else result_state_of(result))


def state_of(report):
    if report.get("isWithdrawn"):
        return "entered-in-error"
    if report.get("status") == "X" or report.get("orderStatus") == "CA":
        return "cancelled"
    return "active" if report["processingId"] == "P" else "test"


# OBX-11 (HL7 table 0085) and, where that is empty, OBR-25 (table 0123): docs/feed.md, "The status of a result".
STATES = {
    **dict.fromkeys("IO", "registered"),
    **dict.fromkeys("PRS", "preliminary"),
    **dict.fromkeys("FNUV", "final"),
    **dict.fromkeys("AB", "amended"),
    **dict.fromkeys("DW", "entered-in-error"),
    "C": "corrected",
    "X": "cancelled",
}
OF_REPORT = {**STATES, "A": "preliminary", "S": "registered"}


def result_state_of(result):
    said = STATES.get(result["status"], "unknown") if "status" in result else OF_REPORT.get(result.get("reportStatus"), "unknown")
    corrects = "corrects" in result and said in ("final", "unknown")
    return "corrected" if result["isUnmarkedCorrection"] or corrects else said


def status_of(result):
    return result.get("status", result.get("reportStatus"))


def value_of(result):
    unit = result.get("unit") or {}
    name = unit.get("text") or next((coding["code"] for coding in unit.get("codings", [])), None)
    return " ".join(filter(None, ["\n".join(value["text"] for value in result["values"]), name]))


def texts(notes):
    return "\n".join(note["text"] for note in notes)
