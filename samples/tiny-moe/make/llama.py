"""llama.cpp, as its prebuilt library in the npm package @node-llama-cpp/linux-x64 has it: quantizing, and logits.

`npm ci --prefix tests/tools` puts the library where this looks for it; another place goes into MOEGATE_LLAMA (the folder that holds
libllama). Structures whose layout changes between versions are handed back as they came, but for the few fields named here, and
those are held against their documented defaults first.
"""

import ctypes
import glob
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
FOLDER = os.environ.get("MOEGATE_LLAMA") or os.path.join(ROOT, "tests", "tools", "node_modules", "@node-llama-cpp", "linux-x64", "bins", "linux-x64")

ERROR = 4       # ggml.h's level of a log line
# llama.h's numbers of file types.
FILE_TYPES = {
    "F16": 1, "Q4_0": 2, "Q8_0": 7, "Q2_K": 10, "Q3_K_M": 12, "Q4_K_M": 15, "Q5_K_M": 17, "Q6_K": 18, "IQ2_XXS": 19, "IQ3_XXS": 23, "IQ1_S": 24,
    "IQ4_XS": 30,
}


class Opaque(ctypes.Structure):
    """A structure that is larger than any version's, passed by value as it was received."""
    _fields_ = [("bytes", ctypes.c_uint8 * 1024)]


class Context(ctypes.Structure):
    _fields_ = [("n_ctx", ctypes.c_uint32), ("n_batch", ctypes.c_uint32), ("n_ubatch", ctypes.c_uint32), ("n_seq_max", ctypes.c_uint32),
                ("rest", ctypes.c_uint8 * 1008)]


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", ctypes.c_int32), ("token", ctypes.POINTER(ctypes.c_int32)), ("embd", ctypes.POINTER(ctypes.c_float)),
                ("pos", ctypes.POINTER(ctypes.c_int32)), ("n_seq_id", ctypes.POINTER(ctypes.c_int32)),
                ("seq_id", ctypes.POINTER(ctypes.POINTER(ctypes.c_int32))), ("logits", ctypes.POINTER(ctypes.c_int8))]


class ImportanceOfTensor(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("data", ctypes.POINTER(ctypes.c_float)), ("size", ctypes.c_size_t)]


class Quantization(ctypes.Structure):
    _fields_ = [("nthread", ctypes.c_int32), ("ftype", ctypes.c_int), ("output_tensor_type", ctypes.c_int), ("token_embedding_type", ctypes.c_int),
                ("flags", ctypes.c_bool * 7), ("imatrix", ctypes.c_void_p), ("rest", ctypes.c_uint8 * 512)]


def library():
    if not hasattr(library, "loaded"):
        found = glob.glob(os.path.join(FOLDER, "libllama.*so*"))
        if not found:
            sys.exit(f"no llama.cpp in {os.path.relpath(FOLDER)}: run npm ci --prefix tests/tools, or name a folder in MOEGATE_LLAMA")
        for pattern in ("libggml-base*.so", "libggml.*so*"):
            for path in glob.glob(os.path.join(FOLDER, pattern)):
                ggml = ctypes.CDLL(path, ctypes.RTLD_GLOBAL)
        library.quiet = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(
            lambda level, text, _: sys.stderr.write(text.decode("utf-8", "replace")) if level == ERROR else None)
        ggml.ggml_log_set(library.quiet, None)
        ggml.ggml_backend_load_all_from_path.argtypes = [ctypes.c_char_p]
        ggml.ggml_backend_load_all_from_path(FOLDER.encode())
        llama = ctypes.CDLL(found[0])
        llama.llama_log_set(library.quiet, None)
        llama.llama_backend_init()
        llama.llama_model_default_params.restype = Opaque
        llama.llama_context_default_params.restype = Context
        llama.llama_model_quantize_default_params.restype = Quantization
        llama.llama_model_load_from_file.restype = ctypes.c_void_p
        llama.llama_model_load_from_file.argtypes = [ctypes.c_char_p, Opaque]
        llama.llama_init_from_model.restype = ctypes.c_void_p
        llama.llama_init_from_model.argtypes = [ctypes.c_void_p, Context]
        llama.llama_get_logits.restype = ctypes.POINTER(ctypes.c_float)
        llama.llama_model_get_vocab.restype = llama.llama_get_memory.restype = ctypes.c_void_p
        for name in ("llama_get_logits", "llama_get_memory", "llama_free", "llama_model_free", "llama_model_get_vocab", "llama_vocab_n_tokens"):
            getattr(llama, name).argtypes = [ctypes.c_void_p]
        llama.llama_memory_clear.argtypes = [ctypes.c_void_p, ctypes.c_bool]
        llama.llama_set_n_threads.argtypes = [ctypes.c_void_p, ctypes.c_int32, ctypes.c_int32]
        llama.llama_decode.argtypes = [ctypes.c_void_p, Batch]
        library.loaded = llama
    return library.loaded


def quantize(source, target, file_type, importance=None):
    """As llama-quantize does. importance: a dictionary of a tensor's name and its Σa²/count, or none."""
    parameters = library().llama_model_quantize_default_params()
    if parameters.output_tensor_type < 40 or list(parameters.flags)[1:3] != [True, False]:
        sys.exit("this version of llama.cpp has another llama_model_quantize_params")
    parameters.nthread, parameters.ftype = 2, FILE_TYPES[file_type]
    if importance:
        arrays = {name: np.ascontiguousarray(values, dtype=np.float32) for name, values in importance.items()}
        table = (ImportanceOfTensor * (len(arrays) + 1))()
        for entry, (name, values) in zip(table, arrays.items()):
            entry.name, entry.data, entry.size = name.encode(), values.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), values.size
        parameters.imatrix = ctypes.addressof(table)
    if library().llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(parameters)) != 0:
        sys.exit(f"llama.cpp could not make {file_type} of {source}")


class Model:
    """A model that predicts."""

    def __init__(self, path, context=256, threads=1):
        llama = library()
        self.model = llama.llama_model_load_from_file(os.fsencode(path), llama.llama_model_default_params())
        if not self.model:
            sys.exit(f"llama.cpp does not load {path}")
        parameters = llama.llama_context_default_params()
        if (parameters.n_ctx, parameters.n_batch, parameters.n_ubatch, parameters.n_seq_max) != (512, 2048, 512, 1):
            sys.exit("this version of llama.cpp has another llama_context_params")
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = context
        self.context = llama.llama_init_from_model(self.model, parameters)
        self.vocabulary = llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(self.model))
        llama.llama_set_n_threads(self.context, threads, threads)

    def logits(self, tokens, first=0):
        """The logits behind each token from the first on, of one sequence by itself: an array (tokens, vocabulary)."""
        llama, count = library(), len(tokens)
        llama.llama_memory_clear(llama.llama_get_memory(self.context), True)
        ids, places = (np.ascontiguousarray(a, dtype=np.int32) for a in (tokens, np.arange(count)))
        ones, sequence = np.ones(count, dtype=np.int32), ctypes.c_int32(0)
        sequences = (ctypes.POINTER(ctypes.c_int32) * count)(*[ctypes.pointer(sequence)] * count)
        wanted = (np.arange(count) >= first).astype(np.int8)

        def pointer(array, of):
            return array.ctypes.data_as(ctypes.POINTER(of))

        batch = Batch(count, pointer(ids, ctypes.c_int32), None, pointer(places, ctypes.c_int32), pointer(ones, ctypes.c_int32), sequences,
                      pointer(wanted, ctypes.c_int8))
        if llama.llama_decode(self.context, batch) != 0:
            sys.exit("llama_decode failed")
        return np.ctypeslib.as_array(llama.llama_get_logits(self.context), (count - first, self.vocabulary)).copy()

    def close(self):
        library().llama_free(self.context)
        library().llama_model_free(self.model)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
