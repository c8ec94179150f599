"""The video of a page: a real yt-dlp behind the wall takes it through the guard, or says that there was none."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsite import NAME, Site, SiteDialler

from tawthiq.capture.web.browsing import Visit
from tawthiq.capture.web.egress import Bounds
from tawthiq.capture.web.packing import pack
from tawthiq.capture.web.video import take_video

pytest.importorskip("yt_dlp")
pytestmark = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg here to make a video with")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("clip") / "clip.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=1", "-pix_fmt", "yuv420p"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *picture, str(file)], check=True)
    return file.read_bytes()


def visited(path: str) -> Visit:
    now = datetime.now(UTC)
    return Visit(f"http://{NAME}{path}", now, now, final_url=f"http://{NAME}{path}")


def test_the_video_of_a_page_is_media_with_its_description(site: Site, clip: bytes, tmp_path: Path) -> None:
    site.pages["/clip.mp4"] = (200, {"Content-Type": "video/mp4"}, clip)
    page = b"<html><title>A clip</title><video src=/clip.mp4></video>"
    site.pages["/watch"] = (200, {}, page)
    seen = visited("/watch")
    take_video(seen, room=tmp_path, dialler=SiteDialler(site), bounds=Bounds(wall_s=60))
    assert "yt-dlp" in seen.tools
    assert seen.gaps == {}
    names = {one.name: one for one in seen.videos}
    assert names["video.mp4"].read_bytes() == clip
    assert "video.info.json" in names
    parcel = pack(seen, ref="CP-000001", operator="sami", room=tmp_path, bounds=Bounds())
    assert [one.name for one in parcel.pieces if one.role == "media"] == ["CP-000001-video.json", "CP-000001-video.mp4"]


def test_a_page_without_a_video_says_so(site: Site, tmp_path: Path) -> None:
    seen = visited("/article")
    take_video(seen, room=tmp_path, dialler=SiteDialler(site), bounds=Bounds(wall_s=60))
    assert seen.videos == []
    assert seen.gaps == {"media": "no_video"}


def test_a_video_at_a_private_place_is_not_taken(site: Site, tmp_path: Path) -> None:
    site.pages["/trap"] = (302, {"Location": "http://169.254.169.254/clip.mp4"}, b"")
    seen = visited("/trap")
    take_video(seen, room=tmp_path, dialler=SiteDialler(site), bounds=Bounds(wall_s=60))
    assert seen.gaps == {"media": "no_video"}
    assert set(site.asked) == {f"{NAME} /trap"}


def test_after_a_visit_that_failed_no_video_is_looked_for(site: Site, tmp_path: Path) -> None:
    seen = visited("/article")
    seen.fault = "unreachable"
    take_video(seen, room=tmp_path, dialler=SiteDialler(site))
    assert (seen.videos, site.asked) == ([], [])
