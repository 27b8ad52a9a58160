"""What goes where something good was to be: once a fault of something, somewhere."""

MARK = "zqmark"  # stands in whatever is typed, and never in a log
ODD = (
    "", " ", "0", "-1", "1.5", "1e309", "NaN", "٣", "2147483648", "9223372036854775808", "9" * 5000, "true", "null", "[]",
    "\0", "a\0b", "\ud800", "\ufffe", "\u202eabc", "\u200d", "a\u0301" * 50, "\x1b[31m", "\r\nSet-Cookie: a=b", "\t", "\u2028",
    "'\"><script>alert(1)</script>", "%s %n %(x)s {0} {x!r} ${x}", "{{7*7}}", "=1+1", "../../etc/passwd", "//evil.example/",
    "http://[", "https://evil.example/", "javascript:alert(1)", "a" * 300, "ж" * 70_000, "x" * 140_000, "🏴‍☠️", "İ", "ß", "ﬁ",
    "a@b@c", '"x y"@example.org', "x@" + "a" * 300, "anna@preß.example", "a@xn--a", "x@[127.0.0.1]", "a,b@example.org", "@",
    "0001-01-01", "9999-12-31", "2026-02-30", "24:00", "23:59", "02:30", "Europe/Berlin", "Asia/Almaty", "../UTC", "Etc/GMT+12",
    "en", "ru", "EN", "xx-" + "a" * 90, "yes", "no", "add", "undo", "drop", "columns", "retell", "enter", "aside", "take_back",
    "count", "refuse", "same", "different", "later", "print", "withdraw", "not_me", "no_mails", "mails", "sign_new_text", "visibility",
    "One-Click", "first", "others", "invited", "now", "hidden", "initials", "organisation", "pdf", "html", "> " * 30 + "x", "[" * 3000,
    "*a **a " * 60 + "a** a*" * 60, "[^1]: > [^1]: x", "```", "K7QF-3MXD",
)  # fmt: skip
FILES = (
    b"", b"\0", b"x", b"PK\x03\x04" + b"\0" * 60, b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.4", b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    b"\xff\xd8\xff\xe0" + b"a" * 40, b"GIF89a", b"{\\rtf1 a}", b"\xff\xfe" + "Имя;Почта\nАру;a@e.org".encode("utf-16-le"),
    b"Name,Email,City\nAnn Bek,ann@example.org,Taraz\n\"Bo\0 Li\",b@,\n=cmd,,\n", b'"' * 3000, b"a,b\n" * 900,
    "Қала әкіміне\n\nҚұрметті әкім,\n\nҚұдықты сақтаңыз, өтінеміз.\n\nАру Бекова, мұғалім".encode("cp1251", "replace"),
    b"<html><body>" + b"<div>" * 3000 + b"Dear Mayor, keep the well open for all of us, please.", b"> " * 400 + b"Dear Mayor, keep it open",
    b"Dear Mayor,\n\nWe ask you to keep the well open for all.\n\n" + b"- " * 30 + b"x\n\nAnn Bek, teacher", bytes(range(256)) * 20,
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><html><body>&b;</body></html>", "Ann\ud800 Bek".encode("utf-8", "surrogatepass"),
)  # fmt: skip
TYPES = (
    "application/json", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=", "",
    "multipart/form-data; boundary=" + "x" * 300, "multipart/mixed; boundary=x", "application/x-www-form-urlencoded; charset=utf-7",
    "APPLICATION/JSON; charset=\xff", "application/vnd.api+json", ";", "application/x-www-form-urlencoded",
)  # fmt: skip
NESTED = (b'{"a":' * 6000 + b"1" + b"}" * 6000, b"[" * 30_000 + b"]" * 30_000)
BODIES = (
    b"", b"{", b'{"auth_token": "x"}', b"=", b"&" * 2000, b"a=1&" * 1100, b"%", b"%zz=%00", b"a=%ff%fe",
    b"--x", b"--x\r\n\r\n--x--", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nAru', b"\xff" * 200, b"a" * 200_000,
    b'--x\r\nContent-Disposition: form-data; name="file"; filename*=utf-7\'\'%00\r\n\r\na\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="deed"\r\nContent-Type: text/plain; charset=utf-16\r\n\r\na\r\n--x--\r\n',
)  # fmt: skip
HEADERS = {
    "Accept-Language": ("kk", "ru;q=0", "*", "xx-\xff", ",;q=", "en;q=nan", "a" * 3000, "en_US@x", "zh-Hant-TW-x-" + "a" * 60),
    "Referer": ("http://[", "/desk/a", "http://127.0.0.1:8000/desk/a/x", "//desk/x", "\xff", "javascript:x", "http://h:99999999/desk"),
    "Origin": ("null", "http://127.0.0.1:8000", "https://evil.example", "\xff"),
    "Sec-Fetch-Site": ("same-origin", "none", "cross-site", "\xff"),
    "Host": ("localhost", "evil.example", "127.0.0.1:8000", "", "a b", "[::1", "\xff", "localhost:99999999"),
    "Cookie": ("desk=x", "desk=" + "." * 200, "remember_token=1|x", "a\xff=b", "desk=eyJ9.x.y; desk=z", ";;=;", "session=" + "a" * 4000),
    "If-None-Match": ("*", '"x"', "W/\"", "\xff", '"' * 400),
    "If-Modified-Since": ("x", "Thu, 99 Jan 0000 00:00:00 GMT", "Sat, 01 Jan 9999 00:00:00 GMT"),
    "Range": ("bytes=0-1", "bytes=-1", "bytes=9-1,0-", "x=1", "bytes=99999999999999999999-"),
    "Accept": ("application/json", "*", "\xff", "text/html;q=x"),
    "Authorization": ("Basic x", "Basic \xff", "Digest a=", "Bearer " + "a" * 300),
    "Authentication-Token": ("x", "eyJ2ZXIiOiI1In0.x.y"),
    "X-Forwarded-For": ("evil", "1.2.3.4, 5.6.7.8", "\xff"),
    "X-Forwarded-Host": ("evil.example",),
    "X-Requested-With": ("XMLHttpRequest",),
    "Content-Encoding": ("gzip", "x"),
    "Expect": ("100-continue",),
}  # fmt: skip
