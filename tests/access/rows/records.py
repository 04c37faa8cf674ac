"""Statements, reports and the months."""

ROWS = """
address                              how  visitor party stranger coordinator admin auditor outsider applicant leaver
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
