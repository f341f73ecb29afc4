package dev.bantam.format;

/** Every limit on foreign input, in one place. Sizes in bytes unless said otherwise. */
public final class Limits {
  /** Longest string in a GGUF file. */
  public static final int GGUF_STRING = 16 << 20;

  /** Most elements in a GGUF array. */
  public static final int GGUF_ARRAY = 16 << 20;

  /** Most tensors, and most metadata keys, in a GGUF file. */
  public static final int GGUF_ENTRIES = 65_536;

  /** Longest metadata key in a GGUF file; with {@link #GGUF_ENTRIES} it bounds what keys cost. */
  public static final int GGUF_KEY = 512;

  /** Everything in a GGUF file before the tensor data: bounds the time that reading it takes. */
  public static final int GGUF_HEADER = 256 << 20;

  /** Largest alignment of tensor data in a GGUF file. */
  public static final int GGUF_ALIGNMENT = 1 << 20;

  /** Most files that one model may be split over. */
  public static final int FILE_PARTS = 1024;

  /** Most dimensions of a tensor. */
  public static final int TENSOR_DIMENSIONS = 4;

  /** Longest tensor name in a GGUF file, in bytes. */
  public static final int GGUF_TENSOR_NAME = 64;

  /** Longest safetensors header; the reference implementation's limit is 100,000,000. */
  public static final int SAFETENSORS_HEADER = 24 << 20;

  /** Most tensors in a safetensors file. */
  public static final int SAFETENSORS_ENTRIES = 32_768;

  /** Most dimensions of a tensor in a safetensors file. */
  public static final int SAFETENSORS_DIMENSIONS = 8;

  /** Longest tensor name in a safetensors file, in characters. */
  public static final int SAFETENSORS_NAME = 512;

  /** Deepest nesting of JSON. */
  public static final int JSON_DEPTH = 64;

  /** Largest JSON document read whole (config, tokenizer). */
  public static final int JSON_BYTES = 60 << 20;

  /** Most values (objects, arrays and what is in them) in a JSON document. */
  public static final int JSON_VALUES = 8 << 20;

  /** Longest chat template, in characters. */
  public static final int TEMPLATE_CHARS = 256 << 10;

  /** Most evaluation steps of one chat template rendering. */
  public static final int TEMPLATE_STEPS = 1_000_000;

  /** Longest output of a chat template, in characters. */
  public static final int TEMPLATE_OUTPUT = 8 << 20;

  /** Deepest nesting of expressions and blocks in a chat template's text, and of its values. */
  public static final int TEMPLATE_DEPTH = 100;

  /** Deepest nesting of evaluations (blocks, expressions, macro calls) when one is rendered. */
  public static final int TEMPLATE_RECURSION = 500;

  /** Longest {@code range} in a chat template; the sandbox of Jinja has the same. */
  public static final int TEMPLATE_RANGE = 100_000;

  /** Most tokens of a vocabulary. */
  public static final int VOCABULARY = 4 << 20;

  /** Most ids of a vocabulary file that have no token. */
  public static final int VOCABULARY_GAPS = 64 << 10;

  /** Most merges of a BPE tokenizer. */
  public static final int MERGES = 4 << 20;

  /** Largest vocabulary file of SentencePiece or llama2.c. */
  public static final int TOKENIZER_BYTES = 48 << 20;

  /** Longest added token, in bytes. */
  public static final int ADDED_TOKEN = 64 << 10;

  /** Longest model name, address or path inside a repository, in characters. */
  public static final int MODEL_NAME = 1024;

  /** Most files in a repository or package that is listed. */
  public static final int LISTED_FILES = 100_000;

  /** Largest listing, manifest or other small document that a hub sends or the store keeps. */
  public static final int HUB_DOCUMENT = 32 << 20;

  /** Most redirects that one request follows. */
  public static final int REDIRECTS = 10;

  /** Most bytes that a compressed package may unpack to. */
  public static final long UNPACKED_PACKAGE = 64L << 30;

  /** Longest grammar (GBNF), and longest JSON schema, in characters. */
  public static final int GRAMMAR_CHARS = 256 << 10;

  /** Deepest nesting of groups in a grammar or a pattern, and of a JSON schema. */
  public static final int GRAMMAR_DEPTH = 256;

  /** Most rules of a grammar. */
  public static final int GRAMMAR_RULES = 4096;

  /** Largest bound of a repetition in a grammar. */
  public static final int GRAMMAR_REPETITION = 100_000;

  /** Most places (characters, groups, calls) of a grammar or of what a JSON schema becomes. */
  public static final int GRAMMAR_PLACES = 1 << 20;

  /** Most steps through a grammar that finding the tokens for one place may take. */
  public static final int GRAMMAR_STEPS = 1 << 20;

  private Limits() {}
}
