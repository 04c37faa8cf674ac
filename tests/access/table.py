"""Who may do what at every address, written by hand from DESIGN.md section 5: the application must agree with it.

'ok' is a page, 'on' a redirect, 'sign-in' the redirect to the page of signing in; a figure is a refusal.
GET opens the page, POST sends its form empty, SEND sends it as somebody would who means it.

The party is one of the two of every exchange and owns the listing; the stranger belongs to the same bank; the outsider
coordinates another bank; the applicant waits for an answer; the leaver was a member. Admin and auditor hold no account.
"""

TABLE = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
# the whole site
start                                GET  ok      on    on       on          on    on      on       on        on
start                                POST 405     405   405      405         405   405     405      405       405
banks                                GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
banks                                POST 405     405   405      405         405   405     405      405       405
live                                 GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
live                                 POST 405     405   405      405         405   405     405      405       405
ready                                GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
ready                                POST 405     405   405      405         405   405     405      405       405
# signing in
demo_sign_in                         GET  405     405   405      405         405   405     405      405       405
demo_sign_in                         POST 404     404   404      404         404   404     404      404       404
account_login                        GET  ok      on    on       on          on    on      on       on        on
account_login                        POST ok      on    on       on          on    on      on       on        on
account_logout                       GET  on      ok    ok       ok          ok    ok      ok       ok        ok
account_logout                       POST on      on    on       on          on    on      on       on        on
account_change_password              GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
account_change_password              POST sign-in ok    ok       ok          ok    ok      ok       ok        ok
account_change_password              SEND sign-in on    on       on          on    on      on       on        on
account_set_password                 GET  on      on    on       on          on    on      on       on        on
account_set_password                 POST on      on    on       on          on    on      on       on        on
account_inactive                     GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
account_inactive                     POST 405     405   405      405         405   405     405      405       405
account_reset_password               GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
account_reset_password               POST ok      ok    ok       ok          ok    ok      ok       ok        ok
account_reset_password               SEND on      on    on       on          on    on      on       on        on
account_reset_password_done          GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
account_reset_password_done          POST 405     405   405      405         405   405     405      405       405
account_reset_password_from_key      GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
account_reset_password_from_key      POST ok      ok    ok       ok          ok    ok      ok       ok        ok
account_reset_password_from_key_done GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
account_reset_password_from_key_done POST 405     405   405      405         405   405     405      405       405
address_claim                        GET  404     404   404      404         404   404     404      404       404
address_claim                        POST 404     404   404      404         404   404     404      404       404
account_request_login_code           GET  ok      on    on       on          on    on      on       on        on
account_request_login_code           POST ok      on    on       on          on    on      on       on        on
account_request_login_code           SEND on      on    on       on          on    on      on       on        on
account_confirm_login_code           GET  on      on    on       on          on    on      on       on        on
account_confirm_login_code           POST on      on    on       on          on    on      on       on        on
account_reauthenticate               GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
account_reauthenticate               POST sign-in ok    ok       ok          ok    ok      ok       ok        ok
account_reauthenticate               SEND sign-in on    on       on          on    on      on       on        on
mfa_index                            GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
mfa_index                            POST sign-in 405   405      405         405   405     405      405       405
mfa_authenticate                     GET  on      on    on       on          on    on      on       on        on
mfa_authenticate                     POST on      on    on       on          on    on      on       on        on
mfa_reauthenticate                   GET  sign-in on    on       on          on    on      on       on        on
mfa_reauthenticate                   POST sign-in on    on       on          on    on      on       on        on
mfa_activate_totp                    GET  sign-in on    on       on          on    on      on       on        on
mfa_activate_totp                    POST sign-in on    on       on          on    on      on       on        on
mfa_deactivate_totp                  GET  sign-in 404   404      404         404   404     404      404       404
mfa_deactivate_totp                  POST sign-in 404   404      404         404   404     404      404       404
mfa_view_recovery_codes              GET  sign-in 404   404      404         404   404     404      404       404
mfa_view_recovery_codes              POST sign-in 405   405      405         405   405     405      405       405
mfa_generate_recovery_codes          GET  sign-in on    on       on          on    on      on       on        on
mfa_generate_recovery_codes          POST sign-in on    on       on          on    on      on       on        on
mfa_download_recovery_codes          GET  sign-in 404   404      404         404   404     404      404       404
mfa_download_recovery_codes          POST sign-in 404   404      404         404   404     404      404       404
mfa_list_webauthn                    GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
mfa_list_webauthn                    POST sign-in 405   405      405         405   405     405      405       405
mfa_add_webauthn                     GET  sign-in on    on       on          on    on      on       on        on
mfa_add_webauthn                     POST sign-in on    on       on          on    on      on       on        on
mfa_reauthenticate_webauthn          GET  sign-in on    on       on          on    on      on       on        on
mfa_reauthenticate_webauthn          POST sign-in on    on       on          on    on      on       on        on
mfa_remove_webauthn                  GET  sign-in on    on       on          on    on      on       on        on
mfa_remove_webauthn                  POST sign-in on    on       on          on    on      on       on        on
mfa_edit_webauthn                    GET  sign-in on    on       on          on    on      on       on        on
mfa_edit_webauthn                    POST sign-in on    on       on          on    on      on       on        on
email_change                         GET  sign-in on    on       on          on    on      on       on        on
email_change                         POST sign-in on    on       on          on    on      on       on        on
email_confirm                        GET  404     404   404      404         404   404     404      404       404
email_confirm                        POST 404     404   404      404         404   404     404      404       404
sessions                             GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
sessions                             POST sign-in on    on       on          on    on      on       on        on
# one's own
me                                   GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
me                                   POST sign-in 405   405      405         405   405     405      405       405
notices                              GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
notices                              POST sign-in 405   405      405         405   405     405      405       405
notices_read_all                     GET  sign-in 405   405      405         405   405     405      405       405
notices_read_all                     POST sign-in on    on       on          on    on      on       on        on
notices_open                         GET  sign-in on    404      404         404   404     404      404       404
notices_open                         POST sign-in 405   405      405         405   405     405      405       405
privacy                              GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
privacy                              POST sign-in 405   405      405         405   405     405      405       405
privacy_download                     GET  sign-in 405   405      405         405   405     405      405       405
privacy_download                     POST sign-in ok    ok       ok          ok    ok      ok       ok        ok
privacy_consents                     GET  sign-in ok    ok       ok          ok    ok      ok       ok        ok
privacy_consents                     POST sign-in 405   405      405         405   405     405      405       405
privacy_take_back                    GET  sign-in 405   405      405         405   405     405      405       405
privacy_take_back                    POST sign-in on    404      404         404   404     404      404       404
privacy_erase                        GET  sign-in ok    ok       ok          ok    ok      404      ok        ok
privacy_erase                        POST sign-in 400   400      400         400   400     404      400       400
privacy_erase                        SEND sign-in 409   on       403         403   403     404      on        on
# a bank's public face, and joining
exchanges:home                       GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
exchanges:home                       POST 405     405   405      405         405   405     405      405       405
members:join                         GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:join                         POST 400     ok    ok       ok          ok    ok      400      ok        400
members:join                         SEND on      ok    ok       ok          ok    ok      on       ok        on
members:join_thanks                  GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:join_thanks                  POST 405     405   405      405         405   405     405      405       405
members:join_gifts                   GET  on      on    on       on          on    on      on       on        on
members:join_gifts                   POST on      on    on       on          on    on      on       on        on
members:join_would                   GET  on      on    on       on          on    on      on       on        on
members:join_would                   POST on      on    on       on          on    on      on       on        on
members:join_terms                   GET  on      on    on       on          on    on      on       on        on
members:join_terms                   POST on      on    on       on          on    on      on       on        on
members:own_standing                 GET  on      on    on       on          on    on      on       ok        on
members:own_standing                 POST 405     405   405      405         405   405     405      405       405
members:standing                     GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:standing                     POST 405     405   405      405         405   405     405      405       405
members:invited                      GET  on      on    on       on          on    on      on       on        on
members:invited                      POST 405     405   405      405         405   405     405      405       405
members:terms                        GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:terms                        POST 405     405   405      405         405   405     405      405       405
exchanges:rules                      GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:rules                      POST sign-in 405   405      405         405   405     404      404       404
members:terms_version                GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:terms_version                POST 405     405   405      405         405   405     405      405       405
members:terms_accept                 GET  sign-in 405   405      405         403   403     404      404       404
members:terms_accept                 POST sign-in on    on       on          403   403     404      404       404
members:terms_accept                 SEND sign-in on    on       on          403   403     404      404       404
members:invitations                  GET  sign-in ok    ok       ok          403   403     404      404       404
members:invitations                  POST sign-in on    on       on          403   403     404      404       404
members:invitation                   GET  sign-in ok    404      404         403   403     404      404       404
members:invitation                   POST sign-in 405   405      405         403   403     404      404       404
members:invitation_withdraw          GET  sign-in 405   405      405         403   403     404      404       404
members:invitation_withdraw          POST sign-in on    404      404         403   403     404      404       404
members:vouch                        GET  sign-in ok    404      404         403   403     404      404       404
members:vouch                        POST sign-in 400   404      404         403   403     404      404       404
members:vouch                        SEND sign-in on    404      404         403   403     404      404       404
members:declined                     GET  sign-in 403   403      ok          ok    403     404      404       404
members:declined                     POST sign-in 403   403      405         405   403     404      404       404
members:pipeline                     GET  sign-in 403   403      ok          ok    403     404      404       404
members:pipeline                     POST sign-in 403   403      405         405   403     404      404       404
members:joining_step                 GET  sign-in 403   403      ok          ok    403     404      404       404
members:joining_step                 POST sign-in 403   403      400         400   403     404      404       404
members:joining_step                 SEND sign-in 403   403      on          on    403     404      404       404
members:applicant_gift               GET  sign-in 403   403      ok          ok    403     404      404       404
members:applicant_gift               POST sign-in 403   403      400         400   403     404      404       404
members:applicant_gift               SEND sign-in 403   403      on          on    403     404      404       404
members:terms_missing                GET  sign-in 403   403      ok          ok    403     404      404       404
members:terms_missing                POST sign-in 403   403      405         405   403     404      404       404
members:terms_told                   GET  sign-in 403   403      ok          ok    403     404      404       404
members:terms_told                   POST sign-in 403   403      400         400   403     404      404       404
members:terms_told                   SEND sign-in 403   403      on          on    403     404      404       404
members:terms_settings               GET  sign-in 403   403      403         ok    403     404      404       404
members:terms_settings               POST sign-in 403   403      403         on    403     404      404       404
members:terms_settings               SEND sign-in 403   403      403         on    403     404      404       404
# members
members:members                      GET  sign-in ok    ok       ok          ok    ok      404      404       404
members:members                      POST sign-in 405   405      405         405   405     404      404       404
exchanges:member                     GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:member                     POST sign-in ok    403      ok          ok    403     404      404       404
exchanges:member_leave               GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:member_leave               POST sign-in 403   403      on          403   403     404      404       404
exchanges:member_pause               GET  sign-in 403   403      ok          ok    403     404      404       404
exchanges:member_pause               POST sign-in 403   403      400         400   403     404      404       404
exchanges:member_pause               SEND sign-in 403   403      on          on    403     404      404       404
exchanges:member_suspend             GET  sign-in 403   403      ok          ok    403     404      404       404
exchanges:member_suspend             POST sign-in 403   403      400         400   403     404      404       404
exchanges:member_suspend             SEND sign-in 403   403      on          on    403     404      404       404
exchanges:member_return              GET  sign-in 405   405      405         405   405     404      404       404
exchanges:member_return              POST sign-in 403   403      on          on    403     404      404       404
exchanges:member_same                GET  sign-in 403   403      ok          ok    403     404      404       404
exchanges:member_same                POST sign-in 403   403      400         400   403     404      404       404
exchanges:member_same                SEND sign-in 403   403      ok          ok    403     404      404       404
exchanges:member_death               GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:member_death               POST sign-in 403   403      400         403   403     404      404       404
exchanges:member_death_taken_back    GET  sign-in 403   403      403         405   403     404      404       404
exchanges:member_death_taken_back    POST sign-in 403   403      403         on    403     404      404       404
insight:data_request                 GET  sign-in 403   403      ok          ok    403     404      404       404
insight:data_request                 POST sign-in 403   403      ok          ok    403     404      404       404
insight:erase_for                    GET  sign-in 403   403      403         ok    403     404      404       404
insight:erase_for                    POST sign-in 403   403      403         400   403     404      404       404
insight:erase_for                    SEND sign-in 403   403      403         409   403     404      404       404
insight:unnumbered_data              GET  sign-in 403   403      ok          ok    403     404      404       404
insight:unnumbered_data              POST sign-in 403   403      403         403   403     404      404       404
insight:unnumbered_erase             GET  sign-in 403   403      403         ok    403     404      404       404
insight:unnumbered_erase             POST sign-in 403   403      403         400   403     404      404       404
insight:unnumbered_erase             SEND sign-in 403   403      403         on    403     404      404       404
members:card                         GET  sign-in 403   403      ok          ok    403     404      404       404
members:card                         POST sign-in 405   405      405         405   405     404      404       404
members:doubles                      GET  sign-in 403   403      ok          ok    403     404      404       404
members:doubles                      POST sign-in 403   403      405         405   403     404      404       404
members:cards                        GET  sign-in 403   403      ok          ok    403     404      404       404
members:cards                        POST sign-in 403   403      405         405   403     404      404       404
members:directory                    GET  sign-in ok    ok       ok          ok    ok      404      404       404
members:directory                    POST sign-in 405   405      405         405   405     404      404       404
exchanges:listings_printed           GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:listings_printed           POST sign-in 405   405      405         405   405     404      404       404
exchanges:passed_on                  GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:passed_on                  POST sign-in 403   403      405         403   403     404      404       404
exchanges:answer_for                 GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:answer_for                 POST sign-in 403   403      400         403   403     404      404       404
exchanges:answer_for                 SEND sign-in 403   403      on          403   403     404      404       404
exchanges:letter                     GET  sign-in 403   403      405         405   403     404      404       404
exchanges:letter                     POST sign-in 403   403      ok          ok    403     404      404       404
members:roles                        GET  sign-in 403   403      403         405   403     404      404       404
members:roles                        POST sign-in 403   403      403         on    403     404      404       404
members:roles                        SEND sign-in 403   403      403         on    403     404      404       404
members:limits                       GET  sign-in 404   404      ok          ok    ok      404      404       404
members:limits                       POST sign-in 404   404      400         400   403     404      404       404
members:limits                       SEND sign-in 404   404      on          on    403     404      404       404
members:enrol                        GET  sign-in 403   403      ok          ok    403     404      404       404
members:enrol                        POST sign-in 403   403      400         400   403     404      404       404
members:enrol                        SEND sign-in 403   403      on          on    403     404      404       404
members:applicant_slip               GET  sign-in 403   403      404         404   403     404      404       404
members:applicant_slip               POST sign-in 403   403      405         405   403     404      404       404
members:applicant_way                GET  sign-in 403   403      ok          ok    403     404      404       404
members:applicant_way                POST sign-in 403   403      400         400   403     404      404       404
members:applicant_way                SEND sign-in 403   403      on          on    403     404      404       404
members:application                  GET  sign-in 403   403      ok          ok    403     404      404       404
members:application                  POST sign-in 403   403      400         400   403     404      404       404
members:application                  SEND sign-in 403   403      on          on    403     404      404       404
# checks: own, and for those who run the bank
members:checks                       GET  sign-in 404   404      ok          ok    404     404      404       404
members:checks                       POST sign-in 404   404      400         400   404     404      404       404
members:checks                       SEND sign-in 404   404      on          on    404     404      404       404
members:applicant_checks             GET  sign-in 403   403      ok          ok    403     404      404       404
members:applicant_checks             POST sign-in 403   403      400         400   403     404      404       404
members:applicant_checks             SEND sign-in 403   403      on          on    403     404      404       404
members:check_kinds                  GET  sign-in 403   403      403         ok    ok      404      404       404
members:check_kinds                  POST sign-in 403   403      403         400   403     404      404       404
members:check_kinds                  SEND sign-in 403   403      403         on    403     404      404       404
# profiles: one's own, or as somebody who runs the bank; photos where they are shown
members:my_profile                   GET  sign-in ok    ok       ok          404   404     404      404       404
members:my_profile                   POST sign-in 405   405      405         405   405     404      404       404
members:profile                      GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile                      POST sign-in 405   405      405         405   405     404      404       404
members:profile_name                 GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_name                 POST sign-in 403   403      400         400   403     404      404       404
members:profile_name                 SEND sign-in 403   403      on          on    403     404      404       404
members:profile_about                GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_about                POST sign-in 403   403      on          on    403     404      404       404
members:profile_about                SEND sign-in 403   403      on          on    403     404      404       404
members:profile_languages            GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_languages            POST sign-in 403   403      on          on    403     404      404       404
members:profile_languages            SEND sign-in 403   403      on          on    403     404      404       404
members:profile_times                GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_times                POST sign-in 403   403      on          on    403     404      404       404
members:profile_times                SEND sign-in 403   403      on          on    403     404      404       404
members:profile_access               GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_access               POST sign-in 403   403      on          on    403     404      404       404
members:profile_access               SEND sign-in 403   403      on          on    403     404      404       404
members:profile_area                 GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_area                 POST sign-in 403   403      on          on    403     404      404       404
members:profile_area                 SEND sign-in 403   403      on          on    403     404      404       404
members:profile_telephone            GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_telephone            POST sign-in 403   403      on          on    403     404      404       404
members:profile_telephone            SEND sign-in 403   403      on          on    403     404      404       404
members:profile_reach                GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_reach                POST sign-in 403   403      400         400   403     404      404       404
members:profile_reach                SEND sign-in 403   403      on          on    403     404      404       404
members:profile_shows                GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_shows                POST sign-in 403   403      on          on    403     404      404       404
members:profile_shows                SEND sign-in 403   403      on          on    403     404      404       404
members:profile_gifts                GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_gifts                POST sign-in 403   403      400         400   403     404      404       404
members:profile_gifts                SEND sign-in 403   403      on          on    403     404      404       404
members:profile_gift                 GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_gift                 POST sign-in 403   403      400         400   403     404      404       404
members:profile_gift                 SEND sign-in 403   403      on          on    403     404      404       404
members:profile_photo                GET  sign-in 403   403      ok          ok    403     404      404       404
members:profile_photo                POST sign-in 403   403      400         400   403     404      404       404
members:profile_photo                SEND sign-in 403   403      on          on    403     404      404       404
members:photo                        GET  sign-in 404   404      404         404   404     404      404       404
members:photo                        POST sign-in 405   405      405         405   405     404      404       404
members:small_photo                  GET  sign-in 404   404      404         404   404     404      404       404
members:small_photo                  POST sign-in 405   405      405         405   405     404      404       404
# what two members write to each other: nobody else reads it
members:write_to                     GET  sign-in on    ok       ok          ok    ok      404      404       404
members:write_to                     POST sign-in 400   400      400         400   400     404      404       404
members:write_to                     SEND sign-in on    on       on          on    on      404      404       404
members:conversations                GET  sign-in ok    ok       ok          ok    ok      404      404       404
members:conversations                POST sign-in 405   405      405         405   405     404      404       404
exchanges:conversation               GET  sign-in ok    404      404         404   404     404      404       404
exchanges:conversation               POST sign-in 400   404      404         404   404     404      404       404
exchanges:conversation               SEND sign-in on    404      404         404   404     404      404       404
members:report_talk                  GET  sign-in ok    404      404         404   404     404      404       404
members:report_talk                  POST sign-in 400   404      404         404   404     404      404       404
members:report_talk                  SEND sign-in on    404      404         404   404     404      404       404
members:block                        GET  sign-in ok    ok       ok          ok    ok      404      404       404
members:block                        POST sign-in on    on       on          on    on      404      404       404
members:unblock                      GET  sign-in 405   405      405         405   405     404      404       404
members:unblock                      POST sign-in on    404      404         404   404     404      404       404
members:talk_reports                 GET  sign-in 403   403      ok          ok    403     404      404       404
members:talk_reports                 POST sign-in 403   403      405         405   403     404      404       404
members:talk_report                  GET  sign-in 403   403      ok          404   403     404      404       404
members:talk_report                  POST sign-in 403   403      400         404   403     404      404       404
members:talk_report                  SEND sign-in 403   403      on          404   403     404      404       404
members:share                        GET  sign-in 405   405      405         405   405     404      404       404
members:share                        POST sign-in on    404      404         404   404     404      404       404
# concerns: anybody raises one; only safeguarding leads know that there is any, and here nobody is one but the admin,
# who reads those where there is no lead
members:concern_new                  GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:concern_new                  POST 400     400   400      400         400   400     400      400       400
members:concern_new                  SEND on      on    on       on          on    on      on       on        on
members:concern_thanks               GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:concern_thanks               POST 405     405   405      405         405   405     405      405       405
members:concerns                     GET  sign-in 404   404      404         ok    404     404      404       404
members:concerns                     POST sign-in 405   405      405         405   405     404      404       404
members:concern                      GET  sign-in 404   404      404         ok    404     404      404       404
members:concern                      POST sign-in 404   404      404         400   404     404      404       404
# organisations: each opens its own page to visitors, or not
members:join_organisation            GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
members:join_organisation            POST 400     400   400      400         400   400     400      400       400
members:join_organisation            SEND on      on    on       on          on    on      on       on        on
exchanges:organisations              GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
exchanges:organisations              POST 405     405   405      405         405   405     405      405       405
exchanges:organisation               GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:organisation               POST sign-in 405   405      405         405   405     404      404       404
members:organisation_change          GET  sign-in 403   403      ok          ok    403     404      404       404
members:organisation_change          POST sign-in 403   403      400         400   403     404      404       404
members:organisation_change          SEND sign-in 403   403      on          on    403     404      404       404
# who acts for whom: Sian supports the party, who is the organisation's delegate
members:mandates                     GET  sign-in 403   403      ok          ok    403     404      404       404
members:mandates                     POST sign-in 403   403      400         400   403     404      404       404
members:mandates                     SEND sign-in 403   403      on          on    403     404      404       404
exchanges:done_for                   GET  sign-in 403   403      ok          ok    403     404      404       404
exchanges:done_for                   POST sign-in 405   405      405         405   405     404      404       404
members:helper_contact               GET  sign-in 403   403      405         405   403     404      404       404
members:helper_contact               POST sign-in 403   403      ok          ok    403     404      404       404
members:act                          GET  sign-in 405   405      405         405   405     404      404       404
members:act                          POST sign-in on    404      404         404   404     404      404       404
members:end_mandate                  GET  sign-in 405   405      405         405   405     404      404       404
members:end_mandate                  POST sign-in on    404      on          on    404     404      404       404
members:change_delegate              GET  sign-in 403   403      405         405   403     404      404       404
members:change_delegate              POST sign-in 403   403      on          on    403     404      404       404
members:change_delegate              SEND sign-in 403   403      on          on    403     404      404       404
members:stop_acting                  GET  sign-in 405   405      405         405   405     404      404       404
members:stop_acting                  POST sign-in on    on       on          on    on      404      404       404
# a member's age and guardian, and coordinators' notes
members:guardian                     GET  sign-in 403   403      ok          ok    403     404      404       404
members:guardian                     POST sign-in 403   403      400         400   403     404      404       404
members:guardian                     SEND sign-in 403   403      on          on    403     404      404       404
members:applicant_guardian           GET  sign-in 403   403      ok          ok    403     404      404       404
members:applicant_guardian           POST sign-in 403   403      400         400   403     404      404       404
members:applicant_guardian           SEND sign-in 403   403      on          on    403     404      404       404
members:notes                        GET  sign-in 403   403      ok          403   403     404      404       404
members:notes                        POST sign-in 403   403      400         403   403     404      404       404
members:notes                        SEND sign-in 403   403      on          403   403     404      404       404
# offers and requests
# events: open to everybody, run by who puts them on and by coordinators
exchanges:events                     GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
exchanges:events                     POST 405     405   405      405         405   405     405      405       405
exchanges:event                      GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
exchanges:event                      POST 405     405   405      405         405   405     405      405       405
exchanges:event_calendar             GET  ok      ok    ok       ok          ok    ok      ok       ok        ok
exchanges:event_calendar             POST 405     405   405      405         405   405     405      405       405
exchanges:event_new                  GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:event_new                  POST sign-in 400   400      400         403   403     404      404       404
exchanges:event_new                  SEND sign-in on    on       on          403   403     404      404       404
exchanges:event_change               GET  sign-in ok    403      ok          403   403     404      404       404
exchanges:event_change               POST sign-in 400   403      400         403   403     404      404       404
exchanges:event_change               SEND sign-in on    403      on          403   403     404      404       404
exchanges:event_cancel               GET  sign-in ok    403      ok          403   403     404      404       404
exchanges:event_cancel               POST sign-in 400   403      400         403   403     404      404       404
exchanges:event_cancel               SEND sign-in on    403      on          403   403     404      404       404
exchanges:event_agree                GET  sign-in 403   403      405         403   403     404      404       404
exchanges:event_agree                POST sign-in 403   403      on          403   403     404      404       404
exchanges:event_decline              GET  sign-in 403   403      405         403   403     404      404       404
exchanges:event_decline              POST sign-in 403   403      400         403   403     404      404       404
exchanges:event_sign_up              GET  sign-in 405   405      405         403   403     404      404       404
exchanges:event_sign_up              POST sign-in on    on       on          403   403     404      404       404
exchanges:event_withdraw             GET  sign-in 405   405      405         403   403     404      404       404
exchanges:event_withdraw             POST sign-in on    on       on          403   403     404      404       404
exchanges:event_sign_up_for          GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:event_sign_up_for          POST sign-in 403   403      400         403   403     404      404       404
exchanges:event_sign_up_for          SEND sign-in 403   403      on          403   403     404      404       404
exchanges:event_register             GET  sign-in ok    403      ok          403   403     404      404       404
exchanges:event_register             POST sign-in 400   403      400         403   403     404      404       404
exchanges:event_register             SEND sign-in on    403      on          403   403     404      404       404
exchanges:event_register_printed     GET  sign-in ok    403      ok          403   403     404      404       404
exchanges:event_register_printed     POST sign-in 405   405      405         403   403     404      404       404
exchanges:event_hours                GET  sign-in ok    403      ok          ok    ok      404      404       404
exchanges:event_hours                POST sign-in 405   405      405         405   405     404      404       404
exchanges:event_approve              GET  sign-in 403   403      405         405   403     404      404       404
exchanges:event_approve              POST sign-in 403   403      on          on    403     404      404       404
exchanges:event_send_back            GET  sign-in 403   403      405         405   403     404      404       404
exchanges:event_send_back            POST sign-in 403   403      400         400   403     404      404       404
exchanges:event_take_back            GET  sign-in 403   403      405         405   403     404      404       404
exchanges:event_take_back            POST sign-in 403   403      400         400   403     404      404       404
exchanges:event_line                 GET  sign-in 403   403      ok          ok    403     404      404       404
exchanges:event_line                 POST sign-in 403   403      400         400   403     404      404       404
exchanges:event_line                 SEND sign-in 403   403      on          403   403     404      404       404
exchanges:event_guest                GET  sign-in ok    403      ok          403   403     404      404       404
exchanges:event_guest                POST sign-in on    403      on          403   403     404      404       404
exchanges:listings                   GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:listings                   POST sign-in 405   405      405         405   405     404      404       404
exchanges:listing                    GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:listing                    POST sign-in 405   405      405         405   405     404      404       404
exchanges:saved_searches             GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:saved_searches             POST sign-in 405   405      405         405   405     404      404       404
exchanges:save_search                GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:save_search                POST sign-in 400   400      400         400   400     404      404       404
exchanges:saved_search               GET  sign-in 405   405      405         405   405     404      404       404
exchanges:saved_search               POST sign-in on    404      404         404   404     404      404       404
exchanges:saved_search               SEND sign-in on    404      404         404   404     404      404       404
exchanges:listing_ask                GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:listing_ask                POST sign-in ok    ok       ok          403   403     404      404       404
exchanges:listing_new                GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:listing_new                POST sign-in 400   400      400         403   403     404      404       404
exchanges:listing_new                SEND sign-in on    on       on          403   403     404      404       404
exchanges:listing_change             GET  sign-in ok    403      ok          403   403     404      404       404
exchanges:listing_change             POST sign-in 400   403      400         403   403     404      404       404
exchanges:listing_change             SEND sign-in on    403      on          403   403     404      404       404
exchanges:listing_photos             GET  sign-in ok    403      ok          403   403     404      404       404
exchanges:listing_photos             POST sign-in 400   403      400         403   403     404      404       404
exchanges:listing_photos             SEND sign-in on    403      on          403   403     404      404       404
exchanges:listing_photo              GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:listing_photo              POST sign-in 405   405      405         405   405     404      404       404
exchanges:listing_small_photo        GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:listing_small_photo        POST sign-in 405   405      405         405   405     404      404       404
exchanges:listing_close              GET  sign-in 405   405      405         403   403     404      404       404
exchanges:listing_close              POST sign-in on    403      on          403   403     404      404       404
exchanges:listing_pause              GET  sign-in 405   405      405         403   403     404      404       404
exchanges:listing_pause              POST sign-in on    403      on          403   403     404      404       404
exchanges:listing_open               GET  sign-in 405   405      405         403   403     404      404       404
exchanges:listing_open               POST sign-in on    403      on          403   403     404      404       404
exchanges:listing_renew              GET  sign-in 405   405      405         403   403     404      404       404
exchanges:listing_renew              POST sign-in on    403      on          403   403     404      404       404
exchanges:announcements              GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:announcements              POST sign-in 405   405      405         405   405     404      404       404
exchanges:announcement_new           GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:announcement_new           POST sign-in 403   403      400         403   403     404      404       404
exchanges:announcement_new           SEND sign-in 403   403      on          403   403     404      404       404
exchanges:announcement_printed       GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:announcement_printed       POST sign-in 403   403      405         403   403     404      404       404
exchanges:announcement_down          GET  sign-in 403   403      405         403   403     404      404       404
exchanges:announcement_down          POST sign-in 403   403      on          403   403     404      404       404
exchanges:enquire                    GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:enquire                    POST sign-in 400   400      400         403   403     404      404       404
exchanges:enquire                    SEND sign-in on    on       on          403   403     404      404       404
exchanges:plan                       GET  sign-in ok    404      404         403   403     404      404       404
exchanges:plan                       POST sign-in 400   404      404         403   403     404      404       404
exchanges:plan                       SEND sign-in on    404      404         403   403     404      404       404
exchanges:listing_propose            GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:listing_propose            POST sign-in 400   400      400         403   403     404      404       404
exchanges:listing_propose            SEND sign-in on    on       on          403   403     404      404       404
# logging an exchange
exchanges:log                        GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:log                        POST sign-in 400   400      400         403   403     404      404       404
exchanges:log                        SEND sign-in on    on       on          403   403     404      404       404
exchanges:log_what                   GET  sign-in on    on       on          403   403     404      404       404
exchanges:log_what                   POST sign-in on    on       on          403   403     404      404       404
exchanges:log_when                   GET  sign-in on    on       on          403   403     404      404       404
exchanges:log_when                   POST sign-in on    on       on          403   403     404      404       404
exchanges:log_check                  GET  sign-in on    on       on          403   403     404      404       404
exchanges:log_check                  POST sign-in on    on       on          403   403     404      404       404
exchanges:code                       GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:code                       POST sign-in 400   400      400         403   403     404      404       404
exchanges:code                       SEND sign-in on    on       on          403   403     404      404       404
exchanges:code_typed                 GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:code_typed                 POST sign-in 400   400      400         403   403     404      404       404
exchanges:code_typed                 SEND sign-in on    on       on          403   403     404      404       404
exchanges:code_shown                 GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:code_shown                 POST sign-in on    on       on          403   403     404      404       404
# exchanges: their two members, and who runs or audits the bank
exchanges:exchanges                  GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:exchanges                  POST sign-in 405   405      405         405   405     404      404       404
exchanges:exchange                   GET  sign-in ok    404      ok          ok    ok      404      404       404
exchanges:exchange                   POST sign-in 405   405      405         405   405     404      404       404
exchanges:accept                     GET  sign-in 405   405      405         405   405     404      404       404
exchanges:accept                     POST sign-in on    404      403         403   403     404      404       404
exchanges:decline                    GET  sign-in 405   405      405         405   405     404      404       404
exchanges:decline                    POST sign-in on    404      403         403   403     404      404       404
exchanges:cancel                     GET  sign-in 405   405      405         405   405     404      404       404
exchanges:cancel                     POST sign-in on    404      403         403   403     404      404       404
exchanges:log_planned                GET  sign-in 405   405      405         405   405     404      404       404
exchanges:log_planned                POST sign-in 400   404      400         400   400     404      404       404
exchanges:log_planned                SEND sign-in on    404      403         403   403     404      404       404
exchanges:confirm                    GET  sign-in 405   405      405         405   405     404      404       404
exchanges:confirm                    POST sign-in 400   404      400         400   400     404      404       404
exchanges:confirm                    SEND sign-in on    404      403         403   403     404      404       404
exchanges:dispute                    GET  sign-in 405   405      405         405   405     404      404       404
exchanges:dispute                    POST sign-in 400   404      400         400   400     404      404       404
exchanges:dispute                    SEND sign-in on    404      403         403   403     404      404       404
exchanges:thank                      GET  sign-in 405   405      405         405   405     404      404       404
exchanges:thank                      POST sign-in 400   404      400         400   400     404      404       404
exchanges:thank                      SEND sign-in on    404      403         403   403     404      404       404
exchanges:calendar                   GET  sign-in ok    404      403         403   403     404      404       404
exchanges:calendar                   POST sign-in 405   405      405         405   405     404      404       404
exchanges:happened                   GET  sign-in ok    404      on          on    on      404      404       404
exchanges:happened                   POST sign-in 405   405      405         405   405     404      404       404
exchanges:again                      GET  sign-in 405   405      405         405   405     404      404       404
exchanges:again                      POST sign-in on    404      403         403   403     404      404       404
exchanges:costs                      GET  sign-in 405   405      405         405   405     404      404       404
exchanges:costs                      POST sign-in on    404      403         403   403     404      404       404
exchanges:costs                      SEND sign-in on    404      403         403   403     404      404       404
exchanges:not_today                  GET  sign-in 405   405      405         403   403     404      404       404
exchanges:not_today                  POST sign-in on    on       on          403   403     404      404       404
exchanges:speak_for                  GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:speak_for                  POST sign-in 403   403      400         403   403     404      404       404
exchanges:speak_for                  SEND sign-in 403   403      on          403   403     404      404       404
# deciding about exchanges: an admin only where no coordinator may
exchanges:approve                    GET  sign-in 405   405      405         405   405     404      404       404
exchanges:approve                    POST sign-in 403   404      on          403   403     404      404       404
exchanges:decide                     GET  sign-in 403   404      ok          on    403     404      404       404
exchanges:decide                     POST sign-in 403   404      400         400   403     404      404       404
exchanges:decide                     SEND sign-in 403   404      on          403   403     404      404       404
exchanges:send_back                  GET  sign-in 403   404      ok          on    403     404      404       404
exchanges:send_back                  POST sign-in 403   404      400         400   403     404      404       404
exchanges:send_back                  SEND sign-in 403   404      on          403   403     404      404       404
exchanges:resolve                    GET  sign-in 403   404      ok          403   403     404      404       404
exchanges:resolve                    POST sign-in 403   404      400         403   403     404      404       404
exchanges:resolve                    SEND sign-in 403   404      on          403   403     404      404       404
exchanges:reverse                    GET  sign-in 403   404      ok          403   403     404      404       404
exchanges:reverse                    POST sign-in 403   404      400         403   403     404      404       404
exchanges:reverse                    SEND sign-in 403   404      on          403   403     404      404       404
# settling a dispute: its two members, who mediates and who runs the bank; an auditor reads
exchanges:settling                   GET  sign-in ok    404      ok          ok    ok      404      404       404
exchanges:settling                   POST sign-in 405   405      405         405   405     404      404       404
exchanges:settling_name              GET  sign-in 405   405      405         405   405     404      404       404
exchanges:settling_name              POST sign-in 403   404      400         400   403     404      404       404
exchanges:settling_name              SEND sign-in 403   404      on          403   403     404      404       404
exchanges:settling_say               GET  sign-in 405   405      405         405   405     404      404       404
exchanges:settling_say               POST sign-in 400   404      400         400   400     404      404       404
exchanges:settling_say               SEND sign-in on    404      403         403   403     404      404       404
exchanges:settling_propose           GET  sign-in 405   405      405         405   405     404      404       404
exchanges:settling_propose           POST sign-in 400   404      400         400   400     404      404       404
exchanges:settling_propose           SEND sign-in 403   404      403         403   403     404      404       404
exchanges:settling_agree             GET  sign-in 405   405      405         405   405     404      404       404
exchanges:settling_agree             POST sign-in 400   404      400         400   400     404      404       404
exchanges:settling_agree             SEND sign-in 409   404      403         403   403     404      404       404
exchanges:settling_no                GET  sign-in 405   405      405         405   405     404      404       404
exchanges:settling_no                POST sign-in 400   404      400         400   400     404      404       404
exchanges:settling_no                SEND sign-in 409   404      403         403   403     404      404       404
exchanges:settling_for               GET  sign-in 403   404      ok          403   403     404      404       404
exchanges:settling_for               POST sign-in 403   404      400         403   403     404      404       404
exchanges:settling_for               SEND sign-in 403   404      on          403   403     404      404       404
exchanges:mediating                  GET  sign-in 403   403      ok          ok    403     404      404       404
exchanges:mediating                  POST sign-in 403   403      405         405   403     404      404       404
# exchanges with another bank: each is the party's, in the state its address is for; the party began the one to cancel
exchanges:cross_log                  GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:cross_log                  POST sign-in 400   400      400         403   403     404      404       404
exchanges:cross_log                  SEND sign-in on    on       on          403   403     404      404       404
exchanges:crosses                    GET  sign-in ok    ok       ok          ok    ok      404      404       404
exchanges:crosses                    POST sign-in 405   405      405         405   405     404      404       404
exchanges:cross                      GET  sign-in ok    404      ok          ok    ok      404      404       404
exchanges:cross                      POST sign-in 405   405      405         405   405     404      404       404
exchanges:cross_confirm              GET  sign-in 405   405      405         405   405     404      404       404
exchanges:cross_confirm              POST sign-in 400   404      400         400   400     404      404       404
exchanges:cross_confirm              SEND sign-in on    404      403         403   403     404      404       404
exchanges:cross_dispute              GET  sign-in 405   405      405         405   405     404      404       404
exchanges:cross_dispute              POST sign-in 400   404      400         400   400     404      404       404
exchanges:cross_dispute              SEND sign-in on    404      403         403   403     404      404       404
exchanges:cross_cancel               GET  sign-in 405   405      405         405   405     404      404       404
exchanges:cross_cancel               POST sign-in on    404      403         403   403     404      404       404
exchanges:cross_thank                GET  sign-in 405   405      405         405   405     404      404       404
exchanges:cross_thank                POST sign-in 400   404      400         400   400     404      404       404
exchanges:cross_thank                SEND sign-in on    404      403         403   403     404      404       404
exchanges:cross_block                GET  sign-in ok    404      403         403   403     404      404       404
exchanges:cross_block                POST sign-in on    404      403         403   403     404      404       404
exchanges:cross_approve              GET  sign-in 403   403      405         405   403     404      404       404
exchanges:cross_approve              POST sign-in 403   403      on          403   403     404      404       404
exchanges:cross_send_back            GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:cross_send_back            POST sign-in 403   403      400         403   403     404      404       404
exchanges:cross_send_back            SEND sign-in 403   403      on          403   403     404      404       404
exchanges:cross_settle               GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:cross_settle               POST sign-in 403   403      400         403   403     404      404       404
exchanges:cross_settle               SEND sign-in 403   403      on          403   403     404      404       404
exchanges:cross_reverse              GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:cross_reverse              POST sign-in 403   403      400         403   403     404      404       404
exchanges:cross_reverse              SEND sign-in 403   403      on          403   403     404      404       404
# hours given, and the shared pot: the party was given some and asks for some, another's request was granted
exchanges:hours_give                 GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:hours_give                 POST sign-in 400   400      400         403   403     404      404       404
exchanges:hours_give                 SEND sign-in 409   409      ok          403   403     404      404       404
exchanges:hours_ask                  GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:hours_ask                  POST sign-in 400   400      400         403   403     404      404       404
exchanges:hours_ask                  SEND sign-in 409   on       on          403   403     404      404       404
exchanges:hours_gift                 GET  sign-in ok    404      ok          ok    ok      404      404       404
exchanges:hours_gift                 POST sign-in 405   405      405         405   405     404      404       404
exchanges:hours_return               GET  sign-in 405   405      405         405   405     404      404       404
exchanges:hours_return               POST sign-in on    404      403         403   403     404      404       404
exchanges:hours_take_back            GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:hours_take_back            POST sign-in 403   403      400         403   403     404      404       404
exchanges:hours_take_back            SEND sign-in 403   403      on          403   403     404      404       404
exchanges:pot                        GET  sign-in 403   403      ok          ok    ok      404      404       404
exchanges:pot                        POST sign-in 403   403      405         405   405     404      404       404
exchanges:pot_request                GET  sign-in ok    404      ok          ok    ok      404      404       404
exchanges:pot_request                POST sign-in 405   405      405         405   405     404      404       404
exchanges:pot_decide                 GET  sign-in 405   405      405         405   405     404      404       404
exchanges:pot_decide                 POST sign-in 403   404      400         403   403     404      404       404
exchanges:pot_decide                 SEND sign-in 403   404      on          403   403     404      404       404
exchanges:pot_withdraw               GET  sign-in 405   405      405         405   405     404      404       404
exchanges:pot_withdraw               POST sign-in on    404      403         403   403     404      404       404
exchanges:pot_take_back              GET  sign-in 404   404      ok          403   403     404      404       404
exchanges:pot_take_back              POST sign-in 404   404      400         403   403     404      404       404
exchanges:pot_take_back              SEND sign-in 404   404      on          403   403     404      404       404
# the desk
exchanges:desk                       GET  sign-in 403   403      ok          ok    403     404      404       404
exchanges:desk                       POST sign-in 403   403      405         405   403     404      404       404
exchanges:approve_many               GET  sign-in 403   403      405         405   403     404      404       404
exchanges:approve_many               POST sign-in 403   403      400         400   403     404      404       404
exchanges:approve_many               SEND sign-in 403   403      on          403   403     404      404       404
exchanges:undo                       GET  sign-in 403   403      405         405   403     404      404       404
exchanges:undo                       POST sign-in 403   403      on          on    403     404      404       404
exchanges:duty                       GET  sign-in 403   403      405         403   403     404      404       404
exchanges:duty                       POST sign-in 403   403      400         403   403     404      404       404
exchanges:duty                       SEND sign-in 403   403      on          403   403     404      404       404
exchanges:slips                      GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:slips                      POST sign-in 403   403      400         403   403     404      404       404
exchanges:slips                      SEND sign-in 403   403      on          403   403     404      404       404
exchanges:slips_printed              GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:slips_printed              POST sign-in 403   403      405         403   403     404      404       404
exchanges:slip_grid                  GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:slip_grid                  POST sign-in 403   403      400         403   403     404      404       404
exchanges:slip_grid                  SEND sign-in 403   403      ok          403   403     404      404       404
exchanges:sheet                      GET  sign-in ok    ok       ok          403   403     404      404       404
exchanges:sheet                      POST sign-in 405   405      405         403   403     404      404       404
exchanges:desk_find                  GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:desk_find                  POST sign-in 403   403      405         403   403     404      404       404
exchanges:log_for                    GET  sign-in 403   403      ok          403   403     404      404       404
exchanges:log_for                    POST sign-in 403   403      400         403   403     404      404       404
exchanges:log_for                    SEND sign-in 403   403      on          403   403     404      404       404
exchanges:told                       GET  sign-in 403   403      405         405   403     404      404       404
exchanges:told                       POST sign-in 403   403      on          on    403     404      404       404
members:preferences                  GET  sign-in ok    ok       ok          ok    ok      404      404       404
members:preferences                  POST sign-in 400   400      400         400   400     404      404       404
members:preferences                  SEND sign-in on    on       on          on    on      404      404       404
members:address                      GET  sign-in 403   403      ok          ok    403     404      404       404
members:address                      POST sign-in 403   403      400         400   403     404      404       404
members:address                      SEND sign-in 403   403      on          on    403     404      404       404
members:second_step                  GET  sign-in ok    ok       ok          ok    ok      404      404       404
members:second_step                  POST sign-in 405   405      405         405   405     404      404       404
members:role_holders                 GET  sign-in 403   403      403         ok    ok      404      404       404
members:role_holders                 POST sign-in 403   403      403         405   405     404      404       404
members:role_give                    GET  sign-in 403   403      403         405   403     404      404       404
members:role_give                    POST sign-in 403   403      403         400   403     404      404       404
members:role_give                    SEND sign-in 403   403      403         on    403     404      404       404
members:role_appoint                 GET  sign-in 403   403      403         405   403     404      404       404
members:role_appoint                 POST sign-in 403   403      403         400   403     404      404       404
members:role_appoint                 SEND sign-in 403   403      403         on    403     404      404       404
members:role_change                  GET  sign-in 403   403      403         405   403     404      404       404
members:role_change                  POST sign-in 403   403      403         on    403     404      404       404
members:role_change                  SEND sign-in 403   403      403         on    403     404      404       404
# rules
members:settings                     GET  sign-in 403   403      403         ok    403     404      404       404
members:settings                     POST sign-in 403   403      403         400   403     404      404       404
members:pot                          GET  sign-in 403   403      403         ok    403     404      404       404
members:pot                          POST sign-in 403   403      403         400   403     404      404       404
members:pot                          SEND sign-in 403   403      403         on    403     404      404       404
exchanges:categories                 GET  sign-in 403   403      403         ok    403     404      404       404
exchanges:categories                 POST sign-in 403   403      403         400   403     404      404       404
exchanges:categories                 SEND sign-in 403   403      403         on    403     404      404       404
members:areas                        GET  sign-in 403   403      403         ok    403     404      404       404
members:areas                        POST sign-in 403   403      403         400   403     404      404       404
members:areas                        SEND sign-in 403   403      403         on    403     404      404       404
# other time banks, and hours taken each month
members:partners                     GET  sign-in 403   403      403         ok    403     404      404       404
members:partners                     POST sign-in 403   403      403         405   403     404      404       404
members:partner                      GET  sign-in 403   403      403         ok    403     404      404       404
members:partner                      POST sign-in 403   403      403         400   403     404      404       404
members:partner                      SEND sign-in 403   403      403         on    403     404      404       404
members:bring_over                   GET  sign-in 403   403      403         ok    403     404      404       404
members:bring_over                   POST sign-in 403   403      403         400   403     404      404       404
members:bring_over                   SEND sign-in 403   403      403         on    403     404      404       404
members:bring_over_take              GET  sign-in 403   403      403         405   403     404      404       404
members:bring_over_take              POST sign-in 403   403      403         400   403     404      404       404
members:bring_over_discard           GET  sign-in 403   403      403         405   403     404      404       404
members:bring_over_discard           POST sign-in 403   403      403         on    403     404      404       404
members:bring_over_invite            GET  sign-in 403   403      403         405   403     404      404       404
members:bring_over_invite            POST sign-in 403   403      403         on    403     404      404       404
members:dues                         GET  sign-in 403   403      403         ok    ok      404      404       404
members:dues                         POST sign-in 403   403      403         405   405     404      404       404
members:dues_announce                GET  sign-in 403   403      403         405   403     404      404       404
members:dues_announce                POST sign-in 403   403      403         400   403     404      404       404
members:dues_announce                SEND sign-in 403   403      403         on    403     404      404       404
members:dues_switch_off              GET  sign-in 403   403      403         405   403     404      404       404
members:dues_switch_off              POST sign-in 403   403      403         400   403     404      404       404
members:dues_switch_off              SEND sign-in 403   403      403         on    403     404      404       404
insight:keeping                      GET  sign-in 403   403      403         ok    403     404      404       404
insight:keeping                      POST sign-in 403   403      403         400   403     404      404       404
insight:keeping                      SEND sign-in 403   403      403         on    403     404      404       404
insight:keeping_run                  GET  sign-in 403   403      403         ok    403     404      404       404
insight:keeping_run                  POST sign-in 403   403      403         405   403     404      404       404
insight:keeping_stop                 GET  sign-in 403   403      403         405   403     404      404       404
insight:keeping_stop                 POST sign-in 403   403      403         on    403     404      404       404
members:collection                   GET  sign-in 403   403      403         ok    ok      404      404       404
members:collection                   POST sign-in 403   403      403         405   405     404      404       404
# statements and reports
insight:statement                    GET  sign-in ok    ok       ok          ok    ok      404      404       404
insight:statement                    POST sign-in 405   405      405         405   405     404      404       404
insight:statement_csv                GET  sign-in ok    ok       ok          on    on      404      404       404
insight:statement_csv                POST sign-in 405   405      405         405   405     404      404       404
insight:statement_xlsx               GET  sign-in ok    ok       ok          on    on      404      404       404
insight:statement_xlsx               POST sign-in 405   405      405         405   405     404      404       404
insight:statement_pdf                GET  sign-in ok    ok       ok          on    on      404      404       404
insight:statement_pdf                POST sign-in 405   405      405         405   405     404      404       404
insight:reports                      GET  sign-in 403   403      ok          ok    ok      404      404       404
insight:reports                      POST sign-in 403   403      405         405   405     404      404       404
insight:prove                        GET  sign-in 403   403      403         405   403     404      404       404
insight:prove                        POST sign-in 403   403      403         on    403     404      404       404
insight:proof                        GET  sign-in 403   403      ok          ok    ok      404      404       404
insight:proof                        POST sign-in 403   403      405         405   405     404      404       404
insight:compare_seal                 GET  sign-in 403   403      403         ok    ok      404      404       404
insight:compare_seal                 POST sign-in 403   403      403         400   400     404      404       404
insight:seal_now                     GET  sign-in 403   403      403         405   403     404      404       404
insight:seal_now                     POST sign-in 403   403      403         on    403     404      404       404
insight:seal_file                    GET  sign-in 403   403      403         ok    ok      404      404       404
insight:seal_file                    POST sign-in 403   403      403         405   405     404      404       404
insight:exchanges_csv                GET  sign-in 403   403      403         ok    ok      404      404       404
insight:exchanges_csv                POST sign-in 403   403      403         405   405     404      404       404
insight:transfers_csv                GET  sign-in 403   403      403         ok    ok      404      404       404
insight:transfers_csv                POST sign-in 403   403      403         405   405     404      404       404
# months
insight:report                       GET  sign-in 403   403      403         ok    ok      404      404       404
insight:report                       POST sign-in 403   403      403         405   405     404      404       404
insight:report_csv                   GET  sign-in 403   403      403         ok    ok      404      404       404
insight:report_csv                   POST sign-in 403   403      403         405   405     404      404       404
insight:report_xlsx                  GET  sign-in 403   403      403         ok    ok      404      404       404
insight:report_xlsx                  POST sign-in 403   403      403         405   405     404      404       404
insight:kept_reports                 GET  sign-in 403   403      403         ok    ok      404      404       404
insight:kept_reports                 POST sign-in 403   403      403         405   405     404      404       404
insight:kept_file                    GET  sign-in 403   403      403         404   404     404      404       404
insight:kept_file                    POST sign-in 403   403      403         405   405     404      404       404
insight:keep_report                  GET  sign-in 403   403      403         405   405     404      404       404
insight:keep_report                  POST sign-in 403   403      403         on    on      404      404       404
insight:keep_report                  SEND sign-in 403   403      403         on    on      404      404       404
insight:closing                      GET  sign-in 403   403      403         ok    ok      404      404       404
insight:closing                      POST sign-in 403   403      403         405   405     404      404       404
insight:close_month                  GET  sign-in 403   403      403         400   403     404      404       404
insight:close_month                  POST sign-in 403   403      403         400   403     404      404       404
insight:close_month                  SEND sign-in 403   403      403         on    403     404      404       404
"""

# Every other address sends visitors to sign in. Two of them open where the bank opens its listings.
OPEN_TO_VISITORS = {
    "address_claim",
    "email_confirm",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",
    "start",
    "banks",
    "live",
    "ready",
    "demo_sign_in",
    "account_login",
    "account_logout",
    "account_set_password",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "exchanges:home",
    "exchanges:events",
    "exchanges:event",
    "exchanges:event_calendar",
    "members:join",
    "members:join_organisation",
    "exchanges:organisations",
    "exchanges:organisation",
    "members:join_thanks",
    "members:join_gifts",
    "members:join_would",
    "members:join_terms",
    "members:own_standing",
    "members:standing",
    "members:invited",
    "members:terms",
    "members:terms_version",
    "members:concern_new",
    "members:concern_thanks",
}
OPEN_WHERE_THE_BANK_SAYS_SO = {
    "exchanges:listings",
    "exchanges:listing",
    "exchanges:listing_photo",
    "exchanges:listing_small_photo",
}


def expected() -> dict[str, dict[tuple[str, str], str]]:
    """Read the table: for each kind of visitor, what they are answered at each address in each way."""
    lines = [line for line in TABLE.strip().splitlines() if not line.startswith("#")]
    _address, _how, *people = lines[0].split()
    answers: dict[str, dict[tuple[str, str], str]] = {who: {} for who in people}
    for line in lines[1:]:
        name, how, *words = line.split()
        assert len(words) == len(people), line
        for who, word in zip(people, words, strict=True):
            assert (name, how) not in answers[who], f"{name} {how} stands twice"
            answers[who][name, how] = word
    return answers
