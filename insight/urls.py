"""The pages of statements and reports, under a bank's short name."""

from django.urls import path

from insight import views
from insight.views import data_requests, keeping

app_name = "insight"

urlpatterns = [
    path("statement/", views.statement, name="statement"),
    path("statement.csv", views.statement_csv, name="statement_csv"),
    path("statement.xlsx", views.statement_xlsx, name="statement_xlsx"),
    path("statement.pdf", views.statement_pdf, name="statement_pdf"),
    path("members/<int:number>/data/", data_requests.data_request, name="data_request"),
    path("members/<int:number>/erase/", data_requests.erase_for, name="erase_for"),
    path("people/<int:pk>/data/", data_requests.unnumbered_data, name="unnumbered_data"),
    path("people/<int:pk>/erase/", data_requests.unnumbered_erase, name="unnumbered_erase"),
    path("settings/keeping/", keeping.keeping, name="keeping"),
    path("settings/keeping/<int:pk>/", keeping.run, name="keeping_run"),
    path("settings/keeping/<int:pk>/stop/", keeping.stop, name="keeping_stop"),
    path("reports/", views.reports, name="reports"),
    path("reports/closing/", views.closing, name="closing"),
    path("reports/closing/close/", views.close_month, name="close_month"),
    path("reports/proof/", views.proof, name="proof"),
    path("reports/proof/compare/", views.compare_seal, name="compare_seal"),
    path("reports/proof/seal/", views.seal_now, name="seal_now"),
    path("reports/proof/seals/<int:seal>.json", views.seal_file, name="seal_file"),
    path("reports/prove/", views.prove, name="prove"),
    path("reports/exchanges.csv", views.exchanges_csv, name="exchanges_csv"),
    path("reports/transfers.csv", views.transfers_csv, name="transfers_csv"),
    path("reports/kept/", views.kept_reports, name="kept_reports"),
    path("reports/kept/<uuid:key>/", views.kept_file, name="kept_file"),
    path("reports/<slug:name>/", views.report, name="report"),
    path("reports/<slug:name>.csv", views.report_csv, name="report_csv"),
    path("reports/<slug:name>.xlsx", views.report_xlsx, name="report_xlsx"),
    path("reports/<slug:name>/keep/", views.keep_report, name="keep_report"),
]
