"""Public services: the stranger manages the one of the scene, whose page is closed to visitors."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# their pages
services:services                    GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
services:services                    POST 405     405   405      405         405   405     405      405       405
services:service                     GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:service                     POST sign-in 405   405      405         405   405     404      404       404
"""
