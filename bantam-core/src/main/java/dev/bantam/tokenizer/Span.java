package dev.bantam.tokenizer;

/**
 * A stretch of text that shares one origin. Text of a template may name control tokens; content
 * (what users, tools and documents said) never turns into one, whatever it spells.
 *
 * @param content whether the text is content
 */
public record Span(String text, boolean content) {}
