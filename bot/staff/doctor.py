"""The doctor's list as a page for admins: every link from Meta to the bot, and what mends a broken one."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from bot.doctor.examine import Patient, examine
from bot.doctor.fix import subscribe
from bot.services import Services
from bot.staff.language import current
from bot.staff.login import me, role_required
from bot.store import staff
from bot.store.times import to_ms

_VIETNAMESE = {
    "settings": "cài đặt",
    "database": "cơ sở dữ liệu",
    "content": "FAQ",
    "meta": "API của Meta",
    "clock": "đồng hồ",
    "app": "mã và khóa ứng dụng",
    "token": "token của trang",
    "page": "trang",
    "permissions": "quyền",
    "page_fields": "đăng ký của trang",
    "routing": "định tuyến trò chuyện",
    "app_fields": "webhook của ứng dụng",
    "address": "địa chỉ công khai",
    "certificate": "chứng chỉ",
    "verify": "mã xác minh",
    "signature": "chữ ký",
    "sending": "gửi tin",
    "arriving": "nhận tin",
    "worker": "tiến trình worker",
    "queue": "hàng đợi",
    "set_aside": "bị gác lại",
    "automations": "tự động hóa của Meta",
    "channels": "báo cho nhân viên",
}


def blueprint(services: Services) -> Blueprint:
    """/staff/doctor. Looking changes nothing; mending and test cards are asked for by a form."""
    doctor = Blueprint("doctor", __name__, url_prefix="/staff/doctor", template_folder="templates")

    @doctor.get("")
    @role_required("admin")
    def page() -> str:
        return _page(services)

    @doctor.post("")
    @role_required("admin")
    def act() -> str:
        wanted = request.form.get("do")
        if wanted not in ("fix", "test"):
            abort(400)
        mended = list(subscribe(services.settings)) if wanted == "fix" else []
        with services.store.engine.begin() as connection:
            staff.note_action(connection, me().name, f"doctor {wanted}", now=to_ms(services.wall()))
        return _page(services, send_test=wanted == "test", mended=mended)

    return doctor


def _page(services: Services, *, send_test: bool = False, mended: object = ()) -> str:
    patient = Patient(settings=services.settings, store=services.store, now=services.wall, send_test=send_test)
    language = current()

    def say(en: str, vi: str) -> str:
        return vi if language == "vi" else en

    findings = list(examine(patient))
    broken = sum(each.state == "bad" for each in findings)
    return render_template(
        "staff/doctor.html", findings=findings, broken=broken, mended=mended, say=say, titles=_VIETNAMESE
    )
