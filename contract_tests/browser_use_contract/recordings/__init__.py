"""Recorded traffic: reads HAR files into exchanges and writes exchanges to HAR files."""

from .reading import Recording as Recording
from .reading import read_recording as read_recording
from .writing import write_har as write_har
