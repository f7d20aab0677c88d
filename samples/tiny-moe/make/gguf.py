"""Reads and writes GGUF files of version 3, little-endian; with NumPy and nothing else.

A file is keys and tensors. A key's value is Typed, so that what was read can be written back as it was. A tensor's bytes stay as they
are stored; floats of the plain types are a view away.
"""

import struct
from collections import namedtuple

import numpy as np

ALIGNMENT = 32
U8, I8, U16, I16, U32, I32, F32_VALUE, BOOL, STRING, ARRAY, U64, I64, F64_VALUE = range(13)
PLAIN = {U8: "B", I8: "b", U16: "H", I16: "h", U32: "I", I32: "i", F32_VALUE: "f", BOOL: "?", U64: "Q", I64: "q", F64_VALUE: "d"}
F32, F16, BF16 = 0, 1, 30

# ggml's numbers of types: name, weights to a block, bytes to a block.
TYPES = {
    F32: ("f32", 1, 4), F16: ("f16", 1, 2), BF16: ("bf16", 1, 2), 2: ("q4_0", 32, 18), 3: ("q4_1", 32, 20), 6: ("q5_0", 32, 22),
    7: ("q5_1", 32, 24), 8: ("q8_0", 32, 34), 10: ("q2_K", 256, 84), 11: ("q3_K", 256, 110), 12: ("q4_K", 256, 144),
    13: ("q5_K", 256, 176), 14: ("q6_K", 256, 210), 16: ("iq2_xxs", 256, 66), 17: ("iq2_xs", 256, 74), 18: ("iq3_xxs", 256, 98),
    19: ("iq1_s", 256, 50), 20: ("iq4_nl", 32, 18), 21: ("iq3_s", 256, 110), 22: ("iq2_s", 256, 82), 23: ("iq4_xs", 256, 136),
    29: ("iq1_m", 256, 56),
}

Typed = namedtuple("Typed", "type value of", defaults=(None,))     # of: the type of an array's elements


class Tensor(namedtuple("Tensor", "name type dimensions data")):
    """dimensions as GGUF has them, the row's length first; data: the bytes as stored, one row of bytes after the other."""

    @staticmethod
    def of_floats(name, values, type):
        """A tensor of plain floats; values: an array in the usual order, the row's length last."""
        values = np.ascontiguousarray(values, dtype=np.float32)
        data = to_bf16(values) if type == BF16 else values.astype({F32: np.float32, F16: np.float16}[type])
        return Tensor(name, type, tuple(reversed(values.shape)), data.view(np.uint8).reshape(-1))

    def floats(self):
        """The values, in the usual order of dimensions. Plain types only."""
        shape = tuple(reversed(self.dimensions))
        if self.type == BF16:
            return (self.data.view(np.uint16).astype(np.uint32) << 16).view(np.float32).reshape(shape)
        return self.data.view({F32: np.float32, F16: np.float16}[self.type]).astype(np.float32).reshape(shape)

    def parts(self):
        """The bytes, one row of them for each index of the outermost dimension."""
        return self.data.reshape(self.dimensions[-1], -1)


def to_bf16(values):
    """Nearest, of two the even one."""
    bits = values.view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)


class File(namedtuple("File", "keys tensors")):
    """keys: a dictionary of Typed; tensors: a list."""

    def tensor(self, name):
        return next(tensor for tensor in self.tensors if tensor.name == name)


def read(path):
    data = np.fromfile(path, dtype=np.uint8)
    whole, at = data.tobytes(), 0

    def take(form):
        nonlocal at
        value, = struct.unpack_from("<" + form, whole, at)
        at += struct.calcsize("<" + form)
        return value

    def text():
        nonlocal at
        length = take("Q")
        at += length
        return whole[at - length:at].decode("utf-8", "surrogateescape")

    def value(type):
        if type == STRING:
            return text()
        if type == ARRAY:
            of, count = take("I"), take("Q")
            return of, [value(of) for _ in range(count)]
        return take(PLAIN[type])

    if whole[:4] != b"GGUF" or struct.unpack_from("<I", whole, 4)[0] != 3:
        raise ValueError(f"{path} is not a GGUF file of version 3")
    at = 8
    tensor_count, key_count = take("Q"), take("Q")
    keys = {}
    for _ in range(key_count):
        name, type = text(), take("I")
        read_value = value(type)
        keys[name] = Typed(ARRAY, read_value[1], read_value[0]) if type == ARRAY else Typed(type, read_value)
    heads = []
    for _ in range(tensor_count):
        name = text()
        dimensions = tuple(take("Q") for _ in range(take("I")))
        heads.append((name, dimensions, take("I"), take("Q")))
    start = -(-at // ALIGNMENT) * ALIGNMENT
    tensors = [Tensor(name, type, dimensions, data[start + offset:start + offset + size(dimensions, type)])
               for name, dimensions, type, offset in heads]
    return File(keys, tensors)


def size(dimensions, type):
    _, block, bytes_of_block = TYPES[type]
    return int(np.prod(dimensions)) // block * bytes_of_block


def write(path, keys, tensors):
    def text(value):
        data = value.encode("utf-8", "surrogateescape")
        return struct.pack("<Q", len(data)) + data

    def value(type, item):
        return text(item) if type == STRING else struct.pack("<" + PLAIN[type], item)

    head = [b"GGUF", struct.pack("<IQQ", 3, len(tensors), len(keys))]
    for name, typed in keys.items():
        head += [text(name), struct.pack("<I", typed.type)]
        if typed.type == ARRAY:
            head += [struct.pack("<IQ", typed.of, len(typed.value))] + [value(typed.of, item) for item in typed.value]
        else:
            head.append(value(typed.type, typed.value))
    offset = 0
    for tensor in tensors:
        head += [text(tensor.name), struct.pack("<I", len(tensor.dimensions)), struct.pack(f"<{len(tensor.dimensions)}Q", *tensor.dimensions)]
        head.append(struct.pack("<IQ", tensor.type, offset))
        offset += -(-len(tensor.data) // ALIGNMENT) * ALIGNMENT
    with open(path, "wb") as file:
        file.write(b"".join(head))
        for tensor in tensors:
            file.write(bytes(-file.tell() % ALIGNMENT))
            file.write(tensor.data.tobytes())
        file.write(bytes(-file.tell() % ALIGNMENT))
