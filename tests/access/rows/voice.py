"""What people say of a service: its staff and whom it serves, each for themselves; a round is open in the scene."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# where they stand
services:voice                       GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:voice                       POST sign-in 400   400      400         400   400     404      404       404
services:voice                       SEND sign-in on    on       403         403   403     404      404       404
services:voice_open                  GET  sign-in 405   405      405         405   405     404      404       404
services:voice_open                  POST sign-in 403   on       on          on    403     404      404       404
services:voice_open                  SEND sign-in 403   on       on          on    403     404      404       404
services:voice_for                   GET  sign-in 403   403      ok          403   403     404      404       404
services:voice_for                   POST sign-in 403   403      400         403   403     404      404       404
services:voice_for                   SEND sign-in 403   403      on          403   403     404      404       404
# the report of it: staff, coordinators, admins and auditors; money is for who manages the service, and admins
services:report                      GET  sign-in 403   ok       ok          ok    ok      404      404       404
services:report                      POST sign-in 405   405      405         405   405     404      404       404
services:targets                     GET  sign-in 403   ok       ok          ok    403     404      404       404
services:targets                     POST sign-in 403   400      400         400   403     404      404       404
services:targets                     SEND sign-in 403   on       on          on    403     404      404       404
services:target_remove               GET  sign-in 405   405      405         405   405     404      404       404
services:target_remove               POST sign-in 403   on       on          on    403     404      404       404
services:target_remove               SEND sign-in 403   on       on          on    403     404      404       404
services:costs                       GET  sign-in 403   ok       403         ok    403     404      404       404
services:costs                       POST sign-in 403   400      403         400   403     404      404       404
services:costs                       SEND sign-in 403   on       403         on    403     404      404       404
services:cost_remove                 GET  sign-in 405   405      405         405   405     404      404       404
services:cost_remove                 POST sign-in 403   on       403         on    403     404      404       404
services:cost_remove                 SEND sign-in 403   on       403         on    403     404      404       404
# when its staff were on duty outside sessions: theirs alone
services:duty                        GET  sign-in 403   ok       403         403   403     404      404       404
services:duty                        POST sign-in 403   400      403         403   403     404      404       404
services:duty                        SEND sign-in 403   on       403         403   403     404      404       404
services:duty_remove                 GET  sign-in 405   405      405         405   405     404      404       404
services:duty_remove                 POST sign-in 403   on       403         403   403     404      404       404
services:duty_remove                 SEND sign-in 403   on       403         403   403     404      404       404
# how they are
services:wellbeing                   GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:wellbeing                   POST sign-in 409   400      409         409   409     404      404       404
services:wellbeing                   SEND sign-in 409   on       409         409   409     404      404       404
services:wellbeing_stop              GET  sign-in 405   405      405         405   405     404      404       404
services:wellbeing_stop              POST sign-in on    on       on          on    on      404      404       404
services:wellbeing_stop              SEND sign-in on    on       on          on    on      404      404       404
"""
