"""Each kind of personal data is found as it is written, and what only looks like it is left alone."""

import pytest

from pipeline.data.privacy.kinds import PersonalKind
from pipeline.data.privacy.search import find

FOUND = [
    ("phone", "13800271946", "请打13800271946谢谢"),
    ("phone", "+86 138-1234-5678", "+86 138-1234-5678"),
    ("phone", "１３８００２７１９４６", "电话１３８００２７１９４６。"),
    ("phone", "0571-87652310", "座机0571-87652310转3"),
    ("phone", "(415) 555-0137", "call (415) 555-0137 now"),
    ("phone", "+44 7700 900273", "ring +44 7700 900273"),
    ("phone", "一三八零零二七一九四六", "加我一三八零零二七一九四六"),
    ("email", "a.b+c@example.com", "mail <a.b+c@example.com>."),
    ("email", "li＠example.cn", "邮箱li＠example.cn有误"),
    ("email", "lan2hai at example dot com", "write lan2hai at example dot com"),
    ("id_card", "110199198804123356", "身份证110199198804123356号"),
    ("id_card", "11019919880412335６", "身份证11019919880412335６"),
    ("id_card", "430199650718203", "老身份证430199650718203"),
    ("bank_card", "4111 1111 1111 1111", "card 4111 1111 1111 1111 declined"),
    ("bank_card", "378282246310005", "amex 378282246310005"),
    ("iban", "DE89 3704 0044 0532 0130 00", "to DE89 3704 0044 0532 0130 00 today"),
    ("iban", "gb82west12345698765432", "IBAN gb82west12345698765432"),
    ("ssn", "219-45-6187", "SSN 219-45-6187"),
    ("passport", "E82714409", "护照号E82714409过期"),
    ("passport", "533104872", "passport no. 533104872"),
    ("plate", "京A·8K372", "车牌京A·8K372的车"),
    ("plate", "鄂AD66720", "新能源鄂AD66720"),
    ("ip", "113.87.162.45", "登录IP113.87.162.45不是我"),
    ("ip", "2001:db8::8a2e:370", "host 2001:db8::8a2e:370 down"),
    ("account", "haizi2046", "加V haizi2046"),
    ("account", "274410982", "QQ：274410982"),
    ("address", "杭州市西湖区文三路478号3幢502室", "送到杭州市西湖区文三路478号3幢502室"),
    ("address", "742 Birchwood Avenue, Springfield, IL 62704", "to 742 Birchwood Avenue, Springfield, IL 62704"),
    ("name", "张伟", "客服张伟态度好"),
    ("name", "欧阳雪", "联系人：欧阳雪"),
    ("name", "杨女士", "杨女士您好"),
    ("name", "何秀兰", "何秀兰，13800271946"),
    ("name", "Harrison", "Mr. Harrison said so"),
    ("name", "John Whitfield", "patient John Whitfield complains"),
]
NOT_FOUND = [
    "订单号202403180017725591，三天了",
    "运单SF1390027716482",
    "净利润177550392.49元",
    "2024-03-18 13:56:12 paid 138.00",
    "客服热线400-820-8820占线",
    "Version 10.2.14.3 crashes",
    "subnet 255.255.255.0 and 127.0.0.1",
    "ISBN 978-7-111-54742-6",
    "material E12345678 is discontinued",
    "身份证110199198804123357",  # a wrong check digit
    "身份证110199198813323358",  # no such day
    "card 4111 1111 1111 1112",
    "IBAN DE89 3704 0044 0532 0130 01",
    "left@1.3.0 and 3@9.99",
    "look at example dot org style guides",
    "12:30:45 and 00:1A:2B:3C:4D:5E",
    "川A6级考试，粤B班",
    "荣耀手机比李宁的跑鞋好",
    "客服周一才上班，患者方便时再来，医生马上到",
    "班主任老师安排作业，对方经理不在",
    "中山路堵车，一号楼电梯坏了",
    "Mr. Muscle and Dr. Pepper, Dear Customer Service",
    "24 Hour Fitness, 4 Way Stop",
    "Calvin Klein jeans, Patient Portal",
]


# fails if: is_bank_card, is_resident_id or is_iban returns True for every number; or `_EDGE` in phones uses \b
@pytest.mark.parametrize(("kind", "value", "text"), FOUND)
def test_personal_data_is_found_with_its_kind_and_its_exact_place(kind: str, value: str, text: str) -> None:
    found = find(text)
    assert (PersonalKind(kind), value) in [(each.kind, each.value) for each in found]
    assert all(text[each.start : each.end] == each.value for each in found)


# fails if: the check digit of a card, an IBAN or an identity card is not looked at, or the words list is emptied
@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_personal_data_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_a_name_of_the_callers_list_is_found_bare_but_not_inside_another_word() -> None:
    names = ("Ashok", "林思远")
    assert [each.value for each in find("ASHOK和林思远说", names=names)] == ["ASHOK", "林思远"]
    assert find("Ashokan weavers", names=names) == []


def test_a_long_list_of_names_is_searched_in_one_walk() -> None:
    names = [f"Given{number} Family{number}" for number in range(5000)]
    assert [each.value for each in find("it was Given77 Family77 again", names=names)] == ["Given77 Family77"]


# fails if: Offsets.original returns its arguments for every text
def test_places_are_those_of_the_text_where_folding_makes_it_longer() -> None:
    text = "㈱㋿😀ﬃ 电话１３８００２７１９４６，㍿ a＠example.com"
    assert [(text[each.start : each.end], each.kind) for each in find(text)] == [
        ("１３８００２７１９４６", PersonalKind.PHONE),
        ("a＠example.com", PersonalKind.EMAIL),
    ]
