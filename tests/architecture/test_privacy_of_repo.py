"""What is published tells nothing of the machine it was written on, and sends nobody to a registry."""

import re

from tests.architecture.tree import ROOT, own_files

FOLDERS = re.compile(r"(?<![\w.~-])/(?:work|root|Users)/\w|(?<![\w.~-])/home/(?!user\b)\w")
# Put together here, so that this file does not name them either.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
        ("download", "pytorch", "org"),
        ("mirrors", "aliyun", "com"),
        ("tuna", "tsinghua", "edu"),
    )
]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in own_files():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a font, a picture, a table in another encoding
    return found


# fails if: a path below a home folder is written into any file
def test_no_file_names_a_folder_of_a_developers_machine() -> None:
    assert {name: found.group() for name, text in texts() if (found := FOLDERS.search(text))} == {}


# fails if: the address of a package registry is written into the README
def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert {name: host for name, text in texts() for host in HOSTS if host in text} == {}
