"""All codecs, as the generated modules name them."""

from .codec import AnyValue, Codec, Mismatch, plain
from .compounds import ListOf, MapOf, Nullable, Object, OneOf
from .decimals import DecimalNumber, DecimalText
from .enums import Enumeration, Literal, OpenString
from .files import Base64, Binary
from .scalars import Boolean, Date, DateTime, Integer, Null, Number, Text, Uuid

__all__ = [
    "AnyValue",
    "Base64",
    "Binary",
    "Boolean",
    "Codec",
    "Date",
    "DateTime",
    "DecimalNumber",
    "DecimalText",
    "Enumeration",
    "Integer",
    "ListOf",
    "Literal",
    "MapOf",
    "Mismatch",
    "Null",
    "Nullable",
    "Number",
    "Object",
    "OneOf",
    "OpenString",
    "Text",
    "Uuid",
    "plain",
]
