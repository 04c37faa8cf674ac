"""Where members' photos are kept: on this disk, or in storage that speaks S3. Never at a public address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

WRITTEN_AS = "s3://KEY:SECRET@host/bucket, and ?region=… where there is one"
SCHEMES = {"s3": "https", "s3+http": "http"}


def storage_from(url: str, folder: Path) -> dict[str, Any]:
    """Read the setting: '' keeps photos in a folder that only we can read, s3:// in a bucket of the operator's."""
    if not url:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), **modes},
        }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _bucket(url)}


def _bucket(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    bucket, _slash, folder = parts.path.strip("/").partition("/")
    if parts.scheme not in SCHEMES or not (parts.hostname and parts.username and parts.password and bucket):
        raise ImproperlyConfigured(f"MEDIA_STORAGE_URL is not written as {WRITTEN_AS}.")
    host = parts.netloc.rpartition("@")[2]
    return {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{host}",
        "bucket_name": bucket,
        "location": folder,
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "default_acl": None,  # what the bucket says: a private one
        "querystring_auth": True,
        "file_overwrite": False,
        "addressing_style": "path",
        "signature_version": "s3v4",
    }
