"""Who takes part in programmes, and their sessions: the stranger manages the service, the party takes part."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# who takes part: of a confidential programme others learn how many, and no name
services:mine                        GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:mine                        POST sign-in 405   405      405         405   405     404      404       404
services:leave                       GET  sign-in 405   405      405         405   405     404      404       404
services:leave                       POST sign-in on    404      404         404   404     404      404       404
services:take_part                   GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:take_part                   POST sign-in on    on       on          403   403     404      404       404
services:take_part                   SEND sign-in on    on       on          403   403     404      404       404
services:take_part_for               GET  sign-in 403   403      ok          403   403     404      404       404
services:take_part_for               POST sign-in 403   403      400         403   403     404      404       404
services:take_part_for               SEND sign-in 403   403      on          403   403     404      404       404
services:people                      GET  sign-in 404   ok       ok          ok    404     404      404       404
services:people                      POST sign-in 404   400      403         403   404     404      404       404
services:people                      SEND sign-in 404   on       403         403   404     404      404       404
services:person                      GET  sign-in 404   ok       404         404   404     404      404       404
services:person                      POST sign-in 404   400      404         404   404     404      404       404
services:person                      SEND sign-in 404   on       404         404   404     404      404       404
services:wish                        GET  sign-in 405   405      405         405   405     404      404       404
services:wish                        POST sign-in 404   on       404         404   404     404      404       404
services:wish                        SEND sign-in 404   on       404         404   404     404      404       404
# sessions of a confidential programme: its staff, and who takes part
services:sessions                    GET  sign-in ok    ok       404         404   404     404      404       404
services:sessions                    POST sign-in 405   405      405         405   405     404      404       404
services:session                     GET  sign-in ok    ok       404         404   404     404      404       404
services:session                     POST sign-in on    on       404         404   404     404      404       404
services:session                     SEND sign-in on    on       404         404   404     404      404       404
services:session_of                  GET  sign-in on    on       404         404   404     404      404       404
services:session_of                  POST sign-in 405   405      405         405   405     404      404       404
services:session_new                 GET  sign-in 403   ok       403         403   403     404      404       404
services:session_new                 POST sign-in 403   400      403         403   403     404      404       404
services:session_new                 SEND sign-in 403   on       403         403   403     404      404       404
services:session_change              GET  sign-in 403   ok       404         404   404     404      404       404
services:session_change              POST sign-in 403   400      404         404   404     404      404       404
services:session_change              SEND sign-in 403   on       404         404   404     404      404       404
services:session_cancel              GET  sign-in 403   ok       404         404   404     404      404       404
services:session_cancel              POST sign-in 403   400      404         404   404     404      404       404
services:session_cancel              SEND sign-in 403   on       404         404   404     404      404       404
services:session_rang                GET  sign-in 403   ok       404         404   404     404      404       404
services:session_rang                POST sign-in 403   400      404         404   404     404      404       404
services:session_rang                SEND sign-in 403   on       404         404   404     404      404       404
services:session_register            GET  sign-in 403   ok       404         404   404     404      404       404
services:session_register            POST sign-in 403   400      404         404   404     404      404       404
services:session_register            SEND sign-in 403   on       404         404   404     404      404       404
services:session_register_printed    GET  sign-in 403   ok       404         404   404     404      404       404
services:session_register_printed    POST sign-in 405   405      405         405   405     404      404       404
"""
