package dev.bantam.tokenizer;

import java.util.List;

/** What a token is for, beyond its text. */
enum SpecialRole {
  BOS("bos_token_id"),
  EOS("eos_token_id"),
  EOT(
      "eot_token_id",
      "<|eot_id|>",
      "<|im_end|>",
      "<|end|>",
      "<end_of_turn>",
      "<|endoftext|>",
      "<|end_of_text|>",
      "<EOT>",
      "_<EOT>",
      "[EOT]",
      "<｜end▁of▁sentence｜>",
      "<end_of_utterance>"),
  EOM("eom_token_id", "<|eom_id|>"),
  UNKNOWN("unknown_token_id"),
  SEPARATOR("seperator_token_id"), // spelled so in GGUF
  PADDING("padding_token_id"),
  MASK("mask_token_id"),
  FIM_PREFIX(
      "fim_pre_token_id",
      "<|fim_prefix|>",
      "<fim-prefix>",
      "<fim_prefix>",
      "<｜fim▁begin｜>",
      "<PRE>",
      "▁<PRE>",
      "<|code_prefix|>",
      "<|prefix|>"),
  FIM_SUFFIX(
      "fim_suf_token_id",
      "<|fim_suffix|>",
      "<fim-suffix>",
      "<fim_suffix>",
      "<｜fim▁hole｜>",
      "<SUF>",
      "▁<SUF>",
      "<|code_suffix|>",
      "<|suffix|>"),
  FIM_MIDDLE(
      "fim_mid_token_id",
      "<|fim_middle|>",
      "<fim-middle>",
      "<fim_middle>",
      "<｜fim▁end｜>",
      "<MID>",
      "▁<MID>",
      "<|code_middle|>",
      "<|middle|>"),
  FIM_PAD("fim_pad_token_id", "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"),
  FIM_REPO(
      "fim_rep_token_id", "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"),
  FIM_SEPARATOR("fim_sep_token_id", "<|file_sep|>");

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes an immutable list
  private final List<String> texts;

  SpecialRole(String key, String... texts) {
    this.key = "tokenizer.ggml." + key;
    this.texts = List.of(texts);
  }

  /** GGUF's metadata key. */
  String key() {
    return key;
  }

  /** Texts by which the token is known where a file does not name it. */
  List<String> texts() {
    return texts;
  }
}
