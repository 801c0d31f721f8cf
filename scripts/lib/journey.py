"""The main journey, played over the robot: find, identify, fill in, hand in, print, follow."""

import json
import pathlib

from harness import ROOT, Failure

CARD = ("079090000123|025123456|Nguyễn Văn An|15011990|Nam|"
        "12 Lý Tự Trọng, Phường Sài Gòn, TP. Hồ Chí Minh|10052021")
# What the chip of that card says, as motcua-card reads it.
CHIP = {"id_number": "079090000123", "old_id_number": "025123456", "name": "Nguyễn Văn An",
        "birth": "15/01/1990", "sex": "Nam", "issued": "10/05/2021", "expires": "15/01/2030",
        "residence": "12 Lý Tự Trọng, Phường Sài Gòn, TP. Hồ Chí Minh"}

# What an invented family answers, by the question's id or its end; else by the question's type.
ANSWERS = {
    "ethnicity": "Kinh",
    "nationality": "Việt Nam",
    "child_name": "Nguyễn Minh Khôi",
    "mother_name": "Lê Thị Mẫu",
    "father_name": "Nguyễn Văn An",
    "mother_birth": "20081992",
    "father_birth": "15011990",
    "father_id": "079090000123",
    "relation": "Con",
    "email": "an@example.vn",
    "page_count": "4",
    "copy_count": "2",
    "workers": "2",
    "document_name": "Bằng tốt nghiệp đại học",
    "issuer_name": "Trường Đại học Mẫu",
    "business_name": "Hộ kinh doanh Mẫu",
    "industries": "Bán lẻ tạp hóa",
}
YEAR_DIGITS = 4  # a date of which no more is known
CHOICES = {"applicant_relation": "father"}  # by the question's id; else the first
EXAMPLES = {
    "text": "Nguyễn Thị Mai",
    "long_text": "Theo hồ sơ kèm theo",
    "date_past": "12032025",
    "date_future": "12032027",
    "phone": "0901234567",
    "id_number": "079301000456",
    "money": "50000000",
    "place": "Phường Sài Gòn",
    "address": "12 Lý Tự Trọng, Phường Sài Gòn, TP. Hồ Chí Minh",
}


def catalogue(code):
    return json.loads((ROOT / "assets" / "catalogue" / f"{code}.json").read_text())


def vietnamese(text):
    return text if isinstance(text, str) else text["vi"]


def example_for(field, own):
    """What an invented citizen answers; first of all what is `own`."""
    for ending, answer in [*own.items(), *ANSWERS.items()]:
        if field["id"] == ending or field["id"].endswith("_" + ending):
            return answer
    if field["type"] == "date":
        return EXAMPLES["date_future" if field.get("date_bound") == "future" else "date_past"]
    if field["type"] == "money":
        return str(field.get("min_dong") or EXAMPLES["money"])
    text = EXAMPLES[field["type"]]
    most = field.get("max_length", 0)
    return text[:most].strip() if most else text


class Journey:
    """Plays it step by step; `tell(name)` is called after each with the screen at rest. `answers`
    go before those that every invented family gives."""

    def __init__(self, world, code, query, card, tell=lambda name: None, answers=None):
        self.world = world
        self.robot = world.robot
        self.code = code
        self.query = query
        self.card = card
        self.tell = tell
        self.answers = answers or {}
        self.fields = {}
        for case in catalogue(code)["cases"]:
            for field in case.get("form", []):
                self.fields.setdefault(vietnamese(field["label"]), field)

    def rest(self, name):
        self.robot.idle()
        self.tell(name)

    def find(self):
        robot = self.robot
        self.tell("home")
        robot.tap("home.find")
        robot.wait("search")
        self.rest("search")
        robot.type(self.query)
        self.rest("search-results")
        results = {n["text"]: i for i, n in robot.nodes().items() if i.startswith("search.result.")}
        name = vietnamese(catalogue(self.code)["name"])
        wanted = [i for text, i in results.items() if name in text]
        if not wanted:
            raise Failure(f"'{self.query}' does not find {name}: {list(results)}")
        robot.tap(wanted[0])
        robot.wait("procedure")
        self.rest("procedure")

    def identify(self):
        robot = self.robot
        robot.tap("procedure.hand_in")
        robot.wait("identify")
        self.rest("identify")
        self.world.show_card(self.card)
        self.wait_enabled("identify.next")
        self.world.hide_card()
        self.rest("identified")
        robot.tap("identify.next")
        robot.wait("form")

    def wait_enabled(self, target, tries=400):
        """A press target that a device's answer brings to life."""
        for _ in range(tries):
            node = self.robot.nodes().get(target)
            if node and node["enabled"]:
                return
            self.robot.ask(do="wait", screen="no such screen", timeout_ms=25)
        raise Failure(f"{target} never came to life")

    def question(self, nodes):
        """The field that is asked for now, by its label: earlier ones are shown, too."""
        asked = {n["text"] for n in nodes if n["id"] in ("form.title", "form.question")}
        for label, field in self.fields.items():
            if label in asked:
                return field
        raise Failure(f"no known question on the form: {asked}")

    def choice(self, nodes):
        field = self.question(nodes)
        ids = [c["id"] for c in field["choices"]]
        wanted = CHOICES.get(field["id"])
        return ids.index(wanted) if wanted in ids else 0

    def answer_step(self):
        robot = self.robot
        nodes = robot.tree()["nodes"]
        ids = [n["id"] for n in nodes]
        papers = [i for i in ids if i.startswith("form.paper.")]
        if "form.case.0" in ids:
            robot.tap("form.case.0")
        elif papers:
            for paper in papers:
                robot.tap(paper)
        elif "form.choice.0" in ids:
            robot.tap(f"form.choice.{self.choice(nodes)}")
        elif "form.yes" in ids:
            robot.tap("form.yes")
        elif any(n["role"] == "field" for n in nodes):
            field = self.question(nodes)
            answer = example_for(field, self.answers)
            if field["type"] == "date" and len(answer) == YEAR_DIGITS:
                robot.tap("form.year_only")
            robot.type(answer)

    def fill_in(self, limit=80):
        robot = self.robot
        for step in range(limit):
            if robot.screen() != "form":
                break
            self.answer_step()
            self.rest(f"form-{step + 1:02d}")
            robot.tap("form.next")
            robot.idle()
        if robot.screen() != "review":
            raise Failure(f"the form does not end: {robot.texts()}")
        self.rest("review")

    def hand_in(self):
        robot = self.robot
        robot.tap("review.submit")
        robot.wait("sending")
        self.tell("sending")
        robot.wait("receipt", 30000)
        robot.idle(30000)
        self.tell("receipt")

    def take_receipt(self, path):
        self.robot.device("printer", take=str(path))
        return pathlib.Path(path)

    def finish(self):
        self.robot.tap("receipt.finish")
        self.robot.wait("end")
        self.tell("end")
        self.robot.tap("end.home")
        self.robot.wait("home")
        self.rest("home-again")

    def follow(self, receipt_png):
        """Comes back with the receipt."""
        robot = self.robot
        robot.tap("home.follow")
        robot.wait("scan")
        self.rest("scan")
        robot.device("camera", show=str(receipt_png))
        robot.wait("status")
        robot.device("camera", show="")
        self.rest("status")

    def play(self, receipt_png):
        self.find()
        self.identify()
        self.fill_in()
        self.hand_in()
        self.take_receipt(receipt_png)
        self.finish()
        self.follow(receipt_png)
