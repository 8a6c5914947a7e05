"""Recorded traffic: HAR files, read into exchanges and written from them."""

from .reading import Recording as Recording
from .reading import read_recording as read_recording
from .writing import write_har as write_har
