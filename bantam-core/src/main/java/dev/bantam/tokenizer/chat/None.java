package dev.bantam.tokenizer.chat;

/** The template language's none. */
enum None {
  NONE
}
