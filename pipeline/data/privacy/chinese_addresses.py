"""Chinese addresses: a road with a number, a house with two parts of it, a village below its county.

The pattern finds the end of an address, which is sharp; the beginning is then sought backwards, in bounded steps.
"""

import re
from collections.abc import Iterator

from pipeline.data.privacy.kinds import Need, PersonalKind, Rule, before

_HAN = "[一-龥]"
_COUNT = "(?:[0-9]{1,5}|[一二三四五六七八九十百零〇]{1,6})"
_PART = (
    rf"(?:[A-Za-z]?{_COUNT}[A-Za-z]?(?:[-~][0-9]{{1,5}}){{0,2}} ?"
    r"(?:号院|号楼|号|弄|栋|幢|座|楼|单元|室|层|房|门|户|支弄)"
    r"|[A-Za-z][座栋幢])"
)
_ROOM = r"(?:[A-Za-z]?[0-9]{1,4}(?:-[0-9]{1,4}){0,2}(?:室|号|房)?(?![0-9A-Za-z.:年月日元点分个次块单层楼栋幢]))"
_BUILDING = (
    rf"(?:{_HAN}{{1,8}}?(?:小区|花园|家园|新村|公寓|大厦|广场|中心|产业园|科技园|工业园|大楼|宿舍|写字楼|院|苑|园|厦))"
)
_TAIL = rf"(?:(?: ?,? ?{_PART}){{0,6}}(?:{_BUILDING}(?: ?{_PART}){{0,5}})?{_ROOM}?)"
_ROAD = re.compile(
    rf"(?<={_HAN})(?:路|大街|街|大道|道|巷|弄|胡同|里|科技园|工业园|段)(?:[东南西北中]?{_COUNT}段|[东南西北中]段?)?"
    rf" ?[A-Za-z]?{_COUNT}(?:[-~][0-9]{{1,5}})? ?(?:号院|号楼|号|弄|院|巷)(?![线机车字码文公令床桌馆店站])"
    rf"{_TAIL}"
)
_ESTATE = re.compile(
    rf"(?<={_HAN})(?:小区|花园|家园|新村|公寓|大厦|广场|中心|大楼|写字楼|苑|府|城|湾|园|里|庭|居|村)"
    rf"(?:[一二三四五六七八九东西南北]区|[一二三四五六七八九0-9]{{1,2}}期)?"
    rf" ?{_PART}(?P<more>(?: ?{_PART}){{0,4}}{_ROOM}?)"
)
_VILLAGE = re.compile(
    rf"(?:镇|乡|街道)(?:(?![的和与及农乡各山]){_HAN}){{1,5}}?(?:村|屯|庄|寨)(?:{_COUNT}(?:组|队|社|号|户))?"
)
_HALL = re.compile(
    rf"(?<={_HAN})(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})(?:号楼|号宿舍|号公寓|宿舍楼|公寓楼|栋|舍)(?:{_PART}|{_ROOM})"
)
_NO_ROAD = re.compile(
    r"(?:公|线|电|道|思|出|走|套|铁|网|门|一|半|马|回|油|气|水|迷|丝|后|退|销|通|几|条)路$"
    r"|(?:逛|上|街|管|频|知|味|轨|渠|通|赛|跑|报|难|隧|说|想|遇)(?:道|街)$"
    r"|(?:公|那|这|哪|家|手|心|店|车|夜|城|嘴|眼|屋|院|群|包|箱|年|月|表|句|文|片)里$|(?:阶|时|手|片|路|地)段$"
)
_LEAD = re.compile(
    r"地址|住址|位于|改成|改为|快递放|快递|收货|取件点|老家|我家|家住|宿舍|救护车|公司|门店|单位|籍贯|户籍|后面|远处|旁边|附近|只有|中标|包括"
    r"|[在到去往至从给寄送是离找于为与的了住对将被]|(?<!自)由|和(?![平睦谐田])"
)
_PROVINCE = re.compile(
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|(?<!长)江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    "|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_MARK = re.compile("[省市县区旗镇乡州]")
_MOST_BEFORE, _MOST_ROAD, _MOST_REGION = 40, 4, 4


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    found = [*_roads(text), *_estates(text), *_villages(text), *_halls(text)]
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end


def _roads(text: str) -> Iterator[tuple[int, int]]:
    for match in _ROAD.finditer(text):
        word = re.match("路|大街|街|大道|道|里|段", match.group())
        if word is None or not _NO_ROAD.search(before(text, match.start(), 3) + word.group()):
            start, _ = _beginning(text, match.start())
            if start < match.start():
                yield start, match.end()


def _estates(text: str) -> Iterator[tuple[int, int]]:
    """One part of a house alone is a place people speak of (the fifth floor of a mall): two, or a region before it."""
    for match in _ESTATE.finditer(text):
        start, in_region = _beginning(text, match.start())
        if start < match.start() and (match["more"] or (in_region and match.group()[-1] != "号")):
            yield start, match.end()


def _villages(text: str) -> Iterator[tuple[int, int]]:
    for match in _VILLAGE.finditer(text):
        start, in_region = _beginning(text, match.start())
        if in_region:
            yield start, match.end()


def _halls(text: str) -> Iterator[tuple[int, int]]:
    for match in _HALL.finditer(text):
        start, _ = _beginning(text, match.start())
        yield start, match.end()


def _beginning(text: str, core: int) -> tuple[int, bool]:
    """Return where an address begins whose core stands at `core`, and whether a province, town or county is in it."""
    run = _trailing_han(before(text, core, _MOST_BEFORE))
    for lead in list(_LEAD.finditer(run))[::-1]:
        if not _MARK.search(run, 1, lead.start()):  # behind a region, such a character is a part of a name
            run = run[lead.end() :]
            break
    run = run.lstrip(" ")
    mark = _MARK.search(run, 1)
    province = _PROVINCE.search(run, 0, mark.start() if mark else len(run))
    if province:
        return core - len(run) + province.start(), mark is not None or len(run) > province.end()
    if mark:
        return core - len(run) + max(0, mark.start() - _MOST_REGION), True
    return core - min(len(run), _MOST_ROAD), False


def _trailing_han(text: str) -> str:
    start = len(text)
    while start and ("一" <= text[start - 1] <= "龥" or text[start - 1] == " "):
        start -= 1
    return text[start:]


RULES = (Rule(PersonalKind.ADDRESS, _addresses, Need.HAN),)
