"""Tables as people have them, in a real browser: a GBK file, a workbook, a million rows; masked, added to, cleaned."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from pipeline.domain.dataset import Dataset
from pipeline.store.workspace import Workspace
from pipeline.workflow import data, uploads
from tests.builders import a_project, csv_of, weather_csv
from tests.journeys.browser import Server, Visitor, visit

MILLION = 1_000_000
FAULTS = ("水泵漏油", "电机过热", "皮带断裂", "仪表失灵", "阀门卡住")


def dataset_of(ws: Workspace) -> Dataset:
    (project,) = ws.projects.all()
    dataset = data.dataset(ws, project.id)
    assert dataset is not None
    return dataset


def bring(visitor: Visitor, path: Path) -> None:
    visitor.open("data")
    visitor.upload("data_upload", path)
    visitor.at("data_create").wait_for()


def pick(visitor: Visitor, question: str, words: str) -> None:
    """Answer a question by the card on which these words of the person's own stand."""
    card = visitor.at(question).locator('[class*="st-key-card_"]').filter(has_text=words)
    card.locator("button").click()
    visitor.settled()


@pytest.mark.timeout(300)
def test_a_gbk_file_is_three_actions_from_its_first_text_to_label(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: the bytes are read as something else, or a page is put between
    server = serve()
    path = tmp_path / "设备.csv"
    rows = "".join(f"{i},{FAULTS[i % 5]}，第{i}号设备\n" for i in range(60))
    path.write_bytes(f"编号,文本\n{rows}".encode("gb18030"))
    with visit(browser, server, locale="zh-CN") as visitor:
        bring(visitor, path)
        visitor.sees("GB18030")
        visitor.at("data_labels").locator("input").fill("机械，电气")
        visitor.press("data_create")
        visitor.at("data_next").wait_for()
        visitor.press("data_next")
        expect(visitor.page.locator(".queue .text p").first).to_contain_text(re.compile("|".join(FAULTS)))
    ws = Workspace(server.folder)
    assert dataset_of(ws).source.encoding == "gb18030"
    ws.close()


@pytest.mark.timeout(300)
def test_where_a_file_has_two_readings_the_persons_own_lines_decide(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: a file of two readings is read by the first one without a word
    server = serve()
    path = tmp_path / "two.csv"
    plain = "".join(f"a plain row {i},{i % 2}\n" for i in range(20))
    path.write_bytes(f"text,label\n{plain}天气好,0\n".encode("gb18030"))
    with visit(browser, server, locale="en-US") as visitor:
        bring(visitor, path)
        expect(visitor.at("data_create").locator("button")).to_be_disabled()
        pick(visitor, "question_encoding", "天气好")
        visitor.press("data_create")
        visitor.at("data_next").wait_for()
    ws = Workspace(server.folder)
    dataset = dataset_of(ws)
    assert data.page(ws, dataset.project_id, offset=20).rows[0][0] == "天气好"
    ws.close()


@pytest.mark.timeout(300)
def test_of_a_workbook_the_chosen_sheet_is_brought(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: the first sheet is taken whatever was chosen
    server = serve()
    path = tmp_path / "pumps.xlsx"
    path.write_bytes(a_workbook("May", "June"))
    with visit(browser, server, locale="en-US") as visitor:
        bring(visitor, path)
        visitor.sees("Which table do you mean?")
        visitor.at("question_sheet").get_by_text("June", exact=True).click()
        visitor.sees("pumps.xlsx · Excel · June")
        visitor.press("data_create")
        visitor.at("data_next").wait_for()
    ws = Workspace(server.folder)
    dataset = dataset_of(ws)
    assert (dataset.source.sheet, dataset.n_rows) == ("June", 40)
    ws.close()


def a_workbook(*names: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name in names:
        sheet = book.create_sheet(name)
        sheet.append(["text", "label"])
        for i in range(40):
            sheet.append([f"{name}: the pump number {i} leaks", "ab"[i % 2]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.timeout(600)
def test_a_million_rows_are_sent_in_pieces_read_in_the_background_paged_and_searched(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: the page waits for the import, or a page or a search reads the whole table into the browser
    server = serve()
    path = tmp_path / "million.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("编号,文本\n")
        file.writelines(f"{i},{FAULTS[i % 5]}第{i}号\n" for i in range(MILLION))
    with visit(browser, server, locale="zh-CN") as visitor:
        visitor.open("data")
        visitor.at("data_upload_larger").locator("summary").click()
        send_in_pieces(visitor, path)
        visitor.at("data_create").wait_for(timeout=60_000)
        visitor.sees(re.compile(r"约 \S+ 行"))
        visitor.press("data_create")
        visitor.sees("正在读入表格")
        visitor.page.reload()  # the import does not notice
        visitor.at("data_next").wait_for(timeout=400_000)
        visitor.sees("1,000,000 行")
        search = visitor.page.get_by_placeholder("在行中搜索")
        search.fill("第123456号")
        search.press("Enter")
        visitor.sees(re.compile("共 1 行|找到 1 行"))
    ws = Workspace(server.folder)
    assert dataset_of(ws).n_rows == MILLION
    assert not list((server.folder / uploads.UPLOADS).glob("*[!e]"))  # what was sent moved to the import
    ws.close()


def send_in_pieces(visitor: Visitor, path: Path) -> None:
    with visitor.page.expect_file_chooser() as chooser:
        visitor.page.locator(".upload .choose").click()
    chooser.value.set_files(path)


@pytest.mark.timeout(300)
def test_a_file_above_the_limit_is_told_so_before_it_is_sent(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: the browser asks the server only after it has sent
    server = serve()
    ws = Workspace(server.folder)
    uploads.set_limit_bytes(ws, 1_000_000)
    path = tmp_path / "large.csv"
    path.write_bytes(b"text\n" + b"x" * 2_000_000)
    with visit(browser, server, locale="en-US") as visitor:
        sent: list[str] = []
        visitor.page.on("request", lambda request: sent.append(request.url) if "/uploads" in request.url else None)
        visitor.open("data")
        visitor.at("data_upload_larger").locator("summary").click()
        send_in_pieces(visitor, path)
        visitor.sees("“large.csv” has 2 MB; the limit here is 1.0 MB. Nothing was sent.")
        assert sent == []
    ws.close()


@pytest.mark.timeout(300)
def test_an_upload_goes_on_after_the_network_was_away(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: piecewise_upload.js gives up at once, or skips the piece whose answer was lost
    server = serve()
    path = tmp_path / "pumps.csv"
    path.write_bytes(csv_of(["text"], [[f"the pump number {i} leaks oil {'again ' * 20}"] for i in range(150_000)]))
    with visit(browser, server, locale="en-US") as visitor:
        visitor.open("data")
        visitor.at("data_upload_larger").locator("summary").click()
        lost: list[str] = []

        def lose(route: object) -> None:
            if not lost:
                lost.append("one")
                route.fetch()  # type: ignore[attr-defined] - it arrives, its answer does not
                route.abort()  # type: ignore[attr-defined]
            else:
                route.continue_()  # type: ignore[attr-defined]

        visitor.page.route(re.compile(r"/uploads/.*offset=8"), lose)
        send_in_pieces(visitor, path)
        visitor.at("data_create").wait_for(timeout=60_000)
        visitor.console_errors.clear()  # the network was away: the browser says so
        assert lost == ["one"]
    (arrived,) = [each for each in (server.folder / uploads.UPLOADS).iterdir() if each.suffix != ".name"]
    assert arrived.read_bytes() == path.read_bytes()


@pytest.mark.timeout(300)
def test_what_is_personal_is_masked_before_anything_is_stored(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: the file itself is kept, or a number stands in any file of the workspace
    server = serve()
    path = tmp_path / "calls.csv"
    rows = [[f"please call 139123400{i:02d} about pump {i}", "ab"[i % 2]] for i in range(40)]
    path.write_bytes(csv_of(["text", "label"], rows))
    with visit(browser, server, locale="en-US") as visitor:
        bring(visitor, path)
        visitor.sees("40 telephone numbers")
        visitor.page.get_by_text("Mask personal data before anything is stored").last.click()
        visitor.settled()
        visitor.press("data_create")
        visitor.at("data_next").wait_for()
        visitor.sees("Personal data was masked before anything was stored: 40 telephone numbers.")
    stored = [each for each in server.folder.rglob("*") if each.is_file()]
    assert [each.name for each in stored if b"139123400" in each.read_bytes()] == []


@pytest.mark.timeout(300)
def test_rows_are_added_cleaned_and_the_cleaning_taken_back(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: a second file adds what is there, or a step that was taken back still holds
    server = serve()
    ws = Workspace(server.folder)
    rows = [[str(i), f"<p>第{i}条文本&amp;说明</p>", "01"[i % 2]] for i in range(40)]
    project = a_project(ws, csv_of(["编号", "文本", "标签"], rows))
    more = tmp_path / "more.csv"
    more.write_bytes(csv_of(["编号", "文本", "标签"], [*rows[:10], *([str(i), f"新的第{i}条", "0"] for i in range(5))]))
    with visit(browser, server, locale="en-US") as visitor:
        visitor.open("data", project=project.id)
        visitor.at("appending").locator("summary").first.click()
        visitor.upload("append_upload", more)
        visitor.at("append_add").wait_for()
        visitor.press("append_add")
        visitor.sees("5 new, 10 known, 0 changed.")
        visitor.at("cleaning").locator("summary").first.click()
        row = visitor.at("cleaning_row_markup")
        row.get_by_text("See 5 examples").click()
        expect(row.locator("mark").first).to_contain_text("<p>")
        row.get_by_text("Remove HTML").click()
        visitor.settled()
        visitor.press("cleaning_apply")
        visitor.until(lambda: "markup" in dataset_of(ws).cleaning)
        visitor.press("data_change_back")
        visitor.until(lambda: "markup" not in dataset_of(ws).cleaning)
        assert dataset_of(ws).n_rows == 45
    ws.close()


@pytest.mark.timeout(300)
def test_a_table_in_progress_can_be_stopped_and_brought_again(
    browser: Browser, serve: Callable[..., Server], tmp_path: Path
) -> None:
    # fails if: a stopped import leaves a page without a way on
    server = serve()
    folder = server.folder / "incoming"
    folder.mkdir(exist_ok=True)
    with (folder / "large.csv").open("w", encoding="utf-8") as file:
        file.write("text\n")
        file.writelines(f"the pump number {i} leaks oil and is repaired again\n" for i in range(1_000_000))
    with visit(browser, server, locale="en-US") as visitor:
        visitor.open("data")
        visitor.at("data_upload_larger").locator("summary").click()
        choose_server_file(visitor, "large")
        visitor.settled()
        visitor.press("data_upload_server_take")
        visitor.press("data_create")
        visitor.press("import_stop")
        visitor.at("import_bring").wait_for(timeout=90_000)
        visitor.press("import_bring")
        bring(visitor, _small(tmp_path))
        visitor.press("data_create")
        visitor.at("data_next").wait_for()
    ws = Workspace(server.folder)
    assert dataset_of(ws).n_rows == 40
    assert (folder / "large.csv").exists()
    ws.close()


def choose_server_file(visitor: Visitor, name: str) -> None:
    """Type into the box until its list opens: a page that is drawn again closes it."""
    box, option = visitor.at("data_upload_server").locator("input"), visitor.page.get_by_role("option").first

    def opened() -> bool:
        box.click()
        box.fill(name)
        visitor.page.wait_for_timeout(500)
        return option.is_visible()

    visitor.until(opened)
    option.click()


def _small(folder: Path) -> Path:
    path = folder / "small.csv"
    path.write_bytes(weather_csv(40))
    return path
