"""The open API under schemathesis: what its description allows and what it does not, against the site itself.

The site runs in this process over a sample release (WSGI, no socket). A server error, an answer that its own
description does not know, or a body that does not fit its schema counts as a fault.
"""

import os
import runpy
import sys
import tempfile
from pathlib import Path

from figure import Figure, progress

CASES = 20_000
SAMPLE = Path(__file__).parents[1] / "public/sample.py"


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """How many answers broke, of all that were asked for."""
    with tempfile.TemporaryDirectory() as folder:
        runpy.run_path(str(SAMPLE))["write_sample"](Path(folder), copies=10)
        asked, broken, odd = _ask(Path(folder), cases=max(100, int(CASES * scale)), seed=seed)
    return [
        Figure(
            key="api_fuzz",
            what="cases that schemathesis asks of the open API: server errors, answers it does not describe",
            what_ar="حالات تطلبها schemathesis من الواجهة المفتوحة: أخطاء الخادم، وإجابات لا يعرفها وصفها",
            target="20,000 and more cases, 0 server errors, 0 undescribed",
            measured=f"{asked:,} cases, {broken} server errors, {odd} undescribed",
            held=broken == 0 and odd == 0 and asked >= CASES * scale,
        )
    ]


def _ask(releases: Path, *, cases: int, seed: int) -> tuple[int, int, int]:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tawthiq.public.settings", "TAWTHIQ_RELEASES": str(releases)}
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from schemathesis.generation import GenerationMode

    from tawthiq.public.wsgi import application

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [result.ok() for result in schema.get_all_operations()]
    asked, broken, odd = 0, 0, 0
    for operation in operations:
        takes = bool(operation.path_parameters or operation.query)
        number = _share(operations, cases) if takes else 1
        # Where nothing can be given, nothing can be given wrongly.
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE) if takes else (GenerationMode.POSITIVE,):
            rules = settings(
                max_examples=number,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )

            def one(case) -> None:
                nonlocal asked, broken, odd
                response = case.call(headers={"Accept-Encoding": "identity"})
                asked += 1
                broken += response.status_code >= 500
                odd += response.status_code < 500 and not _is_described(case, response)
                progress("cases", done=asked, all=cases)

            seeded(seed)(rules(given(case=operation.as_strategy(generation_mode=mode))(one)))()
    return asked, broken, odd


def _share(operations: list, cases: int) -> int:
    """Cases for each operation that takes parameters, and each of the two ways of asking."""
    taking = sum(1 for operation in operations if operation.path_parameters or operation.query)
    return -(-cases // (2 * taking))


def _is_described(case, response) -> bool:
    """Whether status, type and body are as the description says."""
    from schemathesis.checks import load_all_checks
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi import checks

    load_all_checks()
    wanted = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]
    try:
        case.validate_response(response, checks=wanted)
    except FailureGroup as fault:
        print(f"  {case.as_curl_command()}: {fault}", file=sys.stderr)
        return False
    return True
