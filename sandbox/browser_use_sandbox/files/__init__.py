"""The files of workspaces and browsers, and the signed URLs to upload and download them."""

#: The beginning of all paths of the storage host.
PATH = "/storage/"
#: The names of upload and download in faults.
STORAGE_OPERATIONS = ("putFile", "getFile")
