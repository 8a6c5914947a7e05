"""The files of workspaces, and the storage host that they are sent to and fetched from."""

#: Where the paths of the storage host begin.
PATH = "/storage/"
#: What faults call the two things that are done there: an upload and a download.
STORAGE_OPERATIONS = ("putFile", "getFile")
