"""Referrals: the stranger introduces people for the service of the scene; the party is who was introduced."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# staff of the service
services:referrals                   GET  sign-in 404   ok       404         404   404     404      404       404
services:referrals                   POST sign-in 405   405      405         405   405     404      404       404
services:referral_new                GET  sign-in 404   ok       404         404   404     404      404       404
services:referral_new                POST sign-in 404   400      404         404   404     404      404       404
services:referral_new                SEND sign-in 404   on       404         404   404     404      404       404
services:referral                    GET  sign-in 404   ok       404         404   404     404      404       404
services:referral                    POST sign-in 405   405      405         405   405     404      404       404
services:refer                       GET  sign-in 404   ok       404         404   404     404      404       404
services:refer                       POST sign-in 404   on       404         404   404     404      404       404
services:refer_link                  GET  sign-in 404   ok       404         404   404     404      404       404
services:refer_link                  POST sign-in 405   405      405         405   405     404      404       404
# the person: by a link, and as a member
services:by_link                     GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
services:by_link                     POST 400     400   400      400         400   400     400      400       400
services:by_link                     SEND on      on    ok       on          ok    ok      ok       ok        ok
services:referral_done               GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
services:referral_done               POST 405     405   405      405         405   405     405      405       405
services:my_referrals                GET  sign-in ok    ok       ok          ok    ok      404      404       404
services:my_referrals                POST sign-in 405   405      405         405   405     404      404       404
services:my_referral                 GET  sign-in ok    404      404         404   404     404      404       404
services:my_referral                 POST sign-in on    404      404         404   404     404      404       404
services:my_referral                 SEND sign-in on    404      404         404   404     404      404       404
# the desk
services:desk_referrals              GET  sign-in 403   403      ok          ok    ok      404      404       404
services:desk_referrals              POST sign-in 403   403      400         403   403     404      404       404
services:desk_referrals              SEND sign-in 403   403      on          403   403     404      404       404
services:desk_referrals_done         GET  sign-in 403   403      ok          403   403     404      404       404
services:desk_referrals_done         POST sign-in 403   403      405         403   403     404      404       404
services:desk_caller                 GET  sign-in 403   403      ok          403   403     404      404       404
services:desk_caller                 POST sign-in 403   403      400         403   403     404      404       404
services:desk_caller                 SEND sign-in 403   403      on          403   403     404      404       404
services:desk_referral               GET  sign-in 403   403      ok          403   403     404      404       404
services:desk_referral               POST sign-in 403   403      on          403   403     404      404       404
services:desk_referral               SEND sign-in 403   403      on          403   403     404      404       404
"""
