"""What people say of a service: its staff and whom it serves, each for themselves; a round is open in the scene."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# where they stand
services:voice                       GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:voice                       POST sign-in 400   400      400         400   400     404      404       404
services:voice                       SEND sign-in 403   on       403         403   403     404      404       404
services:voice_open                  GET  sign-in 405   405      405         405   405     404      404       404
services:voice_open                  POST sign-in 403   on       on          on    403     404      404       404
services:voice_open                  SEND sign-in 403   on       on          on    403     404      404       404
services:voice_for                   GET  sign-in 403   403      ok          403   403     404      404       404
services:voice_for                   POST sign-in 403   403      400         403   403     404      404       404
services:voice_for                   SEND sign-in 403   403      on          403   403     404      404       404
# how they are
services:wellbeing                   GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:wellbeing                   POST sign-in 409   400      409         409   409     404      404       404
services:wellbeing                   SEND sign-in 409   on       409         409   409     404      404       404
services:wellbeing_stop              GET  sign-in 405   405      405         405   405     404      404       404
services:wellbeing_stop              POST sign-in on    on       on          on    on      404      404       404
services:wellbeing_stop              SEND sign-in on    on       on          on    on      404      404       404
"""
