"""Rounds: members take part, coordinators open them and enter for who rings, admins and auditors read."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
exchanges:rounds                     GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:rounds                     POST sign-in 405   405      405         405   405     404      404       404
exchanges:round_new                  GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:round_new                  POST sign-in 403   403      400         403   403     404      404       404
exchanges:round_new                  SEND sign-in 403   403      on          403   403     404      404       404
exchanges:rounds_each_month          GET  sign-in 403   403      405         405   403     404      404       404
exchanges:rounds_each_month          POST sign-in 403   403      on          on    403     404      404       404
exchanges:rounds_each_month          SEND sign-in 403   403      on          on    403     404      404       404
exchanges:round                      GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:round                      POST sign-in 400   400      400         400   400     404      404       404
exchanges:round                      SEND sign-in on    on       on          400   400     404      404       404
exchanges:round_for                  GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:round_for                  POST sign-in 403   403      400         403   403     404      404       404
exchanges:round_for                  SEND sign-in 403   403      on          403   403     404      404       404
exchanges:round_withdraw             GET  sign-in 403   403      405         403   403     404      404       404
exchanges:round_withdraw             POST sign-in 403   403      on          403   403     404      404       404
"""
