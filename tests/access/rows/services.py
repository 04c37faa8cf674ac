"""Public services: the stranger manages the one of the scene, whose page is closed to visitors."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# their pages
services:services                    GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
services:services                    POST 405     405   405      405         405   405     405      405       405
services:service                     GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:service                     POST sign-in 405   405      405         405   405     404      404       404
# the map: of what it shows to whom; the asset waits, and is the party's
services:map                         GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
services:map                         POST 405     405   405      405         405   405     405      405       405
services:map_missing                 GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:map_missing                 POST sign-in 405   405      405         405   405     404      404       404
services:assets_waiting              GET  sign-in 403   403      ok          ok    403     404      404       404
services:assets_waiting              POST sign-in 403   403      405         405   403     404      404       404
services:asset_new                   GET  sign-in ok    ok       ok          ok    403     404      404       404
services:asset_new                   POST sign-in 400   400      400         400   403     404      404       404
services:asset_new                   SEND sign-in on    on       on          on    403     404      404       404
services:asset                       GET  sign-in ok    404      ok          ok    ok      404      404       404
services:asset                       POST sign-in 405   405      405         405   405     404      404       404
services:asset_change                GET  sign-in ok    404      ok          ok    403     404      404       404
services:asset_change                POST sign-in 400   404      400         400   403     404      404       404
services:asset_change                SEND sign-in on    404      on          on    403     404      404       404
services:asset_agree                 GET  sign-in 403   403      405         405   403     404      404       404
services:asset_agree                 POST sign-in 403   403      on          on    403     404      404       404
services:asset_take_off              GET  sign-in 405   405      405         405   405     404      404       404
services:asset_take_off              POST sign-in on    404      400         400   403     404      404       404
services:asset_take_off              SEND sign-in on    404      on          on    403     404      404       404
# measures
services:service_measures            GET  sign-in 403   ok       ok          ok    ok      404      404       404
services:service_measures            POST sign-in 405   405      405         405   405     404      404       404
services:service_measures_csv        GET  sign-in 403   ok       ok          ok    ok      404      404       404
services:service_measures_csv        POST sign-in 405   405      405         405   405     404      404       404
services:programme_measures          GET  sign-in 403   ok       ok          ok    ok      404      404       404
services:programme_measures          POST sign-in 405   405      405         405   405     404      404       404
services:programme_measures_csv      GET  sign-in 403   ok       ok          ok    ok      404      404       404
services:programme_measures_csv      POST sign-in 405   405      405         405   405     404      404       404
services:bank_measures               GET  sign-in 403   403      ok          ok    ok      404      404       404
services:bank_measures               POST sign-in 403   403      405         405   405     404      404       404
services:bank_measures_csv           GET  sign-in 403   403      ok          ok    ok      404      404       404
services:bank_measures_csv           POST sign-in 403   403      405         405   405     404      404       404
"""
