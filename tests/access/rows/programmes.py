"""Running public services and their programmes: the stranger manages the one of the scene."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# who manages it, and who coordinates the bank
services:service_new                 GET  sign-in 403   403      ok          ok    403     404      404       404
services:service_new                 POST sign-in 403   403      400         400   403     404      404       404
services:service_new                 SEND sign-in 403   403      on          on    403     404      404       404
services:service_change              GET  sign-in 403   ok       ok          ok    403     404      404       404
services:service_change              POST sign-in 403   400      400         400   403     404      404       404
services:service_change              SEND sign-in 403   on       on          on    403     404      404       404
services:place_new                   GET  sign-in 403   ok       ok          ok    403     404      404       404
services:place_new                   POST sign-in 403   400      400         400   403     404      404       404
services:place_new                   SEND sign-in 403   on       on          on    403     404      404       404
services:place                       GET  sign-in 403   ok       ok          ok    403     404      404       404
services:place                       POST sign-in 403   400      400         400   403     404      404       404
services:place                       SEND sign-in 403   on       on          on    403     404      404       404
services:post                        GET  sign-in 403   ok       ok          ok    403     404      404       404
services:post                        POST sign-in 403   on       on          on    403     404      404       404
services:post                        SEND sign-in 403   on       on          on    403     404      404       404
services:staff                       GET  sign-in 403   ok       ok          ok    403     404      404       404
services:staff                       POST sign-in 405   405      405         405   405     404      404       404
# what staff would do if they had time
services:if_i_had_time               GET  sign-in 403   ok       ok          ok    403     404      404       404
services:if_i_had_time               POST sign-in 403   400      400         400   403     404      404       404
services:if_i_had_time               SEND sign-in 403   on       on          on    403     404      404       404
services:ideas                       GET  sign-in 403   403      ok          ok    403     404      404       404
services:ideas                       POST sign-in 403   403      405         405   403     404      404       404
services:idea                        GET  sign-in 403   403      ok          ok    403     404      404       404
services:idea                        POST sign-in 403   403      400         400   403     404      404       404
services:idea                        SEND sign-in 403   403      on          on    403     404      404       404
# the sponsor's pot
services:pot                         GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:pot                         POST sign-in 400   400      400         400   403     404      404       404
services:pot                         SEND sign-in 400   on       on          on    403     404      404       404
services:pot_decide                  GET  sign-in 403   403      ok          403   403     404      404       404
services:pot_decide                  POST sign-in 403   403      400         403   403     404      404       404
services:pot_decide                  SEND sign-in 403   403      on          403   403     404      404       404
# programmes and their roles: who manages the service, and who coordinates the bank
services:programme                   GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:programme                   POST sign-in 405   405      405         405   405     404      404       404
services:programme_new               GET  sign-in 403   ok       ok          ok    403     404      404       404
services:programme_new               POST sign-in 403   400      400         400   403     404      404       404
services:programme_new               SEND sign-in 403   on       on          on    403     404      404       404
services:programme_own               GET  sign-in 403   ok       ok          ok    403     404      404       404
services:programme_own               POST sign-in 403   400      400         400   403     404      404       404
services:programme_own               SEND sign-in 403   on       on          on    403     404      404       404
services:programme_change            GET  sign-in 403   ok       ok          ok    403     404      404       404
services:programme_change            POST sign-in 403   400      400         400   403     404      404       404
services:programme_change            SEND sign-in 403   on       on          on    403     404      404       404
services:programme_open              GET  sign-in 405   405      405         405   405     404      404       404
services:programme_open              POST sign-in 403   on       on          on    403     404      404       404
services:programme_close             GET  sign-in 405   405      405         405   405     404      404       404
services:programme_close             POST sign-in 403   on       on          on    403     404      404       404
services:role_new                    GET  sign-in 403   ok       ok          ok    403     404      404       404
services:role_new                    POST sign-in 403   400      400         400   403     404      404       404
services:role_new                    SEND sign-in 403   on       on          on    403     404      404       404
services:role                        GET  sign-in 403   ok       ok          ok    403     404      404       404
services:role                        POST sign-in 403   400      400         400   403     404      404       404
services:role                        SEND sign-in 403   on       on          on    403     404      404       404
services:role_end                    GET  sign-in 405   405      405         405   405     404      404       404
services:role_end                    POST sign-in 403   400      400         400   403     404      404       404
services:role_offer                  GET  sign-in 405   405      405         405   405     404      404       404
services:role_offer                  POST sign-in 403   on       on          on    403     404      404       404
"""
