package dev.bantam.tokenizer.chat;

/** What a template can call. */
@FunctionalInterface
interface Function {
  Object call(Rendering rendering, Arguments arguments);
}
