"""Personal data of an invented family that stands nowhere else, and every form it could lie in."""

import base64
import unicodedata

ID_NUMBER, OLD_NUMBER, NAME, STREET = ("079090777123", "025777456", "Quoạch Thị Ngoãn",
                                       "97 Hẻm Rẫy Khoảnh")
CARD = (f"{ID_NUMBER}|{OLD_NUMBER}|{NAME}|15011990|Nữ|"
        f"{STREET}, Phường Sài Gòn, TP. Hồ Chí Minh|10052021")
# What is laid on the chip reader, beside what the code says.
CHIP = {"id_number": ID_NUMBER, "old_id_number": OLD_NUMBER, "name": NAME, "birth": "15/01/1990",
        "sex": "Nữ", "issued": "10/05/2021", "expires": "15/01/2030",
        "residence": f"{STREET}, Phường Sài Gòn, TP. Hồ Chí Minh", "proof": "chip"}
# What is typed, by the question's id or its end (scripts/lib/journey.py).
ANSWERS = {
    "child_name": "Quoạch Ngoạn Khuể",
    "mother_name": "Ngụy Thị Huyễn",
    "father_name": "Quoạch Vĩnh Khuê",
    "mother_id": "079390777321",
    "father_id": "079090777654",
    "birth_place": "31 Ngõ Quẹo Thuỗn",
    "residence": "58 Hẻm Giẻnh Khoẳm",
    "phone": "0987612743",
    "email": "khuequoach@example.vn",
}
# The last nine digits are what the chip's machine-readable zone has.
_TEXTS = [ID_NUMBER, ID_NUMBER[3:], OLD_NUMBER, NAME, STREET, *ANSWERS.values()]
_WORD = 6  # letters of a word that is looked for by itself, so that a cut text is found, too


def folded(text):
    """As a search index or a file name would have it."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def grouped(number):
    """As screens show numbers: in groups of three, or of four and threes."""
    yield " ".join(number[i:i + 3] for i in range(0, len(number), 3))
    yield f"{number[:4]} {number[4:7]} {number[7:]}"


def _pieces():
    for text in _TEXTS:
        yield text
        if text.isdigit():
            yield from grouped(text)
        else:
            yield from (w for w in text.split() if len(unicodedata.normalize("NFD", w)) >= _WORD)


def _base64(data):
    """What of a text shows in base64, however many bytes stand before it."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + data)
        start = -(-before * 8 // 6)
        yield coded[start:(before + len(data)) * 8 // 6]


def _spelled(piece):
    for case in (piece, piece.upper(), piece.lower()):
        yield from {unicodedata.normalize("NFC", case), unicodedata.normalize("NFD", case)}


def _encoded(text):
    yield text.encode()
    yield text.encode("utf-16-le").replace(b"\0", b"")  # and UTF-32: see squeezed()
    yield "".join(c if c < "\x7f" else f"\\u{ord(c):04x}" for c in text).encode()


def marks():
    """Every form of all of it."""
    found = set()
    for piece in set(_pieces()):
        for text in _spelled(piece):
            found.update(_encoded(text))
            found.update(_base64(text.encode()))
        words = folded(piece).split()
        if len(words) > 1 and not piece.isascii():  # one alone may be a word of others
            plain = " ".join(words)
            zone = f"{words[0]}<<{'<'.join(words[1:])}".upper()  # machine-readable, ICAO Doc 9303
            found.update(text.encode() for text in (plain, plain.upper(), plain.lower(), zone))
    return {mark for mark in found if len(mark) >= 6}


def squeezed(content):
    """Without NULs: UTF-16 and UTF-32 become one form, and nothing is hidden by padding."""
    return content.replace(b"\0", b"")
