"""Style sheets and pictures: compressed once, named by their fingerprint, kept for a year."""

import gzip
import re

from flask.testing import FlaskClient


def test_a_page_names_each_file_by_its_fingerprint_which_is_kept_for_a_year_and_given_compressed(
    client: FlaskClient,
) -> None:
    links = re.findall(r'href="(/static/[^"]+)"', client.get("/?lang=en").text)
    assert {link.rpartition("/")[2].partition("?")[0] for link in links} == {
        "icon.svg", "touch-icon.png", "site.webmanifest", "style.css",
    }  # fmt: skip
    for link in links:
        answer = client.get(link, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
        if link.startswith("/static/style.css"):
            assert (answer.headers["Content-Encoding"], answer.mimetype) == ("gzip", "text/css")
            assert gzip.decompress(answer.data) == client.get(link).data
            tag = answer.headers["ETag"]
            again = client.get(link, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
            assert (again.status_code, again.data) == (304, b"")
            assert len(client.head(link).data) == 0
            assert len(answer.data) < 6_000
            faces = set(re.findall(r"url\(([^)]+)\)", client.get(link).text))
            assert len(faces) == 8
            for face in faces:  # each by its own fingerprint too
                given = client.get(face, headers={"Accept-Encoding": "gzip"})
                assert (given.mimetype, given.headers["Cache-Control"]) == (
                    "font/woff2",
                    answer.headers["Cache-Control"],
                )
                assert given.data.startswith(b"wOF2")
            # What a page in one of the three languages can ask for, names of neighbours on it too.
            common = [client.get(face).data for face in faces if "further" not in face]
            assert sum(map(len, common)) <= 60_000


def test_an_old_fingerprint_gives_the_file_as_it_is_now_and_nobody_keeps_it(client: FlaskClient) -> None:
    for link in ("/static/style.css", "/static/style.css?v=0123456789ab", "/favicon.ico"):
        answer = client.get(link)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    for link in ("/static/../config.py", "/static/", "/static/none.css"):
        assert client.get(link).status_code == 404
