"""E-mail and IP addresses, and the ids of WeChat and QQ."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from pipeline.data.privacy.kinds import Need, PersonalKind, Rule, after, before

_LOCAL = re.compile(r"[A-Za-z0-9_%+][A-Za-z0-9._%+'-]{0,63}$")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9@])")
_TLD = "(?:com|cn|net|org|edu|gov|io|co|uk|de|fr|jp|hk|tw|info|me)"
_SPELLED = re.compile(
    r"(?<![A-Za-z0-9._+-])(?P<local>[A-Za-z0-9][A-Za-z0-9._+-]{1,39}(?: dot [A-Za-z0-9]{1,20})?)"
    rf"(?: ?[(\[{{<] ?(?:at|@) ?[)\]}}>] ?(?P<a>[A-Za-z0-9-]{{2,40}})(?: ?\.| ?[(\[]?dot[)\]]? ?| dot )(?P<b>{_TLD})"
    rf"| at (?P<c>[A-Za-z0-9-]{{2,40}}) dot (?P<d>{_TLD})(?: dot {_TLD})?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_MAIL_CUE = re.compile(r"(?:mail|reach me at|contact|邮箱|邮件|发到|发给|给|联系)[ :是]{0,3}$", re.IGNORECASE)
_V4 = re.compile(r"(?<![0-9.])(?:(?<![A-Za-z_-])|(?<=[Ii][Pp]))(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9A-Za-z_]|\.[0-9])")
_V6 = re.compile(r"(?<![0-9A-Za-z_:.])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Za-z_:])")
_IP_CUE = re.compile(
    r"(?<![A-Za-z])(?:ip|host|server|address|client|from|login)(?![A-Za-z])|服务器|登录|地址|名单|封"
    r"|防火墙|网关|放行|内网|(?<![A-Za-z])(?:ssh|ping|gateway|firewall)(?![A-Za-z])",
    re.IGNORECASE,
)
_NO_IP_CUE = re.compile(
    r"(?:version|release|firmware|build|upgraded? to|subnet|mask"
    r"|drivers?|(?<![A-Za-z])v(?:er)?\.?|版本号?|固件|掩码|升级[到至]?|更新[到至]?)[ :为是]{0,3}$",
    re.IGNORECASE,
)
_CLEAR_OCTET = 64  # versions rarely count as far
_LEAST_HEX = 3  # digits of one group at least: 3:2::6:4 is a ratio
_WECHAT = r"微信|维信|薇信|徽信|威信|薇|(?<![A-Za-z])(?:weixin|wechat|vx|wx|v信)|(?:[加➕+我]|加我) ?[Vv]"
_ACCOUNT = re.compile(
    rf"(?:(?P<wechat>{_WECHAT})|(?P<qq>(?<![A-Za-z])qq|扣扣|企鹅号?))"
    r"(?P<link>(?: ?(?:号码?|账号|帐号|[Ii][Dd]|number|no\.?))?(?: is)?[ :=❤♥\ufe0f是为,]{0,4})"
    r"(?P<id>[A-Za-z][A-Za-z0-9_-]{5,19}|[1-9][0-9]{4,10})(?![A-Za-z0-9_@-])",
    re.IGNORECASE,
)
_ACCOUNT_HINT = re.compile("[微维薇徽威扣企加➕+我]|[Qq][Qq]|[Ww][Ee]|[VvWw][Xx信]")
_PLAIN_WORD = re.compile("[A-Za-z]+")
_LINK = re.compile("[:=号]|id|is|no", re.IGNORECASE)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    at = text.find("@")
    last = 0
    while at >= 0:
        local = _LOCAL.search(before(text, at, 64))
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and at - len(local.group()) >= last:
            yield at - len(local.group()), domain.end()
            last = domain.end()
        at = text.find("@", at + 1)


def _spelled_emails(text: str) -> Iterator[tuple[int, int]]:
    for match in _SPELLED.finditer(text):
        spoken = match["c"] is not None
        clear = bool(re.search("[0-9._]| dot ", match["local"])) or bool(
            _MAIL_CUE.search(before(text, match.start(), 16))
        )
        if clear or not spoken:
            yield match.span()


def _ips(text: str) -> Iterator[tuple[int, int]]:
    for match in _V4.finditer(text):
        if _is_v4(match.group(), before(text, match.start(), 24), after(text, match.end(), 1)):
            yield match.span()


def _is_v4(number: str, context: str, following: str) -> bool:
    try:
        address = IPv4Address(number)
    except AddressValueError:
        return False
    octets = address.packed
    if not 0 < octets[0] < 224 or octets[0] == 127 or _NO_IP_CUE.search(context) or following in ("-", "_"):
        return False
    return max(octets) >= _CLEAR_OCTET or bool(_IP_CUE.search(context))


def _v6(text: str) -> Iterator[tuple[int, int]]:
    for match in _V6.finditer(text):
        try:
            address = IPv6Address(match.group())
        except AddressValueError:
            continue
        groups = match.group().split(":")
        if max(map(len, groups)) >= _LEAST_HEX and not address.is_loopback and any(map(str.isdigit, match.group())):
            yield match.span()


def _accounts(text: str) -> Iterator[tuple[int, int]]:
    if not _ACCOUNT_HINT.search(text):
        return
    for match in _ACCOUNT.finditer(text):
        number, linked = match["id"], bool(_LINK.search(match["link"]))
        if number.isdigit():
            clear = match["qq"] is not None or linked
        else:
            clear = match["wechat"] is not None and (linked or not _PLAIN_WORD.fullmatch(number))
        if clear:
            yield match.span("id")


EMAIL_RULES = (Rule(PersonalKind.EMAIL, _emails), Rule(PersonalKind.EMAIL, _spelled_emails))
IP_RULES = (Rule(PersonalKind.IP, _ips, Need.NUMBER), Rule(PersonalKind.IP, _v6, Need.NUMBER))
ACCOUNT_RULES = (Rule(PersonalKind.ACCOUNT, _accounts),)
